//! What an account offers beyond what its provider's manifest says, and which of its keys the gateway uses.

use super::connection::find;
use super::draft::adapter;
use super::{Account, LOCAL_PROVIDER};
use crate::Core;
use crate::catalogue::{Ability, Provider};
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::KeyState;
use crate::lifecycle;
use crate::management::{Consequence, NewKeyOption, Operation};
use crate::store::accounts;

/// What the form for a new key may offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyForm {
    /// Keys can be made from here.
    pub can_create: bool,
    pub options: &'static [NewKeyOption],
    /// What making one does beyond its name.
    pub consequence: Option<Consequence>,
}

/// What can be chosen for a new key at an account.
#[must_use]
pub fn key_form(provider: &Provider, account: &Account) -> KeyForm {
    let none = KeyForm { can_create: account.provider_id == LOCAL_PROVIDER, options: &[], consequence: None };
    let can = provider.management.as_ref().is_some_and(|found| found.can.contains(&Ability::Create));
    let management = adapter(provider).filter(|_| can && account.credential_held);
    match management.map(|adapter| adapter.open(&account.fields)) {
        Some(Ok(management)) => KeyForm {
            can_create: true,
            options: management.options(),
            consequence: management.consequence(Operation::Create, ""),
        },
        _ => none,
    }
}

/// Says which key of an account the gateway forwards with; none to forward no more.
///
/// # Errors
/// `NotFound`; `SecretNotHeld` for a key whose secret is not here; `AlreadyRevoked`.
pub async fn set_upstream(core: &Core, account_id: &str, key_id: Option<&str>) -> Result<Account> {
    find(core, account_id).await?;
    if let Some(key_id) = key_id {
        let row = lifecycle::key_row(core, key_id).await?;
        if row.account_id != account_id {
            return Err(Error::invalid("key_id", "This key belongs to another account."));
        }
        if row.state != KeyState::Active {
            return Err(Error::AlreadyRevoked);
        }
        if row.vault_entry.is_none() {
            return Err(Error::SecretNotHeld);
        }
    }
    let mut transaction = core.store.begin().await?;
    accounts::set_upstream(&mut transaction, account_id, key_id).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Accounts]);
    find(core, account_id).await
}
