//! OpenAI's administration: admin keys of the organization, and a project's keys, which only service accounts get by API.

use serde_json::{Value, json};

use super::{after, ok, page, refusal, size, text};
use crate::exchange::{Request, Response};
use crate::state::{Key, Provider, State, now};

const ME: Provider = Provider::OpenAi;

/// The scope of admin keys.
const ORGANIZATION: &str = "organization";

pub(super) fn answer(state: &mut State, request: &Request, method: &str, path: &[&str]) -> Option<Response> {
    let ["v1", "organization", rest @ ..] = path else { return None };
    match (method, rest) {
        ("POST", ["admin_api_keys"]) => {
            let body = request.json();
            let key = state.make(ME, ORGANIZATION, text(&body, "name"));
            key.secret = key.secret.replacen("sk-svcacct-", "sk-admin-", 1);
            key.expires = body["expires_in_seconds"].as_i64().map(|seconds| now() + seconds);
            let key = key.clone();
            let mut body = shown(&key);
            body["value"] = key.secret.into();
            ok(&body)
        }
        ("GET", ["admin_api_keys"]) => list(state, request, ORGANIZATION),
        ("DELETE", ["admin_api_keys", id]) => removed(state, id, "organization.admin_api_key.deleted"),
        ("GET", ["projects", project, "api_keys"]) => list(state, request, project),
        ("DELETE", ["projects", _, "api_keys", id]) => {
            if state.key(ME, id)?.parent.is_some() {
                let message = "Delete the service account instead.";
                return Some(refusal(ME, 400, "invalid_request_error", message));
            }
            removed(state, id, "organization.project.api_key.deleted")
        }
        ("POST", ["projects", project, "service_accounts"]) => {
            let key = state.make(ME, project, text(&request.json(), "name"));
            let account = format!("svc_acct_{}", key.id);
            key.parent = Some(account.clone());
            ok(&json!({
                "object": "organization.project.service_account", "id": account, "name": key.name,
                "role": "member", "created_at": key.created,
                "api_key": { "object": "organization.project.service_account.api_key", "value": key.secret,
                             "name": "Secret Key", "created_at": key.created, "id": key.id },
            }))
        }
        ("DELETE", ["projects", _, "service_accounts", account]) => {
            let before = state.keys.len();
            state.keys.retain(|key| key.provider != ME || key.parent.as_deref() != Some(account));
            let object = "organization.project.service_account.deleted";
            (state.keys.len() < before)
                .then(|| Response::json(200, &json!({ "object": object, "id": account, "deleted": true })))
        }
        ("GET", ["usage", "completions"]) => usage(request),
        _ => None,
    }
}

fn list(state: &State, request: &Request, scope: &str) -> Option<Response> {
    let keys = state.of(ME, scope);
    let (keys, next) = page(&keys, after(&keys, request.query("after")), size(state, request, "limit", 20));
    let data: Vec<Value> = keys.iter().map(shown).collect();
    ok(&json!({
        "object": "list", "data": data, "has_more": next.is_some(),
        "first_id": keys.first().map(|key| &key.id), "last_id": keys.last().map(|key| &key.id),
    }))
}

fn removed(state: &mut State, id: &str, object: &str) -> Option<Response> {
    state.remove(ME, id).then(|| Response::json(200, &json!({ "id": id, "object": object, "deleted": true })))
}

/// Two days, a page each.
fn usage(request: &Request) -> Option<Response> {
    let start: i64 = request.query("start_time")?.parse().ok()?;
    let second = request.query("page") == Some("page_2");
    let bucket = |start: i64| {
        json!({ "object": "bucket", "start_time": start, "end_time": start + 86_400, "results": [{
            "object": "organization.usage.completions.result", "input_tokens": 1000, "output_tokens": 200,
            "num_model_requests": 7, "api_key_id": "key_000001", "model": "gpt-5-mini" }] })
    };
    ok(&json!({
        "object": "page", "data": [bucket(start + if second { 86_400 } else { 0 })], "has_more": !second,
        "next_page": if second { Value::Null } else { "page_2".into() },
    }))
}

fn shown(key: &Key) -> Value {
    let mut body = json!({
        "id": key.id, "name": key.name, "redacted_value": key.masked(), "created_at": key.created,
        "last_used_at": null,
    });
    if key.scope == ORGANIZATION {
        body["object"] = "organization.admin_api_key".into();
        body["expires_at"] = key.expires.into();
        body["owner"] = json!({ "type": "user", "id": "user_1", "name": "Someone", "role": "owner" });
    } else {
        body["object"] = "organization.project.api_key".into();
        body["owner_project_access"] = "active".into();
        body["owner"] = match &key.parent {
            Some(id) => json!({ "type": "service_account",
                                "service_account": { "id": id, "name": key.name, "role": "member" } }),
            None => json!({ "type": "user", "user": { "id": "user_1", "name": "Someone" } }),
        };
    }
    body
}
