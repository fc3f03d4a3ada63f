use std::time::Duration;

use chrono::{DateTime, Utc};
use keyhinge_core::limits::window::CLOCK_START;
use tokio::time::Instant;

/// The monotonic clock of the limits. Its whole seconds fall together with the wall clock's at the start, so
/// that the limits, their headers and the meters agree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticks {
    started: Instant,
    offset: Duration,
}

impl Ticks {
    pub(crate) fn start(wall: DateTime<Utc>) -> Self {
        let fraction = wall.timestamp_millis().rem_euclid(1000).unsigned_abs();
        Self { started: Instant::now(), offset: CLOCK_START + Duration::from_millis(fraction) }
    }

    pub(crate) fn now(&self) -> Duration {
        self.offset + self.started.elapsed()
    }
}
