//! Where requests end in the bytes of a connection, so far as that tells whether a next one has begun.

/// Counts what is read of a connection against what its requests need. hyper may read the beginning of a next
/// request together with the end of one; only the count shows that it has begun.
#[derive(Default)]
pub(crate) struct Progress {
    /// Bytes since the request began.
    read: u64,
    /// Where its head ends.
    end: Option<u64>,
    line: Line,
    /// The newest bytes.
    tail: [u8; 3],
    /// A next request had begun early once; where the ones after it begin is not known.
    lost: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Blank lines before a request are skipped.
    #[default]
    Before,
    /// Nothing of this line yet.
    Empty,
    Begun,
}

impl Progress {
    /// Takes note of what was read.
    pub(crate) fn note(&mut self, bytes: &[u8]) {
        for (at, byte) in (self.read + 1..).zip(bytes) {
            if self.end.is_some() {
                break;
            }
            self.line = match (self.line, byte) {
                (line, b'\r') => line,
                (Line::Empty, b'\n') => {
                    self.end = Some(at);
                    Line::Before
                }
                (Line::Before, b'\n') => Line::Before,
                (Line::Begun, b'\n') => Line::Empty,
                _ => Line::Begun,
            };
        }
        self.read += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        for byte in &bytes[bytes.len().saturating_sub(3)..] {
            self.tail.rotate_left(1);
            self.tail[2] = *byte;
        }
    }

    /// Whether something of a next request was read already, now that one with a body of this length (none
    /// where it came in chunks) is answered. Counts the next one from here.
    pub(crate) fn next_has_begun(&mut self, body: Option<u64>) -> bool {
        let begun = match (self.end, body) {
            (Some(end), Some(length)) => self.read > end.saturating_add(length),
            // The last chunk ends with a blank line.
            (Some(_), None) => self.tail != *b"\n\r\n",
            (None, _) => true,
        };
        let lost = self.lost || begun;
        *self = Self { lost, ..Self::default() };
        lost
    }

    /// Several requests were answered at once: their ends are not known.
    pub(crate) fn lose(&mut self) {
        self.lost = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(pieces: &[&str], body: Option<u64>) -> bool {
        let mut progress = Progress::default();
        pieces.iter().for_each(|piece| progress.note(piece.as_bytes()));
        progress.next_has_begun(body)
    }

    #[test]
    fn a_request_that_ends_where_the_bytes_end_has_no_next() {
        assert!(!begun(&["GET / HTTP/1.1\r\nHost: x\r\n\r\n"], Some(0)));
        assert!(!begun(&["\r\n\r\nGET / HTTP/1.1\n", "Host: x\n", "\n"], Some(0)));
        assert!(!begun(&["POST / HTTP/1.1\r", "\n\r", "\nab", "c"], Some(3)));
        assert!(!begun(&["POST / HTTP/1.1\r\n\r\n3\r\nabc\r\n0\r\n", "\r\n"], None));
    }

    #[test]
    fn one_byte_more_is_a_next() {
        assert!(begun(&["GET / HTTP/1.1\r\nHost: x\r\n\r\nG"], Some(0)));
        assert!(begun(&["POST / HTTP/1.1\r\n\r\nabc", "G"], Some(3)));
        assert!(begun(&["POST / HTTP/1.1\r\n\r\n0\r\n\r\nGE"], None));
    }

    #[test]
    fn after_an_early_one_every_next_may_have_begun() {
        let mut progress = Progress::default();
        progress.note(b"GET / HTTP/1.1\r\n\r\nGE");
        assert!(progress.next_has_begun(Some(0)));
        progress.note(b"T / HTTP/1.1\r\n\r\n");
        assert!(progress.next_has_begun(Some(0)));
    }
}
