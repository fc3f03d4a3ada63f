//! From the keychain to the encrypted file and back. Every secret is copied and read back before the new vault counts,
//! and only then deleted from the old one: a crash at any point leaves each of them in the vault that counts.

use super::choice::VaultKind;
use super::file::Named;
use super::passphrase::check_passphrase;
use super::{VaultEntry, VaultError};
use crate::Core;
use crate::changes::Topic;
use crate::erase::told;
use crate::error::{Error, Result};
use crate::lifecycle;
use crate::secret::Secret;
use crate::store::meta::SECRETS_UNCHECKED;

/// Every topic that tells where secrets are.
const CHANGED: [Topic; 3] = [Topic::Vault, Topic::Settings, Topic::Keys];

/// How often a copy begins anew because another process adds secrets meanwhile.
const TRIES: usize = 5;

/// What a switch did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Switched {
    /// Secrets that were taken along.
    pub moved: usize,
    /// Of those, how many the old vault did not let go of.
    pub left: usize,
}

/// Makes an encrypted file the vault. `leave` goes on although secrets stay behind that the present vault does not give:
/// those in a keychain that cannot be read, or in a file vault whose passphrase is forgotten. Such a file is kept under
/// another name.
///
/// # Errors
/// `Invalid` for a passphrase that is no protection; `SecretsUnmoved` naming the keys, unless `leave` is set; `Vault`
/// with `FileExists` where a file vault works already. Nothing was changed then.
pub async fn to_file(core: &Core, passphrase: Secret, leave: bool) -> Result<Switched> {
    check_passphrase(&passphrase, "passphrase")?;
    let file = core.vault.file()?;
    let was = core.vault.look().await;
    let entries = match (was.kind, was.usable) {
        (VaultKind::Keychain, _) => from_keychain(core, leave).await?,
        (VaultKind::File, Ok(())) => return Err(VaultError::FileExists.into()),
        (VaultKind::File, Err(cause)) => {
            let names = held(core).await?.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
            // A file that cannot be opened now may hold what the database does not know.
            if !leave && (file.is_there() || !names.is_empty()) {
                return Err(unmoved(&names, cause));
            }
            Vec::new()
        }
    };
    let moved: Vec<VaultEntry> = entries.iter().map(|(entry, _)| entry.clone()).collect();
    let choice = core.vault.0.choice().cloned().ok_or(VaultError::NotUsed)?;
    let over = was.kind == VaultKind::File;
    core.vault
        .0
        .run(move |_| file.create(&passphrase, entries, over, || choice.settle(VaultKind::File)))
        .await?;
    let mut switched = Switched { moved: moved.len(), left: 0 };
    if was.kind == VaultKind::Keychain {
        let late = follow_up(core, &moved).await?;
        switched.moved += late.len();
        for entry in moved.into_iter().chain(late) {
            if let Err(error) = core.vault.0.run(move |keychain| keychain.keychain_delete(&entry)).await {
                tracing::warn!(%error, "a secret that was moved is still in the keychain");
                switched.left += 1;
            }
        }
    }
    settled(core, leave).await?;
    Ok(switched)
}

/// Makes the keychain the vault again, and deletes the file. `leave` goes on although the file cannot be opened; it is
/// kept under another name then.
///
/// # Errors
/// `Vault` with `FileLocked`, or where the keychain cannot be used; `SecretsUnmoved` for a file that is gone or damaged,
/// unless `leave` is set. Nothing was changed then.
pub async fn to_keychain(core: &Core, leave: bool) -> Result<Switched> {
    if core.vault.kind() == VaultKind::Keychain {
        return Ok(Switched::default());
    }
    let probe = VaultEntry::probe();
    let tried = core.vault.0.run(move |keychain| {
        keychain.keychain_set_verified(&probe, b"probe")?;
        keychain.keychain_delete(&probe)
    });
    tried.await?;
    for _ in 0..TRIES {
        match copy_to_keychain(core, leave).await {
            Err(Error::Vault(VaultError::Changed)) => {}
            Ok(moved) => {
                settled(core, leave).await?;
                return Ok(Switched { moved, left: 0 });
            }
            other => other.map(|_| ())?,
        }
    }
    Err(VaultError::Changed.into())
}

async fn copy_to_keychain(core: &Core, leave: bool) -> Result<usize> {
    let file = core.vault.file()?;
    let choice = core.vault.0.choice().cloned().ok_or(VaultError::NotUsed)?;
    let settle = move || choice.settle(VaultKind::Keychain);
    let reader = core.vault.file()?;
    let entries = match core.vault.0.run(move |_| reader.all()).await {
        Ok(entries) => entries,
        Err(VaultError::FileLocked) if !leave => return Err(VaultError::FileLocked.into()),
        Err(cause) => {
            let names = held(core).await?.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
            if !leave && (file.is_there() || !names.is_empty()) {
                return Err(unmoved(&names, cause));
            }
            core.vault.0.run(move |_| file.put_aside(settle)).await?;
            return Ok(0);
        }
    };
    let mut copied = Vec::new();
    for (entry, bytes) in entries {
        let target = entry.clone();
        let put = core.vault.0.run(move |keychain| keychain.keychain_set_verified(&target, &bytes)).await;
        if let Err(error) = put {
            take_back(core, copied).await;
            return Err(error.into());
        }
        copied.push(entry);
    }
    let moved = copied.len();
    let known = copied.clone();
    if let Err(error) = core.vault.0.run(move |_| file.retire(&known, settle)).await {
        take_back(core, copied).await;
        return Err(error.into());
    }
    Ok(moved)
}

/// Copies in the keychain that do not count; the file still does.
async fn take_back(core: &Core, copied: Vec<VaultEntry>) {
    for entry in copied {
        if let Err(error) = core.vault.0.run(move |keychain| keychain.keychain_delete(&entry)).await {
            tracing::warn!(%error, "a copy of a secret is still in the keychain");
        }
    }
}

/// What the keychain holds of this store's keys that are not revoked.
async fn from_keychain(core: &Core, leave: bool) -> Result<Vec<Named>> {
    let (mut entries, mut not_given, mut cause) = (Vec::new(), Vec::new(), None);
    for (entry, name) in held(core).await? {
        if matches!(cause, Some(error) if !is_of_one_entry(error)) {
            // Any other entry would fail alike, after a wait.
            not_given.push(name);
            continue;
        }
        let source = entry.clone();
        match core.vault.0.run(move |keychain| keychain.keychain_get(&source)).await {
            Ok(bytes) => entries.push((entry, bytes)),
            Err(VaultError::NoEntry) => {}
            Err(error) => {
                cause = Some(error);
                not_given.push(name);
            }
        }
    }
    match cause {
        Some(cause) if !leave => Err(unmoved(&not_given, cause)),
        _ => Ok(entries),
    }
}

fn is_of_one_entry(error: VaultError) -> bool {
    matches!(error, VaultError::Failed | VaultError::BadValue)
}

/// Secrets that came to the keychain while the others were copied: no process writes there now.
async fn follow_up(core: &Core, moved: &[VaultEntry]) -> Result<Vec<VaultEntry>> {
    let mut late = Vec::new();
    for (entry, _) in held(core).await? {
        if moved.contains(&entry) {
            continue;
        }
        let followed = core.vault.0.run({
            let entry = entry.clone();
            move |keychain| {
                let bytes = keychain.keychain_get(&entry)?;
                keychain.set_verified(&entry, &bytes)
            }
        });
        match followed.await {
            Ok(()) => late.push(entry),
            // Made in the new vault, or left behind knowingly.
            Err(error) => tracing::debug!(%error, "an entry was not in the keychain"),
        }
    }
    Ok(late)
}

/// The entries of keys that are not revoked, with the keys' names.
async fn held(core: &Core) -> Result<Vec<(VaultEntry, Option<String>)>> {
    let revoked: Vec<_> =
        core.store.revoked_with_secret().await?.into_iter().filter_map(|row| row.vault_entry).collect();
    let entries = core.store.vault_entries().await?.into_iter();
    Ok(entries
        .filter(|(id, _)| !revoked.contains(id))
        .map(|(id, name)| (VaultEntry::of(core.store.id(), &id), name))
        .collect())
}

/// Tells everyone, and looks again at what may have been left behind.
async fn settled(core: &Core, leave: bool) -> Result<()> {
    if leave {
        core.store.remember_fact(SECRETS_UNCHECKED).await?;
    }
    lifecycle::check_secrets(core).await?;
    core.changes.announce(&CHANGED);
    Ok(())
}

/// What would be lost, as an error.
fn unmoved(names: &[Option<String>], cause: VaultError) -> Error {
    let names = if names.is_empty() { "what the file holds".into() } else { told(names) };
    Error::SecretsUnmoved { names, cause }
}

#[cfg(test)]
mod tests;
