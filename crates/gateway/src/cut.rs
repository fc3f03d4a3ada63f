//! Ending an open answer from inside: its client is told, and left where it does not read.

use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::connection::Connection;
use crate::state::Gateway;

/// What a cut connection gets to send its last event before it is closed under it.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// Closes the connection a moment after `cut`: a client that does not read would keep the answer from ever noticing.
/// It watches until the answer's end, when what it hands out is dropped.
pub(crate) fn watch(
    state: &Gateway,
    connection: Connection,
    cut: impl Future<Output = ()> + Send + 'static,
) -> DropGuard {
    let ended = CancellationToken::new();
    state.tasks.spawn({
        let ended = ended.clone();
        async move {
            tokio::select! {
                () = ended.cancelled() => {}
                () = connection.0.cancelled() => {}
                // The answer may end by itself meanwhile, and the connection serve the next call.
                () = cut => tokio::select! {
                    () = ended.cancelled() => {}
                    () = sleep(LAST_WORDS) => connection.0.cancel(),
                },
            }
        }
    });
    ended.drop_guard()
}

/// Waits until the last event of a cut answer is out: hyper drops what it holds when a body fails.
pub(crate) async fn last_event_sent() {
    sleep(LAST_WORDS / 5).await;
}
