//! Where an account is: the provider's addresses, and what the user put in their place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::catalogue::{ApiShape, Provider};
use crate::error::{Error, Result};
use crate::http::{BaseUrl, Confirmed, UrlError};

/// Which of an account's addresses is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AddressName {
    #[serde(rename = "openai")]
    OpenAi,
    Anthropic,
    Native,
    /// The key-management API.
    Management,
}

impl AddressName {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Native => "native",
            Self::Management => "management",
        }
    }
}

impl From<ApiShape> for AddressName {
    fn from(shape: ApiShape) -> Self {
        match shape {
            ApiShape::OpenAi => Self::OpenAi,
            ApiShape::Anthropic => Self::Anthropic,
            ApiShape::Native => Self::Native,
        }
    }
}

/// An account's addresses, checked.
pub(super) type Addresses = BTreeMap<AddressName, BaseUrl>;

/// The addresses of an account: the provider's, or what was given in their place. `confirmed` are the hosts that the user
/// has agreed to.
///
/// # Errors
/// `Invalid` for an address that cannot be used, or that is missing; `HostUnconfirmed` where the key would go to a host
/// that is neither the provider's nor agreed to.
pub(super) fn addresses(
    provider: &Provider,
    given: &BTreeMap<AddressName, String>,
    confirmed: &[String],
    own_gateway_port: u16,
) -> Result<Addresses> {
    let mut addresses = Addresses::new();
    let mut unconfirmed = Vec::new();
    for (name, usual) in usual(provider) {
        let given = given.get(&name).map(|text| text.trim()).filter(|text| !text.is_empty());
        let Some(text) = given.or(usual) else {
            if name == AddressName::Management {
                continue;
            }
            let reason = format!(
                "{} has no address of its own: give the account\u{2019}s, \u{201c}{}\u{201d}.",
                provider.name,
                name.as_str()
            );
            return Err(Error::invalid("base_urls", reason));
        };
        let address = match parse(text, confirmed, own_gateway_port) {
            Ok(address) => address,
            Err(UrlError::PlainUnconfirmed { host }) => {
                unconfirmed.push(host);
                continue;
            }
            Err(error) => return Err(Error::invalid("base_urls", error.to_string())),
        };
        // What the manifest says was confirmed by choosing the provider.
        let same_host = usual
            .and_then(|usual| BaseUrl::parse(usual, &Confirmed::default()).ok())
            .is_some_and(|usual| usual.host() == address.host());
        let host = address.host();
        if !same_host && !confirmed.contains(&host) {
            unconfirmed.push(host);
        }
        addresses.insert(name, address);
    }
    // The management API of a provider without an address for it is at the address for programs.
    if provider.management.is_some() && !addresses.contains_key(&AddressName::Management) {
        let other = addresses.values().next().cloned();
        addresses.extend(other.map(|address| (AddressName::Management, address)));
    }
    if unconfirmed.is_empty() {
        Ok(addresses)
    } else {
        unconfirmed.sort();
        unconfirmed.dedup();
        Err(Error::HostUnconfirmed { hosts: unconfirmed })
    }
}

/// Names and addresses as the manifest has them.
fn usual(provider: &Provider) -> impl Iterator<Item = (AddressName, Option<&str>)> {
    let programs = provider.api.base_urls.iter().map(|base| (base.shape.into(), base.url.as_deref()));
    let management = provider
        .management
        .as_ref()
        .map(|management| (AddressName::Management, management.base_url.as_deref()));
    programs.chain(management)
}

fn parse(text: &str, confirmed: &[String], own_gateway_port: u16) -> Result<BaseUrl, UrlError> {
    let plain =
        |host: Option<String>| Confirmed { plain_http_host: host, own_gateway_port: Some(own_gateway_port) };
    match BaseUrl::parse(text, &plain(None)) {
        Err(UrlError::PlainUnconfirmed { host }) if confirmed.contains(&host) => {
            BaseUrl::parse(text, &plain(Some(host)))
        }
        other => other,
    }
}
