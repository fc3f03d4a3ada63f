//! When a request that changes nothing may be made again, and how long to wait before.

use std::time::Duration;

use reqwest::header::HeaderMap;

use super::answer::Answer;
use super::failure::{Failure, Lost};
use super::when::retry_after;

/// A provider may ask for a longer wait; then the user is told instead.
const ASKED_MAX: Duration = Duration::from_secs(120);

/// How often and how long a request that changes nothing is tried: exponential, with full jitter.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Tries in all.
    pub tries: u32,
    /// The first wait is at most this.
    pub base: Duration,
    /// Each later one is at most this.
    pub cap: Duration,
    /// All waits together are at most this.
    pub total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 4,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(30),
            total: Duration::from_secs(90),
        }
    }
}

impl Patience {
    /// One try.
    #[must_use]
    pub fn none() -> Self {
        Self { tries: 1, ..Self::default() }
    }

    /// How long to wait before the next try; none where there is none. `tried` counts the tries so far, `waited` is what
    /// was waited for them, `luck` is from 0 to 1.
    #[must_use]
    pub fn wait(&self, tried: u32, waited: Duration, asked: Option<Duration>, luck: f64) -> Option<Duration> {
        if tried >= self.tries {
            return None;
        }
        let most = self.base.saturating_mul(2_u32.saturating_pow(tried.saturating_sub(1))).min(self.cap);
        let wait = asked.unwrap_or_else(|| most.mul_f64(luck.clamp(0.0, 1.0)));
        (waited.saturating_add(wait) <= self.total).then_some(wait)
    }
}

/// Whether trying again may help. A refused connection is told at once.
pub(super) fn may_help(outcome: &Result<Answer, Failure>) -> bool {
    match outcome {
        Ok(answer) => matches!(answer.status, 429 | 502 | 503 | 504 | 529),
        Err(failure) => matches!(failure, Failure::Unknown { status: None, lost: Lost::Broken }),
    }
}

/// The wait that the answer asks for, where it is not too long. A date counts only beside the answer's own, since it would
/// be compared with a clock that may be wrong otherwise, and the usual wait serves as well.
pub(super) fn asked(headers: &HeaderMap) -> Option<Duration> {
    retry_after(headers, None).filter(|wait| *wait <= ASKED_MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::{DATE, HeaderValue, RETRY_AFTER};

    use super::*;

    #[test]
    fn a_wait_that_is_asked_for_is_sensible_or_nothing() {
        for (text, expected) in [
            ("0", Some(0)),
            (" 7 ", Some(7)),
            ("120", Some(120)),
            ("121", None),
            ("-1", None),
            ("1e309", None),
            ("1771404540", None),
            ("99999999999999999999999", None),
            ("Fri, 31 Dec 9999 23:59:59 GMT", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
            assert_eq!(asked(&headers), expected.map(Duration::from_secs), "{text}");
        }
        let mut twice = HeaderMap::new();
        twice.append(RETRY_AFTER, HeaderValue::from_static("1"));
        twice.append(RETRY_AFTER, HeaderValue::from_static("2"));
        assert_eq!(asked(&twice), None);
    }

    #[test]
    fn a_date_to_retry_after_counts_from_the_date_of_the_answer() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("Thu, 01 Jan 2026 00:00:00 GMT"));
        assert_eq!(asked(&headers), None);
        headers.insert(DATE, HeaderValue::from_static("Wed, 31 Dec 2025 23:59:30 GMT"));
        assert_eq!(asked(&headers), Some(Duration::from_secs(30)));
        headers.insert(DATE, HeaderValue::from_static("Wed, 31 Dec 2025 23:00:00 GMT"));
        assert_eq!(asked(&headers), None);
    }

    proptest! {
        #[test]
        fn tries_end_and_waits_stay_within_their_bounds(
            lucks in prop::collection::vec(-1.0_f64..2.0, 8),
            asks in prop::collection::vec(prop::option::of(0_u64..200), 8),
        ) {
            let patience = Patience::default();
            let (mut tried, mut waited) = (1, Duration::ZERO);
            for (luck, ask) in lucks.into_iter().zip(asks) {
                let asked = ask.map(Duration::from_secs);
                let Some(wait) = patience.wait(tried, waited, asked, luck) else { break };
                prop_assert!(asked.is_some() || wait <= patience.cap);
                waited += wait;
                tried += 1;
            }
            prop_assert!(tried <= patience.tries && waited <= patience.total);
        }
    }
}
