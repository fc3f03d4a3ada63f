use keyhinge_core::Error;
use keyhinge_core::accounts::{self, Account, AccountDraft, AccountTest, Removed};

use super::Answer;
use crate::app::App;
use crate::contract::{
    AccountAdd, AccountChange, AccountInput, AccountRef, AccountRefreshed, AccountRemove, AccountSetUpstream,
    AccountsRefresh, KeyFormOffer, Nothing, ProviderPage, ProviderPageOpen, RefreshStatus,
};
use crate::error::{CommandError, ErrorCode};

impl From<AccountInput> for AccountDraft {
    fn from(input: AccountInput) -> Self {
        Self {
            provider_id: input.provider_id,
            name: input.name,
            fields: input.fields,
            base_urls: input.base_urls,
            confirmed_hosts: input.confirmed_hosts,
            credential: input.credential,
            key: input.key,
        }
    }
}

/// Every account, oldest first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn accounts_list(app: &App, _: Nothing) -> Answer<Vec<Account>> {
    Ok(app.core().await?.store.accounts().await.map_err(Error::from)?)
}

/// Tries an account; nothing is kept.
///
/// # Errors
/// `Invalid`, `HostUnconfirmed`, `Provider`.
pub async fn accounts_test(app: &App, request: AccountInput) -> Answer<AccountTest> {
    Ok(accounts::test(app.core().await?, request.into()).await?)
}

/// Adds an account that works, and reads its keys in the background.
///
/// # Errors
/// As [`accounts_test`], `Duplicate`, or where the vault does not keep a secret; nothing was added then.
pub async fn accounts_add(app: &App, request: AccountAdd) -> Answer<Account> {
    let core = app.core().await?;
    let account = accounts::add(core, request.account.into(), request.untested, app.actor()).await?;
    refresh_aside(app, &account).await?;
    Ok(account)
}

/// Changes an account; a credential that is not given stays.
///
/// # Errors
/// As [`accounts_add`]; nothing was changed then.
pub async fn accounts_change(app: &App, request: AccountChange) -> Answer<Account> {
    let core = app.core().await?;
    let draft = request.account.into();
    let account = accounts::change(core, &request.account_id, draft, request.untested, app.actor()).await?;
    refresh_aside(app, &account).await?;
    Ok(account)
}

/// Takes an account out of Keyhinge, with its secrets. At the provider nothing changes.
///
/// # Errors
/// `NotFound`, `NameMismatch`, `Invalid` for the Local account, or where the vault keeps a secret.
pub async fn accounts_remove(app: &App, request: AccountRemove) -> Answer<Removed> {
    let core = app.core().await?;
    let account = find(app, &request.account_id).await?;
    if request.typed_name.trim() != account.name {
        return Err(Error::NameMismatch.into());
    }
    Ok(accounts::remove(core, &account.id, app.actor()).await?)
}

/// Says which key the gateway forwards with.
///
/// # Errors
/// `NotFound`, `SecretNotHeld`.
pub async fn accounts_set_upstream(app: &App, request: AccountSetUpstream) -> Answer<Account> {
    let core = app.core().await?;
    Ok(accounts::set_upstream(core, &request.account_id, request.key_id.as_deref()).await?)
}

/// Reads the keys of one account, or of all, from their providers. Each has its own outcome.
///
/// # Errors
/// `NotFound` for an account that is not there.
pub async fn accounts_refresh(app: &App, request: AccountsRefresh) -> Answer<Vec<AccountRefreshed>> {
    let core = app.core().await?;
    let accounts = match &request.account_id {
        Some(id) => vec![find(app, id).await?],
        None => {
            let catalogue = core.catalogue.now();
            let mut all = core.store.accounts().await.map_err(Error::from)?;
            all.retain(|account| {
                catalogue
                    .provider(&account.provider_id)
                    .is_some_and(|provider| accounts::is_listed(provider, account))
            });
            all
        }
    };
    Ok(app.refreshes().run(core, accounts).await)
}

/// How far a refresh has come.
///
/// # Errors
/// None; the signature is every command's.
pub async fn accounts_refresh_status(app: &App, _: Nothing) -> Answer<RefreshStatus> {
    Ok(app.refreshes().status())
}

/// Ends the refresh; what was read already stays.
///
/// # Errors
/// None; the signature is every command's.
pub async fn accounts_refresh_cancel(app: &App, _: Nothing) -> Answer<RefreshStatus> {
    app.refreshes().cancel();
    Ok(app.refreshes().status())
}

/// What can be chosen for a new key at an account.
///
/// # Errors
/// `NotFound`.
pub async fn accounts_key_form(app: &App, request: AccountRef) -> Answer<KeyFormOffer> {
    let account = find(app, &request.account_id).await?;
    let catalogue = app.core().await?.catalogue.now();
    let provider = catalogue
        .provider(&account.provider_id)
        .ok_or(Error::NotFound { what: "provider", id: account.provider_id.clone() })?;
    let offer = accounts::key_form(provider, &account);
    Ok(KeyFormOffer {
        can_create: offer.can_create,
        options: offer.options.to_vec(),
        consequence: offer.consequence,
    })
}

/// Opens one of a provider's pages in the browser. The caller names it and gives no address.
///
/// # Errors
/// `NotFound` where the manifest has no such page; `Storage` where nothing on this computer opens it.
pub async fn provider_page_open(app: &App, request: ProviderPageOpen) -> Answer<Nothing> {
    let catalogue = app.core().await?.catalogue.now();
    let links = catalogue.provider(&request.provider_id).map(|provider| &provider.links);
    let link = links.and_then(|links| match request.page {
        ProviderPage::SignUp => links.sign_up.as_deref(),
        ProviderPage::KeysPage => links.keys_page.as_deref(),
        ProviderPage::Docs => links.docs.as_deref(),
        ProviderPage::Support => links.support.as_deref(),
        ProviderPage::Status => links.status.as_deref(),
    });
    let link = link.ok_or_else(|| Error::not_found("page", &request.provider_id))?;
    open::that_detached(link).map_err(|error| {
        tracing::warn!(%error, "no program opened a page");
        CommandError {
            code: ErrorCode::Storage,
            message: "No program on this computer could be asked to open the page.".into(),
            next_step: format!("Open {link} yourself."),
        }
    })?;
    Ok(Nothing {})
}

/// Reads the keys of an account while its caller goes on.
async fn refresh_aside(app: &App, account: &Account) -> Answer<()> {
    let core = app.core().await?;
    let catalogue = core.catalogue.now();
    let listed = catalogue
        .provider(&account.provider_id)
        .is_some_and(|provider| accounts::is_listed(provider, account));
    if listed {
        app.refreshes().aside(core, account.clone());
    }
    Ok(())
}

async fn find(app: &App, account_id: &str) -> Answer<Account> {
    let accounts = app.core().await?.store.accounts().await.map_err(Error::from)?;
    let found = accounts.into_iter().find(|account| account.id == account_id);
    Ok(found.ok_or_else(|| Error::not_found("account", account_id))?)
}
