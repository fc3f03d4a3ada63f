//! Goes through a text once, line by line, and gathers what may be a key with the name that stands before it.

use std::ops::Range;

use zeroize::Zeroizing;

use super::Place;
use super::clean::clean;
use super::names::{Names, looks_random, names_a_key};
use super::problem::is_path;
use super::quoted::{Unclosed, Value};
use super::statements::{Line, Statement};

/// Something that may be a key.
pub(super) struct Piece {
    pub(super) name: Option<String>,
    pub(super) value: Zeroizing<String>,
    pub(super) span: Range<usize>,
    pub(super) line: u32,
    pub(super) place: Place,
    /// The line or lines that it stands in, without the last break.
    pub(super) lines: Range<usize>,
    /// Nothing else stands there but blanks and a comment.
    pub(super) alone: bool,
    pub(super) commented: bool,
}

/// Where the scan stands.
pub(super) struct Scan<'a> {
    pub(super) text: &'a str,
    names: &'a Names<'a>,
    unclosed: Unclosed,
    limit: usize,
    pub(super) pieces: Vec<Piece>,
    /// What stands alone in its line, or between commas; keys where the text is nothing but such.
    bare: Vec<Piece>,
    /// Lines that hold more than one word and no key.
    prose: Vec<Range<usize>>,
    named: bool,
    pub(super) skipped: u32,
    line: u32,
    lines: Range<usize>,
    pub(super) commented: bool,
}

impl<'a> Scan<'a> {
    /// At most `limit` pieces and one more are gathered.
    pub(super) fn new(text: &'a str, names: &'a Names<'a>, limit: usize) -> Self {
        Self {
            text,
            names,
            limit,
            unclosed: Unclosed::default(),
            pieces: Vec::new(),
            bare: Vec::new(),
            prose: Vec::new(),
            named: false,
            skipped: 0,
            line: 0,
            lines: 0..0,
            commented: false,
        }
    }

    pub(super) fn run(&mut self) {
        let mut at = 0;
        while at < self.text.len() && self.pieces.len() <= self.limit {
            let end = self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |to| at + to);
            self.line += 1;
            self.lines = at..end;
            let end = self.one_line(at, end);
            // A value may have gone on for some lines.
            self.line += lines_in(&self.text[at..end]);
            at = end + if self.text[end..].starts_with("\r\n") { 2 } else { 1 };
        }
        self.settle_bare();
    }

    /// Reads a line and says where it ended.
    fn one_line(&mut self, start: usize, end: usize) -> usize {
        let line = self.text[start..end].trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        if line.is_empty() {
            return end;
        }
        let lower = line.get(..4).unwrap_or_default();
        self.commented = line.starts_with('#')
            || line.starts_with("//")
            || line.starts_with("::")
            || line.starts_with("<!--")
            || lower.eq_ignore_ascii_case("rem ");
        if self.commented {
            self.loose(start..end, None);
            return end;
        }
        let statement = Line { text: self.text, start, end }.statement(&mut self.unclosed);
        // What looks like a key is never taken for a name, which is shown.
        if let Some(statement) = statement.filter(|statement| !self.is_key(statement.name)) {
            return self.statement(statement, end);
        }
        let (pieces, named) = (self.pieces.len(), self.named);
        if !is_path(line) {
            self.loose(start..end, None);
        }
        if !self.named || named {
            self.bare_line(line, start, pieces);
        }
        end
    }

    fn statement(&mut self, found: Statement<'_>, line_end: usize) -> usize {
        let end = if found.end > line_end {
            self.text[found.end..].find(['\n', '\r']).map_or(self.text.len(), |to| found.end + to)
        } else {
            line_end
        };
        let rest = self.text[found.end..end].trim_start_matches([' ', '\t', ';', '\u{A0}']);
        let alone = rest.is_empty() || rest.starts_with('#');
        let Value { text, span, .. } = found.value;
        if end > line_end && !self.wanted(found.name, clean(&text).0) {
            // Quotes that close some lines on may be an apostrophe; what is between is read as lines of its own.
            self.named = true;
            self.skipped += 1;
            return line_end;
        }
        self.lines.end = end;
        if self.holds_more(&text) {
            self.loose(span, Some(found.name));
        } else {
            self.name_and_value(found.name, text, span, found.place, alone);
        }
        if !alone {
            self.loose(found.end..end, None);
        }
        end
    }

    /// Whether a value is several words of which one is a key.
    fn holds_more(&self, value: &str) -> bool {
        let breaks = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'');
        let inner = clean(value).0;
        // A variable for one command: its value is the first word.
        let before_command = || inner.split(breaks).next().is_some_and(looks_random);
        let assigns =
            inner.split_once('=').is_some_and(|(name, value)| self.names.reads(name) && !value.is_empty());
        assigns
            || inner.contains(breaks)
                && (before_command()
                    || inner
                        .split(breaks)
                        .any(|word| self.is_key(word) || word.eq_ignore_ascii_case("bearer")))
    }

    /// Whether a value begins as keys do, and goes on as no word does.
    pub(super) fn is_key(&self, value: &str) -> bool {
        let prefix = match self.names.prefix_len(value) {
            0 if value.starts_with(crate::keys::token::SESSION_PREFIX) => 4,
            known => known,
        };
        let tail = value.get(prefix..).unwrap_or_default();
        prefix > 0
            && tail.len() >= 8
            && tail.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    }

    /// Whether a value is listed, by its name and its look.
    fn wanted(&self, name: &str, value: &str) -> bool {
        if self.commented {
            return self.is_key(value);
        }
        let says_key = names_a_key(name);
        !value.is_empty()
            && (self.names.reads(name)
                || self.is_key(value)
                || (says_key && (self.names.prefix_len(value) > 0 || looks_random(value))))
    }

    /// What stands behind a name.
    pub(super) fn name_and_value(
        &mut self,
        name: &str,
        value: Zeroizing<String>,
        span: Range<usize>,
        place: Place,
        alone: bool,
    ) {
        self.named = true;
        if self.wanted(name, clean(&value).0) {
            self.push(Some(name.to_owned()), value, span, place, alone);
        } else if !self.commented {
            self.skipped += 1;
        }
    }

    /// What a header carries.
    pub(super) fn header(&mut self, span: Range<usize>) {
        let value = &self.text[span.clone()];
        if self.commented && !self.is_key(value) {
            return;
        }
        self.named = true;
        self.push(None, Zeroizing::new(value.to_owned()), span, Place::Header, false);
    }

    pub(super) fn push(
        &mut self,
        name: Option<String>,
        value: Zeroizing<String>,
        span: Range<usize>,
        place: Place,
        alone: bool,
    ) {
        if self.pieces.len() <= self.limit {
            let piece = self.piece(name, value, span, place, alone);
            self.pieces.push(piece);
        }
    }

    fn piece(
        &self,
        name: Option<String>,
        value: Zeroizing<String>,
        span: Range<usize>,
        place: Place,
        alone: bool,
    ) -> Piece {
        let (line, lines, commented) = (self.line, self.lines.clone(), self.commented);
        Piece { name, value, span, line, place, lines, alone, commented }
    }

    /// Takes down what stands alone in the line. `before` is how many pieces there were before it.
    fn bare_line(&mut self, line: &str, start: usize, before: usize) {
        let offset = start + self.text[start..].find(line).unwrap_or(0);
        let is_break = |c: char| matches!(c, ',' | ';');
        let (mut at, mut parts) = (offset, Vec::new());
        for part in line.split(is_break) {
            let (value, lead) = clean(part);
            if value.chars().any(|c| c.is_alphanumeric() || !c.is_ascii()) {
                let blanks = part.len() - part.trim_start_matches([' ', '\t']).len();
                let inner = lead.min(blanks);
                parts.push((
                    at + inner..at + inner + part[inner..].trim_end_matches([' ', '\t']).len(),
                    value,
                ));
            }
            at += part.len() + 1;
        }
        let structured = parts
            .iter()
            .any(|(_, value)| value.contains(['{', '}', '(', ')', '[', ']']) || value.contains("://"));
        if parts.iter().any(|(_, value)| value.contains(char::is_whitespace)) {
            if self.pieces.len() == before {
                self.prose.push(offset..offset + line.len());
            } else {
                self.named = true;
            }
        } else if structured && self.pieces.len() > before {
            self.named = true;
        } else {
            for (part, _) in parts {
                if self.bare.len() <= self.limit {
                    let value = Zeroizing::new(self.text[part.clone()].to_owned());
                    let piece = self.piece(None, value, part, Place::Loose, false);
                    self.bare.push(piece);
                }
            }
        }
    }

    /// Where the text is nothing but keys, each of them is meant, however it looks.
    fn settle_bare(&mut self) {
        self.commented = false;
        if self.named || self.skipped > 0 {
            return;
        }
        if self.prose.is_empty() && !self.bare.is_empty() {
            let commented = std::mem::take(&mut self.pieces).into_iter().filter(|piece| piece.commented);
            self.bare.extend(commented);
            self.bare.sort_by_key(|piece| piece.span.start);
            self.bare.truncate(self.limit + 1);
            self.pieces = std::mem::take(&mut self.bare);
        } else if let ([line], true, true) = (&self.prose[..], self.bare.is_empty(), self.pieces.is_empty()) {
            let (line, value) = (line.clone(), Zeroizing::new(self.text[line.clone()].to_owned()));
            self.push(None, value, line, Place::Loose, false);
        }
    }
}

/// How many line breaks the text has.
fn lines_in(text: &str) -> u32 {
    let breaks = text.bytes().enumerate().filter(|&(at, byte)| {
        byte == b'\n' || (byte == b'\r' && text.as_bytes().get(at + 1) != Some(&b'\n'))
    });
    u32::try_from(breaks.count()).unwrap_or(u32::MAX)
}
