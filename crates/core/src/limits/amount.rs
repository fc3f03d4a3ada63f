//! A limit's number as people and programs send it: any JSON number parses, and only good ones pass.

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Error, Result};

/// The largest limit: far above any real one, far below where sums could overflow.
pub const AMOUNT_MAX: i64 = 1_000_000_000_000;

/// A number that has not been checked yet. What does not fit a whole number is kept as one that fails
/// [`Amount::checked`], so that the error names the field instead of a byte position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Amount(i64);

impl From<i64> for Amount {
    fn from(value: i64) -> Self {
        Self(value)
    }
}

impl Amount {
    /// # Errors
    /// `Invalid { field }` unless the number is whole and from 1 to [`AMOUNT_MAX`].
    pub fn checked(self, field: &'static str) -> Result<i64> {
        if (1..=AMOUNT_MAX).contains(&self.0) {
            Ok(self.0)
        } else {
            Err(Error::invalid(
                field,
                "A limit is a whole number from 1 to 1,000,000,000,000. Leave it out for no limit.",
            ))
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyNumber;
        impl Visitor<'_> for AnyNumber {
            type Value = Amount;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a whole number")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Amount, E> {
                Ok(Amount(value))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Amount, E> {
                Ok(Amount(i64::try_from(value).unwrap_or(i64::MAX)))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Amount, E> {
                #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
                let whole = if value.fract() == 0.0 && value.abs() < 9e15 { value as i64 } else { 0 };
                Ok(Amount(whole))
            }
        }
        deserializer.deserialize_any(AnyNumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(json: &str) -> Option<i64> {
        serde_json::from_str::<Amount>(json).ok().and_then(|amount| amount.checked("x").ok())
    }

    #[test]
    fn whole_numbers_in_range_pass() {
        assert_eq!(checked("1"), Some(1));
        assert_eq!(checked("60.0"), Some(60));
        assert_eq!(checked("1000000000000"), Some(AMOUNT_MAX));
    }

    #[test]
    fn everything_else_is_refused() {
        for json in
            ["0", "-1", "1e20", "100000000000000000000", "0.5", "1000000000001", "\"60\"", "null", "-1e300"]
        {
            assert_eq!(checked(json), None, "{json}");
        }
    }
}
