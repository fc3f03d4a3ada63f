//! The Command Prompt: the real one on Windows, wine's elsewhere.

use std::path::Path;
use std::process::Command;

use super::tools::{installed, output};
use super::values::{carried, compare};

/// A command processor with a home of its own.
fn cmd(dir: &Path) -> Option<Command> {
    if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/d", "/c"]);
        return Some(command);
    }
    if !installed("wine") {
        return None;
    }
    let mut command = Command::new("wine");
    command.args(["cmd", "/d", "/c"]).env("WINEPREFIX", dir.join("wine")).env("WINEDEBUG", "-all");
    // It would offer to install a browser engine and a runtime for programs that nobody starts here.
    command.env("WINEDLLOVERRIDES", "mscoree,mshtml=d").env_remove("DISPLAY");
    Some(command)
}

#[test]
fn set() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mut command) = cmd(dir.path()) else { return };
    let pairs = carried("cmd", |i| format!("K{i}"));
    // Every value first: it looks at the whole file for every line, so the print is one line for all.
    let mut script = "@echo off\r\n".to_owned();
    for (_, text) in &pairs {
        script.extend([text.as_str(), "\r\n"]);
    }
    script.push_str("set K\r\n");
    std::fs::write(dir.path().join("script.bat"), script).unwrap();
    let printed = output(command.arg("script.bat").current_dir(dir.path()));
    let printed = String::from_utf8(printed).unwrap();
    let mut found = vec![String::new(); pairs.len()];
    for line in printed.lines() {
        let (name, value) = line.split_once('=').unwrap();
        if let Ok(i) = name[1..].parse::<usize>() {
            found[i] = value.to_owned();
        }
    }
    compare("cmd", &found, &pairs);
}
