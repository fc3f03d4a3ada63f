//! What programs call with a key: models, chat, and each provider's way to tell whether a key works.

use serde_json::{Value, json};

use super::{refusal, rfc3339};
use crate::exchange::{Request, Response};
use crate::state::{Key, Provider, State, now};

/// None for what is key management.
pub(super) fn answer(
    state: &State,
    provider: Provider,
    request: &Request,
    path: &[&str],
) -> Option<Response> {
    let below = format!("/{}/{}", provider.as_str(), path.join("/"));
    let call = below.strip_prefix(provider.inference_base())?;
    let method = request.method.as_str();
    let known = matches!(
        (method, call),
        ("GET", "/models" | "/key" | "/api-key")
            | ("POST", "/chat/completions" | "/messages" | "/generate" | "/responses" | "/embeddings")
    );
    if !known {
        return None;
    }
    let response = match authenticate(state, provider, request) {
        Err(response) => response,
        Ok(key) => match call {
            "/models" => models(provider),
            "/key" if provider == Provider::OpenRouter => own_key(key),
            "/api-key" if provider == Provider::Xai => own_key_at_xai(key),
            "/chat/completions" => chat(request),
            "/messages" => message(request),
            "/generate" => Response::json(
                200,
                &json!({ "success": true, "data": { "text": "Hello." },
                "meta": { "request_id": "req_1", "timestamp": rfc3339(now()) } }),
            ),
            _ => refusal(provider, 404, "not_found", "Not found."),
        },
    };
    let explains = provider == Provider::MegaLlm && request.header("x-debug-auth") == Some("true");
    let response = if explains { explained(request, response) } else { response };
    Some(with_limits(provider, response))
}

fn authenticate<'a>(state: &'a State, provider: Provider, request: &Request) -> Result<&'a Key, Response> {
    let Some(presented) = request.presented() else {
        return Err(refusal(provider, 401, "missing_api_key", "API key is required"));
    };
    let found = state.keys.iter().find(|key| key.provider == provider && key.secret == presented);
    let invalid = || match provider {
        Provider::Fortytwo => {
            refusal(provider, 401, "authentication_error", "Invalid authentication credentials")
        }
        // OpenAI quotes a part of what was presented.
        Provider::OpenAi => {
            let message = format!(
                "Incorrect API key provided: {presented}. You can find your API key at https://platform.openai.com/account/api-keys."
            );
            refusal(provider, 401, "invalid_api_key", &message)
        }
        _ => refusal(provider, 401, "invalid_api_key", "The provided API key is invalid"),
    };
    let Some(key) = found else { return Err(invalid()) };
    if key.archived {
        return Err(invalid());
    }
    if key.expires.is_some_and(|at| at <= now()) {
        return Err(refusal(provider, 401, "expired_api_key", "The API key has expired"));
    }
    if key.disabled {
        return Err(refusal(provider, 403, "key_disabled", "The API key is disabled"));
    }
    Ok(key)
}

fn models(provider: Provider) -> Response {
    let id = match provider {
        Provider::Fortytwo => "fortytwo-preview",
        Provider::Forii => "forii/deepseek-v3",
        Provider::Anthropic => "claude-sonnet-4-5",
        _ => "gpt-5-mini",
    };
    let body = match provider {
        Provider::Generic => json!({ "success": true, "data": [{ "id": id, "name": id, "type": "text",
            "max_tokens": 4096, "pricing": { "input": 0.5, "output": 1.5 } }] }),
        Provider::Anthropic => json!({ "data": [{ "type": "model", "id": id, "display_name": id,
            "created_at": "2025-09-29T00:00:00Z" }], "has_more": false, "first_id": id, "last_id": id }),
        _ => json!({ "object": "list", "data": [{ "id": id, "object": "model", "created": 1_760_704_134,
            "owned_by": provider.as_str() }] }),
    };
    Response::json(200, &body)
}

fn chat(request: &Request) -> Response {
    let asked = request.json();
    let model = asked["model"].as_str().unwrap_or("gpt-5-mini").to_owned();
    let usage = json!({ "prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11 });
    if asked["stream"] == Value::Bool(true) {
        let chunk = |delta: Value, finish: Value, usage: Value| {
            let body = json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": now(),
                "model": model, "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }], "usage": usage });
            format!("data: {body}\n\n")
        };
        let events = chunk(json!({ "role": "assistant", "content": "Hello" }), Value::Null, Value::Null)
            + &chunk(json!({ "content": "." }), Value::Null, Value::Null)
            + &chunk(json!({}), "stop".into(), usage)
            + "data: [DONE]\n\n";
        return Response { status: 200, headers: Vec::new(), body: events.into_bytes() }
            .with("content-type", "text/event-stream");
    }
    Response::json(
        200,
        &json!({ "id": "chatcmpl-1", "object": "chat.completion", "created": now(), "model": model,
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": "Hello." }, "finish_reason": "stop" }],
        "usage": usage }),
    )
}

fn message(request: &Request) -> Response {
    let asked = request.json();
    let model = asked["model"].as_str().unwrap_or("claude-sonnet-4-5");
    if asked["stream"] == Value::Bool(true) {
        let start = json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": [],
            "stop_reason": null, "stop_sequence": null, "usage": { "input_tokens": 9, "output_tokens": 1 } });
        let text = |text: &str| json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": text } });
        let events: String = [
            json!({ "type": "message_start", "message": start }),
            json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
            json!({ "type": "ping" }),
            text("Hello"),
            text("."),
            json!({ "type": "content_block_stop", "index": 0 }),
            json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn", "stop_sequence": null },
                "usage": { "output_tokens": 2 } }),
            json!({ "type": "message_stop" }),
        ]
        .iter()
        .map(|event| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap_or_default()))
        .collect();
        return Response { status: 200, headers: Vec::new(), body: events.into_bytes() }
            .with("content-type", "text/event-stream; charset=utf-8");
    }
    Response::json(
        200,
        &json!({ "id": "msg_1", "type": "message", "role": "assistant",
        "model": model, "content": [{ "type": "text", "text": "Hello." }],
        "stop_reason": "end_turn", "usage": { "input_tokens": 9, "output_tokens": 2 } }),
    )
}

fn own_key(key: &Key) -> Response {
    Response::json(
        200,
        &json!({ "data": { "label": key.masked(), "limit": null, "limit_remaining": null,
        "usage": 0.75, "usage_daily": 0.25, "usage_weekly": 0.5, "usage_monthly": 0.75, "is_free_tier": false,
        "is_management_key": false, "rate_limit": { "requests": -1, "interval": "10s", "note": "deprecated" } } }),
    )
}

fn own_key_at_xai(key: &Key) -> Response {
    Response::json(
        200,
        &json!({ "redacted_api_key": key.masked(), "user_id": "user_1", "name": key.name,
        "team_id": key.scope, "acls": ["api-key:model:*", "api-key:endpoint:*"], "api_key_id": key.id,
        "team_blocked": false, "api_key_blocked": false, "api_key_disabled": key.disabled }),
    )
}

/// How the key was read, for who asks.
fn explained(request: &Request, response: Response) -> Response {
    let read = match (request.header("authorization"), request.header("x-api-key")) {
        (Some(_), _) => "authorization",
        (None, Some(_)) => "x-api-key",
        (None, None) => "none",
    };
    let outcome = if response.status == 200 { "valid" } else { "invalid" };
    response.with("X-Debug-Auth-Source", read).with("X-Debug-Auth-Result", outcome)
}

/// The headers in which each tells its limits.
fn with_limits(provider: Provider, response: Response) -> Response {
    let reset = (now() + 30).to_string();
    let headers: &[(&str, String)] = &match provider {
        Provider::Forii => vec![
            ("X-Ratelimit-Limit-Requests", "60".into()),
            ("X-Ratelimit-Remaining-Requests", "59".into()),
            ("X-Ratelimit-Reset", reset),
        ],
        Provider::Generic => vec![
            ("X-RateLimit-Limit", "60".into()),
            ("X-RateLimit-Remaining", "45".into()),
            ("X-RateLimit-Reset", reset),
        ],
        Provider::OpenRouter => vec![
            ("X-RateLimit-Limit", "20".into()),
            ("X-RateLimit-Remaining", "19".into()),
            ("X-RateLimit-Reset", format!("{reset}000")),
        ],
        Provider::Anthropic => vec![
            ("anthropic-ratelimit-requests-limit", "50".into()),
            ("anthropic-ratelimit-requests-remaining", "49".into()),
            ("anthropic-ratelimit-requests-reset", rfc3339(now() + 30)),
            ("anthropic-ratelimit-tokens-limit", "100000".into()),
            ("anthropic-ratelimit-tokens-remaining", "99000".into()),
            ("anthropic-ratelimit-tokens-reset", rfc3339(now() + 30)),
        ],
        Provider::OpenAi | Provider::LiteLlm | Provider::Fireworks | Provider::Xai => vec![
            ("x-ratelimit-limit-requests", "500".into()),
            ("x-ratelimit-remaining-requests", "499".into()),
            ("x-ratelimit-reset-requests", "120ms".into()),
            ("x-ratelimit-limit-tokens", "30000".into()),
            ("x-ratelimit-remaining-tokens", "29000".into()),
            ("x-ratelimit-reset-tokens", "6m0s".into()),
        ],
        Provider::Fortytwo | Provider::MegaLlm => Vec::new(),
    };
    headers.iter().fold(response, |response, (name, value)| response.with(name, value.clone()))
}
