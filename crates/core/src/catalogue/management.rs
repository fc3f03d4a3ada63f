//! What a manifest says about managing keys from here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What can be done with keys at this provider, and by which adapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Management {
    pub adapter: Adapter,
    /// None where it goes by the account's own address.
    #[serde(default)]
    pub base_url: Option<String>,
    #[serde(default)]
    pub credential: Option<ManagementCredential>,
    /// What an account needs beside the credential.
    #[serde(default)]
    pub fields: Vec<AccountField>,
    pub can: Vec<Ability>,
    /// What else an action does.
    #[serde(default)]
    pub consequences: Vec<AbilityConsequence>,
}

/// The code that speaks to a management API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Adapter {
    /// The gateway on this computer; no other provider has it.
    Local,
    AccountApiKeys,
    #[serde(rename = "openrouter")]
    OpenRouter,
    #[serde(rename = "openai_admin")]
    OpenAiAdmin,
    AnthropicAdmin,
    Xai,
    Fireworks,
    #[serde(rename = "litellm")]
    LiteLlm,
}

/// What the management API asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ManagementCredential {
    pub kind: CredentialKind,
    /// What the provider calls it.
    pub name: String,
    /// Where it comes from, and what is known about it.
    #[serde(default)]
    pub about: String,
    #[serde(default)]
    pub env_var: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    SessionToken,
    AdminKey,
    ManagementKey,
    MasterKey,
    /// A key that programs use too.
    OrdinaryKey,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AccountField {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub about: String,
}

/// Something that can be done with keys, or asked about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    Create,
    List,
    Revoke,
    Disable,
    Enable,
    Rename,
    Rotate,
    Usage,
    Balance,
    Permissions,
    Expiry,
    Limits,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AbilityConsequence {
    pub ability: Ability,
    pub text: String,
}

impl Adapter {
    /// The code that speaks to it over a network; none for the gateway on this computer.
    #[must_use]
    pub fn remote(self) -> Option<crate::management::Adapter> {
        use crate::management::Adapter as Remote;
        match self {
            Self::Local => None,
            Self::AccountApiKeys => Some(Remote::AccountApiKeys),
            Self::OpenRouter => Some(Remote::OpenRouter),
            Self::OpenAiAdmin => Some(Remote::OpenAiAdmin),
            Self::AnthropicAdmin => Some(Remote::AnthropicAdmin),
            Self::Xai => Some(Remote::Xai),
            Self::Fireworks => Some(Remote::Fireworks),
            Self::LiteLlm => Some(Remote::LiteLlm),
        }
    }
}
