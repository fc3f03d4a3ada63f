//! The models of all accounts in one list.

use std::time::Duration;

use chrono::{TimeDelta, TimeZone as _, Utc};
use keyhinge_core::accounts::{self, AddressName};
use keyhinge_core::clock::Clock;
use keyhinge_gateway::Caps;
use keyhinge_simulator::{Fault, Provider, Rule};
use reqwest::Response;
use serde_json::{Value, json};

use super::{Setup, connect};
use crate::common::{code_of, json_of};

impl Setup {
    async fn models(&self) -> Value {
        json_of(self.gateway.get("/v1/models", &self.key.token).await).await
    }

    async fn model(&self, id: &str) -> Response {
        self.gateway.get(&format!("/v1/models/{id}"), &self.key.token).await
    }

    async fn models_as_anthropic(&self) -> Value {
        let request = self.gateway.client.get(self.gateway.url("/v1/models"));
        let request = request.header("x-api-key", &self.key.token).header("anthropic-version", "2023-06-01");
        json_of(request.send().await.unwrap()).await
    }

    /// How often a provider was asked for its models.
    fn asked(&self) -> usize {
        self.simulator.calls().iter().filter(|call| call.path.ends_with("/models")).count()
    }
}

fn ids(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_account_lists_its_models_and_one_that_fails_hides_no_other() {
    let caps = Caps { upstream_models: Duration::from_millis(700), ..Caps::default() };
    let setup = Setup::at(Provider::OpenAi, AddressName::OpenAi, caps).await;
    let other = setup.simulator.make_key(Provider::Fortytwo, "", "prod").secret;
    let (fortytwo, _) =
        connect(&setup.gateway, &setup.simulator, Provider::Fortytwo, AddressName::OpenAi, "F", &other).await;
    let list = setup.models().await;
    assert_eq!(ids(&list), ["local/echo", "f/fortytwo-preview", "my-work/gpt-5-mini"]);
    assert_eq!(list["data"][2]["owned_by"], "openai");
    assert_eq!(list["data"][2]["created"], 1_760_704_134);
    for id in ["my-work/gpt-5-mini", "my-work%2Fgpt-5-mini", "openai/gpt-5-mini"] {
        let found = setup.model(id).await;
        assert_eq!(found.status(), 200, "{id}");
        assert_eq!(json_of(found).await, list["data"][2], "{id}");
    }
    let unknown = setup.model("my-work/gpt-9").await;
    assert_eq!((unknown.status().as_u16(), code_of(unknown).await.as_str()), (404, "MODEL_NOT_FOUND"));
    // A key that was not asked about yet, so that nothing of it is remembered.
    let fresh = setup.simulator.make_key(Provider::OpenRouter, "", "prod").secret;
    for fault in [
        Fault::Hang,
        Fault::Reset,
        Fault::Redirect { status: 302 },
        Fault::Answer { status: 500, headers: Vec::new(), body: String::new() },
        Fault::Body { body: "<html>Sign in</html>".into() },
        Fault::Huge { mebibytes: 8 },
        Fault::Deep { depth: 10_000 },
    ] {
        setup.simulator.fault(Rule { path: "openrouter".into(), ..Rule::always(fault.clone()) });
        let (account, _) = connect(
            &setup.gateway,
            &setup.simulator,
            Provider::OpenRouter,
            AddressName::OpenAi,
            "Broken",
            &fresh,
        )
        .await;
        let list = setup.models().await;
        assert_eq!(ids(&list), ["local/echo", "f/fortytwo-preview", "my-work/gpt-5-mini"], "{fault:?}");
        assert_eq!(list["accounts"][0]["account"], "broken");
        let trouble = list["accounts"][0]["trouble"].as_str().unwrap();
        assert!(!trouble.is_empty() && !trouble.contains("127.0.0.1"), "{trouble}");
        let lost = setup.model("broken/m").await;
        assert_eq!((lost.status().as_u16(), code_of(lost).await.as_str()), (502, "UPSTREAM_FAILED"));
        accounts::remove(&setup.gateway.core, &account, keyhinge_core::keys::Actor::Cli).await.unwrap();
        setup.simulator.clear_faults();
    }
    assert_eq!(setup.simulator.led_elsewhere(), 0);
    // An account without a key that may be used is not offered.
    accounts::set_upstream(&setup.gateway.core, &fortytwo, None).await.unwrap();
    assert_eq!(ids(&setup.models().await), ["local/echo", "my-work/gpt-5-mini"]);
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_remembered_with_its_age_and_shown_without_a_network() {
    let clock = Clock::manual(Utc.with_ymd_and_hms(2026, 1, 2, 3, 4, 5).unwrap());
    let setup = Setup::at_time(Provider::OpenAi, AddressName::OpenAi, Caps::default(), clock.clone()).await;
    let first = setup.models().await;
    assert_eq!(
        first["accounts"][0],
        json!({ "account": "my-work", "as_of": "2026-01-02T03:04:05Z", "trouble": null })
    );
    let before = setup.asked();
    setup.models().await;
    setup.model("my-work/gpt-5-mini").await;
    assert_eq!(setup.asked(), before, "what is fresh is not asked for again");
    clock.advance(TimeDelta::minutes(6));
    setup.simulator.fault(Rule::always(Fault::Reset));
    let second = setup.models().await;
    assert_eq!(setup.asked(), before + 1);
    assert_eq!(ids(&second), ids(&first));
    assert_eq!(second["accounts"][0]["as_of"], "2026-01-02T03:04:05Z");
    assert!(second["accounts"][0]["trouble"].is_string(), "{second}");
    setup.models().await;
    assert_eq!(setup.asked(), before + 1, "who does not answer is left alone for a moment");
    setup.simulator.clear_faults();
    clock.advance(TimeDelta::minutes(1));
    let third = setup.models().await;
    assert_eq!(
        third["accounts"][0],
        json!({ "account": "my-work", "as_of": "2026-01-02T03:11:05Z", "trouble": null })
    );
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_of_anthropics_sees_what_it_can_call() {
    let setup = Setup::anthropic().await;
    assert_eq!(ids(&setup.models().await), ["local/echo"]);
    let list = setup.models_as_anthropic().await;
    assert_eq!(ids(&list), ["local/echo", "my-work/claude-sonnet-4-5"]);
    assert_eq!(
        (&list["first_id"], &list["last_id"], &list["has_more"]),
        (&json!("local/echo"), &json!("my-work/claude-sonnet-4-5"), &json!(false))
    );
    let model = &list["data"][1];
    assert_eq!((&model["type"], &model["created_at"]), (&json!("model"), &json!("2025-09-29T00:00:00Z")));
    let call = setup.simulator.calls().into_iter().find(|call| call.path == "/anthropic/v1/models").unwrap();
    let sent =
        |name: &str| call.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.clone());
    assert_eq!(sent("x-api-key").as_deref(), Some(setup.secret.as_str()));
    assert_eq!(sent("anthropic-version").as_deref(), Some("2023-06-01"));
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_may_read_sees_the_list() {
    let setup = Setup::openai().await;
    let before = setup.asked();
    let session = setup.gateway.get("/v1/models", &setup.gateway.session).await;
    assert_eq!(session.status(), 403);
    let key = setup.gateway.key(json!({ "name": "hooks", "permissions": ["webhook"] })).await;
    let refused = setup.gateway.get("/v1/models", &key.token).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(setup.asked(), before, "nobody is asked for who may not know");
    let reads = json!({ "name": "monitor", "permissions": ["read"], "generate": false });
    let reads = setup.gateway.key(reads).await;
    let list = json_of(setup.gateway.get("/v1/models", &reads.token).await).await;
    assert_eq!(ids(&list), ["local/echo", "my-work/gpt-5-mini"]);
    setup.gateway.stop().await;
}
