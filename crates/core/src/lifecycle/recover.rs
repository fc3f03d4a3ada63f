//! What a crash left half-way.

use crate::Core;
use crate::error::Result;
use crate::store::{OperationState, operations};
use crate::vault::VaultEntry;

/// Takes secrets out of the vault that were written for something that was never finished: creations of virtual keys and
/// imports. Creations at providers are settled by the provider's list instead. Idempotent; a host runs it once after opening.
///
/// # Errors
/// `Store` where the file cannot be used. A vault that refuses leaves them for the next start.
pub async fn withdraw_cut_off(core: &Core) -> Result<()> {
    for operation in core.store.cut_off(core.clock.now()).await? {
        if let Some(entry) = &operation.vault_entry
            && let Err(error) = core.vault.delete(&VaultEntry::of(core.store.id(), entry)).await
        {
            tracing::info!(%error, "what a crash left in the vault stays for the next start");
            return Ok(());
        }
        let mut transaction = core.store.begin().await?;
        operations::advance(
            &mut transaction,
            &operation.id,
            OperationState::Failed,
            Some("cut off"),
            core.clock.now(),
        )
        .await?;
        transaction.commit().await?;
    }
    Ok(())
}
