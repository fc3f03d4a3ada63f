//! Texts that carry a key to where it goes.

use keyhinge_core::snippets::TargetRow;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SnippetPreview {
    pub key_id: String,
    pub target: String,
}

/// A snippet as it may be shown: the key is masked in `text`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Snippet {
    pub target: TargetRow,
    pub text: String,
    /// The variable that the text sets.
    pub variable: String,
}
