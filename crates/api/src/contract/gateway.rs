//! The embedded gateway, on and off.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether the gateway runs, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum GatewayStatus {
    /// `port` is the one it will use.
    Off { port: u16 },
    /// Runs in this process. `url` is `http://127.0.0.1:<port>`.
    Running { url: String, port: u16 },
    /// Another process serves this data folder (the app, or `khg gateway serve`).
    Elsewhere { url: Option<String> },
    /// It should run, and cannot; `message` says why and `next_step` what helps.
    Failed { port: u16, message: String, next_step: String },
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GatewayStart {
    /// Another port than the remembered one; it is remembered once it works.
    #[ts(optional)]
    pub port: Option<u16>,
}
