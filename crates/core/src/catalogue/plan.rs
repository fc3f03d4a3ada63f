//! The plans of a provider and their numbers.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Provider;
use crate::error::{Error, Result};
use crate::limits::MinuteLimits;

/// A plan. One without any number has numbers of its own for every customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub name: String,
    /// It can be had today; else it is announced.
    pub available: bool,
    #[serde(default)]
    pub requests_per_minute: Option<i64>,
    #[serde(default)]
    pub prompt_tokens_per_minute: Option<i64>,
    #[serde(default)]
    pub completion_tokens_per_minute: Option<i64>,
    /// Prompt and completion together, where the provider counts them so.
    #[serde(default)]
    pub tokens_per_minute: Option<i64>,
    #[serde(default)]
    pub requests_per_hour: Option<i64>,
    #[serde(default)]
    pub requests_per_day: Option<i64>,
    #[serde(default)]
    pub concurrent_requests: Option<i64>,
    #[serde(default)]
    pub note: Option<String>,
}

impl Plan {
    /// The numbers that a new key takes from the plan.
    #[must_use]
    pub fn minute_limits(&self) -> MinuteLimits {
        MinuteLimits {
            requests_per_minute: self.requests_per_minute.map(Into::into),
            prompt_tokens_per_minute: self.prompt_tokens_per_minute.map(Into::into),
            completion_tokens_per_minute: self.completion_tokens_per_minute.map(Into::into),
        }
    }

    /// Every number that the plan has.
    pub(super) fn numbers(&self) -> impl Iterator<Item = i64> {
        [
            self.requests_per_minute,
            self.prompt_tokens_per_minute,
            self.completion_tokens_per_minute,
            self.tokens_per_minute,
            self.requests_per_hour,
            self.requests_per_day,
            self.concurrent_requests,
        ]
        .into_iter()
        .flatten()
    }
}

impl Provider {
    /// The plan of that name, in any case.
    ///
    /// # Errors
    /// `Invalid { field: "plan" }` for a plan that the provider does not have.
    pub fn plan(&self, name: &str) -> Result<&Plan> {
        self.plans.iter().find(|plan| plan.name.eq_ignore_ascii_case(name.trim())).ok_or_else(|| {
            let names: Vec<_> = self.plans.iter().map(|plan| plan.name.as_str()).collect();
            Error::invalid("plan", format!("There is no such plan; choose one of {}.", names.join(", ")))
        })
    }
}
