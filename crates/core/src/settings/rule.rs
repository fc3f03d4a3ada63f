//! What a setting takes, as a sentence and as a check.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::ProxyChoice;
use crate::error::{Error, Result};

/// What a value of a setting has to be.
pub(super) struct Rule<T> {
    /// To be said after “is” or “is not”.
    pub(super) expected: String,
    check: Box<dyn Fn(&T) -> Verdict>,
}

enum Verdict {
    Good,
    /// It is not what is expected.
    Bad,
    /// As the value itself says.
    Refused(Error),
}

impl<T: 'static> Rule<T> {
    /// # Errors
    /// `Invalid`, with the reason, for the setting `name`.
    pub(super) fn check(&self, name: &'static str, value: &T) -> Result<()> {
        match (self.check)(value) {
            Verdict::Good => Ok(()),
            Verdict::Bad => Err(Error::invalid(name, format!("This is {}.", self.expected))),
            Verdict::Refused(error) => Err(error),
        }
    }

    /// One of a few words; the type takes no others.
    pub(super) fn words(words: &[&str]) -> Self {
        let quoted: Vec<_> = words.iter().map(|word| format!("\u{201c}{word}\u{201d}")).collect();
        let expected = match quoted.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => quoted.concat(),
        };
        Self { expected, check: Box::new(|_| Verdict::Good) }
    }
}

impl Rule<bool> {
    pub(super) fn switch() -> Self {
        Self { expected: "true or false".into(), check: Box::new(|_| Verdict::Good) }
    }
}

impl<T: PartialOrd + Display + 'static> Rule<T> {
    pub(super) fn whole(range: RangeInclusive<T>) -> Self {
        Self {
            expected: format!("a whole number from {} to {}", range.start(), range.end()),
            check: Box::new(move |value| if range.contains(value) { Verdict::Good } else { Verdict::Bad }),
        }
    }
}

impl Rule<String> {
    pub(super) fn proxy() -> Self {
        Self {
            expected: "\u{201c}system\u{201d}, \u{201c}none\u{201d} or the address of a proxy without user name and \
                       password"
                .into(),
            check: Box::new(|text| ProxyChoice::parse(text).map_or_else(Verdict::Refused, |_| Verdict::Good)),
        }
    }
}
