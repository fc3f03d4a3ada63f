//! Where secrets are kept.

use keyhinge_core::secret::Secret;
use keyhinge_core::vault::VaultKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether secrets can be written and read now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    Ready,
    Locked,
    /// There is no keychain.
    Absent,
    /// The file vault is chosen, and its file is gone.
    MissingFile,
    /// What lies in its place is damaged, foreign, or of a newer version.
    BadFile,
    Failed,
}

/// Which vault is chosen, and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VaultStatus {
    pub kind: VaultKind,
    pub state: VaultState,
    /// Where the file is, or was; none for the keychain.
    pub file: Option<String>,
    /// A plain sentence.
    pub message: String,
    /// Empty where nothing is needed.
    pub next_step: String,
}

/// What came of choosing another vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VaultSwitched {
    pub status: VaultStatus,
    /// Secrets that were taken along.
    pub moved: u32,
    /// Of those, how many could not be deleted from the old vault.
    pub left: u32,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultChooseFile {
    /// At least 12 characters.
    #[ts(type = "string")]
    pub passphrase: Secret,
    /// Go on although secrets stay behind that the present vault does not give.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub leave_secrets: bool,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultChooseKeychain {
    /// Go on although the file cannot be opened; it is kept under another name.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub leave_secrets: bool,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultUnlock {
    #[ts(type = "string")]
    pub passphrase: Secret,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultChangePassphrase {
    /// The present one.
    #[ts(type = "string")]
    pub passphrase: Secret,
    /// At least 12 characters.
    #[ts(type = "string")]
    pub new_passphrase: Secret,
}
