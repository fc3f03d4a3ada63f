//! What each provider answers.

mod anthropic;
mod fireworks;
mod forii;
mod inference;
mod litellm;
mod openai;
mod openrouter;
mod xai;

use serde_json::{Value, json};

use crate::exchange::{Request, Response};
use crate::state::{Key, Provider, State};

/// The answer to any request that is not an order to the simulator.
pub(crate) fn answer(state: &mut State, request: &Request) -> Response {
    let parts: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let Some((first, rest)) = parts.split_first() else { return nothing_here() };
    let Some(provider) = Provider::ALL.into_iter().find(|provider| provider.as_str() == *first) else {
        return nothing_here();
    };
    if let Some(response) = inference::answer(state, provider, request, rest) {
        return response;
    }
    if request.presented() != Some(provider.credential()) || provider.credential().is_empty() {
        return refusal(provider, 401, "invalid_api_key", "Invalid credentials.");
    }
    let method = request.method.as_str();
    let answered = match provider {
        Provider::Forii => forii::answer(state, request, method, rest),
        Provider::OpenRouter => openrouter::answer(state, request, method, rest),
        Provider::OpenAi => openai::answer(state, request, method, rest),
        Provider::Anthropic => anthropic::answer(state, request, method, rest),
        Provider::LiteLlm => litellm::answer(state, request, method, rest),
        Provider::Xai => xai::answer(state, request, method, rest),
        Provider::Fireworks => fireworks::answer(state, request, method, rest),
        Provider::Fortytwo | Provider::MegaLlm | Provider::Generic => None,
    };
    answered.unwrap_or_else(|| refusal(provider, 404, "not_found", "Not found."))
}

fn nothing_here() -> Response {
    Response::json(404, &json!({ "error": { "message": "no such provider", "type": "not_found" } }))
}

/// An error in the provider's own shape.
pub(super) fn refusal(provider: Provider, status: u16, code: &str, message: &str) -> Response {
    let body = match provider {
        Provider::Fortytwo => json!({ "error": { "message": message, "type": code } }),
        Provider::Generic => {
            json!({ "success": false, "error": { "code": code.to_uppercase(), "message": message, "details": {} } })
        }
        Provider::Anthropic => {
            json!({ "type": "error", "error": { "type": code, "message": message }, "request_id": "req_1" })
        }
        Provider::OpenRouter => json!({ "error": { "code": status, "message": message } }),
        Provider::LiteLlm if status == 422 => json!({ "detail": [{ "msg": message }] }),
        _ => json!({ "error": { "message": message, "type": code, "param": null, "code": code } }),
    };
    Response::json(status, &body)
}

pub(super) fn ok(body: &Value) -> Option<Response> {
    Some(Response::json(200, body))
}

pub(super) fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Seconds since 1970 as RFC 3339 in UTC.
pub(super) fn rfc3339(seconds: i64) -> String {
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// The part of a list that was asked for, and where the next begins.
pub(super) fn page(keys: &[Key], from: usize, size: usize) -> (&[Key], Option<usize>) {
    let from = from.min(keys.len());
    let to = from.saturating_add(size.max(1)).min(keys.len());
    (keys.get(from..to).unwrap_or_default(), (to < keys.len()).then_some(to))
}

/// How many keys a page has: what was asked for, and never more than the provider or the test allows.
pub(super) fn size(state: &State, request: &Request, name: &str, usual: usize) -> usize {
    let asked = request.query(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    asked.min(state.page_max.unwrap_or(usize::MAX))
}

/// The position after the key with this id.
pub(super) fn after(keys: &[Key], id: Option<&str>) -> usize {
    id.and_then(|id| keys.iter().position(|key| key.id == id)).map_or(0, |at| at + 1)
}
