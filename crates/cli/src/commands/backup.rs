//! `khg backup` and `khg data`: everything at once.

use keyhinge_api::contract::{DataDelete, Saved};
use keyhinge_api::{App, commands};
use keyhinge_core::backup;
use keyhinge_core::clock::Clock;
use serde::Serialize;

use crate::args::{BackupCreate, BackupRestore, DataDeleteAll};
use crate::failure::{Exit, Failure};
use crate::printer::Printer;

pub(super) async fn create(app: &App, args: &BackupCreate, printer: Printer) -> Result<Exit, Failure> {
    backup::create(app.core().await?, &args.file).await?;
    let saved = Saved { path: args.file.display().to_string() };
    printer.answer(&saved, || format!("Everything but secrets is in {}.", saved.path))?;
    Ok(Exit::Done)
}

/// What a restore did, as JSON.
#[derive(Serialize)]
struct Restored {
    keys: i64,
    still_revoked: usize,
    left_out: usize,
    kept: Option<String>,
}

pub(super) async fn restore(app: &App, args: &BackupRestore, printer: Printer) -> Result<Exit, Failure> {
    if !args.yes {
        return Err(Failure::usage(
            "A restore replaces the database and the settings. Nothing was changed.",
            "Close Keyhinge, then add --yes. What is there now is kept as a backup.",
        ));
    }
    let restored = backup::restore(app.folders(), &Clock::system(), &args.file).await?;
    let answer = Restored {
        keys: restored.keys,
        still_revoked: restored.still_revoked,
        left_out: restored.left_out,
        kept: restored.kept.map(|path| path.display().to_string()),
    };
    printer.answer(&answer, || sentences(&answer).join("\n"))?;
    Ok(Exit::Done)
}

fn sentences(restored: &Restored) -> Vec<String> {
    let mut lines = vec![format!("Restored: {} keys. Secrets were not touched.", restored.keys)];
    if restored.still_revoked > 0 {
        lines.push(format!(
            "{} of them were revoked after the backup was made, and stay revoked.",
            restored.still_revoked
        ));
    }
    if restored.left_out > 0 {
        lines.push(format!(
            "{} keys that were made after it are not in it; their secrets are still in the vault.",
            restored.left_out
        ));
    }
    if let Some(kept) = &restored.kept {
        lines.push(format!("What was there before is kept in {kept}."));
    }
    lines
}

pub(super) async fn delete_all(app: &App, args: &DataDeleteAll, printer: Printer) -> Result<Exit, Failure> {
    if !args.yes {
        return Err(Failure::usage(
            "This deletes every secret, the database, backups, exports, logs and settings of this data folder. Nothing was deleted.",
            "Close Keyhinge, then add --yes. It cannot be undone, and keys at providers are not revoked by it.",
        ));
    }
    let typed = commands::DELETE_PHRASE.to_owned();
    let deleted = commands::data_delete_all(app, DataDelete { typed }).await?;
    printer.answer(&deleted, || format!("Deleted, with {} secrets.", deleted.secrets))?;
    for file in &deleted.left {
        printer.note(&format!("Not deleted: {file}"));
    }
    Ok(Exit::Done)
}
