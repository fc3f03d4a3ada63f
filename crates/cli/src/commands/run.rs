//! `khg run`: a command with keys in its environment.

mod program;
mod start;

use std::ffi::OsString;

use keyhinge_api::contract::{GatewayStatus, Nothing};
use keyhinge_api::{App, commands};
use keyhinge_core::accounts::LOCAL_PROVIDER;
use keyhinge_core::activity::ActivityKind;
use keyhinge_core::environment::{Changes, Wish};
use keyhinge_core::lifecycle;
use keyhinge_core::secret::Secret;

use self::program::Program;
use crate::args::Run;
use crate::failure::{Exit, Failure};
use crate::passphrase;
use crate::printer::Printer;

/// A command that is ready to be started.
struct Prepared {
    program: Program,
    arguments: Vec<OsString>,
    changes: Changes,
    secrets: Vec<Secret>,
    printer: Printer,
}

pub(super) async fn run(app: &App, args: Run, printer: Printer) -> Result<Exit, Failure> {
    let prepared = prepare(app, args, printer).await?;
    // The command takes the place of this process.
    app.close().await;
    Ok(prepared.start().await)
}

/// Everything that can be wrong is found before a secret is read.
async fn prepare(app: &App, args: Run, printer: Printer) -> Result<Prepared, Failure> {
    let mut words = args.command.into_iter();
    let program = Program::find(words.next().unwrap_or_default())?;
    let core = app.core().await?;
    let mut keys = Vec::new();
    for named in &args.keys {
        keys.push(lifecycle::usable(core, &named.key).await?);
    }
    let (gateway, off) = gateway(app).await?;
    let mut wishes = Vec::new();
    for (key, named) in keys.iter().zip(&args.keys) {
        wishes.push(Wish::new(core, key, named.variable.as_deref(), &gateway).await?);
    }
    let changes = Changes::of(&wishes, &core.catalogue.now())?;
    passphrase::unlock(app, !printer.is_json()).await?;
    let secrets = lifecycle::secrets_of(core, &keys).await?;
    lifecycle::handed_out(core, &keys, ActivityKind::Ran, Some(&program.name()), app.actor()).await?;
    for note in &changes.notes {
        printer.note(&format!("note: {note}"));
    }
    if off && keys.iter().any(|key| key.provider_id == LOCAL_PROVIDER) {
        printer.note("note: The gateway is off; its keys work once it runs.");
    }
    Ok(Prepared { program, arguments: words.collect(), changes, secrets, printer })
}

/// Where the gateway is or will be, and whether it is off.
async fn gateway(app: &App) -> Result<(String, bool), Failure> {
    let at = |port: u16| format!("http://127.0.0.1:{port}");
    Ok(match commands::gateway_status(app, Nothing {}).await? {
        GatewayStatus::Running { url, .. } | GatewayStatus::Elsewhere { url: Some(url) } => (url, false),
        GatewayStatus::Elsewhere { url: None } => (at(app.settings().gateway_port), false),
        GatewayStatus::Off { port } | GatewayStatus::Failed { port, .. } => (at(port), true),
    })
}
