//! The one door through which the desktop's notifications leave: a few at a time, only where the user wants them, and
//! never with a secret, since none comes here. A desktop without notifications costs nothing but a line in the log.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// At most [`BURST`] notifications within this time; what is more is dropped.
const SPAN: Duration = Duration::from_secs(60);
const BURST: usize = 4;

/// No name or address of ours is longer than this on a screen.
const TEXT_MAX: usize = 400;

/// What the user is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) title: String,
    pub(crate) body: String,
    /// Where a click leads: a route of the page.
    pub(crate) route: String,
}

/// Shows notes in some way.
pub(crate) trait Notifier: Send + Sync + 'static {
    fn show(&self, note: Note);
}

/// The door.
pub(crate) struct Notices {
    notifier: Box<dyn Notifier>,
    sent: Mutex<VecDeque<Instant>>,
}

impl Notices {
    pub(crate) fn new(notifier: impl Notifier) -> Self {
        Self { notifier: Box::new(notifier), sent: Mutex::default() }
    }

    /// Shows a note, unless there were too many lately.
    pub(crate) fn tell(&self, note: Note) {
        let now = Instant::now();
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.retain(|at| now.duration_since(*at) < SPAN);
        if sent.len() >= BURST {
            tracing::info!("a notification was left out: there were too many");
            return;
        }
        sent.push_back(now);
        drop(sent);
        self.notifier.show(Note { title: plain(&note.title), body: plain(&note.body), route: note.route });
    }
}

/// One line of a length that a screen has room for: names come from users.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXT_MAX).collect()
}

/// The desktop's own notifications.
pub(crate) struct SystemNotifier {
    /// Opens the window at a route.
    open: Arc<dyn Fn(&str) + Send + Sync>,
}

impl SystemNotifier {
    pub(crate) fn new(open: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { open: Arc::new(open) }
    }
}

impl Notifier for SystemNotifier {
    fn show(&self, note: Note) {
        let open = Arc::clone(&self.open);
        tauri::async_runtime::spawn(async move {
            if let Err(reason) = system::show(note, &*open).await {
                tracing::info!(reason, "this desktop shows no notifications");
            }
        });
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::collections::HashMap;
    use std::time::Duration;

    use futures_util::StreamExt;
    use tokio::time::timeout;
    use zbus::proxy::SignalStream;
    use zbus::zvariant::Value;
    use zbus::{Connection, Proxy};

    use super::Note;

    /// How long a desktop may take to accept one.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// How long a click is waited for.
    const CLICKABLE: Duration = Duration::from_secs(15 * 60);

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";

    pub(super) async fn show(note: Note, open: &(dyn Fn(&str) + Send + Sync)) -> Result<(), String> {
        let sent = timeout(PATIENCE, sent(&note)).await.map_err(|_| "no answer".to_owned())?;
        let (signals, id) = sent.map_err(|error| error.to_string())?;
        // A desktop that never says that a notification is gone is not waited for.
        if let Ok(Ok(true)) = timeout(CLICKABLE, clicked(signals, id)).await {
            open(&note.route);
        }
        Ok(())
    }

    async fn sent(note: &Note) -> zbus::Result<(SignalStream<'static>, u32)> {
        let daemon = Proxy::new(&Connection::session().await?, NAME, PATH, NAME).await?;
        // Before it is shown: a click can come at once.
        let signals = daemon.receive_all_signals().await?;
        let hints = HashMap::from([("desktop-entry", Value::from("keyhinge"))]);
        // The name "default" stands for a click on the notification itself.
        let actions = ["default", "Keyhinge"];
        let (replaces, expires) = (0_u32, -1_i32);
        let body = escaped(&note.body);
        let id = daemon
            .call(
                "Notify",
                &("Keyhinge", replaces, "keyhinge", &note.title, body, &actions[..], hints, expires),
            )
            .await?;
        Ok((signals, id))
    }

    /// Waits until the notification is gone; true where it was clicked.
    async fn clicked(mut signals: SignalStream<'_>, id: u32) -> zbus::Result<bool> {
        while let Some(signal) = signals.next().await {
            match signal.header().member().map(|name| name.as_str().to_owned()).as_deref() {
                Some("ActionInvoked") => {
                    let (of, _action): (u32, String) = signal.body().deserialize()?;
                    if of == id {
                        return Ok(true);
                    }
                }
                Some("NotificationClosed") => {
                    let (of, _reason): (u32, u32) = signal.body().deserialize()?;
                    if of == id {
                        return Ok(false);
                    }
                }
                _ => {}
            }
        }
        Ok(false)
    }

    /// The body is markup to some desktops.
    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    #[test]
    fn a_name_is_no_markup() {
        assert_eq!(escaped("<b>a & b</b>"), "&lt;b&gt;a &amp; b&lt;/b&gt;");
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use notify_rust::Notification;

    use super::Note;

    /// A click brings the app to the front, which the system does by itself.
    pub(super) async fn show(note: Note, _open: &(dyn Fn(&str) + Send + Sync)) -> Result<(), String> {
        let shown = tauri::async_runtime::spawn_blocking(move || {
            let mut notification = Notification::new();
            notification.appname("Keyhinge").summary(&note.title).body(&note.body);
            #[cfg(windows)]
            notification.app_id("dev.keyhinge.app");
            notification.show().map(drop).map_err(|error| error.to_string())
        });
        shown.await.map_err(|error| error.to_string())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Shown(Arc<Mutex<Vec<Note>>>);

    impl Notifier for Shown {
        fn show(&self, note: Note) {
            self.0.lock().unwrap().push(note);
        }
    }

    fn note(title: &str) -> Note {
        Note { title: title.into(), body: String::new(), route: "#/keys".into() }
    }

    #[tokio::test(start_paused = true)]
    async fn there_are_only_a_few_at_a_time() {
        let shown = Shown::default();
        let notices = Notices::new(shown.clone());
        for n in 0..20 {
            notices.tell(note(&n.to_string()));
        }
        assert_eq!(shown.0.lock().unwrap().len(), BURST);
        tokio::time::advance(SPAN).await;
        notices.tell(note("later"));
        assert_eq!(shown.0.lock().unwrap().len(), BURST + 1);
    }

    #[tokio::test]
    async fn a_note_is_one_line_of_bounded_length() {
        let shown = Shown::default();
        Notices::new(shown.clone()).tell(note(&format!("a\nb\u{7}{}", "x".repeat(10_000))));
        let title = shown.0.lock().unwrap()[0].title.clone();
        assert!(title.starts_with("a b x") && title.chars().count() == TEXT_MAX);
    }
}
