//! A LiteLLM proxy: everything is a POST, pages have numbers.

use serde_json::{Value, json};

use super::{ok, page, refusal, rfc3339, size, text};
use crate::exchange::{Request, Response};
use crate::state::{Key, Provider, State};

const ME: Provider = Provider::LiteLlm;

pub(super) fn answer(state: &mut State, request: &Request, method: &str, path: &[&str]) -> Option<Response> {
    let body = request.json();
    match (method, path) {
        ("POST", ["key", "generate"]) => {
            let alias = text(&body, "key_alias");
            if state.of(ME, "").iter().any(|key| key.name == alias) {
                return Some(refusal(
                    ME,
                    400,
                    "bad_request_error",
                    "Unique key aliases across all keys are required.",
                ));
            }
            let key = state.make(ME, "", alias).clone();
            let mut body = shown(&key);
            body["key"] = key.secret.into();
            body["token_id"] = key.id.into();
            ok(&body)
        }
        ("GET", ["key", "list"]) => {
            let keys = state.of(ME, "");
            let size = size(state, request, "size", 10).min(100);
            let number: usize = request.query("page").and_then(|text| text.parse().ok()).unwrap_or(1);
            let (found, _) = page(&keys, number.saturating_sub(1) * size, size);
            let found: Vec<Value> = found.iter().map(shown).collect();
            ok(&json!({ "keys": found, "total_count": keys.len(), "current_page": number,
                        "total_pages": keys.len().div_ceil(size) }))
        }
        ("POST", ["key", "delete"]) => {
            let ids: Vec<&str> = body["keys"].as_array()?.iter().filter_map(Value::as_str).collect();
            let gone: Vec<&str> = ids.into_iter().filter(|id| state.remove(ME, id)).collect();
            if gone.is_empty() {
                return Some(refusal(ME, 404, "not_found_error", "No keys found"));
            }
            ok(&json!({ "deleted_keys": gone }))
        }
        ("POST", ["key", change @ ("block" | "unblock" | "update")]) => {
            let key = state.key(ME, text(&body, "key"))?;
            match *change {
                "block" => key.disabled = true,
                "unblock" => key.disabled = false,
                _ => text(&body, "key_alias").clone_into(&mut key.name),
            }
            ok(&shown(key))
        }
        _ => None,
    }
}

fn shown(key: &Key) -> Value {
    json!({
        "token": key.id, "key_name": format!("sk-...{}", key.secret.get(key.secret.len() - 4..).unwrap_or_default()),
        "key_alias": key.name, "spend": 0.125, "expires": null, "models": ["gpt-5-mini"], "blocked": key.disabled,
        "created_at": rfc3339(key.created), "max_budget": 10.0, "rpm_limit": null, "tpm_limit": null,
    })
}
