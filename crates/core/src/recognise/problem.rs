//! Why something that was found cannot be taken as a key, and what to do then. The checks are of the text alone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::keys::token;

/// Shorter values are no keys.
pub const KEY_MIN: usize = 8;
/// Longer values are no keys: no provider's are, and some keychains could not hold them.
pub const KEY_MAX: usize = 2_048;

/// Why a value cannot be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Problem {
    /// The form in which a key is shown, as `sk-…abcd`.
    Masked,
    /// A key that the gateway on a computer like this one issued.
    OwnKey,
    /// The same value stands in an earlier line, counted from 1.
    Duplicate {
        line: u32,
    },
    /// It manages keys; programs cannot use it.
    AdminKey {
        provider_id: String,
    },
    /// What an example has in the place of a key.
    Placeholder,
    /// It names the place where the key is.
    Reference,
    NotAKey {
        what: Mistaken,
    },
    /// No request can carry this character, as `U+00A0`.
    Unsendable {
        character: String,
    },
    /// A letter of another script that looks like one of ours.
    LookAlike {
        character: String,
        looks_like: String,
    },
    /// Characters that it has.
    TooShort {
        length: u32,
    },
    /// Bytes that it has.
    TooLong {
        length: u32,
    },
}

/// What a value is instead of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mistaken {
    Address,
    Path,
    /// Words with blanks between them.
    Words,
}

impl Problem {
    /// What is wrong, in a sentence.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Masked => "A part of this key is left out or hidden.".into(),
            Self::OwnKey => "This is a key that a Keyhinge gateway issued, not a provider's.".into(),
            Self::Duplicate { line } => format!("The same key stands in line {line} already."),
            Self::AdminKey { .. } => "This key manages keys; programs cannot use it.".into(),
            Self::Placeholder => "This is an example's placeholder, not a key.".into(),
            Self::Reference => "This says where the key is, and is not the key.".into(),
            Self::NotAKey { what: Mistaken::Address } => "This is an address, not a key.".into(),
            Self::NotAKey { what: Mistaken::Path } => "This is the path of a file, not a key.".into(),
            Self::NotAKey { what: Mistaken::Words } => "There are blanks in it, and keys have none.".into(),
            Self::Unsendable { character } => {
                format!("It holds a character that no request can carry ({character}).")
            }
            Self::LookAlike { character, looks_like } => {
                format!("It holds a letter that only looks like \u{201c}{looks_like}\u{201d} ({character}).")
            }
            Self::TooShort { length } => {
                format!("It has {length} characters, and keys have at least {KEY_MIN}.")
            }
            Self::TooLong { length } => format!("It has {length} bytes, and keys have at most {KEY_MAX}."),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Masked => {
                "Copy the whole key where it was made. Where it is shown only once, make a new one."
            }
            Self::OwnKey => {
                "It is managed on the gateway's page. Add the key of the provider behind it here."
            }
            Self::Duplicate { .. } => "Nothing is left to do for this line.",
            Self::AdminKey { .. } => "Use it as the credential of an account, and add an ordinary key here.",
            Self::Placeholder => "Put the real key in its place.",
            Self::Reference => "Take the key from the place that it names.",
            Self::NotAKey { .. } => "Copy the key alone.",
            Self::Unsendable { .. } => {
                "Copy the key again from where it was made, without what stands around it."
            }
            Self::LookAlike { .. } => {
                "Copy the key from where it was made instead of typing it or taking it from a document."
            }
            Self::TooShort { .. } => "Copy the whole key.",
            Self::TooLong { .. } => "Copy the key alone, without what comes before and after it.",
        }
    }
}

/// What stands in the place of a key, where a key is asked for. Nothing but what no provider issues: a key's length and
/// letters are its provider's to choose. `prefix` is the length of its known beginning.
pub(crate) fn in_place_of_a_key(value: &str, prefix: usize) -> Option<Problem> {
    let tail = value.get(prefix..).unwrap_or_default();
    if is_reference(value) {
        Some(Problem::Reference)
    } else if is_filler(value, tail, prefix) {
        Some(Problem::Placeholder)
    } else if is_masked(value) {
        Some(Problem::Masked)
    } else {
        None
    }
}

/// What is wrong with a cleaned value, by its text alone. `prefix` is the length of its known beginning.
pub(super) fn in_value(value: &str, prefix: usize) -> Option<Problem> {
    let tail = value.get(prefix..).unwrap_or_default();
    if value.starts_with(token::KEY_PREFIX) || value.starts_with(token::SESSION_PREFIX) {
        return Some(Problem::OwnKey);
    }
    if is_reference(value) {
        return Some(Problem::Reference);
    }
    if is_placeholder(value, tail, prefix) {
        return Some(Problem::Placeholder);
    }
    if is_masked(value) {
        return Some(Problem::Masked);
    }
    if let Some(what) = mistaken(value, prefix) {
        return Some(Problem::NotAKey { what });
    }
    if let Some(c) = value.chars().find(|c| !c.is_ascii_graphic()) {
        let character = format!("U+{:04X}", u32::from(c));
        return Some(match super::clean::looks_like(c) {
            Some(letter) => Problem::LookAlike { character, looks_like: letter.into() },
            None => Problem::Unsendable { character },
        });
    }
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    match value.len() {
        0..KEY_MIN => Some(Problem::TooShort { length }),
        // The known beginning and next to nothing behind it.
        _ if prefix > 0 && tail.len() < 4 => Some(Problem::Masked),
        KEY_MIN..=KEY_MAX => None,
        _ => Some(Problem::TooLong { length }),
    }
}

/// The letters of a bearer token (RFC 6750).
pub(super) fn in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

/// Whether the value names a place: a variable, a command, an entry of a password manager.
fn is_reference(value: &str) -> bool {
    const SCHEMES: [&str; 7] =
        ["op://", "bw://", "vault:", "ref+", "keyring:", "secretmanager://", "arn:aws:"];
    const CODE: [&str; 6] =
        ["process.env", "os.environ", "os.getenv", "import.meta.env", "env::var", "Deno.env"];
    let variable = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_:.".contains(&byte))
    };
    ["${", "$(", "`", "{{", "<(", "khg "].iter().any(|start| value.starts_with(start))
        || value.strip_prefix('$').is_some_and(variable)
        || value.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).is_some_and(variable)
        || SCHEMES.iter().any(|start| value.starts_with(start))
        || CODE.iter().any(|start| value.starts_with(start))
        || value.contains("$(")
        || value.contains("${")
}

/// What an example has in the place of a key, also by words that somebody may have chosen for a key of their own server.
fn is_placeholder(value: &str, tail: &str, prefix: usize) -> bool {
    let lower = value.to_ascii_lowercase();
    let tail_lower = tail.to_ascii_lowercase();
    // Words alone after the beginning of a key, the last of them "key": sk-openai-key.
    let says_key = !lower.bytes().any(|byte| byte.is_ascii_digit())
        && tail_lower.split(['-', '_', ' ']).any(|word| matches!(word, "key" | "token" | "secret" | "here"))
        && tail_lower.split(['-', '_', ' ']).count() >= 2
        && !value.contains("://")
        && !value.contains(' ')
        && tail.len() < 48;
    is_filler(value, tail, prefix) || owned_by(&tail_lower, "my") || says_key
}

/// What nobody chooses for a key: what a program writes where it has none, and what an example asks to be replaced.
fn is_filler(value: &str, tail: &str, prefix: usize) -> bool {
    const NOTHING: [&str; 8] =
        ["undefined", "null", "none", "nil", "nan", "true", "false", "[object object]"];
    const STARTS: [&str; 11] = [
        "changeme",
        "change-me",
        "change_me",
        "replace",
        "placeholder",
        "insert",
        "dummy",
        "example",
        "todo",
        "fixme",
        "enter-",
    ];
    let lower = value.to_ascii_lowercase();
    let tail_lower = tail.to_ascii_lowercase();
    let nothing = NOTHING.contains(&lower.as_str()) || NOTHING.contains(&tail_lower.as_str());
    let wrapped = [('<', '>'), ('[', ']'), ('{', '}')]
        .iter()
        .any(|&(open, close)| tail.starts_with(open) && tail.ends_with(close));
    let filler = |c: char| matches!(c, 'x' | 'X' | '0');
    let filled = !tail.is_empty() && tail.chars().all(filler) && (prefix > 0 || tail.len() >= 3);
    let starts = |text: &str| STARTS.iter().any(|start| text.starts_with(start));
    let plain_words = || !tail.bytes().any(|byte| byte.is_ascii_digit());
    nothing
        || wrapped
        || owned_by(&tail_lower, "your")
        || filled
        || ((starts(&lower) || starts(&tail_lower)) && plain_words())
}

/// Whether it reads as `your-key` or `my_key` do, without a digit.
fn owned_by(tail: &str, owner: &str) -> bool {
    let rest = tail.strip_prefix(owner).unwrap_or_default();
    rest.starts_with(['-', '_', ' ', '.']) && !rest.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_masked(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    value.contains("..")
        || value.contains("**")
        || value.contains([
            '\u{2026}', '\u{2022}', '\u{25CF}', '\u{2219}', '\u{22EF}', '\u{2588}', '\u{00B7}', '\u{25AA}',
        ])
        || lower.contains("redacted")
        || lower.contains("xxxxxx")
}

fn mistaken(value: &str, prefix: usize) -> Option<Mistaken> {
    if value.contains("://") {
        return Some(Mistaken::Address);
    }
    if value.contains(|c: char| c.is_whitespace() && !c.is_control()) && value.contains([' ', '\u{3000}']) {
        return Some(Mistaken::Words);
    }
    (prefix == 0 && is_path(value)).then_some(Mistaken::Path)
}

/// Whether it is written as the path of a file.
pub(super) fn is_path(value: &str) -> bool {
    let drive = matches!(value.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let rooted =
        value.strip_prefix('/').is_some_and(|rest| rest.contains('/')) && !value.contains(['+', '=']);
    drive || rooted || ["./", "../", "~/", "\\\\", ".\\", "..\\"].iter().any(|start| value.starts_with(start))
}
