//! How each dialect writes a value so that it means exactly that value.
//!
//! A rule appends to `out` instead of returning a string, so that a secret is copied no more often than needed. What
//! a dialect cannot carry is refused with the reason, never bent.

mod file;
mod shell;
#[cfg(test)]
mod tests;

use serde::Deserialize;

/// A quoting rule; the error is the reason for refusing.
pub(super) type Quote = fn(value: &str, out: &mut String) -> Refused;

/// What a rule answers: nothing, or why it refuses, as the rest of a sentence.
pub(super) type Refused = Result<(), &'static str>;

/// The rules, by the names that rows give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Rule {
    Posix,
    PosixWord,
    Fish,
    FishWord,
    Powershell,
    Cmd,
    Setx,
    Dotenv,
    DotenvPython,
    DotenvNode,
    DockerEnv,
    ComposeEnv,
    ComposeYaml,
    Systemd,
    Json,
    TemplatedJson,
    LaunchJson,
}

impl Rule {
    pub(super) fn quote(self, value: &str, out: &mut String) -> Refused {
        let rule: Quote = match self {
            Self::Posix => shell::posix,
            Self::PosixWord => shell::posix_word,
            Self::Fish => shell::fish,
            Self::FishWord => shell::fish_word,
            Self::Powershell => shell::powershell,
            Self::Cmd => shell::cmd,
            Self::Setx => shell::setx,
            Self::Dotenv => file::dotenv,
            Self::DotenvPython => file::dotenv_python,
            Self::DotenvNode => file::dotenv_node,
            Self::DockerEnv => file::docker_env,
            Self::ComposeEnv => file::compose_env,
            Self::ComposeYaml => file::compose_yaml,
            Self::Systemd => file::systemd,
            Self::Json => file::json,
            Self::TemplatedJson => file::templated_json,
            Self::LaunchJson => file::launch_json,
        };
        rule(value, out)
    }
}

/// A word of a command for the user's shell, quoted where it has to be; none for one that cannot be typed.
#[must_use]
pub fn word(value: &str) -> Option<String> {
    let mut word = String::new();
    let rule = if cfg!(windows) { Rule::Powershell } else { Rule::PosixWord };
    rule.quote(value, &mut word).ok().map(|()| word)
}

fn surround(value: &str, out: &mut String, quote: char, mut push: impl FnMut(char, &mut String)) {
    out.push(quote);
    for c in value.chars() {
        push(c, out);
    }
    out.push(quote);
}

/// A terminal acts on control characters when they are pasted, whatever the quotes around them say.
fn no_controls(value: &str) -> Refused {
    if value.chars().any(char::is_control) {
        Err("it holds a control character or a line break.")
    } else {
        Ok(())
    }
}

fn printable_ascii(value: &str) -> Refused {
    if value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        Ok(())
    } else {
        Err("it holds characters beyond printable ASCII.")
    }
}
