//! What can go wrong in the domain. Every module has its own error; this is their sum, so that a caller
//! maps it once. No variant carries a secret, a URL query or a keychain payload.

use crate::backup::BackupError;
use crate::diagnosis::Diagnosis;
use crate::files::FileError;
use crate::folders::FoldersError;
use crate::management::ManagementError;
use crate::redact::redact;
use crate::snippets::Instead;
use crate::snippets::into_file::WriteProblem;
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
    /// More than one answers to this name; `what` is one of them, as "key".
    #[error("{} {what}s are named \u{201c}{name}\u{201d}: {}.", ids.len(), ids.join(", "))]
    Ambiguous { what: &'static str, name: String, ids: Vec<String> },
    #[error("The key has already been shown.")]
    AlreadyRevealed,
    #[error("The secret of this key is not held here.")]
    SecretNotHeld,
    #[error("The key is already revoked.")]
    AlreadyRevoked,
    /// What was asked for makes no sense for the key as it is. `sentence` says how that is.
    #[error("{sentence}")]
    NotThisKey { sentence: &'static str, next_step: &'static str },
    /// A program would be given a key that its provider refuses. `how` ends the sentence, as in "is revoked".
    #[error("The key \u{201c}{name}\u{201d} {how}.")]
    KeyEnded { name: String, how: String },
    #[error("Another operation on this key is still running.")]
    Busy,
    /// A key would be replaced by one that is not known to work. `refused` where it is known not to.
    #[error(
        "The new key \u{201c}{name}\u{201d} {}, so nothing was moved over to it.",
        if *refused { "does not work" } else { "is not proved to work" }
    )]
    RotationUnproved { name: String, refused: bool },
    #[error("The typed name is not the key's name.")]
    NameMismatch,
    /// `reason` is the rest of a sentence; `instead` can carry the value.
    #[error("{target} cannot carry this value: {reason}")]
    SnippetRefused { target: String, reason: String, instead: Option<Instead> },
    /// A key would go where it is asked about first; the text is the question.
    #[error("{question}")]
    SnippetUnconfirmed { question: String },
    /// A key would go to hosts that the user has not agreed to.
    #[error("The key would be sent to {}.", hosts.join(", "))]
    HostUnconfirmed { hosts: Vec<String> },
    #[error("{provider} does not offer to {what}.")]
    NotOffered { provider: String, what: String },
    /// The account holds no management credential.
    #[error("The account \u{201c}{account}\u{201d} has no credential that manages keys.")]
    NoCredential { account: String },
    /// The same secret is stored already.
    #[error("This key is here already: \u{201c}{name}\u{201d}.")]
    Duplicate { key_id: String, name: String },
    /// Whether a key was made is not known; the next list tells.
    #[error("Whether {provider} made the key \u{201c}{name}\u{201d} is not known: its answer was lost.")]
    CreationUnknown { name: String, provider: String },
    /// A key was made, and its secret is lost.
    #[error("{provider} made the key \u{201c}{name}\u{201d}, but the answer with its secret was lost.")]
    SecretLost { key_id: String, name: String, provider: String },
    /// The provider said no, or could not be asked.
    #[error("{}", .0.sentence)]
    Provider(Box<Diagnosis>),
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
    #[error(transparent)]
    Write(#[from] WriteProblem),
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

    /// Of something that somebody named. Of a name that is no name the beginning is enough; a key that was given in the place
    /// of its name is not repeated.
    pub fn not_found(what: &'static str, named: &str) -> Self {
        Self::NotFound { what, id: shortened(named) }
    }

    pub(crate) fn ambiguous<'a>(
        what: &'static str,
        name: &str,
        ids: impl Iterator<Item = &'a String>,
    ) -> Self {
        Self::Ambiguous { what, name: shortened(name), ids: ids.cloned().collect() }
    }

    /// Of an adapter that was asked for what it cannot put together; nothing was sent.
    pub(crate) fn from_management(error: ManagementError) -> Self {
        match error {
            ManagementError::Invalid { field, reason } => Self::Invalid { field, reason },
            other => Self::Internal(other.to_string()),
        }
    }
}

fn shortened(named: &str) -> String {
    redact(named).chars().filter(|c| !c.is_control()).take(40).collect()
}
