//! Whether a file is a backup that this version can restore, whole.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sqlx::{Connection, SqliteConnection};

use super::{APPLICATION_ID, BackupError, FORMAT, alone};
use crate::error::{Error, Result};
use crate::files::FileError;
use crate::store::{MIGRATIONS, StoreError, check_header};

/// No settings file of ours comes near.
const SETTINGS_MAX: usize = 1 << 20;

/// What a good backup holds beside the database.
pub(super) struct Contents {
    pub(super) settings: Option<String>,
    pub(super) version: Option<String>,
    pub(super) created_at: Option<String>,
    pub(super) keys: i64,
}

/// Looks at the file at `path`; errors name it as `shown`.
pub(super) async fn examine(path: &Path, shown: &Path) -> Result<Contents> {
    let told = |error| told(error, shown);
    check_kind(path, shown)?;
    check_header(path).map_err(|_| BackupError::Damaged(shown.into()))?;
    let mut file = SqliteConnection::connect_with(&alone(path).read_only(true)).await.map_err(told)?;
    let contents = contents(&mut file, shown).await;
    // Also of what is refused: Windows deletes no file that is open.
    let closed = file.close().await.map_err(told);
    contents.and_then(|contents| closed.map(|()| contents))
}

async fn contents(file: &mut SqliteConnection, shown: &Path) -> Result<Contents> {
    let damaged = || Error::from(BackupError::Damaged(shown.into()));
    let told = |error| told(error, shown);
    let format: Option<String> = fact(file, "format").await.map_err(told)?;
    match format.and_then(|format| format.parse::<i64>().ok()) {
        Some(format) if format > FORMAT => return Err(BackupError::Newer(shown.into()).into()),
        Some(FORMAT) => {}
        _ => return Err(damaged()),
    }
    let applied: Vec<i64> = sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success")
        .fetch_all(&mut *file)
        .await
        .map_err(told)?;
    if applied.iter().any(|version| !MIGRATIONS.version_exists(*version)) {
        return Err(BackupError::Newer(shown.into()).into());
    }
    let whole: String =
        sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut *file).await.map_err(told)?;
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_optional(&mut *file).await.map_err(told)?;
    let store: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE name = 'store_id'")
        .fetch_optional(&mut *file)
        .await
        .map_err(told)?;
    if whole != "ok" || broken.is_some() || store.is_none_or(|id| uuid::Uuid::parse_str(&id).is_err()) {
        return Err(damaged());
    }
    let settings = fact(file, "settings").await.map_err(told)?;
    if settings.as_ref().is_some_and(|text| text.len() > SETTINGS_MAX) {
        return Err(damaged());
    }
    let version = fact(file, "version").await.map_err(told)?;
    let created_at = fact(file, "created_at").await.map_err(told)?;
    let keys = sqlx::query_scalar("SELECT count(*) FROM keys WHERE state <> 'pending'")
        .fetch_one(&mut *file)
        .await
        .map_err(told)?;
    Ok(Contents { settings, version, created_at, keys })
}

fn told(error: sqlx::Error, shown: &Path) -> Error {
    match StoreError::from(error) {
        StoreError::DiskFull => StoreError::DiskFull.into(),
        _ => BackupError::Damaged(shown.into()).into(),
    }
}

async fn fact(file: &mut SqliteConnection, name: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT value FROM keyhinge_backup WHERE name = ?")
        .bind(name)
        .fetch_optional(file)
        .await
}

/// By the first bytes alone, before SQLite is let near: <https://www.sqlite.org/fileformat.html#the_database_header>.
fn check_kind(path: &Path, shown: &Path) -> Result<()> {
    let mut header = Vec::new();
    let read = File::open(path).and_then(|file| file.take(72).read_to_end(&mut header));
    read.map_err(|error| FileError::read(shown, &error))?;
    let id = header.get(68..72).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()).map(u32::from_be_bytes);
    if header.starts_with(b"SQLite format 3\0") {
        match id {
            Some(id) if i64::from(id) == APPLICATION_ID => return Ok(()),
            None => return Err(BackupError::Damaged(shown.into()).into()),
            Some(_) => {}
        }
    }
    Err(BackupError::Foreign(shown.into()).into())
}

/// Makes the database of this version out of an examined backup.
pub(super) async fn unmark(path: &Path, shown: &Path) -> Result<()> {
    let mut file = SqliteConnection::connect_with(&alone(path)).await?;
    let unmarked = unmark_open(&mut file, shown).await;
    // As in `examine`.
    let closed = file.close().await;
    unmarked.and_then(|()| Ok(closed?))
}

async fn unmark_open(file: &mut SqliteConnection, shown: &Path) -> Result<()> {
    sqlx::query("DROP TABLE keyhinge_backup").execute(&mut *file).await?;
    // The database's own: store::APPLICATION_ID.
    sqlx::query("PRAGMA application_id = 1266239591").execute(&mut *file).await?;
    // Not `run`: its future is not `Send` for a connection.
    let migrated = MIGRATIONS.run_direct(None, &mut *file, false).await;
    migrated.map_err(|_| BackupError::Damaged(shown.into()))?;
    // A trigger or a changed table would act in our name later.
    let mut fresh = SqliteConnection::connect("sqlite::memory:").await?;
    MIGRATIONS
        .run_direct(None, &mut fresh, false)
        .await
        .map_err(|error| Error::Internal(error.to_string()))?;
    if schema(file).await? != schema(&mut fresh).await? {
        return Err(BackupError::Foreign(shown.into()).into());
    }
    Ok(())
}

async fn schema(file: &mut SqliteConnection) -> Result<Vec<(String, String, Option<String>)>> {
    let rows = sqlx::query_as(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name",
    );
    Ok(rows.fetch_all(file).await?)
}
