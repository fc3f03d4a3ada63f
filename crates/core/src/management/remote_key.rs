//! A key as its provider describes it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::money::Money;
use crate::secret::Secret;

/// A key at a provider, in one shape for all of them. Never holds the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemoteKey {
    /// What the adapter's operations take. Only the adapter knows what is inside.
    pub id: String,
    pub name: Option<String>,
    /// The beginning and the end, as far as the provider shows them.
    pub masked: Option<String>,
    pub state: RemoteState,
    pub created: Option<DateTime<Utc>>,
    pub expires: Option<DateTime<Utc>>,
    pub last_used: Option<DateTime<Utc>>,
    /// The provider's own words.
    pub permissions: Vec<String>,
    pub plan: Option<String>,
    pub spent: Option<Money>,
    /// What else is worth showing, by the provider's names.
    pub extra: BTreeMap<&'static str, String>,
}

/// What the provider says about a key's use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemoteState {
    Active,
    /// Refused until it is enabled again.
    Disabled,
    Expired,
    /// Gone for good, though it is still listed.
    Revoked,
    /// A word that this version does not know: neither a proof that it works nor that it does not.
    Unknown,
}

/// A key that was just made.
#[derive(Debug)]
pub struct Created {
    pub key: RemoteKey,
    pub secret: Secret,
}

impl RemoteKey {
    pub(super) fn new(id: String) -> Self {
        Self {
            id,
            name: None,
            masked: None,
            state: RemoteState::Active,
            created: None,
            expires: None,
            last_used: None,
            permissions: Vec::new(),
            plan: None,
            spent: None,
            extra: BTreeMap::new(),
        }
    }
}

impl RemoteState {
    /// The state that a provider's word means.
    pub(super) fn from_word(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "active" | "enabled" | "valid" => Self::Active,
            "inactive" | "disabled" | "blocked" | "suspended" | "paused" => Self::Disabled,
            "expired" => Self::Expired,
            "archived" | "revoked" | "deleted" => Self::Revoked,
            _ => Self::Unknown,
        }
    }
}

/// The masked form as it may be kept. A provider may call anything its masked form, the key itself too: what shows no
/// mask and is long is masked here.
pub(super) fn masked(text: &str) -> String {
    let text = super::fields::shown(text);
    let has_mask = text.contains("..") || text.contains(['*', '\u{2026}', '\u{2022}', ' ']);
    let length = text.chars().count();
    if has_mask && length <= 40 || length <= 12 {
        return text;
    }
    let start: String = text.chars().take(8).collect();
    let end: String = text.chars().skip(length - 4).collect();
    format!("{start}\u{2026}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_form_is_never_the_key() {
        for (told, kept) in [
            ("sk-or-v1-0e6...1c96", "sk-or-v1-0e6...1c96"),
            ("sk-admin...def", "sk-admin...def"),
            ("sk-...7sFA", "sk-...7sFA"),
            ("fw_3Zab", "fw_3Zab"),
            ("forii_sk_abcdefghijklmnopqrstuvwx", "forii_sk\u{2026}uvwx"),
        ] {
            assert_eq!(masked(told), kept);
        }
        let long = "sk-".to_owned() + &"a".repeat(60) + "...b";
        assert_eq!(masked(&long).chars().count(), 13);
    }

    #[test]
    fn an_unknown_word_proves_nothing() {
        assert_eq!(RemoteState::from_word("ACTIVE"), RemoteState::Active);
        assert_eq!(RemoteState::from_word("archived"), RemoteState::Revoked);
        assert_eq!(RemoteState::from_word("retired"), RemoteState::Unknown);
    }
}
