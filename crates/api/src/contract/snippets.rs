//! Texts that carry a key to where it goes.

use keyhinge_core::catalogue::ApiShape;
use keyhinge_core::snippets::{Form, Platform, TargetRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a key can go, and what is likely wanted.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SnippetOffers {
    /// Every target, in the order to offer them; what does not fit this key says why.
    pub targets: Vec<TargetRow>,
    /// The target of the shell that is used on this computer.
    pub here: String,
    /// The platform of this computer.
    pub platform: Platform,
    /// The variable that programs read this provider's keys from.
    pub variable: String,
    /// The formats that the key can be used with, the usual one first.
    pub shapes: Vec<ApiShape>,
    /// Names of models to choose from, the likeliest first; any other is allowed.
    pub models: Vec<String>,
}

/// Which snippet: what is left out is chosen, the safest form among it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SnippetPreview {
    pub key_id: String,
    pub target: String,
    #[serde(default)]
    #[ts(optional)]
    pub form: Option<Form>,
    /// The provider's where absent.
    #[serde(default)]
    #[ts(optional)]
    pub variable: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub shape: Option<ApiShape>,
    #[serde(default)]
    #[ts(optional)]
    pub model: Option<String>,
}
