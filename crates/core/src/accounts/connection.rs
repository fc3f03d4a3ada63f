//! How an account is reached: its provider, its checked addresses, and the proxy.

use std::collections::BTreeMap;

use reqwest::Method;

use super::address::{AddressName, Addresses, addresses};
use super::draft::adapter;
use super::{Account, LOCAL_NAME, Trouble};
use crate::Core;
use crate::catalogue::{ApiShape, HttpMethod, KeyAuth, Provider};
use crate::clock::Clock;
use crate::diagnosis::Call;
use crate::error::{Error, Result};
use crate::http::{Ask, BaseUrl, Bounds, Client, Credential, Scheme};
use crate::management::{ManagementError, Manager};
use crate::secret::Secret;
use crate::settings::{self, ProxyChoice};
use crate::vault::VaultEntry;

/// Everything but the secrets.
#[derive(Clone)]
pub struct Connection {
    pub provider: Provider,
    fields: BTreeMap<String, String>,
    addresses: Addresses,
    proxy: ProxyChoice,
    clock: Clock,
}

impl Connection {
    pub(super) fn new(
        provider: Provider,
        fields: BTreeMap<String, String>,
        addresses: Addresses,
        proxy: ProxyChoice,
        clock: Clock,
    ) -> Self {
        Self { provider, fields, addresses, proxy, clock }
    }

    /// How a stored account is reached now. Its addresses are judged again: the settings, a manifest or the gateway's port
    /// may have changed.
    ///
    /// # Errors
    /// `NotFound` where the manifest is gone; `Invalid` or `HostUnconfirmed` where an address can no longer be used.
    pub fn of(core: &Core, account: &Account) -> Result<Self> {
        let catalogue = core.catalogue.now();
        let provider = catalogue
            .provider(&account.provider_id)
            .ok_or_else(|| Error::NotFound { what: "provider", id: account.provider_id.clone() })?;
        let settings = settings::load(&core.folders.settings_file()).settings;
        let addresses =
            addresses(provider, &account.base_urls, &account.confirmed_hosts, settings.gateway_port)?;
        Ok(Self::new(
            provider.clone(),
            account.fields.clone(),
            addresses,
            settings.proxy()?,
            core.clock.clone(),
        ))
    }

    /// The address for programs of one shape; none where the provider has no such API.
    #[must_use]
    pub fn address(&self, shape: ApiShape) -> Option<&BaseUrl> {
        self.addresses.get(&shape.into())
    }

    pub(super) fn proxy(&self) -> &ProxyChoice {
        &self.proxy
    }

    /// Whether the other leads to the same addresses, in the same way, with keys presented alike.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.provider == other.provider && self.addresses == other.addresses && self.proxy == other.proxy
    }

    /// The hosts that get a key, each once.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        let mut hosts: Vec<String> = self.addresses.values().map(BaseUrl::host).collect();
        hosts.sort();
        hosts.dedup();
        hosts
    }

    /// A client for one of the addresses.
    ///
    /// # Errors
    /// `Invalid` where there is no such address, `Provider` where no client can be made.
    pub(crate) fn client(&self, name: AddressName, bounds: Bounds) -> Result<Client> {
        let base = self.addresses.get(&name).cloned().ok_or_else(|| {
            Error::invalid(
                "base_urls",
                format!("This provider has no address for \u{201c}{}\u{201d}.", name.as_str()),
            )
        })?;
        Client::new(base, &self.proxy, bounds)
            .map_err(|refusal| self.failed(&ManagementError::NotSent(refusal)))
    }

    /// A request of a program's, with the headers that the provider wants beside the key. `path` is what follows the address.
    pub(super) fn ask(&self, method: HttpMethod, path: &str) -> Ask {
        let method = match method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
        };
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let headers = self.provider.api.request_headers.iter().filter(|header| header.required);
        headers.fold(Ask::new(method, &parts), |ask, header| match &header.value {
            Some(value) => ask.header(header.name.clone(), value.clone()),
            None => ask,
        })
    }

    /// Speaks to the key-management API with a credential.
    ///
    /// # Errors
    /// `Invalid` where the provider has none, or a field is missing.
    pub(crate) fn manager(&self, credential: Secret) -> Result<Manager> {
        let adapter = adapter(&self.provider)
            .ok_or_else(|| Error::invalid("account_id", "This provider has no API for keys."))?;
        let management = adapter.open(&self.fields).map_err(Error::from_management)?;
        let client = self.client(AddressName::Management, Bounds::default())?;
        Ok(Manager::new(client, credential, management))
    }

    /// A key as this provider takes it, the usual way.
    #[must_use]
    pub fn present(&self, key: Secret) -> Credential {
        let scheme = match self.provider.api.auth.first() {
            Some(KeyAuth::XApiKey) => Scheme::XApiKey,
            Some(KeyAuth::XGoogApiKey) => Scheme::XGoogApiKey,
            Some(KeyAuth::Bearer) | None => Scheme::Bearer,
        };
        Credential::new(scheme, key)
    }

    /// What a call's outcome is judged by here.
    pub(crate) fn call<'a>(&'a self, credential: Option<&'a Credential>) -> Call<'a> {
        Call { provider: Some(&self.provider), credential, now: self.clock.now() }
    }

    /// What went wrong with an operation, explained for this provider.
    #[must_use]
    pub(crate) fn failed(&self, error: &ManagementError) -> Error {
        if let Some(diagnosis) = self.call(None).management(error) {
            return Error::Provider(Box::new(diagnosis));
        }
        match error {
            ManagementError::Invalid { field, reason } => Error::invalid(field, reason.clone()),
            ManagementError::NotOffered(operation) => {
                Error::NotOffered { provider: self.provider.name.clone(), what: operation.to_string() }
            }
            other => Error::Internal(other.to_string()),
        }
    }
}

/// The management credential of an account, from the vault.
///
/// # Errors
/// `NoCredential` where none is held, or `Vault`.
pub(crate) async fn credential(core: &Core, account: &Account) -> Result<Secret> {
    let entry = core.store.credential_entry(&account.id).await?;
    let entry = entry.ok_or_else(|| Error::NoCredential { account: account.name.clone() })?;
    let envelope = core.vault.get(&VaultEntry::of(core.store.id(), &entry)).await?;
    if envelope.key_id != account.id {
        return Err(crate::vault::VaultError::BadValue.into());
    }
    Ok(envelope.secret)
}

/// One account.
///
/// # Errors
/// `NotFound`, or `Store`.
pub(crate) async fn find(core: &Core, account_id: &str) -> Result<Account> {
    let accounts = core.store.accounts().await?;
    accounts
        .into_iter()
        .find(|account| account.id == account_id)
        .ok_or_else(|| Error::not_found("account", account_id))
}

/// The account with that id, or the one with that name in capitals or small letters.
///
/// # Errors
/// `NotFound`; `Ambiguous` with the ids where several have the name; `Store`.
pub async fn find_named(core: &Core, id_or_name: &str) -> Result<Account> {
    let id_or_name = id_or_name.trim();
    let (by_id, rest): (Vec<_>, Vec<_>) =
        core.store.accounts().await?.into_iter().partition(|account| account.id == id_or_name);
    if let Some(account) = by_id.into_iter().next() {
        return Ok(account);
    }
    let mut found: Vec<_> =
        rest.into_iter().filter(|account| is_same_name(&account.name, id_or_name)).collect();
    match found.len() {
        0 => Err(Error::not_found("account", id_or_name)),
        1 => Ok(found.remove(0)),
        _ => Err(Error::ambiguous("account", id_or_name, found.iter().map(|account| &account.id))),
    }
}

/// Refuses a name to which another account answers, by its name or its id: what is meant for the one would go to the other.
///
/// # Errors
/// `Invalid`, or `Store`.
pub(super) async fn refuse_taken(core: &Core, name: &str) -> Result<()> {
    let accounts = core.store.accounts().await?;
    let taken = is_same_name(name, LOCAL_NAME)
        || accounts.iter().any(|account| is_same_name(&account.name, name) || account.id == name);
    if taken {
        return Err(Error::invalid(
            "name",
            format!("There is an account \u{201c}{name}\u{201d} already. Give this one another name."),
        ));
    }
    Ok(())
}

/// Names are told apart by more than capitals.
pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

impl Trouble {
    /// What is remembered of an error; none of those that are not the account's.
    pub(super) fn of(error: &Error, at: chrono::DateTime<chrono::Utc>) -> Option<Self> {
        match error {
            Error::Provider(diagnosis) => Some(Self { at, diagnosis: (**diagnosis).clone() }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use keyring_core::mock;

    use super::*;
    use crate::clock::from_millis;
    use crate::folders::Folders;
    use crate::store::accounts;
    use crate::vault::Vault;

    #[tokio::test]
    async fn of_several_accounts_with_one_name_none_is_taken_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::with_store(mock::Store::new().unwrap());
        let core = Core::open(Folders::at(folder.path()), Clock::system(), vault).await.unwrap();
        // As a version that did not mind has left them.
        let mut transaction = core.store.begin().await.unwrap();
        for (id, name) in [("acc_1", "Prod"), ("acc_2", "prod"), ("acc_3", "\u{c4}rzte"), ("acc_4", "acc_3")]
        {
            let account = Account::new(id.into(), "openai".into(), name.into(), from_millis(0));
            accounts::insert(&mut transaction, &account, None).await.unwrap();
        }
        transaction.commit().await.unwrap();
        match find_named(&core, "PROD").await {
            Err(Error::Ambiguous { what: "account", ids, .. }) => assert_eq!(ids, ["acc_1", "acc_2"]),
            other => panic!("{other:?}"),
        }
        for (named, id) in [("acc_2", "acc_2"), (" \u{e4}rzte ", "acc_3"), ("acc_3", "acc_3")] {
            assert_eq!(find_named(&core, named).await.unwrap().id, id, "{named}");
        }
        assert!(matches!(find_named(&core, "nobody").await, Err(Error::NotFound { .. })));
    }
}
