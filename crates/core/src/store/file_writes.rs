//! What was written into files of the user's, newest last. How it is sealed is its writer's.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Store, StoreError};
use crate::clock::from_millis;

/// So many writes can be taken back; older ones are forgotten.
const KEPT: i64 = 200;

pub(crate) struct NewFileWrite<'a> {
    pub(crate) path: &'a str,
    pub(crate) key_id: &'a str,
    pub(crate) variable: &'a str,
    pub(crate) created: bool,
    /// Lines of ours were taken out.
    pub(crate) removed: bool,
    /// The snippet target that it was written for; none for what was taken out.
    pub(crate) target: Option<&'a str>,
    pub(crate) holds_key: bool,
    pub(crate) sealed: &'a [u8],
}

pub(crate) struct FileWrite {
    pub(crate) id: i64,
    pub(crate) path: String,
    pub(crate) key_id: String,
    pub(crate) variable: String,
    pub(crate) target: Option<String>,
    pub(crate) created: bool,
    pub(crate) removed: bool,
    pub(crate) done: bool,
    pub(crate) sealed: Vec<u8>,
}

/// Notes a write that is about to be made; answers its number.
pub(crate) async fn note(
    store: &Store,
    write: &NewFileWrite<'_>,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let at = now.timestamp_millis();
    let mut transaction = store.begin().await?;
    let noted = sqlx::query!(
        "INSERT INTO file_writes (path, key_id, variable, created, removed, target, holds_key, sealed, written_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        write.path,
        write.key_id,
        write.variable,
        write.created,
        write.removed,
        write.target,
        write.holds_key,
        write.sealed,
        at
    )
    .execute(&mut *transaction)
    .await?;
    let id = noted.last_insert_rowid();
    sqlx::query!("DELETE FROM file_writes WHERE id <= ? - ?", id, KEPT).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(id)
}

pub(crate) async fn done(store: &Store, id: i64) -> Result<(), StoreError> {
    sqlx::query!("UPDATE file_writes SET done = 1 WHERE id = ?", id).execute(store.writer()).await?;
    Ok(())
}

pub(crate) async fn forget(store: &Store, id: i64) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM file_writes WHERE id = ?", id).execute(store.writer()).await?;
    Ok(())
}

pub(crate) async fn last(store: &Store, path: &str) -> Result<Option<FileWrite>, StoreError> {
    Ok(sqlx::query_as!(
        FileWrite,
        r#"SELECT id, path, key_id, variable, target, created AS "created: bool", removed AS "removed: bool",
                  done AS "done: bool", sealed
           FROM file_writes WHERE path = ? ORDER BY id DESC LIMIT 1"#,
        path
    )
    .fetch_optional(store.reader())
    .await?)
}

/// The last write of that variable to a file, of those that were made.
pub(crate) async fn newest(
    store: &Store,
    path: &str,
    variable: &str,
) -> Result<Option<FileWrite>, StoreError> {
    Ok(sqlx::query_as!(
        FileWrite,
        r#"SELECT id, path, key_id, variable, target, created AS "created: bool", removed AS "removed: bool",
                  done AS "done: bool", sealed
           FROM file_writes WHERE path = ? AND variable = ? AND done = 1 ORDER BY id DESC LIMIT 1"#,
        path,
        variable
    )
    .fetch_optional(store.reader())
    .await?)
}

pub(crate) async fn numbered(store: &Store, id: i64) -> Result<Option<FileWrite>, StoreError> {
    Ok(sqlx::query_as!(
        FileWrite,
        r#"SELECT id, path, key_id, variable, target, created AS "created: bool", removed AS "removed: bool",
                  done AS "done: bool", sealed
           FROM file_writes WHERE id = ?"#,
        id
    )
    .fetch_optional(store.reader())
    .await?)
}

/// What stands in a file, as far as we wrote it.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) path: String,
    pub(crate) variable: String,
    pub(crate) key_id: String,
    /// The snippet target that it was written for; none where an older version wrote it.
    pub(crate) target: Option<String>,
    /// The key itself is in it, rather than a reference; none where an older version wrote it.
    pub(crate) holds_key: Option<bool>,
    pub(crate) written_at: DateTime<Utc>,
}

/// What now stands in the lines that a key was written to at some time; not those that were taken out again.
pub(crate) async fn standing(store: &Store, key_id: &str) -> Result<Vec<Standing>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT path, variable, key_id, target, holds_key AS "holds_key: bool", removed AS "removed: bool", written_at
           FROM file_writes
           WHERE done = 1 AND path IN (SELECT path FROM file_writes WHERE key_id = ?1 AND done = 1) ORDER BY id"#,
        key_id
    )
    .fetch_all(store.reader())
    .await?;
    let mut newest = BTreeMap::new();
    let mut ours = Vec::new();
    for row in rows {
        let line = (row.path.clone(), row.variable.clone());
        if row.removed {
            newest.remove(&line);
            continue;
        }
        if row.key_id == key_id {
            ours.push(line.clone());
        }
        let standing = Standing {
            path: row.path,
            variable: row.variable,
            key_id: row.key_id,
            target: row.target,
            holds_key: row.holds_key,
            written_at: from_millis(row.written_at),
        };
        newest.insert(line, standing);
    }
    newest.retain(|line, _| ours.contains(line));
    Ok(newest.into_values().collect())
}
