//! The encrypted file vault, for computers without a keychain: every secret in one file, under a passphrase.
//!
//! Several processes may use it. Each call reads the file anew; a write reads, changes and replaces it whole under an
//! exclusive lock. Only the derived key is remembered, while the vault is unlocked, and only in this process.

mod format;

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

pub use self::format::KdfCost;
use self::format::{Derivation, Entries, Key, SIZE_MAX};
use super::{VaultEntry, VaultError};
use crate::files::{self, FileError};
use crate::folders::{Folders, private_file};
use crate::secret::Secret;

pub(super) struct FileVault {
    path: PathBuf,
    lock: PathBuf,
    /// Of files made from now on; one that is there says its own.
    cost: KdfCost,
    unlocked: Mutex<Option<Unlocked>>,
}

/// An entry with what it holds.
pub(super) type Named = (VaultEntry, Zeroizing<Vec<u8>>);

struct Unlocked {
    derivation: Derivation,
    key: Key,
}

impl FileVault {
    pub(super) fn new(folders: &Folders, cost: KdfCost) -> Self {
        Self { path: folders.vault_file(), lock: folders.vault_lock(), cost, unlocked: Mutex::new(None) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether anything lies where the file is kept.
    pub(super) fn is_there(&self) -> bool {
        // What cannot even be looked at is there: using it tells what is wrong.
        !matches!(fs::symlink_metadata(&self.path), Err(error) if error.kind() == ErrorKind::NotFound)
    }

    /// Whether the file can be used now.
    pub(super) fn look(&self) -> Result<(), VaultError> {
        self.entries().map(drop)
    }

    pub(super) fn get(&self, entry: &VaultEntry) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.entries()?.remove(&name_of(entry)).ok_or(VaultError::NoEntry)
    }

    pub(super) fn set(&self, entry: &VaultEntry, bytes: &[u8]) -> Result<(), VaultError> {
        self.change(|entries| {
            entries.insert(name_of(entry), Zeroizing::new(bytes.to_vec()));
            Ok(())
        })
    }

    pub(super) fn delete(&self, entry: &VaultEntry) -> Result<(), VaultError> {
        self.change(|entries| entries.remove(&name_of(entry)).map(drop).ok_or(VaultError::NoEntry))
    }

    /// Every entry of the stores, without what a check may have left.
    pub(super) fn all(&self) -> Result<Vec<Named>, VaultError> {
        let entries = self.entries()?.into_iter();
        let named = entries.filter_map(|(name, bytes)| entry_of(&name).map(|entry| (entry, bytes)));
        Ok(named.filter(|(entry, _)| !entry.is_probe()).collect())
    }

    /// Derives the key and remembers it, if it opens the file.
    pub(super) fn unlock(&self, passphrase: &Secret) -> Result<(), VaultError> {
        let (unlocked, _) = self.opened_with(passphrase)?;
        *self.unlocked() = Some(unlocked);
        Ok(())
    }

    pub(super) fn lock(&self) {
        *self.unlocked() = None;
    }

    /// Makes the file, with `first` in it, and is unlocked then. What lies in its place is kept under another name if
    /// `over` says so, and refused otherwise. A `settle` that fails undoes it.
    pub(super) fn create(
        &self,
        passphrase: &Secret,
        first: Vec<Named>,
        over: bool,
        settle: impl FnOnce() -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let unlocked = self.derived(passphrase)?;
        let entries: Entries = first.into_iter().map(|(entry, bytes)| (name_of(&entry), bytes)).collect();
        let _alone = self.exclusive()?;
        if self.is_there() && !over {
            return Err(VaultError::FileExists);
        }
        let bytes = format::seal(&unlocked.derivation, &unlocked.key, &entries)?;
        let aside = self.set_aside()?;
        let made = files::replace(&self.path, &bytes).map_err(|error| unwritten(&error)).and_then(|()| {
            match format::open(&self.read()?, &unlocked.key)? {
                Some(back) if back == entries => settle(),
                // Read back, as with any keychain.
                _ => Err(VaultError::Unreliable),
            }
        });
        if made.is_err() {
            // Nobody has used it yet, as the lock is held.
            let _ = fs::remove_file(&self.path);
            if let Some(aside) = aside {
                let _ = fs::rename(aside, &self.path);
            }
            return made;
        }
        *self.unlocked() = Some(unlocked);
        Ok(())
    }

    /// Seals everything under a new passphrase; the vault is unlocked then.
    pub(super) fn change_passphrase(&self, old: &Secret, new: &Secret) -> Result<(), VaultError> {
        self.opened_with(old)?;
        let unlocked = self.derived(new)?;
        let _alone = self.exclusive()?;
        let (_, entries) = self.opened_with(old)?;
        let bytes = format::seal(&unlocked.derivation, &unlocked.key, &entries)?;
        files::replace(&self.path, &bytes).map_err(|error| unwritten(&error))?;
        *self.unlocked() = Some(unlocked);
        Ok(())
    }

    /// Deletes the file, if it holds nothing but `copied` and `settle` succeeds before.
    pub(super) fn retire(
        &self,
        copied: &[VaultEntry],
        settle: impl FnOnce() -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let _alone = self.exclusive()?;
        if self.all()?.iter().any(|(entry, _)| !copied.contains(entry)) {
            return Err(VaultError::Changed);
        }
        settle()?;
        fs::remove_file(&self.path).map_err(|error| unread(&error))?;
        self.lock();
        Ok(())
    }

    /// Renames the file to `vault.bin.old-<n>`, after `settle`: whoever remembers the passphrase can put it back.
    pub(super) fn put_aside(
        &self,
        settle: impl FnOnce() -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let _alone = self.exclusive()?;
        settle()?;
        self.set_aside()?;
        self.lock();
        Ok(())
    }

    /// Keeps the vault where it is, in whichever process, until the guard is dropped. None where there is no folder yet,
    /// and so no vault.
    pub(super) fn shared(&self) -> Result<Option<File>, VaultError> {
        match self.lock_file() {
            Ok(file) => file.lock_shared().map(|()| Some(file)).map_err(|error| unread(&error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unread(&error)),
        }
    }

    fn exclusive(&self) -> Result<File, VaultError> {
        let file = self.lock_file().map_err(|error| unread(&error))?;
        file.lock().map_err(|error| unread(&error))?;
        Ok(file)
    }

    fn lock_file(&self) -> io::Result<File> {
        private_file().create(true).truncate(false).open(&self.lock)
    }

    /// Gives what lies in the place of the file another name, and says which.
    fn set_aside(&self) -> Result<Option<PathBuf>, VaultError> {
        if !self.is_there() {
            return Ok(None);
        }
        for n in 1_u32.. {
            let mut aside = self.path.as_os_str().to_owned();
            aside.push(format!(".old-{n}"));
            let aside = PathBuf::from(aside);
            if fs::symlink_metadata(&aside).is_err() {
                fs::rename(&self.path, &aside).map_err(|error| unread(&error))?;
                return Ok(Some(aside));
            }
        }
        Err(VaultError::FileFailed)
    }

    fn entries(&self) -> Result<Entries, VaultError> {
        self.opened().map(|(_, entries)| entries)
    }

    fn change(&self, change: impl FnOnce(&mut Entries) -> Result<(), VaultError>) -> Result<(), VaultError> {
        if !self.is_there() {
            return Err(VaultError::FileMissing);
        }
        let _alone = self.exclusive()?;
        let (Unlocked { derivation, key }, mut entries) = self.opened()?;
        change(&mut entries)?;
        self.sweep();
        let bytes = format::seal(&derivation, &key, &entries)?;
        files::replace(&self.path, &bytes).map_err(|error| unwritten(&error))
    }

    /// The file as it is now, opened with the remembered key.
    fn opened(&self) -> Result<(Unlocked, Entries), VaultError> {
        let bytes = self.read()?;
        let derivation = format::derivation(&bytes)?;
        let mut unlocked = self.unlocked();
        let Some(current) = &*unlocked else { return Err(VaultError::FileLocked) };
        if current.derivation != derivation {
            // Another process has changed the passphrase, or somebody the file.
            *unlocked = None;
            return Err(VaultError::FileLocked);
        }
        let entries = format::open(&bytes, &current.key)?.ok_or(VaultError::FileDamaged)?;
        Ok((Unlocked { derivation, key: current.key.clone() }, entries))
    }

    fn opened_with(&self, passphrase: &Secret) -> Result<(Unlocked, Entries), VaultError> {
        let bytes = self.read()?;
        let derivation = format::derivation(&bytes)?;
        let key = derivation.key(passphrase)?;
        let entries = format::open(&bytes, &key)?.ok_or(VaultError::WrongPassphrase)?;
        Ok((Unlocked { derivation, key }, entries))
    }

    fn derived(&self, passphrase: &Secret) -> Result<Unlocked, VaultError> {
        let derivation = Derivation::new(self.cost)?;
        Ok(Unlocked { derivation, key: derivation.key(passphrase)? })
    }

    fn read(&self) -> Result<Vec<u8>, VaultError> {
        let found = fs::symlink_metadata(&self.path).map_err(|error| unread(&error))?;
        if !found.is_file() || found.len() > SIZE_MAX {
            return Err(VaultError::FileForeign);
        }
        let mut bytes = Vec::new();
        let file = File::open(&self.path).map_err(|error| unread(&error))?;
        file.take(SIZE_MAX + 1).read_to_end(&mut bytes).map_err(|error| unread(&error))?;
        Ok(bytes)
    }

    /// Removes drafts that a kill left; the caller holds the lock, so nobody is writing one.
    fn sweep(&self) {
        let (Some(folder), Some(name)) =
            (self.path.parent(), self.path.file_name().and_then(|name| name.to_str()))
        else {
            return;
        };
        let Ok(found) = fs::read_dir(folder) else { return };
        for draft in found.flatten() {
            let draft_name = draft.file_name();
            let of_ours = draft_name
                .to_str()
                .and_then(|draft| draft.strip_prefix(name))
                .is_some_and(|rest| rest.starts_with('.') && rest.ends_with(".tmp"));
            if of_ours {
                // Sealed like the file itself; the next write tries again.
                let _ = fs::remove_file(draft.path());
            }
        }
    }

    fn unlocked(&self) -> MutexGuard<'_, Option<Unlocked>> {
        self.unlocked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name_of(entry: &VaultEntry) -> String {
    format!("{}/{}", entry.service, entry.user)
}

fn entry_of(name: &str) -> Option<VaultEntry> {
    let (service, user) = name.split_once('/')?;
    Some(VaultEntry { service: service.into(), user: user.into() })
}

fn unread(error: &io::Error) -> VaultError {
    match error.kind() {
        ErrorKind::NotFound => VaultError::FileMissing,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => VaultError::FileDiskFull,
        _ => VaultError::FileFailed,
    }
}

fn unwritten(error: &FileError) -> VaultError {
    match error {
        FileError::Full(_) => VaultError::FileDiskFull,
        FileError::Exists(_) | FileError::Write { .. } | FileError::Read { .. } => VaultError::FileFailed,
    }
}

#[cfg(test)]
mod tests;
