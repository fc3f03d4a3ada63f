//! The SQLite file: everything but secrets. One writer connection, a few readers, each with the same pragmas.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod file_writes;
mod gateway_keys;
pub(crate) mod keys;
pub(crate) mod meta;
mod open;
pub(crate) mod operations;
pub(crate) mod provider_keys;
pub(crate) mod rotations;
pub(crate) mod tickets;
mod usage;
mod vault_entries;
pub(crate) mod words;

use std::fs::File;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::SqlitePool;
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, Transaction};

pub use self::gateway_keys::GatewayKey;
pub(crate) use self::keys::Summarized;
pub use self::keys::{KeyRow, NamedKey};
pub use self::open::{APPLICATION_ID, OpenError};
pub(crate) use self::open::{Alone, MIGRATIONS, check_header, inspect, lock, options};
pub(crate) use self::operations::OperationState;
pub(crate) use self::rotations::RotationRow;

/// What can go wrong with the file. The texts name no SQL and no values.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Another program holds the file for too long.
    #[error("The database is held by another program.")]
    Busy,
    #[error("The disk is full.")]
    DiskFull,
    #[error("The database cannot be written.")]
    ReadOnly,
    #[error("The database is damaged.")]
    Damaged,
    #[error("The database could not be used: {0}")]
    Other(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // SQLite's primary result codes are the low eight bits: https://www.sqlite.org/rescode.html
        let code = if let sqlx::Error::Database(database) = &error {
            match database.code().and_then(|code| code.parse::<i32>().ok()) {
                // SQLITE_IOERR_SHMSIZE: no room for the write-ahead log's index.
                Some(4874) => Some(13),
                code => code.map(|code| code & 0xff),
            }
        } else if let sqlx::Error::PoolTimedOut = error {
            Some(5)
        } else {
            None
        };
        match code {
            Some(5 | 6) => Self::Busy,
            Some(8) => Self::ReadOnly,
            Some(13) => Self::DiskFull,
            Some(11 | 26) => Self::Damaged,
            // SQLITE_CANTOPEN and SQLITE_PERM: the folder or a file beside the database.
            Some(3 | 14) => Self::ReadOnly,
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<sqlx::Error> for crate::Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The open database. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Pools>);

struct Pools {
    writer: SqlitePool,
    reader: SqlitePool,
    /// How many writers there were: each counts other processes' commits from its own start.
    writers: Arc<AtomicI64>,
    /// Names this data folder's entries in the keychain.
    id: String,
    /// Says to other processes that the file is open; gone once it is closed.
    in_use: Mutex<Option<File>>,
}

impl Store {
    /// The random UUID of this database, which the keychain's service name carries.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.id
    }

    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.0.writer
    }

    pub(crate) fn reader(&self) -> &SqlitePool {
        &self.0.reader
    }

    /// Starts a transaction on the one writer. `BEGIN IMMEDIATE`: it never fails half-way for want of the lock.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.0.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// A number that changes whenever another process (or another connection) commits to the file.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn data_version(&self) -> Result<i64, StoreError> {
        // Asked on the writer: its own commits do not count, so only other processes' do.
        let mut connection: PoolConnection<Sqlite> = self.0.writer.acquire().await?;
        let version: i64 = sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut *connection).await?;
        Ok((self.0.writers.load(Ordering::SeqCst) << 32) | version)
    }

    /// Whether [`Self::close`] was called.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.reader.is_closed()
    }

    /// Closes the file after the last write.
    pub async fn close(&self) {
        self.0.reader.close().await;
        self.0.writer.close().await;
        drop(self.0.in_use.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
