use chrono::TimeDelta;
use keyhinge_core::keys::KeySummary;
use keyhinge_core::lifecycle::{self, ExpiryChoice, NewKeyInput};
use keyhinge_core::limits::Meter;
use keyhinge_core::rotation::{self, KeyProof, Place, PlaceState, RotationStage};
use keyhinge_core::{Core, Error};

use super::Answer;
use super::consequences::consequences;
use crate::app::App;
use crate::contract::{
    Copied, Expiry, KeyCopy, KeyCreate, KeyCreated, KeyRef, KeyReveal, KeyRevoke, Nothing, Revealed,
    RevokeConsequences,
};
use crate::snippets;

impl From<Expiry> for ExpiryChoice {
    fn from(expiry: Expiry) -> Self {
        match expiry {
            Expiry::Never => Self::Never,
            Expiry::InDays { days } => Self::InDays(days),
            Expiry::At { at } => Self::At(at),
        }
    }
}

/// Every key, oldest first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn keys_list(app: &App, _: Nothing) -> Answer<Vec<KeySummary>> {
    Ok(app.core().await?.keys().await?)
}

/// Makes a key; its secret is in the keychain, read back, when this returns.
///
/// # Errors
/// `Invalid` naming a field, or a keychain or storage error: nothing was created then.
pub async fn keys_create(app: &App, request: KeyCreate) -> Answer<KeyCreated> {
    let core = app.core().await?;
    let input = NewKeyInput {
        account_id: request.account_id,
        name: request.name,
        purpose: Some(request.purpose),
        permissions: Some(request.permissions),
        generate: Some(request.generate),
        expiry: request.expiry.into(),
        plan: Some(request.plan),
        limits: request.limits,
        actor: app.actor(),
    };
    let (key, ticket) = lifecycle::create(core, input.check(core).await?).await?;
    Ok(KeyCreated { key, ticket: ticket.as_str().to_owned() })
}

/// A ticket for a key that was never shown: its dialog was cut off.
///
/// # Errors
/// `AlreadyRevealed`, `SecretNotHeld` or `NotFound`.
pub async fn keys_reveal_ticket(app: &App, request: KeyRef) -> Answer<KeyCreated> {
    let (key, ticket) = lifecycle::reissue_ticket(app.core().await?, &request.key_id).await?;
    Ok(KeyCreated { key, ticket: ticket.as_str().to_owned() })
}

/// Shows a key, once.
///
/// # Errors
/// `AlreadyRevealed` for a used ticket, `NotFound` for an unknown one, or a keychain error.
pub async fn keys_reveal(app: &App, request: KeyReveal) -> Answer<Revealed> {
    let secret = lifecycle::reveal(app.core().await?, &request.ticket, app.actor()).await?;
    Ok(Revealed { secret: secret.expose().to_owned(), hide_after_seconds: app.settings().reveal_seconds })
}

/// Copies a key, bare or as a snippet, without the web view ever having it. A snippet that does not hold the key stays on
/// the clipboard.
///
/// # Errors
/// `SnippetUnconfirmed` with the question, `SnippetRefused`, `Invalid` naming the field, `SecretNotHeld`, a keychain error,
/// or `ClipboardUnavailable`.
pub async fn keys_copy(app: &App, request: KeyCopy) -> Answer<Copied> {
    let key_id = request.key_id.clone();
    let written = snippets::write(app, request).await?;
    let copied = if written.holds_key() {
        let seconds = app.settings().clipboard_clear_seconds;
        app.clipboard().copy(written.text, Some(key_id.clone()), seconds).await?
    } else {
        app.clipboard().copy_plain(written.text).await?
    };
    snippets::log(app, &key_id, written.snippet.as_ref()).await?;
    Ok(copied)
}

/// The meters of one key.
///
/// # Errors
/// `NotFound`, or where the database cannot be read.
pub async fn keys_limits(app: &App, request: KeyRef) -> Answer<Vec<Meter>> {
    let core = app.core().await?;
    find(core, &request.key_id).await?;
    Ok(core.store.key_meters(&request.key_id, app.clock().now()).await.map_err(Error::from)?)
}

/// What revoking a key breaks.
///
/// # Errors
/// `NotFound`, or where the database cannot be read.
pub async fn keys_revoke_consequences(app: &App, request: KeyRef) -> Answer<RevokeConsequences> {
    let core = app.core().await?;
    let key = find(core, &request.key_id).await?;
    let now = app.clock().now();
    let requests =
        core.store.requests_since(&key.id, now - TimeDelta::hours(24)).await.map_err(Error::from)?;
    let stands_in_for = match rotation::replaced_by(&key) {
        Some(old) => core.key(old).await?.map(|old| old.name),
        None => None,
    };
    let rotation = rotation::find(core, &key.id).await?;
    let replaced = rotation.stage >= RotationStage::Delete;
    let (waiting_successor, ended_successor) = match (rotation.new.map(|new| new.name), rotation.stage) {
        (new, RotationStage::Update) => (new, None),
        (new, _) => (None, new.filter(|_| rotation.proof == Some(KeyProof::Unusable))),
    };
    let held = |place: &Place| place.state == PlaceState::HoldsOld;
    let (holds, others): (Vec<_>, Vec<_>) = rotation.places.into_iter().partition(held);
    // Once another has its place, those are given that one.
    let asks: Vec<_> =
        others.into_iter().filter(|place| place.state == PlaceState::Follows && !replaced).collect();
    let accounts = core.store.accounts().await.map_err(Error::from)?;
    let forwards = accounts.iter().any(|account| account.upstream_key_id.as_ref() == Some(&key.id));
    let mut told = RevokeConsequences {
        last_used_at: key.last_used_at,
        requests_last_24_hours: requests,
        holds,
        asks,
        stands_in_for,
        waiting_successor,
        ended_successor,
        vault: app.vault_kind(),
        sentences: Vec::new(),
        key,
    };
    told.sentences = consequences(&told, core.catalogue.now().provider(&told.key.provider_id), forwards);
    Ok(told)
}

/// Revokes a key whose name was typed to confirm.
///
/// # Errors
/// `NameMismatch`, `AlreadyRevoked`, `NotFound`, or where the database cannot be written.
pub async fn keys_revoke(app: &App, request: KeyRevoke) -> Answer<KeySummary> {
    Ok(lifecycle::revoke_at_provider(app.core().await?, &request.key_id, &request.typed_name, app.actor())
        .await?)
}

pub(crate) async fn find(core: &Core, key_id: &str) -> Answer<KeySummary> {
    let found = core.key(key_id).await?;
    Ok(found.ok_or_else(|| Error::not_found("key", key_id))?)
}
