//! A StatusNotifierItem, spoken to over D-Bus: nothing to load, and a desktop without a tray is only told of.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ksni::menu::{MenuItem, StandardItem};
use ksni::{Handle, OfflineReason, ToolTip, TrayMethods};
use tauri::AppHandle;
use tauri::image::Image;

use super::{Act, Line};
use crate::outlook::Outlook;
use crate::words::Words;

/// How long the session bus may take; one that hangs means no tray.
const PATIENCE: Duration = Duration::from_secs(5);

/// The icon, if the desktop has a place for it.
pub(crate) struct Tray {
    item: Handle<Item>,
    shown: Arc<AtomicBool>,
}

impl Tray {
    /// Offers the icon to the desktop. None where there is no session bus.
    /// `act` is called for clicks; `moved` when the desktop's tray came or went.
    pub(crate) async fn start(
        app: &AppHandle,
        words: Words,
        act: impl Fn(Act) + Send + Sync + 'static,
        moved: impl Fn() + Send + Sync + 'static,
    ) -> Option<Self> {
        let shown = Arc::new(AtomicBool::new(true));
        let item = Item {
            words,
            icon: app.default_window_icon().map(pixels).into_iter().collect(),
            outlook: None,
            shown: Arc::clone(&shown),
            act: Arc::new(act),
            moved: Arc::new(moved),
        };
        match tokio::time::timeout(PATIENCE, item.assume_sni_available(true).spawn()).await {
            Ok(Ok(item)) => Some(Self { item, shown }),
            Ok(Err(error)) => {
                tracing::info!(%error, "there is no tray");
                None
            }
            Err(_) => {
                tracing::info!("the session bus does not answer, so there is no tray");
                None
            }
        }
    }

    /// Whether the desktop shows it now.
    pub(crate) fn is_shown(&self) -> bool {
        self.shown.load(Ordering::SeqCst) && !self.item.is_closed()
    }

    pub(crate) async fn tell(&self, outlook: &Outlook, words: Words) {
        let change = |item: &mut Item| (item.outlook, item.words) = (Some(outlook.clone()), words);
        // A desktop that does not answer must not hold up the notifications.
        drop(tokio::time::timeout(PATIENCE, self.item.update(change)).await);
    }
}

struct Item {
    words: Words,
    icon: Vec<ksni::Icon>,
    outlook: Option<Outlook>,
    shown: Arc<AtomicBool>,
    act: Arc<dyn Fn(Act) + Send + Sync>,
    moved: Arc<dyn Fn() + Send + Sync>,
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "keyhinge".into()
    }

    fn title(&self) -> String {
        "Keyhinge".into()
    }

    fn icon_name(&self) -> String {
        "keyhinge".into()
    }

    /// For a build that is not installed, whose icon has no name.
    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.icon.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        let description = self
            .outlook
            .as_ref()
            .map(|outlook| super::gateway(&outlook.gateway, self.words))
            .unwrap_or_default();
        ToolTip { title: "Keyhinge".into(), description, ..ToolTip::default() }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        (self.act)(Act::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        super::menu(self.outlook.as_ref(), self.words).into_iter().map(drawn).collect()
    }

    fn watcher_online(&self) {
        self.shown.store(true, Ordering::SeqCst);
        (self.moved)();
    }

    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        tracing::info!(?reason, "this desktop shows no tray now");
        self.shown.store(false, Ordering::SeqCst);
        (self.moved)();
        true
    }
}

/// The same picture with the alpha first.
fn pixels(image: &Image<'_>) -> ksni::Icon {
    let data = image.rgba().as_chunks::<4>().0.iter().flat_map(|&[r, g, b, a]| [a, r, g, b]).collect();
    let side = |length: u32| i32::try_from(length).unwrap_or_default();
    ksni::Icon { width: side(image.width()), height: side(image.height()), data }
}

fn drawn(line: Line) -> MenuItem<Item> {
    match line {
        Line::Separator => MenuItem::Separator,
        Line::Says(text) => {
            StandardItem { label: label(&text), enabled: false, ..StandardItem::default() }.into()
        }
        Line::Does(text, act) => StandardItem {
            label: label(&text),
            activate: Box::new(move |item: &mut Item| (item.act)(act.clone())),
            ..StandardItem::default()
        }
        .into(),
    }
}

/// A single underscore would mark a letter.
fn label(text: &str) -> String {
    text.replace('_', "__")
}
