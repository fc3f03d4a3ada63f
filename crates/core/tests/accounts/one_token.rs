//! Tests by a call of one token, where no probe can tell.

use keyhinge_core::accounts::{self, TestBy};
use keyhinge_core::diagnosis::{Doubt, Verdict};
use keyhinge_core::keys::{Actor, KeyAction, KeySummary, Status};
use keyhinge_core::{Error, lifecycle};
use serde_json::Value;

use crate::bench::{Bench, Fault, Provider, Rule};

fn one_token(model: Option<&str>) -> TestBy {
    TestBy::OneToken { model: model.map(str::to_owned) }
}

/// A key at a provider whose list of models is given to anyone.
async fn doubtful(bench: &Bench) -> (KeySummary, String) {
    let draft = bench.draft(Provider::Fortytwo, "fortytwo");
    let account = accounts::add(&bench.core, draft, false, Actor::App).await.unwrap();
    let remote = bench.simulator.make_key(Provider::Fortytwo, "", "mine");
    let key = bench.import(&account, &remote.secret).await.unwrap();
    let models = r#"{"object":"list","data":[{"id":"embed-1"},{"id":"small-1"}]}"#;
    let anyone = Fault::Answer {
        status: 200,
        headers: vec![("content-type".into(), "application/json".into())],
        body: models.into(),
    };
    bench.simulator.fault(Rule { path: "models".into(), ..Rule::always(anyone) });
    (key, remote.id)
}

fn calls(bench: &Bench) -> Vec<Value> {
    let calls = bench.simulator.calls().into_iter().filter(|call| call.method == "POST");
    calls.map(|call| serde_json::from_str(&call.body).unwrap()).collect()
}

#[tokio::test]
async fn a_call_tells_what_the_probe_cannot_and_is_never_made_unasked() {
    let bench = Bench::new().await;
    let (key, _) = doubtful(&bench).await;
    assert!(!key.actions.contains(&KeyAction::TestOneToken), "nothing says yet that it is needed");
    let probed = accounts::test_key(&bench.core, &key.id, &TestBy::Probe, Actor::App).await.unwrap();
    assert_eq!(probed.verdict, Verdict::CannotTell { doubt: Doubt::AnswersAnyone });
    assert!(probed.offers_one_token && probed.called.is_none());
    assert!(calls(&bench).is_empty());
    assert!(bench.key(&key.id).await.actions.contains(&KeyAction::TestOneToken));

    let called = accounts::test_key(&bench.core, &key.id, &one_token(None), Actor::App).await.unwrap();
    assert_eq!(called.verdict, Verdict::Works);
    assert_eq!(called.called.as_deref(), Some("small-1"), "the first of the list that chats");
    // With the key, then without one: a server that asks for no key takes any.
    let sent = calls(&bench);
    assert_eq!(sent.len(), 2);
    assert_eq!((sent[0]["model"].as_str(), sent[0]["max_tokens"].as_i64()), (Some("small-1"), Some(1)));
    assert_eq!(bench.key(&key.id).await.last_test, Some(called));
    assert!(bench.key(&key.id).await.actions.contains(&KeyAction::TestOneToken));
}

#[tokio::test]
async fn a_server_that_takes_any_key_still_proves_nothing() {
    let bench = Bench::new().await;
    let (key, _) = doubtful(&bench).await;
    let anyone = Fault::Answer {
        status: 200,
        headers: vec![("content-type".into(), "application/json".into())],
        body: r#"{"choices":[]}"#.into(),
    };
    bench.simulator.fault(Rule::on("POST", anyone));
    let called = accounts::test_key(&bench.core, &key.id, &one_token(Some("m")), Actor::App).await.unwrap();
    assert_eq!(called.verdict, Verdict::CannotTell { doubt: Doubt::AnswersAnyone });
    assert!(!called.offers_one_token, "nothing more can be tried");
}

#[tokio::test]
async fn a_network_says_nothing_and_a_refused_limit_is_named_as_the_model_wants_it() {
    let bench = Bench::new().await;
    let (key, _) = doubtful(&bench).await;
    for fault in [Fault::Reset, Fault::Redirect { status: 302 }, Fault::Truncate { at: 5 }] {
        bench.simulator.fault(Rule::on("POST", fault.clone()).times(1));
        let called = accounts::test_key(&bench.core, &key.id, &one_token(Some("m")), Actor::App).await;
        assert!(matches!(called.unwrap().verdict, Verdict::CannotTell { .. }), "{fault:?}");
        assert_eq!(bench.key(&key.id).await.status, Status::Active, "{fault:?}");
    }
    assert_eq!(bench.simulator.led_elsewhere(), 0);
    let before = calls(&bench).len();
    let says =
        r#"{"error":{"message":"Use 'max_completion_tokens' instead.","code":"unsupported_parameter"}}"#;
    let newer = Fault::Answer { status: 400, headers: Vec::new(), body: says.into() };
    bench.simulator.fault(Rule::on("POST", newer).times(1));
    let called = accounts::test_key(&bench.core, &key.id, &one_token(Some("o9")), Actor::App).await.unwrap();
    assert_eq!(called.verdict, Verdict::Works);
    assert_eq!(calls(&bench)[before + 1]["max_completion_tokens"], 1);
}

#[tokio::test]
async fn what_cannot_be_called_is_said_before_anything_is_sent() {
    let bench = Bench::new().await;
    let (key, _) = doubtful(&bench).await;
    for model in ["a\nb", &"m".repeat(201)] {
        let told = accounts::test_key(&bench.core, &key.id, &one_token(Some(model)), Actor::App).await;
        assert!(matches!(told, Err(Error::Invalid { field: "model", .. })), "{told:?}");
    }
    bench.simulator.clear_faults();
    let none = Fault::Answer { status: 404, headers: Vec::new(), body: String::new() };
    bench.simulator.fault(Rule { path: "models".into(), ..Rule::always(none) });
    let told = accounts::test_key(&bench.core, &key.id, &one_token(None), Actor::App).await;
    assert!(matches!(told, Err(Error::Invalid { field: "model", .. })), "{told:?}");
    assert!(calls(&bench).is_empty());
    let native = accounts::add(&bench.core, bench.draft(Provider::Generic, "generic"), false, Actor::App);
    let remote = bench.simulator.make_key(Provider::Generic, "", "mine");
    let key = bench.import(&native.await.unwrap(), &remote.secret).await.unwrap();
    let told = accounts::test_key(&bench.core, &key.id, &one_token(Some("m")), Actor::App).await;
    assert!(matches!(told, Err(Error::NotOffered { .. })), "{told:?}");
}

#[tokio::test]
async fn a_guided_revocation_is_proved_by_a_call_where_the_probe_cannot() {
    let bench = Bench::new().await;
    let (key, remote_id) = doubtful(&bench).await;
    lifecycle::revoke_at_provider(&bench.core, &key.id, &key.name, Actor::App).await.unwrap();
    bench.simulator.revoke_key(Provider::Fortytwo, &remote_id);
    let found = lifecycle::confirm(&bench.core, &key.id, &TestBy::Probe, Actor::App).await.unwrap();
    assert_eq!(found.key.status, Status::RevocationNotConfirmed);
    assert!(found.test.unwrap().offers_one_token);
    assert!(calls(&bench).is_empty());
    let found =
        lifecycle::confirm(&bench.core, &key.id, &one_token(Some("small-1")), Actor::App).await.unwrap();
    assert_eq!(found.key.status, Status::Revoked);
    assert!(!found.key.secret_held);
}

#[tokio::test]
async fn a_key_of_a_provider_without_a_probe_is_tested_by_a_call() {
    let bench = Bench::new().await;
    let draft = bench.draft(Provider::OpenAi, "perplexity");
    let draft = accounts::AccountDraft { credential: None, ..draft };
    let account = accounts::add(&bench.core, draft, false, Actor::App).await.unwrap();
    let remote = bench.simulator.make_key(Provider::OpenAi, "", "mine");
    let key = bench.import(&account, &remote.secret).await.unwrap();
    assert!(key.actions.contains(&KeyAction::TestOneToken) && !key.actions.contains(&KeyAction::Test));
    let called = accounts::test_key(&bench.core, &key.id, &one_token(Some("m")), Actor::App).await.unwrap();
    assert_eq!(called.verdict, Verdict::Works);
}
