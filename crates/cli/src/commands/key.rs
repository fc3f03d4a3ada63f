//! `khg key list|show`.

use keyhinge_api::contract::{KeyRef, Nothing};
use keyhinge_api::{App, commands};
use keyhinge_core::keys::KeySummary;
use keyhinge_core::limits::Meter;
use keyhinge_core::settings::VaultKind;
use serde::Serialize;

use super::find_key;
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
                words::standing(key),
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
    let other = match &key.rotation {
        Some(rotation) => app.core().await?.key(&rotation.other_key_id).await?,
        None => None,
    };
    printer.answer(&Shown { key: &key, meters: &meters }, || {
        let mut rows = details(&key, app.vault_kind());
        rows.extend(key.rotation.as_ref().zip(other.as_ref()).map(|(rotation, other)| {
            ("rotation", words::rotation(rotation, &format!("\u{201c}{}\u{201d} ({})", other.name, other.id)))
        }));
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
