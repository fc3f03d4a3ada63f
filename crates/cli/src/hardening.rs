//! Keeps secrets in memory out of core files, out of debuggers of the same user, and out of panic messages.

use std::panic::PanicHookInfo;
#[cfg(unix)]
use std::sync::OnceLock;

/// What this process was started with.
#[cfg(unix)]
static UMASK: OnceLock<rustix::fs::Mode> = OnceLock::new();

/// As early as possible, before any secret is read.
pub(crate) fn apply() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit, umask};
        // Whatever we write is this user's alone.
        let before = umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
        let _ = UMASK.set(before);
        // A process that may not lower its limit keeps it, which is no reason to refuse work.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    // A debug build stays open to a debugger.
    #[cfg(all(target_os = "linux", not(debug_assertions)))]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    std::panic::set_hook(Box::new(|info| tracing::error!("{}", description(info))));
}

/// For a command that takes the place of this process: the files that it makes are its own matter. That it leaves no
/// core file stays.
#[cfg(unix)]
pub(crate) fn undo_umask() {
    if let Some(before) = UMASK.get() {
        rustix::process::umask(*before);
    }
}

/// Where, and what only if it is a literal of ours: formatted text may hold what was in scope.
fn description(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(|| "an unknown place".into(), ToString::to_string);
    let message = info.payload().downcast_ref::<&'static str>().copied().unwrap_or("(message withheld)");
    format!("panicked at {place}: {message}")
}
