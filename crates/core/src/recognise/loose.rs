//! What is not a plain statement: JSON, YAML, TOML, source code, headers, commands, prose. Names and values are told
//! apart by the signs between them, so that no grammar, and no depth of nesting, has to be followed.

use std::ops::Range;

use zeroize::Zeroizing;

use super::Place;
use super::clean::clean;
use super::quoted::{Dialect, Unclosed, quoted};
use super::scan::Scan;

/// Quotes within quotes within quotes are looked into so deep.
const DEPTH: u8 = 4;

/// Headers that carry a key after a scheme, or alone.
const HEADERS: [&str; 6] =
    ["authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "api-key", "xi-api-key"];

impl Scan<'_> {
    /// Reads a part of a line. `name` stands before it.
    pub(super) fn loose(&mut self, part: Range<usize>, name: Option<&str>) {
        self.part(part, name.map(str::to_owned), 0);
    }

    fn part(&mut self, part: Range<usize>, name: Option<String>, depth: u8) {
        // `last` is the word before; `pending` is one with a sign for "is" behind it.
        let (mut last, mut pending) = (None::<String>, name);
        let mut at = part.start;
        let mut unclosed = Unclosed::default();
        while let Some(c) = self.text[at..part.end].chars().next() {
            match c {
                ':' | '=' => {
                    if let Some(name) = last.take() {
                        pending = Some(name);
                    }
                    at += 1;
                    if let Some(header) = pending.take_if(|name| is_header(name)) {
                        at = self.header_value(&header, at, part.end);
                    }
                }
                ',' | ';' | '{' | '}' | '|' => {
                    (last, pending) = (None, None);
                    at += 1;
                }
                '"' | '\'' | '`' => {
                    let Some(value) = quoted(self.text, at, part.end, Dialect::Data, &mut unclosed) else {
                        at += 1;
                        continue;
                    };
                    at = value.end;
                    let follows = self.text[at..part.end].trim_start_matches([' ', '\t', ']', ')']);
                    if follows.starts_with([':', '=']) && is_name(&value.text) && !self.is_key(&value.text) {
                        last = Some(value.text.to_string());
                        continue;
                    }
                    let words = value
                        .text
                        .contains(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | ',' | '"' | '\''));
                    let listed = self.pieces.len();
                    match pending.take() {
                        Some(name) if !words || self.is_whole(&value.text) => {
                            self.name_and_value(&name, value.text, value.span, Place::Data, false);
                        }
                        Some(name) if depth < DEPTH => {
                            self.part(value.span.clone(), None, depth + 1);
                            if self.pieces.len() == listed {
                                self.name_and_value(&name, value.text, value.span, Place::Data, false);
                            }
                        }
                        None if words && depth < DEPTH => self.part(value.span, None, depth + 1),
                        _ => self.unnamed(value.text, value.span),
                    }
                    last = None;
                }
                c if c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '\\') => at += c.len_utf8(),
                _ => at = self.word(at, part.end, &mut last, &mut pending),
            }
        }
    }

    /// Reads the word at `at` and says where it ended.
    fn word(
        &mut self,
        at: usize,
        end: usize,
        last: &mut Option<String>,
        pending: &mut Option<String>,
    ) -> usize {
        let rest = &self.text[at..end];
        let stops = |c: char| c.is_whitespace() || "\"'`,;(){}[]|\\:=".contains(c);
        let mut to = at + rest.find(stops).unwrap_or(rest.len());
        if to == at {
            return at + rest.chars().next().map_or(1, char::len_utf8);
        }
        // The end of base64 belongs to the word; so does all of an address.
        let filled = self.text[to..end].trim_start_matches('=');
        let fill = end - filled.len();
        if fill > to && (filled.is_empty() || filled.starts_with(|c: char| stops(c) && c != '"' && c != '\''))
        {
            let name_like = is_name(&self.text[at..to])
                && self.text[at..to].contains('_')
                && !self.is_key(&self.text[at..to]);
            to = if name_like { to } else { fill };
        }
        if self.text[to..end].starts_with("://") {
            let blank = self.text[to..end].find(|c: char| c.is_whitespace() || "\"'`<>".contains(c));
            let whole = blank.map_or(end, |blank| to + blank);
            (*last, *pending) = (None, None);
            self.address(at..whole);
            return whole;
        }
        let word = &self.text[at..to];
        if word.eq_ignore_ascii_case("bearer") {
            *pending = None;
            return self.header_value("bearer", to, end);
        }
        let sign = self.text[to..end].trim_start_matches([' ', '\t']).starts_with([':', '=']);
        if sign && is_name(word) && !self.is_key(word) {
            *last = Some(word.trim_start_matches('-').to_owned());
            return to;
        }
        if self.text[to..end].starts_with('(') && is_name(word) && !self.is_key(word) {
            // A call; its arguments have names of their own.
            (*last, *pending) = (None, None);
            return to;
        }
        // A named value goes on over signs that keys do not have, so that it is never cut to something that looks right.
        let whole = match pending {
            Some(_) => {
                let rest = &self.text[at..end];
                at + rest
                    .find(|c: char| c.is_whitespace() || "\"'`,;)}]".contains(c))
                    .unwrap_or(rest.len())
                    .max(to - at)
            }
            None => to,
        };
        let value = Zeroizing::new(self.text[at..whole].to_owned());
        match pending.take() {
            Some(name) => self.name_and_value(&name, value, at..whole, Place::Data, false),
            None => {
                *last = (is_name(word) && !self.is_key(word)).then(|| word.to_owned());
                self.unnamed(value, at..whole);
            }
        }
        whole
    }

    /// A key among other words: only its beginning tells.
    fn unnamed(&mut self, value: Zeroizing<String>, span: Range<usize>) {
        if self.is_key(clean(&value).0) {
            self.push(None, value, span, Place::Loose, false);
        }
    }

    /// Keys in the query of an address.
    fn address(&mut self, span: Range<usize>) {
        let text = &self.text[span.clone()];
        let mut at = span.start;
        for part in text.split(['?', '&', '#']) {
            let value = part.split_once('=').map_or("", |(_, value)| value);
            if self.is_key(value) {
                let from = at + part.len() - value.len();
                self.push(
                    None,
                    Zeroizing::new(value.to_owned()),
                    from..from + value.len(),
                    Place::Loose,
                    false,
                );
            }
            at += part.len() + 1;
        }
    }

    /// Takes what a header carries, up to a blank or the quote around it, and says where that ended.
    fn header_value(&mut self, header: &str, at: usize, end: usize) -> usize {
        let rest = &self.text[at..end];
        let mut from = at + rest.len() - rest.trim_start_matches([' ', '\t', '"', '\'', ':']).len();
        let run = |from: usize| {
            let rest = &self.text[from..end];
            from + rest.find(|c: char| c.is_whitespace() || "\"'`\\,;".contains(c)).unwrap_or(rest.len())
        };
        let mut to = run(from);
        if header.to_ascii_lowercase().ends_with("authorization") {
            if !self.text[from..to].eq_ignore_ascii_case("bearer") {
                // Another scheme carries no key, and without any it is none's.
                return if self.is_key(&self.text[from..to]) {
                    self.header(from..to);
                    to
                } else {
                    to
                };
            }
            let rest = &self.text[to..end];
            from = to + rest.len() - rest.trim_start_matches([' ', '\t']).len();
            to = run(from);
        }
        // A placeholder may have blanks: Bearer <your key>.
        if self.text[from..end].starts_with('<') {
            to = self.text[from..end].find('>').map_or(to, |close| from + close + 1);
        }
        let value = &self.text[from..to];
        // In prose, "bearer" is a word like others.
        let meant = header != "bearer"
            || self.is_key(value)
            || value.starts_with(['$', '<', '{'])
            || value.len() >= 16;
        if meant && !value.is_empty() {
            self.header(from..to);
        }
        to
    }

    /// Whether a quoted text is one value, though it has signs in it.
    fn is_whole(&self, value: &str) -> bool {
        !value.contains(char::is_whitespace) && !value.contains(['"', '\'', ',']) && !value.contains("://")
    }
}

fn is_header(name: &str) -> bool {
    HEADERS.iter().any(|header| name.eq_ignore_ascii_case(header))
}

/// Whether a word can be the name of a variable, a field or a header.
fn is_name(word: &str) -> bool {
    word.len() <= 128
        && word.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '$'))
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.$".contains(&byte))
}
