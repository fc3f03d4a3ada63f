//! `khg run`: what the command gets, and that it is the command alone that runs.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Read;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use crate::common::{Khg, Ran};

const OPENAI: &str = "sk-proj-Canary0123456789abcdefghijklmnopqrstuvwxyzT3BlbkFJ";
const GROQ: &str = "gsk_Canary0123456789abcdefghijklmnopqrstuvwxyz012345";

fn bench() -> Khg {
    let khg = Khg::with_file_vault();
    khg.import("openai", "work", OPENAI);
    khg.import("groq", "fast", GROQ);
    khg
}

/// What a command after `khg run` with these words finds in its environment.
fn environment(khg: &Khg, arguments: &[&str], inherited: &[(&str, &str)]) -> BTreeMap<OsString, OsString> {
    let mut command = khg.command([&["run"], arguments, &["--", "env", "-0"]].concat());
    let ran = command.envs(inherited.iter().copied()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let pairs = ran.stdout.split(|byte| *byte == 0).filter(|pair| !pair.is_empty()).map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap();
        (OsString::from_vec(pair[..at].to_vec()), OsString::from_vec(pair[at + 1..].to_vec()))
    });
    pairs.collect()
}

#[test]
fn the_environment_is_the_inherited_one_but_for_what_is_said() {
    let khg = bench();
    let inherited = [
        ("OPENAI_BASE_URL", "https://elsewhere.example"),
        ("OPENAI_API_KEY", "stale"),
        ("OPENAI_ADMIN_KEY", "sk-admin-stale"),
        ("KEYHINGE_API_KEY", "stale"),
        ("ANTHROPIC_API_KEY", "stays"),
        ("A B", "odd names stay"),
        ("LINES_IN_IT", "one\ntwo=three\n"),
    ];
    let got = environment(&khg, &["--key", "work", "--key", "fast=MY_GROQ"], &inherited);
    let mut wanted: BTreeMap<_, _> = std::env::vars_os().collect();
    wanted.retain(|name, _| !name.to_string_lossy().starts_with("KEYHINGE_"));
    wanted.insert(
        "DBUS_SESSION_BUS_ADDRESS".into(),
        format!("unix:path={}/no-bus", khg.root().display()).into(),
    );
    wanted.extend(inherited[4..].iter().map(|(name, value)| (OsString::from(name), OsString::from(value))));
    wanted.remove(&OsString::from("GROQ_API_KEY"));
    wanted.remove(&OsString::from("OPENAI_BASE_URL"));
    wanted.extend([("OPENAI_API_KEY".into(), OPENAI.into()), ("MY_GROQ".into(), GROQ.into())]);
    assert_eq!(got, wanted);
    // Of a run inside a run, the inner one counts.
    let nested = environment(&khg, &["--key", "fast=OPENAI_API_KEY"], &[("OPENAI_API_KEY", OPENAI)]);
    assert_eq!(nested[&OsString::from("OPENAI_API_KEY")], GROQ);
    assert_eq!(nested[&OsString::from("OPENAI_BASE_URL")], "https://api.groq.com/openai/v1");
}

#[test]
fn a_virtual_key_takes_the_gateways_address_along() {
    let khg = Khg::with_file_vault();
    let secret = khg.run(["key", "create", "mine", "--print-secret"]).out;
    let own = environment(&khg, &["--key", "mine"], &[]);
    assert_eq!(own[&OsString::from("KEYHINGE_API_KEY")], secret.trim_end());
    assert!(!own.contains_key(&OsString::from("OPENAI_BASE_URL")));
    let both = environment(&khg, &["--key", "mine=OPENAI_API_KEY", "--key", "mine=ANTHROPIC_API_KEY"], &[]);
    assert_eq!(both[&OsString::from("OPENAI_API_KEY")], secret.trim_end());
    assert_eq!(both[&OsString::from("OPENAI_BASE_URL")], "http://127.0.0.1:4517/v1");
    assert_eq!(both[&OsString::from("ANTHROPIC_BASE_URL")], "http://127.0.0.1:4517");
}

#[test]
fn everything_is_checked_before_a_secret_is_read() {
    let khg = bench();
    let locked = |arguments: &[&str]| -> Ran {
        let mut command = khg.command([&["run"], arguments].concat());
        command.env_remove("KEYHINGE_PASSPHRASE_FILE").output().unwrap().into()
    };
    std::fs::write(khg.root().join("notes"), "text").unwrap();
    for (arguments, code) in [
        (&["--key", "work", "--", "no-such-command-anywhere"][..], 127),
        (&["--key", "work", "--", "./nothing"], 127),
        (&["--key", "work", "--", "./notes"], 126),
        (&["--key", "work", "--", "/"], 126),
        (&["--key", "work", "--", ""], 127),
        (&["--key", "work=PATH", "--", "true"], 3),
        (&["--key", "work=LD_PRELOAD", "--", "true"], 3),
        (&["--key", "work=lower", "--", "true"], 3),
        (&["--key", "work=KEYHINGE_DATA_DIR", "--", "true"], 3),
        (&["--key", "work", "--key", "fast=OPENAI_API_KEY", "--", "true"], 3),
        (&["--key", "nobody", "--", "true"], 4),
        (&["--key", "work", "true"], 2),
        (&["--key", "work", "--"], 2),
        (&["--key", "work"], 2),
        (&["--", "true"], 2),
        (&["--key", "=X", "--", "true"], 2),
        // All is well but the vault, and there is no terminal to ask at.
        (&["--key", "work", "--", "true"], 5),
    ] {
        let ran = locked(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
    let activity = khg.run(["activity"]).out;
    assert!(!activity.contains("Given to"), "{activity}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_command_sees_its_key_in_its_environment_and_nowhere_else() {
    let khg = bench();
    let shown =
        |arguments: &[&str]| khg.run([&["run", "--key", "work", "--", "cat"], arguments].concat()).out;
    // The command looks at itself, both ways: what is there is found by the same look.
    assert!(shown(&["/proc/self/environ"]).contains(OPENAI));
    assert!(!shown(&["/proc/self/cmdline"]).contains("Canary"));
    assert!(shown(&["/proc/self/cmdline", "Canary"]).contains("Canary"));
    let ran = khg.run(["run", "--key", "work", "--", "sh", "-c", "umask; ulimit -c"]);
    let expected = std::process::Command::new("sh").args(["-c", "umask"]).output().unwrap();
    let umask = String::from_utf8(expected.stdout).unwrap();
    assert_eq!(ran.out, format!("{umask}0\n"), "files get the caller's mode, and no core is dumped");
    assert!(crate::common::files_with(OPENAI, khg.root()).is_empty());
    let activity = khg.run(["activity", "--key", "work", "--json"]);
    let entry = &activity.json()["entries"][0];
    assert_eq!((entry["kind"].as_str(), entry["target"].as_str()), (Some("ran"), Some("sh")));
    assert!(
        !activity.out.contains("Canary") && !activity.out.contains("grep"),
        "neither the key nor the arguments"
    );
}

#[test]
fn the_exit_code_and_the_arguments_are_the_commands_own() {
    let khg = bench();
    for code in [0, 1, 42, 137, 255] {
        let ran = khg.run(["run", "--key", "work", "--", "sh", "-c", &format!("exit {code}")]);
        assert_eq!(ran.code, code);
    }
    let killed = khg.command(["run", "--key", "work", "--", "sh", "-c", "kill -KILL $$"]).status().unwrap();
    assert_eq!(killed.signal(), Some(9));
    let odd =
        [OsString::from("run"), "--key".into(), "work".into(), "--".into(), "printf".into(), "%s|".into()];
    let words = ["--", "a b", "", "$HOME", "--json", "-h", "two\nlines"].map(OsString::from);
    let bytes = OsString::from_vec(vec![0xFF, b'x']);
    let ran = khg.command(odd.iter().chain(&words).chain([&bytes])).output().unwrap();
    assert_eq!(ran.stdout, b"--|a b||$HOME|--json|-h|two\nlines|\xFFx|");
}

#[cfg(target_os = "linux")]
#[test]
fn signals_reach_the_command() {
    use std::io::{BufRead, BufReader};

    let khg = bench();
    for (signal, name) in [("INT", "INT"), ("TERM", "TERM"), ("HUP", "HUP")] {
        let script = format!("trap 'exit 43' {name}; echo ready; while :; do sleep 0.05; done");
        let run = khg.command(["run", "--key", "work", "--", "sh", "-c", &script]);
        // Whoever runs the tests in the background may have these ignored, which every process inherits.
        let mut child = std::process::Command::new("env")
            .arg("--default-signal=INT,TERM,HUP")
            .arg(run.get_program())
            .args(run.get_args())
            .envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        // To the process that was started as khg: it has become the command.
        let kill = std::process::Command::new("kill")
            .args(["-s", signal, &child.id().to_string()])
            .status()
            .unwrap();
        assert!(kill.success());
        assert_eq!(child.wait().unwrap().code(), Some(43), "{signal}");
    }
}

#[test]
fn standard_input_and_output_are_the_commands() {
    let khg = bench();
    let input: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let mut child = khg
        .command(["run", "--key", "work", "--", "cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let sent = input.clone();
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, &sent).unwrap());
    let mut out = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut out).unwrap();
    writer.join().unwrap();
    assert!(out == input && child.wait().unwrap().success());
    // `yes | head -1`: whoever writes into a pipe that nobody reads ends by the signal, as always.
    let mut yes = khg.command(["run", "--key", "work", "--", "yes"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 2];
    yes.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!((&first, yes.wait().unwrap().signal()), (b"y\n", Some(13)));
}

#[cfg(target_os = "linux")]
#[test]
fn the_terminal_is_the_commands() {
    let khg = bench();
    let script = "test -t 0 && test -t 1 && test -t 2 && stty size >/dev/null && echo terminal";
    let shown = crate::common::at_terminal(&khg, &["run", "--key", "work", "--", "sh", "-c", script]);
    assert_eq!(shown, "terminal\r\n");
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_of_the_folder_is_read_and_nothing_is_written_outside_the_data_folder() {
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        eprintln!("skipped: there is no strace");
        return;
    }
    let khg = bench();
    let folder = khg.root().join("project/below");
    std::fs::create_dir_all(&folder).unwrap();
    for name in [".env", ".envrc", "keyhinge.toml", "settings.toml", ".keyhinge"] {
        std::fs::write(folder.join(name), "OPENAI_BASE_URL=https://attacker.example\n").unwrap();
        std::fs::write(folder.parent().unwrap().join(name), "OPENAI_BASE_URL=https://attacker.example\n")
            .unwrap();
    }
    let log = khg.root().join("strace.log");
    let run = khg.command(["run", "--key", "work", "--", "env"]);
    let mut traced = std::process::Command::new("strace");
    traced
        .args(["-f", "-qq", "-y", "-e", "trace=%file", "-o"])
        .arg(&log)
        .arg(run.get_program())
        .args(run.get_args());
    traced.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(&folder);
    let ran = traced.output().unwrap();
    let out = String::from_utf8(ran.stdout).unwrap();
    if !ran.status.success() && out.is_empty() {
        eprintln!("skipped: strace may not trace here: {}", String::from_utf8_lossy(&ran.stderr));
        return;
    }
    assert!(out.contains(OPENAI) && !out.contains("attacker"), "{out}");
    let log = std::fs::read_to_string(log).unwrap();
    let project = khg.root().join("project");
    // Up to where the command takes over; what it does is its own matter.
    let ours: Vec<&str> = log.lines().take_while(|line| !line.contains("/env\", [\"env\"")).collect();
    assert!(ours.iter().any(|line| line.contains("keyhinge.db")), "the trace has what khg does");
    assert!(log.lines().count() > ours.len(), "and it has the end of it");
    for line in &ours {
        let path = line.split('"').nth(1).map(std::path::PathBuf::from).unwrap_or_default();
        let named = path.strip_prefix(&project).is_ok() || path.is_relative() && !path.as_os_str().is_empty();
        assert!(!named || line.contains("readlink"), "read from where it was started: {line}");
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "rename", "unlink", "mkdir", "link("]
            .iter()
            .any(|word| line.contains(word));
        let elsewhere =
            !path.starts_with(khg.data()) && !path.starts_with("/dev") && !path.starts_with("/proc");
        assert!(!(writes && elsewhere) || line.contains("readlink"), "written elsewhere: {line}");
    }
}
