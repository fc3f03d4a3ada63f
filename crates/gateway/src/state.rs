use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use keyhinge_core::Core;
use keyhinge_core::secret::Secret;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;

use crate::caps::Caps;
use crate::error::ApiError;
use crate::recorder::Recorder;
use crate::registry::Registry;
use crate::relay::Upstreams;
use crate::serve::GatewayError;
use crate::ticks::Ticks;

/// How many calls may work on something large at once: other calls, and other programs, go on meanwhile.
const HEAVY: usize = 2;

/// What one run of the gateway works with. Cheap to clone.
#[derive(Clone)]
pub struct GatewayState(pub(crate) Gateway);

impl GatewayState {
    /// `session_token` manages keys for this run, see [`keyhinge_core::keys::token::session`]. The keys are
    /// read by [`Self::load`], or at the latest when the gateway runs.
    #[must_use]
    pub fn new(core: Core, session_token: Secret, caps: Caps) -> Self {
        let ticks = Ticks::start(core.clock.now());
        let registry = Registry::new(ticks, &core.changes);
        let upstreams = Upstreams::new(&core.changes, caps.upstream_connect);
        Self(Gateway(Arc::new(Shared {
            core,
            session_token,
            caps,
            registry,
            upstreams,
            recorder: Recorder::default(),
            ticks,
            tasks: TaskTracker::new(),
            bodies: Arc::new(Semaphore::new(caps.bodies_bytes)),
            heavy: Arc::new(Semaphore::new(HEAVY)),
            requests: AtomicU64::new(0),
        })))
    }

    /// Reads the keys, so that a host learns of a folder that cannot be read before it says that it serves.
    /// What is written from then on is noticed by the gateway while it runs.
    ///
    /// # Errors
    /// [`GatewayError::Core`] where the keys cannot be read.
    pub async fn load(&self) -> Result<(), GatewayError> {
        Ok(self.0.registry.reload(&self.0.core).await?)
    }
}

/// The same, with its parts in reach of this crate.
#[derive(Clone)]
pub(crate) struct Gateway(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) core: Core,
    pub(crate) session_token: Secret,
    pub(crate) caps: Caps,
    pub(crate) registry: Registry,
    pub(crate) upstreams: Upstreams,
    pub(crate) recorder: Recorder,
    pub(crate) ticks: Ticks,
    /// Writes that must be finished although their caller went away.
    pub(crate) tasks: TaskTracker,
    /// Bytes of request bodies that may still be taken.
    pub(crate) bodies: Arc<Semaphore>,
    heavy: Arc<Semaphore>,
    requests: AtomicU64,
}

impl Gateway {
    /// A place to work on something large, on a thread for that; waits until there is one.
    ///
    /// # Errors
    /// None while the gateway lives.
    pub(crate) async fn heavy(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        Arc::clone(&self.heavy).acquire_owned().await.map_err(|_| ApiError::internal())
    }

    /// A name for one request, for the log and for whoever asks about it.
    pub(crate) fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        format!("req_{:x}{number:08x}", self.core.clock.now().timestamp_millis())
    }
}

impl std::ops::Deref for Gateway {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
