//! A key as everything but its secret: what the list shows, the CLI prints and the gateway checks.

mod actions;
mod fingerprint;
mod mask;
mod name;
mod permissions;
mod purpose;
mod status;
pub mod token;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::actions::KeyAction;
pub(crate) use self::actions::actions;
pub(crate) use self::fingerprint::Fingerprints;
pub use self::mask::{mask, may_be_one};
pub use self::name::clean_name;
pub(crate) use self::name::{NAME_MAX, free_name};
pub use self::permissions::{Permission, Permissions};
pub use self::purpose::{Preset, Purpose};
pub use self::status::{Status, StatusInput};

use crate::accounts::KeyTest;
use crate::limits::{Limit, Meter};
use crate::rotation::KeyRotation;

/// What the store says about a key; [`Status`] is derived from it and from the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// The operation that makes it has not finished.
    Pending,
    Active,
    /// The provider refuses it until it is enabled again.
    Disabled,
    /// The provider's list, read whole, no longer has it.
    Gone,
    /// Refused by the gateway, not yet proved revoked.
    Revoking,
    Revoked,
}

/// Where a key comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyOrigin {
    /// A virtual key: our own gateway issued it.
    Issued,
    /// Made at its provider, from here.
    Created,
    /// Its secret was given to us.
    Imported,
    /// Seen in the provider's list; whoever made it has the secret.
    Elsewhere,
}

/// What else the provider says of a key, in its own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RemoteFacts {
    pub permissions: Vec<String>,
    /// With its currency, as `1.23 USD`.
    pub spent: Option<String>,
    /// By the provider's names.
    pub extra: BTreeMap<String, String>,
}

/// Who did something: the window, the command line, the gateway's own API, or the gateway's traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    App,
    Cli,
    Http,
    Gateway,
}

/// Whether the secret can still be shown in full, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reveal {
    /// Not shown yet: a ticket can be had.
    Available,
    /// Shown already; it can only be copied.
    Used,
    /// The secret is not held on this computer, or no longer.
    NotHeld,
}

/// One key, without its secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct KeySummary {
    /// `key_` and 12 letters or digits.
    pub id: String,
    pub account_id: String,
    pub account_name: String,
    pub provider_id: String,
    pub name: String,
    /// The manifest's key type, as `virtual`.
    pub key_type: String,
    /// As `kh_4tQ9…9f2c`: enough to recognise the key, never enough to use it.
    pub masked: String,
    pub purpose: Purpose,
    pub permissions: Permissions,
    /// May generate content (call models), beside reading.
    pub generate: bool,
    pub plan: String,
    pub limits: Vec<Limit>,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    pub created_by: Actor,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub reveal: Reveal,
    /// The secret is in the keychain of this computer.
    pub secret_held: bool,
    pub origin: KeyOrigin,
    /// What the provider calls it; none where only its secret is known, and for virtual keys.
    pub remote_id: Option<String>,
    pub remote_facts: RemoteFacts,
    /// When the provider's list last had it; none where no list is read.
    pub as_of: Option<DateTime<Utc>>,
    /// What its last test told.
    pub last_test: Option<KeyTest>,
    /// The key that takes its place, or whose place it takes.
    pub rotation: Option<KeyRotation>,
    /// What can be done with it now.
    pub actions: Vec<KeyAction>,
    /// The meter that is nearest to its limit; none where nothing was used in the last minute.
    pub tightest: Option<Meter>,
}
