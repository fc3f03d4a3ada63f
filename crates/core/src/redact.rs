//! What leaves the program as text for people to read and pass on (logs, reports) goes through [`redact`], which takes
//! out whatever looks like a secret. It is the last net, not the first: secrets are kept out of log lines to begin with.

use std::borrow::Cow;

/// What stands where a secret stood.
const GONE: &str = "[redacted]";

/// How known keys begin, the longest first where one begins with another. A JSON web token begins with `eyJ`.
const PREFIXES: [&str; 18] = [
    "sk-",
    "sk_",
    "AIza",
    "gsk_",
    "khs_",
    "kh_",
    "forii_",
    "xai-",
    "fw_",
    "hf_",
    "csk-",
    "pplx-",
    "nvapi-",
    "unkey_",
    "ghp_",
    "github_pat_",
    "whsec_",
    "eyJ",
];

/// A known beginning with fewer characters after it is a masked key or a word.
const TAIL_MIN: usize = 8;

/// In the middle of a word, as in `task-…`, only a longer tail makes a key of the short beginnings.
const TAIL_MIN_IN_WORD: usize = 16;

/// Random text from this length on is taken for a secret, whoever made it.
const LONG: usize = 48;

/// Letters and digits in one run from this length on are no word.
const RANDOM: usize = 12;

/// What names a secret, in a header, a variable or a field; its value follows.
const NAMES: [&str; 8] = [
    "x-api-key",
    "x-goog-api-key",
    "proxy-authorization",
    "authorization",
    "api_key",
    "apikey",
    "password",
    "passphrase",
];

/// What is taken out can bring two halves together that read like more; so often it is looked again at most.
const PASSES: usize = 8;

/// The text without known keys, bearer tokens, named credentials, query strings, passwords in addresses, and long random
/// tokens. Applied twice it changes nothing more.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let Some(mut clean) = pass(text) else { return Cow::Borrowed(text) };
    for _ in 1..PASSES {
        match pass(&clean) {
            Some(cleaner) if cleaner != clean => clean = cleaner,
            _ => break,
        }
    }
    Cow::Owned(clean)
}

/// Whether a text holds what can hardly be anything but a key: one that begins as known ones do and goes on at random. A name
/// may well begin like that.
pub(crate) fn holds_key(text: &str) -> bool {
    let random = |run: &str| {
        run.len() >= RANDOM
            && run.bytes().any(|byte| byte.is_ascii_digit())
            && run.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    text.char_indices()
        .filter_map(|(at, _)| known_key(text, at))
        .any(|(from, to)| text[from..to].split(['-', '_', '.']).any(random))
}

/// One pass; none where nothing was found.
fn pass(text: &str) -> Option<String> {
    let mut clean = String::new();
    let (mut kept_to, mut at) = (0, 0);
    while at < text.len() {
        if let Some((from, to)) = secret_at(text, at) {
            clean.push_str(&text[kept_to..from]);
            clean.push_str(GONE);
            (kept_to, at) = (to, to);
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    clean.push_str(&text[kept_to..]);
    (kept_to > 0).then_some(clean)
}

/// Where a secret that is recognised at `at` begins and ends; it is never empty.
fn secret_at(text: &str, at: usize) -> Option<(usize, usize)> {
    let found = bearer(text, at)
        .or_else(|| named(text, at))
        .or_else(|| query(text, at))
        .or_else(|| address_password(text, at))
        .or_else(|| known_key(text, at))
        .or_else(|| long_token(text, at));
    found.filter(|(from, to)| from < to)
}

/// `Bearer <anything>`.
fn bearer(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = &text[at..];
    let after = strip_ignoring_case(rest, "bearer")?;
    let value = after.trim_start_matches([' ', '\t', ':', '+']);
    let value = value.strip_prefix("%20").unwrap_or(value);
    (value.len() < after.len()).then(|| value_span(text, value, ends_value))
}

/// `x-api-key: <anything>`, `"password": "<anything>"`, `API_KEY=<anything>`.
fn named(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = &text[at..];
    let name = NAMES.iter().find(|name| strip_ignoring_case(rest, name).is_some())?;
    let after = &rest[name.len()..];
    let value = after.trim_start_matches(['"', '\'', '\\', ' ']);
    let value = value.strip_prefix([':', '='])?.trim_start_matches(['"', '\'', '\\', ' ']);
    // A scheme and its credential belong together.
    let whole_line = name.ends_with("authorization");
    Some(value_span(text, value, |c| if whole_line { ends_line(c) } else { ends_value(c) }))
}

/// Everything after the `?` of an address or path.
fn query(text: &str, at: usize) -> Option<(usize, usize)> {
    let value = text[at..].strip_prefix('?')?;
    let before = text[..at].chars().next_back()?;
    if before.is_whitespace() {
        return None;
    }
    let (from, to) = value_span(text, value, ends_value);
    let word = text[..at].rfind(ends_value).map_or(0, |end| end + 1);
    (text[from..to].contains('=') || text.get(word..at)?.contains("://")).then_some((from, to))
}

/// `user:password@` of an address.
fn address_password(text: &str, at: usize) -> Option<(usize, usize)> {
    let value = text[at..].strip_prefix("://")?;
    let (from, end) = value_span(text, value, |c| ends_value(c) || matches!(c, '/' | '?' | '#'));
    let user_end = text[from..end].rfind('@')?;
    Some((from, from + user_end))
}

/// A key that begins as keys of a known kind do. What is told stays: the beginning.
fn known_key(text: &str, at: usize) -> Option<(usize, usize)> {
    let prefix = PREFIXES.iter().find(|prefix| text[at..].starts_with(**prefix))?;
    let from = at + prefix.len();
    let in_word = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
    let (_, to) = value_span(text, &text[from..], |c| !(in_token(c) || c == '.'));
    // The end of a sentence is not the end of a key.
    let to = from + text[from..to].trim_end_matches('.').len();
    let short = prefix.len() <= 3;
    (to - from >= if in_word && short { TAIL_MIN_IN_WORD } else { TAIL_MIN }).then_some((from, to))
}

/// A run of the letters of base64 and hex, long enough to hold a key. A path is none.
fn long_token(text: &str, at: usize) -> Option<(usize, usize)> {
    if text[..at].chars().next_back().is_some_and(in_token) {
        return None;
    }
    let (from, to) = value_span(text, &text[at..], |c| !in_token(c));
    let run = &text[from..to];
    (run.len() >= LONG && !is_path(run)).then_some((from, to))
}

/// The letters of base64 in both alphabets.
fn in_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-')
}

fn is_path(run: &str) -> bool {
    let random = |part: &str| {
        let has = |kind: fn(&u8) -> bool| part.bytes().any(|byte| kind(&byte));
        part.len() >= LONG
            || (part.len() >= 12
                && has(u8::is_ascii_uppercase)
                && has(u8::is_ascii_lowercase)
                && has(u8::is_ascii_digit))
    };
    run.contains('/') && !run.contains(['+', '=']) && !run.split(['/', '-', '_']).any(random)
}

/// From the beginning of `value`, which is a part of `text`, to where it ends.
fn value_span(text: &str, value: &str, ends: impl Fn(char) -> bool) -> (usize, usize) {
    let from = text.len() - value.len();
    (from, from + value.find(ends).unwrap_or(value.len()))
}

fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '"' | '\'')
}

fn ends_value(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '\\' | ',' | ';' | ')' | '}')
}

fn strip_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests;
