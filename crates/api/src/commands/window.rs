use keyhinge_core::changes::Topic;
use keyhinge_core::settings::{self, OnClose, SettingsChange};

use super::Answer;
use crate::app::App;
use crate::contract::{CloseChoice, Nothing, WindowClose, WindowRoute, WindowStatus};

/// What the window should know of itself: whether it is being asked to close, and whether there is a tray.
///
/// # Errors
/// None; the signature is every command's.
pub async fn window_status(app: &App, _: Nothing) -> Answer<WindowStatus> {
    Ok(app.window().status())
}

/// Answers the question whether to go on without the window, and remembers the answer if it is told to.
///
/// # Errors
/// `Storage` where the answer cannot be remembered; the window stays then, and the question too.
pub async fn window_close(app: &App, request: WindowClose) -> Answer<WindowStatus> {
    let lasting = match request.choice {
        CloseChoice::Stay => None,
        CloseChoice::KeepRunning => Some(OnClose::KeepRunning),
        CloseChoice::Quit => Some(OnClose::Quit),
    };
    if request.remember && lasting.is_some() {
        let change = SettingsChange { on_close: lasting, ..SettingsChange::default() };
        settings::change(&app.folders().settings_file(), &change)?;
        app.changes().announce(&[Topic::Settings]);
    }
    app.window().answered();
    app.window().close(request.choice);
    Ok(app.window().status())
}

/// What a link or the tray asked for since the last call, to be opened once.
///
/// # Errors
/// None; the signature is every command's.
pub async fn window_route(app: &App, _: Nothing) -> Answer<WindowRoute> {
    Ok(app.window().take_wish())
}
