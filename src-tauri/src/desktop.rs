//! The desktop around the window: the tray, notifications, starting with the session. Behind the door of
//! [`keyhinge_api::window`].

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use keyhinge_api::App;
use keyhinge_api::commands::{gateway_start, gateway_stop};
use keyhinge_api::contract::{CloseChoice, GatewayStart, Nothing};
use keyhinge_api::window::Desktop;
use keyhinge_core::clock::Clock;
use tauri::AppHandle;
use tokio::sync::{Notify, oneshot};
use tokio::time::timeout;

use crate::alerts::Alerts;
use crate::notify::{Note, Notices, SystemNotifier};
use crate::outlook::{Outlook, Outlooks};
use crate::tray::{Act, Tray};
use crate::words::Words;
use crate::{autostart, closing, window};

/// A session that has just begun may show its tray after us.
const TRAY_PATIENCE: Duration = Duration::from_secs(10);

/// This desktop.
pub(crate) struct Shell {
    handle: AppHandle,
    app: App,
    /// The folder that this start was given.
    data_dir: Option<PathBuf>,
    tray: OnceLock<Tray>,
    tray_moved: Arc<Notify>,
    notices: Notices,
    alerts: Mutex<Alerts>,
}

impl Shell {
    /// `kept` is the folder for what has to outlive this process, if there is one.
    pub(crate) fn new(
        handle: &AppHandle,
        app: &App,
        data_dir: Option<PathBuf>,
        kept: Option<PathBuf>,
    ) -> Self {
        let words = Words::of(app.settings().language);
        let (front, asked) = (handle.clone(), app.clone());
        let open = move |route: &str| {
            asked.window().show(route);
            window::show(&front);
        };
        Self {
            handle: handle.clone(),
            app: app.clone(),
            data_dir,
            tray: OnceLock::new(),
            tray_moved: Arc::default(),
            notices: Notices::new(SystemNotifier::new(open)),
            alerts: Mutex::new(Alerts::new(words, kept)),
        }
    }

    /// Brings the tray up and keeps it and the notifications current, until the app ends. A `hidden` start waits for
    /// the tray, and opens the window minimised where there is none.
    pub(crate) async fn accompany(self: Arc<Self>, hidden: bool) {
        self.keep_entry();
        let (acting, moving) = (Arc::clone(&self), Arc::clone(&self));
        let act = move |act| acting.act(act);
        let moved = move || {
            moving.tray_moved.notify_one();
            moving.app.window().changed();
        };
        if let Some(tray) =
            Tray::start(&self.handle, Words::of(self.app.settings().language), act, moved).await
        {
            drop(self.tray.set(tray));
            self.app.window().changed();
        }
        if hidden {
            let waiting = Arc::clone(&self);
            tauri::async_runtime::spawn(async move { waiting.show_unless_in_tray().await });
        }
        let mut outlooks = Outlooks::of(self.app.clone());
        while let Some(outlook) = outlooks.next().await {
            self.tell(&outlook).await;
        }
    }

    async fn show_unless_in_tray(&self) {
        let comes = async {
            while !self.has_tray() {
                self.tray_moved.notified().await;
            }
        };
        if self.tray.get().is_none() || timeout(TRAY_PATIENCE, comes).await.is_err() {
            window::open_minimised(&self.handle);
        }
    }

    async fn tell(&self, outlook: &Outlook) {
        let words = Words::of(self.app.settings().language);
        if let Some(tray) = self.tray.get() {
            tray.tell(outlook, words).await;
        }
        let seen = window::is_seen(&self.handle).await;
        // The alerts take note of what they would have told, so that switching them on tells nothing old.
        let notes = self.alerts().speaking(words).of(outlook, Clock::system().now(), seen);
        for note in notes {
            self.notify(note);
        }
    }

    fn notify(&self, note: Note) {
        if self.app.settings().notifications {
            self.notices.tell(note);
        }
    }

    fn alerts(&self) -> std::sync::MutexGuard<'_, Alerts> {
        self.alerts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn act(&self, act: Act) {
        match act {
            Act::Open => window::show(&self.handle),
            Act::Show(route) => {
                self.app.window().show(&route);
                window::show(&self.handle);
            }
            Act::CreateKey => {
                self.app.window().create_key();
                window::show(&self.handle);
            }
            Act::StartGateway => {
                let app = self.app.clone();
                tauri::async_runtime::spawn(async move {
                    // The window says why and what helps.
                    if let Err(error) = gateway_start(&app, GatewayStart::default()).await {
                        tracing::warn!(%error, "the gateway did not start");
                    }
                });
            }
            Act::StopGateway => {
                let app = self.app.clone();
                tauri::async_runtime::spawn(async move {
                    if let Err(error) = gateway_stop(&app, Nothing {}).await {
                        tracing::warn!(%error, "the gateway did not stop");
                    }
                });
            }
            Act::Quit => closing::quit(&self.handle),
        }
    }

    /// `khg` can change the setting without us. An entry that is there is left as it is: the desktop may have switched
    /// it off.
    fn keep_entry(&self) {
        let wanted = self.app.settings().start_at_login;
        if wanted != autostart::is_set(self.data_dir.as_deref())
            && let Err(error) = autostart::set(wanted, self.data_dir.as_deref())
        {
            tracing::warn!(error, "the entry that starts Keyhinge with the session was not kept current");
        }
    }
}

impl Desktop for Shell {
    fn close(&self, choice: CloseChoice) {
        closing::carry_out(&self.handle, choice);
        if choice == CloseChoice::KeepRunning
            && let Some(note) = self.alerts().still_running(self.has_tray())
        {
            self.notify(note);
        }
    }

    fn choose_folder(&self) -> oneshot::Receiver<Option<PathBuf>> {
        let (tell, told) = oneshot::channel();
        let title = Words::of(self.app.settings().language).choose_folder();
        // Where the page has gone away meanwhile, nobody hears the answer.
        let asked = self.handle.run_on_main_thread(move || {
            let chosen = rfd::AsyncFileDialog::new().set_title(title).pick_folder();
            tauri::async_runtime::spawn(async move {
                tell.send(chosen.await.map(|folder| folder.path().to_owned())).ok();
            });
        });
        if let Err(error) = asked {
            tracing::warn!(%error, "no folder could be asked for");
        }
        told
    }

    fn has_tray(&self) -> bool {
        self.tray.get().is_some_and(Tray::is_shown)
    }

    fn start_at_login(&self, wanted: bool) -> Result<(), String> {
        autostart::set(wanted, self.data_dir.as_deref())
    }
}
