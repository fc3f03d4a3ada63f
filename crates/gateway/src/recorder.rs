//! Usage on its way to the disk: added up in memory by the calls, written by one task.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use keyhinge_core::changes::Topic;
use keyhinge_core::limits::Reading;
use keyhinge_core::usage::{UsageBatch, UsageDelta};
use keyhinge_core::{Core, Result};

/// A kill loses at most this much.
const FLUSH_EVERY: Duration = Duration::from_millis(250);

/// Adds up what was used. Under pressure the batch grows by keys, models and minutes, never by calls, so
/// nothing has to be dropped and no call waits for the disk.
#[derive(Default)]
pub(crate) struct Recorder {
    pending: Mutex<UsageBatch>,
    /// What providers last said of the limits of a key.
    readings: Mutex<HashMap<String, Vec<Reading>>>,
    /// One flush at a time, so that a reader that flushed first sees everything.
    flushing: tokio::sync::Mutex<()>,
}

impl Recorder {
    pub(crate) fn record(&self, delta: &UsageDelta) {
        self.pending().add(delta);
    }

    /// Keeps what an answer said of a provider's limits; the newest answer is the truest.
    pub(crate) fn note_limits(&self, key_id: &str, readings: Vec<Reading>) {
        if !readings.is_empty() {
            self.readings().insert(key_id.to_owned(), readings);
        }
    }

    /// Writes what has been recorded so far, in one transaction. Usage that cannot be written is kept.
    pub(crate) async fn flush(&self, core: &Core) -> Result<()> {
        let _one_at_a_time = self.flushing.lock().await;
        self.write_readings(core).await;
        let batch = std::mem::take(&mut *self.pending());
        if batch.is_empty() {
            return Ok(());
        }
        match core.store.record_usage(&batch, core.clock.now()).await {
            Ok(first_used) => {
                core.changes.announce(&[Topic::Limits, Topic::Usage]);
                if first_used {
                    core.changes.announce(&[Topic::Activity, Topic::Keys]);
                }
                Ok(())
            }
            Err(error) => {
                let now = core.clock.now();
                self.pending().merge(batch, now);
                Err(error.into())
            }
        }
    }

    /// What cannot be written is left: the next answer says it anew.
    async fn write_readings(&self, core: &Core) {
        let readings = std::mem::take(&mut *self.readings());
        if readings.is_empty() {
            return;
        }
        match core.store.record_readings(&readings).await {
            Ok(()) => core.changes.announce(&[Topic::Limits]),
            Err(error) => tracing::warn!(%error, "what providers said of their limits could not be written"),
        }
    }

    /// Writes every 250 ms, until it is dropped.
    pub(crate) async fn keep_written(&self, core: &Core) {
        let mut tick = tokio::time::interval(FLUSH_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(error) = self.flush(core).await {
                tracing::warn!(%error, "usage could not be written; it is kept and tried again");
            }
        }
    }

    fn readings(&self) -> std::sync::MutexGuard<'_, HashMap<String, Vec<Reading>>> {
        self.readings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pending(&self) -> std::sync::MutexGuard<'_, UsageBatch> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
