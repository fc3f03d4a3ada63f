//! A key as everything but its secret: what the list shows, the CLI prints and the gateway checks.

mod name;
mod permissions;
mod purpose;
mod status;
pub mod token;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::name::clean_name;
pub use self::permissions::{Permission, Permissions};
pub use self::purpose::{Preset, Purpose};
pub use self::status::{Status, StatusInput};

use crate::limits::{Limit, Meter};

/// What the store says about a key; [`Status`] is derived from it and from the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// The operation that makes it has not finished.
    Pending,
    Active,
    /// Refused by the gateway, not yet proved revoked.
    Revoking,
    Revoked,
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
    /// The meter that is nearest to its limit; none where nothing was used in the last minute.
    pub tightest: Option<Meter>,
}
