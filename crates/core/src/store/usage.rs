use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::SqliteConnection;

use super::activity::log;
use super::{Store, StoreError};
use crate::activity::{ActivityKind, NewActivity};
use crate::keys::Actor;
use crate::limits::SecondCount;
use crate::usage::{UsageBatch, UsageGroup, UsageQuery, UsageRow, WINDOW_ROWS_KEPT_SECONDS};

impl Store {
    /// Writes a batch in one transaction: usage per minute, the sliding windows, first and last use, and a
    /// line of the log for each key that was used for the first time. Answers whether there was such a key.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be written; nothing of the batch was written then.
    pub async fn record_usage(&self, batch: &UsageBatch, now: DateTime<Utc>) -> Result<bool, StoreError> {
        if batch.is_empty() {
            return Ok(false);
        }
        let mut transaction = self.begin().await?;
        write_minutes(&mut transaction, batch).await?;
        write_windows(&mut transaction, batch, now).await?;
        let first_used = write_uses(&mut transaction, batch).await?;
        transaction.commit().await?;
        Ok(first_used)
    }

    /// The sliding windows as they stand at `now`, per key: what a gateway starts with.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn windows(&self, now: DateTime<Utc>) -> Result<HashMap<String, Vec<SecondCount>>, StoreError> {
        let oldest = now.timestamp() - 60;
        let rows = sqlx::query!(
            "SELECT key_id, second, requests, prompt_tokens, completion_tokens FROM limit_windows
             WHERE second >= ? ORDER BY second",
            oldest
        )
        .fetch_all(self.reader())
        .await?;
        let mut windows: HashMap<String, Vec<SecondCount>> = HashMap::new();
        for row in rows {
            windows.entry(row.key_id).or_default().push(SecondCount {
                second: row.second,
                requests: row.requests,
                prompt_tokens: row.prompt_tokens,
                completion_tokens: row.completion_tokens,
            });
        }
        Ok(windows)
    }

    /// What an account's keys used, as [`UsageQuery`] says, ordered by what it is split by.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn usage(&self, query: UsageQuery<'_>) -> Result<Vec<UsageRow>, StoreError> {
        let start = first_minute(query.start);
        let end = query.end.checked_add_days(Days::new(1)).map_or(i64::MAX, first_minute);
        let group = match query.group_by {
            UsageGroup::Model => "model",
            UsageGroup::Key => "key",
            UsageGroup::Day => "day",
        };
        // One checked statement for the three splits: SQLite sorts a few groups either way.
        let rows = sqlx::query!(
            r#"SELECT CASE ?1 WHEN 'model' THEN u.model WHEN 'key' THEN u.key_id
                      ELSE date(u.minute * 60, 'unixepoch') END AS "part!: String",
                      sum(u.requests) AS "requests!: i64", sum(u.prompt_tokens) AS "prompt_tokens!: i64",
                      sum(u.completion_tokens) AS "completion_tokens!: i64"
               FROM keys k JOIN usage u ON u.key_id = k.id
               WHERE k.account_id = ?2 AND u.minute >= ?3 AND u.minute < ?4
               GROUP BY 1 ORDER BY 1"#,
            group,
            query.account_id,
            start,
            end
        )
        .fetch_all(self.reader())
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| UsageRow {
                date: (query.group_by == UsageGroup::Day).then(|| row.part.parse().unwrap_or_default()),
                model: (query.group_by == UsageGroup::Model).then(|| row.part.clone()),
                key_id: (query.group_by == UsageGroup::Key).then(|| row.part.clone()),
                requests: row.requests,
                prompt_tokens: row.prompt_tokens,
                completion_tokens: row.completion_tokens,
                total_tokens: row.prompt_tokens.saturating_add(row.completion_tokens),
            })
            .collect())
    }

    /// How many calls a key made since `since`, to the minute.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn requests_since(&self, key_id: &str, since: DateTime<Utc>) -> Result<i64, StoreError> {
        let minute = since.timestamp().div_euclid(60);
        Ok(sqlx::query_scalar!(
            r#"SELECT coalesce(sum(requests), 0) AS "requests!: i64" FROM usage WHERE key_id = ? AND minute >= ?"#,
            key_id,
            minute
        )
        .fetch_one(self.reader())
        .await?)
    }
}

async fn write_minutes(connection: &mut SqliteConnection, batch: &UsageBatch) -> Result<(), StoreError> {
    for (row, counts) in &batch.minutes {
        let (key_id, model) = (&*row.key_id, &*row.model);
        sqlx::query!(
            "INSERT INTO usage (key_id, model, minute, requests, prompt_tokens, completion_tokens)
             VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (key_id, minute, model) DO UPDATE SET
                 requests = requests + excluded.requests,
                 prompt_tokens = prompt_tokens + excluded.prompt_tokens,
                 completion_tokens = completion_tokens + excluded.completion_tokens",
            key_id,
            model,
            row.minute,
            counts.requests,
            counts.prompt_tokens,
            counts.completion_tokens
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn write_windows(
    connection: &mut SqliteConnection,
    batch: &UsageBatch,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for ((key_id, second), counts) in &batch.seconds {
        let key_id = &**key_id;
        sqlx::query!(
            "INSERT INTO limit_windows (key_id, second, requests, prompt_tokens, completion_tokens)
             VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (key_id, second) DO UPDATE SET
                 requests = requests + excluded.requests,
                 prompt_tokens = prompt_tokens + excluded.prompt_tokens,
                 completion_tokens = completion_tokens + excluded.completion_tokens",
            key_id,
            second,
            counts.requests,
            counts.prompt_tokens,
            counts.completion_tokens
        )
        .execute(&mut *connection)
        .await?;
    }
    // Rows of the future are left by a clock that was set back; they would never age.
    let (oldest, newest) =
        (now.timestamp() - WINDOW_ROWS_KEPT_SECONDS, now.timestamp() + WINDOW_ROWS_KEPT_SECONDS);
    sqlx::query!("DELETE FROM limit_windows WHERE second < ? OR second > ?", oldest, newest)
        .execute(connection)
        .await?;
    Ok(())
}

/// Sets first and last use; logs each first one.
async fn write_uses(connection: &mut SqliteConnection, batch: &UsageBatch) -> Result<bool, StoreError> {
    let mut any_first = false;
    for (key_id, (first, last)) in &batch.uses {
        let key_id = &**key_id;
        let (first_at, last_at) = (first.timestamp_millis(), last.timestamp_millis());
        sqlx::query!(
            "UPDATE keys SET last_used_at = max(coalesce(last_used_at, 0), ?) WHERE id = ?",
            last_at,
            key_id
        )
        .execute(&mut *connection)
        .await?;
        let newly_used = sqlx::query!(
            "UPDATE keys SET first_used_at = ? WHERE id = ? AND first_used_at IS NULL RETURNING account_id, name",
            first_at,
            key_id
        )
        .fetch_optional(&mut *connection)
        .await?;
        let Some(key) = newly_used else { continue };
        any_first = true;
        let entry = NewActivity {
            kind: ActivityKind::FirstUsed,
            actor: Actor::Gateway,
            account_id: Some(&key.account_id),
            key_id: Some(key_id),
            key_name: Some(&key.name),
            target: None,
        };
        log(&mut *connection, entry, *first).await?;
    }
    Ok(any_first)
}

/// The minute with which a day begins.
fn first_minute(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp().div_euclid(60)
}

#[cfg(test)]
#[path = "usage_tests.rs"]
mod tests;
