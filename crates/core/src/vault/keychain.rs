//! The blocking side: one store, opened when it is needed and dropped when it fails. Lives on the vault's thread.

use std::fs::File;
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::choice::{Choice, VaultKind};
use super::envelope::same_bytes;
use super::file::FileVault;
use super::{VaultEntry, VaultError, native};

/// The keychain that is meant.
#[derive(Clone)]
pub(super) enum Source {
    Native,
    Given(Arc<CredentialStore>),
    None,
}

/// What one call works with.
enum Place {
    /// While this lives, no process can choose the file instead.
    Keychain {
        _held: Option<File>,
    },
    File(Arc<FileVault>),
}

/// An opened keychain and what is known of it.
pub(super) struct Keychain {
    source: Source,
    choice: Option<Choice>,
    open: Option<native::Opened>,
}

impl Keychain {
    pub(super) fn new(source: Source, choice: Option<Choice>) -> Self {
        Self { source, choice, open: None }
    }

    /// Opens the keychain ahead of the first call, where it is what counts. That call tells what is wrong with it.
    pub(super) fn warm(&mut self) {
        let counts = self.choice.as_ref().is_none_or(|choice| choice.kind() == VaultKind::Keychain);
        if counts && matches!(self.source, Source::Native) && self.open.is_none() {
            self.open = native::open().ok();
        }
    }

    pub(super) fn set(&mut self, entry: &VaultEntry, bytes: &[u8]) -> Result<(), VaultError> {
        self.set_at(&self.place()?, entry, bytes)
    }

    pub(super) fn get(&mut self, entry: &VaultEntry) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.get_at(&self.place()?, entry)
    }

    pub(super) fn delete(&mut self, entry: &VaultEntry) -> Result<(), VaultError> {
        self.delete_at(&self.place()?, entry)
    }

    pub(super) fn set_verified(&mut self, entry: &VaultEntry, bytes: &[u8]) -> Result<(), VaultError> {
        self.set_verified_at(&self.place()?, entry, bytes)
    }

    pub(super) fn check(&mut self) -> Result<(), VaultError> {
        let probe = VaultEntry::probe();
        let place = self.place()?;
        self.set_verified_at(&place, &probe, Uuid::new_v4().to_string().as_bytes())?;
        self.delete_at(&place, &probe)
    }

    /// Whether the vault could be used now, without asking the user anything and without writing.
    pub(super) fn look(&mut self) -> Result<(), VaultError> {
        // Without the lock: its file may not be made in a folder that was not looked at yet.
        match self.choice.as_ref().filter(|choice| choice.kind() == VaultKind::File) {
            Some(choice) => choice.file.look(),
            None => match &self.source {
                Source::None => Err(VaultError::NotUsed),
                Source::Given(_) => Ok(()),
                Source::Native => native::look(),
            },
        }
    }

    /// The keychain's own entry, whatever is chosen.
    pub(super) fn keychain_get(&mut self, entry: &VaultEntry) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.get_at(&Place::Keychain { _held: None }, entry)
    }

    /// As [`Self::keychain_get`].
    pub(super) fn keychain_delete(&mut self, entry: &VaultEntry) -> Result<(), VaultError> {
        self.delete_at(&Place::Keychain { _held: None }, entry)
    }

    /// Into the keychain, whatever is chosen.
    pub(super) fn keychain_set_verified(
        &mut self,
        entry: &VaultEntry,
        bytes: &[u8],
    ) -> Result<(), VaultError> {
        self.set_verified_at(&Place::Keychain { _held: None }, entry, bytes)
    }

    /// What is chosen at this moment, by whichever process.
    fn place(&self) -> Result<Place, VaultError> {
        let Some(choice) = &self.choice else { return Ok(Place::Keychain { _held: None }) };
        let held = choice.file.shared()?;
        Ok(match choice.kind() {
            VaultKind::Keychain => Place::Keychain { _held: held },
            VaultKind::File => Place::File(Arc::clone(&choice.file)),
        })
    }

    fn set_at(&mut self, place: &Place, entry: &VaultEntry, bytes: &[u8]) -> Result<(), VaultError> {
        match place {
            Place::Keychain { .. } => self.call(entry, |found| found.set_secret(bytes)),
            Place::File(file) => file.set(entry, bytes),
        }
    }

    fn get_at(&mut self, place: &Place, entry: &VaultEntry) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        match place {
            Place::Keychain { .. } => self.call(entry, |found| found.get_secret().map(Zeroizing::new)),
            Place::File(file) => file.get(entry),
        }
    }

    fn delete_at(&mut self, place: &Place, entry: &VaultEntry) -> Result<(), VaultError> {
        let deleted = match place {
            Place::Keychain { .. } => self.call(entry, Entry::delete_credential),
            Place::File(file) => file.delete(entry),
        };
        match deleted {
            Err(VaultError::NoEntry) => Ok(()),
            other => other,
        }
    }

    fn set_verified_at(&mut self, place: &Place, entry: &VaultEntry, bytes: &[u8]) -> Result<(), VaultError> {
        self.set_at(place, entry, bytes)?;
        let verdict = match self.get_at(place, entry) {
            Ok(found) if same_bytes(&found, bytes) => return Ok(()),
            Ok(_) | Err(VaultError::NoEntry | VaultError::BadValue) => VaultError::Unreliable,
            Err(error) => error,
        };
        // The caller knows that nothing is stored; a leftover would only be litter.
        let _ = self.delete_at(place, entry);
        Err(verdict)
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
                let result = opened
                    .entry(&entry.service, &entry.user)
                    .and_then(|found| call(&found))
                    .map_err(classify);
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
