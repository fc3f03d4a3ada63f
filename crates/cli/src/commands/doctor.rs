//! `khg doctor`.

use keyhinge_api::contract::Nothing;
use keyhinge_api::{App, commands};
use keyhinge_core::doctor::{Check, CheckState, DoctorReport};

use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::table::{pairs, table};
use crate::words;

pub(super) async fn report(app: &App, printer: Printer) -> Result<Exit, Failure> {
    let report = commands::doctor(app, Nothing {}).await?;
    printer.answer(&report, || text(&report))?;
    Ok(exit_of(&report.checks))
}

/// All of it as a text to pass on; `--json` wraps it.
pub(super) async fn diagnostics(app: &App, printer: Printer) -> Result<Exit, Failure> {
    let diagnostics = commands::diagnostics_report(app, Nothing {}).await?;
    printer.answer(&diagnostics, || diagnostics.text.trim_end().to_owned())?;
    Ok(Exit::Done)
}

fn text(report: &DoctorReport) -> String {
    let about = pairs(&[
        ("version", report.version.clone()),
        ("platform", report.platform.clone()),
        ("data folder", report.data_folder.clone()),
        ("database", format!("SQLite {}, schema {}", report.sqlite_version, report.schema_version)),
    ]);
    let row = |check: &Check| [check.name.clone(), words::check(check.state).to_owned(), check.found.clone()];
    let checks = table(["CHECK", "STATE", "FOUND"], &report.checks.iter().map(row).collect::<Vec<_>>());
    let next = report.checks.iter().filter(|check| !check.next_step.is_empty());
    let next: String = next.map(|check| format!("\nnext ({}): {}", check.name, check.next_step)).collect();
    format!("{about}\n\n{checks}{next}")
}

/// The first failure decides; a warning is none, but for a locked vault: no secret can be used here.
fn exit_of(checks: &[Check]) -> Exit {
    let fails = |check: &&Check| {
        check.state == CheckState::Failed || (check.id == "file_vault" && check.state == CheckState::Warning)
    };
    match checks.iter().find(fails).map(|check| check.id.as_str()) {
        None => Exit::Done,
        Some("keychain" | "file_vault") => Exit::Keychain,
        Some("database" | "data_folder") => Exit::Database,
        Some("gateway_port") => Exit::Gateway,
        Some(_) => Exit::Failed,
    }
}
