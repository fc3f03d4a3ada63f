//! The life of a key, as the window and `khg call` ask for it.

use chrono::{DateTime, Utc};
use keyhinge_core::accounts::{KeyTest, TestBy};
use keyhinge_core::catalogue::ApiShape;
use keyhinge_core::keys::{KeySummary, Permissions};
use keyhinge_core::limits::MinuteLimits;
use keyhinge_core::management::Consequence;
use keyhinge_core::rotation::Place;
use keyhinge_core::snippets::Form;
use keyhinge_core::vault::VaultKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyRef {
    pub key_id: String,
}

/// A key, and how it is tested.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyTestBy {
    pub key_id: String,
    /// By a call that costs about one token, rather than by the probe, which costs nothing.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub one_token: bool,
    /// The model to call; one that the provider lists where absent.
    #[serde(default)]
    #[ts(optional)]
    pub model: Option<String>,
}

impl KeyTestBy {
    /// By the probe.
    #[must_use]
    pub fn probe(key_id: String) -> Self {
        Self { key_id, one_token: false, model: None }
    }

    /// How, in the domain's terms.
    #[must_use]
    pub fn by(&self) -> TestBy {
        if self.one_token { TestBy::OneToken { model: self.model.clone() } } else { TestBy::Probe }
    }
}

/// When a new key stops working.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Expiry {
    Never,
    InDays { days: u32 },
    At { at: DateTime<Utc> },
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyCreate {
    pub account_id: String,
    pub name: String,
    pub purpose: String,
    pub permissions: Permissions,
    pub generate: bool,
    pub expiry: Expiry,
    /// One of the manifest's plans.
    pub plan: String,
    /// The plan's numbers where absent; Enterprise has only these.
    #[serde(default)]
    #[ts(optional)]
    pub limits: Option<MinuteLimits>,
}

/// A key and the ticket that shows it once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KeyCreated {
    pub key: KeySummary,
    /// 128 bits in hex; good for one [`keys_reveal`](crate::commands::keys::keys_reveal).
    pub ticket: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyReveal {
    pub ticket: String,
}

/// The only response that carries a secret.
#[derive(Serialize, TS)]
pub struct Revealed {
    pub secret: String,
    /// The UI drops the secret after this many seconds.
    pub hide_after_seconds: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyCopy {
    pub key_id: String,
    /// A snippet target's id; the bare key where absent.
    #[serde(default)]
    #[ts(optional)]
    pub target: Option<String>,
    /// The safest where absent.
    #[serde(default)]
    #[ts(optional)]
    pub form: Option<Form>,
    /// The provider's where absent.
    #[serde(default)]
    #[ts(optional)]
    pub variable: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub shape: Option<ApiShape>,
    #[serde(default)]
    #[ts(optional)]
    pub model: Option<String>,
    /// Yes to the snippet's `question`.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub confirmed: bool,
}

/// What revoking breaks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RevokeConsequences {
    pub key: KeySummary,
    pub last_used_at: Option<DateTime<Utc>>,
    pub requests_last_24_hours: i64,
    /// Where the key is, as far as is known: copied, written, shown.
    pub holds: Vec<Place>,
    /// What asks for it each time, and is not given another.
    pub asks: Vec<Place>,
    /// The name of the key whose place it has.
    pub stands_in_for: Option<String>,
    /// The name of the key that is to take its place, where nothing was moved over to it yet.
    pub waiting_successor: Option<String>,
    /// The name of the key that has its place, and does not work.
    pub ended_successor: Option<String>,
    /// Where its secret is.
    pub vault: VaultKind,
    /// In the order to show them.
    pub sentences: Vec<RevokeSentence>,
}

/// One thing that revoking does: `text` in English, and what it is about for other languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RevokeSentence {
    pub about: RevokeEffect,
    /// Where it is about the very key.
    pub consequence: Option<Consequence>,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RevokeEffect {
    /// It cannot be undone.
    Final,
    /// What called the gateway with this virtual key in the last 24 hours.
    Callers,
    StreamsEnd,
    /// The user revokes it on the provider's page.
    Guided,
    /// What the provider's manifest says.
    Manifest,
    /// What only this key has; `consequence` says what.
    OfKey,
    /// What the gateway passed on with it in the last 24 hours.
    PassedOn,
    Production,
    /// It took the place of another key: who asks for that one is given it.
    StandsIn,
    /// The key that is to take its place does not have it yet.
    SuccessorWaits,
    /// The key that took its place does not work.
    SuccessorEnded,
    /// The gateway forwards to the account with it.
    Forwards,
    Holds,
    Asks,
    SecretDeleted,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyRevoke {
    pub key_id: String,
    /// The key's name as the user typed it, to confirm.
    pub typed_name: String,
}

/// A key that was made at a provider, and the ticket that shows it once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KeyMade {
    pub key: KeySummary,
    pub ticket: String,
    /// Its secret is in the vault. Else only this process has it, until it ends: show it, try again with `keys_keep`, or revoke
    /// the key.
    pub kept: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyRename {
    pub key_id: String,
    pub name: String,
}

/// What a look at the provider told about a revocation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RevokeConfirmed {
    pub key: KeySummary,
    /// What the probe with the key told; none where the provider's list was read.
    pub test: Option<KeyTest>,
}
