//! xAI's management: camelCase, opaque page tokens.

use serde_json::{Value, json};

use super::{after, ok, page, refusal, rfc3339, size, text};
use crate::exchange::{Request, Response};
use crate::state::{Key, Provider, State};

const ME: Provider = Provider::Xai;

pub(super) fn answer(state: &mut State, request: &Request, method: &str, path: &[&str]) -> Option<Response> {
    match (method, path) {
        ("GET", ["auth", "management-keys", "validation"]) => {
            ok(&json!({ "teamId": "team_1", "name": "management" }))
        }
        ("POST", ["auth", "teams", team, "api-keys"]) => {
            let body = request.json();
            if body["acls"].as_array().is_none_or(Vec::is_empty) {
                return Some(refusal(ME, 400, "invalid_argument", "acls must not be empty."));
            }
            let key = state.make(ME, team, text(&body, "name")).clone();
            let mut body = shown(&key);
            body["apiKey"] = key.secret.into();
            ok(&body)
        }
        ("GET", ["auth", "teams", team, "api-keys"]) => {
            let keys = state.of(ME, team);
            let from =
                after(&keys, request.query("paginationToken").and_then(|token| token.strip_prefix("after-")));
            let (found, next) = page(&keys, from, size(state, request, "pageSize", 10));
            let found: Vec<Value> = found.iter().map(shown).collect();
            let next = next
                .and_then(|next| keys.get(next - 1))
                .map_or(String::new(), |key| format!("after-{}", key.id));
            ok(&json!({ "apiKeys": found, "paginationToken": next }))
        }
        ("PUT", ["auth", "api-keys", id]) => {
            let body = request.json();
            let key = state.key(ME, id)?;
            for field in text(&body, "fieldMask").split(',') {
                match field {
                    "disabled" => key.disabled = body["apiKey"]["disabled"].as_bool().unwrap_or(false),
                    "name" => text(&body["apiKey"], "name").clone_into(&mut key.name),
                    _ => return Some(refusal(ME, 400, "invalid_argument", "unknown field")),
                }
            }
            ok(&shown(key))
        }
        ("DELETE", ["auth", "api-keys", id]) => state.remove(ME, id).then(|| Response::json(200, &json!({}))),
        ("GET", ["v1", "billing", "teams", _, "prepaid", "balance"]) => {
            ok(&json!({ "changes": [], "total": { "val": "-1234" } }))
        }
        _ => None,
    }
}

fn shown(key: &Key) -> Value {
    json!({
        "apiKeyId": key.id, "redactedApiKey": key.masked(), "userId": "user_1", "name": key.name,
        "createTime": rfc3339(key.created), "modifyTime": rfc3339(key.created), "teamId": key.scope,
        "disabled": key.disabled, "expireTime": null, "qps": null, "qpm": 60, "tpm": "100000",
        "aclStrings": ["api-key:model:*", "api-key:endpoint:*"],
    })
}
