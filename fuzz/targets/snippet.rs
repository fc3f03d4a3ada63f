//! Any value as a line for a shell: whoever reads the line as that shell does finds the value, unchanged, and nothing
//! else; or it was refused.

#![no_main]

use keyhinge_core::snippets::{preview, render, targets};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|value: &str| {
    for target in targets() {
        preview(&target.id, "NAME", value).unwrap();
        let Ok(line) = render(&target.id, "NAME", value) else { continue };
        assert!(!line.chars().any(char::is_control), "{line:?}");
        let read = match target.id.as_str() {
            "bash" | "zsh" => posix(&line),
            "fish" => line.strip_prefix(" set -gx NAME ").and_then(fish),
            "powershell" => line.strip_prefix("$env:NAME = ").and_then(powershell),
            "cmd" => {
                line.strip_prefix("set \"NAME=").and_then(|rest| rest.strip_suffix('"')).map(str::to_owned)
            }
            "dotenv" => line.strip_prefix("NAME=").map(str::to_owned),
            // Made of the same rules, with more around them.
            _ => continue,
        };
        assert_eq!(read.as_deref(), Some(value), "{}: {line}", target.id);
    }
});

fn posix(line: &str) -> Option<String> {
    match shlex::split(line)?.as_slice() {
        [export, assignment] if export == "export" => assignment.strip_prefix("NAME=").map(str::to_owned),
        _ => None,
    }
}

fn fish(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut chars = text.strip_prefix('\'')?.chars();
    loop {
        match chars.next()? {
            '\'' => return chars.next().is_none().then_some(value),
            '\\' => match chars.next()? {
                c @ ('\\' | '\'') => value.push(c),
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
        if !is_quote(c) {
            value.push(c);
        } else if chars.next_if(|&next| is_quote(next)).is_some() {
            value.push(c);
        } else {
            return chars.next().is_none().then_some(value);
        }
    }
}
