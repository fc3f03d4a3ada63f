//! Finds keys in text that somebody pasted, and in files: a bare key, several, a whole `.env`, the lines of a shell's start
//! file, JSON, headers, commands. What is found is shown before anything is kept; nothing here asks a provider.

mod clean;
#[cfg(test)]
mod file_tests;
mod files;
mod loose;
mod names;
mod problem;
#[cfg(test)]
mod problem_tests;
mod quoted;
mod removal;
mod scan;
mod sources;
mod statements;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use self::clean::clean;
pub use self::files::{FileProblem, FileText, read_text_file, rewrite_file};
pub(crate) use self::files::{read_bytes, rewrite_bytes};
use self::names::Names;
pub(crate) use self::problem::in_place_of_a_key;
pub use self::problem::{KEY_MAX, KEY_MIN, Mistaken, Problem};
pub use self::removal::{Removal, RemovalProblem, remove_key_line, restore_key_line};
use self::scan::{Piece, Scan};
pub use self::sources::{FileFinding, candidate_files, scan};
use crate::catalogue::Catalogue;
use crate::secret::Secret;

/// Longer texts are not read, in bytes.
pub const TEXT_MAX: usize = 1 << 20;
/// More keys are not listed.
pub const FOUND_MAX: usize = 1_000;

/// What a text holds.
#[derive(Debug, Default)]
pub struct Recognised {
    /// In the order of the text.
    pub found: Vec<Found>,
    /// Names with values that are no keys, as `PORT=3000`; they are not listed.
    pub skipped: u32,
    pub problem: Option<TextProblem>,
}

/// What is to be said about the whole text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextProblem {
    Empty,
    NoKeys,
    /// Over [`TEXT_MAX`]; nothing was read.
    TooLong,
    /// Over [`FOUND_MAX`]; the first of them are listed.
    TooMany,
}

impl TextProblem {
    /// What is wrong, in a sentence.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Empty => "There is no text.",
            Self::NoKeys => "There is no key in this text.",
            Self::TooLong => "The text is longer than 1 MiB, so it was not read.",
            Self::TooMany => "There are more than 1,000 keys in this text; the first 1,000 are listed.",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn next_step(self) -> &'static str {
        match self {
            Self::Empty | Self::NoKeys => "Paste a key, a .env file, a command or a header that holds one.",
            Self::TooLong => "Paste only the part that holds the keys.",
            Self::TooMany => "Take these first, then the rest.",
        }
    }
}

/// One key in a text, or what was meant for one.
#[derive(Debug)]
pub struct Found {
    /// Without what stood around it.
    pub secret: Secret,
    /// Enough to recognise it, never enough to use it.
    pub masked: String,
    /// What it is called there: a variable, or a field of JSON. None where it stands alone or in a header.
    pub variable: Option<String>,
    /// From 1.
    pub line: u32,
    /// Bytes of the text.
    pub span: Range<usize>,
    /// The likeliest first. Several are to be asked about; none is unknown.
    pub candidates: Vec<Candidate>,
    /// Why it cannot be taken as it is.
    pub problem: Option<Problem>,
    pub notes: Vec<Note>,
    place: Place,
    lines: Range<usize>,
    alone: bool,
}

/// A kind of key that a value can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Candidate {
    pub provider_id: String,
    /// The id of the manifest's key type.
    pub key_type: String,
}

/// What is worth saying about a key that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Note {
    /// Quotes, blanks or invisible characters around it were left out.
    Cleaned,
    /// It stands in a comment.
    Commented,
    /// It stands in the variable of this provider, and is not one of its keys.
    VariableOfAnother { provider_id: String },
    /// It holds characters that keys rarely have.
    UnusualCharacters,
}

impl Note {
    /// The note in a sentence.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Cleaned => "Quotes, blanks or invisible characters around the key were left out.".into(),
            Self::Commented => "The key stands in a comment.".into(),
            Self::VariableOfAnother { provider_id } => {
                format!("The variable is of {provider_id}, and the key is not.")
            }
            Self::UnusualCharacters => "The key holds characters that keys rarely have.".into(),
        }
    }
}

/// What kind of text a key stands in; it decides how its line can be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Env,
    Posix,
    Fish,
    PowerShell,
    Cmd,
    Setx,
    /// JSON, YAML, TOML, source code, a Dockerfile.
    Data,
    Header,
    Loose,
}

/// Finds the keys in a text. Takes time in proportion to its length.
#[must_use]
pub fn recognise(text: &str, catalogue: &Catalogue) -> Recognised {
    if text.len() > TEXT_MAX {
        return Recognised { problem: Some(TextProblem::TooLong), ..Recognised::default() };
    }
    if text.chars().all(|c| c.is_whitespace() || clean::invisible(c)) {
        return Recognised { problem: Some(TextProblem::Empty), ..Recognised::default() };
    }
    let names = Names::of(catalogue);
    let mut scan = Scan::new(text, &names, FOUND_MAX);
    scan.run();
    let (mut pieces, skipped) = (scan.pieces, scan.skipped);
    let problem = match pieces.len() {
        0 => Some(TextProblem::NoKeys),
        count if count > FOUND_MAX => Some(TextProblem::TooMany),
        _ => None,
    };
    pieces.truncate(FOUND_MAX);
    let mut seen = HashMap::new();
    let found = pieces.into_iter().map(|piece| look_at(piece, &names, &mut seen)).collect();
    Recognised { found, skipped, problem }
}

/// As [`recognise`], of bytes.
///
/// # Errors
/// Where they are no text.
pub fn recognise_bytes(bytes: &[u8], catalogue: &Catalogue) -> Result<Recognised, FileProblem> {
    Ok(recognise(&files::decode(bytes)?.0, catalogue))
}

/// Judges one piece. `seen` holds the digests of the values before it, with their lines.
fn look_at(piece: Piece, names: &Names<'_>, seen: &mut HashMap<[u8; 32], u32>) -> Found {
    let Piece { name, value, span, line, place, lines, alone, commented } = piece;
    let (text, lead) = clean(&value);
    let prefix = names.prefix_len(text);
    let guess = names.guess(text, name.as_deref());
    let mut problem = problem::in_value(text, prefix);
    let digest = Sha256::digest(text).into();
    let earlier = seen.get(&digest).copied();
    seen.entry(digest).or_insert(line);
    if problem.is_none() {
        problem = match (earlier, guess.admin_of) {
            (Some(line), _) => Some(Problem::Duplicate { line }),
            (None, Some(provider_id)) => Some(Problem::AdminKey { provider_id }),
            (None, None) => None,
        };
    }
    let mut notes = Vec::new();
    if text.len() < value.len() {
        notes.push(Note::Cleaned);
    }
    if commented {
        notes.push(Note::Commented);
    }
    if let Some(provider_id) = guess.variable_of {
        notes.push(Note::VariableOfAnother { provider_id });
    }
    if problem.is_none() && !text.bytes().all(problem::in_token) {
        notes.push(Note::UnusualCharacters);
    }
    // Where the value was written without escapes, the span is of the cleaned one.
    let span =
        if span.len() == value.len() { span.start + lead..span.start + lead + text.len() } else { span };
    Found {
        masked: mask(text, prefix),
        secret: Secret::new(text.to_owned()),
        variable: name,
        line,
        span,
        candidates: guess.candidates,
        problem,
        notes,
        place,
        lines,
        alone,
    }
}

/// The known beginning and the last four characters, or fewer where four would give much of it away.
fn mask(value: &str, prefix: usize) -> String {
    let tail: Vec<char> =
        value.get(prefix..).unwrap_or_default().chars().filter(|c| c.is_ascii_graphic()).collect();
    let shown = if tail.len() >= 16 { 4 } else { 0 };
    let start: String = match prefix {
        0 => tail.iter().take(shown.min(tail.len() / 8)).collect(),
        _ => value[..prefix].to_owned(),
    };
    let end: String = tail[tail.len() - shown..].iter().collect();
    format!("{start}\u{2026}{end}")
}
