//! Calls that end early: by their client, or with one of the two keys.

use std::time::Duration;

use keyhinge_core::accounts::{self, AddressName};
use keyhinge_core::keys::Actor;
use keyhinge_core::lifecycle;
use keyhinge_simulator::{Fault, Rule};
use serde_json::json;
use tokio::time::timeout;

use super::{Setup, drain, until};
use crate::common::code_of;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_goes_away_ends_the_call_and_pays_what_it_saw() {
    let setup = Setup::anthropic().await;
    setup.simulator.fault(Rule::always(Fault::Pause { at: 400 }));
    let mut response = setup.ask("my-work/m", true).await;
    assert!(response.chunk().await.unwrap().is_some());
    drop(response);
    until("the provider sees its client go", async || setup.simulator.hung_up() == 1).await;
    until("what was seen is paid", async || setup.usage(&setup.gateway.account).await["my-work/m"][1] == 9)
        .await;
    // Before the head of the answer, too.
    setup.simulator.clear_faults();
    setup.simulator.fault(Rule::always(Fault::Hang));
    let asking = timeout(Duration::from_millis(300), setup.ask("my-work/n", false)).await;
    assert!(asking.is_err());
    until("a prompt that was sent is paid", async || {
        setup.usage(&setup.gateway.account).await["my-work/n"] == json!([1, 2, 0])
    })
    .await;
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revoking_the_providers_key_cuts_what_uses_it_and_nothing_uses_it_again() {
    for setup in [Setup::openai().await, Setup::anthropic().await] {
        setup.simulator.fault(Rule::always(Fault::PauseAfter { events: 1 }));
        let mut response = setup.ask("my-work/m", true).await;
        let first = response.chunk().await.unwrap().unwrap();
        // Another key is chosen meanwhile: the open answer is still the first one's.
        accounts::set_upstream(&setup.gateway.core, &setup.account, None).await.unwrap();
        let name = setup.gateway.core.key(&setup.upstream_key).await.unwrap().unwrap().name;
        lifecycle::revoke_at_provider(&setup.gateway.core, &setup.upstream_key, &name, Actor::App)
            .await
            .unwrap();
        let (text, whole) = drain(response, std::str::from_utf8(&first).unwrap()).await;
        assert!(!whole, "a cut stream looks whole");
        let error = text.rsplit("\n\n").find(|event| !event.is_empty()).unwrap();
        assert!(error.contains("UPSTREAM_KEY_UNAVAILABLE"), "{text}");
        assert_eq!(error.starts_with("event: error\n"), setup.shape == AddressName::Anthropic);
        until("the provider sees its client go", async || setup.simulator.hung_up() == 1).await;
        let refused = setup.ask("my-work/m", true).await;
        assert_eq!((refused.status().as_u16(), code_of(refused).await.as_str()), (503, "NO_UPSTREAM_KEY"));
        assert_eq!(setup.simulator.calls().len(), 1);
        setup.gateway.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_key_that_is_still_chosen_is_not_used() {
    let setup = Setup::openai().await;
    assert_eq!(setup.ask("my-work/m", false).await.status(), 200);
    let name = setup.gateway.core.key(&setup.upstream_key).await.unwrap().unwrap().name;
    lifecycle::revoke_at_provider(&setup.gateway.core, &setup.upstream_key, &name, Actor::App).await.unwrap();
    until("it is refused", async || setup.status_of("my-work/m").await == Some(503)).await;
    let calls = setup.simulator.calls().len();
    assert_eq!(code_of(setup.ask("my-work/m", false).await).await, "NO_UPSTREAM_KEY");
    assert_eq!(setup.simulator.calls().len(), calls);
    // A guided revocation that is taken back gives the key back.
    lifecycle::keep_after_all(&setup.gateway.core, &setup.upstream_key, Actor::App).await.unwrap();
    assert_eq!(setup.ask("my-work/m", false).await.status(), 200);
    setup.gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revoking_the_virtual_key_cuts_what_it_has_open() {
    let setup = Setup::openai().await;
    setup.simulator.fault(Rule::always(Fault::PauseAfter { events: 1 }));
    let response = setup.ask("my-work/m", true).await;
    assert_eq!(setup.gateway.revoke(&setup.key).await.status(), 200);
    let (text, whole) = drain(response, "").await;
    assert!(!whole && text.contains("REVOKED_API_KEY"), "{text}");
    until("the provider sees its client go", async || setup.simulator.hung_up() == 1).await;
    setup.gateway.stop().await;
}
