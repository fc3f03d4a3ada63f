//! The journal: what was about to be done, and what came of it.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{Store, StoreError};
use crate::operation::{Operation, OperationKind};
use crate::store::words::{parse_word, word};

pub(crate) use crate::operation::OperationState;

/// An operation as the journal holds it.
pub(crate) struct OperationRow {
    pub(crate) id: String,
    pub(crate) kind: OperationKind,
    pub(crate) state: OperationState,
    pub(crate) key_id: Option<String>,
}

/// An operation that a crash cut off, and where its secret is in the vault.
pub(crate) struct CutOff {
    pub(crate) id: String,
    pub(crate) vault_entry: Option<String>,
}

/// A creation at a provider whose outcome is not known.
pub(crate) struct OpenOperation {
    pub(crate) id: String,
    /// What the new key is to be called here.
    pub(crate) key_id: String,
    pub(crate) nonce: String,
    pub(crate) name: String,
    pub(crate) purpose: String,
    pub(crate) vault_entry: Option<String>,
    pub(crate) started_at: DateTime<Utc>,
}

/// Writes the intent, in the caller's transaction.
pub(crate) async fn begin(
    connection: &mut SqliteConnection,
    operation: &Operation,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (kind, state, at) = (word(&operation.kind), word(&OperationState::Intent), now.timestamp_millis());
    sqlx::query!(
        "INSERT INTO operations (id, kind, state, account_id, key_id, nonce, parameters, started_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        operation.id,
        kind,
        state,
        operation.account_id,
        operation.key_id,
        operation.nonce,
        operation.parameters,
        at,
        at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Moves an operation on, in the caller's transaction.
pub(crate) async fn advance(
    connection: &mut SqliteConnection,
    operation_id: &str,
    state: OperationState,
    outcome: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (state, at) = (word(&state), now.timestamp_millis());
    sqlx::query!(
        "UPDATE operations SET state = ?, outcome = coalesce(?, outcome), updated_at = ? WHERE id = ?",
        state,
        outcome,
        at,
        operation_id
    )
    .execute(connection)
    .await?;
    Ok(())
}

impl Store {
    /// The operations that have no outcome yet, oldest first.
    pub(crate) async fn open_operations(&self) -> Result<Vec<OperationRow>, StoreError> {
        let rows = sqlx::query!(
            "SELECT id, kind, state, key_id FROM operations WHERE state NOT IN ('done', 'failed') ORDER BY started_at, id"
        )
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(OperationRow {
                    id: row.id,
                    kind: parse_word("operations.kind", &row.kind)?,
                    state: parse_word("operations.state", &row.state)?,
                    key_id: row.key_id,
                })
            })
            .collect()
    }

    /// Creations and imports that nothing was sent for and that were not finished, long enough ago that nobody can still be
    /// at work on them.
    pub(crate) async fn cut_off(&self, now: DateTime<Utc>) -> Result<Vec<CutOff>, StoreError> {
        let before = now.timestamp_millis() - 600_000;
        Ok(sqlx::query_as!(
            CutOff,
            r#"SELECT id, json_extract(parameters, '$.vault_entry') AS "vault_entry?: String" FROM operations
               WHERE kind IN ('create', 'import') AND state = 'intent' AND started_at < ?"#,
            before
        )
        .fetch_all(self.reader())
        .await?)
    }

    /// The creations of an account that were sent and have no outcome.
    pub(crate) async fn open_creations(&self, account_id: &str) -> Result<Vec<OpenOperation>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT id, key_id AS "key_id!", nonce, started_at,
                      json_extract(parameters, '$.name') AS "name?: String",
                      json_extract(parameters, '$.purpose') AS "purpose?: String",
                      json_extract(parameters, '$.vault_entry') AS "vault_entry?: String"
               FROM operations
               WHERE kind = 'create' AND account_id = ? AND key_id IS NOT NULL
                     AND state IN ('dispatched', 'stored', 'unknown') ORDER BY started_at, id"#,
            account_id
        )
        .fetch_all(self.reader())
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| OpenOperation {
                id: row.id,
                key_id: row.key_id,
                nonce: row.nonce,
                name: row.name.unwrap_or_default(),
                purpose: row.purpose.unwrap_or_default(),
                vault_entry: row.vault_entry,
                started_at: crate::clock::from_millis(row.started_at),
            })
            .collect())
    }

    /// The key that an operation made, if it is known by now.
    pub(crate) async fn key_of_operation(&self, operation_id: &str) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar!(
            "SELECT k.id FROM operations o JOIN keys k ON k.id = o.key_id WHERE o.id = ? AND o.state = 'done'",
            operation_id
        )
        .fetch_optional(self.reader())
        .await?)
    }
}
