//! Every snippet evaluated by the real shell it is for: the bytes that arrive are the bytes of the key.
//!
//! A shell that is not installed is skipped, and said so; with `CI` set, the system's own shells must be there: bash,
//! zsh and fish on Unix, PowerShell and cmd on Windows.

#![cfg(test)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use keyhinge_core::snippets;

const VARIABLE: &str = "LOCAL_API_KEY";
const VALUES: usize = 2_500;

/// Values made of what shells trip over; the same ones in every run.
fn hostile_values() -> Vec<String> {
    const PIECES: &[&str] = &[
        "'", "\"", "\\", "`", "$", "${HOME}", "$(id)", "$HOME", "%PATH%", "%", "!", "!!", "^", "&", "|", ";",
        "<", ">", "(", ")", "{", "}", "[a-z]", "*", "?", "~", "#", "=", " ", "  ", "'\\''", "\\'", "''",
        "\\\\", "\u{2018}", "\u{2019}", "@", ":", ":~", ",", "-", "--", "é", "🔑", "\u{202e}", "\u{feff}",
        "\\n", "\\x41", "-n", "\\c", "a", "kh_4tQ9", "sk-ant-", "0", "/etc", ".", "_", "+", "==ls", "~root",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut values: Vec<String> = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
    values.push("kh_4tQ9wErTyUiO_0123456789abcdefghijABCDEFGHIJ0123456789abcdefg4f2c".into());
    while values.len() < VALUES {
        values.push((0..=random(10)).map(|_| PIECES[random(PIECES.len())]).collect());
    }
    values
}

fn installed(program: &str) -> bool {
    // What is called bash on Windows may be another system's.
    if cfg!(windows) && matches!(program, "bash" | "zsh" | "fish") {
        return false;
    }
    let found =
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        let elsewhere = cfg!(unix) && program == "pwsh";
        assert!(elsewhere || std::env::var_os("CI").is_none(), "{program} is not installed");
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// Runs a script that prints values with a NUL after each.
fn run(program: &str, arguments: &[&str], script: &str, dir: &Path) -> Vec<String> {
    let file = dir.join("script");
    std::fs::File::create(&file).unwrap().write_all(script.as_bytes()).unwrap();
    let output = Command::new(program)
        .args(arguments)
        .arg(&file)
        .current_dir(dir)
        .env("HOME", "/expanded")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut values: Vec<String> =
        output.stdout.split(|byte| *byte == 0).map(|v| String::from_utf8(v.to_vec()).unwrap()).collect();
    assert_eq!(values.pop().as_deref(), Some(""));
    values
}

/// The values that the target carries, and what `program` makes of them.
fn evaluate(program: &str, arguments: &[&str], target: &str, print: &str) {
    if !installed(program) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (mut expected, mut script) = (Vec::new(), String::new());
    for value in hostile_values() {
        if let Ok(text) = snippets::render(target, VARIABLE, &value) {
            script.extend([text.expose(), "\n", print, "\n"]);
            expected.push(value);
        }
    }
    assert!(expected.len() > VALUES / 20, "{target} carries only {}", expected.len());
    let found = run(program, arguments, &script, dir.path());
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected, "{program}");
    }
}

#[test]
fn bash() {
    evaluate("bash", &["--norc", "--noprofile"], "bash", r#"printf '%s\0' "$LOCAL_API_KEY""#);
}

#[test]
fn bash_in_posix_mode() {
    evaluate("bash", &["--posix"], "bash", r#"printf '%s\0' "$LOCAL_API_KEY""#);
}

#[test]
fn zsh() {
    evaluate("zsh", &["-f"], "zsh", r#"printf '%s\0' "$LOCAL_API_KEY""#);
}

#[test]
fn zsh_with_rc_quotes() {
    evaluate("zsh", &["-f", "-o", "rcquotes"], "zsh", r#"printf '%s\0' "$LOCAL_API_KEY""#);
}

#[test]
fn fish() {
    evaluate("fish", &["--no-config"], "fish", r#"printf '%s\0' "$LOCAL_API_KEY""#);
}

#[test]
fn a_program_that_the_shell_starts_has_the_key() {
    for (program, arguments, target) in
        [("bash", vec!["--norc"], "bash"), ("zsh", vec!["-f"], "zsh"), ("fish", vec!["--no-config"], "fish")]
    {
        if !installed(program) {
            continue;
        }
        let script =
            format!("{}\nenv -0", snippets::render(target, VARIABLE, "it's $HOME\\").unwrap().expose());
        let found = run(program, &arguments, &script, tempfile::tempdir().unwrap().path());
        assert!(found.contains(&"LOCAL_API_KEY=it's $HOME\\".to_owned()), "{program}");
    }
}

#[test]
fn a_dotenv_line_means_the_same_when_a_shell_sources_it() {
    evaluate("bash", &["--norc"], "dotenv", r#"printf '%s\0' "$LOCAL_API_KEY""#);
    evaluate("zsh", &["-f"], "dotenv", r#"printf '%s\0' "$LOCAL_API_KEY""#);
}

#[test]
fn a_dotenv_line_means_the_same_to_node() {
    if !installed("node") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (mut expected, mut lines) = (Vec::new(), String::new());
    for value in hostile_values() {
        if let Ok(text) = snippets::render("dotenv", &format!("K{}", expected.len()), &value) {
            lines.extend([text.expose(), "\n"]);
            expected.push(value);
        }
    }
    let file = dir.path().join(".env");
    std::fs::write(&file, lines).unwrap();
    let print = format!(
        "for (let i = 0; i < {}; i++) process.stdout.write(process.env['K' + i] + '\\0')",
        expected.len()
    );
    let output = Command::new("node")
        .arg(format!("--env-file={}", file.display()))
        .args(["-e", &print])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<_> = output.stdout.split(|byte| *byte == 0).collect();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(String::from_utf8_lossy(found), *expected);
    }
    assert_eq!(found.len(), expected.len() + 1);
}

#[test]
fn powershell() {
    if !installed("pwsh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut script = "$out = [Console]::OpenStandardOutput()\n".to_owned();
    let mut expected = Vec::new();
    for value in hostile_values() {
        if let Ok(text) = snippets::render("powershell", VARIABLE, &value) {
            script.extend([text.expose(), "\n"]);
            script.push_str("$bytes = [Text.Encoding]::UTF8.GetBytes($env:LOCAL_API_KEY + [char]0)\n");
            script.push_str("$out.Write($bytes, 0, $bytes.Length)\n");
            expected.push(value);
        }
    }
    assert!(expected.len() > VALUES / 20);
    let file = dir.path().join("script.ps1");
    std::fs::write(&file, script).unwrap();
    let output = Command::new("pwsh").args(["-NoLogo", "-NoProfile", "-File"]).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<_> = output.stdout.split(|byte| *byte == 0).map(String::from_utf8_lossy).collect();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len() + 1);
}

/// The real one on Windows. Elsewhere wine's stands in for it, where it is at hand; it is never asked for.
#[test]
fn cmd() {
    let (program, arguments): (_, &[&str]) =
        if cfg!(windows) { ("cmd", &["/d", "/c"]) } else { ("wine", &["cmd", "/c"]) };
    if Command::new(program)
        .args(arguments)
        .arg("ver")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_err()
    {
        if cfg!(not(unix)) {
            panic!("cmd cannot be started");
        }
        eprintln!("skipped: wine is not installed");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let values: Vec<_> = hostile_values()
        .into_iter()
        .filter(|value| snippets::render("cmd", VARIABLE, value).is_ok())
        .collect();
    // The script is UTF-8, and so is what it prints.
    let mut script = "@echo off\r\nchcp 65001 >nul\r\n".to_owned();
    for value in &values {
        script.extend([
            snippets::render("cmd", VARIABLE, value).unwrap().expose(),
            "\r\nset LOCAL_API_KEY\r\n",
        ]);
    }
    std::fs::write(dir.path().join("script.bat"), script).unwrap();
    let output =
        Command::new(program).args(arguments).arg("script.bat").current_dir(dir.path()).output().unwrap();
    let found = String::from_utf8(output.stdout).unwrap();
    for (found, value) in found.lines().zip(&values) {
        assert_eq!(found, format!("LOCAL_API_KEY={value}"));
    }
    assert_eq!(found.lines().count(), values.len());
}
