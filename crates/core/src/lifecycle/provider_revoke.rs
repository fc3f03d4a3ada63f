//! Revoking a key of a provider. It reads "Revoked" only once that is proved: by a list, or by a probe with the key itself.

use super::create::summary;
use super::reveal::{any_secret, entry, key_row};
use super::revoke::proved_revoked;
use crate::Core;
use crate::accounts::{self, Account, Connection, KeyTest, TestBy};
use crate::activity::ActivityKind;
use crate::changes::Topic;
use crate::diagnosis::Verdict;
use crate::error::{Error, Result};
use crate::keys::{Actor, KeyAction, KeyOrigin, KeyState, KeySummary};
use crate::management::{ManagementError, Manager};
use crate::operation::{Operation, OperationKind};
use crate::store::{KeyRow, OperationState, activity, keys, operations};

/// What is known after a look whether a key is revoked.
#[derive(Debug)]
pub struct Confirmation {
    pub key: KeySummary,
    /// What the probe told, where one was made.
    pub test: Option<KeyTest>,
}

/// Begins to revoke a key: the gateway stops using it at once. Where the provider has an API for it, it is asked and then
/// looked whether it did it; else the user revokes the key on the provider's page, and [`confirm`] proves it.
///
/// # Errors
/// `NotFound`, `NameMismatch`, `AlreadyRevoked`; `Provider` where the provider refuses or cannot be reached: nothing was
/// changed then. A provider whose answer is lost is no error: the key reads "Revocation not confirmed".
pub async fn revoke_at_provider(
    core: &Core,
    key_id: &str,
    typed_name: &str,
    actor: Actor,
) -> Result<KeySummary> {
    let row = key_row(core, key_id).await?;
    if row.origin == KeyOrigin::Issued {
        return super::revoke(core, key_id, Some(typed_name), actor).await;
    }
    if matches!(row.state, KeyState::Revoked | KeyState::Gone) {
        return Err(Error::AlreadyRevoked);
    }
    if typed_name.trim() != row.name {
        return Err(Error::NameMismatch);
    }
    let key = summary(core, key_id).await?;
    let account = accounts::find(core, &row.account_id).await?;
    let manager = if key.actions.contains(&KeyAction::Revoke) {
        let connection = Connection::of(core, &account)?;
        Some((connection.manager(accounts::credential(core, &account).await?)?, connection))
    } else {
        None
    };
    begin(core, &row).await?;
    if let (Some((manager, connection)), Some(remote_id)) = (manager, &row.remote_id) {
        match manager.revoke(remote_id).await {
            // Gone already, or told to go and not heard: the list tells.
            Ok(()) | Err(ManagementError::Unknown { .. }) => {}
            Err(ManagementError::Rejected(answer)) if answer.status == 404 => {}
            Err(error) => {
                let failed = connection.failed(&error);
                take_back(core, &row, actor).await?;
                return Err(failed);
            }
        }
        look(core, &account, &connection, &manager, &row, actor).await;
    }
    summary(core, key_id).await
}

/// Looks whether a key that was to be revoked is, and asks the provider once more where it is not. `by` says how the key is
/// tested where the provider has no list that tells.
///
/// # Errors
/// `NotFound`, `NotThisKey` where no revocation was begun; `Provider`, `NoCredential`, `SecretNotHeld` where nothing here can prove it, `Vault`, `Store`; those of
/// [`accounts::test_key`] where a test with the key has to tell.
pub async fn confirm(core: &Core, key_id: &str, by: &TestBy, actor: Actor) -> Result<Confirmation> {
    let row = key_row(core, key_id).await?;
    if row.state == KeyState::Revoked {
        return Ok(Confirmation { key: summary(core, key_id).await?, test: None });
    }
    check_revoking(&row)?;
    let key = summary(core, key_id).await?;
    if key.actions.contains(&KeyAction::Revoke) {
        let account = accounts::find(core, &row.account_id).await?;
        let connection = Connection::of(core, &account)?;
        let manager = connection.manager(accounts::credential(core, &account).await?)?;
        if let Some(remote_id) = &row.remote_id {
            match manager.revoke(remote_id).await {
                Ok(()) | Err(ManagementError::Unknown { .. }) => {}
                Err(ManagementError::Rejected(answer)) if answer.status == 404 => {}
                Err(error) => return Err(connection.failed(&error)),
            }
        }
        accounts::take_list(core, &account, &connection, &manager).await?;
        return Ok(Confirmation { key: summary(core, key_id).await?, test: None });
    }
    let test = accounts::test_key(core, key_id, by, actor).await?;
    if matches!(test.verdict, Verdict::Refused { .. }) {
        proved_revoked(core, key_id, actor).await?;
    }
    Ok(Confirmation { key: summary(core, key_id).await?, test: Some(test) })
}

/// Takes a revocation back that nobody but the user was to carry out: the key goes on as before.
///
/// # Errors
/// `NotFound`; `AlreadyRevoked` where it is; `NotThisKey` where no revocation was begun, or the provider carries it out.
pub async fn keep_after_all(core: &Core, key_id: &str, actor: Actor) -> Result<KeySummary> {
    let row = key_row(core, key_id).await?;
    check_revoking(&row)?;
    if !summary(core, key_id).await?.actions.contains(&KeyAction::RevokeGuided) {
        return Err(Error::NotThisKey {
            sentence: "The provider was asked to revoke this key, which cannot be taken back.",
            next_step: "Look whether it did. Until then the key reads \u{201c}Revocation not confirmed\u{201d}.",
        });
    }
    take_back(core, &row, actor).await?;
    summary(core, key_id).await
}

/// Says that the user has seen at the provider that a key is revoked which nothing here can prove.
///
/// # Errors
/// `NotFound`, `NameMismatch`, `AlreadyRevoked`, `NotThisKey` where no revocation was begun, `Store`.
pub async fn revoked_by_hand(
    core: &Core,
    key_id: &str,
    typed_name: &str,
    actor: Actor,
) -> Result<KeySummary> {
    let row = key_row(core, key_id).await?;
    check_revoking(&row)?;
    if typed_name.trim() != row.name {
        return Err(Error::NameMismatch);
    }
    proved_revoked(core, key_id, actor).await?;
    summary(core, key_id).await
}

/// Whether a revocation is under way that its user ends.
fn check_revoking(row: &KeyRow) -> Result<()> {
    match row.state {
        KeyState::Revoked | KeyState::Gone => Err(Error::AlreadyRevoked),
        KeyState::Revoking if row.origin != KeyOrigin::Issued => Ok(()),
        KeyState::Revoking => Err(Error::NotThisKey {
            sentence: "The gateway on this computer revokes this key by itself.",
            next_step: "Revoke it once more.",
        }),
        KeyState::Pending | KeyState::Active | KeyState::Disabled => Err(Error::NotThisKey {
            sentence: "No revocation of this key was begun.",
            next_step: "Begin it by revoking the key. It goes on as before until then.",
        }),
    }
}

/// From here on the gateway does not use the key.
async fn begin(core: &Core, row: &KeyRow) -> Result<()> {
    let operation = Operation::new(OperationKind::Revoke, &row.account_id, Some(&row.id), "{}".into());
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    operations::begin(&mut transaction, &operation, now).await?;
    operations::advance(&mut transaction, &operation.id, OperationState::Dispatched, None, now).await?;
    let from = [KeyState::Active, KeyState::Disabled, KeyState::Revoking];
    if !keys::set_state(&mut transaction, &row.id, &from, KeyState::Revoking, now).await? {
        return Err(Error::AlreadyRevoked);
    }
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys]);
    Ok(())
}

/// Looks whether the provider did it. What keeps it from being known is for later.
async fn look(
    core: &Core,
    account: &Account,
    connection: &Connection,
    manager: &Manager,
    row: &KeyRow,
    actor: Actor,
) {
    if let Err(error) = accounts::take_list(core, account, connection, manager).await {
        tracing::info!(%error, key = row.id, "whether the key is revoked is not known yet");
        if row.vault_entry.is_some()
            && let Ok(secret) = any_secret(core, row).await
            && let Ok(test) = accounts::probe(core, connection, &secret).await
            && matches!(test.verdict, Verdict::Refused { .. })
            && let Err(error) = proved_revoked(core, &row.id, actor).await
        {
            tracing::warn!(%error, key = row.id, "a proved revocation could not be written");
        }
    }
}

/// Back to what it was, since nothing was changed at the provider.
async fn take_back(core: &Core, row: &KeyRow, actor: Actor) -> Result<()> {
    let to = if row.state == KeyState::Disabled { KeyState::Disabled } else { KeyState::Active };
    let now = core.clock.now();
    let open = core.store.open_operations().await?;
    let mut transaction = core.store.begin().await?;
    if row.state != KeyState::Revoking || to == KeyState::Active {
        keys::set_state(&mut transaction, &row.id, &[KeyState::Revoking], to, now).await?;
    }
    for operation in open.iter().filter(|operation| {
        operation.kind == OperationKind::Revoke && operation.key_id.as_deref() == Some(row.id.as_str())
    }) {
        operations::advance(&mut transaction, &operation.id, OperationState::Failed, Some("taken back"), now)
            .await?;
    }
    activity::log(&mut transaction, entry(ActivityKind::RevokeFailed, actor, row, None), now).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Accounts, Topic::Activity]);
    Ok(())
}
