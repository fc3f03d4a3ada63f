//! Lines that set a variable: `.env` lines and the statements of shells.

use super::Place;
use super::quoted::{Dialect, Unclosed, Value, quoted, word};

/// A line that sets a variable.
pub(super) struct Statement<'a> {
    pub(super) name: &'a str,
    pub(super) value: Value,
    pub(super) place: Place,
    /// Behind the whole of it.
    pub(super) end: usize,
}

/// The line from `start` to `end` (its break left out) of `text`; quotes may go on behind it.
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'a> Line<'a> {
    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..self.end).unwrap_or_default()
    }

    fn blanks(&self, at: usize) -> usize {
        let rest = self.rest(at);
        at + rest.len() - rest.trim_start_matches([' ', '\t', '\u{FEFF}', '\u{A0}']).len()
    }

    /// Behind the keyword and the blanks after it.
    fn keyword(&self, at: usize, keyword: &str) -> Option<usize> {
        let after = self.literal(at, keyword)?;
        let next = self.blanks(after);
        (next > after).then_some(next)
    }

    /// Behind the text, in capitals or not.
    fn literal(&self, at: usize, text: &str) -> Option<usize> {
        let head = self.rest(at).get(..text.len())?;
        head.eq_ignore_ascii_case(text).then_some(at + text.len())
    }

    /// The name at `at`, and what is behind it.
    fn name(&self, at: usize) -> Option<(&'a str, usize)> {
        let rest = self.rest(at);
        let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let name = &rest[..rest.find(|c| !inside(c)).unwrap_or(rest.len())];
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        begins.then_some((name, at + name.len()))
    }

    fn flags(&self, mut at: usize) -> usize {
        while self.rest(at).starts_with('-') {
            let rest = self.rest(at);
            at = self.blanks(at + rest.find([' ', '\t']).unwrap_or(rest.len()));
        }
        at
    }

    /// What the line sets, where it begins with that.
    pub(super) fn statement(&self, unclosed: &mut Unclosed) -> Option<Statement<'a>> {
        let at = self.blanks(self.start);
        self.power_shell(at, unclosed)
            .or_else(|| self.posix(at, unclosed))
            .or_else(|| self.set(at, unclosed))
            .or_else(|| self.setx(at, unclosed))
            .or_else(|| self.plain(at, unclosed))
    }

    /// `$env:NAME = value`, `[Environment]::SetEnvironmentVariable('NAME', 'value', 'User')`.
    fn power_shell(&self, at: usize, unclosed: &mut Unclosed) -> Option<Statement<'a>> {
        let place = Place::PowerShell;
        let braced = self.literal(at, "${env:");
        if let Some(at) = braced.or_else(|| self.literal(at, "$env:")) {
            let (name, at) = self.name(at)?;
            let at = if braced.is_some() { self.literal(at, "}")? } else { at };
            let at = self.blanks(self.literal(self.blanks(at), "=")?);
            let value = word(self.text, at, self.end, Dialect::PowerShell, unclosed);
            return Some(Statement { name, end: value.end, value, place });
        }
        let at = self.literal(at, "[System.Environment]").or_else(|| self.literal(at, "[Environment]"))?;
        let at = self.blanks(self.literal(at, "::SetEnvironmentVariable(")?);
        let name = quoted(self.text, at, self.end, Dialect::PowerShell, unclosed)?;
        let at = self.blanks(self.literal(self.blanks(name.end), ",")?);
        let value = quoted(self.text, at, self.end, Dialect::PowerShell, unclosed)?;
        let close = self.rest(value.end).find(')')?;
        Some(Statement { name: &self.text[name.span], end: value.end + close + 1, value, place })
    }

    /// `export NAME=value` and its kin; `setenv NAME value`; `ENV` of a Dockerfile.
    fn posix(&self, at: usize, unclosed: &mut Unclosed) -> Option<Statement<'a>> {
        let exports = ["export", "declare", "typeset", "readonly"];
        let (mut place, blank) = (Place::Posix, self.keyword(at, "setenv"));
        let mut from = exports.iter().find_map(|keyword| self.keyword(at, keyword)).or(blank);
        if from.is_none() {
            place = Place::Data;
            from = ["ENV", "ARG"]
                .iter()
                .filter(|it| self.rest(at).starts_with(**it))
                .find_map(|it| self.keyword(at, it));
        }
        let (name, at) = self.name(self.flags(from?))?;
        let at = match self.literal(at, "=") {
            Some(at) => at,
            None if blank.is_some() || place == Place::Data => self.blanks(at),
            None => return None,
        };
        let value = word(self.text, at, self.end, Dialect::Posix, unclosed);
        Some(Statement { name, end: value.end, value, place })
    }

    /// `set` of fish (`set -gx NAME value`) and of cmd (`set "NAME=value"`, `set NAME=value`).
    fn set(&self, at: usize, unclosed: &mut Unclosed) -> Option<Statement<'a>> {
        let at = self.keyword(at, "set")?;
        if let Some(inside) = self.literal(at, "\"") {
            let (name, at) = self.name(inside)?;
            let at = self.literal(at, "=")?;
            let to = at + self.rest(at).rfind('"')?;
            return Some(Statement { name, value: self.raw(at, to), place: Place::Cmd, end: to + 1 });
        }
        let (name, at) = self.name(self.flags(at))?;
        if let Some(at) = self.literal(at, "=") {
            let rest = self.rest(at);
            let to = at + rest.find('&').unwrap_or(rest.len());
            return Some(Statement { name, value: self.raw(at, to), place: Place::Cmd, end: to });
        }
        let from = self.blanks(at);
        let value = word(self.text, from, self.end, Dialect::Fish, unclosed);
        (from > at).then_some(Statement { name, end: value.end, value, place: Place::Fish })
    }

    /// `setx NAME "value" /M`.
    fn setx(&self, at: usize, unclosed: &mut Unclosed) -> Option<Statement<'a>> {
        let (name, after) = self.name(self.keyword(at, "setx")?)?;
        let at = self.blanks(after);
        let value = match quoted(self.text, at, self.end, Dialect::Posix, unclosed) {
            Some(value) => value,
            None => self.raw(at, at + self.rest(at).find([' ', '\t']).unwrap_or(self.rest(at).len())),
        };
        let flag = self.literal(self.blanks(value.end), "/m");
        (at > after).then(|| Statement { name, end: flag.unwrap_or(value.end), value, place: Place::Setx })
    }

    /// `NAME=value`, as in `.env` files; also an entry of a list in YAML, and with blanks around the sign.
    fn plain(&self, at: usize, unclosed: &mut Unclosed) -> Option<Statement<'a>> {
        let (at, listed) = self.literal(at, "- ").map_or((at, false), |at| (self.blanks(at), true));
        let (name, after) = self.name(at)?;
        let at = self.literal(self.blanks(after), "=")?;
        let from = self.blanks(at);
        let close = from > at || self.rest(after).starts_with([' ', '\t']);
        let place = if listed || close { Place::Data } else { Place::Env };
        let rest = self.rest(from);
        if rest.starts_with(['=', '>'])
            || (rest.is_empty() && !name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        {
            // A comparison, an arrow, or the end of base64.
            return None;
        }
        if let Some(value) = quoted(self.text, from, self.text.len(), Dialect::Env, unclosed) {
            return Some(Statement { name, end: value.end, value, place });
        }
        let comment = [" #", "\t#"].iter().filter_map(|mark| rest.find(mark)).min();
        let to = from + if rest.starts_with('#') { 0 } else { comment.unwrap_or(rest.len()) };
        Some(Statement { name, value: self.raw(from, to), place, end: to })
    }

    fn raw(&self, from: usize, to: usize) -> Value {
        let text = self.text[from..to].trim_end();
        Value { text: zeroize::Zeroizing::new(text.to_owned()), span: from..from + text.len(), end: to }
    }
}
