use std::sync::Arc;

use keyring_core::{CredentialStore, mock};

use super::*;
use crate::clock::Clock;
use crate::erase;
use crate::folders::Folders;
use crate::keys::Actor;
use crate::lifecycle::{ExpiryChoice, NewKeyInput};
use crate::settings;
use crate::vault::{KdfCost, Vault};

const CHEAP: KdfCost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };
const PASSPHRASE: &str = "correct horse battery";

fn passphrase() -> Secret {
    Secret::new(PASSPHRASE.into())
}

/// A data folder and a keychain that outlive the processes that use them.
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

    /// What a new process has.
    async fn process(&self) -> Core {
        let vault = Vault::of_with(&self.folders(), Some(Arc::clone(&self.keychain)), CHEAP);
        Core::open(self.folders(), Clock::system(), vault).await.unwrap()
    }

    /// A new process on a computer without a keychain.
    async fn without_keychain(&self) -> Core {
        let vault = Vault::of_with(&self.folders(), None, CHEAP);
        Core::open(self.folders(), Clock::system(), vault).await.unwrap()
    }

    fn chosen(&self) -> VaultKind {
        settings::load(&self.folders().settings_file()).settings.vault
    }
}

async fn make(core: &Core, name: &str) -> Result<String> {
    let input = NewKeyInput {
        account_id: lifecycle::ensure_local_account(core, Actor::App).await?.id,
        name: name.into(),
        purpose: None,
        permissions: None,
        generate: None,
        expiry: ExpiryChoice::Never,
        plan: None,
        limits: None,
        actor: Actor::App,
    };
    Ok(lifecycle::create(core, input.check(core).await?).await?.0.id)
}

/// The plaintext, or why there is none.
async fn plaintext(core: &Core, key: &str) -> Result<String> {
    lifecycle::held_secret(core, key).await.map(|secret| secret.expose().to_owned())
}

fn is_vault(result: &Result<impl Sized>, expected: VaultError) -> bool {
    matches!(result, Err(Error::Vault(error)) if *error == expected)
}

#[tokio::test]
async fn secrets_move_to_the_file_and_back_and_each_process_follows() {
    let bench = Bench::new();
    let (core, other) = (bench.process().await, bench.process().await);
    let mut made = Vec::new();
    for name in ["one", "two"] {
        let key = make(&core, name).await.unwrap();
        made.push((plaintext(&core, &key).await.unwrap(), key));
    }
    let gone = make(&core, "gone").await.unwrap();
    lifecycle::revoke(&core, &gone, None, Actor::App).await.unwrap();

    assert_eq!(to_file(&core, passphrase(), false).await.unwrap(), Switched { moved: 2, left: 0 });
    assert_eq!(bench.chosen(), VaultKind::File);
    let third = make(&core, "third").await.unwrap();
    made.push((plaintext(&core, &third).await.unwrap(), third));
    // The other process sees the choice at once, and has no key.
    assert!(is_vault(&make(&other, "locked out").await, VaultError::FileLocked));
    for (secret, key) in &made {
        assert_eq!(plaintext(&core, key).await.unwrap(), *secret);
        assert!(is_vault(&plaintext(&other, key).await, VaultError::FileLocked));
        let entry = VaultEntry::of(
            core.store.id(),
            core.store.key_row(key).await.unwrap().unwrap().vault_entry.as_deref().unwrap(),
        );
        let kept = core.vault.0.run(move |keychain| keychain.keychain_get(&entry)).await;
        assert_eq!(kept.err(), Some(VaultError::NoEntry), "nothing is left in the keychain");
        // Nor in clear on the disk.
        let file = std::fs::read(bench.folders().vault_file()).unwrap();
        assert!(!file.windows(24).any(|window| window == &secret.as_bytes()[secret.len() - 24..]));
    }
    assert!(is_vault(&to_keychain(&other, false).await, VaultError::FileLocked));
    other.vault.unlock(passphrase()).await.unwrap();
    assert_eq!(to_keychain(&other, false).await.unwrap(), Switched { moved: 3, left: 0 });
    assert_eq!((bench.chosen(), core.vault.kind()), (VaultKind::Keychain, VaultKind::Keychain));
    assert!(!bench.folders().vault_file().exists());
    for (secret, key) in &made {
        assert_eq!(plaintext(&core, key).await.unwrap(), *secret);
    }
}

#[tokio::test]
async fn without_a_keychain_a_key_can_be_made_once_the_file_is_chosen() {
    let bench = Bench::new();
    let core = bench.without_keychain().await;
    assert!(is_vault(&make(&core, "refused").await, VaultError::NotUsed), "never a silent fallback");
    assert!(!bench.folders().vault_file().exists());
    to_file(&core, passphrase(), false).await.unwrap();
    let key = make(&core, "made").await.unwrap();
    let secret = plaintext(&core, &key).await.unwrap();
    let again = bench.without_keychain().await;
    assert_eq!(again.vault.look().await.usable, Err(VaultError::FileLocked));
    again.vault.unlock(passphrase()).await.unwrap();
    assert_eq!(plaintext(&again, &key).await.unwrap(), secret);
    // And back is refused, as there is nothing to go back to.
    assert!(is_vault(&to_keychain(&again, true).await, VaultError::NotUsed));
    assert_eq!(plaintext(&again, &key).await.unwrap(), secret);
    assert!(
        is_vault(&to_file(&again, passphrase(), true).await, VaultError::FileExists),
        "one that works is kept"
    );
}

#[tokio::test]
async fn a_secret_that_cannot_be_taken_along_is_only_left_behind_knowingly() {
    let bench = Bench::new();
    let key = make(&bench.process().await, "in the keychain").await.unwrap();
    let core = bench.without_keychain().await;
    let refused = to_file(&core, passphrase(), false).await;
    assert!(
        matches!(&refused, Err(Error::SecretsUnmoved { names, cause: VaultError::NotUsed }) if names.contains("in the keychain")),
        "{refused:?}"
    );
    assert!(!bench.folders().vault_file().exists() && bench.chosen() == VaultKind::Keychain);
    assert_eq!(to_file(&core, passphrase(), true).await.unwrap(), Switched::default());
    assert!(matches!(plaintext(&core, &key).await, Err(Error::SecretNotHeld)));
    // Its keychain still has it, for who goes back.
    let back = bench.process().await;
    back.vault.unlock(passphrase()).await.unwrap();
    to_keychain(&back, false).await.unwrap();
    plaintext(&back, &key).await.unwrap();
}

#[tokio::test]
async fn a_vanished_file_is_mended_by_putting_it_back_or_starting_a_new_one() {
    let bench = Bench::new();
    let core = bench.without_keychain().await;
    to_file(&core, passphrase(), false).await.unwrap();
    let key = make(&core, "lost").await.unwrap();
    let file = bench.folders().vault_file();
    let copy = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();

    let core = bench.without_keychain().await;
    assert_eq!(core.vault.look().await.usable, Err(VaultError::FileMissing));
    assert!(is_vault(&make(&core, "refused").await, VaultError::FileMissing));
    assert!(is_vault(&plaintext(&core, &key).await, VaultError::FileMissing));
    lifecycle::check_secrets(&core).await.unwrap();
    assert!(!file.exists(), "never made anew by itself");
    std::fs::write(&file, copy).unwrap();
    core.vault.unlock(passphrase()).await.unwrap();
    plaintext(&core, &key).await.unwrap();

    std::fs::remove_file(&file).unwrap();
    let refused = to_file(&core, passphrase(), false).await;
    assert!(
        matches!(refused, Err(Error::SecretsUnmoved { cause: VaultError::FileMissing, .. })),
        "{refused:?}"
    );
    to_file(&core, passphrase(), true).await.unwrap();
    assert!(matches!(plaintext(&core, &key).await, Err(Error::SecretNotHeld)));
    let keys = core.keys().await.unwrap();
    assert!(keys.iter().all(|key| !key.secret_held));
    plaintext(&core, &make(&core, "new").await.unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_forgotten_passphrase_leaves_the_old_file_under_another_name() {
    let bench = Bench::new();
    let core = bench.process().await;
    to_file(&core, passphrase(), false).await.unwrap();
    make(&core, "lost").await.unwrap();
    core.vault.lock();
    let refused = to_file(&core, Secret::new("another passphrase".into()), false).await;
    assert!(
        matches!(refused, Err(Error::SecretsUnmoved { cause: VaultError::FileLocked, .. })),
        "{refused:?}"
    );
    to_keychain(&core, true).await.unwrap();
    assert_eq!(core.vault.kind(), VaultKind::Keychain);
    assert!(bench.folders().data().join("vault.bin.old-1").exists());
    core.vault.check().await.unwrap();
}

#[tokio::test]
async fn broken_settings_do_not_bring_the_keychain_back() {
    let bench = Bench::new();
    let core = bench.process().await;
    to_file(&core, passphrase(), false).await.unwrap();
    let key = make(&core, "kept").await.unwrap();
    std::fs::write(bench.folders().settings_file(), "vault = \"keych").unwrap();
    assert_eq!(core.vault.kind(), VaultKind::File);
    plaintext(&core, &key).await.unwrap();
}

#[tokio::test]
async fn a_passphrase_that_protects_nothing_changes_nothing() {
    let bench = Bench::new();
    let core = bench.process().await;
    let refused = to_file(&core, Secret::new("short".into()), true).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "passphrase", .. })));
    assert_eq!(core.vault.kind(), VaultKind::Keychain);
    assert_eq!(to_keychain(&core, false).await.unwrap(), Switched::default(), "it is the vault already");
}

#[tokio::test]
async fn deleting_everything_takes_the_file_with_it_locked_or_not() {
    let bench = Bench::new();
    let core = bench.without_keychain().await;
    to_file(&core, passphrase(), false).await.unwrap();
    make(&core, "one").await.unwrap();
    core.vault.lock();
    assert_eq!(erase::delete_all(&core).await.unwrap().secrets, 1);
    assert!(!bench.folders().data().exists());
}
