//! What passes, and what is counted of it.

use keyhinge_core::accounts::AddressName;
use keyhinge_simulator::{Fault, Rule};
use serde_json::json;
use tokio::time::timeout;

use super::{PATIENCE, Setup, drain, until};
use crate::common::{code_of, header, json_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_passes_byte_for_byte_but_for_the_models_name() {
    let setup = Setup::openai().await;
    let answer = "{ \"id\" : \"x\",\n \"choices\": [], \"usage\": {\"prompt_tokens\":7, \"completion_tokens\":3}, \"\u{e9}\":1.0e0 }\n";
    setup.simulator.fault(Rule::always(Fault::Answer {
        status: 200,
        headers: [
            ("content-type", "application/json"),
            ("x-ratelimit-remaining-requests", "7"),
            ("x-ratelimit-limit-requests", "9"),
            ("x-request-id", "theirs"),
            ("set-cookie", "a=b"),
            ("x-leak", &setup.secret),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        body: answer.into(),
    }));
    let before = " {\n\"messages\":[ {\"role\":\"user\",\"content\":\"\\u0068\u{e9}\"}],\t\"temperature\":1.0e0,\"model\" : ";
    let after = ",\"x\":{\"model\":\"my-work/y\"} }\n";
    let response = setup
        .gateway
        .client
        .post(setup.gateway.url("/v1/chat/completions?api-version=1"))
        .header("x-api-key", &setup.key.token)
        .header("authorization", format!("Bearer {}", setup.key.token))
        .header("content-type", "application/json")
        .header("cookie", "a=b")
        .header("x-forwarded-for", "10.0.0.1")
        .header("openai-beta", "one")
        .body(format!("{before}\"my-work\\/gpt-5\"{after}"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "application/json");
    assert_eq!(header(&response, "x-upstream-ratelimit-remaining-requests"), "7");
    assert_eq!(header(&response, "x-upstream-request-id"), "theirs");
    assert!(header(&response, "x-request-id").starts_with("req_"));
    assert_eq!(header(&response, "x-ratelimit-limit-requests"), "6000", "the virtual key's own");
    assert_eq!(
        (header(&response, "set-cookie"), header(&response, "x-leak")),
        (String::new(), String::new())
    );
    assert_eq!(response.text().await.unwrap(), answer);

    let calls = setup.simulator.calls();
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((call.path.as_str(), call.query.len()), ("/openai/v1/chat/completions", 0));
    assert_eq!(call.body, format!("{before}\"gpt-5\"{after}"));
    let mut names: Vec<&str> = call.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let expected = [
        "accept",
        "accept-encoding",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "openai-beta",
        "user-agent",
    ];
    assert_eq!(names, expected);
    let sent = format!("{calls:?}");
    assert!(sent.contains(&setup.secret) && !sent.contains(&setup.key.token));
    assert!(sent.contains("(\"accept-encoding\", \"identity\")"));

    let used = json!({ "my-work/gpt-5": [1, 7, 3] });
    assert_eq!(setup.usage(&setup.gateway.account).await, used, "the virtual key's account");
    assert_eq!(setup.usage(&setup.account).await, used, "the provider's key's");
    let readings = setup.gateway.core.store.readings(&setup.upstream_key).await.unwrap();
    assert_eq!(
        readings.iter().map(|reading| (reading.limit, reading.remaining)).collect::<Vec<_>>(),
        [(Some(9), Some(7))]
    );
    assert!(setup.gateway.core.key(&setup.upstream_key).await.unwrap().unwrap().last_used_at.is_some());
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_of_both_shapes_are_not_held_back() {
    for setup in [Setup::openai().await, Setup::anthropic().await] {
        setup.simulator.fault(Rule::always(Fault::Pause { at: 60 }));
        // By the id of the account, too.
        let mut response = setup.ask(&format!("{}/m", setup.account), true).await;
        assert_eq!(response.status(), 200);
        assert!(header(&response, "content-type").starts_with("text/event-stream"));
        let first =
            timeout(PATIENCE, response.chunk()).await.expect("before the rest is sent").unwrap().unwrap();
        assert_eq!(first.len(), 60);
        setup.simulator.go_on();
        let (text, whole) = drain(response, std::str::from_utf8(&first).unwrap()).await;
        assert!(whole && text.contains("Hello") && text.contains("\"model\":\"m\""), "{text}");
        let end = if setup.shape == AddressName::OpenAi {
            "data: [DONE]\n\n"
        } else {
            "{\"type\":\"message_stop\"}\n\n"
        };
        assert!(text.ends_with(end), "{text}");
        assert_eq!(setup.usage(&setup.gateway.account).await, json!({ "my-work/m": [1, 9, 2] }));
        setup.gateway.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anthropic_is_called_as_it_wants_to_be() {
    let setup = Setup::anthropic().await;
    let answer = setup.ask("anthropic/claude", false).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "x-upstream-anthropic-ratelimit-requests-remaining"), "49");
    assert_eq!(json_of(answer).await["model"], "claude");
    let call = setup.simulator.calls().pop().unwrap();
    let of =
        |name: &str| call.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str());
    assert_eq!(call.path, "/anthropic/v1/messages");
    assert_eq!((of("x-api-key"), of("authorization")), (Some(setup.secret.as_str()), None));
    assert_eq!(of("anthropic-version"), Some("2023-06-01"));
    // The other shape is not converted.
    let body = json!({ "model": "my-work/claude", "messages": [{ "role": "user", "content": "x" }] });
    let refused = setup.gateway.post("/v1/chat/completions", &setup.key.token, body).await;
    assert_eq!((refused.status().as_u16(), code_of(refused).await.as_str()), (404, "MODEL_NOT_FOUND"));
    assert_eq!(setup.simulator.calls().len(), 1);
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_virtual_keys_token_limits_hold_for_what_is_passed_on() {
    let setup = Setup::openai().await;
    let small =
        setup.gateway.key(json!({ "name": "small", "limits": { "completion_tokens_per_minute": 2 } })).await;
    let ask = async || {
        let body = json!({ "model": "my-work/m", "messages": [{ "role": "user", "content": "12345678" }] });
        setup.gateway.post("/v1/chat/completions", &small.token, body).await
    };
    assert_eq!(ask().await.text().await.unwrap().matches("Hello").count(), 1);
    until("the answer is charged", async || {
        header(
            &setup.gateway.get("/v1/models/local/echo", &small.token).await,
            "x-ratelimit-remaining-completion-tokens",
        ) == "0"
    })
    .await;
    let refused = ask().await;
    assert_eq!((refused.status().as_u16(), code_of(refused).await.as_str()), (429, "RATE_LIMIT_EXCEEDED"));
    assert_eq!(setup.simulator.calls().len(), 1);
    setup.gateway.stop().await;
}
