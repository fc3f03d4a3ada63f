//! What a manifest says about a provider: the shape of `<id>.toml`. [`super::check`] has the rules that types cannot say.
//!
//! A fact that no document of the provider's states is marked `hint`: it helps to recognise and to explain, and nothing
//! is refused because of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Ability, DiagnosisRow, Management, Plan};

/// A provider's manifest. Actions that are not in `management.can` are not offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Small letters, digits, `-` and `_`; what accounts and `khg` name the provider by.
    pub id: String,
    pub name: String,
    /// A sentence or two.
    #[serde(default)]
    pub about: String,
    /// The variable that programs read the key from.
    pub env_var: String,
    /// Others that some programs read the key from.
    #[serde(default)]
    pub other_env_vars: Vec<String>,
    /// The variable that programs read the base URL from.
    #[serde(default)]
    pub base_url_var: Option<String>,
    /// Others that some programs read a base URL from.
    #[serde(default)]
    pub other_base_url_vars: Vec<String>,
    #[serde(default)]
    pub links: ProviderLinks,
    /// How to get a key, one plain sentence each.
    #[serde(default)]
    pub steps: Vec<String>,
    pub api: Api,
    pub key_types: Vec<KeyType>,
    #[serde(default)]
    pub management: Option<Management>,
    /// What cannot be done from here, and why.
    #[serde(default)]
    pub cannot: Vec<Cannot>,
    #[serde(default)]
    pub plans: Vec<Plan>,
    /// What answers say about limits.
    #[serde(default)]
    pub limit_headers: Vec<LimitHeader>,
    /// What failures mean here; see [`Provider::explain`].
    #[serde(default)]
    pub diagnosis: Vec<DiagnosisRow>,
    #[serde(default)]
    pub notes: Vec<ProviderNote>,
}

/// Pages for people. Each is `https`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ProviderLinks {
    pub sign_up: Option<String>,
    /// Where keys are made and revoked, and where to go when an action has no API.
    pub keys_page: Option<String>,
    pub docs: Option<String>,
    pub support: Option<String>,
    pub status: Option<String>,
}

/// How programs reach the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Api {
    pub base_urls: Vec<BaseUrl>,
    /// How a key may be sent, the usual way first. There is no way in the address.
    pub auth: Vec<KeyAuth>,
    /// Headers that a request needs or may have beside the key.
    #[serde(default)]
    pub request_headers: Vec<RequestHeader>,
    /// The request that tells whether a key works.
    #[serde(default)]
    pub probe: Option<Probe>,
    /// Why there is no probe.
    #[serde(default)]
    pub no_probe: Option<String>,
    #[serde(default)]
    pub example: Option<ExampleRequest>,
    /// What an ordinary key may ask about itself.
    #[serde(default)]
    pub key_can: Vec<Ability>,
    /// Sent as `true`, it has the provider explain how it read the key.
    #[serde(default)]
    pub debug_auth_header: Option<String>,
}

/// The address for programs of one shape. The `openai` one ends as OpenAI's libraries expect it, with the version; the
/// `anthropic` one as Anthropic's do, without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BaseUrl {
    pub shape: ApiShape,
    /// Without a slash at its end. None where every account has its own.
    #[serde(default)]
    pub url: Option<String>,
    /// An account may have another.
    #[serde(default)]
    pub editable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ApiShape {
    #[serde(rename = "openai")]
    OpenAi,
    Anthropic,
    /// The provider's own.
    Native,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum KeyAuth {
    /// `Authorization: Bearer <key>`.
    Bearer,
    XApiKey,
    XGoogApiKey,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RequestHeader {
    pub name: String,
    #[serde(default)]
    pub value: Option<String>,
    #[serde(default)]
    pub required: bool,
    pub about: String,
}

/// A request that costs nothing and needs the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    pub method: HttpMethod,
    /// The base URL that the path goes after.
    pub shape: ApiShape,
    pub path: String,
    pub proves: Vec<Proof>,
    /// Whether it answers without a key too, so that an answer proves nothing; none where that is not known and has to
    /// be tried.
    #[serde(default)]
    pub answers_anyone: Option<bool>,
    #[serde(default)]
    pub hint: bool,
}

/// What a status of the probe's answer proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub status: u16,
    pub means: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    Get,
    Post,
}

/// A request as a program would send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExampleRequest {
    pub method: HttpMethod,
    pub shape: ApiShape,
    pub path: String,
    /// JSON.
    #[serde(default)]
    pub body: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyType {
    pub id: String,
    pub name: String,
    /// How keys of this type begin; none where that is not known.
    #[serde(default)]
    pub prefixes: Vec<String>,
    pub scope: String,
    /// When to use it.
    #[serde(default)]
    pub use_for: String,
    /// It manages keys; programs cannot use it.
    #[serde(default)]
    pub management: bool,
    /// Characters after the prefix, where that is known. Never a reason to refuse a key.
    #[serde(default)]
    pub length: Option<u16>,
    /// What those characters are, in words. Never a reason to refuse a key.
    #[serde(default)]
    pub charset: Option<String>,
    /// How the provider writes a key that it no longer shows, as an example.
    #[serde(default)]
    pub masked_example: Option<String>,
    /// The provider shows it only when it is made; none where that is not known.
    #[serde(default)]
    pub shown_once: Option<bool>,
    /// The prefixes are what is usual, not what is promised.
    #[serde(default)]
    pub hint: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Cannot {
    pub ability: Ability,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LimitHeader {
    pub name: String,
    pub about: String,
    /// How long its window is, in seconds, where that is fixed and the name does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub window_seconds: Option<u32>,
    #[serde(default)]
    pub hint: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ProviderNote {
    pub text: String,
    #[serde(default)]
    pub hint: bool,
}
