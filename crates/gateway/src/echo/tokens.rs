//! The token rule of `local/echo`: one token for every 4 bytes of UTF-8, rounded up, over all text of the
//! request together, and over the answer.

/// Bytes per token.
const BYTES_PER_TOKEN: usize = 4;

/// The tokens of a text of this many bytes.
pub(crate) fn tokens(bytes: usize) -> i64 {
    i64::try_from(bytes.div_ceil(BYTES_PER_TOKEN)).unwrap_or(i64::MAX)
}

/// Adds up the text of a request; rounded once, at the end.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PromptSize {
    bytes: usize,
}

impl PromptSize {
    pub(crate) fn add(&mut self, text: &str) {
        self.bytes += text.len();
    }

    /// Adds tokens that came as numbers.
    pub(crate) fn add_tokens(&mut self, count: usize) {
        self.bytes += count * BYTES_PER_TOKEN;
    }

    pub(crate) fn tokens(self) -> i64 {
        tokens(self.bytes)
    }
}

/// `text` cut to at most `max_tokens`, between two characters.
pub(crate) fn cut(mut text: String, max_tokens: Option<u64>) -> String {
    let max_bytes = max_tokens
        .and_then(|max| usize::try_from(max).ok())
        .map_or(usize::MAX, |max| max.saturating_mul(BYTES_PER_TOKEN));
    if text.len() > max_bytes {
        text.truncate(text.floor_char_boundary(max_bytes));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_bytes_are_a_token_rounded_up() {
        for (bytes, expected) in [(0, 0), (1, 1), (4, 1), (5, 2), (8, 2)] {
            assert_eq!(tokens(bytes), expected);
        }
        let mut size = PromptSize::default();
        size.add("Hi");
        size.add("Hé");
        assert_eq!(size.tokens(), 2, "2 + 3 bytes, rounded once");
    }

    #[test]
    fn a_cut_never_splits_a_character_and_never_exceeds_the_limit() {
        assert_eq!(cut("abcdefgh".into(), Some(1)), "abcd");
        assert_eq!(cut("abc😀".into(), Some(1)), "abc");
        assert_eq!(cut("😀😀".into(), Some(1)), "😀");
        assert_eq!(cut("abc".into(), Some(u64::MAX)), "abc");
        assert_eq!(cut("abc".into(), None), "abc");
    }
}
