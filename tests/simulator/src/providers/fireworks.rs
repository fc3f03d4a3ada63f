//! Fireworks: keys of a user; deleting is a POST.

use serde_json::{Value, json};

use super::{ok, page, rfc3339, size, text};
use crate::exchange::{Request, Response};
use crate::state::{Key, Provider, State};

const ME: Provider = Provider::Fireworks;

pub(super) fn answer(state: &mut State, request: &Request, method: &str, path: &[&str]) -> Option<Response> {
    let ["v1", "accounts", account, "users", user, last] = path else { return None };
    let scope = format!("{account}/{user}");
    let body = request.json();
    match (method, *last) {
        ("POST", "apiKeys") => {
            let key = state.make(ME, &scope, text(&body["apiKey"], "displayName")).clone();
            let mut body = shown(&key);
            body["key"] = key.secret.into();
            ok(&body)
        }
        ("GET", "apiKeys") => {
            let keys = state.of(ME, &scope);
            let from = request.query("pageToken").and_then(|token| token.parse().ok()).unwrap_or(0);
            let (found, next) = page(&keys, from, size(state, request, "pageSize", 50));
            let found: Vec<Value> = found.iter().map(shown).collect();
            let next = next.map_or(String::new(), |next| next.to_string());
            ok(&json!({ "apiKeys": found, "nextPageToken": next, "totalSize": keys.len() }))
        }
        ("POST", "apiKeys:delete") => {
            state.remove(ME, text(&body, "keyId")).then(|| Response::json(200, &json!({})))
        }
        _ => None,
    }
}

fn shown(key: &Key) -> Value {
    json!({
        "keyId": key.id, "displayName": key.name, "createTime": rfc3339(key.created), "secure": true,
        "email": "someone@example.com", "prefix": key.secret.get(..7), "annotations": {},
    })
}
