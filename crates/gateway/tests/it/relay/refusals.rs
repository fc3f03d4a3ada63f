//! What cannot be passed on, and providers that refuse or misbehave.

use std::time::Duration;

use keyhinge_core::accounts::AddressName;
use keyhinge_core::diagnosis::Verdict;
use keyhinge_gateway::Caps;
use keyhinge_simulator::{Fault, Provider, Rule, Simulator};
use serde_json::{Value, json};

use super::{Setup, drain, until};
use crate::common::{code_of, header, json_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_passes_without_the_key_and_is_remembered() {
    let setup = Setup::openai().await;
    let body = format!(
        r#"{{"error":{{"message":"Incorrect API key provided: {}.","code":"invalid_api_key"}}}}"#,
        setup.secret
    );
    let headers =
        vec![("content-type".into(), "application/json".into()), ("retry-after".into(), "7".into())];
    setup.simulator.fault(Rule::always(Fault::Answer { status: 401, headers, body }).times(1));
    let refused = setup.ask("my-work/m", true).await;
    assert_eq!((refused.status().as_u16(), header(&refused, "retry-after").as_str()), (401, "7"));
    assert!(refused.headers().contains_key("x-ratelimit-limit-requests"));
    let text = refused.text().await.unwrap();
    setup.assert_without_secret(&text);
    assert!(text.contains("invalid_api_key"), "{text}");
    until("the list shows it", async || {
        let key = setup.gateway.core.key(&setup.upstream_key).await.unwrap().unwrap();
        key.last_test.is_some_and(|test| matches!(test.verdict, Verdict::Refused { .. }))
    })
    .await;
    let key = setup.gateway.core.key(&setup.upstream_key).await.unwrap().unwrap();
    setup.assert_without_secret(&format!("{key:?}"));
    assert_eq!(
        setup.usage(&setup.gateway.account).await,
        json!({ "": [1, 0, 0] }),
        "a refused call costs a request"
    );
    for status in [400, 403, 404, 429, 500, 529] {
        let body = json!({ "error": { "message": "no" } }).to_string();
        setup.simulator.clear_faults();
        setup.simulator.fault(Rule::always(Fault::Answer {
            status,
            headers: Vec::new(),
            body: body.clone(),
        }));
        let refused = setup.ask("my-work/m", false).await;
        assert_eq!((refused.status().as_u16(), refused.text().await.unwrap()), (status, body));
    }
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_provider_gets_a_clear_answer_told_and_nothing_more() {
    let caps = Caps {
        upstream_head: Duration::from_millis(1_500),
        upstream_idle: Duration::from_millis(1_500),
        ..Caps::default()
    };
    let setup = Setup::at(Provider::OpenAi, AddressName::OpenAi, caps).await;
    for (fault, status, code) in [
        (Fault::Redirect { status: 302 }, 502, "UPSTREAM_FAILED"),
        (Fault::Redirect { status: 308 }, 502, "UPSTREAM_FAILED"),
        (Fault::GzipBomb { mebibytes: 16 }, 502, "UPSTREAM_FAILED"),
        (Fault::ManyHeaders { count: 1_000 }, 502, "UPSTREAM_FAILED"),
        (Fault::Reset, 502, "UPSTREAM_FAILED"),
        (Fault::TruncateAll { at: 20 }, 502, "UPSTREAM_FAILED"),
        (Fault::Hang, 504, "UPSTREAM_TIMEOUT"),
        (Fault::SlowHead { millis: 300 }, 504, "UPSTREAM_TIMEOUT"),
    ] {
        setup.simulator.clear_faults();
        setup.simulator.fault(Rule::always(fault.clone()));
        let refused = setup.ask("my-work/m", false).await;
        assert_eq!(refused.status().as_u16(), status, "{fault:?}");
        let text = refused.text().await.unwrap();
        setup.assert_without_secret(&text);
        assert!(!text.contains("127.0.0.1") && !text.contains("localhost"), "{text}");
        let body: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (body["error"]["code"].as_str(), body["type"].as_str()),
            (Some(code), Some("error")),
            "{fault:?}"
        );
    }
    assert_eq!(setup.simulator.led_elsewhere(), 0, "nobody was led to the second listener");

    // A body that breaks off is no whole answer, and one that stops is given up.
    // Its client is told where that does not break into an event.
    for (fault, told) in [
        (Fault::Truncate { at: 20 }, false),
        (Fault::Pause { at: 20 }, false),
        (Fault::PauseAfter { events: 1 }, true),
        (Fault::TellLength { bytes: 1 << 30 }, true),
    ] {
        for stream in [false, true] {
            setup.simulator.clear_faults();
            setup.simulator.fault(Rule::always(fault.clone()));
            let response = setup.ask("my-work/m", stream).await;
            assert_eq!(response.status(), 200);
            let (text, whole) = drain(response, "").await;
            assert!(!whole, "{fault:?}: {text}");
            assert_eq!(text.contains("\"code\":\"UPSTREAM_"), stream && told, "{text}");
        }
    }
    // Slow, and not too slow: it passes.
    setup.simulator.clear_faults();
    setup.simulator.fault(Rule::always(Fault::Trickle { millis: 1 }));
    let (text, whole) = drain(setup.ask("my-work/m", true).await, "").await;
    assert!(whole && text.ends_with("[DONE]\n\n"));
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_is_not_there_is_told_and_costs_nothing() {
    let mut setup = Setup::openai().await;
    setup.simulator = Simulator::start().await.unwrap();
    until("the old one is gone", async || {
        let refused = setup.ask("my-work/m", false).await;
        (refused.status().as_u16(), code_of(refused).await.as_str()) == (502, "UPSTREAM_UNREACHABLE")
    })
    .await;
    let usage = setup.usage(&setup.gateway.account).await;
    assert_eq!((usage[""][1].as_i64(), usage[""][2].as_i64()), (Some(0), Some(0)));
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_that_no_account_has_is_told_with_the_accounts_that_there_are() {
    let setup = Setup::openai().await;
    for model in ["gpt-5", "other/gpt-5", "my-work/", "local/other"] {
        let refused = setup.ask(model, false).await;
        assert_eq!(refused.status(), 404, "{model}");
        let body = json_of(refused).await;
        assert_eq!(body["error"]["code"], "MODEL_NOT_FOUND");
        assert_eq!(body["error"]["details"]["accounts"], json!(["my-work"]));
        assert!(body["error"]["message"].as_str().unwrap().contains("my-work/"));
    }
    for (field, value) in
        [("api_base", "http://x"), ("base_url", "http://x"), ("api_key", "x"), ("custom_host", "x")]
    {
        let mut body = json!({ "model": "my-work/m", "messages": [{ "role": "user", "content": "x" }] });
        body[field] = value.into();
        let refused = setup.gateway.post("/v1/chat/completions", &setup.key.token, body).await;
        assert_eq!(
            (refused.status().as_u16(), json_of(refused).await["error"]["param"].as_str()),
            (400, Some(field))
        );
    }
    assert_eq!(setup.simulator.calls().len(), 0);
    setup.gateway.stop().await;
}
