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
}
