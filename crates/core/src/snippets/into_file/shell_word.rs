//! Where words and commands of a POSIX shell end:
//! <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_03>.

/// Where the word that begins at `from` ends; none where a quote or a substitution in it is never closed.
pub(super) fn end(text: &[u8], from: usize) -> Option<usize> {
    let mut open = Open::default();
    let mut at = from;
    while let Some(&byte) = text.get(at) {
        if open.is_none() && ends_word(byte) {
            return Some(at);
        }
        at = open.step(text, at)?;
    }
    open.is_none().then_some(text.len())
}

/// Where a line that begins at `from` ends, with all that belongs to it: what goes on over several lines, and the texts of
/// here-documents. Without the last line break; none where something is never closed.
pub(super) fn command_end(text: &[u8], from: usize) -> Option<usize> {
    let mut open = Open::default();
    let mut documents = Vec::new();
    let mut at = from;
    let mut fresh = true;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\n' if open.is_none() => break,
            b'#' if fresh && !open.is_quoted() => {
                at = line_end(text, at);
                continue;
            }
            b'<' if text[at..].starts_with(b"<<<") => at += 3,
            b'<' if text[at..].starts_with(b"<<") && !open.is_quoted() => {
                let (document, after) = Document::named(text, at + 2)?;
                documents.push(document);
                at = after;
            }
            _ => at = open.step(text, at)?,
        }
        fresh = ends_word(byte);
    }
    if !open.is_none() {
        return None;
    }
    documents.iter().try_fold(at, |end, document| document.end(text, end))
}

fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')')
}

fn line_end(text: &[u8], at: usize) -> usize {
    text[at..].iter().position(|&byte| byte == b'\n').map_or(text.len(), |more| at + more)
}

/// What closes each of the quotes and substitutions that are open, the innermost last.
#[derive(Default)]
struct Open(Vec<u8>);

impl Open {
    fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    fn is_quoted(&self) -> bool {
        self.0.last() == Some(&b'"')
    }

    /// Goes over what stands at `at`; answers with what comes after it. None for a quote that is never closed, or a
    /// backslash at the very end.
    fn step(&mut self, text: &[u8], at: usize) -> Option<usize> {
        let byte = text[at];
        let mut step = 1;
        match byte {
            b'\\' if at + 1 == text.len() => return None,
            b'\\' => step = 2,
            _ if self.0.last() == Some(&byte) => drop(self.0.pop()),
            b'"' | b'`' => self.0.push(byte),
            b'\'' if !self.is_quoted() => step = text[at + 1..].iter().position(|&byte| byte == b'\'')? + 2,
            b'$' if matches!(text.get(at + 1), Some(b'(' | b'{')) => {
                self.0.push(if text[at + 1] == b'(' { b')' } else { b'}' });
                step = 2;
            }
            b'(' if self.0.last() == Some(&b')') => self.0.push(b')'),
            _ => {}
        }
        Some(at + step)
    }
}

/// A here-document that is announced.
struct Document {
    /// The line that ends it.
    delimiter: Vec<u8>,
    /// Tabs before that line are no part of it.
    tabs: bool,
}

impl Document {
    /// By what stands behind `<<`, and where that ends.
    fn named(text: &[u8], from: usize) -> Option<(Self, usize)> {
        let tabs = text.get(from) == Some(&b'-');
        let mut at = from + usize::from(tabs);
        while matches!(text.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let after = end(text, at)?;
        let delimiter: Vec<u8> =
            text[at..after].iter().copied().filter(|byte| !matches!(byte, b'"' | b'\'' | b'\\')).collect();
        (!delimiter.is_empty()).then_some((Self { delimiter, tabs }, after))
    }

    /// Where it ends, if its text begins behind the line break at `from`.
    fn end(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while at < text.len() {
            let (start, end) = (at + 1, line_end(text, at + 1));
            let line = &text[start..end];
            let tabs = if self.tabs { line.iter().take_while(|&&byte| byte == b'\t').count() } else { 0 };
            if line[tabs..] == self.delimiter {
                return Some(end);
            }
            at = end;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_where_a_shell_ends_it() {
        for (word, rest) in [
            ("plain", " more"),
            ("plain", ""),
            ("", ""),
            ("a\\ b", ";c"),
            ("'a b;'c", "&d"),
            ("\"a \\\" b\"", "|c"),
            ("\"it's\"", " 'x"),
            ("$(a 'b)' \"c)\" (d))", ")"),
            ("\"$(a \"b c\")\"", "\nd"),
            ("${a:-b c}", " d"),
            ("`a b`", " c"),
            ("$a", "\r\n"),
            ("a#b", " #c"),
        ] {
            let text = format!("K={word}{rest}");
            assert_eq!(end(text.as_bytes(), 2), Some(2 + word.len()), "{text:?}");
        }
        for open in ["'a", "\"a", "$(a", "${a", "`a", "\"$(a\"", "a\\"] {
            assert_eq!(end(open.as_bytes(), 0), None, "{open:?}");
        }
    }

    #[test]
    fn a_command_ends_with_all_that_belongs_to_it() {
        for (command, rest) in [
            ("echo a", "\nb"),
            ("", "\nb"),
            ("echo 'a\nb'", "\nc"),
            ("echo a \\\n b", "\nc"),
            ("# it's a comment", "\nb"),
            ("echo a # it's", "\nb"),
            ("echo a#it", "\nb"),
            ("cat <<EOF\nK=1\nEOF", "\nb"),
            ("cat <<-'E O' && x\n\tit's\n\tE O", "\nb"),
            ("cat <<A <<B\na\nA\nb\nB", "\nc"),
            ("cat <<<word", "\nb"),
            ("f() {", "\nb"),
            ("x=$(a\nb)", "\nc"),
        ] {
            let text = format!("{command}{rest}");
            assert_eq!(command_end(text.as_bytes(), 0), Some(command.len()), "{text:?}");
        }
        for open in ["echo 'a\nb", "cat <<EOF\nb\n", "a \\", "x=$(a\nb", "cat <<"] {
            assert_eq!(command_end(open.as_bytes(), 0), None, "{open:?}");
        }
    }
}
