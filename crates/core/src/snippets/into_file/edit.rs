//! One change of a text: a stretch of bytes that takes the place of another, and the way back.

use std::ops::Range;

use zeroize::Zeroizing;

use super::WriteProblem;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// The lines of a text without their breaks, and without a byte order mark in front.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = if text.starts_with(MARK) { MARK.len() } else { 0 };
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let end = text[start..].iter().position(|&byte| byte == b'\n').map_or(text.len(), |at| start + at);
        let line = start..end;
        start = end + 1;
        let returns = end < text.len() && end > line.start && text[end - 1] == b'\r';
        Some(line.start..if returns { end - 1 } else { end })
    })
}

/// How the lines of a text end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineBreak {
    Unix,
    Windows,
}

impl LineBreak {
    /// As its first line ends.
    pub(super) fn of(text: &[u8]) -> Self {
        let first = text.iter().position(|&byte| byte == b'\n');
        if first.is_some_and(|at| text[..at].ends_with(b"\r")) { Self::Windows } else { Self::Unix }
    }

    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Unix => b"\n",
            Self::Windows => b"\r\n",
        }
    }
}

/// What stood at a place, and what stands there now. Either may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Edit {
    at: usize,
    before: Zeroizing<Vec<u8>>,
    after: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Edit").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Edit {
    pub(super) fn new(text: &[u8], span: Range<usize>, after: Vec<u8>) -> Self {
        Self { at: span.start, before: Zeroizing::new(text[span].to_vec()), after: Zeroizing::new(after) }
    }

    /// A line at the end. A text without a break at its end has none afterwards.
    pub(super) fn append(text: &[u8], line: &[u8], line_break: LineBreak) -> Self {
        let whole = text.is_empty() || text == MARK || text.ends_with(b"\n");
        let parts = if whole { [line, line_break.bytes()] } else { [line_break.bytes(), line] };
        Self::new(text, text.len()..text.len(), parts.concat())
    }

    /// As [`Self::parts`] had it.
    pub(super) fn from_parts(at: usize, before: &[u8], after: &[u8]) -> Self {
        Self { at, before: Zeroizing::new(before.to_vec()), after: Zeroizing::new(after.to_vec()) }
    }

    /// Where, what stood there, what stands there now.
    pub(super) fn parts(&self) -> (usize, &[u8], &[u8]) {
        (self.at, &self.before, &self.after)
    }

    /// The text after it. It must be the one that the edit was made for.
    pub(super) fn apply(&self, text: &[u8]) -> Zeroizing<Vec<u8>> {
        spliced(text, self.at..self.at + self.before.len(), &self.after)
    }

    /// The text without it. Where other parts changed meanwhile, the stretch is looked for; it must stand there once.
    ///
    /// # Errors
    /// `Changed` where it does not.
    pub(super) fn undo(&self, text: &[u8]) -> Result<Zeroizing<Vec<u8>>, WriteProblem> {
        Ok(spliced(text, self.stands_at(text)?, &self.before))
    }

    /// Where the new stretch stands.
    ///
    /// # Errors
    /// As [`Self::undo`].
    pub(super) fn stands_at(&self, text: &[u8]) -> Result<Range<usize>, WriteProblem> {
        if let Some(found) = self.stands_from(text, self.at) {
            return Ok(found);
        }
        let mut places = (0..text.len()).filter_map(|at| self.stands_from(text, at));
        match (places.next(), places.next()) {
            (Some(found), None) if !self.after.is_empty() => Ok(found),
            _ => Err(WriteProblem::Changed),
        }
    }

    fn stands_from(&self, text: &[u8], at: usize) -> Option<Range<usize>> {
        let rest = text.get(at..)?;
        let line = self.after.strip_suffix(b"\n").unwrap_or(&self.after);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let length = if rest.starts_with(&self.after) {
            self.after.len()
        } else if rest == line && !line.is_empty() {
            // Some editors take the break off the last line.
            line.len()
        } else {
            return None;
        };
        // Whole lines only: what the user has made of the line since is not ours. What was taken out goes between two lines.
        let lines = if length == 0 { &self.before } else { &self.after };
        let begins = at == 0
            || text[..at].ends_with(b"\n")
            || text[..at] == *MARK
            || lines.starts_with(b"\n")
            || lines.starts_with(b"\r\n");
        let ends = lines.ends_with(b"\n") || matches!(text.get(at + length), None | Some(b'\n' | b'\r'));
        (begins && ends).then_some(at..at + length)
    }
}

fn spliced(text: &[u8], span: Range<usize>, with: &[u8]) -> Zeroizing<Vec<u8>> {
    let (head, tail) = (&text[..span.start.min(text.len())], &text[span.end.min(text.len())..]);
    let mut bytes = Zeroizing::new(Vec::with_capacity(head.len() + with.len() + tail.len()));
    [head, with, tail].iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(edit: &Edit, text: &str) -> Option<String> {
        edit.undo(text.as_bytes()).ok().map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn what_changed_elsewhere_stays_and_what_changed_here_is_not_touched() {
        let edit = Edit::new(b"A=1\nK=old\n", 4..9, b"K=new".to_vec());
        assert_eq!(undone(&edit, "A=1\nK=new\n").as_deref(), Some("A=1\nK=old\n"));
        assert_eq!(undone(&edit, "A=longer\nB=2\nK=new\nC").as_deref(), Some("A=longer\nB=2\nK=old\nC"));
        for text in ["A=1\nK=newer\n", "A=1\n", "", "A=1\n#K=new\n", "KK=new", "K=new\nB=1\nK=new\n"] {
            assert_eq!(undone(&edit, text), None, "{text:?}");
        }
        let added = Edit::append(b"A=1\n", b"K=new", LineBreak::Unix);
        assert_eq!(
            undone(&added, "A=1\nK=new").as_deref(),
            Some("A=1\n"),
            "an editor took off the last break"
        );
        assert_eq!(undone(&added, "B=1\r\nA=1\nK=new").as_deref(), Some("B=1\r\nA=1\n"));
        assert_eq!(undone(&added, "A=1\nK=newer"), None);
        let added = Edit::append(b"A=1", b"K=new", LineBreak::Unix);
        assert_eq!(undone(&added, "A=1\nK=new").as_deref(), Some("A=1"));
        assert_eq!(undone(&added, "A=1\nK=new\nB=2\n").as_deref(), Some("A=1\nB=2\n"));
    }

    #[test]
    fn lines_are_told_apart_as_editors_do() {
        let of = |text: &str| lines(text.as_bytes()).map(|line| text[line].to_owned()).collect::<Vec<_>>();
        assert_eq!(of("a\nb"), ["a", "b"]);
        assert_eq!(of("\u{feff}a\r\n\r\nb\r"), ["a", "", "b\r"]);
        assert_eq!(of(""), [""; 0]);
    }
}
