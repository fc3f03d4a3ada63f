//! Secrets in the keychain of the operating system, and nowhere else: Secret Service, Keychain or Credential
//! Manager. There is no fallback; a keychain that is locked, missing or slow is an error with a reason.

mod envelope;
mod keychain;
mod native;
mod worker;

use std::sync::Arc;

use keyring_core::CredentialStore;
use uuid::Uuid;

pub use self::envelope::{ENVELOPE_MAX, Envelope};
use self::keychain::{Keychain, Source};
pub use self::worker::Patience;
use self::worker::Worker;

/// Why the keychain did not do it. Carries nothing of what the keychain said, which may hold a secret.
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
    #[error("The value is too long for the keychain.")]
    TooLong,
    /// On the way in: not printable ASCII. On the way out: not an envelope that this version wrote.
    #[error("The value is not one that Keyhinge keeps in the keychain.")]
    BadValue,
    #[error("The keychain holds no such entry.")]
    NoEntry,
    /// This process was started to work without a keychain.
    #[error("This process does not use the keychain.")]
    NotUsed,
    #[error("The keychain failed.")]
    Failed,
}

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

    /// The random UUID, as the database keeps it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.user
    }
}

/// The door to the keychain. Cheap to clone.
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
    /// The keychain of this system. Nothing is touched before the first call, and a keychain that cannot be
    /// opened is tried anew by every call.
    #[must_use]
    pub fn native() -> Self {
        Self(Arc::new(Worker::new(Source::Native, Patience::default())))
    }

    /// Another store, for tests.
    #[must_use]
    pub fn with_store(store: Arc<CredentialStore>) -> Self {
        Self::with_patience(store, Patience::default())
    }

    /// Another store with other timeouts, for tests.
    #[must_use]
    pub fn with_patience(store: Arc<CredentialStore>, patience: Patience) -> Self {
        Self(Arc::new(Worker::new(Source::Given(store), patience)))
    }

    /// For a process that must not touch a keychain: every call is `NotUsed`.
    #[must_use]
    pub fn unavailable() -> Self {
        Self(Arc::new(Worker::new(Source::None, Patience::default())))
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
