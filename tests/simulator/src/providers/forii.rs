//! Forii: the list has no envelope that is documented; here it is `data`.

use serde_json::{Value, json};

use super::{ok, rfc3339, text};
use crate::exchange::{Request, Response};
use crate::state::{Key, Provider, State};

pub(super) fn answer(state: &mut State, request: &Request, method: &str, path: &[&str]) -> Option<Response> {
    let ["v1", "accounts", account, rest @ ..] = path else { return None };
    match (method, rest) {
        ("POST", ["apiKeys"]) => {
            let key = state.make(Provider::Forii, account, text(&request.json(), "name")).clone();
            let mut body = shown(&key);
            body["key"] = key.secret.clone().into();
            Some(Response::json(201, &body))
        }
        ("GET", ["apiKeys"]) => {
            let keys: Vec<Value> = state.of(Provider::Forii, account).iter().map(shown).collect();
            ok(&json!({ "data": keys }))
        }
        ("DELETE", ["apiKeys", id]) => {
            state.remove(Provider::Forii, id).then(|| Response { status: 204, ..Response::default() })
        }
        ("GET", ["balance"]) => ok(&json!({ "credits_inr": 50.00, "plan": "free" })),
        ("GET", ["usage"]) => ok(&json!({ "data": [{
            "date": request.query("start"), "model": "forii/deepseek-v3", "prompt_tokens": 1200,
            "completion_tokens": 300, "total_tokens": 1500, "cost_inr": 0.25 }] })),
        _ => None,
    }
}

fn shown(key: &Key) -> Value {
    json!({ "id": key.id, "name": key.name, "masked_key": key.masked(), "created": rfc3339(key.created),
            "last_used": null, "status": "active" })
}
