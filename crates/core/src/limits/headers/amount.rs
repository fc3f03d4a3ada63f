//! Reads the numbers of limits.

use crate::limits::AMOUNT_MAX;

/// How much a limit allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    Number(i64),
    Unlimited,
}

impl Amount {
    pub(super) fn number(self) -> Option<i64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// A whole number; `-1`, a word for it, or more than any limit is, means that there is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_suffix(".0").unwrap_or(text);
        if text == "-1" || ["unlimited", "infinity", "inf"].iter().any(|word| text.eq_ignore_ascii_case(word))
        {
            Some(Self::Unlimited)
        } else if digits.is_empty() || digits.len() > 64 || !digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            None
        } else {
            let number = digits.parse().ok().filter(|number| *number <= AMOUNT_MAX);
            Some(number.map_or(Self::Unlimited, Self::Number))
        }
    }
}

/// A limit and, where it is told with it, its window in seconds: `100`, or `100, 100;window=60, 10000;window=86400`, where
/// the first is the one that will be reached first.
pub(super) fn limit(text: &str) -> Option<(Amount, Option<u32>)> {
    let mut parts = text.split(',');
    let (amount, mut window) = with_window(parts.next()?)?;
    for part in parts {
        let (other, told) = with_window(part)?;
        // `60, 60` is a header that is there twice; `1,000` and `60, 70` are nothing that can be relied on.
        if told.is_none() && other != amount {
            return None;
        }
        if other == amount {
            window = window.or(told);
        }
    }
    Some((amount, window))
}

fn with_window(text: &str) -> Option<(Amount, Option<u32>)> {
    let mut parts = text.split(';');
    let amount = Amount::parse(parts.next()?)?;
    let window = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        ["window", "w"].contains(&name.trim()).then(|| value.trim().parse().ok()).flatten()
    });
    Some((amount, window))
}

/// What is left. Less than nothing is nothing; more than the limit is a contradiction, and says nothing.
pub(super) fn remaining(text: Option<&str>, limit: Option<i64>, unlimited: bool) -> Option<i64> {
    let text = text?.trim();
    if unlimited {
        return None;
    }
    let number = match text.strip_prefix('-') {
        // Overdrawn; but without a limit, -1 is how some say "unlimited".
        Some(below) => limit.and(Amount::parse(below)).map(|_| 0),
        None => Amount::parse(text).and_then(Amount::number),
    };
    number.filter(|number| limit.is_none_or(|limit| *number <= limit))
}
