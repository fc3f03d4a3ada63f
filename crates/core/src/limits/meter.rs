//! What is used of each limit, as a reading with its source and age.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Limit, Metric};
use crate::clock::from_millis;

/// Where a reading came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MeterSource {
    /// Counted by our own gateway.
    Gateway,
}

/// What `used` will be from `at` on, if nothing more is called: the window slides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MeterStep {
    pub at: DateTime<Utc>,
    pub used: i64,
}

/// One limit and what is used of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Meter {
    pub metric: Metric,
    pub window_seconds: u32,
    pub limit: i64,
    pub used: i64,
    /// When the whole allowance is back; none while nothing is used.
    pub resets_at: Option<DateTime<Utc>>,
    pub source: MeterSource,
    /// When the newest counted call was made; none where the last window saw none.
    pub read_at: Option<DateTime<Utc>>,
    /// How `used` falls as the window slides, oldest first.
    pub steps: Vec<MeterStep>,
}

/// What one second counted: requests, prompt tokens, completion tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SecondCount {
    /// Seconds since 1970-01-01 UTC.
    pub second: i64,
    pub requests: i64,
    pub prompt_tokens: i64,
    pub completion_tokens: i64,
}

impl SecondCount {
    #[must_use]
    pub fn of(&self, metric: Metric) -> i64 {
        match metric {
            Metric::Requests => self.requests,
            Metric::PromptTokens => self.prompt_tokens,
            Metric::CompletionTokens => self.completion_tokens,
        }
    }
}

/// One meter per limit, from the counts of single seconds (oldest first; older ones than the window are ignored).
#[must_use]
pub fn meters(limits: &[Limit], counts: &[SecondCount], now: DateTime<Utc>) -> Vec<Meter> {
    limits.iter().map(|limit| meter(limit, counts, now)).collect()
}

fn meter(limit: &Limit, counts: &[SecondCount], now: DateTime<Utc>) -> Meter {
    let window = i64::from(limit.window_seconds);
    // A second leaves the window when it lies a whole window back, as in the limiter.
    let live =
        counts.iter().filter(|count| count.second + window > now.timestamp() && count.of(limit.metric) > 0);
    let mut used: i64 = live.clone().map(|count| count.of(limit.metric)).sum();
    let total = used;
    let mut steps = Vec::new();
    let mut newest = None;
    for count in live {
        used -= count.of(limit.metric);
        newest = Some(count.second);
        steps.push(MeterStep { at: from_millis((count.second + window) * 1000), used });
    }
    Meter {
        metric: limit.metric,
        window_seconds: limit.window_seconds,
        limit: limit.amount,
        used: total,
        resets_at: newest.map(|second| from_millis(second * 1000) + TimeDelta::seconds(window)),
        source: MeterSource::Gateway,
        read_at: newest.map(|second| from_millis(second * 1000)),
        steps,
    }
}

/// The meter that is nearest to its limit, of those with anything used.
#[must_use]
pub fn tightest(meters: Vec<Meter>) -> Option<Meter> {
    meters.into_iter().filter(|meter| meter.used > 0).max_by(|a, b| {
        (i128::from(a.used) * i128::from(b.limit)).cmp(&(i128::from(b.used) * i128::from(a.limit)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { metric: Metric::Requests, window_seconds: 60, amount: 60 };

    fn count(second: i64, requests: i64) -> SecondCount {
        SecondCount { second, requests, ..SecondCount::default() }
    }

    #[test]
    fn only_the_last_window_counts() {
        let now = from_millis(100_000);
        let meter = meter(&LIMIT, &[count(40, 7), count(41, 2), count(100, 3)], now);
        assert_eq!(meter.used, 5);
        assert_eq!(meter.resets_at, Some(from_millis(160_000)));
        assert_eq!(
            meter.steps,
            [
                MeterStep { at: from_millis(101_000), used: 3 },
                MeterStep { at: from_millis(160_000), used: 0 }
            ]
        );
    }

    #[test]
    fn an_idle_key_reads_zero_and_says_it_has_no_reading() {
        let meter = meter(&LIMIT, &[], from_millis(0));
        assert_eq!((meter.used, meter.resets_at, meter.read_at), (0, None, None));
    }

    #[test]
    fn the_tightest_is_by_share_not_by_number() {
        let tokens = Limit { metric: Metric::PromptTokens, window_seconds: 60, amount: 100_000 };
        let counts = [SecondCount { second: 100, requests: 30, prompt_tokens: 40_000, completion_tokens: 0 }];
        let found = tightest(meters(&[LIMIT, tokens], &counts, from_millis(100_000)));
        assert_eq!(found.map(|meter| meter.metric), Some(Metric::Requests));
    }
}
