//! Which vault the user has chosen: the keychain of the system, or the encrypted file.

use std::path::PathBuf;
use std::sync::Arc;

use super::file::{FileVault, KdfCost};
use super::{Vault, VaultError};
use crate::folders::Folders;
use crate::secret::Secret;
use crate::settings::{self, SettingsChange};

pub use crate::settings::VaultKind;

/// The two places, and how to tell which one counts.
#[derive(Clone)]
pub(super) struct Choice {
    settings: PathBuf,
    pub(super) file: Arc<FileVault>,
}

impl Choice {
    pub(super) fn new(folders: &Folders, cost: KdfCost) -> Self {
        Self { settings: folders.settings_file(), file: Arc::new(FileVault::new(folders, cost)) }
    }

    /// A file that is there is the vault, whatever the settings say: they may be broken or come from a backup. Where the
    /// settings name a file that is gone, that is no reason to use the keychain.
    pub(super) fn kind(&self) -> VaultKind {
        if self.file.is_there() { VaultKind::File } else { settings::load(&self.settings).settings.vault }
    }

    pub(super) fn settle(&self, kind: VaultKind) -> Result<(), VaultError> {
        let change = SettingsChange { vault: Some(kind), ..SettingsChange::default() };
        settings::change(&self.settings, &change).map(drop).map_err(|error| {
            tracing::warn!(%error, "the choice of the vault was not saved");
            VaultError::NotSettled
        })
    }
}

/// What can be said of the vault without asking the user anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultLook {
    pub kind: VaultKind,
    /// Why it cannot be used now.
    pub usable: Result<(), VaultError>,
    /// Where the file vault is, or would be.
    pub file: Option<PathBuf>,
}

impl Vault {
    /// Looks at the vault without a prompt and without writing.
    pub async fn look(&self) -> VaultLook {
        let choice = self.0.choice();
        VaultLook {
            kind: choice.map_or(VaultKind::Keychain, Choice::kind),
            usable: self.0.run(|keychain| keychain.look()).await,
            file: choice.map(|choice| choice.file.path().to_owned()),
        }
    }

    /// Unlocks the file vault for this process, until [`Self::lock`] or its end.
    ///
    /// # Errors
    /// `WrongPassphrase`, or what is wrong with the file; `NotUsed` where this process has no file vault.
    pub async fn unlock(&self, passphrase: Secret) -> Result<(), VaultError> {
        let file = self.file()?;
        self.0.run(move |_| file.unlock(&passphrase)).await
    }

    /// Forgets the key of the file vault. A keychain is locked with its own program.
    pub fn lock(&self) {
        if let Ok(file) = self.file() {
            file.lock();
        }
    }

    /// Seals the file vault under another passphrase. It is unlocked then, here; other processes find it locked.
    ///
    /// # Errors
    /// `WrongPassphrase` where `old` is not the present one; what is wrong with the file, which stays as it was.
    pub async fn change_passphrase(&self, old: Secret, new: Secret) -> Result<(), VaultError> {
        let file = self.file()?;
        self.0.run(move |_| file.change_passphrase(&old, &new)).await
    }

    /// Whether the file is what counts.
    #[must_use]
    pub fn kind(&self) -> VaultKind {
        self.0.choice().map_or(VaultKind::Keychain, Choice::kind)
    }

    pub(super) fn file(&self) -> Result<Arc<FileVault>, VaultError> {
        self.0.choice().map(|choice| Arc::clone(&choice.file)).ok_or(VaultError::NotUsed)
    }
}
