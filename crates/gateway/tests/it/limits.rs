//! Limits are enforced, told, and outlive a restart; usage is exact after a stop.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use keyhinge_core::activity::ActivityKind;
use keyhinge_core::usage::{UsageGroup, UsageQuery};
use keyhinge_gateway::Caps;
use serde_json::json;

use crate::common::{Gateway, chat, code_of, folder, header, json_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_calls_never_get_more_than_the_limit() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "k", "limits": { "requests_per_minute": 10 } })).await;
    let mut answers = Vec::new();
    // Fewer at once than may be in flight, so that only the limit refuses.
    for _ in 0..4 {
        answers.extend(join_all((0..25).map(|_| gateway.get("/v1/models", &key.token))).await);
    }
    let admitted = answers.iter().filter(|answer| answer.status() == 200).count();
    assert_eq!(admitted, 10);
    let refused = answers.into_iter().find(|answer| answer.status() == 429).unwrap();
    let wait: u64 = header(&refused, "retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(header(&refused, "x-ratelimit-limit-requests"), "10");
    assert_eq!(header(&refused, "x-ratelimit-remaining-requests"), "0");
    let reset: i64 = header(&refused, "x-ratelimit-reset").parse().unwrap();
    let until = reset - gateway.core.clock.now().timestamp();
    assert!((55..=62).contains(&until), "{until}");
    let body = json_of(refused).await;
    assert_eq!(body["error"]["code"], "RATE_LIMIT_EXCEEDED");
    assert_eq!(body["error"]["type"], "rate_limit_error");
    assert_eq!(body["error"]["details"]["metric"], "requests");
    let exact = body["error"]["details"]["retry_after"].as_u64().unwrap();
    assert_eq!((exact.min(60), exact <= 61), (wait, true));
    gateway.stop().await;
}

#[tokio::test]
async fn both_token_limits_are_enforced_and_told() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let limits = json!({ "prompt_tokens_per_minute": 20, "completion_tokens_per_minute": 12 });
    let key = gateway.key(json!({ "name": "k", "limits": limits })).await;
    let first = gateway.chat(&key, &"x".repeat(40)).await;
    assert_eq!(first.status(), 200);
    assert_eq!(header(&first, "x-ratelimit-remaining-prompt-tokens"), "10");
    assert_eq!(header(&first, "x-ratelimit-remaining-completion-tokens"), "2");
    let refused = gateway.chat(&key, &"x".repeat(44)).await;
    assert_eq!(refused.status(), 429);
    assert_eq!(json_of(refused).await["error"]["details"]["metric"], "prompt_tokens");
    let never = gateway.chat(&key, &"x".repeat(84)).await;
    assert_eq!((never.status().as_u16(), header(&never, "x-should-retry").as_str()), (429, "false"));
    // The next answer would need 9 and gets the 2 that are left; from then on the key is closed.
    let cut = json_of(gateway.chat(&key, &"x".repeat(36)).await).await;
    assert_eq!(cut["choices"][0]["message"]["content"], "xxxxxxxx");
    assert_eq!(cut["choices"][0]["finish_reason"], "length");
    assert_eq!(cut["usage"]["completion_tokens"], 2);
    let closed = gateway.chat(&key, "x").await;
    assert_eq!(closed.status(), 429);
    assert_eq!(header(&closed, "x-ratelimit-remaining-completion-tokens"), "0");
    assert_eq!(json_of(closed).await["error"]["details"]["metric"], "completion_tokens");
    assert_eq!(gateway.get("/v1/models", &key.token).await.status(), 200, "what generates nothing goes on");
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_streams_together_never_send_more_than_the_limit() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let limits = json!({ "requests_per_minute": 1_000, "completion_tokens_per_minute": 100 });
    let key = gateway.key(json!({ "name": "k", "limits": limits })).await;
    let mut body = chat(&"word ".repeat(40));
    body["stream"] = true.into();
    body["metadata"] = json!({ "pace_ms": 1 });
    // Each would send 50 tokens: two fit, what they leave is nothing.
    let answers =
        join_all((0..20).map(|_| gateway.post("/v1/chat/completions", &key.token, body.clone()))).await;
    let mut sent = Vec::new();
    for answer in answers {
        if answer.status() == 429 {
            assert_eq!(json_of(answer).await["error"]["details"]["metric"], "completion_tokens");
            continue;
        }
        let text = answer.text().await.unwrap();
        assert!(text.ends_with("data: [DONE]\n\n"));
        sent.push(text.matches("word ").count() * 5);
    }
    assert_eq!(sent, [200, 200], "bytes of the two answers");

    // A cancelled stream gives back what it did not send, and keeps what it did.
    let other = gateway.key(json!({ "name": "k", "limits": { "completion_tokens_per_minute": 100 } })).await;
    let mut slow = chat(&"word ".repeat(80));
    slow["stream"] = true.into();
    slow["metadata"] = json!({ "pace_ms": 1_000 });
    let mut open = gateway.post("/v1/chat/completions", &other.token, slow).await;
    assert_eq!(header(&open, "x-ratelimit-remaining-completion-tokens"), "0", "all of it is reserved");
    assert_eq!(gateway.chat(&other, "x").await.status(), 429);
    let mut seen = String::new();
    while !seen.contains("word ") {
        seen.push_str(&String::from_utf8_lossy(&open.chunk().await.unwrap().unwrap()));
    }
    drop(open);
    let freed = async {
        loop {
            let look = gateway.get("/v1/models", &other.token).await;
            let left: i64 = header(&look, "x-ratelimit-remaining-completion-tokens").parse().unwrap();
            if left > 0 {
                break left;
            }
        }
    };
    let left =
        tokio::time::timeout(Duration::from_secs(3), freed).await.expect("a dropped stream gives back");
    assert!((95..100).contains(&left), "{left}");
    gateway.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_cut_by_the_limit_says_so_in_every_shape() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let text = "x".repeat(40);
    let one_left = json!({ "name": "k", "limits": { "completion_tokens_per_minute": 1 } });
    let messages = json!([{ "role": "user", "content": text }]);
    for (path, rest, pointer, expected) in [
        ("/v1/messages", json!({ "max_tokens": 99, "messages": messages }), "/stop_reason", "max_tokens"),
        ("/v1/responses", json!({ "input": text }), "/status", "incomplete"),
        ("/v1/responses", json!({ "input": text }), "/incomplete_details/reason", "max_output_tokens"),
        ("/v1/chat/completions", json!({ "messages": messages }), "/choices/0/finish_reason", "length"),
    ] {
        let key = gateway.key(one_left.clone()).await;
        let mut body = rest;
        body["model"] = "local/echo".into();
        let answer = json_of(gateway.post(path, &key.token, body).await).await;
        assert_eq!(answer.pointer(pointer).and_then(|word| word.as_str()), Some(expected), "{answer}");
    }
    gateway.stop().await;
}

#[tokio::test]
async fn a_restart_keeps_the_windows() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "k", "limits": { "requests_per_minute": 3 } })).await;
    for _ in 0..3 {
        assert_eq!(gateway.chat(&key, "hello").await.status(), 200);
    }
    gateway.stop().await;
    let gateway = Gateway::start(folder.path()).await;
    let refused = gateway.chat(&key, "hello").await;
    assert_eq!(code_of(refused).await, "RATE_LIMIT_EXCEEDED");
    let meters = gateway.core.store.key_meters(&key.id, gateway.core.clock.now()).await.unwrap();
    assert_eq!(meters[0].used, 3);
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn usage_is_exact_after_a_stop_and_the_first_use_is_logged_once() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let plan = json!({ "name": "k", "plan": "Pro" });
    let (one, two) = (gateway.key(plan.clone()).await, gateway.key(plan).await);
    for _ in 0..10 {
        let calls = join_all((0..20).map(|_| gateway.chat(&one, "12345678"))).await;
        assert!(calls.iter().all(|answer| answer.status() == 200));
    }
    let mut stream = chat("12345678");
    stream["stream"] = true.into();
    stream["metadata"] = json!({ "pace_ms": "0" });
    let streamed = gateway.post("/v1/chat/completions", &two.token, stream).await;
    assert!(streamed.text().await.unwrap().ends_with("data: [DONE]\n\n"));
    assert_eq!(gateway.get("/v1/models", &two.token).await.status(), 200);
    assert_eq!(gateway.get("/v1/nowhere", &two.token).await.status(), 404);

    // Asked over HTTP, everything so far is in.
    let usage = format!("/v1/accounts/{}/usage", gateway.account);
    let by_model = json_of(gateway.get(&format!("{usage}?group_by=model"), &gateway.session).await).await;
    let expected = json!({ "data": [
        { "model": "", "requests": 2, "prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0 },
        { "model": "local/echo", "requests": 201, "prompt_tokens": 402, "completion_tokens": 402, "total_tokens": 804 },
    ] });
    assert_eq!(by_model, expected);
    for (query, param) in [
        ("start=2025-02-30", "start"),
        ("end=tomorrow", "end"),
        ("start=2025-1-1", "start"),
        ("start=-999-01-01", "start"),
        ("start=20250-1-01", "start"),
        ("start=2025-02-02&end=2025-02-01", "start"),
        ("group_by=colour", "group_by"),
    ] {
        let refused = gateway.get(&format!("{usage}?{query}"), &gateway.session).await;
        assert_eq!(refused.status(), 400);
        assert_eq!(json_of(refused).await["error"]["param"], param);
    }
    let past = gateway.get(&format!("{usage}?start=2024-01-01&end=2024-12-31"), &gateway.session).await;
    assert_eq!(json_of(past).await, json!({ "data": [] }));

    let account = gateway.account.clone();
    let core = gateway.stop().await;
    let now = core.clock.now();
    let day = |days| now.date_naive() + TimeDelta::days(days);
    let query = UsageQuery { account_id: &account, start: day(-1), end: day(0), group_by: UsageGroup::Key };
    let rows = core.store.usage(query).await.unwrap();
    let of = |id: &str| rows.iter().find(|row| row.key_id.as_deref() == Some(id)).map(|row| row.requests);
    assert_eq!((of(&one.id), of(&two.id)), (Some(200), Some(3)));
    assert_eq!(core.store.requests_since(&one.id, now - TimeDelta::hours(24)).await.unwrap(), 200);
    let log = core.store.activity(Some(&one.id), None, 50).await.unwrap();
    assert_eq!(log.iter().filter(|entry| entry.kind == ActivityKind::FirstUsed).count(), 1);
    assert!(core.key(&one.id).await.unwrap().unwrap().last_used_at.is_some());
}

#[tokio::test]
async fn calls_in_flight_are_capped_per_key() {
    let folder = folder();
    let caps = Caps { in_flight_per_key: 2, ..Caps::default() };
    let gateway = Gateway::start_with(folder.path(), keyhinge_core::clock::Clock::system(), caps).await;
    let (busy, other) =
        (gateway.key(json!({ "name": "a" })).await, gateway.key(json!({ "name": "b" })).await);
    let mut slow = chat("one two three four");
    slow["stream"] = true.into();
    slow["metadata"] = json!({ "pace_ms": 1_000 });
    let open = [
        gateway.post("/v1/chat/completions", &busy.token, slow.clone()).await,
        gateway.post("/v1/chat/completions", &busy.token, slow).await,
    ];
    let refused = gateway.get("/v1/models", &busy.token).await;
    assert_eq!((refused.status().as_u16(), header(&refused, "retry-after").as_str()), (429, "1"));
    assert_eq!(gateway.get("/v1/models", &other.token).await.status(), 200);
    drop(open);
    let freed = async {
        while gateway.get("/v1/models", &busy.token).await.status() != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(3), freed).await.expect("dropped streams free their places");
    gateway.stop().await;
}
