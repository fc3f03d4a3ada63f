//! An account as somebody enters it, and what it becomes once it is checked. Nothing is sent yet.

use std::collections::BTreeMap;

use super::LOCAL_PROVIDER;
use super::address::{AddressName, addresses};
use super::connection::{Connection, is_same_name};
use crate::Core;
use crate::catalogue::Provider;
use crate::error::{Error, Result};
use crate::keys::{clean_name, free_name, token};
use crate::management::Adapter;
use crate::recognise::in_place_of_a_key;
use crate::secret::Secret;
use crate::settings;

/// The longest credential, in bytes; what a vault entry can carry.
const CREDENTIAL_MAX: usize = 2048;

/// An account to add, unchecked.
#[derive(Debug, Default)]
pub struct AccountDraft {
    pub provider_id: String,
    /// The provider's name, numbered, where absent.
    pub name: Option<String>,
    pub fields: BTreeMap<String, String>,
    /// Addresses in the place of the provider's.
    pub base_urls: BTreeMap<AddressName, String>,
    /// Hosts that may get the key though they are not the provider's, or though the way there is not encrypted.
    pub confirmed_hosts: Vec<String>,
    /// Manages keys.
    pub credential: Option<Secret>,
    /// Calls models; stored as the account's first key.
    pub key: Option<Secret>,
}

/// A draft that can be carried out.
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) fields: BTreeMap<String, String>,
    pub(super) base_urls: BTreeMap<AddressName, String>,
    pub(super) confirmed_hosts: Vec<String>,
    pub(super) connection: Connection,
    pub(super) credential: Option<Secret>,
    pub(super) key: Option<Secret>,
}

impl AccountDraft {
    /// # Errors
    /// `Invalid` naming the first field that cannot be used, `NotFound` for an unknown provider, `HostUnconfirmed`.
    pub(super) async fn check(self, core: &Core) -> Result<Checked> {
        let catalogue = core.catalogue.now();
        let provider = catalogue
            .provider(&self.provider_id)
            .ok_or_else(|| Error::not_found("provider", &self.provider_id))?;
        if provider.id == LOCAL_PROVIDER {
            return Err(Error::invalid("provider_id", "The Local account is added with its first key."));
        }
        let name = match self.name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => clean_name(name)?,
            None => {
                let accounts = core.store.accounts().await?;
                free_name(&provider.name, |name| {
                    accounts.iter().any(|account| is_same_name(&account.name, name))
                })
            }
        };
        let credential = self.credential.and_then(trimmed);
        let key = self.key.and_then(trimmed);
        if let Some(credential) = &credential {
            check_credential(provider, credential)?;
        }
        if let Some(key) = &key {
            check_key(provider, key)?;
        }
        let mut fields: BTreeMap<String, String> = self
            .fields
            .into_iter()
            .map(|(id, value)| (id, value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let known = provider.management.iter().flat_map(|management| &management.fields);
        let known: Vec<&str> = known.map(|field| field.id.as_str()).collect();
        fields.retain(|id, _| known.contains(&id.as_str()));
        if credential.is_some()
            && let Some(adapter) = adapter(provider)
        {
            adapter.open(&fields).map_err(Error::from_management)?;
        }
        let mut confirmed_hosts = self.confirmed_hosts;
        confirmed_hosts.sort();
        confirmed_hosts.dedup();
        let settings = settings::load(&core.folders.settings_file()).settings;
        let addresses = addresses(provider, &self.base_urls, &confirmed_hosts, settings.gateway_port)?;
        let hosts: Vec<String> = addresses.values().map(|address| address.host()).collect();
        // Only what is needed is kept: an address that is changed later is asked about anew.
        confirmed_hosts.retain(|host| hosts.iter().any(|known| known == host || without_port(known) == host));
        let base_urls = self
            .base_urls
            .into_iter()
            .map(|(name, url)| (name, url.trim().to_owned()))
            .filter(|(name, url)| !url.is_empty() && addresses.contains_key(name))
            .collect();
        let connection = Connection::new(
            provider.clone(),
            fields.clone(),
            addresses,
            settings.proxy()?,
            core.clock.clone(),
        );
        Ok(Checked { name, fields, base_urls, confirmed_hosts, connection, credential, key })
    }
}

/// The adapter of a provider that manages keys over a network.
pub(super) fn adapter(provider: &Provider) -> Option<Adapter> {
    provider.management.as_ref().and_then(|management| management.adapter.remote())
}

/// A key that programs use, before it is stored as one of this provider.
///
/// # Errors
/// `Invalid` for what no request can carry, for one of our own, and for one that manages keys.
pub(crate) fn check_key(provider: &Provider, key: &Secret) -> Result<()> {
    check_meant(provider, "key", key)?;
    check_text("key", key)?;
    let text = key.expose();
    if token::parse(text).is_some() || text.starts_with(token::SESSION_PREFIX) {
        return Err(Error::invalid(
            "key",
            "This is a virtual key of Keyhinge itself. Give the key that the provider issued.",
        ));
    }
    match provider.key_type_of(text) {
        Some(found) if found.management => Err(Error::invalid(
            "key",
            format!("This looks like {}, which manages keys and cannot call models.", a(&found.name)),
        )),
        _ => Ok(()),
    }
}

fn check_credential(provider: &Provider, credential: &Secret) -> Result<()> {
    check_meant(provider, "credential", credential)?;
    check_text("credential", credential)?;
    let Some(management) = &provider.management else {
        return Err(Error::invalid("credential", "This provider has no API for keys; leave it empty."));
    };
    // What an ordinary key may do is not told by its beginning.
    let told_apart = provider.key_types.iter().any(|kind| kind.management && !kind.prefixes.is_empty());
    let wanted = management.credential.as_ref().map_or("credential", |wanted| wanted.name.as_str());
    match provider.key_type_of(credential.expose()) {
        Some(found) if told_apart && !found.management && !found.hint && !shares_prefix(provider, found) => {
            Err(Error::invalid(
                "credential",
                format!("This looks like {}. Key management needs {}.", a(&found.name), a(wanted)),
            ))
        }
        _ => Ok(()),
    }
}

/// Whether a key that manages may begin as this one does.
fn shares_prefix(provider: &Provider, kind: &crate::catalogue::KeyType) -> bool {
    provider
        .key_types
        .iter()
        .any(|other| other.management && other.prefixes.iter().any(|prefix| kind.prefixes.contains(prefix)))
}

fn check_text(field: &'static str, secret: &Secret) -> Result<()> {
    let text = secret.expose();
    if text.is_empty() {
        return Err(Error::invalid(field, "It is empty."));
    }
    if text.len() > CREDENTIAL_MAX {
        return Err(Error::invalid(field, "It is longer than any key: at most 2,048 characters."));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::invalid(
            field,
            "It holds a blank, a line break or a letter that no request can carry. Paste the key alone.",
        ));
    }
    Ok(())
}

/// What an example, a program or a mask has in the place of a secret is none.
fn check_meant(provider: &Provider, field: &'static str, secret: &Secret) -> Result<()> {
    let text = secret.expose();
    let prefixes = provider.key_types.iter().flat_map(|kind| &kind.prefixes);
    let known = prefixes.filter(|prefix| text.starts_with(prefix.as_str())).map(String::len).max();
    // A server of one's own takes what it was told to take: "none" or "ollama" is a key there.
    let own_server = provider.api.base_urls.iter().all(|base| base.url.is_none() && base.editable);
    let word = own_server
        && text.bytes().all(|byte| byte.is_ascii_lowercase())
        && !matches!(text, "null" | "undefined");
    match in_place_of_a_key(text, known.unwrap_or(0)).filter(|_| !word) {
        Some(problem) => Err(Error::invalid(field, format!("{} {}", problem.message(), problem.next_step()))),
        None => Ok(()),
    }
}

fn trimmed(secret: Secret) -> Option<Secret> {
    let text = secret.expose().trim();
    if text.is_empty() {
        None
    } else if text.len() == secret.expose().len() {
        Some(secret)
    } else {
        Some(Secret::new(text.to_owned()))
    }
}

fn without_port(host: &str) -> &str {
    host.rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|c| c.is_ascii_digit()))
        .map_or(host, |(name, _)| name)
}

/// With its article, in lower case but for names that are capitals.
fn a(name: &str) -> String {
    let article = if name.starts_with(['A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} \u{201c}{name}\u{201d}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn a_word_is_a_key_only_for_a_server_of_ones_own() {
        let catalogue = Catalogue::embedded().unwrap();
        let taken = |provider: &str, key: &str| {
            check_key(catalogue.provider(provider).unwrap(), &Secret::new(key.into())).is_ok()
        };
        for word in ["none", "dummy", "ollama", "changeme"] {
            assert!(taken("openai-compatible", word) && taken("anthropic-compatible", word), "{word}");
        }
        assert!(!taken("openai", "dummy") && !taken("litellm", "none"));
        for broken in ["null", "undefined", "<YOUR_KEY>", "${KEY}", "sk-\u{2026}1234", "your-api-key"] {
            assert!(!taken("openai-compatible", broken), "{broken}");
        }
    }
}
