//! A secret on its way into the vault: journaled first, written, read back, and taken out again where what it was for fails.

use serde_json::json;

use crate::Core;
use crate::error::{Error, Result};
use crate::operation::{Operation, OperationKind};
use crate::secret::Secret;
use crate::store::{OperationState, operations};
use crate::vault::{Envelope, VaultEntry};

/// A secret that is in the vault, and an operation that is to be ended in the transaction that uses it.
pub(crate) struct Kept {
    pub(crate) operation_id: String,
    pub(crate) entry: VaultEntry,
}

/// Puts a secret into the vault under a new entry that the journal names before it is written. `owner` is the key or the
/// account that it belongs to.
///
/// # Errors
/// `Vault` where it is not kept, `Store` where the journal cannot be written; nothing is left behind then.
pub(crate) async fn put_aside(
    core: &Core,
    kind: OperationKind,
    account_id: &str,
    owner: &str,
    secret: Secret,
) -> Result<Kept> {
    let entry = VaultEntry::random(core.store.id());
    let parameters = json!({ "vault_entry": entry.id() });
    let operation = Operation::new(kind, account_id, Some(owner), parameters.to_string());
    let mut transaction = core.store.begin().await?;
    operations::begin(&mut transaction, &operation, core.clock.now()).await?;
    transaction.commit().await?;
    let kept = Kept { operation_id: operation.id.clone(), entry };
    let envelope = Envelope { operation_id: operation.id, key_id: owner.to_owned(), secret };
    match core.vault.put_verified(&kept.entry, &envelope).await {
        Ok(()) => Ok(kept),
        Err(error) => {
            kept.withdraw(core).await;
            Err(error.into())
        }
    }
}

impl Kept {
    /// Takes the secret out of the vault again. What even that leaves behind is found by the next start.
    pub(crate) async fn withdraw(&self, core: &Core) {
        if let Err(error) = core.vault.delete(&self.entry).await {
            tracing::warn!(%error, entry = self.entry.id(), "a secret without an owner could not be deleted");
            return;
        }
        let ended = async {
            let mut transaction = core.store.begin().await?;
            let now = core.clock.now();
            operations::advance(
                &mut transaction,
                &self.operation_id,
                OperationState::Failed,
                Some("withdrawn"),
                now,
            )
            .await?;
            transaction.commit().await?;
            Ok::<_, Error>(())
        };
        if let Err(error) = ended.await {
            tracing::warn!(%error, operation = self.operation_id, "a withdrawn secret could not be journaled");
        }
    }
}
