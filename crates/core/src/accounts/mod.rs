//! The user's logins at providers. The first is Local: the gateway on this computer.

mod address;
mod connect;
mod connection;
mod draft;
mod merge;
mod models;
mod offer;
mod one_token;
mod probe;
mod refresh;
mod remove;
mod upstream;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::address::AddressName;
pub use self::connect::{AccountTest, add, change, test};
pub use self::connection::{Connection, find_named};
pub(crate) use self::connection::{credential, find};
pub use self::draft::AccountDraft;
pub(crate) use self::draft::check_key;
pub(crate) use self::merge::facts;
pub use self::models::models;
pub use self::offer::{KeyForm, key_form, set_upstream};
pub(crate) use self::one_token::is_known as knows_one_token;
pub(crate) use self::probe::probe;
pub use self::probe::{KeyTest, TestBy, test_key};
pub use self::refresh::{Refreshed, is_listed, refresh};
pub(crate) use self::refresh::{key_type, take_list};
pub use self::remove::{Removed, remove};
pub use self::upstream::{Upstream, UpstreamKey, note_refusal, upstream_credential, upstream_key, upstreams};
use crate::diagnosis::Diagnosis;
use crate::management::Balance;

/// The provider id of the gateway's own account.
pub const LOCAL_PROVIDER: &str = "local";

/// The name of that account, which it has from its first key on.
pub(crate) const LOCAL_NAME: &str = "Local";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Account {
    /// `acc_` and 12 letters or digits; part of the gateway's key management path.
    pub id: String,
    pub provider_id: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
    /// Keys that are not revoked.
    pub live_keys: i64,
    /// What the key API needs beside the credential, by the manifest's field ids.
    pub fields: BTreeMap<String, String>,
    /// Addresses in the place of the provider's.
    pub base_urls: BTreeMap<AddressName, String>,
    /// Hosts that the user has agreed to: other than the provider's, or without TLS.
    pub confirmed_hosts: Vec<String>,
    /// The vault has a management credential for it.
    pub credential_held: bool,
    /// The key that the gateway forwards with.
    pub upstream_key_id: Option<String>,
    pub plan: Option<String>,
    pub balance: Option<Balance>,
    /// When the keys were last read.
    pub refreshed_at: Option<DateTime<Utc>>,
    /// Why the last try to read them failed.
    pub trouble: Option<Trouble>,
}

/// What kept an account from being read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Trouble {
    pub at: DateTime<Utc>,
    pub diagnosis: Diagnosis,
}
