//! The right text for the right place: a target is a row of data plus a quoting rule.

mod quote;
mod targets;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::targets::{TargetRow, preview, render, target, targets};

/// Where a target is at home, so that the likely ones are offered first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    Unix,
    Windows,
    Any,
}
