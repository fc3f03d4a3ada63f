//! What keys used: counted in memory, aggregated, and written in batches.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::limits::window::booked_wall_second;

/// Rows of the sliding windows are kept this long, in seconds: twice what any meter or restart needs.
pub const WINDOW_ROWS_KEPT_SECONDS: i64 = 120;

/// Three counts that always go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UsageCounts {
    pub requests: i64,
    pub prompt_tokens: i64,
    pub completion_tokens: i64,
}

impl UsageCounts {
    fn add(&mut self, other: Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.prompt_tokens = self.prompt_tokens.saturating_add(other.prompt_tokens);
        self.completion_tokens = self.completion_tokens.saturating_add(other.completion_tokens);
    }
}

/// What one call adds, or a part of it: its start counts the request, its end the completion tokens.
#[derive(Debug, Clone)]
pub struct UsageDelta {
    pub key_id: Arc<str>,
    /// The model that answered; empty for a call without one, as a list of models.
    pub model: Arc<str>,
    pub at: DateTime<Utc>,
    pub counts: UsageCounts,
}

/// Deltas added up, waiting to be written. It grows with keys, models and minutes, never with calls.
#[derive(Debug, Clone, Default)]
pub struct UsageBatch {
    pub(crate) minutes: HashMap<Minute, UsageCounts>,
    pub(crate) seconds: HashMap<(Arc<str>, i64), UsageCounts>,
    /// First and last use of each key within the batch.
    pub(crate) uses: HashMap<Arc<str>, (DateTime<Utc>, DateTime<Utc>)>,
}

/// What one row of usage is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Minute {
    pub(crate) key_id: Arc<str>,
    pub(crate) model: Arc<str>,
    /// Minutes since 1970-01-01 UTC.
    pub(crate) minute: i64,
}

impl UsageBatch {
    /// Adds one delta.
    pub fn add(&mut self, delta: &UsageDelta) {
        let millis = delta.at.timestamp_millis();
        let minute = Minute {
            key_id: Arc::clone(&delta.key_id),
            model: Arc::clone(&delta.model),
            minute: millis.div_euclid(60_000),
        };
        self.minutes.entry(minute).or_default().add(delta.counts);
        let second = booked_wall_second(millis);
        self.seconds.entry((Arc::clone(&delta.key_id), second)).or_default().add(delta.counts);
        self.used(&delta.key_id, delta.at, delta.at);
    }

    /// Takes over all of `other`, as after a write that failed. Seconds that no window needs any more at
    /// `now` are left behind, so that a disk that stays full does not fill the memory.
    pub fn merge(&mut self, other: Self, now: DateTime<Utc>) {
        for (minute, counts) in other.minutes {
            self.minutes.entry(minute).or_default().add(counts);
        }
        for (second, counts) in other.seconds {
            self.seconds.entry(second).or_default().add(counts);
        }
        let oldest = now.timestamp() - WINDOW_ROWS_KEPT_SECONDS;
        self.seconds.retain(|(_, second), _| *second > oldest);
        for (key_id, (first, last)) in other.uses {
            self.used(&key_id, first, last);
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.minutes.is_empty()
    }

    fn used(&mut self, key_id: &Arc<str>, first: DateTime<Utc>, last: DateTime<Utc>) {
        let span = self.uses.entry(Arc::clone(key_id)).or_insert((first, last));
        *span = (span.0.min(first), span.1.max(last));
    }
}

/// How a usage report is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageGroup {
    Model,
    Key,
    Day,
}

/// What to report: the calls of one account from `start` to `end`, both days included, in UTC.
#[derive(Debug, Clone, Copy)]
pub struct UsageQuery<'a> {
    pub account_id: &'a str,
    pub start: NaiveDate,
    pub end: NaiveDate,
    pub group_by: UsageGroup,
}

/// One line of a report; of the first three the one that the report is split by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Empty for calls without a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    pub requests: i64,
    pub prompt_tokens: i64,
    pub completion_tokens: i64,
    pub total_tokens: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;

    fn delta(key: &str, millis: i64, requests: i64) -> UsageDelta {
        UsageDelta {
            key_id: key.into(),
            model: "local/echo".into(),
            at: from_millis(millis),
            counts: UsageCounts { requests, prompt_tokens: 3, completion_tokens: 0 },
        }
    }

    #[test]
    fn calls_of_one_minute_are_one_row_and_seconds_are_booked_ahead() {
        let mut batch = UsageBatch::default();
        for millis in [60_000, 60_500, 119_999] {
            batch.add(&delta("a", millis, 1));
        }
        assert_eq!(batch.minutes.len(), 1);
        assert_eq!(
            batch.minutes.values().next().map(|counts| (counts.requests, counts.prompt_tokens)),
            Some((3, 9))
        );
        let mut seconds: Vec<i64> = batch.seconds.keys().map(|(_, second)| *second).collect();
        seconds.sort_unstable();
        assert_eq!(seconds, [60, 61, 120]);
        assert_eq!(batch.uses.get("a"), Some(&(from_millis(60_000), from_millis(119_999))));
    }

    #[test]
    fn merging_loses_nothing_that_still_matters() {
        let mut old = UsageBatch::default();
        old.add(&delta("a", 1_000, 1));
        let mut new = UsageBatch::default();
        new.add(&delta("a", 200_000, 1));
        new.merge(old, from_millis(200_000));
        assert_eq!(new.minutes.values().map(|counts| counts.requests).sum::<i64>(), 2);
        assert_eq!(new.seconds.len(), 1, "the second of three minutes ago is in no window");
        assert_eq!(new.uses.get("a"), Some(&(from_millis(1_000), from_millis(200_000))));
    }
}
