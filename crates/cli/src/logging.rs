//! The log goes to standard error, redacted. `RUST_LOG` governs what our own code says; everyone else's is capped, because
//! libraries print requests, bus messages and statements at their finer levels.

use keyhinge_core::logs::Log;
use tracing::{Level, Metadata};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging at `level`, unless `RUST_LOG` says otherwise.
pub(crate) fn start(level: &str) -> Log {
    let wished = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let log = Log::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
    let capped = tracing_subscriber::registry().with(lines.with_filter(wished.and(filter_fn(allowed))));
    // A second start would be a defect of a test; the first one goes on.
    let _ = capped.try_init();
    log
}

/// Ours may say what `RUST_LOG` lets it; others warnings and errors only, whatever it says.
fn allowed(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("keyhinge")
        || metadata.target().starts_with("khg")
        || *metadata.level() <= Level::WARN
}
