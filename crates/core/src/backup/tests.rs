use std::sync::Arc;

use keyring_core::{CredentialStore, mock};

use super::*;
use crate::Error;
use crate::clock::from_millis;
use crate::keys::{Actor, KeySummary, Reveal, Status};
use crate::lifecycle::{self, ExpiryChoice, NewKeyInput};
use crate::settings::{self, SettingsChange};
use crate::store::OpenError;
use crate::vault::Vault;

struct Bench {
    folder: tempfile::TempDir,
    keychain: Arc<CredentialStore>,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), keychain: mock::Store::new().unwrap() }
    }

    fn folders(&self) -> Folders {
        Folders::at(&self.folder.path().join("data"))
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("mine.khbackup")
    }

    async fn open(&self) -> Core {
        self.open_with(self.keychain.clone()).await
    }

    async fn open_with(&self, keychain: Arc<CredentialStore>) -> Core {
        let clock = Clock::manual(from_millis(1_700_000_000_000));
        Core::open(self.folders(), clock, Vault::with_store(keychain)).await.unwrap()
    }

    /// A database with one key, its backup, and nothing open.
    async fn backed_up() -> (Self, KeySummary) {
        let bench = Self::new();
        let core = bench.open().await;
        let key = made(&core, "one").await;
        create(&core, &bench.backup()).await.unwrap();
        core.store.close().await;
        (bench, key)
    }

    async fn restore(&self) -> Result<Restored> {
        restore(&self.folders(), &Clock::system(), &self.backup()).await
    }

    /// The bytes of everything in the data folder but locks and logs of SQLite.
    fn data(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found: Vec<_> = std::fs::read_dir(self.folders().data())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file() && path.extension().is_none_or(|extension| extension != "lock"))
            .map(|path| (path.clone(), std::fs::read(path).unwrap()))
            .collect();
        found.sort();
        found
    }
}

async fn made(core: &Core, name: &str) -> KeySummary {
    let account = lifecycle::ensure_local_account(core, Actor::App).await.unwrap();
    let input = NewKeyInput {
        account_id: account.id,
        name: name.into(),
        purpose: None,
        permissions: None,
        generate: None,
        expiry: ExpiryChoice::Never,
        plan: None,
        limits: None,
        actor: Actor::App,
    };
    lifecycle::create(core, input.check(core).await.unwrap()).await.unwrap().0
}

async fn sql(file: &Path, statement: &'static str) {
    let mut connection = SqliteConnection::connect_with(&alone(file)).await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_restored_key_finds_its_secret_again() {
    let (bench, key) = Bench::backed_up().await;
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(bench.backup()).unwrap()) & 0o777,
        0o600
    );
    std::fs::remove_dir_all(bench.folders().data()).unwrap();
    let restored = bench.restore().await.unwrap();
    assert_eq!(restored, Restored { kept: None, keys: 1, still_revoked: 0, left_out: 0 });
    let core = bench.open().await;
    lifecycle::check_secrets(&core).await.unwrap();
    assert!(core.key(&key.id).await.unwrap().unwrap().secret_held);
    lifecycle::held_secret(&core, &key.id).await.unwrap();
}

#[tokio::test]
async fn on_another_computer_a_key_says_that_its_secret_is_not_held() {
    let (bench, key) = Bench::backed_up().await;
    bench.restore().await.unwrap();
    let elsewhere: Arc<CredentialStore> = mock::Store::new().unwrap();
    let core = bench.open_with(elsewhere).await;
    assert!(matches!(lifecycle::held_secret(&core, &key.id).await, Err(Error::SecretNotHeld)));
    let seen = core.key(&key.id).await.unwrap().unwrap();
    assert_eq!((seen.secret_held, seen.reveal), (false, Reveal::NotHeld));
    core.store.close().await;

    bench.restore().await.unwrap();
    let core = bench.open_with(mock::Store::new().unwrap()).await;
    lifecycle::check_secrets(&core).await.unwrap();
    assert!(!core.key(&key.id).await.unwrap().unwrap().secret_held);
    core.store.close().await;

    // The keychain is back, and with it the secret.
    let core = bench.open().await;
    lifecycle::check_secrets(&core).await.unwrap();
    assert!(core.key(&key.id).await.unwrap().unwrap().secret_held);
}

#[tokio::test]
async fn settings_come_back_and_what_was_there_is_kept_as_a_backup() {
    let (bench, _) = Bench::backed_up().await;
    let file = bench.folders().settings_file();
    let change = |seconds| SettingsChange { reveal_seconds: Some(seconds), ..SettingsChange::default() };
    settings::change(&file, &change(20)).unwrap();
    let core = bench.open().await;
    made(&core, "two").await;
    let second = bench.folder.path().join("second.khbackup");
    create(&core, &second).await.unwrap();
    core.store.close().await;
    settings::change(&file, &change(30)).unwrap();

    let restored = restore(&bench.folders(), &Clock::system(), &second).await.unwrap();
    assert_eq!((restored.keys, settings::load(&file).settings.reveal_seconds), (2, 20));
    // The first backup was made before there were settings, and leaves them.
    let restored = bench.restore().await.unwrap();
    assert_eq!((restored.keys, restored.left_out), (1, 1));
    assert_eq!(settings::load(&file).settings.reveal_seconds, 20);
    let kept = restored.kept.unwrap();
    assert_eq!(restore(&bench.folders(), &Clock::system(), &kept).await.unwrap().keys, 2);
}

#[tokio::test]
async fn what_was_revoked_since_stays_revoked() {
    let (bench, key) = Bench::backed_up().await;
    let core = bench.open().await;
    lifecycle::revoke(&core, &key.id, None, Actor::App).await.unwrap();
    core.store.close().await;
    assert_eq!(bench.restore().await.unwrap().still_revoked, 1);
    let core = bench.open().await;
    let seen = core.key(&key.id).await.unwrap().unwrap();
    assert_eq!((seen.status, seen.revoked_at), (Status::Revoked, Some(core.clock.now())));
}

#[tokio::test]
async fn nothing_is_replaced_while_it_is_open() {
    let (bench, _) = Bench::backed_up().await;
    let core = bench.open().await;
    let refused = bench.restore().await;
    assert!(matches!(refused, Err(Error::Store(StoreError::Open(OpenError::InUse)))), "{refused:?}");
    core.store.close().await;
    bench.restore().await.unwrap();
}

#[tokio::test]
async fn a_backup_never_takes_the_place_of_a_file() {
    let (bench, _) = Bench::backed_up().await;
    let core = bench.open().await;
    let refused = create(&core, &bench.backup()).await;
    assert!(matches!(refused, Err(Error::File(FileError::Exists(_)))), "{refused:?}");
    let first = create_in_exports(&core).await.unwrap();
    let second = create_in_exports(&core).await.unwrap();
    assert!(first != second && first.is_file() && second.is_file());
}

#[tokio::test]
async fn what_is_no_good_backup_is_refused_whole() {
    let (bench, _) = Bench::backed_up().await;
    let before = bench.data();
    let good = std::fs::read(bench.backup()).unwrap();
    let refused = async |bytes: &[u8]| {
        std::fs::write(bench.backup(), bytes).unwrap();
        match bench.restore().await {
            Err(Error::Backup(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    for length in [100, 512, 4096, good.len() / 2, good.len() - 4096, good.len() - 1] {
        let error = refused(&good[..length]).await;
        assert!(matches!(error, BackupError::Damaged(_)), "{length} bytes: {error}");
    }
    let database = std::fs::read(bench.folders().database()).unwrap();
    for foreign in [&b""[..], b"PK\x03\x04 a zip", &[7; 5000], &database] {
        assert!(matches!(refused(foreign).await, BackupError::Foreign(_)));
    }
    let changed = async |statement: &'static str| {
        std::fs::write(bench.backup(), &good).unwrap();
        sql(&bench.backup(), statement).await;
        refused(&std::fs::read(bench.backup()).unwrap()).await
    };
    let error = changed("UPDATE keyhinge_backup SET value = '2' WHERE name = 'format'").await;
    assert!(matches!(error, BackupError::Newer(_)), "{error}");
    let error = changed(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99991231000000, 'from the future', TRUE, x'00', 0)",
    )
    .await;
    assert!(matches!(error, BackupError::Newer(_)), "{error}");
    let error = changed("CREATE TRIGGER bad AFTER INSERT ON activity BEGIN DELETE FROM keys; END").await;
    assert!(matches!(error, BackupError::Foreign(_)), "{error}");
    let error = changed("DELETE FROM meta").await;
    assert!(matches!(error, BackupError::Damaged(_)), "{error}");
    let error = changed("UPDATE _sqlx_migrations SET checksum = x'00'").await;
    assert!(matches!(error, BackupError::Damaged(_)), "{error}");
    assert_eq!(bench.data(), before, "nothing was changed by any of it");
    let missing = restore(&bench.folders(), &Clock::system(), &bench.folder.path().join("none")).await;
    assert!(matches!(missing, Err(Error::File(FileError::Read { .. }))), "{missing:?}");
}

#[tokio::test]
async fn a_damaged_database_is_kept_byte_for_byte() {
    let (bench, _) = Bench::backed_up().await;
    std::fs::write(bench.folders().database(), b"SQLite format 3\0 and nothing that could be a page")
        .unwrap();
    let restored = bench.restore().await.unwrap();
    let kept = std::fs::read(restored.kept.unwrap()).unwrap();
    assert!(kept.ends_with(b"could be a page"));
    assert_eq!(restored.keys, 1);
    bench.open().await;
}

#[tokio::test]
async fn the_backups_in_the_data_folder_are_found_and_say_what_they_hold() {
    let bench = Bench::new();
    let core = bench.open().await;
    made(&core, "one").await;
    assert_eq!(found(&core.folders), []);
    let file = create_in_exports(&core).await.unwrap();
    std::fs::write(core.folders.exports().join("keys.csv"), "x").unwrap();
    let listed = found(&core.folders);
    assert_eq!(listed.iter().map(|one| Path::new(&one.path)).collect::<Vec<_>>(), [file.as_path()]);
    let before = bench.data();
    assert_eq!(
        look(&core.folders, &file).await.unwrap(),
        BackupLook { created_at: Some(core.clock.now()), version: env!("CARGO_PKG_VERSION").into(), keys: 1 }
    );
    std::fs::write(&file, "recipes").unwrap();
    let refused = look(&core.folders, &file).await;
    assert!(matches!(refused, Err(Error::Backup(BackupError::Foreign(_)))), "{refused:?}");
    assert_eq!(bench.data(), before);
    core.store.close().await;
}

#[tokio::test]
async fn a_process_that_has_the_database_open_can_restore_and_is_closed_then() {
    let (bench, key) = Bench::backed_up().await;
    let core = bench.open().await;
    made(&core, "later").await;
    lifecycle::revoke(&core, &key.id, None, Actor::App).await.unwrap();

    let other = bench.open().await;
    let refused = restore_into(&core, &bench.backup()).await;
    assert!(matches!(refused, Err(Error::Store(StoreError::Open(OpenError::InUse)))), "{refused:?}");
    other.store.close().await;
    let bad = bench.folder.path().join("bad.khbackup");
    std::fs::write(&bad, "recipes").unwrap();
    let refused = restore_into(&core, &bad).await;
    assert!(matches!(refused, Err(Error::Backup(BackupError::Foreign(_)))), "{refused:?}");
    assert_eq!(core.keys().await.unwrap().len(), 2, "it goes on as before");

    let restored = restore_into(&core, &bench.backup()).await.unwrap();
    assert_eq!((restored.keys, restored.still_revoked, restored.left_out), (1, 1, 1));
    assert!(core.store.is_closed());
    let again = bench.open().await;
    let keys = again.keys().await.unwrap();
    assert_eq!(keys.iter().map(|key| key.status.clone()).collect::<Vec<_>>(), [Status::Revoked]);
    assert!(look(&again.folders, &restored.kept.unwrap()).await.is_ok_and(|kept| kept.keys == 2));
    again.store.close().await;
}
