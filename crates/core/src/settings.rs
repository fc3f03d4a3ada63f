//! What the user chose. A TOML file; what is broken in it falls back to its default, is told, and the file is kept.

mod file;
mod proxy;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::file::{LoadedSettings, change, load, save};
pub use self::proxy::ProxyChoice;
use crate::error::{Error, Result};

/// Ports below need rights that no user's program should have.
const PORTS: RangeInclusive<u16> = 1024..=u16::MAX;
const CLEAR_SECONDS: RangeInclusive<u32> = 10..=600;
const REVEAL_SECONDS: RangeInclusive<u32> = 10..=600;
const ROTATION_AGE_DAYS: RangeInclusive<u32> = 7..=3650;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// The language of the window; `System` follows the desktop, and is English where it is none of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    System,
    En,
    De,
}

/// What closing the window does while the gateway runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OnClose {
    #[default]
    Ask,
    KeepRunning,
    Quit,
}

/// The finest lines that the log keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
}

/// Where secrets are kept. The file is encrypted, and only ever chosen by the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultKind {
    #[default]
    Keychain,
    File,
}

/// Every setting, with its default. Ranges are in [`SettingsChange::checked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    pub theme: Theme,
    pub language: Language,
    /// The gateway starts with the app.
    pub gateway_enabled: bool,
    pub gateway_port: u16,
    pub on_close: OnClose,
    pub start_at_login: bool,
    /// Notifications of the desktop.
    pub notifications: bool,
    /// A key this old should be rotated.
    pub rotation_age_days: u32,
    pub clipboard_clear_seconds: u32,
    pub reveal_seconds: u32,
    /// How providers are reached; see [`ProxyChoice::parse`].
    pub upstream_proxy: String,
    pub log_level: LogLevel,
    pub vault: VaultKind,
}

/// A change of some settings; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SettingsChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_enabled: Option<bool>,
    /// 1024 to 65535.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_port: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_close: Option<OnClose>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_at_login: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notifications: Option<bool>,
    /// 7 to 3650.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation_age_days: Option<u32>,
    /// 10 to 600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clipboard_clear_seconds: Option<u32>,
    /// 10 to 600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal_seconds: Option<u32>,
    /// `system`, `none`, or an address as [`ProxyChoice::parse`] takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream_proxy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_level: Option<LogLevel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vault: Option<VaultKind>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            language: Language::default(),
            gateway_enabled: false,
            gateway_port: 4517,
            on_close: OnClose::default(),
            start_at_login: false,
            notifications: true,
            rotation_age_days: 90,
            clipboard_clear_seconds: 30,
            reveal_seconds: 60,
            upstream_proxy: ProxyChoice::SYSTEM.into(),
            log_level: LogLevel::default(),
            vault: VaultKind::default(),
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
            language: change.language.unwrap_or(self.language),
            gateway_enabled: change.gateway_enabled.unwrap_or(self.gateway_enabled),
            gateway_port: change.gateway_port.unwrap_or(self.gateway_port),
            on_close: change.on_close.unwrap_or(self.on_close),
            start_at_login: change.start_at_login.unwrap_or(self.start_at_login),
            notifications: change.notifications.unwrap_or(self.notifications),
            rotation_age_days: change.rotation_age_days.unwrap_or(self.rotation_age_days),
            clipboard_clear_seconds: change.clipboard_clear_seconds.unwrap_or(self.clipboard_clear_seconds),
            reveal_seconds: change.reveal_seconds.unwrap_or(self.reveal_seconds),
            upstream_proxy: change.upstream_proxy.as_ref().unwrap_or(&self.upstream_proxy).trim().to_owned(),
            log_level: change.log_level.unwrap_or(self.log_level),
            vault: change.vault.unwrap_or(self.vault),
        })
    }
}

impl Settings {
    /// How providers are reached. Loopback never goes through a proxy.
    ///
    /// # Errors
    /// `Invalid` for settings that did not come from [`load`] or [`Self::apply`].
    pub fn proxy(&self) -> Result<ProxyChoice> {
        ProxyChoice::parse(&self.upstream_proxy)
    }
}

impl SettingsChange {
    /// # Errors
    /// `Invalid` naming the first field that is out of its range.
    pub fn checked(&self) -> Result<()> {
        in_range("gateway_port", self.gateway_port, &PORTS)?;
        in_range("clipboard_clear_seconds", self.clipboard_clear_seconds, &CLEAR_SECONDS)?;
        in_range("reveal_seconds", self.reveal_seconds, &REVEAL_SECONDS)?;
        in_range("rotation_age_days", self.rotation_age_days, &ROTATION_AGE_DAYS)?;
        self.upstream_proxy.as_deref().map_or(Ok(()), |proxy| ProxyChoice::parse(proxy).map(drop))
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
        for days in ["0", "6", "3651"] {
            assert_eq!(field(&format!(r#"{{"rotation_age_days":{days}}}"#)), Some("rotation_age_days"));
        }
        assert_eq!(field(r#"{"upstream_proxy":"ftp://proxy"}"#), Some("upstream_proxy"));
        for word in [r#"{"language":"fr"}"#, r#"{"on_close":"perhaps"}"#, r#"{"log_level":"trace"}"#] {
            assert!(serde_json::from_str::<SettingsChange>(word).is_err(), "{word}");
        }
        assert_eq!(
            field(r#"{"gateway_port":65535,"reveal_seconds":10,"clipboard_clear_seconds":600}"#),
            None
        );
        assert!(serde_json::from_str::<SettingsChange>(r#"{"gateway_port":70000}"#).is_err());
        assert!(serde_json::from_str::<SettingsChange>(r#"{"colour":"red"}"#).is_err());
    }
}
