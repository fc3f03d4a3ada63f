//! What a key is for. The four named purposes preset permissions and expiry; any other word is the user's own.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::name::clean_word;
use super::permissions::{Permission, Permissions};
use crate::error::Result;

/// A purpose by its display name: `Development`, `Production`, `Read-only`, `Admin`, or the user's own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Purpose(String);

/// What choosing a purpose fills in; each part can still be changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Preset {
    pub purpose: Purpose,
    pub about: String,
    pub permissions: Permissions,
    pub generate: bool,
    pub expires_in_days: Option<u32>,
}

impl Default for Purpose {
    fn default() -> Self {
        Self("Development".into())
    }
}

impl Purpose {
    /// The purpose that `text` means: one of the four in any case and with `-`, `_` or a space, or an own word.
    ///
    /// # Errors
    /// `Invalid` for an empty word, one over 40 characters or one with control characters.
    pub fn parse(text: &str) -> Result<Self> {
        let folded = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        Ok(Self(match folded.as_str() {
            "development" => "Development".into(),
            "production" => "Production".into(),
            "read_only" | "readonly" => "Read-only".into(),
            "admin" => "Admin".into(),
            _ => clean_word("purpose", text, 40)?,
        }))
    }

    /// A purpose as the store holds it.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What this purpose presets; none for the user's own word.
    #[must_use]
    pub fn preset(&self) -> Option<Preset> {
        Self::presets().into_iter().find(|preset| preset.purpose == *self)
    }

    /// The four named purposes, in the order in which they are offered.
    #[must_use]
    pub fn presets() -> Vec<Preset> {
        use Permission::{Admin, Read, Write};
        let preset = |name: &str, about: &str, words: &[Permission], generate, days| Preset {
            purpose: Self(name.into()),
            about: about.into(),
            permissions: Permissions::new(words.to_vec()),
            generate,
            expires_in_days: days,
        };
        vec![
            preset("Development", "For trying things on this computer.", &[Read, Write], true, Some(30)),
            preset("Production", "For a service that calls models.", &[Read], true, Some(90)),
            preset(
                "Read-only",
                "For monitoring: lists and reads, generates nothing.",
                &[Read],
                false,
                Some(90),
            ),
            preset(
                "Admin",
                "Manages keys with the key itself. Keep it rare and short-lived.",
                &[Read, Write, Admin],
                true,
                Some(30),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_are_known_in_every_spelling() {
        for text in ["read-only", "Read_Only", " READ ONLY ", "readonly"] {
            assert_eq!(Purpose::parse(text).map(|p| p.0).ok().as_deref(), Some("Read-only"));
        }
    }

    #[test]
    fn an_own_word_is_kept_and_presets_nothing() {
        let own = Purpose::parse("nightly agents").ok();
        assert_eq!(own.as_ref().map(Purpose::as_str), Some("nightly agents"));
        assert!(own.and_then(|p| p.preset()).is_none());
    }

    #[test]
    fn read_only_presets_no_generation() {
        let preset = Purpose::parse("Read-only").ok().and_then(|p| p.preset());
        assert_eq!(preset.map(|p| p.generate), Some(false));
    }
}
