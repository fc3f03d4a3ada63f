//! The log goes to stderr and to files, redacted. What our own code says is governed by `RUST_LOG`; everyone else's is
//! capped, because libraries print requests, bus messages and statements at their finer levels.

use keyhinge_core::folders::Folders;
use keyhinge_core::logs::{Log, Program};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

/// Starts logging; `RUST_LOG` sets the level of our own crates, `info` where it is absent or unreadable.
pub(crate) fn start() -> Log {
    let wished = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = Log::default();
    let lines = log.clone();
    if let Err(error) = subscriber(wished, move || lines.clone()).try_init() {
        tracing::debug!(%error, "logging had been started already");
    }
    log
}

/// From now on the log is kept in the data folder too, which this process must be the one to hold.
pub(crate) fn keep(log: &Log, folders: &Folders) {
    if let Err(error) = log.keep_in(&folders.logs(), Program::App) {
        tracing::warn!(%error, "the log cannot be kept in the data folder");
    }
}

fn subscriber<W>(wished: EnvFilter, writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let ansi = false;
    let lines = tracing_subscriber::fmt::layer().with_ansi(ansi).with_writer(writer);
    Registry::default().with(lines.with_filter(wished.and(filter_fn(allowed))))
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
        tracing::subscriber::with_default(subscriber(wished, move || writer.clone()), || {
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
}
