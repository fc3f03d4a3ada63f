//! OpenRouter: pages of 100 by offset.

use serde_json::{Value, json};

use super::{ok, page, rfc3339, text};
use crate::exchange::{Request, Response};
use crate::state::{Key, Provider, State};

const ME: Provider = Provider::OpenRouter;

pub(super) fn answer(state: &mut State, request: &Request, method: &str, path: &[&str]) -> Option<Response> {
    let ["api", "v1", rest @ ..] = path else { return None };
    match (method, rest) {
        ("POST", ["keys"]) => {
            let body = request.json();
            let key = state.make(ME, "", text(&body, "name")).clone();
            let mut data = shown(&key);
            data["limit"] = body["limit"].clone();
            data["expires_at"] = body["expires_at"].clone();
            Some(Response::json(201, &json!({ "data": data, "key": key.secret })))
        }
        ("GET", ["keys"]) => {
            let keys = state.of(ME, "");
            let from = request.query("offset").and_then(|text| text.parse().ok()).unwrap_or(0);
            let data: Vec<Value> = page(&keys, from, 100).0.iter().map(shown).collect();
            ok(&json!({ "data": data }))
        }
        ("PATCH", ["keys", id]) => {
            let change = request.json();
            let key = state.key(ME, id)?;
            if let Some(disabled) = change["disabled"].as_bool() {
                key.disabled = disabled;
            }
            if let Some(name) = change["name"].as_str() {
                name.clone_into(&mut key.name);
            }
            ok(&json!({ "data": shown(key) }))
        }
        ("DELETE", ["keys", id]) => {
            state.remove(ME, id).then(|| Response::json(200, &json!({ "deleted": true })))
        }
        ("GET", ["credits"]) => ok(&json!({ "data": { "total_credits": 25.5, "total_usage": 3.25 } })),
        ("GET", ["activity"]) => ok(&json!({ "data": [{
            "date": "2026-11-20 00:00:00", "model": "openai/gpt-5-mini", "usage": 0.015, "requests": 5,
            "prompt_tokens": 50, "completion_tokens": 125, "reasoning_tokens": 25 }] })),
        _ => None,
    }
}

fn shown(key: &Key) -> Value {
    json!({
        "hash": key.id, "label": key.masked(), "name": key.name, "disabled": key.disabled, "limit": null,
        "limit_remaining": null, "limit_reset": null, "include_byok_in_limit": false, "usage": 0.75,
        "usage_daily": 0.25, "usage_weekly": 0.5, "usage_monthly": 0.75, "byok_usage": 0,
        "created_at": rfc3339(key.created), "updated_at": null, "expires_at": null,
        "creator_user_id": null, "workspace_id": "ws_1",
    })
}
