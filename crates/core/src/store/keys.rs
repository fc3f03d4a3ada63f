use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::words::{parse_word, word};
use super::{Store, StoreError, meta, rotations};
use crate::accounts::KeyTest;
use crate::clock::from_millis;
use crate::keys::{
    Actor, KeyOrigin, KeyState, KeySummary, Permissions, Purpose, Reveal, Status, StatusInput,
};
use crate::limits::{Limit, Meter, SecondCount, meters, tightest};

/// A key as the file holds it; what a write needs to know.
#[derive(Debug, Clone)]
pub struct KeyRow {
    pub id: String,
    pub account_id: String,
    pub name: String,
    pub state: KeyState,
    pub key_type: String,
    pub masked: String,
    pub vault_entry: Option<String>,
    pub revealed: bool,
    pub origin: KeyOrigin,
    pub remote_id: Option<String>,
}

/// A key that is about to be written.
pub(crate) struct NewKeyRow<'a> {
    pub(crate) id: &'a str,
    pub(crate) account_id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) key_type: &'a str,
    pub(crate) origin: Origin<'a>,
    pub(crate) masked: &'a str,
    pub(crate) purpose: &'a Purpose,
    pub(crate) permissions: &'a Permissions,
    pub(crate) generate: bool,
    pub(crate) plan: &'a str,
    pub(crate) limits: &'a [Limit],
    pub(crate) state: KeyState,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    pub(crate) vault_entry: Option<&'a str>,
    pub(crate) created_by: Actor,
}

/// Where a key comes from, with what only keys from there have.
pub(crate) enum Origin<'a> {
    /// From our gateway: how it finds the key, and the SHA-256 of the secret part.
    Issued { public_id: &'a str, secret_hash: &'a [u8; 32] },
    /// From a provider.
    Provider { origin: KeyOrigin, remote_id: Option<&'a str>, fingerprint: Option<&'a [u8; 32]> },
}

/// A key as it is shown, and what decides about what can be done with it.
pub(crate) struct Summarized {
    pub(crate) key: KeySummary,
    pub(crate) state: KeyState,
    /// Its account has a management credential.
    pub(crate) manages: bool,
}

/// The limits of one key.
#[derive(Default)]
pub(super) struct StoredLimits {
    pub(super) list: Vec<Limit>,
    /// One of them has a metric that this version does not know.
    pub(super) unreadable: bool,
}

pub(crate) async fn insert(connection: &mut SqliteConnection, key: &NewKeyRow<'_>) -> Result<(), StoreError> {
    let permissions =
        serde_json::to_string(key.permissions).map_err(|error| StoreError::Other(error.to_string()))?;
    let (purpose, state, created_by) = (key.purpose.as_str(), word(&key.state), word(&key.created_by));
    let (created_at, expires_at) =
        (key.created_at.timestamp_millis(), key.expires_at.map(|at| at.timestamp_millis()));
    let (origin, public_id, secret_hash, remote_id, fingerprint) = match &key.origin {
        Origin::Issued { public_id, secret_hash } => {
            (KeyOrigin::Issued, Some(*public_id), Some(secret_hash.as_slice()), None, None)
        }
        Origin::Provider { origin, remote_id, fingerprint } => {
            (*origin, None, None, *remote_id, fingerprint.map(<[u8; 32]>::as_slice))
        }
    };
    let origin = word(&origin);
    sqlx::query!(
        "INSERT INTO keys (id, account_id, name, key_type, public_id, secret_hash, masked, purpose, permissions,
                           generate, plan, state, created_at, expires_at, vault_entry, created_by, origin, remote_id,
                           fingerprint)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        key.id,
        key.account_id,
        key.name,
        key.key_type,
        public_id,
        secret_hash,
        key.masked,
        purpose,
        permissions,
        key.generate,
        key.plan,
        state,
        created_at,
        expires_at,
        key.vault_entry,
        created_by,
        origin,
        remote_id,
        fingerprint
    )
    .execute(&mut *connection)
    .await?;
    for limit in key.limits {
        let metric = limit.metric.as_str();
        sqlx::query!(
            "INSERT INTO key_limits (key_id, metric, window_seconds, amount) VALUES (?, ?, ?, ?)",
            key.id,
            metric,
            limit.window_seconds,
            limit.amount
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Moves a key on; answers whether it was in `from`.
pub(crate) async fn set_state(
    connection: &mut SqliteConnection,
    key_id: &str,
    from: &[KeyState],
    to: KeyState,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let to_word = word(&to);
    let revoked_at = (to == KeyState::Revoked).then(|| now.timestamp_millis());
    for state in from {
        let state = word(state);
        let moved = sqlx::query!(
            "UPDATE keys SET state = ?, revoked_at = coalesce(?, revoked_at) WHERE id = ? AND state = ?",
            to_word,
            revoked_at,
            key_id,
            state
        )
        .execute(&mut *connection)
        .await?;
        if moved.rows_affected() == 1 {
            if to == KeyState::Revoked {
                rotations::close(connection, key_id, now).await?;
            }
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) async fn forget_vault_entry(
    connection: &mut SqliteConnection,
    key_id: &str,
) -> Result<(), StoreError> {
    sqlx::query!("UPDATE keys SET vault_entry = NULL WHERE id = ?", key_id).execute(connection).await?;
    Ok(())
}

/// Notes that the keychain has no entry for the key, or that it has one again; answers whether that is news.
pub(crate) async fn note_missing_secret(
    connection: &mut SqliteConnection,
    key_id: &str,
    missing_since: Option<DateTime<Utc>>,
) -> Result<bool, StoreError> {
    let at = missing_since.map(|at| at.timestamp_millis());
    let noted = sqlx::query!(
        "UPDATE keys SET secret_missing_at = ?1 WHERE id = ?2 AND (secret_missing_at IS NULL) <> (?1 IS NULL)",
        at,
        key_id
    )
    .execute(connection)
    .await?;
    Ok(noted.rows_affected() == 1)
}

/// Notes that a key was shown; answers whether it may be: it works, and was never shown.
pub(crate) async fn mark_revealed(
    connection: &mut SqliteConnection,
    key_id: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let at = now.timestamp_millis();
    let marked = sqlx::query!(
        "UPDATE keys SET revealed_at = ? WHERE id = ? AND revealed_at IS NULL AND state = 'active'",
        at,
        key_id
    )
    .execute(connection)
    .await?;
    Ok(marked.rows_affected() == 1)
}

/// What is known of a key that somebody names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedKey {
    pub id: String,
    pub name: String,
    pub account_id: String,
    pub provider_id: String,
    pub(crate) state: KeyState,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    /// The key that has taken its place.
    pub(crate) replaced_by: Option<String>,
}

impl Store {
    /// Every key with that id or that name, oldest first.
    pub(crate) async fn keys_named(&self, id_or_name: &str) -> Result<Vec<NamedKey>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT k.id, k.name, k.account_id, a.provider_id, k.state, k.expires_at,
                      (SELECT r.new_key_id FROM rotations r JOIN operations o ON o.id = r.operation_id
                       WHERE r.old_key_id = k.id AND r.switched_at IS NOT NULL AND o.state <> 'failed'
                       ORDER BY r.switched_at DESC) AS "replaced_by?: String"
               FROM keys k JOIN accounts a ON a.id = k.account_id
               WHERE (k.id = ?1 OR k.name = ?1) AND k.state <> 'pending' ORDER BY k.created_at, k.id"#,
            id_or_name
        )
        .fetch_all(self.reader())
        .await?;
        let named = rows.into_iter().map(|row| {
            Ok(NamedKey {
                id: row.id,
                name: row.name,
                account_id: row.account_id,
                provider_id: row.provider_id,
                state: parse_word("keys.state", &row.state)?,
                expires_at: row.expires_at.map(from_millis),
                replaced_by: row.replaced_by,
            })
        });
        named.collect()
    }

    /// Every key that had that name before it was renamed, oldest first.
    pub(crate) async fn keys_once_named(&self, name: &str) -> Result<Vec<NamedKey>, StoreError> {
        let ids = sqlx::query_scalar!(
            r#"SELECT DISTINCT a.key_id AS "id!" FROM activity a JOIN keys k ON k.id = a.key_id
               WHERE a.kind = 'renamed' AND a.key_name = ? ORDER BY k.created_at, k.id"#,
            name
        )
        .fetch_all(self.reader())
        .await?;
        let mut keys = Vec::new();
        for id in ids {
            keys.extend(self.keys_named(&id).await?.into_iter().filter(|key| key.id == id));
        }
        Ok(keys)
    }

    /// The names that a key had before it was renamed.
    pub(crate) async fn former_names(&self, key_id: &str) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar!(
            r#"SELECT DISTINCT key_name AS "name!" FROM activity
               WHERE key_id = ? AND kind = 'renamed' AND key_name IS NOT NULL"#,
            key_id
        )
        .fetch_all(self.reader())
        .await?)
    }

    /// One key as a write needs it.
    pub(crate) async fn key_row(&self, id: &str) -> Result<Option<KeyRow>, StoreError> {
        let row = sqlx::query!(
            "SELECT id, account_id, name, state, key_type, masked, vault_entry, revealed_at, origin, remote_id
             FROM keys WHERE id = ?",
            id
        )
        .fetch_optional(self.reader())
        .await?;
        row.map(|row| {
            Ok(KeyRow {
                id: row.id,
                account_id: row.account_id,
                name: row.name,
                state: parse_word("keys.state", &row.state)?,
                key_type: row.key_type,
                masked: row.masked,
                vault_entry: row.vault_entry,
                revealed: row.revealed_at.is_some(),
                origin: parse_word("keys.origin", &row.origin)?,
                remote_id: row.remote_id,
            })
        })
        .transpose()
    }

    /// The keychain entries of keys that are revoked: their secrets should be gone.
    pub(crate) async fn revoked_with_secret(&self) -> Result<Vec<KeyRow>, StoreError> {
        let ids =
            sqlx::query_scalar!("SELECT id FROM keys WHERE state = 'revoked' AND vault_entry IS NOT NULL")
                .fetch_all(self.reader())
                .await?;
        let mut rows = Vec::new();
        for id in ids {
            rows.extend(self.key_row(&id).await?);
        }
        Ok(rows)
    }

    /// Keys whose keychain entry should be looked for: those whose entry was missed, or all after a restore.
    pub(crate) async fn keys_with_doubtful_secret(&self) -> Result<Vec<String>, StoreError> {
        let all = self.fact(meta::SECRETS_UNCHECKED).await?.is_some();
        Ok(sqlx::query_scalar!(
            "SELECT id FROM keys
             WHERE vault_entry IS NOT NULL AND state = 'active' AND (?1 OR secret_missing_at IS NOT NULL)",
            all
        )
        .fetch_all(self.reader())
        .await?)
    }

    /// One key, or every key that was ever active, oldest first.
    pub(crate) async fn summaries(
        &self,
        id: Option<&str>,
        rotation_age_days: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<Summarized>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT k.id, k.account_id, a.name AS account_name, a.provider_id, k.name, k.key_type, k.masked, k.purpose,
                      k.permissions, k.generate AS "generate: bool", k.plan, k.state, k.created_at, k.created_by,
                      k.expires_at, k.revoked_at, k.last_used_at, k.revealed_at, k.origin, k.remote_id, k.remote_facts,
                      k.seen_at, k.last_test, a.credential_entry IS NOT NULL AS "manages!: bool",
                      CASE WHEN k.secret_missing_at IS NULL THEN k.vault_entry END AS vault_entry
               FROM keys k JOIN accounts a ON a.id = k.account_id
               WHERE (?1 IS NULL OR k.id = ?1) AND k.state <> 'pending' ORDER BY k.created_at, k.id"#,
            id
        )
        .fetch_all(self.reader())
        .await?;
        let mut limits = self.limits(id).await?;
        let counts = self.window_counts(id, now).await?;
        let mut rotations = self.rotation_marks(id).await?;
        rows.into_iter()
            .map(|row| {
                let limits = limits.remove(&row.id).unwrap_or_default().list;
                let tightest = counts.get(&row.id).and_then(|counts| tightest(meters(&limits, counts, now)));
                let state: KeyState = parse_word("keys.state", &row.state)?;
                let (created_at, expires_at) = (from_millis(row.created_at), row.expires_at.map(from_millis));
                let last_test: Option<KeyTest> =
                    row.last_test.as_deref().and_then(|text| serde_json::from_str(text).ok());
                let last_used_at = row.last_used_at.map(from_millis);
                let known = StatusInput {
                    state,
                    created_at,
                    expires_at,
                    tightest: tightest.as_ref(),
                    last_test: last_test.as_ref(),
                    last_used_at,
                    rotation_age_days,
                };
                let status = Status::derive(&known, now);
                let key = KeySummary {
                    account_id: row.account_id,
                    account_name: row.account_name,
                    provider_id: row.provider_id,
                    name: row.name,
                    key_type: row.key_type,
                    masked: row.masked,
                    purpose: Purpose::stored(row.purpose),
                    permissions: permissions(&row.id, &row.permissions).unwrap_or_default(),
                    generate: row.generate,
                    plan: row.plan,
                    status,
                    created_at,
                    created_by: parse_word("keys.created_by", &row.created_by)?,
                    expires_at,
                    revoked_at: row.revoked_at.map(from_millis),
                    last_used_at,
                    reveal: match (&row.vault_entry, row.revealed_at) {
                        (None, _) => Reveal::NotHeld,
                        (Some(_), Some(_)) => Reveal::Used,
                        (Some(_), None) => Reveal::Available,
                    },
                    secret_held: row.vault_entry.is_some(),
                    origin: parse_word("keys.origin", &row.origin)?,
                    remote_id: row.remote_id,
                    // What a newer version wrote there is no reason to hide the key.
                    remote_facts: serde_json::from_str(&row.remote_facts).unwrap_or_default(),
                    as_of: row.seen_at.map(from_millis),
                    last_test,
                    rotation: rotations.remove(&row.id),
                    actions: Vec::new(),
                    tightest,
                    limits,
                    id: row.id,
                };
                Ok(Summarized { key, state, manages: row.manages })
            })
            .collect()
    }

    /// The meters of one key.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn key_meters(&self, id: &str, now: DateTime<Utc>) -> Result<Vec<Meter>, StoreError> {
        let limits = self.limits(Some(id)).await?.remove(id).unwrap_or_default().list;
        let counts = self.window_counts(Some(id), now).await?.remove(id).unwrap_or_default();
        Ok(meters(&limits, &counts, now))
    }

    pub(super) async fn limits(&self, id: Option<&str>) -> Result<HashMap<String, StoredLimits>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT key_id, metric, window_seconds AS "window_seconds: u32", amount FROM key_limits
               WHERE (?1 IS NULL OR key_id = ?1)"#,
            id
        )
        .fetch_all(self.reader())
        .await?;
        let mut limits: HashMap<String, StoredLimits> = HashMap::new();
        for row in rows {
            let stored = limits.entry(row.key_id).or_default();
            match parse_word("key_limits.metric", &row.metric) {
                Ok(metric) => {
                    stored.list.push(Limit {
                        metric,
                        window_seconds: row.window_seconds,
                        amount: row.amount,
                    });
                }
                Err(_) => stored.unreadable = true,
            }
        }
        for stored in limits.values_mut() {
            stored.list.sort_unstable_by_key(|limit| limit.metric);
        }
        Ok(limits)
    }

    async fn window_counts(
        &self,
        id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<HashMap<String, Vec<SecondCount>>, StoreError> {
        let oldest = now.timestamp() - 60;
        let rows = sqlx::query!(
            "SELECT key_id, second, requests, prompt_tokens, completion_tokens FROM limit_windows
             WHERE second > ?1 AND (?2 IS NULL OR key_id = ?2) ORDER BY second",
            oldest,
            id
        )
        .fetch_all(self.reader())
        .await?;
        let mut counts: HashMap<String, Vec<SecondCount>> = HashMap::new();
        for row in rows {
            counts.entry(row.key_id).or_default().push(SecondCount {
                second: row.second,
                requests: row.requests,
                prompt_tokens: row.prompt_tokens,
                completion_tokens: row.completion_tokens,
            });
        }
        Ok(counts)
    }
}

/// What a stored list of permissions means; none where it holds a word that this version does not know.
pub(super) fn permissions(key_id: &str, text: &str) -> Option<Permissions> {
    let parsed = serde_json::from_str(text);
    if parsed.is_err() {
        tracing::warn!(key = key_id, "the permissions of a key cannot be read");
    }
    parsed.ok()
}
