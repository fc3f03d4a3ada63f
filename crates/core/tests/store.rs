//! The database file as a user's disk may hold it: fresh, opened by many, foreign, newer, cut short, read-only.

#![cfg(test)]

use std::path::Path;

use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::Actor;
use keyhinge_core::lifecycle::ensure_local_account;
use keyhinge_core::store::{OpenError, Store, StoreError};
use keyhinge_core::vault::Vault;
use keyhinge_core::{Core, Error};
use sqlx::{Connection, SqliteConnection};

async fn open(dir: &Path) -> Result<Store, Error> {
    let core = Core::open(Folders::at(dir), Clock::system(), Vault::unavailable()).await?;
    Ok(core.store)
}

fn why(opened: Result<Store, Error>) -> String {
    match opened {
        Ok(_) => "opened".into(),
        Err(error) => format!("{error:?}"),
    }
}

async fn sql(dir: &Path, statement: &'static str) {
    let url = format!("sqlite://{}", dir.join("keyhinge.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A data folder whose database was used and closed.
async fn used() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let core = Core::open(Folders::at(dir.path()), Clock::system(), Vault::unavailable()).await.unwrap();
    ensure_local_account(&core, Actor::App).await.unwrap();
    core.store.close().await;
    dir
}

fn bytes(dir: &Path) -> Vec<u8> {
    std::fs::read(dir.join("keyhinge.db")).unwrap()
}

#[tokio::test]
async fn sqlite_is_free_of_the_wal_reset_bug() {
    let dir = tempfile::tempdir().unwrap();
    let (sqlite, _) = open(dir.path()).await.unwrap().versions().await.unwrap();
    let numbers: Vec<u32> = sqlite.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(numbers >= vec![3, 51, 3] && numbers != vec![3, 52, 0], "SQLite {sqlite}");
}

#[tokio::test]
async fn a_store_keeps_its_id_and_what_was_written() {
    let dir = used().await;
    let first = open(dir.path()).await.unwrap();
    let (id, accounts) = (first.id().to_owned(), first.accounts().await.unwrap());
    first.close().await;
    let second = open(dir.path()).await.unwrap();
    assert_eq!(second.id(), id);
    assert_eq!(second.accounts().await.unwrap(), accounts);
    assert_eq!(accounts.len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let store = open(&data).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in std::fs::read_dir(&data).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension.to_string_lossy().starts_with("db")) {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
    store.close().await;
}

#[tokio::test]
async fn a_newer_database_is_refused_and_untouched() {
    let dir = used().await;
    sql(
        dir.path(),
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99991231000000, 'from the future', TRUE, x'00', 0)",
    )
    .await;
    let before = bytes(dir.path());
    let refused = open(dir.path()).await;
    assert!(matches!(refused, Err(Error::Store(StoreError::Open(OpenError::Newer(_))))), "{}", why(refused));
    assert_eq!(bytes(dir.path()), before);
}

#[tokio::test]
async fn another_programs_database_is_refused_and_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", dir.path().join("keyhinge.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("CREATE TABLE recipes (name TEXT)").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let before = bytes(dir.path());
    let refused = open(dir.path()).await;
    assert!(
        matches!(refused, Err(Error::Store(StoreError::Open(OpenError::Foreign(_))))),
        "{}",
        why(refused)
    );
    assert_eq!(bytes(dir.path()), before);
}

#[tokio::test]
async fn a_file_cut_short_anywhere_is_refused_and_untouched() {
    let dir = used().await;
    let whole = bytes(dir.path());
    for length in [1, 50, 99, 100, 512, 4096, 8192, whole.len() / 2, whole.len() - 4096, whole.len() - 1] {
        let cut = &whole[..length];
        std::fs::write(dir.path().join("keyhinge.db"), cut).unwrap();
        let refused = open(dir.path()).await;
        assert!(
            matches!(
                refused,
                Err(Error::Store(StoreError::Open(OpenError::Damaged(_) | OpenError::Foreign(_))))
            ),
            "{length} bytes: {}",
            why(refused)
        );
        assert_eq!(bytes(dir.path()), cut, "{length} bytes");
    }
}

#[tokio::test]
async fn random_bytes_are_refused_and_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let noise: Vec<u8> = (0..20_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    std::fs::write(dir.path().join("keyhinge.db"), &noise).unwrap();
    let refused = open(dir.path()).await;
    assert!(
        matches!(refused, Err(Error::Store(StoreError::Open(OpenError::Damaged(_))))),
        "{}",
        why(refused)
    );
    assert_eq!(bytes(dir.path()), noise);
}

#[cfg(unix)]
#[tokio::test]
async fn a_read_only_file_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = used().await;
    std::fs::set_permissions(dir.path().join("keyhinge.db"), std::fs::Permissions::from_mode(0o400)).unwrap();
    let refused = open(dir.path()).await;
    assert!(
        matches!(refused, Err(Error::Store(StoreError::Open(OpenError::ReadOnly(_))))),
        "{}",
        why(refused)
    );
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_file_usable_and_a_sound_backup() {
    let dir = used().await;
    // A file that has the tables but not the record of their migration: repeating it must fail.
    sql(dir.path(), "DELETE FROM _sqlx_migrations").await;
    let refused = open(dir.path()).await;
    assert!(
        matches!(refused, Err(Error::Store(StoreError::Open(OpenError::Migration { .. })))),
        "{}",
        why(refused)
    );
    let backups: Vec<_> = std::fs::read_dir(dir.path().join("backups")).unwrap().collect();
    assert_eq!(backups.len(), 1);
    let backup = backups[0].as_ref().unwrap().path();
    for file in [backup, dir.path().join("keyhinge.db")] {
        let mut connection =
            SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
        let accounts: i64 =
            sqlx::query_scalar("SELECT count(*) FROM accounts").fetch_one(&mut connection).await.unwrap();
        assert_eq!(accounts, 1, "{}", file.display());
    }
}

#[tokio::test]
async fn many_may_open_a_fresh_database_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let opens = (0..8).map(|_| {
        let path = dir.path().to_owned();
        tokio::spawn(async move { open(&path).await.map(|store| store.id().to_owned()) })
    });
    let mut ids = Vec::new();
    for handle in opens.collect::<Vec<_>>() {
        ids.push(handle.await.unwrap().unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "all see the same store");
}
