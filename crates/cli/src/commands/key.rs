//! `khg key list|show|revoke`.

use std::io::IsTerminal;

use keyhinge_api::contract::{KeyRef, KeyRevoke, Nothing};
use keyhinge_api::{App, commands};
use keyhinge_core::keys::KeySummary;
use keyhinge_core::limits::Meter;
use keyhinge_core::settings::VaultKind;
use serde::Serialize;

use super::find_key;
use crate::args;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::table::{pairs, table};
use crate::words;

pub(super) async fn list(app: &App, printer: Printer) -> Result<Exit, Failure> {
    let keys = commands::keys_list(app, Nothing {}).await?;
    printer.answer(&keys, || {
        if keys.is_empty() {
            return "There are no keys yet. Make one with: khg key create NAME".into();
        }
        let row = |key: &KeySummary| {
            [
                key.name.clone(),
                key.account_name.clone(),
                key.masked.clone(),
                key.purpose.as_str().to_owned(),
                words::permissions(key),
                words::status(&key.status),
                words::date_or_dash(key.last_used_at),
                words::date_or_dash(key.expires_at),
                key.id.clone(),
            ]
        };
        let head =
            ["NAME", "ACCOUNT", "KEY", "PURPOSE", "PERMISSIONS", "STATUS", "LAST USED", "EXPIRES", "ID"];
        table(head, &keys.iter().map(row).collect::<Vec<_>>())
    })?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    key: &'a KeySummary,
    meters: &'a [Meter],
}

pub(super) async fn show(app: &App, id_or_name: &str, printer: Printer) -> Result<Exit, Failure> {
    let key = find_key(app, id_or_name).await?;
    let meters = commands::keys_limits(app, KeyRef { key_id: key.id.clone() }).await?;
    printer.answer(&Shown { key: &key, meters: &meters }, || {
        let mut rows = details(&key, app.vault_kind());
        rows.extend(meters.iter().map(|meter| ("meter", words::meter(meter))));
        pairs(&rows)
    })?;
    Ok(Exit::Done)
}

/// A key as names and values.
pub(super) fn details(key: &KeySummary, vault: VaultKind) -> Vec<(&'static str, String)> {
    let never = |at: Option<_>| at.map_or_else(|| "never".to_owned(), words::time);
    let mut rows = vec![
        ("name", key.name.clone()),
        ("id", key.id.clone()),
        ("account", format!("{} ({})", key.account_name, key.account_id)),
        ("key", key.masked.clone()),
        ("status", words::status(&key.status)),
        ("purpose", key.purpose.as_str().to_owned()),
        ("permissions", words::permissions(key)),
        ("plan", key.plan.clone()),
        ("created", format!("{} by {}", words::time(key.created_at), words::actor(key.created_by))),
        ("expires", never(key.expires_at)),
        ("last used", never(key.last_used_at)),
        ("secret", words::reveal(key, vault).to_owned()),
    ];
    rows.extend(key.revoked_at.map(|at| ("revoked", words::time(at))));
    rows.extend(key.limits.iter().map(|limit| ("limit", words::limit(limit))));
    rows
}

pub(super) async fn revoke(app: &App, args: &args::KeyRevoke, printer: Printer) -> Result<Exit, Failure> {
    let key = find_key(app, &args.key).await?;
    let typed_name = if args.yes { key.name.clone() } else { typed(app, &key, printer).await? };
    let key = commands::keys_revoke(app, KeyRevoke { key_id: key.id, typed_name }).await?;
    printer.answer(&key, || format!("\u{201c}{}\u{201d} ({}) is revoked.", key.name, key.masked))?;
    if key.secret_held {
        printer.note(match app.vault_kind() {
            VaultKind::Keychain => {
                "Its secret is still in the keychain, which did not let go of it; the app will try again."
            }
            VaultKind::File => "Its secret is still in the file vault, until that is unlocked.",
        });
    }
    Ok(Exit::Done)
}

/// Says what breaks and has the name typed.
async fn typed(app: &App, key: &KeySummary, printer: Printer) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(
            "Revoking a key asks for a confirmation.",
            "Add --yes, or run it at a terminal.",
        ));
    }
    let consequences = commands::keys_revoke_consequences(app, KeyRef { key_id: key.id.clone() }).await?;
    for sentence in &consequences.sentences {
        printer.note(sentence);
    }
    printer.ask(&format!("Type the key's name ({}) to revoke it:", key.name));
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    });
    let line =
        read.await.map_err(|error| Failure::internal(&error))?.map_err(|error| Failure::internal(&error))?;
    Ok(line.trim().to_owned())
}
