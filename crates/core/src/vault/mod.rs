//! Secrets in the keychain of the operating system: Secret Service, Keychain or Credential Manager. There is no
//! fallback; a keychain that is locked, missing or slow is an error with a reason. Where there is none, the user can
//! choose an encrypted file with a passphrase instead.

mod choice;
mod envelope;
mod file;
mod keychain;
mod native;
mod passphrase;
pub mod switch;
mod worker;

use std::sync::Arc;

use keyring_core::CredentialStore;
use uuid::Uuid;

use self::choice::Choice;
pub use self::choice::{VaultKind, VaultLook};
pub use self::envelope::{ENVELOPE_MAX, Envelope};
pub use self::file::KdfCost;
use self::keychain::{Keychain, Source};
pub use self::passphrase::{PASSPHRASE_MIN, check_passphrase};
pub use self::worker::Patience;
use self::worker::Worker;
use crate::folders::Folders;

/// Why the vault did not do it. Carries nothing of what the keychain said, which may hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("The keychain is locked.")]
    Locked,
    /// Closed by the user, or the desktop could not show it.
    #[error("The keychain is locked, and its prompt was closed or could not be shown.")]
    Dismissed,
    #[error("There is no keychain that can be used.")]
    Absent,
    #[error("The keychain did not answer in time.")]
    Slow,
    #[error("The keychain refused access.")]
    Denied,
    #[error("The keychain did not give back what was stored in it.")]
    Unreliable,
    #[error("The value is too long for the vault.")]
    TooLong,
    /// On the way in: not printable ASCII. On the way out: not an envelope that this version wrote.
    #[error("The value is not one that Keyhinge keeps in its vault.")]
    BadValue,
    #[error("The vault holds no such entry.")]
    NoEntry,
    /// This process was started to work without a keychain.
    #[error("This process does not use the keychain.")]
    NotUsed,
    #[error("The keychain failed.")]
    Failed,
    /// The file vault is chosen, and this process does not have its key.
    #[error("The vault is locked.")]
    FileLocked,
    #[error("That is not the passphrase of this vault.")]
    WrongPassphrase,
    /// The file vault is chosen, and its file is gone.
    #[error("The vault\u{2019}s file is not where it was.")]
    FileMissing,
    #[error("The vault\u{2019}s file is damaged.")]
    FileDamaged,
    #[error("The vault\u{2019}s file was written by a newer version of Keyhinge.")]
    FileNewer,
    #[error("What lies in the place of the vault\u{2019}s file is not a vault of Keyhinge.")]
    FileForeign,
    #[error("The vault\u{2019}s file could not be read or written.")]
    FileFailed,
    #[error("The disk is full, so the vault was not written.")]
    FileDiskFull,
    #[error("There is a file vault already.")]
    FileExists,
    /// Deriving the key takes as much as the file says.
    #[error("There is not enough memory to open the vault.")]
    NoMemory,
    #[error("Another process changed the vault meanwhile.")]
    Changed,
    #[error("The choice of the vault could not be saved in the settings.")]
    NotSettled,
}

/// The service of what is only written to try the vault.
const PROBE: &str = "keyhinge-check";

/// Names one entry: the service carries the UUID of the store, so that two data folders never see each other's
/// entries, and the user is random, so that a keychain viewer learns nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultEntry {
    service: String,
    user: String,
}

impl VaultEntry {
    /// A new entry of the store with that UUID.
    #[must_use]
    pub fn random(store_id: &str) -> Self {
        Self::of(store_id, &Uuid::new_v4().to_string())
    }

    /// The entry that [`Self::id`] named.
    #[must_use]
    pub fn of(store_id: &str, id: &str) -> Self {
        Self { service: format!("keyhinge-{store_id}"), user: id.to_owned() }
    }

    /// A new entry that belongs to no store, to try the vault with.
    fn probe() -> Self {
        Self { service: PROBE.into(), user: Uuid::new_v4().to_string() }
    }

    fn is_probe(&self) -> bool {
        self.service == PROBE
    }

    /// The random UUID, as the database keeps it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.user
    }
}

/// The door to the keychain, or to the file that was chosen instead. Cheap to clone.
///
/// Calls run one after the other, in the order in which they were made, on a thread of their own. A call that
/// takes longer than [`Patience`] allows ends as `Slow`; what it asked for may still happen later, so a write
/// that ended so is repeated under a *new* entry. Dropping the future of a call that has not begun withdraws it.
#[derive(Clone)]
pub struct Vault(Arc<Worker>);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(..)")
    }
}

impl Vault {
    /// The keychain of this system, or the file vault of `folders` where the user has chosen it; each call looks which.
    /// Nothing is touched before the first call, and a keychain that cannot be opened is tried anew by every call.
    #[must_use]
    pub fn of(folders: &Folders) -> Self {
        Self::new(Source::Native, Some(Choice::new(folders, KdfCost::default())))
    }

    /// The keychain of this system, whatever is chosen.
    #[must_use]
    pub fn native() -> Self {
        Self::new(Source::Native, None)
    }

    /// As [`Self::of`], with another keychain and files that cost less to open, for tests.
    #[must_use]
    pub fn of_with(folders: &Folders, keychain: Option<Arc<CredentialStore>>, cost: KdfCost) -> Self {
        Self::new(keychain.map_or(Source::None, Source::Given), Some(Choice::new(folders, cost)))
    }

    fn new(source: Source, choice: Option<Choice>) -> Self {
        Self(Arc::new(Worker::new(source, choice, Patience::default())))
    }

    /// Another store, for tests.
    #[must_use]
    pub fn with_store(store: Arc<CredentialStore>) -> Self {
        Self::with_patience(store, Patience::default())
    }

    /// Another store with other timeouts, for tests.
    #[must_use]
    pub fn with_patience(store: Arc<CredentialStore>, patience: Patience) -> Self {
        Self(Arc::new(Worker::new(Source::Given(store), None, patience)))
    }

    /// For a process that must not touch a keychain: every call is `NotUsed`.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(Source::None, None)
    }

    /// Opens the keychain in the background, for a process that is about to read from it and has something else to do
    /// first.
    pub fn warm(&self) {
        let vault = self.clone();
        tokio::spawn(async move {
            let opened = vault.0.run(|keychain| {
                keychain.warm();
                Ok(())
            });
            let _ = opened.await;
        });
    }

    /// Writes, reads, compares and deletes a random entry: "available" is not yet "usable".
    ///
    /// # Errors
    /// What a later write would meet; [`VaultError`] has the reasons.
    pub async fn check(&self) -> Result<(), VaultError> {
        self.0.run(Keychain::check).await
    }

    /// Stores an envelope, unread.
    ///
    /// # Errors
    /// `TooLong` and `BadValue` before the keychain is asked; else what the keychain says.
    pub async fn put(&self, entry: &VaultEntry, envelope: &Envelope) -> Result<(), VaultError> {
        let (entry, bytes) = (entry.clone(), envelope.encode()?);
        self.0.run(move |keychain| keychain.set(&entry, &bytes)).await
    }

    /// Stores an envelope under a *new* entry and reads it back; only what comes back the same is stored.
    ///
    /// # Errors
    /// As [`Self::put`], and `Unreliable` where the keychain gives back anything else; it was then asked to
    /// delete the entry.
    pub async fn put_verified(&self, entry: &VaultEntry, envelope: &Envelope) -> Result<(), VaultError> {
        let (entry, bytes) = (entry.clone(), envelope.encode()?);
        self.0.run(move |keychain| keychain.set_verified(&entry, &bytes)).await
    }

    /// # Errors
    /// `NoEntry`; `BadValue` for an entry that was changed by something else; else what the keychain says.
    pub async fn get(&self, entry: &VaultEntry) -> Result<Envelope, VaultError> {
        let entry = entry.clone();
        self.0.run(move |keychain| Envelope::decode(&keychain.get(&entry)?)).await
    }

    /// Deletes an entry; one that is not there is fine.
    ///
    /// # Errors
    /// What the keychain says.
    pub async fn delete(&self, entry: &VaultEntry) -> Result<(), VaultError> {
        let entry = entry.clone();
        self.0.run(move |keychain| keychain.delete(&entry)).await
    }
}

#[cfg(test)]
mod tests;
