//! Every example of an error that a provider documents.

use serde_json::json;

use super::*;

#[test]
fn the_three_errors_of_the_generic_api() {
    for (code, message, details, expected) in [
        (
            "INVALID_API_KEY",
            "The provided API key is invalid",
            json!({ "key_id": "key_1234567890" }),
            InvalidKey,
        ),
        (
            "EXPIRED_API_KEY",
            "The API key has expired",
            json!({ "expired_at": "2024-01-01T00:00:00Z" }),
            ExpiredKey,
        ),
        ("MISSING_API_KEY", "API key is required", json!({ "header": "Authorization" }), MissingKey),
        ("REVOKED_API_KEY", "The API key has been revoked", json!({}), RevokedKey),
    ] {
        let body =
            json!({ "success": false, "error": { "code": code, "message": message, "details": details } });
        let found = at("generic", 401, &[], body.to_string().as_bytes());
        assert_eq!((found.class, found.code.as_deref()), (expected, Some(code)));
        assert_eq!(found.provider_says.as_deref(), Some(message));
        let with_meta = json!({ "success": false, "error": body["error"],
            "meta": { "request_id": "req_abc123", "timestamp": "2026-01-01T00:00:00Z" } });
        let found = at("generic", 401, &[], with_meta.to_string().as_bytes());
        assert_eq!((found.class, found.request_id.as_deref()), (expected, Some("req_abc123")));
    }
}

#[test]
fn every_code_of_the_generic_api_has_its_class() {
    for (status, codes, expected) in [
        (
            400,
            "INVALID_REQUEST MISSING_REQUIRED_FIELD INVALID_FIELD_VALUE INVALID_FILE_FORMAT FILE_TOO_LARGE",
            BadRequest,
        ),
        (
            400,
            "PROMPT_TOO_LONG INVALID_TEMPERATURE INVALID_MAX_TOKENS INVALID_IMAGE_SIZE PROMPT_VIOLATION",
            BadRequest,
        ),
        (400, "UNSUPPORTED_MODEL", ModelNotFound),
        (403, "INSUFFICIENT_PERMISSIONS", WrongPermission),
        (403, "ACCOUNT_SUSPENDED", Suspended),
        (403, "QUOTA_EXCEEDED", PaymentRequired),
        (404, "RESOURCE_NOT_FOUND ENDPOINT_NOT_FOUND", NotFound),
        (404, "MODEL_NOT_FOUND", ModelNotFound),
        (429, "RATE_LIMIT_EXCEEDED CONCURRENT_LIMIT_EXCEEDED", RateLimited),
        (500, "INTERNAL_ERROR MODEL_UNAVAILABLE PROCESSING_ERROR", ProviderDown),
        (502, "SERVICE_UNAVAILABLE", ProviderDown),
        (503, "OVERLOADED", ProviderDown),
    ] {
        for code in codes.split(' ') {
            let body = json!({ "success": false, "error": { "code": code, "message": "No." } }).to_string();
            assert_eq!(class("generic", status, &body), expected, "{code}");
        }
    }
}

#[test]
fn the_rate_limit_of_the_generic_api_tells_the_wait() {
    let body = json!({ "success": false, "error": { "code": "RATE_LIMIT_EXCEEDED", "message": "Rate limit exceeded",
        "details": { "retry_after": 60, "limit": 60, "reset_time": 1_640_995_200 } } });
    let found = at("generic", 429, &[], body.to_string().as_bytes());
    assert_eq!((found.class, found.retry_after_seconds, found.do_not_retry), (RateLimited, Some(60), false));
    assert_eq!(found.retry_at, Some("2026-01-01T00:01:00Z".parse().unwrap()));
    let concurrent =
        json!({ "error": { "code": "CONCURRENT_LIMIT_EXCEEDED", "message": "Too many." } }).to_string();
    assert_eq!(
        at("generic", 429, &[], concurrent.as_bytes()).metric,
        Some(ReadingMetric::ConcurrentRequests)
    );
}

#[test]
fn a_402_of_forii_is_not_to_be_retried() {
    let found =
        at("forii", 402, &[("retry-after", "30")], openai("Quota exceeded", "quota", None).as_bytes());
    assert_eq!((found.class, found.do_not_retry, found.retry_at), (PaymentRequired, true, None));
    let found = at("forii", 429, &[("Retry-After", "30")], b"");
    assert_eq!((found.class, found.do_not_retry, found.retry_after_seconds), (RateLimited, false, Some(30)));
}

#[test]
fn the_errors_of_fortytwo() {
    let says =
        |message: &str, kind: &str| json!({ "error": { "message": message, "type": kind } }).to_string();
    for (status, message, kind, expected) in [
        (400, "Missing required field: messages", "invalid_request_error", BadRequest),
        (401, "Invalid authentication credentials", "authentication_error", InvalidKey),
        (404, "Model not found.", "model_not_found", ModelNotFound),
        (429, "Too many concurrent requests. Retry after 12s.", "rate_limit_exceeded", RateLimited),
    ] {
        assert_eq!(class("fortytwo", status, &says(message, kind)), expected, "{message}");
    }
    let body = says("Too many concurrent requests. Retry after 12s.", "rate_limit_exceeded");
    let found = at("fortytwo", 429, &[], body.as_bytes());
    assert_eq!(found.retry_after_seconds, Some(12));
    assert_eq!(found.metric, Some(ReadingMetric::ConcurrentRequests));
    // As its page has it, with commas that are no JSON.
    let broken =
        "{\"error\":{\"message\":\"Invalid authentication credentials\",\"type\":\"authentication_error\",}}";
    assert_eq!(class("fortytwo", 401, broken), InvalidKey);
}

#[test]
fn megallm_answers_in_any_shape() {
    for (status, expected) in [(401, InvalidKey), (403, WrongPermission), (429, RateLimited)] {
        for body in [
            "",
            "Unauthorized",
            "{\"message\":\"No\"}",
            "{\"detail\":\"No\"}",
            "{\"error\":\"No\"}",
            "[]",
            "null",
        ] {
            assert_eq!(class("megallm", status, body), expected, "{body}");
        }
    }
}

#[test]
fn the_errors_of_openai() {
    for (status, message, kind, code, expected) in [
        (
            401,
            "Incorrect API key provided: sk-ab***yz.",
            "invalid_request_error",
            Some("invalid_api_key"),
            InvalidKey,
        ),
        (
            401,
            "You didn't provide an API key. You need to provide an API key.",
            "invalid_request_error",
            None,
            MissingKey,
        ),
        (
            401,
            "You have insufficient permissions for this operation. Missing scopes: x",
            "invalid_request_error",
            None,
            WrongPermission,
        ),
        (
            403,
            "Country, region, or territory not supported",
            "request_forbidden",
            Some("unsupported_country_region_territory"),
            WrongPermission,
        ),
        (
            404,
            "The model `x` does not exist or you do not have access to it.",
            "invalid_request_error",
            Some("model_not_found"),
            ModelNotFound,
        ),
        (404, "Invalid URL (GET /v1/x)", "invalid_request_error", None, NotFound),
        (
            429,
            "You exceeded your current quota.",
            "insufficient_quota",
            Some("insufficient_quota"),
            PaymentRequired,
        ),
        (
            429,
            "Rate limit reached for x on tokens per min (TPM). Please try again in 1.2s.",
            "tokens",
            Some("rate_limit_exceeded"),
            RateLimited,
        ),
        (500, "The server had an error", "server_error", None, ProviderDown),
    ] {
        assert_eq!(class("openai", status, &openai(message, kind, code)), expected, "{message}");
    }
    let body = openai(
        "Rate limit reached on tokens per min (TPM). Please try again in 1.2s.",
        "tokens",
        Some("rate_limit_exceeded"),
    );
    let found = at("openai", 429, &[], body.as_bytes());
    assert_eq!((found.metric, found.retry_after_seconds), (Some(ReadingMetric::Tokens), Some(2)));
    let quota =
        at("openai", 429, &[], openai("", "insufficient_quota", Some("insufficient_quota")).as_bytes());
    assert!(quota.do_not_retry && quota.hint);
}

#[test]
fn the_errors_of_anthropic() {
    for (status, kind, expected) in [
        (400, "invalid_request_error", BadRequest),
        (401, "authentication_error", InvalidKey),
        (402, "billing_error", PaymentRequired),
        (403, "permission_error", WrongPermission),
        (404, "not_found_error", NotFound),
        (413, "request_too_large", BadRequest),
        (429, "rate_limit_error", RateLimited),
        (500, "api_error", ProviderDown),
        (529, "overloaded_error", ProviderDown),
    ] {
        let body =
            json!({ "type": "error", "error": { "type": kind, "message": "No." }, "request_id": "req_011" });
        let found = at("anthropic", status, &[], body.to_string().as_bytes());
        assert_eq!(
            (found.class, found.code.as_deref(), found.request_id.as_deref()),
            (expected, Some(kind), Some("req_011"))
        );
    }
    let low = json!({ "type": "error", "error": { "type": "invalid_request_error", "message": "Your credit balance is too low." } });
    assert_eq!(class("anthropic", 400, &low.to_string()), PaymentRequired);
    let model =
        json!({ "type": "error", "error": { "type": "not_found_error", "message": "model: claude-x" } });
    assert_eq!(class("anthropic", 404, &model.to_string()), ModelNotFound);
}

#[test]
fn openrouter_has_numbers_for_codes_and_headers_in_the_body() {
    let error =
        |code: u16, message: &str| json!({ "error": { "code": code, "message": message } }).to_string();
    assert_eq!(class("openrouter", 401, &error(401, "No auth credentials found")), MissingKey);
    assert_eq!(class("openrouter", 402, &error(402, "Insufficient credits")), PaymentRequired);
    // With a success in the head.
    assert_eq!(class("openrouter", 200, &error(429, "Rate limited")), RateLimited);
    assert_eq!(class("openrouter", 200, &error(401, "User not found.")), InvalidKey);
    let inner = at("openrouter", 200, &[], error(402, "Insufficient credits").as_bytes());
    let outer = at("openrouter", 402, &[], b"");
    assert_eq!((inner.class, inner.meaning), (outer.class, outer.meaning));
    let body = json!({ "error": { "code": 429, "message": "Rate limit exceeded", "metadata": { "headers": {
        "X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1767225690000" } } } });
    let found = at("openrouter", 429, &[], body.to_string().as_bytes());
    assert_eq!(found.retry_after_seconds, Some(90));
    assert_eq!(found.code, None);
}

#[test]
fn google_tells_its_reasons_in_a_list() {
    let invalid = json!({ "error": { "code": 400, "message": "API key not valid. Please pass a valid API key.",
        "status": "INVALID_ARGUMENT", "details": [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID", "domain": "googleapis.com" }] } });
    let found = at("gemini", 400, &[], invalid.to_string().as_bytes());
    assert_eq!((found.class, found.code.as_deref()), (InvalidKey, Some("API_KEY_INVALID")));
    let quota = json!([{ "error": { "code": 429, "message": "You exceeded your current quota, please check your plan and billing details.",
        "status": "RESOURCE_EXHAUSTED", "details": [
            { "@type": "type.googleapis.com/google.rpc.QuotaFailure",
              "violations": [{ "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "quotaValue": "10" }] },
            { "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "22s" }] } }]);
    let found = at("gemini", 429, &[], quota.to_string().as_bytes());
    assert_eq!((found.class, found.retry_after_seconds), (RateLimited, Some(22)));
    assert_eq!(found.metric, Some(ReadingMetric::Requests));
}
