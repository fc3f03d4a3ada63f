use super::create::summary;
use super::reveal::{entry, key_row, vault_entry};
use crate::Core;
use crate::activity::ActivityKind;
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::{Actor, KeyOrigin, KeyState, KeySummary};
use crate::operation::{Operation, OperationKind};
use crate::store::{KeyRow, OperationState, activity, keys, operations};

/// Revokes a virtual key: refused by the gateway from the first commit on, then revoked, then its secret leaves the
/// keychain. `typed_name` confirms where a person asks; a program that holds the session token gives none.
///
/// A keychain that does not let go of the secret does not undo the revocation: the key stays marked as held, and
/// [`finish_revocations`] tries again.
///
/// # Errors
/// `NotFound`, `NameMismatch`, `AlreadyRevoked`, or `Store` where the file cannot be written.
pub async fn revoke(core: &Core, key_id: &str, typed_name: Option<&str>, actor: Actor) -> Result<KeySummary> {
    let row = key_row(core, key_id).await?;
    if row.origin != KeyOrigin::Issued {
        return Err(Error::not_found("virtual key", key_id));
    }
    if row.state == KeyState::Revoked && row.vault_entry.is_none() {
        return Err(Error::AlreadyRevoked);
    }
    if typed_name.is_some_and(|typed| typed.trim() != row.name) {
        return Err(Error::NameMismatch);
    }
    if row.state == KeyState::Revoked {
        // Revoked by a process without a keychain: what is left to do is to delete the secret.
        forget_secret(core, &row).await?;
        return summary(core, key_id).await;
    }
    let operation = Operation::new(OperationKind::Revoke, &row.account_id, Some(key_id), "{}".into());
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    operations::begin(&mut transaction, &operation, now).await?;
    if !keys::set_state(
        &mut transaction,
        key_id,
        &[KeyState::Active, KeyState::Revoking],
        KeyState::Revoking,
        now,
    )
    .await?
    {
        return Err(Error::AlreadyRevoked);
    }
    transaction.commit().await?;
    // The gateway hears this and refuses the key, while the rest goes on.
    core.changes.announce(&[Topic::Keys]);
    settle(core, &row, Some(&operation), actor).await?;
    summary(core, key_id).await
}

/// Ends what a crash or a locked keychain left open: keys that were being revoked, and secrets of revoked keys.
/// Idempotent; a host runs it once after opening.
///
/// # Errors
/// `Store` where the file cannot be used. A keychain that still refuses is only logged.
pub async fn finish_revocations(core: &Core) -> Result<()> {
    for operation in core.store.open_operations().await? {
        if operation.kind != OperationKind::Revoke {
            continue;
        }
        let Some(key_id) = &operation.key_id else { continue };
        tracing::info!(operation = operation.id, state = ?operation.state, "finishing a revocation");
        let row = key_row(core, key_id).await?;
        // Only the provider can say that a key of its own is revoked.
        if row.origin != KeyOrigin::Issued && row.state == KeyState::Revoking {
            continue;
        }
        if row.state == KeyState::Revoking {
            settle(core, &row, None, Actor::App).await?;
        }
        let mut transaction = core.store.begin().await?;
        operations::advance(
            &mut transaction,
            &operation.id,
            OperationState::Done,
            Some("revoked"),
            core.clock.now(),
        )
        .await?;
        transaction.commit().await?;
    }
    for row in core.store.revoked_with_secret().await? {
        forget_secret(core, &row).await?;
    }
    Ok(())
}

/// Writes down that a provider's key is proved revoked, and lets its secret go.
pub(crate) async fn proved_revoked(core: &Core, key_id: &str, actor: Actor) -> Result<()> {
    let row = key_row(core, key_id).await?;
    let open = core.store.open_operations().await?;
    let operations = open.iter().filter(|operation| {
        operation.kind == OperationKind::Revoke && operation.key_id.as_deref() == Some(key_id)
    });
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    keys::set_state(&mut transaction, &row.id, &[KeyState::Revoking], KeyState::Revoked, now).await?;
    activity::log(&mut transaction, entry(ActivityKind::Revoked, actor, &row, None), now).await?;
    for operation in operations {
        operations::advance(&mut transaction, &operation.id, OperationState::Done, Some("revoked"), now)
            .await?;
    }
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Accounts, Topic::Activity]);
    core.sealed.forget(key_id);
    forget_secret(core, &row).await
}

/// For a virtual key the gateway's own refusal is the proof: nothing else can accept it.
async fn settle(core: &Core, row: &KeyRow, operation: Option<&Operation>, actor: Actor) -> Result<()> {
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    if keys::set_state(&mut transaction, &row.id, &[KeyState::Revoking], KeyState::Revoked, now).await? {
        activity::log(&mut transaction, entry(ActivityKind::Revoked, actor, row, None), now).await?;
    }
    if let Some(operation) = operation {
        operations::advance(&mut transaction, &operation.id, OperationState::Done, Some("revoked"), now)
            .await?;
    }
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Accounts, Topic::Activity]);
    forget_secret(core, row).await
}

pub(super) async fn forget_secret(core: &Core, row: &KeyRow) -> Result<()> {
    let Some(entry) = vault_entry(core, row) else { return Ok(()) };
    if let Err(error) = core.vault.delete(&entry).await {
        tracing::warn!(%error, key = row.id, "the secret of a revoked key is still in the vault");
        return Ok(());
    }
    let mut transaction = core.store.begin().await?;
    keys::forget_vault_entry(&mut transaction, &row.id).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys]);
    Ok(())
}
