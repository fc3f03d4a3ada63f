use keyhinge_core::changes::Topic;
use keyhinge_core::vault::{VaultError, VaultKind, VaultLook, check_passphrase, switch};
use keyhinge_core::{Error, lifecycle};

use super::Answer;
use crate::app::{App, look_for_secrets};
use crate::contract::{
    Nothing, VaultChangePassphrase, VaultChooseFile, VaultChooseKeychain, VaultState, VaultStatus,
    VaultSwitched, VaultUnlock,
};
use crate::error::CommandError;

/// Which vault is chosen and whether it can be used. Asks the user nothing and writes nothing.
///
/// # Errors
/// None; the signature is every command's.
pub async fn vault_status(app: &App, _: Nothing) -> Answer<VaultStatus> {
    Ok(status(app.vault().look().await))
}

/// Makes an encrypted file the vault, and takes along every secret that the present vault gives.
///
/// # Errors
/// `Invalid` for a passphrase that is no protection; `SecretsUnmoved` where a secret would stay behind and
/// `leave_secrets` is not set; `VaultFile` where there is one already. Nothing was changed then.
pub async fn vault_choose_file(app: &App, request: VaultChooseFile) -> Answer<VaultSwitched> {
    let switched = switch::to_file(app.core().await?, request.passphrase, request.leave_secrets).await?;
    Ok(told(app, switched).await)
}

/// Makes the system's keychain the vault again, and takes every secret along.
///
/// # Errors
/// `VaultLocked`, a keychain's error, or `SecretsUnmoved` where a secret would stay behind and `leave_secrets` is not
/// set. Nothing was changed then.
pub async fn vault_choose_keychain(app: &App, request: VaultChooseKeychain) -> Answer<VaultSwitched> {
    let switched = switch::to_keychain(app.core().await?, request.leave_secrets).await?;
    Ok(told(app, switched).await)
}

/// Unlocks the file vault for this process, and ends what waited for it.
///
/// # Errors
/// `WrongPassphrase`, or what is wrong with the file.
pub async fn vault_unlock(app: &App, request: VaultUnlock) -> Answer<VaultStatus> {
    app.vault().unlock(request.passphrase).await.map_err(Error::from)?;
    app.changes().announce(&[Topic::Vault]);
    let core = app.core().await?.clone();
    // As at a start: secrets of revoked keys could not leave a locked vault.
    tokio::spawn(async move {
        match lifecycle::finish_revocations(&core).await {
            Err(error) if !core.store.is_closed() => {
                tracing::warn!(%error, "open revocations could not be finished");
            }
            _ => {}
        }
        look_for_secrets(&core).await;
    });
    vault_status(app, Nothing {}).await
}

/// Locks the file vault, in this process. A keychain is locked with its own program.
///
/// # Errors
/// None; the signature is every command's.
pub async fn vault_lock(app: &App, _: Nothing) -> Answer<VaultStatus> {
    app.vault().lock();
    app.changes().announce(&[Topic::Vault]);
    vault_status(app, Nothing {}).await
}

/// Seals the file vault under another passphrase.
///
/// # Errors
/// `Invalid` for a new one that is no protection, `WrongPassphrase` where the present one is not right, or what is wrong
/// with the file. Nothing was changed then.
pub async fn vault_change_passphrase(app: &App, request: VaultChangePassphrase) -> Answer<VaultStatus> {
    check_passphrase(&request.new_passphrase, "new_passphrase")?;
    let changed = app.vault().change_passphrase(request.passphrase, request.new_passphrase).await;
    changed.map_err(Error::from)?;
    app.changes().announce(&[Topic::Vault]);
    vault_status(app, Nothing {}).await
}

async fn told(app: &App, switched: switch::Switched) -> VaultSwitched {
    VaultSwitched {
        status: status(app.vault().look().await),
        moved: u32::try_from(switched.moved).unwrap_or(u32::MAX),
        left: u32::try_from(switched.left).unwrap_or(u32::MAX),
    }
}

fn status(look: VaultLook) -> VaultStatus {
    let (state, message, next_step) = match look.usable {
        Ok(()) => (VaultState::Ready, ready(look.kind).to_owned(), String::new()),
        Err(error) => (state(error), error.to_string(), CommandError::from(error).next_step),
    };
    VaultStatus {
        kind: look.kind,
        state,
        file: look.file.filter(|_| look.kind == VaultKind::File).map(|path| path.display().to_string()),
        message,
        next_step,
    }
}

fn ready(kind: VaultKind) -> &'static str {
    match kind {
        VaultKind::Keychain => "Secrets are kept in the keychain of this system.",
        VaultKind::File => "Secrets are kept in an encrypted file; it is unlocked until Keyhinge closes.",
    }
}

fn state(error: VaultError) -> VaultState {
    match error {
        VaultError::Locked | VaultError::Dismissed | VaultError::FileLocked | VaultError::WrongPassphrase => {
            VaultState::Locked
        }
        VaultError::Absent | VaultError::NotUsed => VaultState::Absent,
        VaultError::FileMissing => VaultState::MissingFile,
        VaultError::FileDamaged | VaultError::FileNewer | VaultError::FileForeign => VaultState::BadFile,
        VaultError::Slow
        | VaultError::Denied
        | VaultError::Unreliable
        | VaultError::TooLong
        | VaultError::BadValue
        | VaultError::NoEntry
        | VaultError::Failed
        | VaultError::FileFailed
        | VaultError::FileDiskFull
        | VaultError::FileExists
        | VaultError::NoMemory
        | VaultError::Changed
        | VaultError::NotSettled => VaultState::Failed,
    }
}
