//! Accounts at providers.

use std::collections::BTreeMap;

use keyhinge_core::accounts::{AddressName, Refreshed};
use keyhinge_core::lifecycle::ProviderKeyOptions;
use keyhinge_core::management::{Consequence, NewKeyOption};
use keyhinge_core::secret::Secret;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Expiry;
use crate::error::CommandError;

/// An account as it is entered. What is absent or empty is the provider's default.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AccountInput {
    pub provider_id: String,
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// By the manifest's field ids.
    #[serde(default)]
    #[ts(optional, as = "Option<BTreeMap<String, String>>")]
    pub fields: BTreeMap<String, String>,
    /// Addresses in the place of the provider's.
    #[serde(default)]
    #[ts(optional, as = "Option<BTreeMap<AddressName, String>>")]
    pub base_urls: BTreeMap<AddressName, String>,
    /// Hosts that the user has agreed to; those that an error `host_unconfirmed` names.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub confirmed_hosts: Vec<String>,
    /// Manages keys. Of an account that is changed, the present one where absent.
    #[serde(default)]
    #[ts(optional, type = "string")]
    pub credential: Option<Secret>,
    /// Calls models; the account's first key.
    #[serde(default)]
    #[ts(optional, type = "string")]
    pub key: Option<Secret>,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AccountAdd {
    pub account: AccountInput,
    /// Keep it though it could not be tested.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub untested: bool,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    pub account_id: String,
    /// Its `provider_id` and `key` are not used.
    pub account: AccountInput,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub untested: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AccountRef {
    pub account_id: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AccountRemove {
    pub account_id: String,
    /// The account's name as the user typed it, to confirm.
    pub typed_name: String,
}

/// Which key the gateway forwards with; none to forward no more.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AccountSetUpstream {
    pub account_id: String,
    pub key_id: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AccountsRefresh {
    /// All that can be read, where absent.
    #[serde(default)]
    #[ts(optional)]
    pub account_id: Option<String>,
}

/// What reading one account brought.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AccountRefreshed {
    pub account_id: String,
    pub account_name: String,
    pub refreshed: Option<Refreshed>,
    /// Why it could not be read.
    pub error: Option<CommandError>,
    /// It was cancelled.
    pub cancelled: bool,
}

/// How far a refresh has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefreshStatus {
    /// The accounts that are being read now.
    pub running: Vec<String>,
    pub done: u32,
    pub total: u32,
}

/// What the form for a new key at an account may offer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct KeyFormOffer {
    /// Keys can be made from here. Else they are made on the provider's page and imported.
    pub can_create: bool,
    pub options: Vec<NewKeyOption>,
    /// What making one does beyond its name.
    pub consequence: Option<Consequence>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyCreateAtProvider {
    pub account_id: String,
    pub name: String,
    #[serde(default)]
    #[ts(optional)]
    pub purpose: Option<String>,
    pub expiry: Expiry,
    #[serde(default)]
    #[ts(optional, as = "Option<ProviderKeyOptions>")]
    pub options: ProviderKeyOptions,
}

/// Which of a provider's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProviderPage {
    SignUp,
    KeysPage,
    Docs,
    Support,
    Status,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ProviderPageOpen {
    pub provider_id: String,
    pub page: ProviderPage,
}
