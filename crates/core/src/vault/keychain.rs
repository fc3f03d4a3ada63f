//! The blocking side: one store, opened when it is needed and dropped when it fails. Lives on the vault's thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keyring_core::{CredentialStore, Entry};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::envelope::same_bytes;
use super::{VaultEntry, VaultError, native};

/// Where the secrets go.
#[derive(Clone)]
pub(super) enum Source {
    Native,
    Given(Arc<CredentialStore>),
    None,
}

/// An opened keychain and what is known of it.
pub(super) struct Keychain {
    source: Source,
    open: Option<native::Opened>,
    /// Set while a call may be waiting for the user.
    prompting: Arc<AtomicBool>,
}

impl Keychain {
    pub(super) fn new(source: Source, prompting: Arc<AtomicBool>) -> Self {
        Self { source, open: None, prompting }
    }

    pub(super) fn set(&mut self, entry: &VaultEntry, bytes: &[u8]) -> Result<(), VaultError> {
        self.call(entry, |found| found.set_secret(bytes))
    }

    pub(super) fn get(&mut self, entry: &VaultEntry) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.call(entry, |found| found.get_secret().map(Zeroizing::new))
    }

    pub(super) fn delete(&mut self, entry: &VaultEntry) -> Result<(), VaultError> {
        match self.call(entry, Entry::delete_credential) {
            Err(VaultError::NoEntry) => Ok(()),
            other => other,
        }
    }

    pub(super) fn set_verified(&mut self, entry: &VaultEntry, bytes: &[u8]) -> Result<(), VaultError> {
        self.set(entry, bytes)?;
        let verdict = match self.get(entry) {
            Ok(found) if same_bytes(&found, bytes) => return Ok(()),
            Ok(_) | Err(VaultError::NoEntry | VaultError::BadValue) => VaultError::Unreliable,
            Err(error) => error,
        };
        // The caller knows that nothing is stored; a leftover would only be litter.
        let _ = self.delete(entry);
        Err(verdict)
    }

    pub(super) fn check(&mut self) -> Result<(), VaultError> {
        let probe = VaultEntry { service: "keyhinge-check".into(), user: Uuid::new_v4().to_string() };
        self.set_verified(&probe, Uuid::new_v4().to_string().as_bytes())?;
        self.delete(&probe)
    }

    /// Makes one call; once more with a newly opened store where one that was open has gone bad, as it does when
    /// the keychain's process was restarted. What asks the user is not repeated.
    fn call<T>(
        &mut self,
        entry: &VaultEntry,
        call: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<T, VaultError> {
        let was_open = self.open.is_some();
        match self.call_once(entry, &call) {
            Err(VaultError::Absent | VaultError::Failed) if was_open => self.call_once(entry, &call),
            other => other,
        }
    }

    fn call_once<T>(
        &mut self,
        entry: &VaultEntry,
        call: &impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<T, VaultError> {
        let result = match &self.source {
            Source::None => Err(VaultError::NotUsed),
            Source::Given(store) => store
                .build(&entry.service, &entry.user, None)
                .and_then(|found| call(&found))
                .map_err(classify),
            Source::Native => {
                let opened = match self.open.take() {
                    Some(opened) => opened,
                    None => native::open()?,
                };
                self.prompting.store(opened.expects_prompt(), Ordering::SeqCst);
                let result = opened
                    .entry(&entry.service, &entry.user)
                    .and_then(|found| call(&found))
                    .map_err(classify);
                self.prompting.store(false, Ordering::SeqCst);
                self.open = Some(opened);
                result
            }
        };
        if matches!(result, Err(VaultError::Absent | VaultError::Failed | VaultError::Denied)) {
            self.open = None;
        }
        result
    }
}

/// The reason by its kind. The payloads are dropped unread, as some hold the secret.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum is not ours, and it is open")]
pub(super) fn classify(error: keyring_core::Error) -> VaultError {
    use keyring_core::Error;
    match error {
        Error::NoEntry => VaultError::NoEntry,
        Error::PlatformFailure(cause) => native::reason(&*cause).unwrap_or(VaultError::Failed),
        Error::NoStorageAccess(cause) => native::reason(&*cause).unwrap_or(VaultError::Denied),
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            VaultError::BadValue
        }
        // Someone else wrote a second entry under our random name.
        Error::Ambiguous(_) => VaultError::BadValue,
        Error::TooLong(..) => VaultError::TooLong,
        _ => VaultError::Failed,
    }
}
