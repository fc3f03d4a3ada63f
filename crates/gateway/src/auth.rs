//! Whose request it is. Runs before any route is looked at.

use std::sync::Arc;

use axum::http::HeaderMap;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use keyhinge_core::keys::KeyState;
use keyhinge_core::keys::token::{self, SESSION_PREFIX};

use crate::error::ApiError;
use crate::registry::Key;
use crate::state::Gateway;

/// Who asks, and how the secret came.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) bearer: Bearer,
    pub(crate) source: &'static str,
}

#[derive(Clone)]
pub(crate) enum Bearer {
    /// Holds a virtual key that works.
    Key(Arc<Key>),
    /// Holds this run's session token.
    Session,
}

/// A refusal. `known` is the key whose right secret was presented: its holder may be told why.
pub(crate) struct Refusal {
    pub(crate) error: ApiError,
    pub(crate) known: Option<(Arc<Key>, &'static str)>,
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self { error, known: None }
    }
}

/// Finds out who asks, from the headers alone.
///
/// # Errors
/// 401 in each of its forms. All keys that are wrong give the same bytes.
pub(crate) async fn authenticate(headers: &HeaderMap, state: &Gateway) -> Result<Caller, Refusal> {
    let (token, source) = presented(headers)?;
    if token.starts_with(SESSION_PREFIX) {
        return if state.session_token.matches(token) {
            Ok(Caller { bearer: Bearer::Session, source })
        } else {
            Err(ApiError::invalid_key(None).into())
        };
    }
    let invalid = || ApiError::invalid_key(token::claimed_public_id(token));
    let presented = token::parse(token).ok_or_else(invalid)?;
    let mut found = state.registry.find(presented.public_id);
    if found.is_none() {
        // Well formed and not known here: another process may have made it a moment ago.
        if let Err(error) = state.registry.reload_if_stale(&state.core).await {
            tracing::warn!(%error, "the keys could not be read again");
        }
        found = state.registry.find(presented.public_id);
    }
    // An unknown key is compared too, with a hash that nothing has.
    let stored = found.as_ref().map_or(&[0; 32], |key| &key.stored.secret_hash);
    let Some(key) = found.as_ref().filter(|_| presented.matches(stored)) else {
        return Err(invalid().into());
    };
    match key.ended(state.core.clock.now()) {
        Some(why) => Err(Refusal { error: why.into(), known: Some((Arc::clone(key), source)) }),
        // Only an active key works; one that is not yet is as good as unknown.
        None if key.stored.state == KeyState::Active => {
            Ok(Caller { bearer: Bearer::Key(Arc::clone(key)), source })
        }
        None => Err(invalid().into()),
    }
}

/// The one token of a request, from either header, or from both where they say the same.
fn presented(headers: &HeaderMap) -> Result<(&str, &'static str), ApiError> {
    let bearer = one(headers, AUTHORIZATION.as_str())?.map(bearer).transpose()?;
    let api_key = one(headers, "x-api-key")?.map(text).transpose()?;
    let found = match (bearer, api_key) {
        (Some(bearer), Some(api_key)) if bearer != api_key => return Err(ApiError::invalid_key(None)),
        (Some(bearer), Some(_)) => (bearer, "authorization, x-api-key"),
        (Some(bearer), None) => (bearer, "authorization"),
        (None, Some(api_key)) => (api_key, "x-api-key"),
        (None, None) => return Err(ApiError::missing_key()),
    };
    if found.0.is_empty() { Err(ApiError::missing_key()) } else { Ok(found) }
}

fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a HeaderValue>, ApiError> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() { Err(ApiError::invalid_key(None)) } else { Ok(first) }
}

fn text(value: &HeaderValue) -> Result<&str, ApiError> {
    value.to_str().map_err(|_| ApiError::invalid_key(None))
}

/// What follows `Bearer` and one space; the scheme's letters may be of any case.
fn bearer(value: &HeaderValue) -> Result<&str, ApiError> {
    let value = text(value)?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token) } else { Err(ApiError::invalid_key(None)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(headers: &[(&'static str, &'static str)]) -> Result<(String, &'static str), &'static str> {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.parse::<http::HeaderName>().unwrap(), HeaderValue::from_static(value)))
            .collect();
        presented(&headers).map(|(token, source)| (token.to_owned(), source)).map_err(|error| error.code)
    }

    #[test]
    fn either_header_carries_the_key_or_both_the_same() {
        assert_eq!(token(&[("authorization", "Bearer k")]), Ok(("k".into(), "authorization")));
        assert_eq!(token(&[("authorization", "bearer k")]), Ok(("k".into(), "authorization")));
        assert_eq!(token(&[("x-api-key", "k")]), Ok(("k".into(), "x-api-key")));
        let both = token(&[("authorization", "Bearer k"), ("x-api-key", "k")]);
        assert_eq!(both, Ok(("k".into(), "authorization, x-api-key")));
    }

    #[test]
    fn no_key_is_missing_and_anything_odd_is_invalid() {
        for headers in
            [&[][..], &[("authorization", "Bearer ")], &[("authorization", "Bearer")], &[("x-api-key", "")]]
        {
            assert_eq!(token(headers), Err("MISSING_API_KEY"), "{headers:?}");
        }
        for headers in [
            &[("authorization", "Bearer a"), ("x-api-key", "b")][..],
            &[("authorization", "Bearer a"), ("authorization", "Bearer a")],
            &[("x-api-key", "a"), ("x-api-key", "a")],
            &[("authorization", "Basic YTpi")],
            &[("authorization", "a")],
        ] {
            assert_eq!(token(headers), Err("INVALID_API_KEY"), "{headers:?}");
        }
    }
}
