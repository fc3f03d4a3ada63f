use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{Store, StoreError};
use crate::activity::{Activity, ActivityKind, NewActivity};
use crate::clock::from_millis;
use crate::store::words::{parse_word, word};

/// Where a key, or a text for it, went, and when last.
#[derive(Debug, Clone)]
pub(crate) struct WentTo {
    pub(crate) kind: ActivityKind,
    pub(crate) target: Option<String>,
    pub(crate) at: DateTime<Utc>,
}

/// Writes one line of the log, in the caller's transaction.
pub(crate) async fn log(
    connection: &mut SqliteConnection,
    entry: NewActivity<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (at, kind, actor) = (now.timestamp_millis(), word(&entry.kind), word(&entry.actor));
    sqlx::query!(
        "INSERT INTO activity (at, kind, actor, account_id, key_id, key_name, target) VALUES (?, ?, ?, ?, ?, ?, ?)",
        at,
        kind,
        actor,
        entry.account_id,
        entry.key_id,
        entry.key_name,
        entry.target
    )
    .execute(connection)
    .await?;
    Ok(())
}

impl Store {
    /// Writes one line of the log by itself.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be written.
    pub async fn log(&self, entry: NewActivity<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
        log(&mut *self.writer().acquire().await?, entry, now).await
    }

    /// Up to `limit` lines, newest first, of one key or of all, older than `before` where given.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn activity(
        &self,
        key_id: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Activity>, StoreError> {
        let before = before.unwrap_or(i64::MAX);
        let rows = sqlx::query!(
            "SELECT id, at, kind, actor, account_id, key_id, key_name, target FROM activity
             WHERE id < ?1 AND (?2 IS NULL OR key_id = ?2) ORDER BY id DESC LIMIT ?3",
            before,
            key_id,
            limit
        )
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Activity {
                    id: row.id,
                    at: from_millis(row.at),
                    kind: parse_word("activity.kind", &row.kind)?,
                    actor: parse_word("activity.actor", &row.actor)?,
                    account_id: row.account_id,
                    key_id: row.key_id,
                    key_name: row.key_name,
                    target: row.target,
                })
            })
            .collect()
    }

    /// Everywhere a key, or a text for it, went, each place once, newest first. What was taken back is left out.
    pub(crate) async fn went_to(&self, key_id: &str) -> Result<Vec<WentTo>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT kind AS "kind!: String", target, max(at) AS "at!: i64" FROM activity
               WHERE key_id = ? AND (kind IN ('copied', 'snippet_copied', 'printed', 'ran', 'revealed')
                   OR kind = 'written' AND NOT EXISTS (
                       SELECT 1 FROM activity AS back WHERE back.kind = 'unwritten' AND back.key_id = activity.key_id
                           AND back.target = activity.target AND back.id > activity.id))
               GROUP BY kind, target ORDER BY max(id) DESC"#,
            key_id
        )
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(WentTo {
                    kind: parse_word("activity.kind", &row.kind)?,
                    target: row.target,
                    at: from_millis(row.at),
                })
            })
            .collect()
    }
}
