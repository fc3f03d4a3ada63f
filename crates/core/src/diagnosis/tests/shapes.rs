//! Shapes and words that no single provider owns.

use serde_json::json;

use super::*;
use crate::http::Body;
use crate::management::{Operation, Unreadable as Why};

#[test]
fn other_shapes_are_read_too() {
    for (status, body, expected) in [
        (400, json!({ "error": "Incorrect API key provided: xa***bc." }), InvalidKey),
        (
            400,
            json!({ "error": { "message": "Budget has been exceeded!", "type": "budget_exceeded", "param": null, "code": "400" } }),
            PaymentRequired,
        ),
        (401, json!({ "detail": "Not authenticated" }), InvalidKey),
        (401, json!({ "error": "invalid_token", "error_description": "The token has expired" }), ExpiredKey),
        (
            402,
            json!({ "error": { "message": "Insufficient Balance", "type": "unknown_error", "code": "invalid_request_error" } }),
            PaymentRequired,
        ),
        (
            422,
            json!({ "detail": [{ "loc": ["body", "model"], "msg": "field required", "type": "value_error" }] }),
            BadRequest,
        ),
        (
            429,
            json!({ "error": { "message": "Slow down", "error_type": "dynamic_token_limited" } }),
            RateLimited,
        ),
        (403, json!({ "error": { "message": "This endpoint needs a management key." } }), WrongCredential),
        (401, json!({ "error": { "message": "This API key has been revoked." } }), RevokedKey),
        (401, json!({ "error": { "message": "The key is invalid or expired." } }), InvalidKey),
    ] {
        assert_eq!(class("", status, &body.to_string()), expected, "{body}");
    }
    let found = at(
        "together",
        429,
        &[],
        b"{\"error\":{\"message\":\"Slow\",\"error_type\":\"dynamic_token_limited\"}}",
    );
    assert_eq!(found.metric, Some(ReadingMetric::Tokens));
}

#[test]
fn words_decide_only_where_they_are_sure() {
    let says = |message: &str| json!({ "error": { "message": message } }).to_string();
    for (status, message, expected) in [
        (400, "API key expired. Please renew the API key.", ExpiredKey),
        (400, "The idempotency key has expired.", BadRequest),
        (400, "The page token has expired.", BadRequest),
        (400, "Invalid schema: the key type must be a string.", BadRequest),
        (400, "The model `x` does not exist or you do not have access to it.", ModelNotFound),
        (401, "Invalid admin API key provided.", InvalidKey),
        (401, "Invalid or expired session token.", InvalidKey),
        (401, "Your API key has been deleted.", RevokedKey),
        (403, "The account has been suspended.", Suspended),
        (403, "The project does not have access to the model.", WrongPermission),
        (429, "You exceeded your current quota, please check your plan and billing details.", RateLimited),
    ] {
        assert_eq!(class("", status, &says(message)), expected, "{message}");
    }
}

#[test]
fn a_sharper_word_wins_over_a_vague_one() {
    let google = json!({ "error": { "code": 400, "message": "API key expired. Please renew the API key.",
        "status": "INVALID_ARGUMENT", "details": [{ "reason": "API_KEY_INVALID" }] } });
    assert_eq!(class("gemini", 400, &google.to_string()), ExpiredKey);
    assert_eq!(class("", 401, "{\"error\":{\"code\":\"token_expired\"}}"), ExpiredKey);
    assert_eq!(class("", 429, "{\"error\":{\"code\":\"QUOTA_EXCEEDED\"}}"), RateLimited);
    assert_eq!(class("", 403, "{\"error\":{\"code\":\"QUOTA_EXCEEDED\"}}"), PaymentRequired);
}

#[test]
fn an_error_with_a_success_in_the_head_is_one() {
    for (body, expected) in [
        ("{\"code\":401,\"message\":\"Unauthorized\"}", InvalidKey),
        ("{\"success\":false,\"error\":{\"code\":\"EXPIRED_API_KEY\"}}", ExpiredKey),
        ("{\"error\":null,\"data\":[]}", Unknown),
        ("{\"error\":{},\"data\":[]}", Unknown),
        ("{\"status\":\"active\"}", Unknown),
    ] {
        assert_eq!(class("", 200, body), expected, "{body}");
    }
}

#[test]
fn a_failed_operation_is_explained_where_a_call_was_made() {
    let catalogue = Catalogue::embedded().unwrap();
    let call = Call { provider: catalogue.provider("forii"), credential: None, now: now() };
    let class = |error: ManagementError| call.management(&error).map(|found| found.class);
    let body = Body::from(b"{\"error\":{\"message\":\"No\"}}".to_vec());
    let answer = Answer { status: 401, headers: HeaderMap::new(), body };
    assert_eq!(class(ManagementError::Rejected(Box::new(answer))), Some(InvalidKey));
    assert_eq!(class(ManagementError::NotSent(Refusal::Connection)), Some(ConnectionRefused));
    let lost = ManagementError::Unknown { status: None, lost: Some(Lost::TimedOut) };
    assert_eq!(class(lost), Some(TimedOut));
    assert_eq!(class(ManagementError::Unknown { status: Some(503), lost: None }), Some(ProviderDown));
    assert_eq!(class(ManagementError::Unreadable(Why::NotJson)), Some(Unreadable));
    assert_eq!(class(ManagementError::NotOffered(Operation::Rename)), None);
}

#[test]
fn limits_are_read_from_the_body_of_an_error_where_the_headers_have_none() {
    let body = json!({ "error": { "code": 429, "metadata": { "headers": {
        "X-RateLimit-Limit": "20", "X-RateLimit-Remaining": 0, "X-RateLimit-Reset": "1767225690000" } } } });
    let answer = |status, lines: &[_]| Answer {
        status,
        headers: headers(lines),
        body: Body::from(body.to_string().into_bytes()),
    };
    let call = Call { provider: None, credential: None, now: now() };
    let limits =
        |answer: &Answer| call.readings(answer).iter().map(|reading| reading.limit).collect::<Vec<_>>();
    assert_eq!(limits(&answer(429, &[])), [Some(20)]);
    assert_eq!(limits(&answer(429, &[("x-ratelimit-limit", "60")])), [Some(60)]);
    assert_eq!(limits(&answer(200, &[])), []);
}
