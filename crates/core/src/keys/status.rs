//! The one status that a key shows: what the store says, then what the time and the limits say, by one
//! precedence.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::KeyState;
use crate::accounts::KeyTest;
use crate::diagnosis::Verdict;
use crate::limits::Meter;

/// A key expires "soon" within this many days.
const EXPIRES_SOON_DAYS: i64 = 7;

/// What a key's row says. Ordered by precedence in [`Status::derive`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Status {
    Revoked,
    RevocationNotConfirmed,
    Pending,
    /// The provider's list no longer has it.
    Gone,
    Disabled,
    Expired,
    /// The provider refused it when it was last tested, and it has not worked since.
    Refused,
    /// A limit is used up until `until`.
    LimitReached {
        until: Option<DateTime<Utc>>,
    },
    /// To the nearest day; 0 in the last 24 hours.
    ExpiresSoon {
        days: i64,
    },
    Old {
        days: i64,
    },
    Active,
}

/// What a status is derived from.
pub struct StatusInput<'a> {
    pub state: KeyState,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub tightest: Option<&'a Meter>,
    pub last_test: Option<&'a KeyTest>,
    pub last_used_at: Option<DateTime<Utc>>,
    /// From this age on it should be rotated.
    pub rotation_age_days: u32,
}

impl Status {
    /// The status of a key at `now`.
    #[must_use]
    pub fn derive(key: &StatusInput<'_>, now: DateTime<Utc>) -> Self {
        match key.state {
            KeyState::Revoked => return Self::Revoked,
            KeyState::Revoking => return Self::RevocationNotConfirmed,
            KeyState::Pending => return Self::Pending,
            KeyState::Gone => return Self::Gone,
            KeyState::Disabled => return Self::Disabled,
            KeyState::Active => {}
        }
        if key.expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Self::Expired;
        }
        if key.is_refused() {
            return Self::Refused;
        }
        if let Some(meter) = key.tightest.filter(|meter| meter.used >= meter.limit) {
            return Self::LimitReached { until: meter.resets_at };
        }
        if let Some(expires_at) = key.expires_at {
            let left = expires_at - now;
            if left <= TimeDelta::days(EXPIRES_SOON_DAYS) {
                return Self::ExpiresSoon { days: days_left(expires_at, now) };
            }
        }
        let age = (now - key.created_at).num_days();
        if age >= i64::from(key.rotation_age_days) { Self::Old { days: age } } else { Self::Active }
    }

    /// Why the key does not work any more, or not yet, as the end of a sentence. A refused one may work again, and so may one
    /// that is at a limit.
    #[must_use]
    pub fn ended(&self) -> Option<&'static str> {
        match self {
            Self::Revoked => Some("is revoked"),
            Self::RevocationNotConfirmed => Some("is being revoked"),
            Self::Pending => Some("is not made yet"),
            Self::Gone => Some("is gone from its provider"),
            Self::Disabled => Some("is disabled"),
            Self::Expired => Some("has expired"),
            Self::Refused
            | Self::LimitReached { .. }
            | Self::ExpiresSoon { .. }
            | Self::Old { .. }
            | Self::Active => None,
        }
    }
}

impl StatusInput<'_> {
    /// Whether the provider blamed the key. A network that failed, or an answer that proves nothing, is no refusal; a use of
    /// the key since then that the provider answered takes it back.
    fn is_refused(&self) -> bool {
        self.last_test.is_some_and(|test| {
            matches!(test.verdict, Verdict::Refused { .. })
                && self.last_used_at.is_none_or(|used| used <= test.at)
        })
    }
}

/// The days that are left: to the nearest day, so that a key made for five days has five at once; 0 in the last 24
/// hours.
fn days_left(until: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    let left = until - now;
    if left < TimeDelta::days(1) { 0 } else { (left + TimeDelta::hours(12)).num_days() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;
    use crate::diagnosis::{Doubt, FailureClass};

    fn at(day: i64) -> DateTime<Utc> {
        from_millis(day * 86_400_000)
    }

    fn status(state: KeyState, expires: Option<i64>, now: i64) -> Status {
        let (created_at, expires_at) = (at(0), expires.map(at));
        Status::derive(
            &StatusInput {
                state,
                created_at,
                expires_at,
                tightest: None,
                last_test: None,
                last_used_at: None,
                rotation_age_days: 90,
            },
            at(now),
        )
    }

    fn tested(verdict: Verdict, expires: Option<i64>, last_used: Option<i64>) -> Status {
        let test = KeyTest {
            at: at(20),
            latency_ms: None,
            verdict,
            diagnosis: None,
            readings: Vec::new(),
            explained: Default::default(),
            called: None,
            offers_one_token: false,
        };
        let input = StatusInput {
            state: KeyState::Active,
            created_at: at(0),
            expires_at: expires.map(at),
            tightest: None,
            last_test: Some(&test),
            last_used_at: last_used.map(at),
            rotation_age_days: 10,
        };
        Status::derive(&input, at(30))
    }

    #[test]
    fn a_key_that_its_provider_refused_needs_attention_until_it_works() {
        for class in [FailureClass::InvalidKey, FailureClass::RevokedKey, FailureClass::ExpiredKey] {
            assert_eq!(tested(Verdict::Refused { class }, None, None), Status::Refused);
        }
        let refused = Verdict::Refused { class: FailureClass::InvalidKey };
        assert_eq!(tested(refused, None, Some(20)), Status::Refused);
        assert_eq!(tested(refused, None, Some(21)), Status::Old { days: 30 }, "it worked since");
        assert_eq!(tested(refused, Some(31), None), Status::Refused, "before what is still to come");
        assert_eq!(tested(refused, Some(29), None), Status::Expired, "the reason is known");
    }

    #[test]
    fn what_proves_nothing_is_no_refusal() {
        use Doubt::*;
        for doubt in [AnswersAnyone, NotTriedWithoutKey, NoAnswer, ProviderDown, NotTheApi, KeyNotSeen] {
            assert_eq!(tested(Verdict::CannotTell { doubt }, None, None), Status::Old { days: 30 });
        }
        let later = Verdict::WorksLater { class: FailureClass::PaymentRequired };
        assert_eq!(tested(later, None, None), Status::Old { days: 30 });
    }

    #[test]
    fn the_stored_state_comes_before_the_time() {
        assert_eq!(status(KeyState::Revoked, Some(1), 200), Status::Revoked);
        assert_eq!(status(KeyState::Revoking, Some(1), 200), Status::RevocationNotConfirmed);
    }

    #[test]
    fn expiry_is_reached_at_its_very_moment() {
        assert_eq!(status(KeyState::Active, Some(30), 30), Status::Expired);
        assert_eq!(status(KeyState::Active, Some(30), 24), Status::ExpiresSoon { days: 6 });
        assert_eq!(status(KeyState::Active, Some(30), 10), Status::Active);
    }

    #[test]
    fn the_days_that_are_left_are_told_to_the_nearest() {
        let hour = 3_600_000;
        for (left, days) in [
            (5 * 24 * hour, 5),
            (5 * 24 * hour - 1, 5),
            (108 * hour, 5),
            (108 * hour - 1, 4),
            (25 * hour, 1),
            (24 * hour, 1),
            (24 * hour - 1, 0),
            (1, 0),
        ] {
            assert_eq!(days_left(from_millis(left), from_millis(0)), days, "{left} ms");
        }
    }

    #[test]
    fn age_is_told_from_the_rotation_age_on() {
        assert_eq!(status(KeyState::Active, None, 89), Status::Active);
        assert_eq!(status(KeyState::Active, None, 90), Status::Old { days: 90 });
    }
}
