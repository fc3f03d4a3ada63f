//! Keys of providers: what a list says of them, the secrets that are attached to them, and what a test told.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::operations::OpenOperation;
use super::words::{parse_word, word};
use super::{Store, StoreError, rotations};
use crate::accounts::KeyTest;
use crate::clock::from_millis;
use crate::diagnosis::Verdict;
use crate::keys::{KeyOrigin, KeyState, RemoteFacts};
use crate::limits::Reading;

/// A key of an account as a list is compared with it.
#[derive(Debug, Clone)]
pub(crate) struct ProviderKey {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) state: KeyState,
    pub(crate) masked: String,
    pub(crate) origin: KeyOrigin,
    pub(crate) remote_id: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

/// What a provider's list says of a key, as it is written down.
pub(crate) struct Seen<'a> {
    pub(crate) remote_id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) masked: &'a str,
    pub(crate) state: KeyState,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
    pub(crate) facts: &'a RemoteFacts,
}

/// Writes what the list says of a key that is known.
pub(crate) async fn note_seen(
    connection: &mut SqliteConnection,
    key_id: &str,
    seen: &Seen<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (state, at) = (word(&seen.state), now.timestamp_millis());
    let revoked_at = (seen.state == KeyState::Revoked).then_some(at);
    let (expires_at, last_used_at) =
        (seen.expires_at.map(|at| at.timestamp_millis()), seen.last_used_at.map(|at| at.timestamp_millis()));
    let facts = serde_json::to_string(seen.facts).map_err(|error| StoreError::Other(error.to_string()))?;
    sqlx::query!(
        "UPDATE keys SET remote_id = ?, name = ?, masked = ?, state = ?, revoked_at = coalesce(revoked_at, ?),
                         expires_at = ?, last_used_at = coalesce(?, last_used_at), remote_facts = ?, seen_at = ?
         WHERE id = ?",
        seen.remote_id,
        seen.name,
        seen.masked,
        state,
        revoked_at,
        expires_at,
        last_used_at,
        facts,
        at,
        key_id
    )
    .execute(&mut *connection)
    .await?;
    if seen.state == KeyState::Revoked {
        rotations::close(connection, key_id, now).await?;
    }
    Ok(())
}

/// Gives a key that was seen elsewhere the secret that was imported for it.
pub(crate) async fn attach_secret(
    connection: &mut SqliteConnection,
    key_id: &str,
    vault_entry: &str,
    fingerprint: &[u8; 32],
    masked: &str,
) -> Result<(), StoreError> {
    let fingerprint = fingerprint.as_slice();
    sqlx::query!(
        "UPDATE keys SET vault_entry = ?, fingerprint = ?, masked = ?, secret_missing_at = NULL WHERE id = ?",
        vault_entry,
        fingerprint,
        masked,
        key_id
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn rename(
    connection: &mut SqliteConnection,
    key_id: &str,
    name: &str,
) -> Result<(), StoreError> {
    sqlx::query!("UPDATE keys SET name = ? WHERE id = ?", name, key_id).execute(connection).await?;
    Ok(())
}

/// Takes a key out of the file; what was logged and counted stays.
pub(crate) async fn delete(connection: &mut SqliteConnection, key_id: &str) -> Result<(), StoreError> {
    for statement in [
        sqlx::query!("DELETE FROM readings WHERE key_id = ?", key_id),
        sqlx::query!("DELETE FROM key_limits WHERE key_id = ?", key_id),
        sqlx::query!("DELETE FROM reveal_tickets WHERE key_id = ?", key_id),
        sqlx::query!("UPDATE accounts SET upstream_key_id = NULL WHERE upstream_key_id = ?", key_id),
        sqlx::query!("DELETE FROM keys WHERE id = ?", key_id),
    ] {
        statement.execute(&mut *connection).await?;
    }
    rotations::forget(connection, key_id).await
}

/// Takes the key of that remote id out, if the list brought it: the one that was made from here takes its place.
pub(crate) async fn delete_listed(
    connection: &mut SqliteConnection,
    account_id: &str,
    remote_id: &str,
) -> Result<(), StoreError> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM keys WHERE account_id = ? AND remote_id = ?",
        account_id,
        remote_id
    )
    .fetch_optional(&mut *connection)
    .await?;
    match found {
        Some(key_id) => delete(connection, &key_id).await,
        None => Ok(()),
    }
}

/// Makes a key that the list brought the one that an operation from here has made. `held` where the vault has its secret.
pub(crate) async fn adopt(
    connection: &mut SqliteConnection,
    account_id: &str,
    remote_id: &str,
    made: &OpenOperation,
    held: bool,
) -> Result<(), StoreError> {
    let vault_entry = made.vault_entry.as_deref().filter(|_| held);
    sqlx::query!(
        "UPDATE keys SET id = ?, origin = 'created', name = ?, purpose = ?, vault_entry = ?
         WHERE account_id = ? AND remote_id = ? AND origin = 'elsewhere'",
        made.key_id,
        made.name,
        made.purpose,
        vault_entry,
        account_id,
        remote_id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what a test told, and the limits that it read.
pub(crate) async fn note_test(
    connection: &mut SqliteConnection,
    key_id: &str,
    test: &KeyTest,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(test).map_err(|error| StoreError::Other(error.to_string()))?;
    // What proves nothing does not take a refusal back.
    let doubtful = matches!(test.verdict, Verdict::CannotTell { .. });
    sqlx::query!(
        "UPDATE keys SET last_test = ? WHERE id = ?
         AND NOT (? AND coalesce(json_extract(last_test, '$.verdict.verdict'), '') = 'refused')",
        text,
        key_id,
        doubtful
    )
    .execute(&mut *connection)
    .await?;
    note_readings(connection, key_id, &test.readings).await
}

/// Keeps the newest reading of each limit.
pub(crate) async fn note_readings(
    connection: &mut SqliteConnection,
    key_id: &str,
    readings: &[Reading],
) -> Result<(), StoreError> {
    for reading in readings {
        let text = serde_json::to_string(reading).map_err(|error| StoreError::Other(error.to_string()))?;
        let metric = word(&reading.metric);
        let (window, at) = (reading.window_seconds.unwrap_or(0), reading.read_at.timestamp_millis());
        sqlx::query!(
            "INSERT INTO readings (key_id, metric, window_seconds, reading, read_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET reading = excluded.reading, read_at = excluded.read_at
             WHERE excluded.read_at >= read_at",
            key_id,
            metric,
            window,
            text,
            at
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

impl Store {
    /// The keys of an account that are known by now, revoked ones too.
    pub(crate) async fn provider_keys(&self, account_id: &str) -> Result<Vec<ProviderKey>, StoreError> {
        let rows = sqlx::query!(
            "SELECT id, name, state, masked, origin, remote_id, created_at, expires_at FROM keys
             WHERE account_id = ? AND origin <> 'issued' AND state <> 'pending' ORDER BY created_at, id",
            account_id
        )
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(ProviderKey {
                    id: row.id,
                    name: row.name,
                    state: parse_word("keys.state", &row.state)?,
                    masked: row.masked,
                    origin: parse_word("keys.origin", &row.origin)?,
                    remote_id: row.remote_id,
                    created_at: from_millis(row.created_at),
                    expires_at: row.expires_at.map(from_millis),
                })
            })
            .collect()
    }

    /// The key that has a secret with this fingerprint, if one that is not revoked does.
    pub(crate) async fn key_with_fingerprint(
        &self,
        fingerprint: &[u8; 32],
    ) -> Result<Option<(String, String)>, StoreError> {
        let fingerprint = fingerprint.as_slice();
        let row = sqlx::query!(
            "SELECT id, name FROM keys
             WHERE fingerprint = ? AND vault_entry IS NOT NULL AND secret_missing_at IS NULL AND state <> 'revoked'",
            fingerprint
        )
        .fetch_optional(self.reader())
        .await?;
        Ok(row.map(|row| (row.id, row.name)))
    }

    /// Writes what providers said of the limits of keys. A key that is gone meanwhile is passed over.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be written; nothing was written then.
    pub async fn record_readings(&self, readings: &HashMap<String, Vec<Reading>>) -> Result<(), StoreError> {
        let mut known = Vec::with_capacity(readings.len());
        for (key_id, readings) in readings {
            if self.key_row(key_id).await?.is_some() {
                known.push((key_id, readings));
            }
        }
        let mut transaction = self.begin().await?;
        for (key_id, readings) in known {
            note_readings(&mut transaction, key_id, readings).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// What providers last said of a key's limits.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn readings(&self, key_id: &str) -> Result<Vec<Reading>, StoreError> {
        let rows = sqlx::query_scalar!(
            "SELECT reading FROM readings WHERE key_id = ? ORDER BY metric, window_seconds",
            key_id
        )
        .fetch_all(self.reader())
        .await?;
        Ok(rows.iter().filter_map(|text| serde_json::from_str(text).ok()).collect())
    }
}
