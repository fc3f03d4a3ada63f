//! The tray of macOS and Windows, drawn by Tauri. Both always have one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Wry};

use super::{Act, Line};
use crate::outlook::Outlook;
use crate::words::Words;

const ID: &str = "keyhinge";

/// The icon.
pub(crate) struct Tray {
    app: AppHandle,
    acts: Acts,
}

/// What each line of the menu does, by its identifier.
type Acts = Arc<Mutex<HashMap<String, Act>>>;

impl Tray {
    /// Shows the icon. `act` is called for clicks. None where the system refuses.
    pub(crate) async fn start(
        app: &AppHandle,
        words: Words,
        act: impl Fn(Act) + Send + Sync + 'static,
        _moved: impl Fn() + Send + Sync + 'static,
    ) -> Option<Self> {
        let tray = Self { app: app.clone(), acts: Acts::default() };
        match tray.build(words, act) {
            Ok(()) => Some(tray),
            Err(error) => {
                tracing::info!(%error, "there is no tray");
                None
            }
        }
    }

    /// Whether the desktop shows it now.
    pub(crate) fn is_shown(&self) -> bool {
        self.app.tray_by_id(ID).is_some()
    }

    pub(crate) async fn tell(&self, outlook: &Outlook, words: Words) {
        let told = self.menu(Some(outlook), words).and_then(|menu| match self.app.tray_by_id(ID) {
            Some(icon) => {
                icon.set_menu(Some(menu))?;
                icon.set_tooltip(Some(super::gateway(&outlook.gateway, words)))
            }
            None => Ok(()),
        });
        if let Err(error) = told {
            tracing::warn!(%error, "the tray was not brought up to date");
        }
    }

    fn build(&self, words: Words, act: impl Fn(Act) + Send + Sync + 'static) -> tauri::Result<()> {
        let acts = Arc::clone(&self.acts);
        let mut icon =
            TrayIconBuilder::with_id(ID).menu(&self.menu(None, words)?).on_menu_event(move |_, event| {
                let chosen =
                    acts.lock().unwrap_or_else(PoisonError::into_inner).get(event.id().as_ref()).cloned();
                if let Some(chosen) = chosen {
                    act(chosen);
                }
            });
        if let Some(image) = self.app.default_window_icon() {
            icon = icon.icon(image.clone());
        }
        icon.build(&self.app).map(drop)
    }

    fn menu(&self, outlook: Option<&Outlook>, words: Words) -> tauri::Result<Menu<Wry>> {
        let menu = Menu::new(&self.app)?;
        let mut acts = HashMap::new();
        for (n, line) in super::menu(outlook, words).into_iter().enumerate() {
            let id = n.to_string();
            let item: Box<dyn IsMenuItem<Wry>> = match line {
                Line::Separator => Box::new(PredefinedMenuItem::separator(&self.app)?),
                Line::Says(text) => {
                    Box::new(MenuItem::with_id(&self.app, id, label(&text), false, None::<&str>)?)
                }
                Line::Does(text, act) => {
                    acts.insert(id.clone(), act);
                    Box::new(MenuItem::with_id(&self.app, id, label(&text), true, None::<&str>)?)
                }
            };
            menu.append(item.as_ref())?;
        }
        *self.acts.lock().unwrap_or_else(PoisonError::into_inner) = acts;
        Ok(menu)
    }
}

/// A single ampersand would mark a letter.
fn label(text: &str) -> String {
    text.replace('&', "&&")
}
