//! The one error body, which the OpenAI and the Anthropic clients and plain scripts all understand.

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use keyhinge_core::Error;
use keyhinge_core::limits::Metric;
use keyhinge_core::limits::window::Refused;
use serde_json::{Value, json};

use crate::registry::Ended;

/// The largest `Retry-After`, in seconds.
const RETRY_AFTER_MAX: u64 = 60;

/// A refusal or a failure, as the caller is told.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    message: String,
    param: Option<String>,
    details: Value,
    /// Whole seconds for `Retry-After`.
    retry_after: Option<u64>,
    /// Waiting does not help; the official clients then do not retry.
    final_answer: bool,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            param: None,
            details: json!({}),
            retry_after: None,
            final_answer: false,
        }
    }

    pub(crate) fn with(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    /// Names the part of the request that it is about.
    pub(crate) fn about(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// Asking again does not help.
    pub(crate) fn not_worth_retrying(mut self) -> Self {
        self.final_answer = true;
        self
    }

    pub(crate) fn missing_key() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "MISSING_API_KEY",
            "An API key is required: send it as Authorization: Bearer or as x-api-key.",
        )
        .with(json!({ "header": "Authorization" }))
    }

    /// The same for every kind of wrong key. `public_id` is what was presented, not what was found.
    pub(crate) fn invalid_key(public_id: Option<&str>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "INVALID_API_KEY", "The provided API key is invalid.")
            .with(json!({ "key_id": public_id }))
    }

    pub(crate) fn expired_key(at: DateTime<Utc>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "EXPIRED_API_KEY", "The API key has expired.")
            .with(json!({ "expired_at": rfc3339(at) }))
    }

    pub(crate) fn revoked_key(at: Option<DateTime<Utc>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "REVOKED_API_KEY", "The API key has been revoked.")
            .with(json!({ "revoked_at": at.map(rfc3339) }))
    }

    pub(crate) fn forbidden(required: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "INSUFFICIENT_PERMISSIONS", message)
            .with(json!({ "required": required }))
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            "This path does not take this method.",
        )
    }

    pub(crate) fn model_not_found(model: &str) -> Self {
        let model = quoted(model);
        Self::new(
            StatusCode::NOT_FOUND,
            "MODEL_NOT_FOUND",
            format!("There is no model \u{201c}{model}\u{201d} here. This gateway answers as local/echo."),
        )
        .with(json!({ "model": model }))
        .about("model")
    }

    /// The request cannot be used as it is; `param` names the part.
    pub(crate) fn invalid(param: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message).about(param)
    }

    pub(crate) fn not_json(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "REQUEST_TOO_LARGE",
            format!("The request body is larger than {limit} bytes."),
        )
        .with(json!({ "limit": limit }))
    }

    /// All bodies together take as much memory as they may.
    pub(crate) fn overloaded() -> Self {
        let message = "The gateway has as many request bodies in hand as it can hold. Try again in a moment.";
        let mut error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", message)
            .with(json!({ "retry_after": 1 }));
        error.retry_after = Some(1);
        error
    }

    pub(crate) fn body_timeout() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", "The request body did not arrive in time.")
    }

    pub(crate) fn too_many_in_flight(limit: usize) -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "RATE_LIMIT_EXCEEDED",
            format!("This key has {limit} calls that are still being answered. Wait for one to end."),
        )
        .with(json!({ "metric": "in_flight", "limit": limit, "retry_after": 1 }));
        error.retry_after = Some(1);
        error
    }

    pub(crate) fn limited(refused: Refused) -> Self {
        match refused {
            Refused::UsedUp { metric, limit, retry_after } => {
                let seconds = whole_seconds(retry_after);
                let message = format!(
                    "This key may use {limit} {} per minute, and they are used up. Try again in {seconds} s.",
                    in_words(metric)
                );
                let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMIT_EXCEEDED", message)
                    .with(json!({ "metric": metric, "limit": limit, "retry_after": seconds }));
                // The OpenAI clients take no wait above a minute: they would ask again at once. The few that
                // wait a moment too short are told again, and the body is exact.
                error.retry_after = Some(seconds.min(RETRY_AFTER_MAX));
                error
            }
            Refused::NeverFits { metric, limit, asked } => {
                let message = format!(
                    "This request needs {asked} {words}, and the key may use {limit} per minute: it can never be \
                     admitted. Send less at once, or raise the key's limit.",
                    words = in_words(metric)
                );
                let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMIT_EXCEEDED", message)
                    .with(json!({ "metric": metric, "limit": limit, "asked": asked, "retry_after": RETRY_AFTER_MAX }));
                error.retry_after = Some(RETRY_AFTER_MAX);
                error.final_answer = true;
                error
            }
        }
    }

    /// The data folder cannot be used right now. The text for the log is not for the caller.
    fn storage() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "STORAGE_UNAVAILABLE",
            "The gateway cannot use its data folder right now. Run khg doctor on that computer.",
        )
    }

    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Something inside the gateway failed.")
    }

    /// The `error.type` that the clients of both APIs know for a status.
    fn kind(&self) -> &'static str {
        match self.status.as_u16() {
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            503 => "overloaded_error",
            500..=599 => "api_error",
            _ => "invalid_request_error",
        }
    }

    /// The body, which is also what an open stream says before it is cut.
    pub(crate) fn body(&self) -> Value {
        json!({
            "success": false,
            "type": "error",
            "error": {
                "code": self.code,
                "type": self.kind(),
                "message": self.message,
                "param": self.param,
                "details": self.details,
            },
        })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body().to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.final_answer {
            headers.insert("x-should-retry", HeaderValue::from_static("false"));
        }
        response
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            // The domain's name for it is not the one in this JSON.
            Error::Invalid { field: "expiry", reason } => Self::invalid("expires_at", reason),
            Error::Invalid { field, reason } => Self::invalid(field, reason),
            Error::NotFound { what, .. } => Self::not_found(format!("There is no such {what}.")),
            Error::Store(_) | Error::Folders(_) => {
                tracing::error!(%error, "the data folder could not be used");
                Self::storage()
            }
            Error::Busy => Self::new(StatusCode::CONFLICT, "BUSY", error.to_string()),
            Error::Ambiguous { .. }
            | Error::AlreadyRevealed
            | Error::SecretNotHeld
            | Error::AlreadyRevoked
            | Error::NotThisKey { .. }
            | Error::KeyEnded { .. }
            | Error::RotationUnproved { .. }
            | Error::NameMismatch
            | Error::SnippetRefused { .. }
            | Error::SnippetUnconfirmed { .. }
            | Error::HostUnconfirmed { .. }
            | Error::NotOffered { .. }
            | Error::NoCredential { .. }
            | Error::Duplicate { .. }
            | Error::CreationUnknown { .. }
            | Error::SecretLost { .. }
            | Error::Provider(_)
            | Error::Vault(_)
            | Error::Settings { .. }
            | Error::File(_)
            | Error::Write(_)
            | Error::Backup(_)
            | Error::SecretsLeft { .. }
            | Error::SecretsUnmoved { .. }
            | Error::Internal(_) => {
                tracing::error!(%error, "a request failed");
                Self::internal()
            }
        }
    }
}

impl From<Ended> for ApiError {
    fn from(why: Ended) -> Self {
        match why {
            Ended::Expired(at) => Self::expired_key(at),
            Ended::Revoked(at) => Self::revoked_key(at),
        }
    }
}

impl From<keyhinge_core::store::StoreError> for ApiError {
    fn from(error: keyhinge_core::store::StoreError) -> Self {
        Error::from(error).into()
    }
}

/// What a caller or the user wrote, as a message may quote it.
pub(crate) fn quoted(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// Seconds to wait, rounded up, never 0: a client that waits 0 s asks again at once.
fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

fn in_words(metric: Metric) -> &'static str {
    match metric {
        Metric::Requests => "requests",
        Metric::PromptTokens => "prompt tokens",
        Metric::CompletionTokens => "completion tokens",
    }
}

/// A time as every JSON of the gateway writes it: `2025-01-15T10:30:00Z`.
pub(crate) fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_the_documented_one() {
        let at = DateTime::from_timestamp(1_704_067_200, 0).unwrap_or_default();
        assert_eq!(
            ApiError::expired_key(at).body(),
            json!({
                "success": false, "type": "error",
                "error": { "code": "EXPIRED_API_KEY", "type": "authentication_error",
                           "message": "The API key has expired.", "param": null,
                           "details": { "expired_at": "2024-01-01T00:00:00Z" } },
            })
        );
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_of_at_least_one() {
        for (millis, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (59_999, 60)] {
            assert_eq!(whole_seconds(Duration::from_millis(millis)), seconds);
        }
    }

    #[test]
    fn a_wait_above_a_minute_is_exact_in_the_body_and_a_minute_in_the_header() {
        let retry_after = Duration::from_millis(60_400);
        let error = ApiError::limited(Refused::UsedUp { metric: Metric::Requests, limit: 5, retry_after });
        assert_eq!(error.body()["error"]["details"]["retry_after"], 61);
        assert_eq!(error.into_response().headers()["retry-after"], "60");
    }

    #[test]
    fn what_can_never_fit_is_not_retried_by_the_clients() {
        let refused = Refused::NeverFits { metric: Metric::PromptTokens, limit: 5, asked: 9 };
        let response = ApiError::limited(refused).into_response();
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["retry-after"], "60");
        assert_eq!(response.headers()["x-should-retry"], "false");
    }

    #[test]
    fn an_unknown_model_is_quoted_without_control_characters() {
        let body = ApiError::model_not_found("gpt\u{1b}[2J\n4").body();
        assert_eq!(body["error"]["details"]["model"], "gpt[2J4");
    }
}
