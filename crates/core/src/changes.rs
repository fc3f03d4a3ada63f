//! What a write makes stale. Every write says so once it is committed; the UI's query keys start with a topic.

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use ts_rs::TS;

/// What changed. The first element of every query key in the UI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Accounts,
    Activity,
    Catalogue,
    Clipboard,
    Gateway,
    Keys,
    Limits,
    Settings,
    Usage,
    Vault,
    Window,
}

impl Topic {
    /// Everything: what a listener that lost count must take for stale.
    pub const ALL: [Self; 11] = [
        Self::Accounts,
        Self::Activity,
        Self::Catalogue,
        Self::Clipboard,
        Self::Gateway,
        Self::Keys,
        Self::Limits,
        Self::Settings,
        Self::Usage,
        Self::Vault,
        Self::Window,
    ];
}

/// Carries topics from the writer to whoever shows or caches them.
#[derive(Clone)]
pub struct Changes(broadcast::Sender<Vec<Topic>>);

impl Default for Changes {
    fn default() -> Self {
        Self(broadcast::channel(256).0)
    }
}

impl Changes {
    /// Says that `topics` are stale. Having no listener is fine.
    pub fn announce(&self, topics: &[Topic]) {
        drop(self.0.send(topics.to_vec()));
    }

    /// Hears every announcement from now on. A receiver that lags must treat everything as stale.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Vec<Topic>> {
        self.0.subscribe()
    }
}
