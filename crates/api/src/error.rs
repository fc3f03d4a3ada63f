//! Errors as they reach a user: a code to act on, a plain sentence, and the next step.

mod mapping;

use keyhinge_core::diagnosis::Diagnosis;
use keyhinge_core::snippets::Instead;
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
    /// The key that is to take another's place is not known to work; `refused` where it is known not to.
    RotationUnproved {
        refused: bool,
    },
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
        let plain: CommandError = keyhinge_core::Error::AlreadyRevealed.into();
        assert_eq!(serde_json::to_value(&plain).unwrap()["code"], "already_revealed");
    }
}
