//! Limits, what is used of them, and the meters that show it.

mod amount;
mod headers;
mod meter;
pub mod window;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::amount::{AMOUNT_MAX, Amount};
pub use self::headers::{Reading, ReadingMetric, ReadingSource, readings};
pub use self::meter::{Meter, MeterSource, MeterStep, SecondCount, meters, tightest};

use crate::error::Result;

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    Requests,
    PromptTokens,
    CompletionTokens,
}

impl Metric {
    pub const ALL: [Self; 3] = [Self::Requests, Self::PromptTokens, Self::CompletionTokens];

    /// The name in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::PromptTokens => "prompt_tokens",
            Self::CompletionTokens => "completion_tokens",
        }
    }
}

/// At most `amount` of `metric` in any `window_seconds`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Limit {
    pub metric: Metric,
    pub window_seconds: u32,
    pub amount: i64,
}

/// Limits per minute as plans, requests and the gateway's JSON name them; absent means no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MinuteLimits {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub requests_per_minute: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub prompt_tokens_per_minute: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub completion_tokens_per_minute: Option<Amount>,
}

impl MinuteLimits {
    /// # Errors
    /// `Invalid` naming the first number that is not a whole number from 1 to [`AMOUNT_MAX`].
    pub fn checked(&self) -> Result<Vec<Limit>> {
        let parts = [
            (Metric::Requests, "requests_per_minute", self.requests_per_minute),
            (Metric::PromptTokens, "prompt_tokens_per_minute", self.prompt_tokens_per_minute),
            (Metric::CompletionTokens, "completion_tokens_per_minute", self.completion_tokens_per_minute),
        ];
        let mut limits = Vec::with_capacity(parts.len());
        for (metric, field, amount) in parts {
            if let Some(amount) = amount {
                limits.push(Limit { metric, window_seconds: 60, amount: amount.checked(field)? });
            }
        }
        Ok(limits)
    }

    /// The same limits in the form that requests and plans use.
    #[must_use]
    pub fn from_limits(limits: &[Limit]) -> Self {
        let of = |metric| {
            limits
                .iter()
                .find(|limit| limit.metric == metric && limit.window_seconds == 60)
                .map(|limit| Amount::from(limit.amount))
        };
        Self {
            requests_per_minute: of(Metric::Requests),
            prompt_tokens_per_minute: of(Metric::PromptTokens),
            completion_tokens_per_minute: of(Metric::CompletionTokens),
        }
    }

    /// These limits, with those of `other` where this has none.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            requests_per_minute: self.requests_per_minute.or(other.requests_per_minute),
            prompt_tokens_per_minute: self.prompt_tokens_per_minute.or(other.prompt_tokens_per_minute),
            completion_tokens_per_minute: self
                .completion_tokens_per_minute
                .or(other.completion_tokens_per_minute),
        }
    }
}
