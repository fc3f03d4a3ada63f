//! `khg activity`.

use keyhinge_api::contract::ActivityList;
use keyhinge_api::{App, commands};
use keyhinge_core::activity::Activity;

use super::find_key;
use crate::args;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::table::table;
use crate::words;

pub(super) async fn list(app: &App, args: &args::Activity, printer: Printer) -> Result<Exit, Failure> {
    let key_id = match &args.key {
        Some(named) => Some(find_key(app, named).await?.id),
        None => None,
    };
    let page =
        commands::activity_list(app, ActivityList { key_id, before: args.before, limit: Some(args.limit) })
            .await?;
    printer.answer(&page, || {
        let row = |entry: &Activity| {
            [
                words::time(entry.at),
                words::activity(entry.kind).to_owned(),
                entry.key_name.clone().unwrap_or_else(|| "-".into()),
                entry.target.clone().unwrap_or_else(|| "-".into()),
                words::actor(entry.actor).to_owned(),
            ]
        };
        table(["TIME", "WHAT", "KEY", "TARGET", "BY"], &page.entries.iter().map(row).collect::<Vec<_>>())
    })?;
    if let Some(older) = page.older.filter(|_| !printer.is_json()) {
        printer.note(&format!("There is more: khg activity --before {older}"));
    }
    Ok(Exit::Done)
}
