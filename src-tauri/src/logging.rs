//! The log goes to stderr and to files, redacted. What our own code says is governed by `RUST_LOG`, else by the setting
//! `log_level`; everyone else's is capped, because libraries print requests, bus messages and statements at their finer levels.

use keyhinge_core::folders::Folders;
use keyhinge_core::logs::{Log, Program};
use keyhinge_core::settings::LogLevel;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, reload};

/// The running log. Cheap to clone; clones are the same log.
#[derive(Clone)]
pub(crate) struct Logging {
    log: Log,
    wished: Wished,
    /// `RUST_LOG` was set at the start, and comes before the setting.
    fixed: bool,
}

/// What our own code may say, changed while it runs.
type Wished = reload::Handle<EnvFilter, Registry>;

/// Starts logging; `RUST_LOG` sets the level of our own crates, `info` where it is absent or unreadable.
pub(crate) fn start() -> Logging {
    let from_environment = EnvFilter::try_from_default_env();
    let fixed = from_environment.is_ok();
    let log = Log::default();
    let lines = log.clone();
    let (subscriber, wished) =
        subscriber(from_environment.unwrap_or_else(|_| EnvFilter::new("info")), move || lines.clone());
    if let Err(error) = subscriber.try_init() {
        tracing::debug!(%error, "logging had been started already");
    }
    Logging { log, wished, fixed }
}

impl Logging {
    /// From now on the log is kept in the data folder too, which this process must be the one to hold.
    pub(crate) fn keep(&self, folders: &Folders) {
        if let Err(error) = self.log.keep_in(&folders.logs(), Program::App) {
            tracing::warn!(%error, "the log cannot be kept in the data folder");
        }
    }

    /// From now on our own code says what this level lets it.
    pub(crate) fn follow(&self, level: LogLevel) {
        if self.fixed {
            return;
        }
        if let Err(error) = self.wished.reload(EnvFilter::new(level.as_str())) {
            tracing::warn!(%error, "the level of the log could not be changed");
        }
    }
}

fn subscriber<W>(wished: EnvFilter, writer: W) -> (impl tracing::Subscriber + Send + Sync, Wished)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let ansi = false;
    let (wished, changes) = reload::Layer::new(wished);
    let lines = tracing_subscriber::fmt::layer().with_ansi(ansi).with_writer(writer);
    (Registry::default().with(lines.with_filter(wished.and(filter_fn(allowed)))), changes)
}

/// Ours may say what `RUST_LOG` lets it; others warnings and errors only, whatever `RUST_LOG` says.
fn allowed(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("keyhinge") || *metadata.level() <= Level::WARN
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn others_are_capped_even_at_trace() {
        let sink = Sink::default();
        let writer = sink.clone();
        let wished = EnvFilter::new("trace,hyper=trace,zbus::connection=trace");
        let (subscriber, _wished) = subscriber(wished, move || writer.clone());
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!(target: "keyhinge_core::vault", "ours");
            tracing::info!(target: "hyper", "theirs-info");
            tracing::trace!(target: "zbus::connection", "theirs-trace");
            tracing::debug!(target: "tauri::manager", "theirs-debug");
            tracing::warn!(target: "sqlx", "theirs-warning");
        });
        let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("ours") && text.contains("theirs-warning"), "{text}");
        for hidden in ["theirs-info", "theirs-trace", "theirs-debug"] {
            assert!(!text.contains(hidden), "{text}");
        }
    }

    #[test]
    fn the_level_changes_while_it_runs_unless_the_environment_set_it() {
        let sink = Sink::default();
        let writer = sink.clone();
        let (subscriber, wished) = subscriber(EnvFilter::new("info"), move || writer.clone());
        let logging = Logging { log: Log::default(), wished, fixed: false };
        let say = |text: &str| tracing::debug!(target: "keyhinge_core::settings", text);
        tracing::subscriber::with_default(subscriber, || {
            say("before");
            logging.follow(LogLevel::Debug);
            say("while");
            logging.follow(LogLevel::Warn);
            say("after");
            Logging { fixed: true, ..logging.clone() }.follow(LogLevel::Debug);
            say("fixed");
        });
        let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        let said: Vec<_> =
            ["before", "while", "after", "fixed"].into_iter().filter(|one| text.contains(one)).collect();
        assert_eq!(said, ["while"], "{text}");
    }
}
