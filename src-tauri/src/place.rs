//! The size and place of the window, kept in the data folder. In logical pixels, so that another scale changes nothing.
//! Wayland gives windows no place; there, only the size is kept.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keyhinge_api::App;
use keyhinge_core::files;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, WebviewWindow};
use tokio::sync::Notify;

use crate::window;

const FILE: &str = "window.json";

/// No file of ours comes near.
const FILE_MAX: usize = 4096;

/// The smallest window that the screens are made for.
const WIDTH_MIN: u32 = 900;
const HEIGHT_MIN: u32 = 600;

/// How much of the title bar has to be on a screen for a window to be within reach.
const REACH_WIDTH: i64 = 120;
const REACH_HEIGHT: i64 = 24;

/// A window is kept once it has been still for this long.
const STILL: Duration = Duration::from_millis(300);

/// Where the window is while it is neither maximised nor minimised, and whether it is maximised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Left and top of the frame; none where the desktop decides.
    #[serde(default)]
    pub(crate) at: Option<(i32, i32)>,
    #[serde(default)]
    pub(crate) maximised: bool,
}

/// A screen, in logical pixels.
#[derive(Debug, Clone, Copy)]
struct Screen {
    left: i32,
    top: i32,
    width: u32,
    height: u32,
}

/// Follows the window and keeps its place. Without a folder nothing is kept.
pub(crate) struct Places {
    file: Option<PathBuf>,
    last: Mutex<Option<Place>>,
    moved: Arc<Notify>,
}

impl Places {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        let file = folder.map(|folder| folder.join(FILE));
        let last =
            Mutex::new(file.as_ref().and_then(|file| std::fs::read(file).ok()).and_then(|it| read(&it)));
        Self { file, last, moved: Arc::default() }
    }

    /// Where to open the window on the screens that there are now; none is the usual size.
    pub(crate) fn to_open(&self, app: &AppHandle) -> Option<Place> {
        self.last().map(|place| fitted(place, &screens(app)))
    }

    /// The window was moved or resized.
    pub(crate) fn touched(&self) {
        self.moved.notify_one();
    }

    fn last(&self) -> Option<Place> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the window is, if that is news.
    fn news(&self, window: &WebviewWindow) -> Option<Place> {
        let last = self.last();
        seen(window, last).ok()?.filter(|place| last != Some(*place))
    }

    fn write(&self, place: Place) {
        let Some(file) = &self.file else { return };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
        let Ok(text) = serde_json::to_vec(&place) else { return };
        if let Err(error) = files::replace(file, &text) {
            tracing::warn!(%error, "the place of the window could not be kept");
        }
    }
}

/// Keeps the place whenever the window has come to rest.
pub(crate) async fn follow(app: AppHandle) {
    let moved = Arc::clone(&app.state::<Places>().moved);
    loop {
        moved.notified().await;
        while tokio::time::timeout(STILL, moved.notified()).await.is_ok() {}
        let Some(news) = window::on_main(&app, news).await else { return };
        if let Some(place) = news {
            app.state::<Places>().write(place);
        }
    }
}

/// Keeps the place as it is now, before the window goes. Call it on the main thread.
pub(crate) fn keep(app: &AppHandle) {
    if let Some(place) = news(app) {
        app.state::<Places>().write(place);
    }
}

fn news(app: &AppHandle) -> Option<Place> {
    // After "delete all data" nothing is written any more.
    let window = window::of(app).filter(|_| !app.state::<App>().has_let_go())?;
    app.state::<Places>().news(&window)
}

/// Where the window is, or none where it is not to be seen. While it is maximised, the size before stays.
fn seen(window: &WebviewWindow, before: Option<Place>) -> tauri::Result<Option<Place>> {
    if !window.is_visible()? || window.is_minimized()? || window.is_fullscreen()? {
        return Ok(None);
    }
    let scale = window.scale_factor()?;
    let size = window.inner_size()?.to_logical::<u32>(scale);
    let at = window.outer_position()?.to_logical::<i32>(scale);
    let now = Place {
        width: size.width,
        height: size.height,
        at: places().then_some((at.x, at.y)),
        maximised: false,
    };
    Ok(Some(match (window.is_maximized()?, before) {
        (true, Some(before)) => Place { maximised: true, ..before },
        (true, None) => Place { width: WIDTH_MIN, height: HEIGHT_MIN, at: None, maximised: true },
        (false, _) => now,
    }))
}

/// Whether the desktop tells a window where it is.
fn places() -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    !cfg!(target_os = "linux")
        || set("WAYLAND_DISPLAY").is_none()
        || set("GDK_BACKEND").is_some_and(|it| it == "x11")
}

fn screens(app: &AppHandle) -> Vec<Screen> {
    let monitors = app.available_monitors().unwrap_or_default();
    let screen = |monitor: tauri::Monitor| {
        let (scale, area) = (monitor.scale_factor(), monitor.work_area());
        let (at, size) = (area.position.to_logical::<i32>(scale), area.size.to_logical::<u32>(scale));
        Screen { left: at.x, top: at.y, width: size.width, height: size.height }
    };
    monitors.into_iter().map(screen).collect()
}

/// What a file says; none where it is broken.
fn read(bytes: &[u8]) -> Option<Place> {
    if bytes.len() > FILE_MAX {
        return None;
    }
    serde_json::from_slice(bytes)
        .inspect_err(|error| tracing::info!(%error, "the place of the window is not known"))
        .ok()
}

/// The place on these screens: no smaller than the least size, no larger than the largest screen, and within reach.
fn fitted(place: Place, screens: &[Screen]) -> Place {
    let widest = screens.iter().map(|screen| screen.width).max().unwrap_or(WIDTH_MIN).max(WIDTH_MIN);
    let tallest = screens.iter().map(|screen| screen.height).max().unwrap_or(HEIGHT_MIN).max(HEIGHT_MIN);
    let width = place.width.clamp(WIDTH_MIN, widest);
    let height = place.height.clamp(HEIGHT_MIN, tallest);
    let at = place.at.filter(|&at| screens.iter().any(|screen| within_reach(at, width, screen)));
    Place { width, height, at, maximised: place.maximised }
}

/// Whether enough of the title bar is on the screen to drag the window by.
fn within_reach((left, top): (i32, i32), width: u32, screen: &Screen) -> bool {
    let (left, top) = (i64::from(left), i64::from(top));
    let (from, upper) = (i64::from(screen.left), i64::from(screen.top));
    let (to, lower) = (from + i64::from(screen.width), upper + i64::from(screen.height));
    let shown = (left + i64::from(width)).min(to) - left.max(from);
    shown >= REACH_WIDTH && top >= upper && top + REACH_HEIGHT <= lower
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SCREEN: Screen = Screen { left: 0, top: 0, width: 1440, height: 1000 };
    const SECOND: Screen = Screen { left: -1920, top: 0, width: 1920, height: 1080 };

    fn place(at: (i32, i32)) -> Place {
        Place { width: 1000, height: 700, at: Some(at), maximised: false }
    }

    #[test]
    fn a_place_on_a_screen_stays() {
        for at in [(0, 0), (440, 300), (1300, 900), (-800, 10)] {
            assert_eq!(fitted(place(at), &[SCREEN, SECOND]), place(at));
        }
    }

    #[test]
    fn a_place_on_no_screen_is_left_to_the_desktop() {
        for at in [(1400, 0), (0, 990), (0, -1), (-990, 10), (i32::MIN, i32::MAX)] {
            assert_eq!(fitted(place(at), &[SCREEN]).at, None, "{at:?}");
        }
        assert_eq!(fitted(place((0, 0)), &[]).at, None, "the screens are not known");
    }

    #[test]
    fn the_size_has_its_ends() {
        let sized = |width, height| {
            let fitted = fitted(Place { width, height, ..place((0, 0)) }, &[SCREEN]);
            (fitted.width, fitted.height)
        };
        assert_eq!(sized(0, 0), (900, 600));
        assert_eq!(sized(u32::MAX, u32::MAX), (1440, 1000));
        assert_eq!(sized(1200, 800), (1200, 800));
    }

    #[test]
    fn a_broken_file_says_nothing() {
        for broken in [
            "",
            "{",
            "null",
            "[]",
            "\u{0}",
            r#"{"width":"a"}"#,
            r#"{"width":-1,"height":5}"#,
            r#"{"width":1e99,"height":1}"#,
        ] {
            assert_eq!(read(broken.as_bytes()), None, "{broken}");
        }
        assert_eq!(read(" ".repeat(FILE_MAX + 1).as_bytes()), None);
        let small = read(br#"{"width":5,"height":6,"later":true}"#);
        assert_eq!(small, Some(Place { width: 5, height: 6, at: None, maximised: false }));
    }

    proptest! {
        #[test]
        fn whatever_was_kept_the_window_is_within_reach(width: u32, height: u32, at: Option<(i32, i32)>, maximised: bool) {
            let kept = Place { width, height, at, maximised };
            let read = read(&serde_json::to_vec(&kept).unwrap());
            prop_assert_eq!(read, Some(kept));
            let fitted = fitted(kept, &[SCREEN, SECOND]);
            prop_assert!((900..=1920).contains(&fitted.width) && (600..=1080).contains(&fitted.height));
            if let Some(at) = fitted.at {
                prop_assert!([SCREEN, SECOND].iter().any(|screen| within_reach(at, fitted.width, screen)));
            }
        }
    }
}
