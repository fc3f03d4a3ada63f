//! The one place that prints. Answers go to standard output, everything else to standard error.

use std::io::{ErrorKind, IsTerminal, Write};

use keyhinge_api::ErrorCode;
use keyhinge_core::secret::Secret;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::failure::{Exit, Failure};

/// Prints for people or for programs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printer {
    json: bool,
}

impl Printer {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// An answer: as JSON on one line, or as text.
    pub(crate) fn answer(self, value: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
        let bytes = if self.json {
            serde_json::to_vec(value).map_err(|error| Failure::internal(&error))?
        } else {
            visible(&text()).into_bytes()
        };
        match line_out(&bytes) {
            // The reader has seen enough, as `head` does.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(|error| Failure::unwritten(&error)),
        }
    }

    /// A document of its own form, whatever the form of other answers.
    pub(crate) fn verbatim(self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(|error| Failure::unwritten(&error)),
        }
    }

    /// One line of JSON that may hold a secret, whatever the form of other answers.
    pub(crate) fn secret_json(self, value: &impl Serialize) -> Result<(), Failure> {
        // Room enough that no copy is left behind by growing.
        let mut bytes = Zeroizing::new(Vec::with_capacity(16 * 1024));
        serde_json::to_writer(&mut *bytes, value).map_err(|error| Failure::internal(&error))?;
        line_out(&bytes).map_err(|error| Failure::unwritten(&error))
    }

    /// A secret alone on its line.
    pub(crate) fn secret(self, secret: &Secret) -> Result<(), Failure> {
        line_out(secret.expose().as_bytes()).map_err(|error| Failure::unwritten(&error))
    }

    /// A secret and nothing else, for other programs; with a line break for who reads it at a terminal.
    pub(crate) fn secret_alone(self, secret: &Secret) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        let end: &[u8] = if out.is_terminal() { b"\n" } else { b"" };
        let written = out.write_all(secret.expose().as_bytes()).and_then(|()| out.write_all(end));
        written.and_then(|()| out.flush()).map_err(|error| Failure::unwritten(&error))
    }

    /// Something that people should read beside the answer.
    pub(crate) fn note(self, text: &str) {
        line_err(&visible(text));
    }

    /// A question on standard error, its answer being typed after it.
    pub(crate) fn ask(self, question: &str) {
        let mut err = std::io::stderr().lock();
        // Without standard error there is no one to ask; reading the answer then fails by itself.
        let _ = write!(err, "{} ", visible(question)).and_then(|()| err.flush());
    }

    /// What went wrong and what to do about it.
    pub(crate) fn failure(self, failure: &Failure) -> Exit {
        let error = &failure.error;
        let text = if self.json {
            serde_json::to_string(error).unwrap_or_else(|_| error.message.clone())
        } else {
            let field = if let ErrorCode::Invalid { field } = &error.code {
                format!("{field}: ")
            } else {
                String::new()
            };
            format!("error: {field}{}\nnext: {}", visible(&error.message), visible(&error.next_step))
        };
        line_err(&text);
        failure.exit
    }
}

/// Prints what `--help` asks for, or what is wrong with the command line.
pub(crate) fn help_or_usage(error: &clap::Error) -> Exit {
    let wants_json = std::env::args_os().skip(1).any(|word| word == "--json");
    if error.use_stderr() && wants_json {
        // clap's first line says what is wrong; the rest is the usage, which `next_step` names.
        let text = error.to_string();
        let mut lines = text.lines();
        let mut what = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        if what.ends_with(':') {
            // What is missing stands below, a line each.
            let missing: Vec<&str> = lines.map_while(|line| line.strip_prefix("  ")).map(str::trim).collect();
            what = format!("{what} {}", missing.join(" "));
        }
        return Printer::new(true).failure(&Failure::usage(&what, "See `khg --help`."));
    }
    // Where even this cannot be printed, the exit code still tells.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Done }
}

fn line_out(bytes: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn line_err(text: &str) {
    // There is nowhere left to say that standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Text that cannot act on the terminal: control characters but the line break become visible.
fn visible(text: &str) -> String {
    let acts = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if acts(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_act_on_the_terminal() {
        assert_eq!(visible("a\u{1b}[2J\r\u{202e}b\nc é"), "a\u{fffd}[2J\u{fffd}\u{fffd}b\nc é");
    }
}
