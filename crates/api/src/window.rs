//! What the window and the desktop around it say to each other: whether closing is being asked about, and which screen
//! a link wants. The desktop shell brings [`Desktop`]; the command line has none.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use keyhinge_core::changes::{Changes, Topic};
use tokio::sync::oneshot;

use crate::contract::{CloseChoice, WindowRoute, WindowStatus};
use crate::error::{CommandError, ErrorCode};

/// How long the page may take to show the question before a second close counts as the answer. A page that hangs must
/// not keep a user from closing the window.
const SHOWN_WITHIN: Duration = Duration::from_secs(3);

/// What the desktop shell does for the app.
pub trait Desktop: Send + Sync + 'static {
    /// Closes the window as `choice` says; `Stay` closes nothing.
    fn close(&self, choice: CloseChoice);

    /// Has the user choose a folder in a dialog of the system; nothing where it is closed without a choice.
    fn choose_folder(&self) -> oneshot::Receiver<Option<PathBuf>>;

    /// Whether the window can be brought back from a tray now.
    fn has_tray(&self) -> bool;

    /// Starts the app with the user's session from now on, or no longer.
    ///
    /// # Errors
    /// A plain sentence that says why that could not be arranged.
    fn start_at_login(&self, wanted: bool) -> Result<(), String>;
}

/// Between the window and the desktop.
pub struct WindowDoor {
    desktop: OnceLock<Arc<dyn Desktop>>,
    changes: Changes,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    question: Option<Question>,
    /// What the page is to open, and has not yet.
    wish: WindowRoute,
}

struct Question {
    asked: Instant,
    /// The page has read that there is one.
    shown: bool,
}

impl WindowDoor {
    pub(crate) fn new(changes: Changes) -> Self {
        Self { desktop: OnceLock::new(), changes, state: Mutex::default() }
    }

    /// Tells who does what the window is asked for; the first one stays.
    pub fn opened_by(&self, desktop: Arc<dyn Desktop>) {
        drop(self.desktop.set(desktop));
        self.changes.announce(&[Topic::Window]);
    }

    /// Lets the page ask whether to go on without the window. Answers false where it was asked long ago and the page
    /// never showed it.
    #[must_use]
    pub fn ask(&self) -> bool {
        let mut state = self.state();
        if state.question.as_ref().is_some_and(|open| !open.shown && open.asked.elapsed() > SHOWN_WITHIN) {
            return false;
        }
        state.question.get_or_insert(Question { asked: Instant::now(), shown: false });
        drop(state);
        self.changes.announce(&[Topic::Window]);
        true
    }

    /// Has the page show `route`, a fragment such as `#/keys`, as soon as it can.
    pub fn show(&self, route: &str) {
        self.state().wish = WindowRoute { route: Some(route.to_owned()), create_key: false };
        self.changes.announce(&[Topic::Window]);
    }

    /// Has the page open the form for a new key as soon as it can.
    pub fn create_key(&self) {
        self.state().wish = WindowRoute { route: None, create_key: true };
        self.changes.announce(&[Topic::Window]);
    }

    /// The desktop's surroundings changed, as when a tray came or went.
    pub fn changed(&self) {
        self.changes.announce(&[Topic::Window]);
    }

    /// Closes the window as `choice` says, where there is a desktop that can.
    pub fn close(&self, choice: CloseChoice) {
        if let Some(desktop) = self.desktop() {
            desktop.close(choice);
        }
    }

    /// Has the desktop start the app with the session, or no longer. Without a desktop nothing happens: the app arranges
    /// it when it starts.
    ///
    /// # Errors
    /// `Storage` with the system's reason.
    pub(crate) fn start_at_login(&self, wanted: bool) -> Result<(), CommandError> {
        let Some(desktop) = self.desktop() else { return Ok(()) };
        desktop.start_at_login(wanted).map_err(|reason| CommandError {
            code: ErrorCode::Storage,
            message: format!("Starting with the session could not be changed: {reason}"),
            next_step: "The setting stays as it was. Try again, or add Keyhinge to the start programs of the desktop.".into(),
        })
    }

    pub(crate) fn desktop(&self) -> Option<&Arc<dyn Desktop>> {
        self.desktop.get()
    }

    pub(crate) fn status(&self) -> WindowStatus {
        let mut state = self.state();
        if let Some(question) = &mut state.question {
            question.shown = true;
        }
        let tray = self.desktop().is_some_and(|desktop| desktop.has_tray());
        WindowStatus { asks_to_close: state.question.is_some(), tray }
    }

    pub(crate) fn answered(&self) {
        self.state().question = None;
        self.changes.announce(&[Topic::Window]);
    }

    pub(crate) fn take_wish(&self) -> WindowRoute {
        std::mem::take(&mut self.state().wish)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_stays_until_it_is_answered() {
        let door = WindowDoor::new(Changes::default());
        assert!(!door.status().asks_to_close);
        assert!(door.ask());
        assert!(door.status().asks_to_close);
        assert!(door.ask(), "closing again asks still");
        door.answered();
        assert!(!door.status().asks_to_close);
    }

    #[test]
    fn a_page_that_never_showed_the_question_does_not_hold_the_window() {
        let door = WindowDoor::new(Changes::default());
        assert!(door.ask());
        assert!(door.ask(), "a double click is no answer");
        let long_ago = Instant::now().checked_sub(SHOWN_WITHIN * 2);
        if let (Some(asked), Some(question)) = (long_ago, &mut door.state().question) {
            question.asked = asked;
        }
        assert_eq!(door.ask(), long_ago.is_none());
    }

    #[test]
    fn a_wish_is_granted_once_and_the_last_one_counts() {
        let door = WindowDoor::new(Changes::default());
        door.create_key();
        door.show("#/limits");
        door.show("#/settings");
        let wish = door.take_wish();
        assert_eq!((wish.route.as_deref(), wish.create_key), (Some("#/settings"), false));
        assert_eq!(door.take_wish().route, None);
        door.create_key();
        assert!(door.take_wish().create_key);
    }
}
