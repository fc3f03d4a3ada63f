//! The log of what was done.

use keyhinge_core::activity::Activity;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ActivityList {
    #[serde(default)]
    #[ts(optional)]
    pub key_id: Option<String>,
    /// Entries older than this one's id.
    #[serde(default)]
    #[ts(optional)]
    pub before: Option<i64>,
    /// 1 to 500; 100 where absent.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ActivityPage {
    /// Newest first.
    pub entries: Vec<Activity>,
    /// Pass as `before` for the next page; none at the end.
    pub older: Option<i64>,
}
