//! What is on the clipboard.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What happened to a copied secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Copied {
    pub clipboard: ClipboardStatus,
}

/// What Keyhinge has on the clipboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClipboardStatus {
    /// Nothing of ours.
    Empty,
    /// A secret, cleared at `clears_at` if it is still there. `excluded_from_history` is false where this
    /// desktop offers no such mark.
    Holding { key_id: Option<String>, clears_at: DateTime<Utc>, excluded_from_history: bool },
    /// Cleared by us.
    Cleared,
    /// Something else was copied meanwhile; we left it alone.
    Replaced,
    /// It could not be cleared: the user must.
    ClearFailed { message: String },
}
