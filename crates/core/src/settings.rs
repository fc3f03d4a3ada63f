//! What the user chose. A TOML file; what is broken in it falls back to its default, is told, and the file is kept.

mod file;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::file::{LoadedSettings, change, load, save};
use crate::error::{Error, Result};

/// Ports below need rights that no user's program should have.
const PORTS: RangeInclusive<u16> = 1024..=u16::MAX;
const CLEAR_SECONDS: RangeInclusive<u32> = 10..=600;
const REVEAL_SECONDS: RangeInclusive<u32> = 10..=600;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// Every setting, with its default. Ranges are in [`SettingsChange::checked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    pub theme: Theme,
    /// The gateway starts with the app.
    pub gateway_enabled: bool,
    pub gateway_port: u16,
    pub clipboard_clear_seconds: u32,
    pub reveal_seconds: u32,
}

/// A change of some settings; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SettingsChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_enabled: Option<bool>,
    /// 1024 to 65535.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_port: Option<u16>,
    /// 10 to 600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clipboard_clear_seconds: Option<u32>,
    /// 10 to 600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal_seconds: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            gateway_enabled: false,
            gateway_port: 4517,
            clipboard_clear_seconds: 30,
            reveal_seconds: 60,
        }
    }
}

impl Settings {
    /// These settings with `change` applied.
    ///
    /// # Errors
    /// `Invalid` naming the first field that is out of its range; nothing is applied then.
    pub fn apply(&self, change: &SettingsChange) -> Result<Self> {
        change.checked()?;
        Ok(Self {
            theme: change.theme.unwrap_or(self.theme),
            gateway_enabled: change.gateway_enabled.unwrap_or(self.gateway_enabled),
            gateway_port: change.gateway_port.unwrap_or(self.gateway_port),
            clipboard_clear_seconds: change.clipboard_clear_seconds.unwrap_or(self.clipboard_clear_seconds),
            reveal_seconds: change.reveal_seconds.unwrap_or(self.reveal_seconds),
        })
    }
}

impl SettingsChange {
    /// # Errors
    /// `Invalid` naming the first field that is out of its range.
    pub fn checked(&self) -> Result<()> {
        in_range("gateway_port", self.gateway_port, &PORTS)?;
        in_range("clipboard_clear_seconds", self.clipboard_clear_seconds, &CLEAR_SECONDS)?;
        in_range("reveal_seconds", self.reveal_seconds, &REVEAL_SECONDS)
    }
}

fn in_range<T: PartialOrd + std::fmt::Display>(
    field: &'static str,
    value: Option<T>,
    range: &RangeInclusive<T>,
) -> Result<()> {
    match value {
        Some(value) if !range.contains(&value) => {
            let reason = format!("This is a whole number from {} to {}.", range.start(), range.end());
            Err(Error::invalid(field, reason))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_changes_only_what_it_names() {
        let before = Settings { reveal_seconds: 45, ..Settings::default() };
        let change = SettingsChange {
            theme: Some(Theme::Dark),
            gateway_port: Some(1024),
            ..SettingsChange::default()
        };
        let after = before.apply(&change).unwrap();
        assert_eq!(after, Settings { theme: Theme::Dark, gateway_port: 1024, ..before });
    }

    #[test]
    fn what_is_out_of_range_is_refused_by_its_name() {
        let field = |json: &str| {
            let change: SettingsChange = serde_json::from_str(json).unwrap();
            match Settings::default().apply(&change) {
                Err(Error::Invalid { field, .. }) => Some(field),
                _ => None,
            }
        };
        for port in ["0", "80", "1023"] {
            assert_eq!(field(&format!(r#"{{"gateway_port":{port}}}"#)), Some("gateway_port"));
        }
        for seconds in ["0", "9", "601", "4294967295"] {
            assert_eq!(field(&format!(r#"{{"reveal_seconds":{seconds}}}"#)), Some("reveal_seconds"));
            assert_eq!(
                field(&format!(r#"{{"clipboard_clear_seconds":{seconds}}}"#)),
                Some("clipboard_clear_seconds")
            );
        }
        assert_eq!(
            field(r#"{"gateway_port":65535,"reveal_seconds":10,"clipboard_clear_seconds":600}"#),
            None
        );
        assert!(serde_json::from_str::<SettingsChange>(r#"{"gateway_port":70000}"#).is_err());
        assert!(serde_json::from_str::<SettingsChange>(r#"{"colour":"red"}"#).is_err());
    }
}
