//! `khg key print`.

use std::slice;

use keyhinge_api::App;
use keyhinge_core::activity::ActivityKind;
use keyhinge_core::lifecycle;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::printer::Printer;

#[derive(Serialize)]
struct Printed<'a> {
    secret: &'a str,
}

pub(super) async fn print(app: &App, id_or_name: &str, printer: Printer) -> Result<Exit, Failure> {
    let core = app.core().await?;
    let key = lifecycle::usable(core, id_or_name).await?;
    let keys = slice::from_ref(&key);
    let secrets = lifecycle::secrets_of(core, keys).await?;
    lifecycle::handed_out(core, keys, ActivityKind::Printed, None, app.actor()).await?;
    for secret in &secrets {
        if printer.is_json() {
            printer.secret_json(&Printed { secret: secret.expose() })?;
        } else {
            printer.secret_alone(secret)?;
        }
    }
    Ok(Exit::Done)
}
