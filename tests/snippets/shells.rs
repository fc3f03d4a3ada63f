//! Shells reading scripts.

use std::path::Path;
use std::process::Command;

use keyhinge_core::snippets;

use super::tools::{installed, output};
use super::values::{carried, compare, split};

const VARIABLE: &str = "LOCAL_API_KEY";
const PRINT: &str = r#"printf '%s\0' "$LOCAL_API_KEY""#;

/// Runs a script, in the C locale but for UTF-8, and with a home that nothing may expand to.
fn run(program: &str, arguments: &[&str], script: &str, dir: &Path) -> Vec<u8> {
    let file = dir.join("script");
    std::fs::write(&file, script).unwrap();
    output(
        Command::new(program)
            .args(arguments)
            .arg(&file)
            .current_dir(dir)
            .env("HOME", "/expanded")
            .env("LC_ALL", "C.UTF-8"),
    )
}

/// The values that the target carries, and what `program` makes of them, all in one script.
fn evaluate(program: &str, arguments: &[&str], target: &str, print: &str) {
    if !installed(program) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let pairs = carried(target, |_| VARIABLE.into());
    let script: String = pairs.iter().map(|(_, text)| format!("{text}\n{print}\n")).collect();
    compare(program, &split(&run(program, arguments, &script, dir.path())), &pairs);
}

#[test]
fn bash() {
    evaluate("bash", &["--norc", "--noprofile"], "bash", PRINT);
}

#[test]
fn bash_in_posix_mode() {
    evaluate("bash", &["--posix"], "bash", PRINT);
}

#[test]
fn zsh() {
    evaluate("zsh", &["-f"], "zsh", PRINT);
}

#[test]
fn zsh_with_rc_quotes() {
    evaluate("zsh", &["-f", "-o", "rcquotes"], "zsh", PRINT);
}

#[test]
fn fish() {
    evaluate("fish", &["--no-config"], "fish", PRINT);
}

#[test]
fn posix_shells() {
    evaluate("dash", &[], "sh", PRINT);
    evaluate("mksh", &[], "sh", PRINT);
    evaluate("busybox", &["sh"], "sh", PRINT);
    evaluate("bash", &["--norc", "--posix"], "sh", PRINT);
}

#[test]
fn a_program_that_the_shell_starts_has_the_key() {
    let shells: [(&str, &[&str], &str); 6] = [
        ("bash", &["--norc"], "bash"),
        ("zsh", &["-f"], "zsh"),
        ("fish", &["--no-config"], "fish"),
        ("dash", &[], "sh"),
        ("mksh", &[], "sh"),
        ("busybox", &["sh"], "sh"),
    ];
    for (program, arguments, target) in shells {
        if !installed(program) {
            continue;
        }
        let text = snippets::render(target, VARIABLE, "it's $HOME\\").unwrap();
        let script = format!("{}\nenv -0 || env", text.expose());
        let found = run(program, arguments, &script, tempfile::tempdir().unwrap().path());
        let found = String::from_utf8(found).unwrap();
        assert!(found.split(['\0', '\n']).any(|line| line == "LOCAL_API_KEY=it's $HOME\\"), "{program}");
    }
}

#[test]
fn a_portable_line_means_the_same_when_a_shell_sources_it() {
    evaluate("bash", &["--norc"], "dotenv", PRINT);
    evaluate("zsh", &["-f"], "dotenv", PRINT);
    evaluate("dash", &[], "dotenv", PRINT);
}

#[test]
fn the_argument_of_docker_run() {
    if !installed("bash") {
        return;
    }
    let pairs = carried("docker_run", |_| VARIABLE.into());
    let mut script = "docker() { printf '%s\\0' \"${4#LOCAL_API_KEY=}\"; }\n".to_owned();
    for (_, text) in &pairs {
        script.extend([text.as_str(), "\n"]);
    }
    let dir = tempfile::tempdir().unwrap();
    compare("docker run", &split(&run("bash", &["--norc"], &script, dir.path())), &pairs);
}
