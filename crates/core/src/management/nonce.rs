//! The mark that a remote key's name carries, so that a key whose creation was not answered can be found by listing.

use crate::error::{Error, Result};

/// Letters and digits that are not taken for one another.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";

const LENGTH: usize = 8;

const BEGINNING: &str = "kh-";

/// The longest remote name, in characters: a provider that cuts longer ones must not cut the mark off.
const NAME_MAX: usize = 64;

/// Eight characters that belong to one intent to create a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// A new one.
    ///
    /// # Errors
    /// `Internal` where the system has no randomness.
    pub fn generate() -> Result<Self> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
        let letter = |byte: u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('0', char::from);
        Ok(Self(bytes.into_iter().map(letter).collect()))
    }

    /// One that was written down.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == LENGTH && text.bytes().all(|byte| LETTERS.contains(&byte)))
            .then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that the key gets at the provider: `prod-api kh-k7f3q9xz`. A long name is cut, the mark never.
    #[must_use]
    pub fn remote_name(&self, name: &str) -> String {
        let room = NAME_MAX - BEGINNING.len() - LENGTH - 1;
        let start: String = name.trim().chars().take(room).collect();
        format!("{} {BEGINNING}{}", start.trim_end(), self.0).trim_start().to_owned()
    }

    /// A remote name without the mark that it may carry.
    #[must_use]
    pub fn without(remote_name: &str) -> String {
        let is_mark =
            |word: &str| word.strip_prefix(BEGINNING).is_some_and(|rest| Self::parse(rest).is_some());
        match remote_name.trim_end().rsplit_once(' ') {
            Some((name, last)) if is_mark(last) => name.trim_end().to_owned(),
            _ => remote_name.to_owned(),
        }
    }

    /// Whether a remote name carries this mark, as a word of its own.
    #[must_use]
    pub fn is_in(&self, remote_name: &str) -> bool {
        remote_name.split_whitespace().any(|word| word.strip_prefix(BEGINNING) == Some(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_are_never_alike_and_read_back() {
        let (one, other) = (Nonce::generate().expect("random"), Nonce::generate().expect("random"));
        assert_ne!(one, other);
        assert_eq!(Nonce::parse(one.as_str()), Some(one));
        for bad in ["", "k7f3q9x", "k7f3q9xzz", "K7F3Q9XZ", "k7f3 9xz", "k7f3q9x\u{e9}"] {
            assert_eq!(Nonce::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_the_very_mark_is_found() {
        let nonce = Nonce::parse("k7f3q9xz").expect("well-formed");
        assert_eq!(nonce.remote_name(" prod-api "), "prod-api kh-k7f3q9xz");
        assert_eq!(nonce.remote_name(""), "kh-k7f3q9xz");
        assert_eq!(Nonce::without("prod-api kh-k7f3q9xz"), "prod-api");
        assert_eq!(Nonce::without("prod-api kh-me"), "prod-api kh-me");
        assert!(nonce.is_in("prod-api kh-k7f3q9xz (copy)"));
        for other in ["prod-api", "prod-api kh-k7f3q9xa", "prod-api kh-k7f3q9xzz", "k7f3q9xz", "xkh-k7f3q9xz"]
        {
            assert!(!nonce.is_in(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_name_carries_it(name in "\\PC{0,200}") {
            let nonce = Nonce::generate().expect("random");
            let remote = nonce.remote_name(&name);
            prop_assert!(nonce.is_in(&remote) && remote.chars().count() <= NAME_MAX);
        }
    }
}
