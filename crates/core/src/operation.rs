//! A journaled create, import, revoke or rotate: the intent is committed before anything happens, the outcome
//! after.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    Create,
    Import,
    Revoke,
    Rotate,
}

/// How far an operation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// Decided; nothing has left this process.
    Intent,
    /// The request may have reached the provider.
    Dispatched,
    /// The secret is in the keychain and was read back.
    Stored,
    Done,
    Failed,
    /// Whether it happened must be found out.
    Unknown,
}

/// The intent. `parameters` is JSON without secrets.
#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub kind: OperationKind,
    pub account_id: String,
    pub key_id: Option<String>,
    /// Eight characters that the remote name carries, so that a list can find the key again.
    pub nonce: String,
    pub parameters: String,
}

impl Operation {
    #[must_use]
    pub fn new(kind: OperationKind, account_id: &str, key_id: Option<&str>, parameters: String) -> Self {
        let id = Uuid::now_v7();
        // Random part of a UUIDv7: its last eight hex digits.
        let text = id.simple().to_string();
        Self {
            nonce: text[text.len() - 8..].to_owned(),
            id: id.to_string(),
            kind,
            account_id: account_id.to_owned(),
            key_id: key_id.map(str::to_owned),
            parameters,
        }
    }
}
