//! Taking the line of a key out of a file, and putting it back. Nothing else in the file changes by a byte.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;
use zeroize::Zeroizing;

use super::{Found, Place};
use crate::secret::Secret;

/// Why a line is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum RemovalProblem {
    #[error("The key stands in a structure that a missing line could break.")]
    Structured,
    #[error("The key does not stand in a line that sets a variable.")]
    NoStatement,
    #[error("The line holds more than this key.")]
    SharedLine,
    #[error("The key, or its command, goes on over several lines.")]
    SeveralLines,
    #[error("The key is written in pieces or with escapes.")]
    Escaped,
    #[error("The file is not as it was when the key was found or removed.")]
    Changed,
}

impl RemovalProblem {
    /// What to do about it.
    #[must_use]
    pub fn next_step(self) -> &'static str {
        match self {
            Self::Changed => "Read the file again, or edit it yourself.",
            _ => "Edit the file yourself.",
        }
    }
}

/// What was done to a file, without the secret; it can be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    at: usize,
    before: String,
    after: String,
    put: String,
    hash_after: [u8; 32],
}

/// The file without the line of the key: a comment stands there that names the variable and `command`, which gives the key
/// back; where the dialect has no such comment, nothing does.
///
/// # Errors
/// Where the line cannot be edited safely, with the reason.
pub fn remove_key_line(
    original: &[u8],
    found: &Found,
    command: &str,
) -> Result<(Zeroizing<Vec<u8>>, Removal), RemovalProblem> {
    let text = std::str::from_utf8(original).map_err(|_| RemovalProblem::Changed)?;
    match found.place {
        Place::Data => return Err(RemovalProblem::Structured),
        Place::Header | Place::Loose => return Err(RemovalProblem::NoStatement),
        _ if !found.alone => return Err(RemovalProblem::SharedLine),
        _ => {}
    }
    let (lines, span) = (found.lines.clone(), found.span.clone());
    let line = text.get(lines.clone()).ok_or(RemovalProblem::Changed)?;
    if line.contains(['\n', '\r']) || goes_on(line) || goes_on(last_line(&text[..lines.start])) {
        return Err(RemovalProblem::SeveralLines);
    }
    match text.get(span.clone()) {
        Some(written) if found.secret.matches(written) => {}
        // With escapes, what is written has another length or other characters.
        Some(_) => return Err(RemovalProblem::Escaped),
        None => return Err(RemovalProblem::Changed),
    }
    let (start, rest) = (lines.start + mark_len(line), &text[lines.end..]);
    let indent = &line[mark_len(line)..line.len() - line[mark_len(line)..].trim_start().len()];
    let variable = found.variable.as_deref().unwrap_or_default();
    let command: String = command.chars().filter(|c| !c.is_control()).collect();
    let moved = format!("{variable} moved to Keyhinge ({command})");
    let (put, end) = match found.place {
        // setx is of no one language, so that no comment is right everywhere.
        Place::Setx => (String::new(), lines.end + break_len(rest)),
        Place::Cmd => (format!("{indent}rem {moved}"), lines.end),
        // Alone in a block, a comment would be an error.
        Place::Posix if !indent.is_empty() => (format!("{indent}: # {moved}"), lines.end),
        _ => (format!("{indent}# {moved}"), lines.end),
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(original.len() + put.len()));
    bytes.extend([&original[..start], put.as_bytes(), &original[end..]].concat());
    let removal = Removal {
        at: start,
        before: text[start..span.start].to_owned(),
        after: text[span.end..end].to_owned(),
        put,
        hash_after: Sha256::digest(&bytes).into(),
    };
    Ok((bytes, removal))
}

/// The file with the line as it was. Where other parts of the file changed meanwhile, the comment is looked for.
///
/// # Errors
/// `Changed` where the place is not known any more.
pub fn restore_key_line(
    current: &[u8],
    removal: &Removal,
    secret: &Secret,
) -> Result<Zeroizing<Vec<u8>>, RemovalProblem> {
    let put = removal.put.as_bytes();
    let at = if <[u8; 32]>::from(Sha256::digest(current)) == removal.hash_after {
        removal.at
    } else {
        let text = std::str::from_utf8(current).map_err(|_| RemovalProblem::Changed)?;
        let mut places = text.match_indices(&removal.put).filter(|_| !put.is_empty());
        match (places.next(), places.next()) {
            (Some((at, _)), None) => at,
            _ => return Err(RemovalProblem::Changed),
        }
    };
    let (head, tail) = (current.get(..at), current.get(at + put.len()..));
    let (Some(head), Some(tail)) = (head, tail) else { return Err(RemovalProblem::Changed) };
    let parts = [head, removal.before.as_bytes(), secret.expose().as_bytes(), removal.after.as_bytes(), tail];
    let mut bytes = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    Ok(bytes)
}

/// Whether the command goes on in the next line.
fn goes_on(line: &str) -> bool {
    line.ends_with(['\\', '^']) || line.ends_with(" `")
}

/// The last whole line of a text that ends with a line break.
fn last_line(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    text.rfind(['\n', '\r']).map_or(text, |at| &text[at + 1..])
}

/// The length of a byte order mark.
fn mark_len(line: &str) -> usize {
    if line.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 }
}

fn break_len(rest: &str) -> usize {
    match rest.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}
