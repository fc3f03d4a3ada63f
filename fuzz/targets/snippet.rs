//! Any value in a text for a target: whoever reads the text as that target does finds the value, unchanged, and nothing
//! else; or it was refused.

#![no_main]

use keyhinge_core::snippets::{Form, render, targets};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|value: &str| {
    for target in targets() {
        if !target.forms.iter().any(|form| form.form == Form::Value) {
            continue;
        }
        let Ok(text) = render(&target.id, "NAME", value) else { continue };
        let text = text.expose();
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        let assigned = text.strip_prefix("NAME=");
        let read = match target.id.as_str() {
            "bash" | "zsh" | "sh" | "direnv" | "docker_run" => posix(text),
            "fish" => text.strip_prefix(" set -gx NAME ").and_then(|rest| escaped(rest, '\'', "\\'")),
            "powershell" => text.strip_prefix("$env:NAME = ").and_then(powershell),
            "powershell_user" => between(text, "[System.Environment]::SetEnvironmentVariable('NAME', ", ", 'User')")
                .and_then(powershell),
            "cmd" => between(text, "set \"NAME=", "\"").map(str::to_owned),
            "setx" => text.strip_prefix("setx NAME ").and_then(argument),
            "dotenv" | "docker_env_file" => assigned.map(str::to_owned),
            "dotenv_python" => assigned.and_then(|rest| escaped(rest, '\'', "\\'")),
            "dotenv_node" | "node_env_file" => assigned.and_then(literal),
            "systemd" => assigned.and_then(|rest| escaped(rest, '"', "\"\\$`")),
            "compose_env_file" => assigned.and_then(|rest| escaped(rest, '"', "\"\\$")),
            "compose" => scalar(text).and_then(|read| undoubled(&read)),
            "kubernetes_secret" => scalar(text),
            "vscode_launch" => serde_json::from_str::<Value>(text)
                .ok()
                .and_then(|file| file["configurations"][0]["env"]["NAME"].as_str().map(str::to_owned)),
            "gemini_cli" => text.strip_prefix("GEMINI_API_KEY=").map(str::to_owned),
            other => panic!("{other} has no reader here"),
        };
        assert_eq!(read.as_deref(), Some(value), "{}: {text}", target.id);
    }
});

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.strip_suffix(after)
}

/// The assignment among a command's words, or the one before it.
fn posix(text: &str) -> Option<String> {
    let (first, rest) = text.rsplit_once("; export NAME").map_or((text, None), |(first, rest)| (first, Some(rest)));
    if rest.is_some_and(|rest| !rest.is_empty()) {
        return None;
    }
    let words = shlex::split(first)?;
    let mut assigned = words.iter().filter_map(|word| word.strip_prefix("NAME="));
    let value = assigned.next()?.to_owned();
    (assigned.next().is_none() && words.len() <= 6).then_some(value)
}

/// Between quotes; a backslash before one of `special` stands for it, before anything else for itself.
fn escaped(text: &str, quote: char, special: &str) -> Option<String> {
    let mut value = String::new();
    let mut chars = text.strip_prefix(quote)?.chars();
    loop {
        match chars.next()? {
            c if c == quote => return chars.next().is_none().then_some(value),
            '\\' => match chars.next()? {
                c if special.contains(c) => value.push(c),
                c => value.extend(['\\', c]),
            },
            c => value.push(c),
        }
    }
}

/// As PowerShell's tokenizer: any single quote, doubled, is one; alone, it ends the string.
fn powershell(text: &str) -> Option<String> {
    let is_quote = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}');
    let mut chars = text.chars().peekable();
    chars.next().filter(|c| is_quote(*c))?;
    let mut value = String::new();
    loop {
        let c = chars.next()?;
        if !is_quote(c) || chars.next_if(|&next| is_quote(next)).is_some() {
            value.push(c);
        } else {
            return chars.next().is_none().then_some(value);
        }
    }
}

/// As programs on Windows read an argument: a backslash counts before a quote only.
fn argument(text: &str) -> Option<String> {
    let inside = between(text, "\"", "\"")?;
    let trailing = inside.len() - inside.trim_end_matches('\\').len();
    (trailing % 2 == 0 && !inside.contains('"')).then(|| inside[..inside.len() - trailing / 2].to_owned())
}

/// Between one of three kinds of quotes, with no escapes.
fn literal(text: &str) -> Option<String> {
    let quote = text.chars().next()?;
    let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let expands = quote == '"' && inside.contains('\\');
    (!expands && !inside.contains(quote)).then(|| inside.to_owned())
}

/// The scalar of `NAME` in YAML, which is written as JSON.
fn scalar(text: &str) -> Option<String> {
    let mut lines = text.lines().filter_map(|line| line.trim_start().strip_prefix("NAME: "));
    let read = serde_json::from_str(lines.next()?).ok();
    if lines.next().is_none() { read } else { None }
}

/// As Compose: `$$` is `$`.
fn undoubled(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '$' && chars.next()? != '$' {
            return None;
        }
        value.push(c);
    }
    Some(value)
}
