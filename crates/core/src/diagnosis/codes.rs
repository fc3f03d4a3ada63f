//! The words that providers have for failures, as data.

use super::FailureClass::{self, *};

/// Codes and types of error bodies, in small letters with `_`, that mean the same wherever they are met.
const CODES: &[(FailureClass, &[&str])] = &[
    (
        MissingKey,
        &["missing_api_key", "missing_key", "no_api_key", "api_key_missing", "missing_authorization"],
    ),
    (
        InvalidKey,
        &[
            "invalid_api_key",
            "api_key_invalid",
            "incorrect_api_key",
            "invalid_key",
            "key_not_found",
            "invalid_token",
        ],
    ),
    (
        ExpiredKey,
        &[
            "expired_api_key",
            "api_key_expired",
            "key_expired",
            "expired_key",
            "token_expired",
            "expired_token",
        ],
    ),
    (
        RevokedKey,
        &[
            "revoked_api_key",
            "api_key_revoked",
            "key_revoked",
            "revoked_key",
            "api_key_disabled",
            "key_disabled",
        ],
    ),
    (
        WrongCredential,
        &["wrong_credential", "invalid_key_type", "wrong_key_type", "access_token_type_unsupported"],
    ),
    (
        Suspended,
        &[
            "account_suspended",
            "account_deactivated",
            "account_disabled",
            "organization_deactivated",
            "user_suspended",
        ],
    ),
    (
        WrongPermission,
        &[
            "insufficient_permissions",
            "insufficient_permission",
            "permission_error",
            "permission_denied",
            "missing_scope",
            "insufficient_scope",
            "access_denied",
            "forbidden",
            "unsupported_country_region_territory",
        ],
    ),
    (
        PaymentRequired,
        &[
            "insufficient_quota",
            "quota_exceeded",
            "billing_error",
            "billing_not_active",
            "billing_hard_limit_reached",
            "insufficient_balance",
            "insufficient_credits",
            "insufficient_funds",
            "payment_required",
            "budget_exceeded",
        ],
    ),
    (
        RateLimited,
        &[
            "rate_limit_exceeded",
            "rate_limit_error",
            "rate_limited",
            "rate_limit_reached",
            "too_many_requests",
            "concurrent_limit_exceeded",
            "resource_exhausted",
            "dynamic_request_limited",
            "dynamic_token_limited",
        ],
    ),
    (ModelNotFound, &["model_not_found", "unsupported_model", "model_not_supported", "model_not_available"]),
    (NotFound, &["not_found_error", "not_found", "resource_not_found", "endpoint_not_found", "unknown_url"]),
    (
        ProviderDown,
        &[
            "overloaded_error",
            "overloaded",
            "api_error",
            "server_error",
            "internal_error",
            "internal_server_error",
            "model_unavailable",
            "processing_error",
            "service_unavailable",
            "unavailable",
            "timeout_error",
        ],
    ),
    (
        InvalidKey,
        &["authentication_error", "unauthenticated", "unauthorized", "invalid_authentication", "auth_error"],
    ),
    (
        BadRequest,
        &["invalid_request_error", "invalid_request", "bad_request", "invalid_argument", "request_too_large"],
    ),
];

/// Words that come with many reasons, and may be about another key or token than the one that was sent.
const VAGUE: &[&str] = &[
    "invalid_key",
    "key_not_found",
    "invalid_token",
    "token_expired",
    "expired_token",
    "authentication_error",
    "unauthenticated",
    "unauthorized",
    "invalid_authentication",
    "auth_error",
    "invalid_request_error",
    "invalid_request",
    "bad_request",
    "invalid_argument",
    "request_too_large",
    "forbidden",
    "access_denied",
    "not_found",
    "not_found_error",
    "api_error",
];

/// What the codes mean, the one that says most first.
pub(super) fn class(codes: &[String]) -> Option<FailureClass> {
    let known = codes.iter().filter_map(|code| of(code));
    known.clone().find(|(_, vague)| !vague).or_else(|| known.clone().next()).map(|(class, _)| class)
}

/// As [`class`], without words that come with many reasons.
pub(super) fn certain(codes: &[String]) -> Option<FailureClass> {
    codes.iter().filter_map(|code| of(code)).find(|(_, vague)| !vague).map(|(class, _)| class)
}

fn of(code: &str) -> Option<(FailureClass, bool)> {
    let plain: String = code
        .chars()
        .map(|c| if matches!(c, '-' | ' ' | '.') { '_' } else { c.to_ascii_lowercase() })
        .collect();
    let (class, _) = CODES.iter().find(|(_, words)| words.contains(&plain.as_str()))?;
    Some((*class, VAGUE.contains(&plain.as_str())))
}

/// Parts of sentences, in small letters, that tell apart what a status alone does not. For providers without codes.
const PHRASES: &[(FailureClass, &[&str])] = &[
    (
        WrongCredential,
        &[
            "admin api key",
            "admin key",
            "management key",
            "provisioning key",
            "type of key",
            "key type",
            "kind of key",
            "service account key",
        ],
    ),
    (
        WrongPermission,
        &[
            "insufficient permission",
            "missing scope",
            "not have access",
            "not have permission",
            "not have the required",
        ],
    ),
    (
        MissingKey,
        &[
            "provide an api key",
            "api key is required",
            "no api key",
            "missing api key",
            "no auth credentials",
            "missing authorization",
            "authorization header is required",
            "missing authentication",
            "x-api-key header is required",
            "no cookie auth",
        ],
    ),
    (
        InvalidKey,
        &[
            "incorrect api key",
            "invalid api key",
            "api key not valid",
            "invalid x-api-key",
            "api key is invalid",
        ],
    ),
    (
        Suspended,
        &[
            "account is suspended",
            "account has been suspended",
            "account has been deactivated",
            "account is disabled",
        ],
    ),
    (
        PaymentRequired,
        &[
            "credit balance",
            "insufficient balance",
            "insufficient credit",
            "insufficient funds",
            "out of credits",
            "budget has been exceeded",
            "check your plan and billing",
            "no credits",
        ],
    ),
];

/// What a message says that its codes did not; none where it says nothing certain.
pub(super) fn phrase(message: &str) -> Option<FailureClass> {
    let plain = message.to_lowercase().replace('\u{2019}', "'");
    let (about_key, unclear) = (plain.contains("key") || plain.contains("token"), plain.contains(" or "));
    let wrong = ["invalid", "incorrect", "not valid"].iter().any(|part| plain.contains(part));
    // A provider that names several reasons knows none.
    if about_key && !unclear && !wrong {
        if plain.contains("expired") {
            return Some(ExpiredKey);
        }
        if ["revoked", "been deleted", "been disabled", "is disabled"].iter().any(|part| plain.contains(part))
        {
            return Some(RevokedKey);
        }
    }
    // A wrong admin key is wrong, not of another kind.
    let mut known = PHRASES.iter().filter(|(class, _)| !(wrong && *class == WrongCredential));
    known.find(|(_, parts)| parts.iter().any(|part| plain.contains(part))).map(|(class, _)| *class)
}
