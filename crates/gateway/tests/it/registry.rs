//! The keys in memory follow the file, whoever writes it, and also where it cannot be read.

use chrono::{DateTime, TimeDelta};
use keyhinge_core::Core;
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::{Actor, token};
use keyhinge_core::lifecycle::{self, ExpiryChoice, NewKeyInput};
use keyhinge_core::vault::Vault;
use keyhinge_gateway::{Caps, GatewayState, bind, run};
use keyring_core::mock;
use serde_json::json;

use crate::common::{Gateway, break_limits, chat, code_of, folder, json_of};

#[tokio::test]
async fn keys_are_made_and_revoked_although_they_cannot_all_be_read_again() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let (key, broken) =
        (gateway.key(json!({ "name": "k" })).await, gateway.key(json!({ "name": "broken" })).await);
    assert_eq!(gateway.get("/v1/models", &key.token).await.status(), 200);
    break_limits(&gateway.core, &broken.id).await;
    assert!(gateway.core.store.gateway_keys().await.is_err());

    let answer = gateway.revoke(&key).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(json_of(answer).await["status"], "revoked");
    let refused = gateway.get("/v1/models", &key.token).await;
    assert_eq!(refused.status(), 401);
    let body = json_of(refused).await;
    assert_eq!(body["error"]["code"], "REVOKED_API_KEY");
    assert!(body["error"]["details"]["revoked_at"].is_string(), "{body}");

    // The secret of a new key is told: it is nowhere else.
    let made = gateway.post(&gateway.keys_path(), &gateway.session, json!({ "name": "new" })).await;
    assert_eq!(made.status(), 201);
    assert!(json_of(made).await["key"].is_string());
    // What was read before goes on.
    assert_eq!(gateway.get("/v1/models", &broken.token).await.status(), 200);
    gateway.stop().await;
}

#[tokio::test]
async fn a_key_expires_although_the_keys_cannot_be_read_again_and_stays_expired() {
    let folder = folder();
    let clock = Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let gateway = Gateway::start_with(folder.path(), clock.clone(), Caps::default()).await;
    let key = gateway.key(json!({ "name": "k", "expires_at": "2027-01-15T08:00:30Z" })).await;
    break_limits(&gateway.core, &key.id).await;
    gateway.core.changes.announce(&[keyhinge_core::changes::Topic::Keys]);
    let mut slow = chat("one two three four");
    slow["stream"] = true.into();
    slow["metadata"] = json!({ "pace_ms": 1_000 });
    let mut stream = gateway.post("/v1/chat/completions", &key.token, slow).await;
    clock.advance(TimeDelta::seconds(30));
    let expired_at = std::time::Instant::now();
    // Ends with an error: it is cut, not whole.
    let mut text = String::new();
    while let Ok(Some(chunk)) = stream.chunk().await {
        text.push_str(&String::from_utf8_lossy(&chunk));
    }
    assert!(expired_at.elapsed().as_millis() < 1_000 && text.contains("EXPIRED_API_KEY"), "{text}");
    // Setting the clock back does not revive it, and it is still called expired.
    clock.advance(TimeDelta::seconds(-30));
    assert_eq!(code_of(gateway.get("/v1/models", &key.token).await).await, "EXPIRED_API_KEY");
    gateway.stop().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_read_fails_the_load() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    let key = gateway.key(json!({ "name": "k" })).await;
    let core = gateway.stop().await;
    let state = |core: &Core| GatewayState::new(core.clone(), token::session().unwrap(), Caps::default());
    state(&core).load().await.unwrap();
    break_limits(&core, &key.id).await;
    let failed = state(&core).load().await;
    assert!(matches!(failed, Err(keyhinge_gateway::GatewayError::Core(_))), "{failed:?}");
}

#[tokio::test]
async fn what_is_written_between_load_and_run_is_not_missed() {
    let folder = folder();
    let beside = Gateway::start(folder.path()).await;
    let key = beside.key(json!({ "name": "k" })).await;
    let vault = Vault::with_store(mock::Store::new().unwrap());
    let core = Core::open(Folders::at(folder.path()), Clock::system(), vault).await.unwrap();
    let state = GatewayState::new(core, token::session().unwrap(), Caps::default());
    state.load().await.unwrap();
    // Another process; nobody here watches it but the gateway itself.
    assert_eq!(beside.revoke(&key).await.status(), 200);
    let listener = bind(0).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(run(listener, async move { drop(stopped.await) }, state));
    let url = format!("http://127.0.0.1:{port}/v1/models");
    let refused = beside.client.get(url).bearer_auth(&key.token).send().await.unwrap();
    assert_eq!(code_of(refused).await, "REVOKED_API_KEY");
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    beside.stop().await;
}

#[tokio::test]
async fn what_another_process_does_to_a_key_is_seen() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    // A second connection to the same folder stands for `khg`; its announcements are not heard here, and the
    // gateway needs no host that watches the file for it.
    let beside = Gateway::start(folder.path()).await;
    let key = beside.key(json!({ "name": "made elsewhere" })).await;
    assert_eq!(gateway.get("/v1/models", &key.token).await.status(), 200, "it works at once");
    beside.revoke(&key).await;
    let revoked_at = std::time::Instant::now();
    while gateway.get("/v1/models", &key.token).await.status() == 200 {
        assert!(revoked_at.elapsed().as_millis() < 1_000, "still accepted after a second");
    }
    gateway.stop().await;
    beside.stop().await;
}

#[tokio::test]
async fn a_key_that_this_process_made_works_at_once() {
    let folder = folder();
    let gateway = Gateway::start(folder.path()).await;
    assert_eq!(gateway.get("/v1/models", &gateway.session).await.status(), 403, "the gateway is up");
    for _ in 0..20 {
        let input = NewKeyInput {
            account_id: gateway.account.clone(),
            name: "in the window".into(),
            purpose: None,
            permissions: None,
            generate: None,
            expiry: ExpiryChoice::Never,
            plan: None,
            limits: None,
            actor: Actor::App,
        };
        let new = input.check(&gateway.core).await.unwrap();
        let (_, secret) = lifecycle::create_unheld(&gateway.core, new).await.unwrap();
        assert_eq!(gateway.get("/v1/models", secret.expose()).await.status(), 200);
    }
    gateway.stop().await;
}
