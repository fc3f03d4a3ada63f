//! Authentication, permissions and the management of keys.

use chrono::{DateTime, TimeDelta};
use keyhinge_core::clock::Clock;
use keyhinge_core::keys::token;
use keyhinge_gateway::Caps;
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Gateway, chat, code_of, folder, header, json_of};

/// The last character of a key changed, so that its checksum is wrong.
fn edited(token: &str) -> String {
    let last = if token.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &token[..token.len() - 1])
}

#[tokio::test]
async fn every_wrong_key_gets_the_same_bytes() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "right" })).await;
    let other = gateway.key(json!({ "name": "other" })).await;
    let revoked = gateway.key(json!({ "name": "revoked" })).await;
    gateway.revoke(&revoked).await;
    let stranger = token::issue().unwrap();

    // The secret of one key under the public id of another, with and without a checksum that fits: whoever
    // does not hold the right secret learns nothing, whatever became of the key.
    let ask = async |token: String| {
        let host = format!("Host: localhost:{}\r\nConnection: close\r\n", gateway.port);
        let auth = format!("Authorization: Bearer {token}\r\n");
        let raw = gateway.raw(format!("GET /v1/models HTTP/1.1\r\n{host}{auth}\r\n").as_bytes()).await;
        // The date changes by the second; the public id is what was sent.
        let lines: Vec<&str> = raw.split("\r\n").filter(|line| !line.starts_with("date:")).collect();
        let public_id = token.get(3..15).filter(|_| token.starts_with("kh_")).unwrap_or("-");
        lines.join("\r\n").replace(&format!("\"{public_id}\""), "null")
    };
    let mut answers = Vec::new();
    for token in [
        edited(&key.token),
        edited(&revoked.token),
        stranger.token.expose().to_owned(),
        format!("{}{}", &key.token[..16], &other.token[16..]),
        format!("{}{}", &revoked.token[..16], &other.token[16..]),
        "sk-proj-abcdefghijklmnopqrstuvwxyz".into(),
        "kh_' OR 1=1; DROP TABLE keys;--".into(),
        format!(" {}", key.token),
        "khs_wrong".into(),
        "a".repeat(8_000),
    ] {
        answers.push(ask(token).await);
    }
    for answer in &answers {
        // content-length follows the id's length; everything else is the same.
        let strip = |answer: &str| {
            answer
                .split("\r\n")
                .filter(|line| !line.starts_with("content-length"))
                .collect::<Vec<_>>()
                .join("\r\n")
        };
        assert_eq!(strip(answer), strip(&answers[0]));
        assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("INVALID_API_KEY"), "{answer}");
    }
    let echoed = json_of(gateway.get("/v1/models", &edited(&key.token)).await).await;
    assert_eq!(echoed["error"]["details"]["key_id"], key.token[3..15]);
    assert_eq!(gateway.get("/v1/models", &key.token).await.status(), 200);
    gateway.stop().await;
}

#[tokio::test]
async fn the_right_secret_is_told_why_it_no_longer_works() {
    let folder = folder();
    let clock = Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let gateway = Gateway::start_with(folder.path(), clock.clone(), Caps::default()).await;
    let expires = gateway.key(json!({ "name": "short", "expires_at": "2027-01-15T09:00:00Z" })).await;
    let revoked = gateway.key(json!({ "name": "gone" })).await;
    assert_eq!(gateway.get("/v1/models", &expires.token).await.status(), 200);

    let answer = gateway.revoke(&revoked).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(json_of(answer).await["status"], "revoked");
    let refused = gateway.client.get(gateway.url("/v1/models")).header("x-api-key", &revoked.token);
    let refused = refused.header("x-debug-auth", "true").send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(header(&refused, "x-debug-auth-decision"), "REVOKED_API_KEY");
    let body = json_of(refused).await;
    assert_eq!(body["error"]["code"], "REVOKED_API_KEY");
    assert_eq!(body["error"]["details"]["revoked_at"], "2027-01-15T08:00:00Z");

    clock.advance(TimeDelta::hours(1));
    let body = json_of(gateway.get("/v1/models", &expires.token).await).await;
    assert_eq!(body["error"]["code"], "EXPIRED_API_KEY");
    assert_eq!(body["error"]["details"]["expired_at"], "2027-01-15T09:00:00Z");
    gateway.stop().await;
}

#[tokio::test]
async fn a_path_that_is_not_text_is_answered_like_any_unknown_one() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "k" })).await;
    for path in ["/v1/accounts/%ff", "/v1/models/%ff", "/v1/accounts/%c3%28/apiKeys/%ff"] {
        let host =
            format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n", gateway.port);
        let bare = gateway.raw(format!("{host}\r\n").as_bytes()).await;
        assert!(bare.starts_with("HTTP/1.1 401") && bare.contains("MISSING_API_KEY"), "{bare}");
        let known = gateway.raw(format!("{host}x-api-key: {}\r\n\r\n", key.token).as_bytes()).await;
        assert!(known.starts_with("HTTP/1.1 404") && known.contains("NOT_FOUND"), "{known}");
        assert!(known.contains("x-ratelimit-remaining-requests"), "it is counted: {known}");
    }
    gateway.stop().await;
}

#[tokio::test]
async fn permissions_mean_what_they_say() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let reader = gateway.key(json!({ "name": "monitor", "purpose": "Read-only" })).await;
    let production = gateway.key(json!({ "name": "prod", "purpose": "Production" })).await;
    let hooks = gateway.key(json!({ "name": "hooks", "permissions": ["webhook"] })).await;
    let admin = gateway.key(json!({ "name": "admin", "purpose": "Admin" })).await;
    let keys = gateway.keys_path();
    let usage = format!("/v1/accounts/{}/usage", gateway.account);

    let status = async |token: &str, method: Method, path: &str, body: Option<Value>| {
        gateway.call(method, path, token, body).await.status().as_u16()
    };
    for (token, models, generate, report, manage) in [
        (&reader.token, 200, 403, 200, 403),
        (&production.token, 200, 200, 200, 403),
        (&hooks.token, 403, 403, 403, 403),
        (&admin.token, 200, 200, 200, 200),
        (&gateway.session, 403, 403, 200, 200),
    ] {
        assert_eq!(status(token, Method::GET, "/v1/models", None).await, models);
        assert_eq!(status(token, Method::POST, "/v1/chat/completions", Some(chat("Hi"))).await, generate);
        assert_eq!(status(token, Method::GET, &usage, None).await, report);
        assert_eq!(status(token, Method::GET, &keys, None).await, manage);
    }
    let refused = gateway.post("/v1/chat/completions", &reader.token, chat("Hi")).await;
    assert!(refused.headers().contains_key("x-ratelimit-remaining-requests"));
    let body = json_of(refused).await;
    assert_eq!(body["error"]["code"], "INSUFFICIENT_PERMISSIONS");
    assert_eq!(body["error"]["details"]["required"], "generate");

    let made = gateway.post(&keys, &admin.token, json!({ "name": "by a key" })).await;
    assert_eq!(made.status(), 201);
    let elsewhere = gateway.get("/v1/accounts/acc_elsewhere000/apiKeys", &admin.token).await;
    assert_eq!(elsewhere.status(), 404);
    gateway.stop().await;
}

#[tokio::test]
async fn a_key_is_made_listed_shown_and_revoked_in_the_known_shape() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let keys = gateway.keys_path();
    let asked = json!({
        "name": "  prod-api ", "purpose": "Production", "plan": "starter", "expires_at": null,
        "limits": { "requests_per_minute": 5 },
    });
    let made = gateway.post(&keys, &gateway.session, asked).await;
    assert_eq!(made.status(), 201);
    assert_eq!(header(&made, "cache-control"), "no-store");
    let made = json_of(made).await;
    let token = made["key"].as_str().unwrap().to_owned();
    assert!(token.starts_with("kh_") && token.len() == 65);
    assert_eq!(made["name"], "prod-api");
    assert_eq!(made["status"], "active");
    assert_eq!(made["permissions"], json!(["read"]));
    assert_eq!(made["generate"], true);
    assert_eq!(made["expires_at"], Value::Null);
    assert_eq!(made["plan"], "Starter");
    let limits = json!({
        "requests_per_minute": 5, "prompt_tokens_per_minute": 1_000_000, "completion_tokens_per_minute": 100_000,
    });
    assert_eq!(made["limits"], limits);
    assert_eq!(made["masked"], format!("{}…{}", &token[..7], &token[61..]));

    let list = gateway.get(&keys, &gateway.session).await.text().await.unwrap();
    assert!(!list.contains(&token[16..]), "the list holds a secret");
    let list: Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list["data"][0]["id"], made["id"]);
    assert!(list["data"][0].get("key").is_none());

    let path = format!("{keys}/{}", made["id"].as_str().unwrap());
    assert_eq!(json_of(gateway.get(&path, &gateway.session).await).await["masked"], made["masked"]);
    for _ in 0..2 {
        let revoked = gateway.call(Method::DELETE, &path, &gateway.session, None).await;
        assert_eq!(revoked.status(), 200);
        assert_eq!(json_of(revoked).await["status"], "revoked");
    }
    let unknown = gateway.call(Method::DELETE, &format!("{keys}/key_nothing"), &gateway.session, None).await;
    assert_eq!(code_of(unknown).await, "NOT_FOUND");
    gateway.stop().await;
}

#[tokio::test]
async fn a_bad_request_for_a_key_names_the_field_and_makes_nothing() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let keys = gateway.keys_path();
    let long = "a".repeat(1 << 20);
    let cases = [
        (json!({}), "name"),
        (json!({ "name": "" }), "name"),
        (json!({ "name": 7 }), "name"),
        (json!({ "name": long }), "name"),
        (json!({ "name": "a\u{0}b" }), "name"),
        (json!({ "name": "safe\u{202e}txt" }), "name"),
        (json!({ "name": "k", "colour": "red" }), "colour"),
        (json!({ "name": "k", "permissions": [] }), "permissions"),
        (json!({ "name": "k", "permissions": ["root"] }), "permissions"),
        (json!({ "name": "k", "generate": "yes" }), "generate"),
        (json!({ "name": "k", "expires_at": "2001-01-01T00:00:00Z" }), "expires_at"),
        (json!({ "name": "k", "expires_at": "tomorrow" }), "expires_at"),
        (json!({ "name": "k", "expires_at": 1_900_000_000 }), "expires_at"),
        (json!({ "name": "k", "plan": "Gold" }), "plan"),
        (json!({ "name": "k", "plan": "Enterprise" }), "limits"),
        (json!({ "name": "k", "limits": 5 }), "limits"),
        (json!({ "name": "k", "limits": { "requests_per_minute": 0 } }), "requests_per_minute"),
        (json!({ "name": "k", "limits": { "requests_per_minute": -1 } }), "requests_per_minute"),
        (json!({ "name": "k", "limits": { "prompt_tokens_per_minute": 1e20 } }), "prompt_tokens_per_minute"),
        (
            json!({ "name": "k", "limits": { "completion_tokens_per_minute": "9" } }),
            "completion_tokens_per_minute",
        ),
        (json!({ "name": "k", "limits": { "requests_per_hour": 1 } }), "requests_per_hour"),
    ];
    for (body, param) in cases {
        let answer = gateway.post(&keys, &gateway.session, body).await;
        assert_eq!(answer.status(), 400);
        let error = json_of(answer).await["error"].clone();
        assert_eq!((error["code"].as_str(), error["param"].as_str()), (Some("INVALID_REQUEST"), Some(param)));
    }
    for body in ["", "{", "[]", "null", "\"x\"", "{\"name\":\"\\ud800\"}", &"[".repeat(10_000)] {
        let answer = gateway.client.post(gateway.url(&keys)).bearer_auth(&gateway.session);
        let answer =
            answer.header("content-type", "application/json").body(body.to_owned()).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{body:.20}");
    }
    assert_eq!(json_of(gateway.get(&keys, &gateway.session).await).await["data"], json!([]));
    let markup =
        gateway.post(&keys, &gateway.session, json!({ "name": "<img src=x onerror=alert(1)>" })).await;
    assert_eq!(markup.status(), 201);
    gateway.stop().await;
}

#[tokio::test]
async fn debug_headers_explain_the_decision_to_the_holder_only() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "schlüssel", "purpose": "Read-only", "expires_at": null })).await;
    let ask = async |token: &str, method: Method, path: &str| {
        let request = gateway.client.request(method, gateway.url(path)).bearer_auth(token);
        request.header("x-debug-auth", "true").send().await.unwrap()
    };
    let allowed = ask(&key.token, Method::GET, "/v1/models").await;
    for (name, value) in [
        ("decision", "allowed"),
        ("key", key.id.as_str()),
        ("permissions", "read"),
        ("generate", "false"),
        ("required", "read"),
        ("expires", "never"),
        ("source", "authorization"),
    ] {
        assert_eq!(header(&allowed, &format!("x-debug-auth-{name}")), value, "{name}");
    }
    let refused = ask(&key.token, Method::GET, &gateway.keys_path()).await;
    assert_eq!(header(&refused, "x-debug-auth-decision"), "INSUFFICIENT_PERMISSIONS");
    assert_eq!(header(&refused, "x-debug-auth-required"), "admin");
    let wrong = ask(&edited(&key.token), Method::GET, "/v1/models").await;
    assert!(wrong.headers().keys().all(|name| !name.as_str().starts_with("x-debug")));
    let plain = gateway.get("/v1/models", &key.token).await;
    assert!(plain.headers().keys().all(|name| !name.as_str().starts_with("x-debug")));
    gateway.stop().await;
}
