//! What closing the window means: with the gateway off, the end; while it runs, what the user chose, or a question.

use std::time::Duration;

use keyhinge_api::App;
use keyhinge_api::commands::gateway_status;
use keyhinge_api::contract::{CloseChoice, GatewayStatus, Nothing};
use keyhinge_core::settings::OnClose;
use tauri::AppHandle;

use crate::{place, window};

/// A gateway that is just starting or stopping answers late; it counts as running.
const PATIENCE: Duration = Duration::from_secs(2);

/// What follows when the user closes the window.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Ask,
    Do(CloseChoice),
}

/// Answers a window that the user closes; it has not gone yet.
pub(crate) fn requested(handle: &AppHandle, app: &App) {
    let (handle, app) = (handle.clone(), app.clone());
    tauri::async_runtime::spawn(async move {
        let status = tokio::time::timeout(PATIENCE, gateway_status(&app, Nothing {})).await;
        let runs = !matches!(&status, Ok(Ok(status)) if !matches!(status, GatewayStatus::Running { .. }));
        match outcome(runs, app.settings().on_close) {
            Outcome::Ask => {
                if app.window().ask() {
                    window::show(&handle);
                } else {
                    quit(&handle);
                }
            }
            Outcome::Do(choice) => app.window().close(choice),
        }
    });
}

/// Does as the user chose. The end is clean: the gateway stops and the clipboard is cleared on the way out.
pub(crate) fn carry_out(handle: &AppHandle, choice: CloseChoice) {
    match choice {
        CloseChoice::Stay => {}
        CloseChoice::KeepRunning => leave(handle, window::hide),
        CloseChoice::Quit => quit(handle),
    }
}

/// Ends the app without asking.
pub(crate) fn quit(handle: &AppHandle) {
    leave(handle, |handle| handle.exit(0));
}

/// Keeps where the window is, and goes.
fn leave(handle: &AppHandle, go: impl FnOnce(&AppHandle) + Send + 'static) {
    let leaving = handle.clone();
    let left = handle.run_on_main_thread(move || {
        place::keep(&leaving);
        go(&leaving);
    });
    if let Err(error) = left {
        tracing::debug!(%error, "the app is ending already");
    }
}

fn outcome(gateway_runs: bool, chosen: OnClose) -> Outcome {
    match (gateway_runs, chosen) {
        (false, _) | (true, OnClose::Quit) => Outcome::Do(CloseChoice::Quit),
        (true, OnClose::KeepRunning) => Outcome::Do(CloseChoice::KeepRunning),
        (true, OnClose::Ask) => Outcome::Ask,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_running_gateway_is_a_reason_to_stay() {
        for chosen in [OnClose::Ask, OnClose::KeepRunning, OnClose::Quit] {
            assert_eq!(outcome(false, chosen), Outcome::Do(CloseChoice::Quit));
        }
        assert_eq!(outcome(true, OnClose::Ask), Outcome::Ask);
        assert_eq!(outcome(true, OnClose::KeepRunning), Outcome::Do(CloseChoice::KeepRunning));
        assert_eq!(outcome(true, OnClose::Quit), Outcome::Do(CloseChoice::Quit));
    }
}
