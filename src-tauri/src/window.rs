//! The one window: its first colour, its theme, and where it may go (nowhere).

use std::path::PathBuf;

use keyhinge_core::settings::{self, Theme as Chosen};
use tauri::utils::config::Color;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Theme, Url, WebviewWindow, WebviewWindowBuilder};

use crate::place::Places;

/// The name that the capability file gives it.
const LABEL: &str = "main";

/// The UI's own backgrounds, so that the first paint is not white (or black).
const LIGHT: Color = Color(0xfb, 0xfb, 0xfc, 0xff);
const DARK: Color = Color(0x13, 0x13, 0x16, 0xff);

/// What the window is opened with, whenever that is.
pub(crate) struct Opening {
    pub(crate) settings_file: PathBuf,
    /// Without it, the webview keeps nothing.
    pub(crate) web_data: Option<PathBuf>,
}

/// The window, where it is open; it may be hidden.
pub(crate) fn of(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(LABEL)
}

/// Opens the window where it was left, visible from the start: on Linux one that was never shown can stay dead to
/// clicks. Call it on the main thread.
///
/// # Errors
/// If the configuration has no such window, or the system cannot open one.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let opening = app.state::<Opening>();
    let chosen = settings::load(&opening.settings_file).settings.theme;
    let windows = &app.config().app.windows;
    let config = windows.iter().find(|window| window.label == LABEL).ok_or(tauri::Error::WindowNotFound)?;
    let mut builder = WebviewWindowBuilder::from_config(app, config)?
        .theme(forced(chosen))
        .background_color(background(forced(chosen).unwrap_or(Theme::Light)))
        .on_navigation(is_ours)
        .on_new_window(|_url, _features| NewWindowResponse::Deny);
    builder = match &opening.web_data {
        Some(folder) => builder.data_directory(folder.clone()),
        None => builder.incognito(true),
    };
    if let Some(place) = app.state::<Places>().to_open(app) {
        builder = builder.inner_size(place.width.into(), place.height.into()).maximized(place.maximised);
        if let Some((left, top)) = place.at {
            builder = builder.position(left.into(), top.into());
        }
    }
    let window = builder.build()?;
    show_theme_in(&window, chosen)?;
    Ok(window)
}

/// Makes the window follow a changed setting: its title bar, and what the page takes for the system's theme.
pub(crate) fn show_theme(app: &AppHandle, chosen: Chosen) {
    let Some(window) = of(app) else { return };
    if let Err(error) = show_theme_in(&window, chosen) {
        tracing::warn!(%error, "the window did not take the theme");
    }
}

/// On Linux a window is made with the system's theme, whatever its builder was told, and giving no theme means the
/// light one: so it is told here, by name.
fn show_theme_in(window: &WebviewWindow, chosen: Chosen) -> tauri::Result<()> {
    window.set_theme(forced(chosen))?;
    let shown = match forced(chosen) {
        Some(theme) => theme,
        None => window.theme()?,
    };
    if cfg!(target_os = "linux") {
        window.set_theme(Some(shown))?;
    }
    window.set_background_color(Some(background(shown)))
}

/// Brings the window to the front, hidden or not yet opened as it may be.
pub(crate) fn show(app: &AppHandle) {
    let handle = app.clone();
    let shown = app.run_on_main_thread(move || {
        let shown = match of(&handle) {
            Some(window) => front(&window),
            None => open(&handle).and_then(|window| window.set_focus()),
        };
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    });
    if let Err(error) = shown {
        tracing::debug!(%error, "the app is ending");
    }
}

fn front(window: &WebviewWindow) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// Takes the window off the screen; its page lives on.
pub(crate) fn hide(app: &AppHandle) {
    let Some(window) = of(app) else { return };
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "the window could not be hidden");
    }
}

/// Opens the window for a start that should not be in the way: in the task bar only.
pub(crate) fn open_minimised(app: &AppHandle) {
    let handle = app.clone();
    let opened = app.run_on_main_thread(move || {
        if of(&handle).is_none()
            && let Err(error) = open(&handle).and_then(|window| window.minimize())
        {
            tracing::error!(%error, "the window could not be opened");
        }
    });
    if let Err(error) = opened {
        tracing::debug!(%error, "the app is ending");
    }
}

/// Whether the user can see the window.
pub(crate) async fn is_seen(app: &AppHandle) -> bool {
    let seen = |app: &AppHandle| {
        of(app).is_some_and(|window| {
            window.is_visible().unwrap_or(true) && !window.is_minimized().unwrap_or(false)
        })
    };
    on_main(app, seen).await.unwrap_or(false)
}

/// Asks a window something from where it answers at once. Asked from anywhere else, it would block a worker until the
/// main thread has time, and for good where that is on its way out. None where the app ends.
pub(crate) async fn on_main<T: Send + 'static>(
    app: &AppHandle,
    ask: impl FnOnce(&AppHandle) -> T + Send + 'static,
) -> Option<T> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let handle = app.clone();
    app.run_on_main_thread(move || drop(tell.send(ask(&handle)))).ok()?;
    told.await.ok()
}

fn forced(chosen: Chosen) -> Option<Theme> {
    match chosen {
        Chosen::System => None,
        Chosen::Light => Some(Theme::Light),
        Chosen::Dark => Some(Theme::Dark),
    }
}

fn background(theme: Theme) -> Color {
    if theme == Theme::Dark { DARK } else { LIGHT }
}

/// Only the embedded page; in `tauri dev` also Vite's.
fn is_ours(url: &Url) -> bool {
    let origin = (url.scheme(), url.host_str(), url.port());
    // On Windows, the page has a host instead of a scheme of its own.
    let host = cfg!(windows) && matches!(origin, ("http", Some("tauri.localhost"), None));
    let embedded = host || matches!(origin, ("tauri", Some("localhost"), None));
    let vite = cfg!(dev) && matches!(origin, ("http", Some("localhost"), Some(5173)));
    embedded || vite
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_else() {
        let elsewhere = [
            "https://example.com/",
            "http://tauri.localhost.evil.com/",
            "http://app.evil.com/",
            "http://localhost/",
            "http://localhost:8080/",
            "http://127.0.0.1:4517/v1/models",
            "http://tauri.localhost:8080/",
            "https://tauri.localhost/",
            "tauri://evil/",
            "tauri://localhost.evil/",
            "tauri://localhost:1/",
            "ipc://localhost/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
            "blob:null/x",
        ];
        for url in elsewhere {
            assert!(!is_ours(&url.parse().unwrap()), "{url}");
        }
        let home =
            if cfg!(windows) { "http://tauri.localhost/index.html" } else { "tauri://localhost/index.html" };
        assert!(is_ours(&home.parse().unwrap()));
    }
}
