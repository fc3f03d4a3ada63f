//! How things stand, for whoever tells it outside the window: the tray and the notifications. Read when something
//! changed, never polled; only while a limit is in use is it read again by itself, since its window slides.

use std::time::Duration;

use keyhinge_api::App;
use keyhinge_api::commands::{gateway_status, keys_list};
use keyhinge_api::contract::{GatewayStatus, Nothing};
use keyhinge_core::changes::Topic;
use keyhinge_core::keys::KeySummary;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{sleep, timeout};

/// At most this often, however busy the gateway is.
const PACE: Duration = Duration::from_secs(1);

/// While a limit is in use.
const SLIDING: Duration = Duration::from_secs(15);

/// Keys come to their end without any change.
const IDLE: Duration = Duration::from_secs(60 * 60);

/// The gateway and every key, as they are now.
#[derive(Debug, Clone)]
pub(crate) struct Outlook {
    pub(crate) gateway: GatewayStatus,
    pub(crate) keys: Vec<KeySummary>,
}

/// The outlooks of an app, one after another.
pub(crate) struct Outlooks {
    app: App,
    changes: Receiver<Vec<Topic>>,
    /// How long the last one holds without a change; none before the first.
    holds: Option<Duration>,
}

impl Outlooks {
    pub(crate) fn of(app: App) -> Self {
        Self { changes: app.listen(), app, holds: None }
    }

    /// The outlook now, then whenever it changed; none once the app ends.
    pub(crate) async fn next(&mut self) -> Option<Outlook> {
        loop {
            if let Some(holds) = self.holds {
                sleep(PACE).await;
                // A change that came meanwhile is waiting here.
                if timeout(holds, changed(&mut self.changes)).await == Ok(false) {
                    return None;
                }
            }
            self.holds = Some(IDLE);
            if let Some(outlook) = read(&self.app).await {
                if outlook.keys.iter().any(|key| key.tightest.is_some()) {
                    self.holds = Some(SLIDING);
                }
                return Some(outlook);
            }
        }
    }
}

/// Waits for a change that matters; false once there will be none.
async fn changed(changes: &mut Receiver<Vec<Topic>>) -> bool {
    loop {
        match changes.recv().await {
            Ok(topics) if topics.iter().any(matters) => break,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => break,
            Err(RecvError::Closed) => return false,
        }
    }
    // What came with it is told with it.
    while changes.try_recv().is_ok() {}
    true
}

fn matters(topic: &Topic) -> bool {
    matches!(
        topic,
        Topic::Accounts | Topic::Gateway | Topic::Keys | Topic::Limits | Topic::Settings | Topic::Window
    )
}

/// None where the data cannot be read; the window says why.
async fn read(app: &App) -> Option<Outlook> {
    let gateway = gateway_status(app, Nothing {}).await.ok()?;
    let keys = keys_list(app, Nothing {}).await.ok()?;
    Some(Outlook { gateway, keys })
}
