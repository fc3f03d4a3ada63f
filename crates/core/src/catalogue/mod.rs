//! Providers as data: the manifests that are embedded and the user's own, and the presets that go with them.

mod check;
mod explain;
mod folder;
#[cfg(test)]
mod folder_tests;
mod live;
mod management;
mod manifest;
mod plan;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::check::Fault;
pub use self::explain::{DiagnosisRow, Explanation};
pub use self::live::LiveCatalogue;
pub use self::management::*;
pub use self::manifest::*;
pub use self::plan::Plan;
use crate::error::{Error, Result};
use crate::keys::{Preset, Purpose};

/// Everything the UI needs to offer what each provider can do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Catalogue {
    pub providers: Vec<Provider>,
    pub presets: Vec<Preset>,
    /// The folder that the user's own manifests are read from; it need not exist.
    pub providers_folder: String,
    /// The user's manifests that are in use.
    pub user_manifests: Vec<UserManifest>,
    /// What is wrong with the others.
    pub providers_problems: Vec<ManifestProblem>,
}

/// A manifest of the user's that is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UserManifest {
    pub provider_id: String,
    pub file: String,
    /// It stands in the place of an embedded one.
    pub replaces: bool,
}

/// Why a manifest is not used. The rest of the catalogue is not touched by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManifestProblem {
    pub file: String,
    /// From 1; none where the whole file is meant.
    pub line: Option<u32>,
    /// A plain sentence.
    pub reason: String,
}

macro_rules! embedded {
    ($($id:literal)*) => {
        /// Ids and manifests, in the order in which they are shown.
        const EMBEDDED: &[(&str, &str)] =
            &[$(($id, include_str!(concat!("../../providers/", $id, ".toml")))),*];
    };
}

embedded![
    "local"
    "fortytwo"
    "forii"
    "megallm"
    "generic"
    "openai"
    "anthropic"
    "openrouter"
    "gemini"
    "xai"
    "fireworks"
    "litellm"
    "groq"
    "mistral"
    "together"
    "deepseek"
    "cerebras"
    "perplexity"
    "cohere"
    "huggingface"
    "openai-compatible"
    "anthropic-compatible"
];

impl Provider {
    /// The type of a key by the longest prefix that it begins with.
    #[must_use]
    pub fn key_type_of(&self, text: &str) -> Option<&KeyType> {
        let prefixes =
            self.key_types.iter().flat_map(|kind| kind.prefixes.iter().map(move |prefix| (prefix, kind)));
        prefixes
            .filter(|(prefix, _)| text.starts_with(prefix.as_str()))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, kind)| kind)
    }
}

/// So long a prefix tells a provider's keys from everybody else's.
const TELLING_PREFIX: usize = 5;

impl Catalogue {
    /// The provider that a key is of by its beginning, where that is clearly another than `provider`.
    #[must_use]
    pub fn another_of(&self, provider: &Provider, key: &str) -> Option<&Provider> {
        let known = |provider: &Provider| {
            let prefixes = provider.key_types.iter().flat_map(|kind| &kind.prefixes);
            prefixes.filter(|prefix| key.starts_with(prefix.as_str())).map(String::len).max().unwrap_or(0)
        };
        // One that forwards to others may be given their keys.
        let own_server =
            |base: &BaseUrl| base.url.as_ref().is_none_or(|url| url.starts_with("http://localhost"));
        if provider.api.base_urls.iter().all(own_server) {
            return None;
        }
        let own = known(provider);
        let other = self.providers.iter().max_by_key(|other| known(other))?;
        (known(other) >= TELLING_PREFIX && known(other) > own).then_some(other)
    }

    /// The embedded manifests alone.
    ///
    /// # Errors
    /// `Internal` where an embedded manifest is broken, which a test rules out.
    pub fn embedded() -> Result<Self> {
        let providers = EMBEDDED
            .iter()
            .map(|(id, text)| {
                Provider::parse(text).map_err(|fault| Error::Internal(format!("{id}.toml: {}", fault.reason)))
            })
            .collect::<Result<_>>()?;
        Ok(Self { providers, presets: Purpose::presets(), ..Self::default() })
    }

    #[must_use]
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }
}
