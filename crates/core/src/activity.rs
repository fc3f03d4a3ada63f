//! The log of what was done to which key, when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::keys::Actor;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    AccountAdded,
    AccountChanged,
    AccountRemoved,
    Created,
    CreateFailed,
    Revealed,
    Copied,
    /// A text that fetches or reads the key, without holding it, was copied.
    SnippetCopied,
    /// Given to whoever called `khg key print`.
    Printed,
    /// Given to a program in its environment; `target` is the program's name.
    Ran,
    /// Written to a file; `target` is its path.
    Written,
    /// A write to a file was taken back; `target` is its path.
    Unwritten,
    FirstUsed,
    Revoked,
    RevokeFailed,
    Imported,
    Tested,
    Renamed,
    Disabled,
    Enabled,
    /// Taken out of Keyhinge; at the provider nothing changed.
    Forgotten,
    /// Another key took its place; `target` is that key's name.
    Rotated,
    /// It took its place back; `target` is the other key's name.
    RotatedBack,
    GatewayStarted,
    GatewayStopped,
}

/// One line of the log. `key_name` is the name at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Activity {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub kind: ActivityKind,
    pub actor: Actor,
    pub account_id: Option<String>,
    pub key_id: Option<String>,
    pub key_name: Option<String>,
    /// Where the key, or a text for it, went: the snippet target that it was copied for, the program or the file that it was
    /// given to.
    pub target: Option<String>,
}

/// What is to be logged; the store adds id and time.
#[derive(Debug, Clone, Copy)]
pub struct NewActivity<'a> {
    pub kind: ActivityKind,
    pub actor: Actor,
    pub account_id: Option<&'a str>,
    pub key_id: Option<&'a str>,
    pub key_name: Option<&'a str>,
    pub target: Option<&'a str>,
}
