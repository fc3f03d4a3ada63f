//! The one window: its first colour, its theme, and where it may go (nowhere).

use keyhinge_core::settings::Theme as Chosen;
use tauri::utils::config::Color;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Theme, Url, WebviewWindow, WebviewWindowBuilder};

/// The name that the capability file gives it.
const LABEL: &str = "main";

/// The UI's own backgrounds, so that the first paint is not white (or black).
const LIGHT: Color = Color(0xfb, 0xfb, 0xfc, 0xff);
const DARK: Color = Color(0x13, 0x13, 0x16, 0xff);

/// Opens the window, visible from the start: on Linux one that is shown later can stay dead to clicks.
/// Without a folder for `web_data`, the webview keeps nothing.
///
/// # Errors
/// If the configuration has no such window, or the system cannot open one.
pub(crate) fn open(
    app: &AppHandle,
    chosen: Chosen,
    web_data: Option<std::path::PathBuf>,
) -> tauri::Result<()> {
    let windows = &app.config().app.windows;
    let config = windows.iter().find(|window| window.label == LABEL).ok_or(tauri::Error::WindowNotFound)?;
    let mut builder = WebviewWindowBuilder::from_config(app, config)?
        .theme(forced(chosen))
        .background_color(background(forced(chosen).unwrap_or(Theme::Light)))
        .on_navigation(is_ours)
        .on_new_window(|_url, _features| NewWindowResponse::Deny);
    builder = match web_data {
        Some(folder) => builder.data_directory(folder),
        None => builder.incognito(true),
    };
    show_theme_in(&builder.build()?, chosen)
}

/// Makes the window follow a changed setting: its title bar, and what the page takes for the system's theme.
pub(crate) fn show_theme(app: &AppHandle, chosen: Chosen) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
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

/// Brings the window to the front, for a second start.
pub(crate) fn focus(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let front = |window: &WebviewWindow| {
        window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus())
    };
    if let Err(error) = front(&window) {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
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
    let embedded = match origin {
        ("tauri", Some("localhost"), None) => true,
        ("http", Some("tauri.localhost"), None) => cfg!(windows),
        _ => false,
    };
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
