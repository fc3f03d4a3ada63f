//! What a provider answered.

use reqwest::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};
use zeroize::Zeroizing;

use super::credential::Credential;
use crate::redact::redact;

/// The longest excerpt of an answer that is shown, in characters.
const EXCERPT_MAX: usize = 200;

/// An answer that is complete. Where the status is no success, the credential of the request is already taken out of
/// headers and body, and the body may be cut.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Body,
}

/// The bytes of an answer, which may hold a new key: wiped when dropped, never printed.
pub struct Body(Zeroizing<Vec<u8>>);

impl Answer {
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A redirect is an answer like any other, and is never followed: the next host is not the one that was confirmed.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        (300..400).contains(&self.status)
    }

    /// Takes the credential out of what will be shown or kept: the headers of every answer, and the body of an error.
    pub(super) fn scrub(&mut self, credential: &Credential) {
        for value in self.headers.values_mut() {
            let clean = credential.scrub(value.as_bytes());
            if clean != value.as_bytes() {
                *value = HeaderValue::from_bytes(&clean).unwrap_or(HeaderValue::from_static("[redacted]"));
            }
        }
        if !self.is_success() {
            self.body = Body::from(credential.scrub(self.body.bytes()));
        }
    }

    /// The beginning of an error's body as one line for people, without what looks like a secret. Not for a success,
    /// which may hold a new key.
    #[must_use]
    pub fn excerpt(&self) -> String {
        if self.is_success() {
            return String::new();
        }
        let text = String::from_utf8_lossy(self.body.bytes());
        let start: String = text.chars().take(EXCERPT_MAX * 4).collect();
        let line = redact(&start).split(|c: char| c.is_whitespace() || c.is_control()).fold(
            String::new(),
            |mut line, word| {
                if !word.is_empty() && !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
                line
            },
        );
        line.chars().take(EXCERPT_MAX).collect()
    }
}

/// Whether a body is compressed, which nobody asked for.
pub(super) fn is_encoded(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    !encodings.all(|name| name.as_bytes().eq_ignore_ascii_case(b"identity"))
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

impl Body {
    /// Room for `capacity` bytes, so that what is read is not left behind by a move to a larger place.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(capacity)))
    }

    pub(super) fn push(&mut self, piece: &[u8]) {
        let needed = self.0.len() + piece.len();
        if needed > self.0.capacity() {
            // A growing Vec would free the old place unwiped.
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(self.0.capacity() * 2)));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(piece);
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, headers: HeaderMap::new(), body: Body::from(body.as_bytes().to_vec()) }
    }

    #[test]
    fn nothing_of_the_body_is_printed() {
        let text = format!("{:?}", answer(200, "canary"));
        assert!(text.contains("6 bytes") && !text.contains("canary"), "{text}");
    }

    #[test]
    fn an_excerpt_is_one_short_line_without_keys_and_none_of_a_success() {
        let shown = answer(401, "no\r\n\x1b[2J such  key sk-abcdefghijklmnop").excerpt();
        assert_eq!(shown, "no [2J such key sk-[redacted]");
        assert_eq!(answer(500, &"x ".repeat(5000)).excerpt().chars().count(), EXCERPT_MAX);
        assert_eq!(answer(201, "{\"key\":\"abc\"}").excerpt(), "");
    }

    #[test]
    fn a_body_grows_piece_by_piece() {
        let mut body = Body::with_capacity(2);
        for piece in [&b"ab"[..], b"", b"cdefg", b"h"] {
            body.push(piece);
        }
        assert_eq!(body.bytes(), b"abcdefgh");
    }
}
