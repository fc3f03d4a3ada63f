//! A key that is to be made at a provider.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::nonce::Nonce;

/// What to make. Whatever is given must be an option of the adapter: nothing is left out in silence.
#[derive(Debug, Clone)]
pub struct NewRemoteKey {
    pub name: String,
    pub nonce: Nonce,
    /// Now: some providers want a lifetime instead of a date.
    pub now: DateTime<Utc>,
    pub expires: Option<DateTime<Utc>>,
    /// The provider's own words; none for its default.
    pub permissions: Vec<String>,
    /// In US dollars.
    pub spend_limit: Option<f64>,
    pub requests_per_minute: Option<u32>,
    pub tokens_per_minute: Option<u64>,
}

/// What can be chosen for a new key beyond its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NewKeyOption {
    Expires,
    Permissions,
    SpendLimit,
    RequestsPerMinute,
    TokensPerMinute,
}

impl NewRemoteKey {
    /// A key with a name and nothing else.
    #[must_use]
    pub fn named(name: impl Into<String>, nonce: Nonce, now: DateTime<Utc>) -> Self {
        Self {
            name: name.into(),
            nonce,
            now,
            expires: None,
            permissions: Vec::new(),
            spend_limit: None,
            requests_per_minute: None,
            tokens_per_minute: None,
        }
    }

    pub(super) fn remote_name(&self) -> String {
        self.nonce.remote_name(&self.name)
    }

    /// Seconds from now until it expires, at least 1.
    pub(super) fn lifetime(&self) -> Option<i64> {
        self.expires.map(|at| (at - self.now).num_seconds().max(1))
    }

    pub(super) fn options(&self) -> impl Iterator<Item = (NewKeyOption, &'static str)> {
        [
            (self.expires.is_some(), NewKeyOption::Expires, "expires"),
            (!self.permissions.is_empty(), NewKeyOption::Permissions, "permissions"),
            (self.spend_limit.is_some(), NewKeyOption::SpendLimit, "spend_limit"),
            (self.requests_per_minute.is_some(), NewKeyOption::RequestsPerMinute, "requests_per_minute"),
            (self.tokens_per_minute.is_some(), NewKeyOption::TokensPerMinute, "tokens_per_minute"),
        ]
        .into_iter()
        .filter_map(|(given, option, field)| given.then_some((option, field)))
    }
}
