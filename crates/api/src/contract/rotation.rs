//! A key that takes the place of another. `key_id` is the old one's.

use keyhinge_core::secret::Secret;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RotationTake {
    pub key_id: String,
    /// One of the rotation's candidates.
    pub new_key_id: String,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RotationPaste {
    pub key_id: String,
    #[ts(type = "string")]
    pub secret: Secret,
    /// The suggested one where absent.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RotationSwitch {
    pub key_id: String,
    /// Although the provider's answers do not tell whether the new key works.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub unproved: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RotationWrite {
    pub key_id: String,
    /// One of the rotation's places that can be written.
    pub path: String,
    pub variable: String,
    /// Yes to the snippet's `question`.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub confirmed: bool,
}
