//! Secrets of keys that were just made and that the vault did not take. They live in this process alone, until they are
//! kept, or the process ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::held::put_aside;
use super::import::{fingerprint, upstream_if_none};
use crate::accounts;
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::{KeySummary, mask};
use crate::operation::OperationKind;
use crate::secret::Secret;
use crate::store::{OperationState, operations, provider_keys};
use crate::{Core, lifecycle};

/// By key id. Cheap to clone; clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Sealed(Arc<Mutex<HashMap<String, Secret>>>);

impl Sealed {
    pub(super) fn put(&self, key_id: &str, secret: Secret) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key_id.to_owned(), secret);
    }

    pub(super) fn get(&self, key_id: &str) -> Option<Secret> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.get(key_id).map(|secret| Secret::new(secret.expose().to_owned()))
    }

    pub(super) fn forget(&self, key_id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key_id);
    }
}

/// Tries again to bring the secret of a key into the vault.
///
/// # Errors
/// `SecretNotHeld` where this process does not have it; `Vault`, where the vault still refuses.
pub async fn keep_sealed(core: &Core, key_id: &str) -> Result<KeySummary> {
    let row = lifecycle::key_row(core, key_id).await?;
    let secret = core.sealed.get(key_id).ok_or(Error::SecretNotHeld)?;
    let account = accounts::find(core, &row.account_id).await?;
    let (fingerprint, masked) = (fingerprint(core, &secret).await?, mask(secret.expose()));
    let kept = put_aside(core, OperationKind::Import, &account.id, key_id, secret).await?;
    let written = async {
        let mut transaction = core.store.begin().await?;
        provider_keys::attach_secret(&mut transaction, key_id, kept.entry.id(), &fingerprint, &masked)
            .await?;
        upstream_if_none(&mut transaction, &account, key_id).await?;
        let now = core.clock.now();
        operations::advance(&mut transaction, &kept.operation_id, OperationState::Done, Some("kept"), now)
            .await?;
        transaction.commit().await?;
        Ok::<_, Error>(())
    };
    if let Err(error) = written.await {
        kept.withdraw(core).await;
        return Err(error);
    }
    core.sealed.forget(key_id);
    core.changes.announce(&[Topic::Keys]);
    super::create::summary(core, key_id).await
}
