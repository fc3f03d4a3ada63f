//! How a value is read back from the quotes of each dialect.

use std::ops::Range;

use zeroize::Zeroizing;

/// Whose quotes they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `.env` files, whose readers disagree on escapes; the reading here is right for all that agree.
    Env,
    Posix,
    Fish,
    PowerShell,
    /// JSON, YAML, TOML and source code.
    Data,
}

/// A value as it was written.
pub(super) struct Value {
    pub(super) text: Zeroizing<String>,
    /// What it was read from, without the quotes around it.
    pub(super) span: Range<usize>,
    /// Behind it, and behind its closing quote.
    pub(super) end: usize,
}

/// One pair of quotes.
struct Quote {
    closes: &'static [char],
    /// What makes the next character literal, and which characters it does so for; before others it stands for itself.
    escape: Option<(char, &'static str)>,
    /// `\n`, `\r`, `\t` and, in data, `\u0041` mean other characters.
    letters: bool,
    /// The quote, doubled, is one.
    doubled: bool,
}

impl Dialect {
    fn quote(self, open: char) -> Option<Quote> {
        const CURLY: &[char] = &['\'', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}'];
        let quote = |closes, escape, letters, doubled| Some(Quote { closes, escape, letters, doubled });
        match (self, open) {
            (Self::Env, '\'') => quote(&['\''], Some(('\\', "'\\")), false, false),
            (Self::Env, '"') => quote(&['"'], Some(('\\', "\"\\$`")), true, false),
            (Self::Env, '`') => quote(&['`'], None, false, false),
            (Self::Posix, '\'') => quote(&['\''], None, false, false),
            (Self::Posix, '"') => quote(&['"'], Some(('\\', "\"\\$`")), false, false),
            (Self::Fish, '\'') => quote(&['\''], Some(('\\', "'\\")), false, false),
            (Self::Fish, '"') => quote(&['"'], Some(('\\', "\"\\$")), false, false),
            (Self::PowerShell, '\'' | '\u{2018}'..='\u{201B}') => quote(CURLY, None, false, true),
            (Self::PowerShell, '"') => quote(&['"'], Some(('`', "\"`$")), false, true),
            (Self::Data, '"') => quote(&['"'], Some(('\\', "\"\\/'")), true, false),
            (Self::Data, '\'') => quote(&['\''], Some(('\\', "'\\")), false, false),
            (Self::Data, '`') => quote(&['`'], Some(('\\', "`\\")), false, false),
            _ => None,
        }
    }
}

/// The quotes of which one was opened and none follows up to some end: looked for once, so that a text full of them stays
/// cheap.
#[derive(Default)]
pub(super) struct Unclosed(Vec<(char, usize)>);

impl Unclosed {
    /// Ends that differ from line to line take the place of each other; the end of the text stays.
    fn add(&mut self, open: char, until: usize, whole: bool) {
        if !whole {
            self.0.retain(|&(other, end)| other != open || end > until);
        }
        self.0.push((open, until));
    }
}

/// What is between the quotes that open at `at`; it may span lines where `until` does.
pub(super) fn quoted(
    text: &str,
    at: usize,
    until: usize,
    dialect: Dialect,
    unclosed: &mut Unclosed,
) -> Option<Value> {
    let open = text[at..until].chars().next()?;
    let quote = dialect.quote(open)?;
    if unclosed.0.contains(&(open, until)) {
        return None;
    }
    let from = at + open.len_utf8();
    let mut value = Zeroizing::new(String::new());
    let mut chars = text[from..until].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        if quote.closes.contains(&c) {
            if quote.doubled && next.is_some_and(|next| quote.closes.contains(&next)) {
                value.push(c);
                chars.next();
                continue;
            }
            return Some(Value { text: value, span: from..from + offset, end: from + offset + c.len_utf8() });
        }
        match (quote.escape, next) {
            (Some((mark, these)), Some(next)) if mark == c && these.contains(next) => {
                value.push(next);
                chars.next();
            }
            (Some((mark, _)), Some(next)) if mark == c && quote.letters && "nrtu".contains(next) => {
                chars.next();
                match next {
                    'n' => value.push('\n'),
                    'r' => value.push('\r'),
                    't' => value.push('\t'),
                    _ => {
                        let digits = text.get(from + offset + 2..from + offset + 6);
                        let letter = digits
                            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                            .and_then(char::from_u32);
                        if let Some(letter) = letter.filter(|_| dialect == Dialect::Data) {
                            value.push(letter);
                            chars.nth(3);
                        } else {
                            value.extend([c, next]);
                        }
                    }
                }
            }
            _ => value.push(c),
        }
    }
    unclosed.add(open, until, until == text.len());
    None
}

/// A word of a shell: quoted and bare parts side by side, up to a blank or an operator.
pub(super) fn word(
    text: &str,
    at: usize,
    line_end: usize,
    dialect: Dialect,
    unclosed: &mut Unclosed,
) -> Value {
    let mut value = Zeroizing::new(String::new());
    let (mut here, mut parts, mut only) = (at, 0, at..at);
    // `$'…'` differs from `'…'` by escapes that no key has.
    if text[here..line_end].starts_with("$'") {
        here += 1;
    }
    while let Some(c) = text[here..line_end.max(here)].chars().next() {
        if let Some(part) = quoted(text, here, text.len(), dialect, unclosed) {
            value.push_str(&part.text);
            only = part.span;
            here = part.end;
        } else if c == '\\' && dialect != Dialect::PowerShell {
            here += 1;
            if let Some(next) = text[here..line_end].chars().next() {
                value.push(next);
                here += next.len_utf8();
            }
        } else if c.is_whitespace() || matches!(c, ';' | '&' | '|' | ')') {
            break;
        } else {
            let bare = text[here..line_end].find(|c: char| c.is_whitespace() || ";&|)'\"\\".contains(c));
            let to = bare.map_or(line_end, |bare| here + bare.max(c.len_utf8()));
            value.push_str(&text[here..to]);
            only = here..to;
            here = to;
        }
        parts += 1;
    }
    let span = if parts == 1 { only } else { at..here };
    Value { text: value, span, end: here }
}
