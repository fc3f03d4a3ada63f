//! The program, its folders.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the shell needs before it shows anything.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AppStatus {
    pub version: String,
    /// `linux`, `macos` or `windows`.
    pub platform: String,
    pub data_folder: String,
    /// Nothing has been set up yet: show the welcome.
    pub first_start: bool,
    /// What was wrong with the settings file, if anything; the file is kept.
    pub settings_problems: Vec<String>,
}

/// Where this process keeps what it keeps, as paths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoldersInUse {
    pub data: String,
    pub settings: String,
    pub logs: String,
    /// What the logs take up.
    pub logs_bytes: u32,
    /// `RUST_LOG` was set at the start; it comes before the setting `log_level`.
    pub rust_log: bool,
}

/// One of the folders that Keyhinge uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FolderName {
    Data,
    Settings,
    Logs,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FolderOpen {
    pub folder: FolderName,
}
