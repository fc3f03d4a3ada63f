//! The thread that makes the blocking calls, and the patience of those who wait for it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use tokio::sync::oneshot;

use super::choice::Choice;
use super::keychain::{Keychain, Source};
use super::{VaultError, native};

/// Threads that may hang in a keychain before further calls are refused at once.
const THREADS_MAX: usize = 4;

/// How long the question may take whether the user is being asked.
const LOOK: Duration = Duration::from_secs(5);

/// How long a caller waits.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub usual: Duration,
    /// In all, where the keychain is asking the user to unlock it.
    pub prompting: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { usual: Duration::from_secs(30), prompting: Duration::from_secs(120) }
    }
}

type Job = Box<dyn FnOnce(&mut Keychain) + Send>;

/// Starts the thread at the first call, and another where it hangs: a caller that has lost patience leaves the
/// thread behind, which ends by itself when the keychain lets go of it.
pub(super) struct Worker {
    source: Source,
    choice: Option<Choice>,
    patience: Patience,
    thread: Mutex<Option<Arc<Thread>>>,
    /// Threads that have not ended.
    alive: Arc<AtomicUsize>,
}

struct Thread {
    jobs: mpsc::Sender<Job>,
    left_behind: Arc<AtomicBool>,
}

impl Worker {
    pub(super) fn new(source: Source, choice: Option<Choice>, patience: Patience) -> Self {
        Self { source, choice, patience, thread: Mutex::new(None), alive: Arc::default() }
    }

    /// Where the user can choose another vault than the keychain.
    pub(super) fn choice(&self) -> Option<&Choice> {
        self.choice.as_ref()
    }

    /// Runs `task` on the thread, after all that were given before it.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Keychain) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        if matches!(self.source, Source::None) && self.choice.is_none() {
            return Err(VaultError::NotUsed);
        }
        let thread = self.thread()?;
        let (reply, mut answer) = oneshot::channel();
        let job: Job = Box::new(move |keychain| {
            if !reply.is_closed() {
                drop(reply.send(task(keychain)));
            }
        });
        if thread.jobs.send(job).is_err() {
            self.leave(&thread);
            return Err(VaultError::Failed);
        }
        let mut waited = tokio::time::timeout(self.patience.usual, &mut answer).await;
        if waited.is_err() && self.may_be_asking().await {
            let rest = self.patience.prompting.saturating_sub(self.patience.usual);
            waited = tokio::time::timeout(rest, &mut answer).await;
        }
        match waited {
            Ok(Ok(result)) => result,
            // The thread ended without an answer: it was left behind, or the store panicked.
            Ok(Err(_)) => {
                let error = if thread.left_behind.load(Ordering::SeqCst) {
                    VaultError::Slow
                } else {
                    VaultError::Failed
                };
                self.leave(&thread);
                Err(error)
            }
            Err(_) => {
                self.leave(&thread);
                Err(VaultError::Slow)
            }
        }
    }

    /// Whether the keychain is asking the user to unlock it, as far as that can be known.
    async fn may_be_asking(&self) -> bool {
        if !matches!(self.source, Source::Native) {
            return false;
        }
        let look = tokio::task::spawn_blocking(native::may_be_asking);
        matches!(tokio::time::timeout(LOOK, look).await, Ok(Ok(true)))
    }

    /// The thread, started where there is none.
    fn thread(&self) -> Result<Arc<Thread>, VaultError> {
        let mut slot = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = &*slot {
            return Ok(Arc::clone(thread));
        }
        let alive = Alive::enter(&self.alive).ok_or(VaultError::Slow)?;
        let (jobs, inbox) = mpsc::channel::<Job>();
        let thread = Arc::new(Thread { jobs, left_behind: Arc::default() });
        let mut keychain = Keychain::new(self.source.clone(), self.choice.clone());
        let left_behind = Arc::clone(&thread.left_behind);
        std::thread::Builder::new()
            .name("keychain".into())
            .spawn(move || {
                let _alive = alive;
                for job in inbox {
                    if left_behind.load(Ordering::SeqCst) {
                        // Late orders could undo what the next thread has done since.
                        drop(job);
                        continue;
                    }
                    job(&mut keychain);
                }
            })
            .map_err(|_| VaultError::Failed)?;
        *slot = Some(Arc::clone(&thread));
        Ok(thread)
    }

    /// Lets the next call start a new thread.
    fn leave(&self, thread: &Arc<Thread>) {
        thread.left_behind.store(true, Ordering::SeqCst);
        let mut slot = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.as_ref().is_some_and(|current| Arc::ptr_eq(current, thread)) {
            *slot = None;
        }
    }
}

/// Counts one thread for as long as it lives, also when it panics.
struct Alive(Arc<AtomicUsize>);

impl Alive {
    fn enter(count: &Arc<AtomicUsize>) -> Option<Self> {
        count
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |alive| {
                (alive < THREADS_MAX).then_some(alive + 1)
            })
            .is_ok()
            .then(|| Self(Arc::clone(count)))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
