//! Opening the file: under a lock between processes, with a check of whose file it is, and a verified backup
//! before each migration.

use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::{Pools, Store, StoreError, meta};
use crate::clock::Clock;
use crate::folders::{Folders, private_file};

/// "KyHg": marks the file as ours in its header.
pub const APPLICATION_ID: i64 = 0x4B79_4867;

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Why the file was not opened. It was not changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("The database at {} was written by a newer Keyhinge.", .0.display())]
    Newer(PathBuf),
    #[error("The file at {} is not a Keyhinge database.", .0.display())]
    Foreign(PathBuf),
    #[error("The database at {} is damaged or cut short.", .0.display())]
    Damaged(PathBuf),
    #[error("The database at {} cannot be written.", .0.display())]
    ReadOnly(PathBuf),
    #[error("The database at {} could not be brought up to date: {reason}", .path.display())]
    Migration { path: PathBuf, reason: String },
    #[error("The data folder's lock could not be taken: {0}")]
    Lock(String),
    #[error("Another process has this data folder open.")]
    InUse,
}

impl Store {
    /// Opens the database of `folders`, making or migrating it where needed. Safe to call from several processes
    /// at once.
    ///
    /// # Errors
    /// [`OpenError`] for a file that is newer, foreign, damaged or read-only, which is then left untouched.
    pub async fn open(folders: &Folders, clock: &Clock) -> Result<Self, StoreError> {
        let path = folders.database();
        let lock = lock(folders.open_lock()).await?;
        // Under the first lock nobody holds this one exclusively.
        let in_use = lock_file(folders.in_use_lock(), |file| file.lock_shared()).await?;
        let opened = open_locked(&path, &folders.backups(), clock, in_use).await;
        drop(lock);
        opened
    }

    /// Makes sure that no other process has the database open, and that none opens it before the answer is dropped.
    ///
    /// # Errors
    /// `InUse` where another has it open.
    pub(crate) async fn alone(&self, folders: &Folders) -> Result<Alone, StoreError> {
        let open = lock(folders.open_lock()).await?;
        let mut slot = self.0.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(in_use) = slot.take() else {
            return Err(OpenError::Lock("the database is closed".into()).into());
        };
        // Not every system turns one kind of lock into the other.
        let failed = |error: std::io::Error| StoreError::from(OpenError::Lock(error.to_string()));
        in_use.unlock().map_err(failed)?;
        match in_use.try_lock() {
            Ok(()) => Ok(Alone { in_use, _open: open }),
            Err(refused) => {
                in_use.lock_shared().map_err(failed)?;
                *slot = Some(in_use);
                Err(in_use_or(refused))
            }
        }
    }

    /// Lets other processes open the database again.
    ///
    /// # Errors
    /// `Lock` where the system refuses.
    pub(crate) fn share_again(&self, alone: Alone) -> Result<(), StoreError> {
        let failed = |error: std::io::Error| StoreError::from(OpenError::Lock(error.to_string()));
        alone.in_use.unlock().map_err(failed)?;
        alone.in_use.lock_shared().map_err(failed)?;
        *self.0.in_use.lock().unwrap_or_else(PoisonError::into_inner) = Some(alone.in_use);
        Ok(())
    }
}

/// The right to replace or delete the database; given back when dropped.
pub(crate) struct Alone {
    // Dropped first: whoever waits for the other finds this one free.
    in_use: File,
    _open: File,
}

impl Alone {
    /// Where the database is not open in this process.
    ///
    /// # Errors
    /// `InUse` where another has it open.
    pub(crate) async fn take(folders: &Folders) -> Result<Self, StoreError> {
        let open = lock(folders.open_lock()).await?;
        let in_use = lock_file(folders.in_use_lock(), |_| Ok(())).await?;
        in_use.try_lock().map_err(in_use_or)?;
        Ok(Self { in_use, _open: open })
    }
}

fn in_use_or(refused: TryLockError) -> StoreError {
    match refused {
        TryLockError::WouldBlock => OpenError::InUse.into(),
        TryLockError::Error(error) => OpenError::Lock(error.to_string()).into(),
    }
}

/// Takes a lock that one process has at a time, until it is dropped. Opening has one, since SQLite's migrations are not safe
/// against each other (`sqlx` locks nothing there).
pub(crate) async fn lock(path: PathBuf) -> Result<File, StoreError> {
    lock_file(path, |file| file.lock()).await
}

async fn lock_file(path: PathBuf, take: fn(&File) -> std::io::Result<()>) -> Result<File, StoreError> {
    let taken = tokio::task::spawn_blocking(move || {
        let file = private_file().create(true).truncate(false).open(path)?;
        take(&file)?;
        Ok::<_, std::io::Error>(file)
    });
    match taken.await {
        Ok(Ok(file)) => Ok(file),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::StorageFull => Err(StoreError::DiskFull),
        Ok(Err(error))
            if matches!(
                error.kind(),
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Err(StoreError::ReadOnly)
        }
        Ok(Err(error)) => Err(OpenError::Lock(error.to_string()).into()),
        Err(error) => Err(OpenError::Lock(error.to_string()).into()),
    }
}

async fn open_locked(path: &Path, backups: &Path, clock: &Clock, in_use: File) -> Result<Store, StoreError> {
    let existing = std::fs::metadata(path).map(|found| found.len()).unwrap_or(0);
    if existing > 0 {
        check_writable(path)?;
        check_header(path)?;
        if let Some(applied) = inspect(path).await?
            && MIGRATIONS.iter().any(|migration| !applied.contains(&migration.version))
        {
            back_up(path, backups, clock).await?;
        }
    } else {
        create_private(path)?;
    }
    let writers = Arc::new(AtomicI64::new(0));
    let counted = writers.clone();
    let writer = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(15))
        .before_acquire(|connection, _| Box::pin(is_usable(connection)))
        .after_connect(move |_, _| {
            counted.fetch_add(1, Ordering::SeqCst);
            Box::pin(async { Ok(()) })
        })
        .connect_with(options(path))
        .await?;
    migrate(path, &writer).await?;
    let reader = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(Duration::from_secs(15))
        .connect_with(options(path).pragma("query_only", "ON"))
        .await?;
    let id = meta::store_id(&writer).await?;
    let in_use = Mutex::new(Some(in_use));
    Ok(Store(Arc::new(Pools { writer, reader, writers, id, in_use })))
}

/// Whether a returned connection may be used again. On a full disk SQLite ends the transaction by itself, and sqlx goes
/// on counting it; such a connection is replaced.
async fn is_usable(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // The answer comes after the rollback that a dropped transaction has queued.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("secure_delete", "ON")
}

/// Asks the system for write access, so that nothing is changed before the answer is known.
fn check_writable(path: &Path) -> Result<(), StoreError> {
    match File::options().write(true).open(path) {
        Ok(file) if file.metadata().is_ok_and(|found| found.permissions().readonly()) => {
            Err(OpenError::ReadOnly(path.into()).into())
        }
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Err(StoreError::DiskFull),
        Err(_) => Err(OpenError::ReadOnly(path.into()).into()),
    }
}

/// SQLite takes a file that is shorter than its header for an empty one and would write over it, and does not notice
/// a last page that is cut short. Both are told by the header: <https://www.sqlite.org/fileformat.html#the_database_header>.
pub(crate) fn check_header(path: &Path) -> Result<(), StoreError> {
    let damaged = || StoreError::from(OpenError::Damaged(path.into()));
    let mut header = [0; 100];
    let mut file = File::open(path).map_err(|_| damaged())?;
    file.read_exact(&mut header).map_err(|_| damaged())?;
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(damaged());
    }
    let page_size = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let pages = u64::from(u32::from_be_bytes([header[28], header[29], header[30], header[31]]));
    let length = file.metadata().map_err(|_| damaged())?.len();
    // A write-ahead log may still hold the missing pages: a checkpoint that was cut off.
    let log = path.with_extension("db-wal");
    let logged = std::fs::metadata(log).is_ok_and(|found| found.len() > 0);
    if length < page_size * pages && !logged { Err(damaged()) } else { Ok(()) }
}

fn create_private(path: &Path) -> Result<(), StoreError> {
    match private_file().create(true).truncate(false).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Err(StoreError::DiskFull),
        Err(_) => Err(OpenError::ReadOnly(path.into()).into()),
    }
}

/// Reads an existing file without changing it: whose it is, whether it is whole, and which migrations it has; none
/// where a start was cut off before its first migration, which leaves a header and nothing else.
pub(crate) async fn inspect(path: &Path) -> Result<Option<Vec<i64>>, StoreError> {
    let told = |error| match StoreError::from(error) {
        StoreError::Damaged => StoreError::from(OpenError::Damaged(path.into())),
        // A full disk, a busy file or a failing one says nothing about what is in it.
        other => other,
    };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .read_only(true)
        .busy_timeout(Duration::from_secs(5));
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(told)?;
    let application_id: i64 =
        sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut connection).await.map_err(told)?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut connection)
        .await
        .map_err(told)?;
    if application_id != APPLICATION_ID {
        if application_id == 0 && tables == 0 {
            return Ok(None);
        }
        return Err(OpenError::Foreign(path.into()).into());
    }
    let whole: String =
        sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut connection).await.map_err(told)?;
    if whole != "ok" {
        return Err(OpenError::Damaged(path.into()).into());
    }
    let has_migrations: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
            .fetch_one(&mut connection)
            .await
            .map_err(told)?;
    let applied: Vec<i64> = if has_migrations == 0 {
        Vec::new()
    } else {
        sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success")
            .fetch_all(&mut connection)
            .await
            .map_err(told)?
    };
    connection.close().await.map_err(told)?;
    if applied.iter().any(|version| !MIGRATIONS.version_exists(*version)) {
        return Err(OpenError::Newer(path.into()).into());
    }
    Ok(Some(applied))
}

/// A copy that SQLite itself makes and then checks; named by the time.
async fn back_up(path: &Path, backups: &Path, clock: &Clock) -> Result<(), StoreError> {
    let failed = |what: String| StoreError::from(OpenError::Migration { path: path.into(), reason: what });
    std::fs::create_dir_all(backups).map_err(|error| failed(error.to_string()))?;
    let copy = backups.join(format!("keyhinge-{}.db", clock.now().format("%Y%m%dT%H%M%S%3fZ")));
    create_private(&copy)?;
    let text = copy.to_str().ok_or_else(|| failed("the backup folder's name is not UTF-8".into()))?;
    let mut connection = SqliteConnection::connect_with(&options(path)).await?;
    sqlx::query("VACUUM INTO ?").bind(text).execute(&mut connection).await?;
    connection.close().await?;
    inspect(&copy).await.map(drop)
}

async fn migrate(path: &Path, writer: &SqlitePool) -> Result<(), StoreError> {
    let application_id: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(writer).await?;
    if application_id != APPLICATION_ID {
        // The number is APPLICATION_ID; a pragma takes no parameters.
        sqlx::query("PRAGMA application_id = 1266239591").execute(writer).await?;
    }
    MIGRATIONS.run(writer).await.map_err(|error| migration_error(path, error))
}

fn migration_error(path: &Path, error: MigrateError) -> StoreError {
    let reason = error.to_string();
    if let MigrateError::VersionMissing(_) = error {
        return OpenError::Newer(path.into()).into();
    }
    if let MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) = error {
        let known = StoreError::from(error);
        if !matches!(known, StoreError::Other(_)) {
            return known;
        }
    }
    OpenError::Migration { path: path.into(), reason }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_pragmas_hold_on_every_connection() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Folders::at(folder.path()), &Clock::system()).await.unwrap();
        for pool in [store.writer(), store.reader()] {
            for (pragma, expected) in [
                ("PRAGMA synchronous", 2_i64),
                ("PRAGMA foreign_keys", 1),
                ("PRAGMA busy_timeout", 5000),
                ("PRAGMA trusted_schema", 0),
                ("PRAGMA cell_size_check", 1),
                ("PRAGMA secure_delete", 1),
                ("PRAGMA application_id", APPLICATION_ID),
            ] {
                let value: i64 = sqlx::query_scalar(pragma).fetch_one(pool).await.unwrap();
                assert_eq!(value, expected, "{pragma}");
            }
            let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await.unwrap();
            assert_eq!(mode, "wal");
            let loaded = sqlx::query("SELECT load_extension('x')").execute(pool).await;
            assert!(loaded.is_err(), "extensions must stay off");
        }
        let wrote = sqlx::query("DELETE FROM meta").execute(store.reader()).await;
        assert!(wrote.is_err(), "readers only read");
    }
}
