//! Renaming, disabling, enabling and forgetting keys.

use super::create::summary;
use super::reveal::{entry, key_row, vault_entry};
use crate::Core;
use crate::accounts::{self, Connection};
use crate::activity::ActivityKind;
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::{Actor, KeyAction, KeyOrigin, KeyState, KeySummary, clean_name};
use crate::management::Manager;
use crate::rotation;
use crate::store::{KeyRow, activity, keys, provider_keys};

/// Gives a key another name, at its provider too where that knows it.
///
/// # Errors
/// `Invalid`, `NotFound`, `NotOffered`, `Provider`, `Store`; nothing was changed then.
pub async fn rename(core: &Core, key_id: &str, name: &str, actor: Actor) -> Result<KeySummary> {
    let name = clean_name(name)?;
    let row = allowed(core, key_id, KeyAction::Rename).await?;
    if let Some(remote_id) = &row.remote_id {
        let (manager, connection) = manager(core, &row).await?;
        manager.rename(remote_id, &name).await.map_err(|error| connection.failed(&error))?;
    }
    let mut transaction = core.store.begin().await?;
    provider_keys::rename(&mut transaction, key_id, &name).await?;
    let entry = entry(ActivityKind::Renamed, actor, &row, Some(&name));
    activity::log(&mut transaction, entry, core.clock.now()).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Activity]);
    summary(core, key_id).await
}

/// Has the provider refuse a key until it is enabled again.
///
/// # Errors
/// `NotFound`, `NotOffered`, `Provider`, `Store`.
pub async fn disable(core: &Core, key_id: &str, actor: Actor) -> Result<KeySummary> {
    switch(core, key_id, KeyAction::Disable, actor).await
}

/// # Errors
/// As [`disable`].
pub async fn enable(core: &Core, key_id: &str, actor: Actor) -> Result<KeySummary> {
    switch(core, key_id, KeyAction::Enable, actor).await
}

async fn switch(core: &Core, key_id: &str, action: KeyAction, actor: Actor) -> Result<KeySummary> {
    let row = allowed(core, key_id, action).await?;
    let remote_id = row.remote_id.as_deref().ok_or(Error::SecretNotHeld)?;
    let (manager, connection) = manager(core, &row).await?;
    let (done, to, kind) = if action == KeyAction::Disable {
        (manager.disable(remote_id).await, KeyState::Disabled, ActivityKind::Disabled)
    } else {
        (manager.enable(remote_id).await, KeyState::Active, ActivityKind::Enabled)
    };
    done.map_err(|error| connection.failed(&error))?;
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    keys::set_state(&mut transaction, key_id, &[row.state], to, now).await?;
    activity::log(&mut transaction, entry(kind, actor, &row, None), now).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Accounts, Topic::Activity]);
    summary(core, key_id).await
}

/// Takes a key out of Keyhinge, its secret first. At the provider nothing changes: one that its list has comes back with it.
///
/// # Errors
/// `NotFound`, `NotOffered` for a virtual key; `Vault` where its secret cannot be deleted, and it stays then. `Store`.
pub async fn forget(core: &Core, key_id: &str, actor: Actor) -> Result<()> {
    let row = allowed(core, key_id, KeyAction::Forget).await?;
    refuse_needed(core, key_id).await?;
    if let Some(entry) = vault_entry(core, &row) {
        core.vault.delete(&entry).await?;
        core.store.forget_entry(entry.id()).await?;
    }
    core.sealed.forget(key_id);
    let mut transaction = core.store.begin().await?;
    provider_keys::delete(&mut transaction, key_id).await?;
    activity::log(&mut transaction, entry(ActivityKind::Forgotten, actor, &row, None), core.clock.now())
        .await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Accounts, Topic::Activity]);
    Ok(())
}

/// A key that has the place of one that works is not forgotten: who asks for that one would be given none.
async fn refuse_needed(core: &Core, key_id: &str) -> Result<()> {
    let key = summary(core, key_id).await?;
    let old = match rotation::replaced_by(&key) {
        Some(old) => core.key(old).await?,
        None => None,
    };
    match old.filter(|old| old.status.ended().is_none()) {
        Some(old) => Err(Error::invalid(
            "key_id",
            format!(
                "It has the place of \u{201c}{}\u{201d}, which works: move that back first, or revoke it.",
                old.name
            ),
        )),
        None => Ok(()),
    }
}

/// The key, if this can be done with it now.
async fn allowed(core: &Core, key_id: &str, action: KeyAction) -> Result<KeyRow> {
    let row = key_row(core, key_id).await?;
    let key = summary(core, key_id).await?;
    if key.actions.contains(&action) {
        return Ok(row);
    }
    if row.origin == KeyOrigin::Issued {
        return Err(Error::NotThisKey {
            sentence: "This cannot be done with a virtual key of this computer\u{2019}s gateway.",
            next_step: "Revoke it where it is not needed any more.",
        });
    }
    let what = match action {
        KeyAction::Rename => "rename this key",
        KeyAction::Disable => "disable this key",
        KeyAction::Enable => "enable this key",
        KeyAction::Forget => "forget this key",
        KeyAction::Test
        | KeyAction::TestOneToken
        | KeyAction::Rotate
        | KeyAction::Revoke
        | KeyAction::RevokeGuided => "do this with the key",
    };
    Err(Error::NotOffered { provider: key.account_name, what: what.into() })
}

async fn manager(core: &Core, row: &KeyRow) -> Result<(Manager, Connection)> {
    let account = accounts::find(core, &row.account_id).await?;
    let connection = Connection::of(core, &account)?;
    let manager = connection.manager(accounts::credential(core, &account).await?)?;
    Ok((manager, connection))
}
