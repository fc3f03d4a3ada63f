//! Whether what is held in memory is still what the database says.

use std::time::Duration;

use keyhinge_core::changes::{Changes, Topic};
use keyhinge_core::{Core, Result};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Interval, MissedTickBehavior};

/// How often expiry and other processes' changes are looked at, and a failed reload tried again.
const CHECK_EVERY: Duration = Duration::from_millis(250);

/// How far a reload has come, so that the next can tell whether there is news.
pub(crate) struct News {
    topics: &'static [Topic],
    /// The database's version; changes with every write of another process.
    version: Option<i64>,
    /// What this process announced since.
    changes: broadcast::Receiver<Vec<Topic>>,
}

impl News {
    /// Everything is news at first. `topics` are those that make what is held stale.
    pub(crate) fn new(topics: &'static [Topic], changes: &Changes) -> Self {
        Self { topics, version: None, changes: changes.listen() }
    }

    /// Whether there may be news. Costs one pragma where there is none.
    pub(crate) async fn is_any(&mut self, core: &Core) -> Result<bool> {
        // A failed reload leaves no version behind, so that the next call tries again.
        Ok(self.announced()
            || self.version.is_none()
            || self.version != Some(core.store.data_version().await?))
    }

    /// Before a reload: answers the version that it is [done](Self::done) with.
    pub(crate) async fn begin(&mut self, core: &Core) -> Result<i64> {
        self.announced();
        // Asked before the read: what is written in between is then read once more, not missed.
        self.version = None;
        Ok(core.store.data_version().await?)
    }

    pub(crate) fn done(&mut self, version: i64) {
        self.version = Some(version);
    }

    /// Whether a topic was announced; forgets what it has looked at.
    fn announced(&mut self) -> bool {
        let mut any = false;
        loop {
            match self.changes.try_recv() {
                Ok(topics) => any |= concerns(self.topics, &topics),
                Err(TryRecvError::Lagged(_)) => any = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return any,
            }
        }
    }
}

fn concerns(topics: &[Topic], announced: &[Topic]) -> bool {
    topics.iter().any(|topic| announced.contains(topic))
}

/// What is held in memory of the database.
pub(crate) trait Kept: Sync {
    /// What makes it stale.
    const TOPICS: &'static [Topic];
    /// What it is, for the log.
    const WHAT: &'static str;

    /// Reads it again if there may be news.
    fn refresh(&self, core: &Core) -> impl Future<Output = Result<()>> + Send;
}

/// Reloads at once for what this process announces, and within a tick for what another process wrote.
pub(crate) async fn follow<T: Kept>(kept: &T, core: &Core) {
    let mut changes = core.changes.listen();
    let mut tick = every();
    loop {
        if let Err(error) = kept.refresh(core).await {
            tracing::warn!(%error, what = T::WHAT, "the database could not be read; trying again");
            tick.tick().await;
            continue;
        }
        loop {
            tokio::select! {
                change = changes.recv() => match change {
                    Ok(announced) if concerns(T::TOPICS, &announced) => break,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                },
                _ = tick.tick() => break,
            }
        }
    }
}

pub(crate) fn every() -> Interval {
    let mut tick = tokio::time::interval(CHECK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tick
}
