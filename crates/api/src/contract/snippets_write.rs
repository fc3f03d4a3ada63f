//! Writing a snippet into a file.

use keyhinge_core::snippets::Form;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SnippetChooseFile {
    /// A target whose snippets say `write_as`.
    pub target: String,
}

/// Where a snippet will be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileChosen {
    /// Good for one write within ten minutes; none where the user chose nothing.
    pub choice: Option<String>,
    /// For the eye.
    pub path: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SnippetWrite {
    pub key_id: String,
    pub target: String,
    /// The safest where absent.
    #[serde(default)]
    #[ts(optional)]
    pub form: Option<Form>,
    /// The provider's where absent.
    #[serde(default)]
    #[ts(optional)]
    pub variable: Option<String>,
    /// The snippet's question was answered with yes.
    #[serde(default)]
    pub confirmed: bool,
    /// From `snippets_choose_file`.
    pub choice: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SnippetWriteRef {
    /// As `snippets_write` answered it.
    #[ts(type = "number")]
    pub id: i64,
}
