//! What is pasted at a prompt, in a terminal of its own: the key is asked for without an echo and is in no history.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::snippets::{Choice, Form, Here, Subject, render, write};
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

use super::tools::installed;

const KEY: &str = "kh_4tQ9wErTyUiO_0123456789abcdefghij4f2c";
const READY: &str = "ready-now ";
/// Only a hang is this long.
const HANG_MS: u64 = 60_000;

struct Shell {
    program: &'static str,
    arguments: &'static [&'static str],
    target: &'static str,
    /// Names its prompt and its history, once it runs.
    settle: &'static str,
    history: &'static str,
    /// Ends it with its history written.
    end: &'static str,
}

const BASH: Shell = Shell {
    program: "bash",
    arguments: &["--norc", "--noprofile", "-i"],
    target: "bash",
    settle: "stty echo; PS1='ready''-now '; HISTFILE=$HOME/history; bind 'set enable-bracketed-paste off' 2>/dev/null",
    history: "history",
    end: "history -w; exit",
};

const ZSH: Shell = Shell {
    program: "zsh",
    arguments: &["-f", "-i"],
    target: "zsh",
    settle: "stty echo; unsetopt zle; HISTFILE=$HOME/history SAVEHIST=100 HISTSIZE=100; PS1='ready''-now '",
    history: "history",
    end: "fc -W; exit",
};

const FISH: Shell = Shell {
    program: "fish",
    arguments: &["-i"],
    target: "fish",
    settle: "function fish_prompt; printf %s 'ready''-now '; end; set -g fish_history keys",
    history: "data/fish/keys_history",
    end: "history save; exit",
};

impl Shell {
    fn start(&self, home: &Path) -> PtySession {
        let mut command = Command::new(self.program);
        command.args(self.arguments).env_clear().env("HOME", home).env("TERM", "dumb");
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("XDG_DATA_HOME", home.join("data"));
        command.env("XDG_CONFIG_HOME", home.join("config")).env("LC_ALL", "C.UTF-8");
        let options = Options::new().timeout_ms(Some(HANG_MS)).strip_ansi_escape_codes(true);
        let mut session = spawn_with_options(command, options).unwrap();
        session.send_line(self.settle).unwrap();
        session.exp_string(READY).unwrap();
        session
    }

    fn finish(&self, mut session: PtySession, home: &Path) -> String {
        session.send_line(self.end).unwrap();
        session.exp_eof().unwrap();
        std::fs::read_to_string(home.join(self.history)).unwrap_or_default()
    }
}

/// Has the shell say what a program that it starts finds in the variable, in two halves so that the echo of the question
/// is not the answer.
fn found(session: &mut PtySession, variable: &str) -> String {
    session.send_line(&format!("sh -c 'echo \"<\"\"<${variable}>\"\">\"'")).unwrap();
    session.exp_string("<<").unwrap();
    let found = session.exp_string(">>").unwrap();
    session.exp_string(READY).unwrap();
    found
}

/// Types the key once it is asked for, as a person would: when the terminal shows nothing any more, which bash sees to just
/// after the question.
fn answer(session: &mut PtySession) {
    // At the beginning of a line: before, it is in what was pasted.
    session.exp_regex("[\r\n]FORII_API_KEY: ").unwrap();
    let asked = Instant::now();
    while echoes(session) {
        assert!(asked.elapsed() < Duration::from_millis(HANG_MS), "what is typed is shown");
    }
    session.send_line(KEY).unwrap();
}

fn echoes(session: &PtySession) -> bool {
    let terminal = session.process().get_file_handle().unwrap();
    let told = Command::new("stty").arg("-a").stdin(Stdio::from(terminal)).output().unwrap();
    assert!(told.status.success());
    !String::from_utf8_lossy(&told.stdout).split_whitespace().any(|word| word == "-echo")
}

fn asks(shell: &Shell) {
    if !installed(shell.program) {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let subject = Subject::unstored(&Catalogue::embedded().unwrap(), "forii", String::new()).unwrap();
    let choice = Choice { target: shell.target.into(), form: Some(Form::Ask), ..Choice::default() };
    let here = Here { os: "linux".into(), shell: None };
    let text = write(&subject, &choice, &here, None).unwrap();
    let mut session = shell.start(home.path());
    session.send_line(text.expose()).unwrap();
    answer(&mut session);
    let echoed = session.exp_string(READY).unwrap();
    assert!(!echoed.contains("kh_4tQ9"), "{}: {echoed}", shell.program);
    assert_eq!(found(&mut session, "FORII_API_KEY"), KEY, "{}", shell.program);
    let history = shell.finish(session, home.path());
    assert!(history.contains("FORII_API_KEY"), "{}: the question is remembered: {history}", shell.program);
    assert!(!history.contains("kh_4tQ9"), "{}: {history}", shell.program);
}

#[test]
fn bash_asks() {
    asks(&BASH);
}

#[test]
fn zsh_asks() {
    asks(&ZSH);
}

#[test]
fn fish_asks() {
    asks(&FISH);
}

#[test]
fn a_posix_shell_asks() {
    for (program, arguments) in [("dash", &["-i"][..]), ("mksh", &["-i"]), ("busybox", &["sh", "-i"])] {
        let plain = Shell {
            program,
            arguments,
            target: "sh",
            settle: "stty echo; PS1='ready''-now '",
            history: "",
            end: "exit",
        };
        if !installed(program) {
            continue;
        }
        let home = tempfile::tempdir().unwrap();
        let subject = Subject::unstored(&Catalogue::embedded().unwrap(), "forii", String::new()).unwrap();
        let choice = Choice { target: "sh".into(), form: Some(Form::Ask), ..Choice::default() };
        let text = write(&subject, &choice, &Here { os: "linux".into(), shell: None }, None).unwrap();
        let mut session = plain.start(home.path());
        session.send_line(text.expose()).unwrap();
        answer(&mut session);
        let echoed = session.exp_string(READY).unwrap();
        assert!(!echoed.contains("kh_4tQ9"), "{program}: {echoed}");
        assert_eq!(found(&mut session, "FORII_API_KEY"), KEY, "{program}");
        session.send_line("exit").unwrap();
        session.exp_eof().unwrap();
    }
}

/// The blank in front of a value keeps the line out of the history where the shell is told so; where it is not, the risk
/// that the row tells is real.
fn leaves(shell: &Shell, told: &str, remembers: bool) {
    if !installed(shell.program) {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let mut session = shell.start(home.path());
    session.send_line(told).unwrap();
    session.exp_string(READY).unwrap();
    session.send_line(render(shell.target, "K", "it's!x").unwrap().expose()).unwrap();
    session.exp_string(READY).unwrap();
    assert_eq!(found(&mut session, "K"), "it's!x", "{}", shell.program);
    let history = shell.finish(session, home.path());
    assert_eq!(history.contains("!x"), remembers, "{}: {history}", shell.program);
}

#[test]
fn a_pasted_value_is_remembered_or_not() {
    leaves(&BASH, "HISTCONTROL=ignoreboth", false);
    leaves(&BASH, "HISTCONTROL=", true);
    leaves(&ZSH, "setopt HIST_IGNORE_SPACE", false);
    leaves(&ZSH, "unsetopt HIST_IGNORE_SPACE", true);
    leaves(&FISH, "true", false);
}
