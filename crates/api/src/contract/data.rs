//! What is taken out, kept, and deleted.

use keyhinge_core::export::ExportFormat;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeysExport {
    pub format: ExportFormat,
}

/// A file that was written for the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Saved {
    pub path: String,
}

/// What helps whoever helps: no secret, no key's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Diagnostics {
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DataDelete {
    /// “delete all keyhinge data”, as the user typed it, to confirm.
    pub typed: String,
}

/// Nothing can be done in this process afterwards; the next start begins anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DataDeleted {
    /// How many secrets left the keychain.
    pub secrets: u32,
    /// Files that could not be deleted; none holds a secret.
    pub left: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BackupRef {
    /// The whole path of the file.
    pub path: String,
}

/// Nothing can be done in this process afterwards; the next start shows what was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupRestored {
    /// How many keys there are now.
    pub keys: i64,
    /// Keys that were revoked since the backup was made; they stay revoked.
    pub still_revoked: u32,
    /// Keys made since then; only what was kept knows them.
    pub left_out: u32,
    /// What was there before, as a backup; none where there was nothing.
    pub kept: Option<String>,
}
