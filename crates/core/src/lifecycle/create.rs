use serde_json::json;

use super::new_key::NewKey;
use super::reveal::RevealTicket;
use crate::Core;
use crate::accounts::{Account, LOCAL_NAME, LOCAL_PROVIDER};
use crate::activity::{ActivityKind, NewActivity};
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::token::{self, IssuedToken};
use crate::keys::{Actor, KeyState, KeySummary};
use crate::operation::{Operation, OperationKind};
use crate::secret::Secret;
use crate::store::keys::{NewKeyRow, Origin};
use crate::store::{OperationState, activity, keys, operations, tickets};
use crate::vault::{Envelope, VaultEntry};

const CHANGED: [Topic; 3] = [Topic::Keys, Topic::Accounts, Topic::Activity];

/// The account of this computer's gateway, added on the first call.
///
/// # Errors
/// `Store` where the file cannot be written.
pub async fn ensure_local_account(core: &Core, actor: Actor) -> Result<Account> {
    let account =
        Account::new(token::random_id("acc")?, LOCAL_PROVIDER.into(), LOCAL_NAME.into(), core.clock.now());
    let mut transaction = core.store.begin().await?;
    let added = core.store.add_only_account(&mut transaction, &account).await?;
    if added {
        let entry = NewActivity {
            kind: ActivityKind::AccountAdded,
            actor,
            account_id: Some(&account.id),
            key_id: None,
            key_name: None,
            target: None,
        };
        activity::log(&mut transaction, entry, core.clock.now()).await?;
    }
    transaction.commit().await?;
    if added {
        core.changes.announce(&[Topic::Accounts, Topic::Activity]);
        return Ok(account);
    }
    let accounts = core.store.accounts().await?;
    accounts
        .into_iter()
        .find(|account| account.provider_id == LOCAL_PROVIDER)
        .ok_or_else(|| Error::Internal("the Local account vanished".into()))
}

/// Makes a virtual key whose secret is in the keychain, read back, before this returns.
///
/// # Errors
/// `Vault` where the keychain cannot be used: nothing was created then. `Store` where the file cannot be written.
pub async fn create(core: &Core, mut new: NewKey) -> Result<(KeySummary, RevealTicket)> {
    // Before anything else: a keychain that cannot be used must not leave half a key.
    core.vault.check().await?;
    if new.account_id == LOCAL_PROVIDER {
        new.account_id = ensure_local_account(core, new.actor).await?.id;
    }
    let issued = token::issue()?;
    let key_id = token::random_id("key")?;
    let vault_entry = VaultEntry::random(core.store.id());
    let ticket = RevealTicket::issue()?;
    let operation = begin(core, &new, &key_id, Some(&vault_entry)).await?;

    let (made, secret) = Made::of(issued);
    let envelope = Envelope { operation_id: operation.id.clone(), key_id: key_id.clone(), secret };
    if let Err(error) = core.vault.put_verified(&vault_entry, &envelope).await {
        withdraw(core, &vault_entry).await;
        fail(core, &operation, &new, "the vault did not keep the secret").await;
        return Err(error.into());
    }
    if let Err(error) = finish(core, &operation, &new, &key_id, &made, Some((&vault_entry, &ticket))).await {
        withdraw(core, &vault_entry).await;
        fail(core, &operation, &new, "the database did not keep the key").await;
        return Err(error);
    }
    Ok((summary(core, &key_id).await?, ticket))
}

/// Makes a virtual key that is known here by hash only, for the gateway's own API: its caller gets the secret.
///
/// # Errors
/// `Store` where the file cannot be written.
pub async fn create_unheld(core: &Core, new: NewKey) -> Result<(KeySummary, Secret)> {
    let issued = token::issue()?;
    let key_id = token::random_id("key")?;
    let operation = begin(core, &new, &key_id, None).await?;
    let (made, secret) = Made::of(issued);
    if let Err(error) = finish(core, &operation, &new, &key_id, &made, None).await {
        fail(core, &operation, &new, "the database did not keep the key").await;
        return Err(error);
    }
    Ok((summary(core, &key_id).await?, secret))
}

/// What the database keeps of an issued key: everything but its secret.
struct Made {
    public_id: String,
    hash: [u8; 32],
    masked: String,
}

impl Made {
    fn of(issued: IssuedToken) -> (Self, Secret) {
        (Self { public_id: issued.public_id, hash: issued.hash, masked: issued.masked }, issued.token)
    }
}

/// Commits the intent. `vault_entry` is where the secret will be, so that a later start can find it.
async fn begin(
    core: &Core,
    new: &NewKey,
    key_id: &str,
    vault_entry: Option<&VaultEntry>,
) -> Result<Operation> {
    let parameters = json!({
        "name": new.name,
        "purpose": new.purpose,
        "plan": new.plan,
        "vault_entry": vault_entry.map(VaultEntry::id),
    });
    let operation =
        Operation::new(OperationKind::Create, &new.account_id, Some(key_id), parameters.to_string());
    let mut transaction = core.store.begin().await?;
    operations::begin(&mut transaction, &operation, core.clock.now()).await?;
    transaction.commit().await?;
    Ok(operation)
}

/// One transaction makes the key active.
async fn finish(
    core: &Core,
    operation: &Operation,
    new: &NewKey,
    key_id: &str,
    made: &Made,
    held: Option<(&VaultEntry, &RevealTicket)>,
) -> Result<()> {
    let now = core.clock.now();
    let row = NewKeyRow {
        id: key_id,
        account_id: &new.account_id,
        name: &new.name,
        key_type: "virtual",
        origin: Origin::Issued { public_id: &made.public_id, secret_hash: &made.hash },
        masked: &made.masked,
        purpose: &new.purpose,
        permissions: &new.permissions,
        generate: new.generate,
        plan: &new.plan,
        limits: &new.limits,
        state: KeyState::Active,
        created_at: now,
        expires_at: new.expires_at,
        vault_entry: held.map(|(entry, _)| entry.id()),
        created_by: new.actor,
    };
    let mut transaction = core.store.begin().await?;
    keys::insert(&mut transaction, &row).await?;
    if let Some((_, ticket)) = held
        && !tickets::issue(&mut transaction, key_id, &ticket.hash(), now).await?
    {
        return Err(Error::Internal("a new key got no reveal ticket".into()));
    }
    operations::advance(&mut transaction, &operation.id, OperationState::Done, Some("active"), now).await?;
    activity::log(&mut transaction, entry(ActivityKind::Created, new, Some(key_id)), now).await?;
    transaction.commit().await?;
    core.changes.announce(&CHANGED);
    Ok(())
}

/// Deletes what may have been written to the keychain: nobody would know of it.
async fn withdraw(core: &Core, entry: &VaultEntry) {
    if let Err(error) = core.vault.delete(entry).await {
        tracing::warn!(%error, entry = entry.id(), "a vault entry without a key could not be deleted");
    }
}

/// Writes the outcome of an operation that failed. If even that fails, the open operation tells at the next start.
async fn fail(core: &Core, operation: &Operation, new: &NewKey, outcome: &str) {
    let now = core.clock.now();
    let written = async {
        let mut transaction = core.store.begin().await?;
        operations::advance(&mut transaction, &operation.id, OperationState::Failed, Some(outcome), now)
            .await?;
        activity::log(&mut transaction, entry(ActivityKind::CreateFailed, new, None), now).await?;
        transaction.commit().await?;
        Ok::<_, Error>(())
    };
    match written.await {
        Ok(()) => core.changes.announce(&[Topic::Activity]),
        Err(error) => {
            tracing::warn!(%error, operation = operation.id, "a failed creation could not be journaled")
        }
    }
}

fn entry<'a>(kind: ActivityKind, new: &'a NewKey, key_id: Option<&'a str>) -> NewActivity<'a> {
    NewActivity {
        kind,
        actor: new.actor,
        account_id: Some(&new.account_id),
        key_id,
        key_name: Some(&new.name),
        target: None,
    }
}

pub(super) async fn summary(core: &Core, key_id: &str) -> Result<KeySummary> {
    let found = core.key(key_id).await?;
    found.ok_or_else(|| Error::not_found("key", key_id))
}
