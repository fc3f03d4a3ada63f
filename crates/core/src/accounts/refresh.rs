//! Reading the keys of an account from its provider.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::connection::{Connection, credential, find};
use super::draft::adapter;
use super::merge::merge;
use super::{Account, Trouble};
use crate::Core;
use crate::catalogue::Provider;
use crate::changes::Topic;
use crate::error::Result;
use crate::keys::Actor;
use crate::lifecycle;
use crate::management::{Gap, Manager, Operation, RemoteKey};
use crate::store::accounts::{note_balance, note_refreshed};

/// What reading an account's keys brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Refreshed {
    pub account_id: String,
    /// How many the provider lists.
    pub keys: u32,
    /// Of those, how many were not known here.
    pub new: u32,
    /// Known ones that the provider no longer lists.
    pub gone: u32,
    /// Why the list may not be whole; nothing was taken for gone then.
    pub gap: Option<Gap>,
}

/// Whether an account's keys can be read from its provider.
#[must_use]
pub fn is_listed(provider: &Provider, account: &Account) -> bool {
    account.credential_held
        && adapter(provider).is_some()
        && provider
            .management
            .as_ref()
            .is_some_and(|management| management.can.contains(&crate::catalogue::Ability::List))
}

/// Reads the keys of one account and brings the known ones up to date. A failure changes no key: it is remembered with the
/// account, and what was read last stays with its age.
///
/// # Errors
/// `NotFound`, `NoCredential`, `NotOffered`, `Provider`, `Vault`, `Store`.
pub async fn refresh(core: &Core, account_id: &str) -> Result<Refreshed> {
    let account = find(core, account_id).await?;
    match refresh_known(core, &account).await {
        Ok(refreshed) => Ok(refreshed),
        Err(error) => {
            if let Some(trouble) = Trouble::of(&error, core.clock.now()) {
                core.store.note_trouble(account_id, &trouble).await?;
                core.changes.announce(&[Topic::Accounts]);
            }
            Err(error)
        }
    }
}

async fn refresh_known(core: &Core, account: &Account) -> Result<Refreshed> {
    let connection = Connection::of(core, account)?;
    let manager = connection.manager(credential(core, account).await?)?;
    let refreshed = take_list(core, account, &connection, &manager).await?;
    if manager.adapter().can().contains(&Operation::Balance) {
        match manager.balance().await {
            Ok(balance) => {
                let mut transaction = core.store.begin().await?;
                note_balance(&mut transaction, &account.id, &balance).await?;
                transaction.commit().await?;
            }
            Err(error) => tracing::info!(%error, account = account.id, "the balance could not be read"),
        }
    }
    core.changes.announce(&[Topic::Accounts, Topic::Keys, Topic::Activity]);
    Ok(refreshed)
}

/// Asks for the list and writes it.
pub(crate) async fn take_list(
    core: &Core,
    account: &Account,
    connection: &Connection,
    manager: &Manager,
) -> Result<Refreshed> {
    let before: HashSet<String> =
        core.store.provider_keys(&account.id).await?.into_iter().map(|key| key.id).collect();
    let open = lifecycle::open_creations(core, &account.id).await?;
    let listing = manager.list().await.map_err(|error| connection.failed(&error))?;
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    // Only this process writes now: what is known cannot change under it.
    let known = core.store.provider_keys(&account.id).await?;
    let kind = |remote: &RemoteKey| key_type(&connection.provider, remote);
    let (merged, revoked) =
        merge(&mut transaction, &account.id, &before, &known, &listing, kind, now).await?;
    note_refreshed(&mut transaction, &account.id, now).await?;
    lifecycle::settle_creations(&mut transaction, &account.id, &open, &listing, now).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Accounts, Topic::Keys]);
    for key_id in revoked {
        lifecycle::proved_revoked(core, &key_id, Actor::App).await?;
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Refreshed {
        account_id: account.id.clone(),
        keys: count(listing.keys.len()),
        new: count(merged.new),
        gone: count(merged.gone),
        gap: listing.gap,
    })
}

/// By its masked form's beginning; else the first type that programs use.
pub(crate) fn key_type(provider: &Provider, remote: &RemoteKey) -> String {
    let told = remote.masked.as_deref().and_then(|masked| provider.key_type_of(masked));
    let usual = || provider.key_types.iter().find(|kind| !kind.management);
    told.or_else(usual).or(provider.key_types.first()).map(|kind| kind.id.clone()).unwrap_or_default()
}
