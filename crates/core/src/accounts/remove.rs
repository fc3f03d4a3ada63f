//! Taking an account out of Keyhinge. At the provider nothing changes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::LOCAL_PROVIDER;
use super::connection::find;
use crate::Core;
use crate::activity::{ActivityKind, NewActivity};
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::Actor;
use crate::store::{accounts, activity};
use crate::vault::VaultEntry;

/// What was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Removed {
    pub keys: u32,
    /// Secrets that left the vault.
    pub secrets: u32,
}

/// Takes an account out, with its keys and their secrets: the secrets first, so that nothing is left that nobody knows of.
///
/// # Errors
/// `Invalid` for the Local account, `NotFound`, `Vault` where a secret cannot be deleted: the account and what is left of
/// its secrets stay then. `Store`.
pub async fn remove(core: &Core, account_id: &str, actor: Actor) -> Result<Removed> {
    let account = find(core, account_id).await?;
    if account.provider_id == LOCAL_PROVIDER {
        return Err(Error::invalid(
            "account_id",
            "The Local account belongs to the gateway. Revoke its keys, or delete all data in Settings.",
        ));
    }
    let mut secrets = 0;
    for entry in core.store.entries_of_account(account_id).await? {
        core.vault.delete(&VaultEntry::of(core.store.id(), &entry)).await?;
        core.store.forget_entry(&entry).await?;
        secrets += 1;
    }
    let keys = core.store.provider_keys(account_id).await?.len();
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    accounts::delete(&mut transaction, account_id).await?;
    let entry = NewActivity {
        kind: ActivityKind::AccountRemoved,
        actor,
        account_id: Some(account_id),
        key_id: None,
        key_name: None,
        target: Some(&account.name),
    };
    activity::log(&mut transaction, entry, now).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Accounts, Topic::Keys, Topic::Activity]);
    Ok(Removed { keys: u32::try_from(keys).unwrap_or(u32::MAX), secrets })
}
