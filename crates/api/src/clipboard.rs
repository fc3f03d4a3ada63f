//! What Keyhinge has on the clipboard, and when it goes away again. The host brings the clipboard itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use keyhinge_core::changes::{Changes, Topic};
use keyhinge_core::clock::Clock;
use keyhinge_core::secret::Secret;

use crate::contract::{ClipboardStatus, Copied};
use crate::error::{CommandError, ErrorCode};

/// The system's clipboard. Calls may block; they are made off the async workers.
pub trait Clipboard: Send + Sync + 'static {
    /// Puts `text` there and keeps offering it. Answers whether it could be marked for exclusion from clipboard
    /// history on this desktop.
    ///
    /// # Errors
    /// A plain sentence that says why it could not.
    fn put(&self, text: &Secret) -> Result<bool, String>;

    /// The text that is there now; none where it is empty or no text.
    ///
    /// # Errors
    /// A plain sentence that says why it could not be read.
    fn text(&self) -> Result<Option<Secret>, String>;

    /// Empties it.
    ///
    /// # Errors
    /// A plain sentence that says why it could not.
    fn clear(&self) -> Result<(), String>;
}

/// Puts secrets on the clipboard and takes them away again, if nothing else has been copied meanwhile.
#[derive(Clone)]
pub(crate) struct ClipboardKeeper(Arc<Keeper>);

struct Keeper {
    clipboard: Option<Arc<dyn Clipboard>>,
    clock: Clock,
    changes: Changes,
    held: Mutex<Held>,
    /// One copy or clear at a time, so that `held` is always what was put there last.
    turn: tokio::sync::Mutex<()>,
}

struct Held {
    status: ClipboardStatus,
    /// What we put there, while we have to clear it. A second copy replaces it, which ends the first one's timer.
    secret: Option<Arc<Secret>>,
    turn: u64,
}

impl ClipboardKeeper {
    pub(crate) fn new(clipboard: Option<Arc<dyn Clipboard>>, clock: Clock, changes: Changes) -> Self {
        let held = Mutex::new(Held { status: ClipboardStatus::Empty, secret: None, turn: 0 });
        Self(Arc::new(Keeper { clipboard, clock, changes, held, turn: tokio::sync::Mutex::default() }))
    }

    pub(crate) fn status(&self) -> ClipboardStatus {
        self.0.lock().status.clone()
    }

    /// Copies `text` and starts the countdown.
    pub(crate) async fn copy(
        &self,
        text: Secret,
        key_id: Option<String>,
        clear_after_seconds: u32,
    ) -> Result<Copied, CommandError> {
        let secret = Arc::new(text);
        let _turn = self.0.turn.lock().await;
        let excluded_from_history = self.put(secret.clone()).await?;
        let clears_at = self.0.clock.now() + TimeDelta::seconds(i64::from(clear_after_seconds));
        let status = ClipboardStatus::Holding { key_id, clears_at, excluded_from_history };
        let turn = {
            let mut held = self.0.lock();
            held.turn += 1;
            held.status = status.clone();
            held.secret = Some(secret);
            held.turn
        };
        self.0.changes.announce(&[Topic::Clipboard]);
        tokio::spawn(self.clone().clear_at(turn, clears_at));
        Ok(Copied { clipboard: status })
    }

    /// Copies a text without a secret, which stays there. What was there of ours is replaced by it.
    pub(crate) async fn copy_plain(&self, text: Secret) -> Result<Copied, CommandError> {
        let _turn = self.0.turn.lock().await;
        self.put(Arc::new(text)).await?;
        {
            let mut held = self.0.lock();
            held.turn += 1;
            held.status = ClipboardStatus::Empty;
            held.secret = None;
        }
        self.0.changes.announce(&[Topic::Clipboard]);
        Ok(Copied { clipboard: ClipboardStatus::Empty })
    }

    async fn put(&self, text: Arc<Secret>) -> Result<bool, CommandError> {
        let clipboard = self.0.clipboard.clone().ok_or_else(|| unavailable("This host has no clipboard."))?;
        match tokio::task::spawn_blocking(move || clipboard.put(&text)).await {
            Ok(Ok(excluded)) => Ok(excluded),
            Ok(Err(reason)) => Err(unavailable(&reason)),
            Err(error) => Err(unavailable(&error.to_string())),
        }
    }

    /// Waits on the wall clock as well, so that time asleep counts.
    async fn clear_at(self, turn: u64, clears_at: DateTime<Utc>) {
        loop {
            let left = clears_at - self.0.clock.now();
            match left.to_std() {
                Ok(left) if !left.is_zero() => {
                    tokio::time::sleep(left.min(std::time::Duration::from_secs(1))).await
                }
                _ => break,
            }
        }
        self.clear(Some(turn)).await;
    }

    /// Clears at once what is still ours: at quit.
    pub(crate) async fn clear_now(&self) {
        self.clear(None).await;
    }

    async fn clear(&self, turn: Option<u64>) {
        let Some(clipboard) = self.0.clipboard.clone() else { return };
        let _turn = self.0.turn.lock().await;
        let secret = {
            let held = self.0.lock();
            if turn.is_some_and(|turn| turn != held.turn) {
                return;
            }
            held.secret.clone()
        };
        let Some(secret) = secret else { return };
        let cleared = tokio::task::spawn_blocking(move || match clipboard.text()? {
            Some(text) if secret.matches(text.expose()) => {
                clipboard.clear().map(|()| ClipboardStatus::Cleared)
            }
            Some(_) => Ok(ClipboardStatus::Replaced),
            None => Ok(ClipboardStatus::Cleared),
        })
        .await;
        let status = match cleared {
            Ok(Ok(status)) => status,
            Ok(Err(message)) => ClipboardStatus::ClearFailed { message },
            Err(error) => ClipboardStatus::ClearFailed { message: error.to_string() },
        };
        let failed = matches!(status, ClipboardStatus::ClearFailed { .. });
        {
            let mut held = self.0.lock();
            held.status = status;
            // What could not be cleared is tried once more at quit.
            if !failed {
                held.secret = None;
            }
        }
        self.0.changes.announce(&[Topic::Clipboard]);
    }
}

impl Keeper {
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unavailable(reason: &str) -> CommandError {
    CommandError {
        code: ErrorCode::ClipboardUnavailable,
        message: format!("The key was not copied: {reason}"),
        next_step: "Use “Show” and copy it by hand, or try again.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyhinge_core::clock::from_millis;

    #[derive(Default)]
    struct FakeClipboard {
        text: Mutex<Option<String>>,
        refuses_to_clear: bool,
    }

    impl Clipboard for FakeClipboard {
        fn put(&self, text: &Secret) -> Result<bool, String> {
            *self.text.lock().unwrap() = Some(text.expose().to_owned());
            Ok(true)
        }

        fn text(&self) -> Result<Option<Secret>, String> {
            Ok(self.text.lock().unwrap().clone().map(Secret::new))
        }

        fn clear(&self) -> Result<(), String> {
            if self.refuses_to_clear {
                return Err("The desktop refused.".into());
            }
            *self.text.lock().unwrap() = None;
            Ok(())
        }
    }

    fn keeper(fake: FakeClipboard) -> (ClipboardKeeper, Arc<FakeClipboard>, Clock) {
        let fake = Arc::new(fake);
        let clock = Clock::manual(from_millis(0));
        (ClipboardKeeper::new(Some(fake.clone()), clock.clone(), Changes::default()), fake, clock)
    }

    async fn settled(keeper: &ClipboardKeeper) -> ClipboardStatus {
        while matches!(keeper.status(), ClipboardStatus::Holding { .. }) {
            tokio::time::advance(std::time::Duration::from_millis(200)).await;
            tokio::task::yield_now().await;
        }
        keeper.status()
    }

    #[tokio::test(start_paused = true)]
    async fn a_secret_is_cleared_when_its_time_is_up() {
        let (keeper, fake, clock) = keeper(FakeClipboard::default());
        keeper.copy(Secret::new("kh_a".into()), None, 30).await.unwrap();
        assert_eq!(fake.text.lock().unwrap().as_deref(), Some("kh_a"));
        clock.advance(TimeDelta::seconds(30));
        assert_eq!(settled(&keeper).await, ClipboardStatus::Cleared);
        assert_eq!(*fake.text.lock().unwrap(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn what_somebody_else_copied_is_left_alone() {
        let (keeper, fake, clock) = keeper(FakeClipboard::default());
        keeper.copy(Secret::new("kh_a".into()), None, 30).await.unwrap();
        *fake.text.lock().unwrap() = Some("a recipe".into());
        clock.advance(TimeDelta::seconds(31));
        assert_eq!(settled(&keeper).await, ClipboardStatus::Replaced);
        assert_eq!(fake.text.lock().unwrap().as_deref(), Some("a recipe"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_copy_restarts_the_countdown() {
        let (keeper, fake, clock) = keeper(FakeClipboard::default());
        keeper.copy(Secret::new("kh_a".into()), None, 30).await.unwrap();
        clock.advance(TimeDelta::seconds(20));
        keeper.copy(Secret::new("kh_b".into()), None, 30).await.unwrap();
        clock.advance(TimeDelta::seconds(20));
        for _ in 0..50 {
            tokio::time::advance(std::time::Duration::from_millis(200)).await;
            tokio::task::yield_now().await;
        }
        assert_eq!(
            fake.text.lock().unwrap().as_deref(),
            Some("kh_b"),
            "the first copy's timer must not clear it"
        );
        clock.advance(TimeDelta::seconds(11));
        assert_eq!(settled(&keeper).await, ClipboardStatus::Cleared);
    }

    #[tokio::test(start_paused = true)]
    async fn a_desktop_that_refuses_to_clear_is_told() {
        let (keeper, _fake, _clock) =
            keeper(FakeClipboard { refuses_to_clear: true, ..FakeClipboard::default() });
        keeper.copy(Secret::new("kh_a".into()), None, 30).await.unwrap();
        keeper.clear_now().await;
        assert!(matches!(keeper.status(), ClipboardStatus::ClearFailed { .. }));
    }
}
