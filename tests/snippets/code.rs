//! Every program that a snippet is, read by the language that it is written in: for every provider and format, and with
//! names that try to break out of their place. `tests/sdk` runs them with the real libraries.
//!
//! A language that is not installed is skipped, and said so; with `CI` set, all must be there.

#![cfg(test)]

mod written;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use self::written::{HOSTILE, TRIES, USUAL, VARIABLE, of};

/// Answers whether a program is installed.
fn installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        assert!(std::env::var_os("CI").is_none(), "{program} is not installed");
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// Has a checker read programs. It prints what is wrong, and nothing else.
fn check(program: &str, arguments: &[&str], programs: &[Value]) {
    if !installed(program) {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/snippets");
    let mut checker = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("VARIABLE", VARIABLE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut input = checker.stdin.take().unwrap();
    let text = serde_json::to_vec(programs).unwrap();
    let writer = std::thread::spawn(move || input.write_all(&text));
    let output = checker.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.trim_end() == format!("{} read", programs.len()), "{said}");
}

fn python(programs: &[Value]) {
    let program = if cfg!(windows) { "python" } else { "python3" };
    check(program, &["-I", "check.py"], programs);
}

fn node(programs: &[Value]) {
    check("node", &["--experimental-vm-modules", "--no-warnings", "check.mjs"], programs);
}

/// What programs are given by a script in bash: for each call the arguments, and the addresses in the environment.
fn given_by_bash(programs: &[Value]) -> Vec<Vec<String>> {
    const STAND_INS: &str = r#"
khg() { printf %s 'the key of the trial'; }
given() {
  printf '%s\0' "$@" "${ANTHROPIC_BASE_URL-}" "${ANTHROPIC_API_BASE-}" "${OPENAI_API_BASE-}" \
    "${ANTHROPIC_MODEL-}" end of a call
}
curl() { given "$@"; }
claude() { given "$@"; }
aider() { given "$@"; }
gemini() { given "$@"; }
"#;
    let mut script = STAND_INS.to_owned();
    for program in programs {
        script.extend([program["text"].as_str().unwrap(), "\n"]);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    std::fs::write(&file, script).unwrap();
    let output = Command::new("bash").args(["--norc"]).arg(&file).env(VARIABLE, "the key").output().unwrap();
    assert!(
        output.stderr.is_empty() && output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).unwrap();
    let calls = said.split_terminator("end\0of\0a\0call\0");
    calls.map(|call| call.split('\0').map(str::to_owned).collect()).collect()
}

fn bash(programs: &[Value]) {
    // What is called bash on Windows may be another system's.
    if cfg!(windows) || !installed("bash") {
        return;
    }
    let calls = given_by_bash(programs);
    assert_eq!(calls.len(), programs.len());
    for (call, program) in calls.iter().zip(programs) {
        let sent = call
            .iter()
            .find_map(|text| serde_json::from_str::<Value>(text).ok()?["model"].as_str().map(str::to_owned));
        if let Some(model) = program["model"].as_str() {
            let arrives = sent.as_deref() == Some(model) || call.iter().any(|text| text.ends_with(model));
            assert!(arrives, "{call:?} lacks the model {model:?}");
        }
        if let Some(url) = program["url"].as_str() {
            assert!(call.iter().any(|text| text.starts_with(url)), "{call:?} lacks the address {url:?}");
        }
    }
}

#[test]
fn python_reads_what_is_written_for_every_provider() {
    let programs = of(&USUAL, &["python"]);
    assert!(programs.len() > 100, "{}", programs.len());
    python(&programs);
}

#[test]
fn python_reads_names_as_they_are() {
    python(&of(&HOSTILE, &["python"]));
}

#[test]
fn node_reads_what_is_written_for_every_provider() {
    let programs = of(&USUAL, &["javascript", "typescript"]);
    assert!(programs.len() > 60, "{}", programs.len());
    node(&programs);
}

#[test]
fn node_reads_names_as_they_are() {
    node(&of(&HOSTILE, &["javascript", "typescript"]));
}

#[test]
fn bash_gives_names_as_they_are() {
    bash(&of(&USUAL, &["bash"]));
    let programs = of(&HOSTILE, &["bash"]);
    assert!(programs.len() > TRIES, "{}", programs.len());
    bash(&programs);
}

/// Every string within a value, keys of tables among them.
fn strings(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| strings(value, into)),
        Value::Object(values) => values.iter().for_each(|(name, value)| {
            into.push(name.clone());
            strings(value, into);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn configurations(language: &str, read: impl Fn(&str) -> Value) {
    assert!(
        of(&USUAL, &[language]).iter().all(|program| read(program["text"].as_str().unwrap()).is_object())
    );
    for program in of(&HOSTILE, &[language]) {
        let text = program["text"].as_str().unwrap();
        let mut found = Vec::new();
        strings(&read(text), &mut found);
        let model = program["model"].as_str();
        assert!(
            model.is_none_or(|model| found.iter().any(|text| text.ends_with(model))),
            "{model:?}: {text}"
        );
        let url = program["url"].as_str();
        assert!(url.is_none_or(|url| found.iter().any(|text| text.starts_with(url))), "{url:?}: {text}");
        // opencode replaces these wherever they stand.
        if program["id"].as_str().unwrap().starts_with("opencode") {
            assert_eq!((text.matches("{env:").count(), text.matches("{file:").count()), (1, 0), "{text}");
        }
    }
}

#[test]
fn tools_read_names_as_they_are() {
    configurations("json", |text| serde_json::from_str(text).unwrap());
    configurations("toml", |text| toml::from_str(text).unwrap());
}
