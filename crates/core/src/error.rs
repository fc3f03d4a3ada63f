//! What can go wrong in the domain. Every module has its own error; this is their sum, so that a caller
//! maps it once. No variant carries a secret, a URL query or a keychain payload.

use crate::backup::BackupError;
use crate::files::FileError;
use crate::folders::FoldersError;
use crate::store::StoreError;
use crate::vault::VaultError;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller's input cannot be used. `field` is the request's own field name.
    #[error("{reason}")]
    Invalid { field: &'static str, reason: String },
    #[error("There is no {what} \u{201c}{id}\u{201d}.")]
    NotFound { what: &'static str, id: String },
    /// More than one key answers to this name.
    #[error("{count} keys are named \u{201c}{name}\u{201d}.")]
    Ambiguous { name: String, count: usize },
    #[error("The key has already been shown.")]
    AlreadyRevealed,
    #[error("The secret of this key is not held here.")]
    SecretNotHeld,
    #[error("The key is already revoked.")]
    AlreadyRevoked,
    #[error("Another operation on this key is still running.")]
    Busy,
    #[error("The typed name is not the key's name.")]
    NameMismatch,
    #[error("{dialect} cannot carry this value: {reason}")]
    SnippetRefused { dialect: &'static str, reason: String },
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Folders(#[from] FoldersError),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error("The settings could not be saved: {reason}")]
    Settings { reason: String },
    /// `names` lists the keys.
    #[error("Secrets are still in the keychain, so nothing more was deleted: {names}. {cause}")]
    SecretsLeft { names: String, cause: VaultError },
    /// `names` lists the keys.
    #[error("These secrets cannot be taken along, so the vault was not changed: {names}. {cause}")]
    SecretsUnmoved { names: String, cause: VaultError },
    /// A defect of ours; the text is for the log.
    #[error("Something inside Keyhinge failed: {0}")]
    Internal(String),
}

impl Error {
    pub(crate) fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Self::Invalid { field, reason: reason.into() }
    }
}
