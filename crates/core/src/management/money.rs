//! Amounts of money as providers tell them: numbers, decimal strings, cents, units and nanos.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An amount in millionths of a currency's unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Money {
    pub micros: i64,
    /// ISO 4217, upper case.
    pub currency: String,
}

impl Money {
    /// None for what is no amount, or none that fits.
    #[must_use]
    pub fn from_units(units: f64, currency: &str) -> Option<Self> {
        let micros = (units * 1e6).round();
        // Within this a float still counts every whole number.
        if !micros.is_finite() || micros.abs() > 9e15 {
            return None;
        }
        let known = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_alphabetic());
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        known.then(|| Self { micros: micros as i64, currency: currency.to_ascii_uppercase() })
    }
}

impl fmt::Display for Money {
    /// As `1.23 USD`; more than two places only where they are needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, micros) = (if self.micros < 0 { "-" } else { "" }, self.micros.unsigned_abs());
        let (units, rest) = (micros / 1_000_000, format!("{:06}", micros % 1_000_000));
        let places = rest.trim_end_matches('0').len().max(2);
        write!(f, "{sign}{units}.{} {}", &rest[..places], self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_their_cents() {
        assert_eq!(
            Money::from_units(50.0, "inr"),
            Some(Money { micros: 50_000_000, currency: "INR".into() })
        );
        assert_eq!(Money::from_units(-0.05, "USD").map(|money| money.micros), Some(-50_000));
        assert_eq!(Money::from_units(0.1 + 0.2, "USD").map(|money| money.micros), Some(300_000));
        for bad in [f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(Money::from_units(bad, "USD"), None);
        }
        assert_eq!(Money::from_units(1.0, "<b>"), None);
        for (units, shown) in [(50.0, "50.00 USD"), (-0.5, "-0.50 USD"), (0.000_123, "0.000123 USD")] {
            assert_eq!(Money::from_units(units, "USD").unwrap().to_string(), shown);
        }
    }
}
