//! What went wrong, and the number that the process ends with.

use std::path::Path;

use keyhinge_api::{CommandError, ErrorCode};

/// The process's exit code; `--help` lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    Invalid = 3,
    NotFound = 4,
    Keychain = 5,
    Database = 6,
    Gateway = 7,
    /// The provider said no, or could not be asked.
    Provider = 8,
    /// `khg run`: the command is there and cannot be started.
    NotExecutable = 126,
    /// `khg run`: there is no such command.
    CommandNotFound = 127,
}

/// A command's error with its exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    pub exit: Exit,
    pub error: CommandError,
}

impl Failure {
    /// The command line asks for something that cannot be done as it stands.
    pub(crate) fn usage(message: &str, next_step: &str) -> Self {
        let error = CommandError {
            code: ErrorCode::BadRequest,
            message: message.into(),
            next_step: next_step.into(),
        };
        Self { exit: Exit::Usage, error }
    }

    /// A file that was asked for could not be written to `dir`.
    pub(crate) fn folder(dir: &Path, cause: &std::io::Error) -> Self {
        Self::usage(
            &format!("{} cannot be written to: {cause}.", dir.display()),
            "Name a folder that you may write to.",
        )
    }

    pub(crate) fn bad_request(message: String) -> Self {
        let next_step = "Correct the request and send it again.".into();
        CommandError { code: ErrorCode::BadRequest, message, next_step }.into()
    }

    /// What was asked for was done, and standard output did not take the answer.
    pub(crate) fn unwritten(cause: &std::io::Error) -> Self {
        CommandError {
            code: ErrorCode::Internal,
            message: format!("The answer could not be written: {cause}."),
            next_step: "Give it somewhere to write to. What was asked for may have been done: look with `khg key list`.".into(),
        }
        .into()
    }

    pub(crate) fn internal(cause: &dyn std::error::Error) -> Self {
        CommandError {
            code: ErrorCode::Internal,
            message: format!("Something inside khg failed: {cause}."),
            next_step: "Try again; if it stays, report it.".into(),
        }
        .into()
    }
}

impl From<CommandError> for Failure {
    fn from(mut error: CommandError) -> Self {
        // What a window has buttons for.
        match error.code {
            ErrorCode::SnippetUnconfirmed => error.next_step = "Add --yes if so.".into(),
            ErrorCode::VaultLocked => {
                error.next_step =
                    "Run it at a terminal, which asks for the passphrase, or name a file with it in KEYHINGE_PASSPHRASE_FILE."
                        .into();
            }
            _ => {}
        }
        Self { exit: exit_of(&error.code), error }
    }
}

impl From<keyhinge_core::Error> for Failure {
    fn from(error: keyhinge_core::Error) -> Self {
        CommandError::from(error).into()
    }
}

/// Exhaustive on purpose: a new code must get its number here.
fn exit_of(code: &ErrorCode) -> Exit {
    match code {
        ErrorCode::UnknownCommand | ErrorCode::SnippetUnconfirmed => Exit::Usage,
        ErrorCode::BadRequest
        | ErrorCode::Invalid { .. }
        | ErrorCode::Ambiguous
        | ErrorCode::NameMismatch
        | ErrorCode::SnippetRefused { .. }
        | ErrorCode::HostUnconfirmed { .. } => Exit::Invalid,
        ErrorCode::NotFound => Exit::NotFound,
        ErrorCode::KeychainLocked
        | ErrorCode::KeychainDismissed
        | ErrorCode::KeychainAbsent
        | ErrorCode::KeychainSlow
        | ErrorCode::KeychainUnreliable
        | ErrorCode::VaultLocked
        | ErrorCode::WrongPassphrase
        | ErrorCode::VaultFile
        | ErrorCode::SecretsUnmoved => Exit::Keychain,
        ErrorCode::DatabaseNewer
        | ErrorCode::DatabaseDamaged
        | ErrorCode::DatabaseReadOnly
        | ErrorCode::DatabaseForeign
        | ErrorCode::DatabaseBusy
        | ErrorCode::DiskFull
        | ErrorCode::Storage => Exit::Database,
        ErrorCode::Provider { .. }
        | ErrorCode::NotOffered
        | ErrorCode::NoCredential
        | ErrorCode::CreationUnknown
        | ErrorCode::SecretLost { .. } => Exit::Provider,
        ErrorCode::PortTaken { .. } | ErrorCode::GatewayElsewhere => Exit::Gateway,
        ErrorCode::AlreadyRevealed
        | ErrorCode::SecretNotHeld
        | ErrorCode::AlreadyRevoked
        | ErrorCode::KeyEnded
        | ErrorCode::Busy
        | ErrorCode::RotationUnproved { .. }
        | ErrorCode::Duplicate { .. }
        | ErrorCode::ClipboardUnavailable
        | ErrorCode::Internal => Exit::Failed,
    }
}
