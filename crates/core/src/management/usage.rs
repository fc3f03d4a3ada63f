//! What a provider says was used, and what is left.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::money::Money;

/// Days in UTC, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageRange {
    pub start: NaiveDate,
    pub end: NaiveDate,
}

/// What was used on a day, by key or model where the provider splits it so. What it does not tell is none, not 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsageRow {
    pub date: NaiveDate,
    pub key_id: Option<String>,
    pub model: Option<String>,
    pub requests: Option<u64>,
    pub prompt_tokens: Option<u64>,
    pub completion_tokens: Option<u64>,
    pub cost: Option<Money>,
}

/// A page of usage, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UsagePage {
    pub rows: Vec<UsageRow>,
    pub next: Option<String>,
}

/// What is left to spend.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Balance {
    pub available: Option<Money>,
    pub plan: Option<String>,
}
