//! What each error of the domain, of the vault and of the gateway is for a host: its code and its next step.

use keyhinge_core::Error;
use keyhinge_core::backup::BackupError;
use keyhinge_core::files::FileError;
use keyhinge_core::snippets::Instead;
use keyhinge_core::store::{OpenError, StoreError};
use keyhinge_core::vault::VaultError;
use keyhinge_gateway::GatewayError;

use super::{CommandError, ErrorCode};

/// The one mapping. Exhaustive on purpose: a new error must get its sentence and its next step here.
impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::Invalid { field, .. } => Self::new(
                ErrorCode::Invalid { field: field.into() },
                message,
                "Change it and try again; nothing was saved.",
            ),
            Error::NotFound { .. } => Self::new(
                ErrorCode::NotFound,
                message,
                "Look at the list: it may have been removed, or the id is mistyped.",
            ),
            Error::Ambiguous { what, .. } => Self::new(
                ErrorCode::Ambiguous,
                message,
                &format!("Give the {what}'s id instead of its name."),
            ),
            Error::AlreadyRevealed => Self::new(
                ErrorCode::AlreadyRevealed,
                message,
                "A key is shown in full once. It can still be copied, without showing it.",
            ),
            Error::SecretNotHeld => Self::new(
                ErrorCode::SecretNotHeld,
                message,
                "Whoever made the key has its secret. Create a new key here if you need one.",
            ),
            Error::AlreadyRevoked => {
                Self::new(ErrorCode::AlreadyRevoked, message, "There is nothing left to do.")
            }
            Error::NotThisKey { next_step, .. } => {
                Self::new(ErrorCode::Invalid { field: "key_id".into() }, message, next_step)
            }
            Error::KeyEnded { .. } => Self::new(
                ErrorCode::KeyEnded,
                message,
                "Use another key, or make a new one and put it in the place of this one. Where it replaced another, that one\u{2019}s rotation may go back.",
            ),
            Error::Busy => Self::new(ErrorCode::Busy, message, "Wait for it to end, then try again."),
            Error::RotationUnproved { refused, .. } => Self::new(
                ErrorCode::RotationUnproved { refused },
                message,
                if refused {
                    "Test it again, or take another key. The old one works on."
                } else {
                    "Test it first. Where the test cannot tell, say that you know it works."
                },
            ),
            Error::NameMismatch => Self::new(
                ErrorCode::NameMismatch,
                message,
                "Type the name exactly as it is shown. Nothing was revoked.",
            ),
            Error::SnippetRefused { instead, .. } => {
                let next_step = match &instead {
                    Some(Instead { name, form, .. }) => {
                        format!("{name} can, in the form \u{201c}{}\u{201d}.", form.as_str())
                    }
                    None => "Choose another target for this key.".to_owned(),
                };
                Self { code: ErrorCode::SnippetRefused { instead }, message, next_step }
            }
            Error::SnippetUnconfirmed { .. } => Self::new(
                ErrorCode::SnippetUnconfirmed,
                message,
                "Make a key for development, or confirm that this one is to go there.",
            ),
            Error::HostUnconfirmed { hosts } => Self::new(
                ErrorCode::HostUnconfirmed { hosts },
                message,
                "Make sure that this is where the key should go, and confirm the host. A key that goes to a wrong host is \
                 lost.",
            ),
            Error::NotOffered { .. } => Self::new(
                ErrorCode::NotOffered,
                message,
                "Do it on the provider\u{2019}s own page; its page in Keyhinge leads there.",
            ),
            Error::NoCredential { .. } => Self::new(
                ErrorCode::NoCredential,
                message,
                "Add one to the account in the app, under Providers.",
            ),
            Error::Duplicate { key_id, .. } => Self::new(
                ErrorCode::Duplicate { key_id },
                message,
                "Nothing was stored twice; use the one that is here.",
            ),
            Error::CreationUnknown { .. } => Self::new(
                ErrorCode::CreationUnknown,
                message,
                "Refresh the account in a moment: if the key was made, it is in the list. Do not create it again before.",
            ),
            Error::SecretLost { key_id, .. } => Self::new(
                ErrorCode::SecretLost { key_id },
                message,
                "Nobody can use this key. Revoke it, then create another.",
            ),
            Error::Provider(diagnosis) => {
                let next_step = diagnosis.next_step.clone();
                Self::new(ErrorCode::Provider { diagnosis }, message, &next_step)
            }
            Error::Vault(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Folders(_) => Self::new(
                ErrorCode::Storage,
                message,
                "Make the folder yours and writable, or start Keyhinge with another one (--data-dir).",
            ),
            Error::File(error) => error.into(),
            Error::Write(problem) => Self::new(
                ErrorCode::Invalid { field: "file".into() },
                format!("{message} Nothing was changed."),
                problem.next_step(),
            ),
            Error::Backup(error) => error.into(),
            Error::SecretsUnmoved { .. } => Self::new(
                ErrorCode::SecretsUnmoved,
                message,
                "Make the vault that holds them usable and try again. Or go on without them: these keys then say that their secret is not held here.",
            ),
            Error::SecretsLeft { cause, .. } => Self { message, ..cause.into() },
            Error::Settings { .. } => Self::new(
                ErrorCode::Storage,
                message,
                "Check that the folder is writable and the disk is not full.",
            ),
            Error::Internal(details) => Self::internal(&details),
        }
    }
}

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        let message = error.to_string();
        match error {
            FileError::Exists(_) => Self::new(
                ErrorCode::Invalid { field: "file".into() },
                message,
                "Give another name, or move that file away first.",
            ),
            FileError::Full(_) => Self::new(ErrorCode::DiskFull, message, "Free some space, then try again."),
            FileError::Write { .. } => {
                Self::new(ErrorCode::Storage, message, "Check that the folder is there and writable for you.")
            }
            FileError::Read { .. } => {
                Self::new(ErrorCode::Storage, message, "Check the name, and that you may read the file.")
            }
        }
    }
}

impl From<GatewayError> for CommandError {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::Core(error) => error.into(),
            GatewayError::NotLoopback(_) | GatewayError::Listen(_) => Self::internal(&error.to_string()),
        }
    }
}

impl From<BackupError> for CommandError {
    fn from(error: BackupError) -> Self {
        let message = format!("{error} Nothing was changed.");
        match error {
            BackupError::Foreign(_) => Self::new(
                ErrorCode::DatabaseForeign,
                message,
                "Name a file that `khg backup create` or the window wrote.",
            ),
            BackupError::Newer(_) => Self::new(
                ErrorCode::DatabaseNewer,
                message,
                "Install the newest Keyhinge, then restore it with that.",
            ),
            BackupError::Damaged(_) => {
                Self::new(ErrorCode::DatabaseDamaged, message, "Take another copy of it, or an older backup.")
            }
        }
    }
}

impl From<VaultError> for CommandError {
    fn from(error: VaultError) -> Self {
        const NOTHING: &str = "Nothing was created or changed.";
        let (code, next_step) = match error {
            VaultError::Locked => (ErrorCode::KeychainLocked, "Unlock your keychain, then try again."),
            VaultError::Dismissed => (
                ErrorCode::KeychainDismissed,
                "Try again and answer the keychain's prompt, or unlock the keychain first.",
            ),
            VaultError::Absent => (
                ErrorCode::KeychainAbsent,
                "Start a keychain service (on Linux: gnome-keyring or KWallet, in a desktop session), then try again. Or choose an encrypted file instead (Settings, or `khg vault create`).",
            ),
            VaultError::Slow => (
                ErrorCode::KeychainSlow,
                "See whether a keychain prompt waits behind a window, then try again.",
            ),
            VaultError::Denied => {
                (ErrorCode::KeychainDismissed, "Allow Keyhinge to use the keychain, then try again.")
            }
            VaultError::Unreliable | VaultError::NoEntry | VaultError::BadValue => (
                ErrorCode::KeychainUnreliable,
                "Look at the keychain with its own program: the entry may have been removed or changed there. In an encrypted vault, an older copy of vault.bin may have taken its place.",
            ),
            VaultError::TooLong => (ErrorCode::KeychainUnreliable, "Use a shorter value."),
            VaultError::NotUsed => {
                (ErrorCode::KeychainAbsent, "Use the app or `khg` on a desktop with a keychain for this.")
            }
            VaultError::Failed => {
                (ErrorCode::KeychainUnreliable, "Try again; if it stays, restart the keychain service.")
            }
            VaultError::FileLocked => (ErrorCode::VaultLocked, "Unlock the vault, then try again."),
            VaultError::WrongPassphrase => {
                (ErrorCode::WrongPassphrase, "Type it again; capital letters and blanks count.")
            }
            VaultError::FileMissing => (
                ErrorCode::VaultFile,
                "Put your own copy of vault.bin back into the data folder. If there is none, start a new vault: the secrets are gone then, and their keys can still be revoked.",
            ),
            VaultError::FileDamaged => (
                ErrorCode::VaultFile,
                "Put an older copy of vault.bin in its place if you have one. If there is none, start a new vault: the secrets are gone then, and their keys can still be revoked.",
            ),
            VaultError::FileNewer => (ErrorCode::VaultFile, "Install the newest Keyhinge."),
            VaultError::FileForeign => (
                ErrorCode::VaultFile,
                "Move it elsewhere, and put the vault's own file (vault.bin) back into the data folder.",
            ),
            VaultError::FileFailed => (
                ErrorCode::VaultFile,
                "Check that the data folder is there and that vault.bin is readable and writable for you.",
            ),
            VaultError::FileDiskFull => (ErrorCode::DiskFull, "Free some space, then try again."),
            VaultError::FileExists => {
                (ErrorCode::VaultFile, "Use the one that is there, or go back to the keychain first.")
            }
            VaultError::NoMemory => (ErrorCode::VaultFile, "Close other programs, then try again."),
            VaultError::Changed => (ErrorCode::Busy, "Try again."),
            VaultError::NotSettled => (
                ErrorCode::Storage,
                "Check that the settings file is writable for you and the disk is not full.",
            ),
        };
        Self::new(code, format!("{error} {NOTHING}"), next_step)
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        const KEPT: &str = "The file was left as it is.";
        let message = error.to_string();
        match error {
            StoreError::Open(error) => match error {
                OpenError::Newer(_) => Self::new(
                    ErrorCode::DatabaseNewer,
                    format!("{message} {KEPT}"),
                    "Install the newest Keyhinge, or start this one with another data folder (--data-dir).",
                ),
                OpenError::Foreign(_) => Self::new(
                    ErrorCode::DatabaseForeign,
                    format!("{message} {KEPT}"),
                    "Move that file elsewhere, or start Keyhinge with another data folder (--data-dir).",
                ),
                OpenError::Damaged(_) => Self::new(
                    ErrorCode::DatabaseDamaged,
                    format!("{message} {KEPT}"),
                    "Put a copy from the “backups” folder beside it in its place. No secret is lost: none was in it.",
                ),
                OpenError::ReadOnly(_) => Self::new(
                    ErrorCode::DatabaseReadOnly,
                    format!("{message} {KEPT}"),
                    "Make the file and its folder writable for you, then try again.",
                ),
                OpenError::InUse => Self::new(
                    ErrorCode::DatabaseBusy,
                    format!("{message} Nothing was changed."),
                    "Close the window of Keyhinge and end `khg gateway serve`, then try again.",
                ),
                OpenError::Migration { .. } | OpenError::Lock(_) => Self::new(
                    ErrorCode::Storage,
                    message,
                    "Try again. A copy from before is in the “backups” folder.",
                ),
            },
            StoreError::Busy => Self::new(ErrorCode::DatabaseBusy, message, "Wait a moment and try again."),
            StoreError::DiskFull => Self::new(
                ErrorCode::DiskFull,
                format!("{message} Nothing was created or changed."),
                "Free some space, then try again.",
            ),
            StoreError::ReadOnly => Self::new(
                ErrorCode::DatabaseReadOnly,
                format!("{message} Nothing was created or changed."),
                "Make the file and its folder writable for you, then try again.",
            ),
            StoreError::Damaged => Self::new(
                ErrorCode::DatabaseDamaged,
                message,
                "Close Keyhinge and put a copy from the “backups” folder in its place. No secret is lost: none was in it.",
            ),
            StoreError::Other(details) => Self::internal(&details),
        }
    }
}
