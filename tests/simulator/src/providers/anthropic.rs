//! Anthropic's administration: keys are listed and changed, never made or deleted.

use serde_json::{Value, json};

use super::{after, ok, page, refusal, rfc3339, size};
use crate::exchange::{Request, Response};
use crate::state::{Key, Provider, State};

const ME: Provider = Provider::Anthropic;

pub(super) fn answer(state: &mut State, request: &Request, method: &str, path: &[&str]) -> Option<Response> {
    let ["v1", "organizations", rest @ ..] = path else { return None };
    if request.header("anthropic-version") != Some("2023-06-01") || request.header("x-api-key").is_none() {
        return Some(refusal(ME, 400, "invalid_request_error", "anthropic-version: header is required"));
    }
    match (method, rest) {
        ("GET", ["me"]) => ok(&json!({ "id": "org_1", "type": "organization", "name": "An organization" })),
        ("GET", ["api_keys"]) => {
            let keys = state.of(ME, "");
            let from = after(&keys, request.query("after_id"));
            let (keys, next) = page(&keys, from, size(state, request, "limit", 20));
            let data: Vec<Value> = keys.iter().map(shown).collect();
            ok(&json!({
                "data": data, "has_more": next.is_some(), "first_id": keys.first().map(|key| &key.id),
                "last_id": keys.last().map(|key| &key.id),
            }))
        }
        ("POST", ["api_keys", id]) => {
            let change = request.json();
            let key = state.key(ME, id)?;
            match change["status"].as_str() {
                Some(_) if key.archived => {
                    return Some(refusal(ME, 400, "invalid_request_error", "The key is archived."));
                }
                Some("active") => key.disabled = false,
                Some("inactive") => key.disabled = true,
                Some("archived") => key.archived = true,
                Some(_) => return Some(refusal(ME, 400, "invalid_request_error", "No such status.")),
                None => {}
            }
            if let Some(name) = change["name"].as_str() {
                name.clone_into(&mut key.name);
            }
            ok(&shown(key))
        }
        ("GET", ["usage_report", "messages"]) => ok(&json!({
            "data": [{ "starting_at": request.query("starting_at"), "ending_at": request.query("ending_at"),
                "results": [{ "uncached_input_tokens": 100, "cache_read_input_tokens": 20,
                    "cache_creation": { "ephemeral_5m_input_tokens": 3, "ephemeral_1h_input_tokens": 4 },
                    "output_tokens": 50, "api_key_id": "apikey_01000001", "model": "claude-sonnet-4-5" }] }],
            "has_more": false, "next_page": null,
        })),
        _ => None,
    }
}

fn shown(key: &Key) -> Value {
    let status = if key.archived {
        "archived"
    } else if key.disabled {
        "inactive"
    } else {
        "active"
    };
    json!({
        "type": "api_key", "id": key.id, "created_at": rfc3339(key.created), "name": key.name,
        "created_by": { "id": "user_1", "type": "user" }, "partial_key_hint": key.masked(),
        "status": status, "workspace_id": null,
    })
}
