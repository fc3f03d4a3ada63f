//! The programs that read the snippets, where they are.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Whether a program can be started. One that must be there and is not fails the test.
pub(crate) fn installed(program: &str) -> bool {
    // What is called bash on Windows may be another system's.
    if cfg!(windows) && !matches!(program, "pwsh" | "node" | "cmd") {
        return false;
    }
    let started = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    let systems_own = match program {
        "bash" | "zsh" | "fish" | "node" => cfg!(unix),
        "pwsh" => cfg!(windows),
        _ => false,
    };
    found(started, program, systems_own && std::env::var_os("CI").is_some())
}

/// A file that `.ci/setup snippets` or the system brings.
pub(crate) fn there(path: &Path) -> bool {
    found(path.exists(), &path.display().to_string(), false)
}

fn found(found: bool, what: &str, must: bool) -> bool {
    // PowerShell is not in Debian; the Actions matrix has it.
    let wanted = std::env::var_os("KEYHINGE_SNIPPET_TOOLS").is_some() && what != "pwsh";
    assert!(found || !(must || wanted), "{what} is not there; .ci/setup snippets brings it");
    if !found {
        eprintln!("skipped: {what} is not there");
    }
    found
}

/// The folder of this test in the checkout.
pub(crate) fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/snippets")
}

/// A Python that has what `requirements.txt` pins.
pub(crate) fn python() -> Option<PathBuf> {
    let cache = match (std::env::var_os("XDG_CACHE_HOME"), std::env::var_os("HOME")) {
        (Some(cache), _) => PathBuf::from(cache),
        (None, Some(home)) => PathBuf::from(home).join(".cache"),
        (None, None) => return None,
    };
    let python = cache.join("keyhinge/snippets-venv/bin/python");
    there(&python).then_some(python)
}

/// What a command prints; it must succeed.
pub(crate) fn output(command: &mut Command) -> Vec<u8> {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {} {}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout[..output.stdout.len().min(500)])
    );
    output.stdout
}
