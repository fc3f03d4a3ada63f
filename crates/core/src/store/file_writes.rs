//! What was written into files of the user's, newest last. How it is sealed is its writer's.

use chrono::{DateTime, Utc};

use super::{Store, StoreError};

/// So many writes can be taken back; older ones are forgotten.
const KEPT: i64 = 200;

pub(crate) struct NewFileWrite<'a> {
    pub(crate) path: &'a str,
    pub(crate) key_id: &'a str,
    pub(crate) variable: &'a str,
    pub(crate) created: bool,
    pub(crate) sealed: &'a [u8],
}

pub(crate) struct FileWrite {
    pub(crate) id: i64,
    pub(crate) path: String,
    pub(crate) key_id: String,
    pub(crate) variable: String,
    pub(crate) created: bool,
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
        "INSERT INTO file_writes (path, key_id, variable, created, sealed, written_at) VALUES (?, ?, ?, ?, ?, ?)",
        write.path,
        write.key_id,
        write.variable,
        write.created,
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
        r#"SELECT id, path, key_id, variable, created AS "created: bool", done AS "done: bool", sealed
           FROM file_writes WHERE path = ? ORDER BY id DESC LIMIT 1"#,
        path
    )
    .fetch_optional(store.reader())
    .await?)
}

pub(crate) async fn numbered(store: &Store, id: i64) -> Result<Option<FileWrite>, StoreError> {
    Ok(sqlx::query_as!(
        FileWrite,
        r#"SELECT id, path, key_id, variable, created AS "created: bool", done AS "done: bool", sealed
           FROM file_writes WHERE id = ?"#,
        id
    )
    .fetch_optional(store.reader())
    .await?)
}
