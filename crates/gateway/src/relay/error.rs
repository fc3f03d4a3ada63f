//! What keeps a call from being passed on. No text of it comes from the provider, and none names an address.

use http::StatusCode;
use keyhinge_core::Error;
use keyhinge_core::http::{Failure, Lost, Refusal};
use serde_json::json;

use super::upstreams::Account;
use crate::error::{ApiError, quoted};

/// A sentence does not name more accounts than this.
const NAMED_MAX: usize = 20;

/// No account is meant by this model; `labels` are how those are called that there are.
pub(super) fn no_such_model(model: &str, labels: &[String]) -> ApiError {
    let model = quoted(model);
    let named = &labels[..labels.len().min(NAMED_MAX)];
    let hint = if named.is_empty() {
        "No account of Keyhinge speaks this API; local/echo answers without one.".to_owned()
    } else {
        format!(
            "Write the account before it, as {}/{model}. Accounts for this API: {}. local/echo answers without one.",
            named[0],
            named.join(", ")
        )
    };
    let message = format!("There is no model \u{201c}{model}\u{201d} here. {hint}");
    ApiError::new(StatusCode::NOT_FOUND, "MODEL_NOT_FOUND", message)
        .with(json!({ "model": model, "accounts": labels }))
        .about("model")
}

/// The account's provider lists no such model.
pub(super) fn unknown_model(account: &Account, model: &str) -> ApiError {
    let model = quoted(model);
    let message = format!(
        "The provider of the account \u{201c}{}\u{201d} lists no model \u{201c}{model}\u{201d}.",
        quoted(&account.name)
    );
    ApiError::new(StatusCode::NOT_FOUND, "MODEL_NOT_FOUND", message)
        .with(json!({ "model": model, "account": account.label }))
        .about("model")
}

/// Nobody knows what the account's provider lists; `trouble` is a sentence of ours.
pub(super) fn not_listed(account: &Account, trouble: &str) -> ApiError {
    let message = format!(
        "The models of the account \u{201c}{}\u{201d} are not known. {trouble}",
        quoted(&account.name)
    );
    ApiError::new(StatusCode::BAD_GATEWAY, "UPSTREAM_FAILED", message)
        .with(json!({ "account": account.label }))
}

/// Several accounts are called like this.
pub(super) fn several(model: &str, ids: &[String]) -> ApiError {
    let model = quoted(model);
    let message = format!(
        "Several accounts are meant by \u{201c}{model}\u{201d}. Name one by its id: {}.",
        ids.iter().take(NAMED_MAX).map(String::as_str).collect::<Vec<_>>().join(", ")
    );
    ApiError::new(StatusCode::BAD_REQUEST, "AMBIGUOUS_ACCOUNT", message)
        .with(json!({ "model": model, "accounts": ids }))
        .about("model")
}

/// The account has no key that may be used.
pub(super) fn no_key(account: &Account) -> ApiError {
    let message = format!(
        "The account \u{201c}{}\u{201d} has no key that the gateway may use. Choose one for it in Keyhinge.",
        quoted(&account.name)
    );
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "NO_UPSTREAM_KEY", message)
        .with(json!({ "account": account.label }))
        .not_worth_retrying()
}

/// The account's key cannot be had: its secret is not there, or the vault does not give it out.
pub(super) fn key_unavailable(account: &Account, error: &Error) -> ApiError {
    tracing::warn!(%error, account = account.id, "the key of an account cannot be used");
    let why = match error {
        Error::AlreadyRevoked => "it may not be used any more",
        Error::SecretNotHeld | Error::NotFound { .. } => "its secret is not on this computer",
        Error::Vault(_) => "the vault does not give it out; it may be locked",
        _ => "something inside Keyhinge failed",
    };
    let message = format!(
        "The key of the account \u{201c}{}\u{201d} cannot be used: {why}. Look at it in Keyhinge.",
        quoted(&account.name)
    );
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "UPSTREAM_KEY_UNAVAILABLE", message)
        .with(json!({ "account": account.label }))
        .not_worth_retrying()
}

/// The key was revoked or disabled while it was in use.
pub(super) fn key_ended(account: &Account) -> ApiError {
    key_unavailable(account, &Error::AlreadyRevoked)
}

/// The account's addresses cannot be used as they are set up.
pub(super) fn no_way(account: &Account) -> ApiError {
    let message = format!(
        "The account \u{201c}{}\u{201d} cannot be reached as it is set up. Look at it in Keyhinge.",
        quoted(&account.name)
    );
    ApiError::new(StatusCode::BAD_GATEWAY, "UPSTREAM_UNREACHABLE", message)
        .with(json!({ "account": account.label }))
        .not_worth_retrying()
}

/// The call brought no answer that could be passed on.
pub(super) fn failed(account: &Account, failure: &Failure) -> ApiError {
    let (status, code, what) = match failure {
        Failure::Refused(Refusal::TimedOut) => (
            StatusCode::GATEWAY_TIMEOUT,
            "UPSTREAM_TIMEOUT",
            "the host did not take the connection in time.".into(),
        ),
        Failure::Refused(refusal) => {
            (StatusCode::BAD_GATEWAY, "UPSTREAM_UNREACHABLE", refusal_in_words(refusal))
        }
        Failure::Unknown { lost: Lost::TimedOut, .. } => {
            (StatusCode::GATEWAY_TIMEOUT, "UPSTREAM_TIMEOUT", "the provider did not answer in time.".into())
        }
        Failure::Unknown { lost: Lost::Broken | Lost::TooLarge, .. } => (
            StatusCode::BAD_GATEWAY,
            "UPSTREAM_FAILED",
            "the connection broke before the whole answer was there.".into(),
        ),
        Failure::Unknown { lost: Lost::Encoded, .. } => (
            StatusCode::BAD_GATEWAY,
            "UPSTREAM_FAILED",
            "the answer is compressed, though that was not asked for.".into(),
        ),
    };
    let message =
        format!("The account \u{201c}{}\u{201d} could not be called: {what}", quoted(&account.name));
    ApiError::new(status, code, message).with(json!({ "account": account.label }))
}

/// Redirects are not followed: the next host is not the one that the key is for.
pub(super) fn redirected(account: &Account) -> ApiError {
    let message = format!(
        "The account \u{201c}{}\u{201d} answered with a redirect, which is not followed. Check its address in Keyhinge.",
        quoted(&account.name)
    );
    ApiError::new(StatusCode::BAD_GATEWAY, "UPSTREAM_FAILED", message)
        .with(json!({ "account": account.label }))
        .not_worth_retrying()
}

fn refusal_in_words(refusal: &Refusal) -> String {
    match refusal {
        // It would quote the address.
        Refusal::Address(_) => "its address cannot be used.".into(),
        other => other.to_string(),
    }
}
