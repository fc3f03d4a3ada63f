//! The sliding window that enforces a key's limits: never more than the limit in any 60 seconds.
//!
//! Counts are kept per whole second. A call at 12.3 s is booked under second 13, the first whole second by
//! which it had happened, and leaves the window when `second + 60 <= now`: at 73 s, a little more than a
//! minute later, never less. The meters read the same rows with the same arithmetic.
//!
//! Completion tokens are reserved before an answer, as many as it may send, and spent as they are sent. What is
//! reserved counts as used until it is spent or given back, so a token counts from before it is sent until a
//! minute after: parallel answers together never exceed the limit either. What another service generates is known
//! when it is there: its call [reserves](Window::reserve) what it is estimated to take, and is
//! [settled](Window::settle) with what it took.
//!
//! Time is a monotonic duration that the caller passes in, so a change of the wall clock neither opens nor
//! closes a window. Only [`Window::refill`] maps wall time, once, at the start.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Limit, Metric, SecondCount};

/// The length of every window, in seconds.
pub const WINDOW_SECONDS: u64 = 60;

/// Where a clock for windows starts, so that [`Window::refill`] can book what happened before.
pub const CLOCK_START: Duration = Duration::from_secs(WINDOW_SECONDS);

/// A count per metric, in the order of [`Metric::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts([i64; 3]);

impl Counts {
    fn add(&mut self, metric: Metric, amount: i64) {
        let slot = &mut self.0[index(metric)];
        *slot = slot.saturating_add(amount.max(0));
    }

    fn take(&mut self, metric: Metric, amount: i64) {
        let slot = &mut self.0[index(metric)];
        *slot = slot.saturating_sub(amount.max(0)).max(0);
    }

    fn of(&self, metric: Metric) -> i64 {
        self.0[index(metric)]
    }
}

const fn index(metric: Metric) -> usize {
    match metric {
        Metric::Requests => 0,
        Metric::PromptTokens => 1,
        Metric::CompletionTokens => 2,
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    second: u64,
    counts: Counts,
}

/// What is left of each limit; `None` where there is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remaining {
    limits: [Option<i64>; 3],
    used: Counts,
    /// What answers that are still being sent may take.
    reserved: Counts,
    /// Until the whole allowance is back; zero where nothing is used.
    pub resets_in: Duration,
}

impl Remaining {
    /// The limit of a metric, if it has one.
    #[must_use]
    pub fn limit(&self, metric: Metric) -> Option<i64> {
        self.limits[index(metric)]
    }

    /// What may still be used of a metric; never negative, although a limit may be lowered below what is used.
    #[must_use]
    pub fn remaining(&self, metric: Metric) -> Option<i64> {
        self.limit(metric).map(|limit| limit.saturating_sub(taken(&self.used, &self.reserved, metric)).max(0))
    }
}

/// Why a call was not admitted. Nothing was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The limit is used up until `retry_after` from now.
    UsedUp { metric: Metric, limit: i64, retry_after: Duration },
    /// More than the whole limit in one call: it can never be admitted.
    NeverFits { metric: Metric, limit: i64, asked: i64 },
}

/// What a call may still take. Handed back by [`Window::settle`].
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Reserved(Counts);

/// One key's counts of the last minute and its limits.
#[derive(Debug, Clone, Default)]
pub struct Window {
    limits: [Option<i64>; 3],
    /// Oldest first; seconds in which nothing happened have no bucket.
    buckets: VecDeque<Bucket>,
    used: Counts,
    /// What is promised to answers and not spent yet; it does not age.
    reserved: Counts,
}

impl Window {
    /// An empty window. Of several limits on one metric the smallest holds.
    #[must_use]
    pub fn new(limits: &[Limit]) -> Self {
        let mut window = Self::default();
        window.set_limits(limits);
        window
    }

    /// Replaces the limits; what was counted stays.
    pub fn set_limits(&mut self, limits: &[Limit]) {
        self.limits = [None; 3];
        for limit in limits.iter().filter(|limit| u64::from(limit.window_seconds) == WINDOW_SECONDS) {
            let slot = &mut self.limits[index(limit.metric)];
            *slot = Some(slot.map_or(limit.amount, |held| held.min(limit.amount)));
        }
    }

    /// Admits and counts one call before anything is known of its content.
    ///
    /// # Errors
    /// [`Refused::UsedUp`] with the metric `requests`.
    pub fn admit_request(&mut self, now: Duration) -> Result<Remaining, Refused> {
        self.slide(now);
        self.room(now, Metric::Requests, 1)?;
        self.book(now, Metric::Requests, 1);
        Ok(self.remaining(now))
    }

    /// Admits and counts the prompt of a call that [`Self::admit_request`] has counted, and reserves up to
    /// `completion_tokens` for its answer. Answers how many it may send: fewer where fewer are left, none only
    /// where none were asked for. They must be [spent](Self::spend) or [given back](Self::give_back).
    ///
    /// # Errors
    /// [`Refused`], where the prompt does not fit or nothing is left for an answer; nothing is counted then.
    pub fn admit_answer(
        &mut self,
        now: Duration,
        prompt_tokens: i64,
        completion_tokens: i64,
    ) -> Result<i64, Refused> {
        self.slide(now);
        let wanted = completion_tokens.max(0);
        self.room(now, Metric::PromptTokens, prompt_tokens)?;
        self.room(now, Metric::CompletionTokens, wanted.min(1))?;
        let left = self.remaining(now).remaining(Metric::CompletionTokens).unwrap_or(i64::MAX);
        let granted = wanted.min(left).min(i64::MAX - self.reserved.of(Metric::CompletionTokens));
        self.book(now, Metric::PromptTokens, prompt_tokens);
        self.reserved.add(Metric::CompletionTokens, granted);
        Ok(granted)
    }

    /// Admits a call whose tokens are only known once it is answered, and reserves the prompt as estimated and up to
    /// `completion_tokens`, at least one, for the answer. What is answered must be [settled](Self::settle).
    ///
    /// # Errors
    /// As [`Self::admit_answer`].
    pub fn reserve(
        &mut self,
        now: Duration,
        prompt_tokens: i64,
        completion_tokens: i64,
    ) -> Result<Reserved, Refused> {
        self.slide(now);
        self.room(now, Metric::PromptTokens, prompt_tokens)?;
        self.room(now, Metric::CompletionTokens, 1)?;
        let left = self.remaining(now).remaining(Metric::CompletionTokens).unwrap_or(i64::MAX);
        let mut reserved = Counts::default();
        for (metric, wanted) in [
            (Metric::PromptTokens, prompt_tokens),
            (Metric::CompletionTokens, completion_tokens.max(1).min(left)),
        ] {
            reserved.add(metric, wanted.min(i64::MAX - self.reserved.of(metric)));
            self.reserved.add(metric, reserved.of(metric));
        }
        Ok(Reserved(reserved))
    }

    /// Counts what a call took, in the place of what was reserved for it.
    pub fn settle(&mut self, now: Duration, reserved: Reserved, prompt_tokens: i64, completion_tokens: i64) {
        self.slide(now);
        for metric in Metric::ALL {
            self.reserved.take(metric, reserved.0.of(metric));
        }
        self.book(now, Metric::PromptTokens, prompt_tokens);
        self.book(now, Metric::CompletionTokens, completion_tokens);
    }

    /// Counts tokens of a reservation as sent now. The caller spends no more than it was granted.
    pub fn spend(&mut self, now: Duration, completion_tokens: i64) {
        self.slide(now);
        self.give_back(completion_tokens);
        self.book(now, Metric::CompletionTokens, completion_tokens);
    }

    /// Frees what is left of a reservation: it was not sent and will not be.
    pub fn give_back(&mut self, completion_tokens: i64) {
        self.reserved.take(Metric::CompletionTokens, completion_tokens);
    }

    /// What is left at `now`.
    #[must_use]
    pub fn look(&mut self, now: Duration) -> Remaining {
        self.slide(now);
        self.remaining(now)
    }

    /// Puts back what was counted before a restart. `counts` carry wall seconds; `wall_millis` is the wall
    /// clock at `now`. Seconds in the future, as after the clock was set back, count as now. The monotonic
    /// clock must have started at [`CLOCK_START`].
    pub fn refill(&mut self, now: Duration, wall_millis: i64, counts: &[SecondCount]) {
        for count in counts {
            let age = wall_millis.saturating_sub(count.second.saturating_mul(1000)).max(0);
            let age = Duration::from_millis(age.unsigned_abs());
            if age >= Duration::from_secs(WINDOW_SECONDS) {
                continue;
            }
            let second = booked_second(now.saturating_sub(age));
            let mut counts = Counts::default();
            for metric in Metric::ALL {
                counts.add(metric, count.of(metric));
                self.used.add(metric, count.of(metric));
            }
            let at = self.buckets.partition_point(|bucket| bucket.second <= second);
            self.buckets.insert(at, Bucket { second, counts });
        }
    }

    /// Drops the seconds that have left the window.
    fn slide(&mut self, now: Duration) {
        while let Some(oldest) = self.buckets.front().copied() {
            if oldest.second + WINDOW_SECONDS > now.as_secs() {
                break;
            }
            for (used, gone) in self.used.0.iter_mut().zip(oldest.counts.0) {
                *used = used.saturating_sub(gone);
            }
            self.buckets.pop_front();
        }
    }

    /// Whether `wanted` more fits now.
    fn room(&self, now: Duration, metric: Metric, wanted: i64) -> Result<(), Refused> {
        let Some(limit) = self.limits[index(metric)] else { return Ok(()) };
        if wanted <= 0 {
            return Ok(());
        }
        if wanted > limit {
            return Err(Refused::NeverFits { metric, limit, asked: wanted });
        }
        let mut used = taken(&self.used, &self.reserved, metric);
        if used.saturating_add(wanted) <= limit {
            return Ok(());
        }
        for bucket in &self.buckets {
            used = used.saturating_sub(bucket.counts.of(metric));
            if used.saturating_add(wanted) <= limit {
                let retry_after = leaves_at(bucket.second).saturating_sub(now);
                return Err(Refused::UsedUp { metric, limit, retry_after });
            }
        }
        // Reserved for answers that are being sent: nobody knows when they end.
        Err(Refused::UsedUp { metric, limit, retry_after: Duration::from_secs(WINDOW_SECONDS) })
    }

    fn book(&mut self, now: Duration, metric: Metric, amount: i64) {
        if amount <= 0 {
            return;
        }
        // Two threads may read the clock in one order and get here in the other.
        let newest = self.buckets.back().map_or(0, |bucket| bucket.second);
        let second = booked_second(now).max(newest);
        if self.buckets.back().is_none_or(|bucket| bucket.second < second) {
            self.buckets.push_back(Bucket { second, counts: Counts::default() });
        }
        if let Some(bucket) = self.buckets.back_mut() {
            bucket.counts.add(metric, amount);
        }
        self.used.add(metric, amount);
    }

    fn remaining(&self, now: Duration) -> Remaining {
        // What is reserved is spent now at the earliest.
        let pending = (self.reserved != Counts::default()).then(|| booked_second(now));
        let newest = self.buckets.back().map(|newest| newest.second).max(pending);
        let resets_in = newest.map_or(Duration::ZERO, |second| leaves_at(second).saturating_sub(now));
        Remaining { limits: self.limits, used: self.used, reserved: self.reserved, resets_in }
    }
}

/// What counts against a limit.
fn taken(used: &Counts, reserved: &Counts, metric: Metric) -> i64 {
    used.of(metric).saturating_add(reserved.of(metric))
}

/// The first whole second by which a call at `now` has happened.
#[must_use]
pub fn booked_second(now: Duration) -> u64 {
    now.as_secs() + u64::from(now.subsec_nanos() > 0)
}

/// The same for wall time: the second of the row that a call at `millis` (since 1970) is written to.
#[must_use]
pub fn booked_wall_second(millis: i64) -> i64 {
    millis.div_euclid(1000) + i64::from(millis.rem_euclid(1000) > 0)
}

fn leaves_at(second: u64) -> Duration {
    Duration::from_secs(second + WINDOW_SECONDS)
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
