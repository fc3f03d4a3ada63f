//! Keeps secrets in memory out of core files, out of debuggers of the same user, and out of panic messages.

use std::any::Any;
use std::panic::PanicHookInfo;

/// Turns core dumps off, for WebKit's child processes too (they inherit the limit), and in release builds
/// closes `/proc/PID/mem` and `environ` to other processes of the same user. Failure is logged: the app is
/// still usable, and `doctor` tells.
pub(crate) fn apply() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        if let Err(error) = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }) {
            tracing::warn!(%error, "core dumps could not be turned off");
        }
    }
    // A debug build stays open to a debugger.
    #[cfg(all(target_os = "linux", not(debug_assertions)))]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
    {
        tracing::warn!(%error, "the process memory could not be closed to other processes");
    }
}

/// Replaces the panic hook by one that says where, and says what only if that cannot carry a secret.
pub(crate) fn guard_panics() {
    std::panic::set_hook(Box::new(|info| tracing::error!("{}", description(info))));
}

fn description(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(|| "an unknown place".into(), ToString::to_string);
    format!("panicked at {place}: {}", safe_message(info.payload()))
}

/// A literal was written by us. Anything formatted may hold what was in scope, so it is not shown.
fn safe_message(payload: &dyn Any) -> &'static str {
    payload.downcast_ref::<&'static str>().copied().unwrap_or("(message withheld)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formatted_panic_message_is_withheld() {
        let secret = String::from("kh_canary");
        assert_eq!(safe_message(&format!("bad key {secret}")), "(message withheld)");
        assert_eq!(safe_message(&"a literal"), "a literal");
    }

    #[cfg(unix)]
    #[test]
    fn core_dumps_are_off() {
        apply();
        let limit = rustix::process::getrlimit(rustix::process::Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
