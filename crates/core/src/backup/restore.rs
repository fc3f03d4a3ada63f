use std::fs;
use std::path::{Path, PathBuf};

use sqlx::{Connection, SqliteConnection};

use super::examine::{examine, unmark};
use super::{EXTENSION, alone, create_numbered};
use crate::Core;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::files::{Draft, FileError};
use crate::folders::{Folders, make_private, private_file};
use crate::store::meta::SECRETS_UNCHECKED;
use crate::store::{Alone, OpenError, StoreError, check_header, inspect, options, rotations};

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where what was there before is kept; none where there was nothing.
    pub kept: Option<PathBuf>,
    /// How many keys there are now.
    pub keys: i64,
    /// Keys that were revoked since the backup was made; they stay revoked.
    pub still_revoked: usize,
    /// Keys made since then; only what is kept knows them.
    pub left_out: usize,
}

/// What the present database knows and the restored one must not forget.
#[derive(Default)]
struct Present {
    store_id: Option<String>,
    keys: Vec<(String, Option<i64>)>,
}

/// Puts a backup in the place of the database and the settings, which are kept beside it first. No process may have the
/// database open. The keychain is not touched.
///
/// # Errors
/// `Backup` for a file that is refused, `Store` with `InUse`, or `File`; nothing was changed then.
pub async fn restore(folders: &Folders, clock: &Clock, file: &Path) -> Result<Restored> {
    folders.prepare()?;
    let alone = Alone::take(folders).await?;
    let restored = Prepared::new(folders, file).await?.take_the_place(folders, clock).await;
    drop(alone);
    restored
}

/// As [`restore`], where this process has the database open, and no other. The core is closed afterwards.
///
/// # Errors
/// As [`restore`]. Where the store is closed by then, this process is to end, and the next start finds what was there.
pub async fn restore_into(core: &Core, file: &Path) -> Result<Restored> {
    let alone = core.store.alone(&core.folders).await?;
    let prepared = match Prepared::new(&core.folders, file).await {
        Ok(prepared) => prepared,
        Err(error) => {
            core.store.share_again(alone)?;
            return Err(error);
        }
    };
    core.store.close().await;
    let restored = prepared.take_the_place(&core.folders, &core.clock).await;
    drop(alone);
    restored
}

/// A backup that was found good, as the database that it will be.
struct Prepared {
    database: Draft,
    settings: Option<Draft>,
}

impl Prepared {
    async fn new(folders: &Folders, file: &Path) -> Result<Self> {
        let database = Draft::to_replace(&folders.database())?;
        copy_plain(file, &database.path)?;
        // Judged is the copy, which nobody else can change.
        let contents = examine(&database.path, file).await?;
        unmark(&database.path, file).await?;
        let settings = contents.settings.map(|text| settings_draft(folders, &text)).transpose()?;
        Ok(Self { database, settings })
    }

    async fn take_the_place(self, folders: &Folders, clock: &Clock) -> Result<Restored> {
        let (kept, present) = keep_present(folders, clock).await?;
        let (keys, still_revoked, left_out) = carry_over(&self.database.path, &present, clock).await?;
        // A log of the old database would be played into the new one.
        for beside in ["db-wal", "db-shm"] {
            remove(&folders.database().with_extension(beside))?;
        }
        self.database.replace()?;
        self.settings.map(Draft::replace).transpose()?;
        Ok(Restored { kept, keys, still_revoked, left_out })
    }
}

fn settings_draft(folders: &Folders, text: &str) -> Result<Draft> {
    let link = folders.settings_file();
    // Where the file is a link, as dotfile managers make it, what it points at is written.
    Ok(Draft::filled(&fs::canonicalize(&link).unwrap_or(link), text.as_bytes())?)
}

pub(super) fn copy_plain(from: &Path, to: &Path) -> Result<()> {
    let failed = |error| FileError::read(from, &error);
    if !fs::metadata(from).map_err(failed)?.is_file() {
        return Err(FileError::Read { path: from.into(), reason: "it is not a plain file".into() }.into());
    }
    let mut source = fs::File::open(from).map_err(failed)?;
    let mut target = private_file().truncate(true).open(to).map_err(|error| FileError::write(to, &error))?;
    std::io::copy(&mut source, &mut target).map_err(|error| FileError::write(to, &error))?;
    Ok(())
}

/// Keeps what is there in the folder of backups: as a backup, or byte for byte where it cannot be read.
async fn keep_present(folders: &Folders, clock: &Clock) -> Result<(Option<PathBuf>, Present)> {
    let database = folders.database();
    if fs::metadata(&database).map_or(0, |found| found.len()) == 0 {
        return Ok((None, Present::default()));
    }
    let stem = format!("before-restore-{}", clock.now().format("%Y%m%dT%H%M%S%3fZ"));
    let readable = async {
        check_header(&database)?;
        // One that was never filled has nothing to keep.
        let Some(_) = inspect(&database).await? else { return Ok(None) };
        let present = present(&database).await?;
        let name = format!("{stem}.{EXTENSION}");
        let kept = create_numbered(folders, clock, &folders.backups(), &name).await?;
        Ok::<_, Error>(Some((kept, present)))
    };
    match readable.await {
        Ok(None) => Ok((None, Present::default())),
        Ok(Some((kept, present))) => Ok((Some(kept), present)),
        Err(
            Error::Store(
                StoreError::Damaged
                | StoreError::Other(_)
                | StoreError::Open(OpenError::Damaged(_) | OpenError::Foreign(_) | OpenError::Newer(_)),
            )
            | Error::Backup(_),
        ) => {
            let kept = folders.backups().join(format!("{stem}.db"));
            make_private(&folders.backups()).map_err(|error| FileError::write(&kept, &error))?;
            copy_new(&database, &kept)?;
            let log = database.with_extension("db-wal");
            if log.exists() {
                copy_new(&log, &kept.with_extension("db-wal"))?;
            }
            Ok((Some(kept), Present::default()))
        }
        Err(error) => Err(error),
    }
}

fn copy_new(from: &Path, to: &Path) -> Result<()> {
    let draft = Draft::beside(to)?;
    copy_plain(from, &draft.path)?;
    Ok(draft.keep_new()?)
}

async fn present(database: &Path) -> Result<Present> {
    let mut file = SqliteConnection::connect_with(&options(database)).await?;
    let store_id = sqlx::query_scalar("SELECT value FROM meta WHERE name = 'store_id'")
        .fetch_optional(&mut file)
        .await?;
    let keys = sqlx::query_as(
        "SELECT id, CASE WHEN state IN ('revoking', 'revoked') THEN coalesce(revoked_at, created_at) END
         FROM keys WHERE state <> 'pending'",
    )
    .fetch_all(&mut file)
    .await?;
    file.close().await?;
    Ok(Present { store_id, keys })
}

/// A key that was revoked after the backup was made must not work again. Answers how many keys there are, how many were
/// revoked so, and how many the backup does not know.
async fn carry_over(restored: &Path, present: &Present, clock: &Clock) -> Result<(i64, usize, usize)> {
    let mut file = SqliteConnection::connect_with(&alone(restored)).await?;
    let mut transaction = file.begin().await?;
    let store_id: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE name = 'store_id'")
        .fetch_optional(&mut *transaction)
        .await?;
    let (mut still_revoked, mut left_out) = (0, 0);
    if store_id.is_some() && store_id == present.store_id {
        for (id, revoked_at) in &present.keys {
            let known: i64 = sqlx::query_scalar("SELECT count(*) FROM keys WHERE id = ?")
                .bind(id)
                .fetch_one(&mut *transaction)
                .await?;
            left_out += usize::from(known == 0);
            let Some(revoked_at) = revoked_at else { continue };
            let moved = sqlx::query(
                "UPDATE keys SET state = 'revoked', revoked_at = ? WHERE id = ? AND state <> 'revoked'",
            )
            .bind(revoked_at)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
            if moved.rows_affected() > 0 {
                rotations::close(&mut transaction, id, clock.now()).await?;
                still_revoked += 1;
            }
        }
    }
    // The gateway's windows and the doubts about the keychain are of another time.
    sqlx::query("DELETE FROM limit_windows").execute(&mut *transaction).await?;
    sqlx::query("UPDATE keys SET secret_missing_at = NULL").execute(&mut *transaction).await?;
    sqlx::query("INSERT INTO meta (name, value) VALUES (?, '1') ON CONFLICT DO NOTHING")
        .bind(SECRETS_UNCHECKED)
        .execute(&mut *transaction)
        .await?;
    let keys = sqlx::query_scalar("SELECT count(*) FROM keys WHERE state <> 'pending'")
        .fetch_one(&mut *transaction)
        .await?;
    transaction.commit().await?;
    file.close().await?;
    Ok((keys, still_revoked, left_out))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(FileError::write(path, &error).into())
        }
        _ => Ok(()),
    }
}
