//! What the user chose. A TOML file; what is broken in it falls back to its default, is told, and the file is kept.

mod file;
mod proxy;
mod rule;
mod words;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::file::{LoadedSettings, change, load, save};
pub use self::proxy::ProxyChoice;
use self::rule::Rule;
pub use self::words::{Language, LogLevel, OnClose, Theme, VaultKind};
use crate::error::Result;

/// Makes of one list, `name: type = default, rule;`, everything that has to know every setting.
macro_rules! settings {
    ($( $(#[$doc:meta])* $name:ident: $type:ty = $default:expr, $rule:expr; )+) => {
        /// Every setting.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
        pub struct Settings {
            $( $(#[$doc])* pub $name: $type, )+
        }

        /// A change of some settings; what is absent stays.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(deny_unknown_fields)]
        #[ts(optional_fields)]
        pub struct SettingsChange {
            $(
                $(#[$doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $name: Option<$type>,
            )+
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $( $name: $default, )+ }
            }
        }

        impl Settings {
            /// These settings with `change` applied.
            ///
            /// # Errors
            /// `Invalid` naming the first field whose value cannot be used; nothing is applied then.
            pub fn apply(&self, change: &SettingsChange) -> Result<Self> {
                change.checked()?;
                Ok(Self { $( $name: change.$name.clone().unwrap_or_else(|| self.$name.clone()), )+ })
            }

            /// What a setting takes, to be said after “is” or “is not”; none where there is no such setting.
            fn expected(name: &str) -> Option<String> {
                match name {
                    $( stringify!($name) => { let rule: Rule<$type> = $rule; Some(rule.expected) } )+
                    _ => None,
                }
            }
        }

        impl SettingsChange {
            /// # Errors
            /// `Invalid` naming the first field whose value cannot be used.
            pub fn checked(&self) -> Result<()> {
                $(
                    if let Some(value) = &self.$name {
                        let rule: Rule<$type> = $rule;
                        rule.check(stringify!($name), value)?;
                    }
                )+
                Ok(())
            }
        }
    };
}

settings! {
    theme: Theme = Theme::System, Rule::words(&["system", "light", "dark"]);
    language: Language = Language::System, Rule::words(&["system", "en", "de"]);
    /// The gateway starts with the app.
    gateway_enabled: bool = false, Rule::switch();
    /// 1024 to 65535: ports below need rights that no user's program should have.
    gateway_port: u16 = 4517, Rule::whole(1024..=u16::MAX);
    on_close: OnClose = OnClose::Ask, Rule::words(&["ask", "keep_running", "quit"]);
    start_at_login: bool = false, Rule::switch();
    /// Notifications of the desktop.
    notifications: bool = true, Rule::switch();
    /// A key this old should be rotated. 7 to 3650.
    rotation_age_days: u32 = 90, Rule::whole(7..=3650);
    /// 10 to 600.
    clipboard_clear_seconds: u32 = 30, Rule::whole(10..=600);
    /// 10 to 600.
    reveal_seconds: u32 = 60, Rule::whole(10..=600);
    /// How providers are reached: `system`, `none`, or an address as [`ProxyChoice::parse`] takes it.
    upstream_proxy: String = ProxyChoice::SYSTEM.into(), Rule::proxy();
    /// What of our own the log keeps. Applies at once; `RUST_LOG` has precedence.
    log_level: LogLevel = LogLevel::Info, Rule::words(&["error", "warn", "info", "debug"]);
    vault: VaultKind = VaultKind::Keychain, Rule::words(&["keychain", "file"]);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

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
    fn the_defaults_are_what_the_guide_says() {
        let guide = include_str!("../../../docs/guide.md");
        let serde_json::Value::Object(defaults) = serde_json::to_value(Settings::default()).unwrap() else {
            panic!("an object");
        };
        for (name, value) in defaults {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let row = guide.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
            let row = row.unwrap_or_else(|| panic!("the guide has no row for {name}"));
            let default = row.split('|').nth(2).unwrap().replace('`', "");
            assert_eq!(default.trim(), value, "{name}");
        }
    }

    #[test]
    fn every_setting_takes_its_own_default() {
        let change = serde_json::to_value(Settings::default()).unwrap();
        let change: SettingsChange = serde_json::from_value(change).unwrap();
        assert_eq!(Settings::default().apply(&change).unwrap(), Settings::default());
    }

    /// The field that a change is refused by, and why.
    fn refused(json: &str) -> Option<(&'static str, String)> {
        let change: SettingsChange = serde_json::from_str(json).unwrap();
        match Settings::default().apply(&change) {
            Err(Error::Invalid { field, reason }) => Some((field, reason)),
            _ => None,
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused_by_its_name() {
        for (name, out, within) in [
            ("gateway_port", ["0", "80", "1023"], ["1024", "65535"]),
            ("reveal_seconds", ["0", "9", "601"], ["10", "600"]),
            ("clipboard_clear_seconds", ["0", "9", "4294967295"], ["10", "600"]),
            ("rotation_age_days", ["0", "6", "3651"], ["7", "3650"]),
        ] {
            for value in out {
                let (field, reason) = refused(&format!(r#"{{"{name}":{value}}}"#)).unwrap();
                assert_eq!(field, name);
                assert!(reason.starts_with("This is a whole number from "), "{reason}");
            }
            for value in within {
                assert_eq!(refused(&format!(r#"{{"{name}":{value}}}"#)), None);
            }
        }
    }

    #[test]
    fn what_has_the_wrong_type_is_not_read_at_all() {
        for json in [
            r#"{"gateway_port":70000}"#,
            r#"{"colour":"red"}"#,
            r#"{"theme":"red"}"#,
            r#"{"language":"fr"}"#,
            r#"{"on_close":"hide"}"#,
            r#"{"log_level":"trace"}"#,
            r#"{"vault":"none"}"#,
            r#"{"rotation_age_days":"90"}"#,
            r#"{"rotation_age_days":-1}"#,
            r#"{"start_at_login":1}"#,
            r#"{"notifications":"yes"}"#,
            r#"{"upstream_proxy":["http://proxy:1"]}"#,
        ] {
            assert!(serde_json::from_str::<SettingsChange>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_proxy_with_a_password_is_refused_without_repeating_it() {
        let (field, reason) = refused(r#"{"upstream_proxy":"http://ada:hunter22@proxy:3128"}"#).unwrap();
        assert_eq!(field, "upstream_proxy");
        assert!(reason.contains("password") && !reason.contains("hunter22"), "{reason}");
        let some = SettingsChange { upstream_proxy: Some("none".into()), ..SettingsChange::default() };
        assert_eq!(Settings::default().apply(&some).unwrap().proxy().unwrap(), ProxyChoice::None);
        assert_eq!(Settings::default().proxy().unwrap(), ProxyChoice::System);
    }
}
