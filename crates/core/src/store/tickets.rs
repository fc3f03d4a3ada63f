//! Reveal tickets: 128 random bits, known here by hash, used once.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{Store, StoreError};

/// Replaces a key's unused ticket by a new one, in the caller's transaction; answers whether the key may have one: it
/// works, and was never shown.
pub(crate) async fn issue(
    connection: &mut SqliteConnection,
    key_id: &str,
    ticket_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let at = now.timestamp_millis();
    sqlx::query!("DELETE FROM reveal_tickets WHERE key_id = ? AND used_at IS NULL", key_id)
        .execute(&mut *connection)
        .await?;
    let issued = sqlx::query!(
        "INSERT INTO reveal_tickets (ticket_hash, key_id, issued_at)
         SELECT ?, id, ? FROM keys WHERE id = ? AND revealed_at IS NULL AND state = 'active'",
        ticket_hash,
        at,
        key_id
    )
    .execute(connection)
    .await?;
    Ok(issued.rows_affected() == 1)
}

/// Uses a ticket up and answers whose it was; none where it does not exist or was used. One statement decides
/// between two callers.
pub(crate) async fn redeem(
    connection: &mut SqliteConnection,
    ticket_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<String>, StoreError> {
    let at = now.timestamp_millis();
    Ok(sqlx::query_scalar!(
        r#"UPDATE reveal_tickets SET used_at = ? WHERE ticket_hash = ? AND used_at IS NULL RETURNING key_id AS "key_id!""#,
        at,
        ticket_hash
    )
    .fetch_optional(connection)
    .await?)
}

impl Store {
    /// Whose ticket it is, used or not.
    pub(crate) async fn ticket_key(&self, ticket_hash: &[u8]) -> Result<Option<(String, bool)>, StoreError> {
        let row =
            sqlx::query!("SELECT key_id, used_at FROM reveal_tickets WHERE ticket_hash = ?", ticket_hash)
                .fetch_optional(self.reader())
                .await?;
        Ok(row.map(|row| (row.key_id, row.used_at.is_some())))
    }
}
