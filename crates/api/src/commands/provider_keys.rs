use keyhinge_core::Error;
use keyhinge_core::accounts::{self, KeyTest};
use keyhinge_core::keys::KeySummary;
use keyhinge_core::lifecycle::{self, ProviderKeyInput};
use keyhinge_core::limits::Reading;

use super::Answer;
use super::keys::find;
use crate::app::App;
use crate::contract::{
    KeyCreateAtProvider, KeyMade, KeyRef, KeyRename, KeyRevoke, KeyTestBy, Nothing, RevokeConfirmed,
};

/// Makes a key at its provider; its secret is in the vault, read back, when this returns, or `kept` is false.
///
/// # Errors
/// `Invalid`, `NotOffered`, `NoCredential`, `Provider`, or the vault's: no key was made. `CreationUnknown`, `SecretLost`.
pub async fn keys_create_at_provider(app: &App, request: KeyCreateAtProvider) -> Answer<KeyMade> {
    let input = ProviderKeyInput {
        account_id: request.account_id,
        name: request.name,
        purpose: request.purpose,
        expiry: request.expiry.into(),
        options: request.options,
        actor: app.actor(),
    };
    let made = lifecycle::create_at_provider(app.core().await?, input).await?;
    Ok(KeyMade { key: made.key, ticket: made.ticket.as_str().to_owned(), kept: made.kept })
}

/// Tries again to keep the secret of a key that the vault did not take.
///
/// # Errors
/// `SecretNotHeld` where this process does not have it, or the vault's.
pub async fn keys_keep(app: &App, request: KeyRef) -> Answer<KeySummary> {
    Ok(lifecycle::keep_sealed(app.core().await?, &request.key_id).await?)
}

/// Gives a key another name, at its provider too where that knows it.
///
/// # Errors
/// `Invalid`, `NotFound`, `NotOffered`, `Provider`.
pub async fn keys_rename(app: &App, request: KeyRename) -> Answer<KeySummary> {
    Ok(lifecycle::rename(app.core().await?, &request.key_id, &request.name, app.actor()).await?)
}

/// Has the provider refuse a key until it is enabled again.
///
/// # Errors
/// `NotFound`, `NotOffered`, `Provider`.
pub async fn keys_disable(app: &App, request: KeyRef) -> Answer<KeySummary> {
    Ok(lifecycle::disable(app.core().await?, &request.key_id, app.actor()).await?)
}

/// Has the provider accept a disabled key again.
///
/// # Errors
/// As [`keys_disable`].
pub async fn keys_enable(app: &App, request: KeyRef) -> Answer<KeySummary> {
    Ok(lifecycle::enable(app.core().await?, &request.key_id, app.actor()).await?)
}

/// Takes a key out of Keyhinge, with its secret. At the provider nothing changes.
///
/// # Errors
/// `NotFound`, `NotOffered` for a virtual key, or where the vault keeps the secret.
pub async fn keys_forget(app: &App, request: KeyRef) -> Answer<Nothing> {
    lifecycle::forget(app.core().await?, &request.key_id, app.actor()).await?;
    Ok(Nothing {})
}

/// Asks the provider whether a key works. That it does not is no error: the verdict says it.
///
/// # Errors
/// `NotFound`, `SecretNotHeld`, `NotOffered` where the provider has no such test, `Invalid` for a model that cannot be called.
pub async fn keys_test(app: &App, request: KeyTestBy) -> Answer<KeyTest> {
    Ok(accounts::test_key(app.core().await?, &request.key_id, &request.by(), app.actor()).await?)
}

/// What the provider last said of a key's limits.
///
/// # Errors
/// `NotFound`.
pub async fn keys_readings(app: &App, request: KeyRef) -> Answer<Vec<Reading>> {
    let core = app.core().await?;
    find(core, &request.key_id).await?;
    Ok(core.store.readings(&request.key_id).await.map_err(Error::from)?)
}

/// Looks whether a key that was to be revoked is.
///
/// # Errors
/// `NotFound`, `Provider`, `SecretNotHeld` where nothing here can prove it.
pub async fn keys_revoke_confirm(app: &App, request: KeyTestBy) -> Answer<RevokeConfirmed> {
    let found = lifecycle::confirm(app.core().await?, &request.key_id, &request.by(), app.actor()).await?;
    Ok(RevokeConfirmed { key: found.key, test: found.test })
}

/// Takes a guided revocation back: the key goes on as before.
///
/// # Errors
/// `NotFound`, `AlreadyRevoked`, `Invalid` where no revocation was begun, or the provider carries it out.
pub async fn keys_revoke_cancel(app: &App, request: KeyRef) -> Answer<KeySummary> {
    Ok(lifecycle::keep_after_all(app.core().await?, &request.key_id, app.actor()).await?)
}

/// Takes the user's word that a key is revoked which nothing here can prove.
///
/// # Errors
/// `NotFound`, `NameMismatch`, `AlreadyRevoked`, `Invalid` where no revocation was begun.
pub async fn keys_revoke_by_hand(app: &App, request: KeyRevoke) -> Answer<KeySummary> {
    let core = app.core().await?;
    Ok(lifecycle::revoked_by_hand(core, &request.key_id, &request.typed_name, app.actor()).await?)
}
