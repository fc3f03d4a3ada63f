//! From a form's template to its text. Everything that a template inserts is written by the row's rule, so that a
//! template cannot forget it; the value is a mark until the very end.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{Environment, ErrorKind, UndefinedBehavior};
use zeroize::Zeroizing;

use super::quote::{Refused, Rule};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Stands for the value; nothing that is inserted may hold it.
pub(super) const MARK: char = '\u{e000}';

/// Why there is no text.
pub(super) enum Unwritten {
    /// The rule refuses something that is inserted, with the rest of the sentence.
    Refused(String),
    Defect(String),
}

impl Unwritten {
    pub(super) fn error(self, target: &str) -> Error {
        match self {
            Self::Refused(reason) => {
                Error::SnippetRefused { target: target.to_owned(), reason, instead: None }
            }
            Self::Defect(text) => Error::Internal(format!("the snippet {target}: {text}")),
        }
    }
}

/// Inserts the slots. Those that are marked safe stand as they are, the others are written by the rule.
pub(super) fn fill(text: &str, rule: Rule, slots: &Value) -> std::result::Result<String, Unwritten> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let lines = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(lines.map_err(|error| Unwritten::Defect(error.to_string()))?);
    environment.set_formatter(move |out, _, value| {
        let text = value.to_string();
        if value.is_safe() {
            out.write_str(&text)?;
            return Ok(());
        }
        let mut quoted = String::new();
        rule.quote(&text, &mut quoted)
            .map_err(|reason| minijinja::Error::new(ErrorKind::InvalidOperation, reason))?;
        out.write_str(&quoted)?;
        Ok(())
    });
    environment.render_str(text, slots).map_err(|error| match (error.kind(), error.detail()) {
        (ErrorKind::InvalidOperation, Some(reason)) => {
            Unwritten::Refused(format!("of what it is for, {reason}"))
        }
        _ => Unwritten::Defect(error.to_string()),
    })
}

/// A slot that stands as it is: a name that was checked, or a text that is code already.
pub(super) fn safe(text: impl Into<String>) -> Value {
    Value::from_safe_string(text.into())
}

/// The text with the value in its place, written by the rule.
///
/// # Errors
/// The rest of a sentence, where the rule refuses the value.
pub(super) fn splice(text: &str, rule: Rule, value: &str) -> std::result::Result<Secret, &'static str> {
    // Room for every byte as \u00e9, so that no copy is left behind by growing.
    let mut quoted = Zeroizing::new(String::with_capacity(6 * value.len() + 16));
    let refused: Refused = rule.quote(value, &mut quoted);
    refused?;
    Ok(Secret::new(put(text, &quoted)))
}

/// The text with a mask in the place of the value: quoted alike, and never refused for the dots of the mask.
pub(super) fn splice_masked(text: &str, rule: Rule, masked: &str) -> String {
    let mut quoted = String::new();
    if rule.quote(masked, &mut quoted).is_err() {
        quoted = masked.chars().filter(|c| !c.is_control()).collect();
    }
    put(text, &quoted)
}

fn put(text: &str, quoted: &str) -> String {
    let mut whole = String::with_capacity(text.len() + text.matches(MARK).count() * quoted.len());
    for (at, part) in text.split(MARK).enumerate() {
        if at > 0 {
            whole.push_str(quoted);
        }
        whole.push_str(part);
    }
    whole
}

/// Text from outside that may be inserted.
///
/// # Errors
/// `Invalid` for control characters, invisible marks, or more than 500 characters.
pub(super) fn check_inserted(field: &'static str, text: &str) -> Result<()> {
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().any(odd) {
        return Err(Error::invalid(field, "It holds characters that cannot be seen."));
    }
    if text.chars().count() > 500 {
        return Err(Error::invalid(field, "It has more than 500 characters."));
    }
    Ok(())
}
