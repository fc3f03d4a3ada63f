//! The window and its closing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the window should know of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WindowStatus {
    /// The user closed the window while the gateway runs, and has not said yet what that means.
    pub asks_to_close: bool,
    /// There is a tray from which the window comes back.
    pub tray: bool,
}

/// What closing the window means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CloseChoice {
    /// The window stays.
    Stay,
    /// The window goes; the gateway runs on.
    KeepRunning,
    /// Everything ends.
    Quit,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WindowClose {
    pub choice: CloseChoice,
    /// Do so from now on, without asking.
    pub remember: bool,
}

/// What the page is to open, if anything.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct WindowRoute {
    /// A fragment of the page, such as `#/keys`.
    pub route: Option<String>,
    /// The form for a new key.
    pub create_key: bool,
}
