//! Everything but secrets in one file, and back. A backup is a SQLite file of its own kind: SQLite's copy of the
//! database, marked by another application id, with one more table that says which version wrote it and holds the
//! settings. Secrets stay in the keychain; the copy keeps the id of the store, which names them there.

mod examine;
mod look;
mod restore;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection, SqliteConnection};

pub use self::look::{BackupFile, BackupLook, found, look};
pub use self::restore::{Restored, restore, restore_into};
use crate::Core;
use crate::clock::Clock;
use crate::error::Result;
use crate::files::{Draft, FileError, numbered};
use crate::folders::{Folders, make_private};
use crate::store::{StoreError, options};

/// "KyHb": tells a backup from a database in its header. Pragmas take no parameters, so it stands there in digits.
const APPLICATION_ID: i64 = 0x4B79_4862;

/// The shape of the table `keyhinge_backup`, and what it means.
const FORMAT: i64 = 1;

/// What a backup's name ends with.
const EXTENSION: &str = "khbackup";

/// Why a backup was refused. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("The file {} is not a backup of Keyhinge.", .0.display())]
    Foreign(PathBuf),
    #[error("The backup {} was written by a newer Keyhinge.", .0.display())]
    Newer(PathBuf),
    #[error("The backup {} is damaged or cut short.", .0.display())]
    Damaged(PathBuf),
}

/// Writes a backup to a new file, and reads it back before it gets its name.
///
/// # Errors
/// `File` where it cannot be written or a file has that name; `Store` where the database cannot be read.
pub async fn create(core: &Core, file: &Path) -> Result<()> {
    write(&core.folders, &core.clock, Draft::beside(file)?).await?.keep_new()?;
    Ok(())
}

/// Writes a backup into the folder for what the window writes; the file that it became.
///
/// # Errors
/// As [`create`].
pub async fn create_in_exports(core: &Core) -> Result<PathBuf> {
    let name = format!("keyhinge-{}.{EXTENSION}", core.clock.now().format("%Y%m%dT%H%M%SZ"));
    create_numbered(&core.folders, &core.clock, &core.folders.exports(), &name).await
}

async fn create_numbered(folders: &Folders, clock: &Clock, into: &Path, name: &str) -> Result<PathBuf> {
    make_private(into).map_err(|error| FileError::write(into, &error))?;
    let mut n = 1_u32;
    loop {
        let path = into.join(numbered(name, n));
        match Draft::beside(&path) {
            Err(FileError::Exists(_)) => n += 1,
            Err(error) => return Err(error.into()),
            Ok(draft) => match write(folders, clock, draft).await?.keep_new() {
                Err(FileError::Exists(_)) => n += 1,
                other => return Ok(other.map(|()| path)?),
            },
        }
    }
}

/// Fills a draft with the database of `folders` as it is, whichever version wrote it, and the settings.
async fn write(folders: &Folders, clock: &Clock, draft: Draft) -> Result<Draft> {
    let text = draft.path.to_str().ok_or_else(|| {
        let reason = "its name is not UTF-8".into();
        FileError::Write { path: draft.path.clone(), reason }
    })?;
    let mut database = SqliteConnection::connect_with(&options(&folders.database())).await?;
    let copied = sqlx::query("VACUUM INTO ?").bind(text).execute(&mut database).await;
    database.close().await?;
    copied?;
    let settings = match std::fs::read_to_string(folders.settings_file()) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(FileError::read(&folders.settings_file(), &error).into()),
    };
    mark(&draft.path, settings.as_deref(), clock).await?;
    examine::examine(&draft.path, &draft.path).await?;
    Ok(draft)
}

async fn mark(path: &Path, settings: Option<&str>, clock: &Clock) -> Result<(), StoreError> {
    let mut copy = SqliteConnection::connect_with(&alone(path)).await?;
    let mut transaction = copy.begin().await?;
    sqlx::query("CREATE TABLE keyhinge_backup (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT")
        .execute(&mut *transaction)
        .await?;
    let facts = [
        ("format", Some(FORMAT.to_string())),
        ("version", Some(env!("CARGO_PKG_VERSION").to_owned())),
        ("created_at", Some(clock.now().to_rfc3339())),
        ("settings", settings.map(str::to_owned)),
    ];
    for (name, value) in facts {
        let Some(value) = value else { continue };
        sqlx::query("INSERT INTO keyhinge_backup (name, value) VALUES (?, ?)")
            .bind(name)
            .bind(value)
            .execute(&mut *transaction)
            .await?;
    }
    // APPLICATION_ID.
    sqlx::query("PRAGMA application_id = 1266239586").execute(&mut *transaction).await?;
    transaction.commit().await?;
    copy.close().await?;
    Ok(())
}

/// A file that nobody else knows, without a log beside it, and trusted with nothing.
fn alone(path: &Path) -> SqliteConnectOptions {
    options(path).journal_mode(SqliteJournalMode::Delete)
}
