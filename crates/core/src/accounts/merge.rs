//! Brings what a provider's list says together with what is known here. Nothing is taken for gone unless the list is whole.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use crate::error::Result;
use crate::keys::{
    Actor, KeyOrigin, KeyState, Permissions, Purpose, RemoteFacts, clean_name, may_be_one, token,
};
use crate::management::{Listing, Nonce, RemoteKey, RemoteState};
use crate::store::keys::{NewKeyRow, Origin};
use crate::store::provider_keys::{ProviderKey, Seen, note_seen};
use crate::store::{StoreError, keys};

/// A provider's list may lag so far behind what it has just made.
const LIST_LAG: TimeDelta = TimeDelta::minutes(2);

/// What a list changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Merged {
    /// Keys that were not known.
    pub(super) new: usize,
    /// Keys that the provider no longer has.
    pub(super) gone: usize,
}

/// What to do with one remote key, decided before anything is written.
enum Match<'a> {
    Known(&'a ProviderKey),
    New,
}

/// Writes the list into the keys of the account, in the caller's transaction. `before` are the ids that were known before the
/// list was asked for: of a key that was made meanwhile its absence says nothing. Answers also which keys are proved revoked
/// by it, whose secrets can go.
pub(super) async fn merge(
    connection: &mut SqliteConnection,
    account_id: &str,
    before: &HashSet<String>,
    known: &[ProviderKey],
    listing: &Listing,
    key_type: impl Fn(&RemoteKey) -> String,
    now: DateTime<Utc>,
) -> Result<(Merged, Vec<String>)> {
    let mut merged = Merged::default();
    let (mut seen, mut revoked) = (HashSet::new(), Vec::new());
    for remote in &listing.keys {
        match matching(remote, known, listing) {
            Match::Known(key) => {
                seen.insert(key.id.as_str());
                let state = state_of(key.state, remote.state);
                if state == KeyState::Revoked {
                    revoked.push(key.id.clone());
                }
                note(connection, key, remote, state, now).await?;
            }
            Match::New => {
                merged.new += 1;
                add(connection, account_id, remote, key_type(remote), now).await?;
            }
        }
    }
    if listing.proves_absence() {
        let missed = known.iter().filter(|key| {
            key.remote_id.is_some() && before.contains(&key.id) && !seen.contains(key.id.as_str())
        });
        for key in missed {
            let to = match key.state {
                KeyState::Active if now - key.created_at < LIST_LAG => continue,
                KeyState::Active | KeyState::Disabled => KeyState::Gone,
                KeyState::Revoking => KeyState::Revoked,
                KeyState::Pending | KeyState::Gone | KeyState::Revoked => continue,
            };
            if keys::set_state(connection, &key.id, &[key.state], to, now).await? {
                match to {
                    KeyState::Revoked => revoked.push(key.id.clone()),
                    _ => merged.gone += 1,
                }
            }
        }
    }
    Ok((merged, revoked))
}

/// The key that a remote one is: by the provider's id, or by its masked form where exactly one key fits and it fits no
/// other.
fn matching<'a>(remote: &RemoteKey, known: &'a [ProviderKey], listing: &Listing) -> Match<'a> {
    if let Some(key) = known.iter().find(|key| key.remote_id.as_ref() == Some(&remote.id)) {
        return Match::Known(key);
    }
    let Some(masked) = &remote.masked else { return Match::New };
    let fits = |key: &&ProviderKey| {
        key.remote_id.is_none() && key.state != KeyState::Revoked && may_be_one(&key.masked, masked)
    };
    let mut fitting = known.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(key), None) => {
            let others = listing.keys.iter().filter(|other| {
                other.id != remote.id
                    && other.masked.as_ref().is_some_and(|other| may_be_one(&key.masked, other))
            });
            if others.count() == 0 { Match::Known(key) } else { Match::New }
        }
        _ => Match::New,
    }
}

/// The state of a known key after the provider has said its.
fn state_of(here: KeyState, remote: RemoteState) -> KeyState {
    match (here, remote) {
        // It was told to go and is still there, or it is there again: not confirmed either way.
        (
            KeyState::Revoking | KeyState::Revoked,
            RemoteState::Active | RemoteState::Disabled | RemoteState::Unknown,
        ) => KeyState::Revoking,
        (KeyState::Revoking | KeyState::Revoked, _) | (_, RemoteState::Revoked) => KeyState::Revoked,
        (_, RemoteState::Active | RemoteState::Expired) => KeyState::Active,
        (_, RemoteState::Disabled) => KeyState::Disabled,
        (KeyState::Gone, RemoteState::Unknown) => KeyState::Active,
        (here, RemoteState::Unknown) => here,
    }
}

async fn note(
    connection: &mut SqliteConnection,
    key: &ProviderKey,
    remote: &RemoteKey,
    state: KeyState,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let name = name_of(remote).filter(|name| !key.name.starts_with(name.as_str()));
    // What we made of the secret itself says more than the provider's mask.
    let masked = match key.origin {
        KeyOrigin::Elsewhere => remote.masked.as_deref().unwrap_or(&key.masked),
        KeyOrigin::Created | KeyOrigin::Imported | KeyOrigin::Issued => &key.masked,
    };
    let seen = Seen {
        remote_id: &remote.id,
        name: name.as_deref().unwrap_or(&key.name),
        masked,
        state,
        expires_at: expiry(remote, key.expires_at, now),
        last_used_at: remote.last_used,
        facts: &facts(remote),
    };
    note_seen(connection, &key.id, &seen, now).await
}

async fn add(
    connection: &mut SqliteConnection,
    account_id: &str,
    remote: &RemoteKey,
    key_type: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = token::random_id("key")?;
    let masked = remote.masked.clone().unwrap_or_else(|| "\u{2026}".into());
    let name = name_of(remote)
        .or_else(|| clean_name(&masked).ok())
        .unwrap_or_else(|| remote.id.chars().take(100).collect());
    let state = state_of(KeyState::Active, remote.state);
    let row = NewKeyRow {
        id: &id,
        account_id,
        name: &name,
        key_type: &key_type,
        origin: Origin::Provider {
            origin: KeyOrigin::Elsewhere,
            remote_id: Some(&remote.id),
            fingerprint: None,
        },
        masked: &masked,
        purpose: &Purpose::default(),
        permissions: &Permissions::default(),
        generate: true,
        plan: remote.plan.as_deref().unwrap_or_default(),
        limits: &[],
        state,
        created_at: remote.created.filter(|at| *at <= now).unwrap_or(now),
        expires_at: expiry(remote, None, now),
        vault_entry: None,
        created_by: Actor::App,
    };
    keys::insert(connection, &row).await?;
    let seen = Seen {
        remote_id: &remote.id,
        name: &name,
        masked: &masked,
        state,
        expires_at: row.expires_at,
        last_used_at: remote.last_used,
        facts: &facts(remote),
    };
    Ok(note_seen(connection, &id, &seen, now).await?)
}

/// When it ends. A provider that says "expired" and not since when has said it by now.
fn expiry(remote: &RemoteKey, known: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match remote.state {
        RemoteState::Expired => Some(remote.expires.or(known).filter(|at| *at <= now).unwrap_or(now)),
        _ => remote.expires,
    }
}

/// Its name without our mark.
fn name_of(remote: &RemoteKey) -> Option<String> {
    clean_name(&Nonce::without(remote.name.as_deref()?)).ok()
}

pub(crate) fn facts(remote: &RemoteKey) -> RemoteFacts {
    RemoteFacts {
        permissions: remote.permissions.clone(),
        spent: remote.spent.as_ref().map(ToString::to_string),
        extra: remote.extra.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    }
}
