//! Errors as they reach a user: a code to act on, a plain sentence, and the next step.

use keyhinge_core::Error;
use keyhinge_core::backup::BackupError;
use keyhinge_core::diagnosis::Diagnosis;
use keyhinge_core::files::FileError;
use keyhinge_core::snippets::Instead;
use keyhinge_core::store::{OpenError, StoreError};
use keyhinge_core::vault::VaultError;
use keyhinge_gateway::GatewayError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a host does differently for. A code exists only if the UI, the CLI or a script acts on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum ErrorCode {
    /// The request is not of the command's shape.
    BadRequest,
    UnknownCommand,
    /// One field cannot be used as it is.
    Invalid {
        field: String,
    },
    NotFound,
    Ambiguous,
    AlreadyRevealed,
    SecretNotHeld,
    AlreadyRevoked,
    KeyEnded,
    Busy,
    NameMismatch,
    /// The target cannot carry the value; `instead` can.
    SnippetRefused {
        instead: Option<Instead>,
    },
    /// The message is a question: the same call with `confirmed` is the answer yes.
    SnippetUnconfirmed,
    /// A key would go to these hosts, and the user has not agreed to it.
    HostUnconfirmed {
        hosts: Vec<String>,
    },
    /// The provider cannot do it.
    NotOffered,
    /// The account has no credential that manages keys.
    NoCredential,
    /// The secret is stored already, as this key.
    Duplicate {
        key_id: String,
    },
    /// Whether the provider made a key is not known yet.
    CreationUnknown,
    /// The provider made this key, and its secret is lost.
    SecretLost {
        key_id: String,
    },
    /// The provider said no, or could not be asked.
    Provider {
        diagnosis: Box<Diagnosis>,
    },
    KeychainLocked,
    KeychainDismissed,
    KeychainAbsent,
    KeychainSlow,
    /// The keychain took the secret and gave back something else, or nothing.
    KeychainUnreliable,
    /// The file vault is locked in this process.
    VaultLocked,
    WrongPassphrase,
    /// The file vault's file is gone, or cannot be used.
    VaultFile,
    /// Choosing another vault would leave secrets behind.
    SecretsUnmoved,
    /// `free_port` is one that was free a moment ago.
    PortTaken {
        port: u16,
        free_port: Option<u16>,
    },
    GatewayElsewhere,
    ClipboardUnavailable,
    DatabaseNewer,
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseForeign,
    DatabaseBusy,
    DiskFull,
    Storage,
    Internal,
}

/// `{"code": …, "message": …, "next_step": …}` on every host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message} {next_step}")]
pub struct CommandError {
    #[serde(flatten)]
    pub code: ErrorCode,
    pub message: String,
    pub next_step: String,
}

impl CommandError {
    fn new(code: ErrorCode, message: impl ToString, next_step: &str) -> Self {
        Self { code, message: message.to_string(), next_step: next_step.to_owned() }
    }

    /// A request that is not of the command's shape. serde's text names fields and positions; where it quotes a value,
    /// which might be a secret in the wrong place, the value is left out.
    pub(crate) fn bad_request(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let unquoted = match (text.find('"'), text.rfind('"')) {
            (Some(first), Some(last)) if first < last => format!("{}…{}", &text[..=first], &text[last..]),
            _ => text,
        };
        // "unknown variant `…`" quotes what was sent, too; the expected ones come after it.
        let unquoted = match unquoted.strip_prefix("unknown variant `").and_then(|rest| rest.split_once('`'))
        {
            Some((_, rest)) => format!("unknown variant{rest}"),
            None => unquoted,
        };
        let unquoted = keyhinge_core::redact::redact(&unquoted);
        let what: String = unquoted.chars().filter(|c| !c.is_control()).take(200).collect();
        Self::new(
            ErrorCode::BadRequest,
            format!("The request cannot be read: {what}."),
            "Correct the request and send it again.",
        )
    }

    pub(crate) fn not_an_object() -> Self {
        Self::new(
            ErrorCode::BadRequest,
            "A request is a JSON object.",
            "Send {} for a command without fields.",
        )
    }

    /// A defect of ours. The details go to the log.
    pub(crate) fn internal(details: &str) -> Self {
        tracing::error!(details, "internal error");
        Self::new(
            ErrorCode::Internal,
            "Something inside Keyhinge failed.",
            "Try again; if it stays, report it with the log.",
        )
    }
}

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
            Error::Ambiguous { .. } => {
                Self::new(ErrorCode::Ambiguous, message, "Give the key's id instead of its name.")
            }
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
            Error::KeyEnded { .. } => Self::new(
                ErrorCode::KeyEnded,
                message,
                "Use another key, or make a new one and put it in the place of this one.",
            ),
            Error::Busy => Self::new(ErrorCode::Busy, message, "Wait for it to end, then try again."),
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
            Error::NoCredential { .. } => {
                Self::new(ErrorCode::NoCredential, message, "Open the account under Providers and add one.")
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_request_never_quotes_what_was_sent() {
        let error = serde_json::from_str::<u16>(r#""kh_canary_in_the_wrong_place""#).unwrap_err();
        let told = CommandError::bad_request(&error);
        assert!(told.message.contains("invalid type: string") && !told.message.contains("canary"), "{told}");
        let error = serde_json::from_str::<keyhinge_core::settings::Theme>(r#""canary""#).unwrap_err();
        let told = CommandError::bad_request(&error);
        assert!(told.message.contains("`dark`") && !told.message.contains("canary"), "{told}");
    }

    #[test]
    fn the_wire_form_is_a_tagged_union() {
        let error = CommandError::new(
            ErrorCode::PortTaken { port: 4517, free_port: Some(4518) },
            "Taken.",
            "Use 4518.",
        );
        assert_eq!(
            serde_json::to_value(&error).unwrap(),
            serde_json::json!({
                "code": "port_taken", "port": 4517, "free_port": 4518, "message": "Taken.", "next_step": "Use 4518."
            })
        );
        let plain: CommandError = Error::AlreadyRevealed.into();
        assert_eq!(serde_json::to_value(&plain).unwrap()["code"], "already_revealed");
    }
}
