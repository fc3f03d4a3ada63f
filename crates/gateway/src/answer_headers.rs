//! What every answer to a known caller says about limits and, on request, about the decision.

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, HeaderName, HeaderValue};
use keyhinge_core::keys::Permission;
use keyhinge_core::limits::Metric;
use keyhinge_core::limits::window::Remaining;

use crate::auth::Bearer;
use crate::error::rfc3339;
use crate::registry::Key;

const LIMITS: [(Metric, HeaderName, HeaderName); 3] = [
    (
        Metric::Requests,
        HeaderName::from_static("x-ratelimit-limit-requests"),
        HeaderName::from_static("x-ratelimit-remaining-requests"),
    ),
    (
        Metric::PromptTokens,
        HeaderName::from_static("x-ratelimit-limit-prompt-tokens"),
        HeaderName::from_static("x-ratelimit-remaining-prompt-tokens"),
    ),
    (
        Metric::CompletionTokens,
        HeaderName::from_static("x-ratelimit-limit-completion-tokens"),
        HeaderName::from_static("x-ratelimit-remaining-completion-tokens"),
    ),
];

/// Writes limits and what is left of them; nothing for a metric without a limit. The reset is the Unix second
/// at which the whole allowance is back.
pub(crate) fn rate_limits(headers: &mut HeaderMap, left: &Remaining, now: DateTime<Utc>) {
    let mut limited = false;
    for (metric, limit_name, remaining_name) in LIMITS {
        if let (Some(limit), Some(remaining)) = (left.limit(metric), left.remaining(metric)) {
            limited = true;
            headers.insert(limit_name, HeaderValue::from(limit));
            headers.insert(remaining_name, HeaderValue::from(remaining));
        }
    }
    if limited {
        let reset = now + TimeDelta::from_std(left.resets_in).unwrap_or_default();
        let seconds =
            reset.timestamp_millis().div_euclid(1000) + i64::from(reset.timestamp_subsec_millis() > 0);
        headers.insert("x-ratelimit-reset", HeaderValue::from(seconds));
    }
}

/// What `X-Debug-Auth: true` explains to whoever presented a right secret.
pub(crate) struct Explanation<'a> {
    pub(crate) bearer: &'a Bearer,
    /// The header or headers that the secret came in.
    pub(crate) source: &'static str,
    /// What the route needs; none where no route was found or reached.
    pub(crate) required: Option<&'static str>,
    /// `allowed`, or the code of the refusal.
    pub(crate) decision: &'a str,
}

impl Explanation<'_> {
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let mut say = |name: &'static str, value: &str| {
            // All values are ours and ASCII; one that is not says nothing rather than failing the answer.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        say("x-debug-auth-decision", self.decision);
        say("x-debug-auth-source", self.source);
        say("x-debug-auth-required", self.required.unwrap_or("none"));
        match self.bearer {
            Bearer::Session => {
                say("x-debug-auth-key", "session");
                say("x-debug-auth-permissions", "admin");
                say("x-debug-auth-generate", "false");
                say("x-debug-auth-expires", "when the gateway stops");
            }
            Bearer::Key(key) => {
                say("x-debug-auth-key", &key.id);
                say("x-debug-auth-account", &key.stored.account_id);
                say("x-debug-auth-permissions", &permission_words(key));
                say("x-debug-auth-generate", if key.stored.generate { "true" } else { "false" });
                say("x-debug-auth-expires", &key.stored.expires_at.map_or("never".into(), rfc3339));
            }
        }
    }
}

fn permission_words(key: &Key) -> String {
    let word = |permission: &Permission| match permission {
        Permission::Read => "read",
        Permission::Write => "write",
        Permission::Admin => "admin",
        Permission::Webhook => "webhook",
    };
    key.stored.permissions.words().iter().map(word).collect::<Vec<_>>().join(",")
}
