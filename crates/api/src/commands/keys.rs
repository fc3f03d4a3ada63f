use chrono::TimeDelta;
use keyhinge_core::keys::{KeySummary, Purpose};
use keyhinge_core::lifecycle::{self, ExpiryChoice, NewKeyInput};
use keyhinge_core::limits::Meter;
use keyhinge_core::secret::Secret;
use keyhinge_core::{Core, Error, snippets};

use super::Answer;
use super::snippets::variable_of;
use crate::app::App;
use crate::contract::{
    Copied, Expiry, KeyCopy, KeyCreate, KeyCreated, KeyRef, KeyReveal, KeyRevoke, Nothing, Revealed,
    RevokeConsequences,
};

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
        expiry: match request.expiry {
            Expiry::Never => ExpiryChoice::Never,
            Expiry::InDays { days } => ExpiryChoice::InDays(days),
            Expiry::At { at } => ExpiryChoice::At(at),
        },
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

/// Copies a key, bare or as a snippet, without the web view ever having it.
///
/// # Errors
/// `SecretNotHeld`, `SnippetRefused`, a keychain error, or `ClipboardUnavailable`.
pub async fn keys_copy(app: &App, request: KeyCopy) -> Answer<Copied> {
    let core = app.core().await?;
    let key = find(core, &request.key_id).await?;
    let target = request.target.as_deref().map(snippets::target).transpose()?;
    let secret = lifecycle::held_secret(core, &request.key_id).await?;
    let text = match target {
        Some(target) => {
            Secret::new(snippets::render(&target.id, &variable_of(core, &key)?, secret.expose())?)
        }
        None => secret,
    };
    let copied =
        app.clipboard().copy(text, Some(key.id.clone()), app.settings().clipboard_clear_seconds).await?;
    lifecycle::copied(core, &key.id, target.map(|target| target.name.as_str()), app.actor()).await?;
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
    let copied_to = core.store.copied_to(&key.id).await.map_err(Error::from)?;
    let sentences = consequences(&key, requests, &copied_to);
    Ok(RevokeConsequences {
        last_used_at: key.last_used_at,
        requests_last_24_hours: requests,
        copied_to,
        sentences,
        key,
    })
}

/// Revokes a key whose name was typed to confirm.
///
/// # Errors
/// `NameMismatch`, `AlreadyRevoked`, `NotFound`, or where the database cannot be written.
pub async fn keys_revoke(app: &App, request: KeyRevoke) -> Answer<KeySummary> {
    Ok(lifecycle::revoke(app.core().await?, &request.key_id, Some(&request.typed_name), app.actor()).await?)
}

pub(super) async fn find(core: &Core, key_id: &str) -> Answer<KeySummary> {
    let found = core.key(key_id).await?;
    let id = key_id.chars().filter(|c| !c.is_control()).take(40).collect();
    Ok(found.ok_or(Error::NotFound { what: "key", id })?)
}

fn consequences(key: &KeySummary, requests: i64, copied_to: &[String]) -> Vec<String> {
    let mut sentences = vec!["Revoking is immediate and cannot be undone.".to_owned()];
    sentences.push(match requests {
        0 => "Nothing called it in the last 24 hours.".into(),
        1 => "One request in the last 24 hours used it; its caller will get 401 REVOKED_API_KEY.".into(),
        more => format!(
            "{more} requests in the last 24 hours used it; their callers will get 401 REVOKED_API_KEY."
        ),
    });
    sentences.push("Answers that are streaming right now are cut off within a second.".into());
    if key.purpose == Purpose::parse("Production").unwrap_or_default() {
        sentences.push("It is a Production key: a service may depend on it.".into());
    }
    if !copied_to.is_empty() {
        sentences.push(format!(
            "It was copied as: {}. What was pasted there stops working.",
            copied_to.join(", ")
        ));
    }
    if key.secret_held {
        sentences.push("Its secret is deleted from the keychain of this computer.".into());
    }
    sentences
}
