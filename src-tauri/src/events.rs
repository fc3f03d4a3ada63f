//! Tells the window what has become stale: one event, `changed`, with topics.

use std::collections::BTreeSet;
use std::time::Duration;

use keyhinge_core::changes::Topic;
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

/// The name of the event.
pub(crate) const CHANGED: &str = "changed";

/// Limits and usage move with every gateway call; the window hears of them at most this often.
const PACE: Duration = Duration::from_millis(250);

/// What [`CHANGED`] carries.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Changed {
    topics: BTreeSet<Topic>,
}

impl Changed {
    pub(crate) fn has(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }
}

/// Passes announcements on to `emit` until their sender is gone. What a user did passes at once; what
/// traffic did is gathered.
pub(crate) async fn pass_on(mut announcements: Receiver<Vec<Topic>>, emit: impl Fn(Changed)) {
    let mut gathered = BTreeSet::new();
    let mut next = Instant::now();
    loop {
        let heard = tokio::select! {
            heard = announcements.recv() => heard,
            () = sleep_until(next), if !gathered.is_empty() => {
                emit(Changed { topics: std::mem::take(&mut gathered) });
                next = Instant::now() + PACE;
                continue;
            }
        };
        let topics = match heard {
            Ok(topics) => topics,
            // We were too slow and do not know what we missed.
            Err(RecvError::Lagged(_)) => Topic::ALL.to_vec(),
            Err(RecvError::Closed) => return,
        };
        let (traffic, acts): (BTreeSet<_>, BTreeSet<_>) = topics.into_iter().partition(is_traffic);
        gathered.extend(traffic);
        if !acts.is_empty() {
            emit(Changed { topics: acts });
        }
    }
}

fn is_traffic(topic: &Topic) -> bool {
    matches!(topic, Topic::Limits | Topic::Usage)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use keyhinge_core::changes::Changes;
    use tokio::time::sleep;

    use super::*;

    type Emitted = Arc<Mutex<Vec<(Duration, Vec<Topic>)>>>;

    fn listening(changes: &Changes) -> Emitted {
        let emitted = Emitted::default();
        let seen = Arc::clone(&emitted);
        let start = Instant::now();
        tokio::spawn(pass_on(changes.listen(), move |changed| {
            seen.lock().unwrap().push((start.elapsed(), changed.topics.into_iter().collect()));
        }));
        emitted
    }

    #[tokio::test(start_paused = true)]
    async fn acts_pass_at_once() {
        let changes = Changes::default();
        let emitted = listening(&changes);
        changes.announce(&[Topic::Keys, Topic::Activity]);
        sleep(Duration::from_millis(1)).await;
        assert_eq!(*emitted.lock().unwrap(), [(Duration::ZERO, vec![Topic::Activity, Topic::Keys])]);
    }

    #[tokio::test(start_paused = true)]
    async fn traffic_passes_at_most_every_pace() {
        let changes = Changes::default();
        let emitted = listening(&changes);
        for _call in 0..100 {
            changes.announce(&[Topic::Limits, Topic::Usage]);
            sleep(Duration::from_millis(10)).await;
        }
        sleep(PACE).await;
        let emitted = emitted.lock().unwrap();
        assert!((4..=6).contains(&emitted.len()), "{emitted:?}");
        assert!(emitted.windows(2).all(|pair| pair[1].0 - pair[0].0 >= PACE), "{emitted:?}");
        assert_eq!(emitted[0].0, Duration::ZERO, "the first call shows at once");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_lags_hears_everything() {
        let changes = Changes::default();
        let announcements = changes.listen();
        for _flood in 0..1_000 {
            changes.announce(&[Topic::Keys]);
        }
        let heard = Arc::new(Mutex::new(BTreeSet::new()));
        let sink = Arc::clone(&heard);
        tokio::spawn(pass_on(announcements, move |changed| sink.lock().unwrap().extend(changed.topics)));
        sleep(Duration::from_millis(1)).await;
        assert_eq!(heard.lock().unwrap().len(), Topic::ALL.len());
    }
}
