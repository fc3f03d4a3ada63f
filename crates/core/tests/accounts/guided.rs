use keyhinge_core::accounts::{self, Account, TestBy};
use keyhinge_core::diagnosis::{Doubt, FailureClass, Verdict};
use keyhinge_core::keys::{Actor, KeyAction, Status};
use keyhinge_core::{Error, lifecycle};

use crate::bench::{Bench, Fault, Provider, Rule};

async fn fortytwo(bench: &Bench) -> Account {
    accounts::add(&bench.core, bench.draft(Provider::Fortytwo, "fortytwo"), false, Actor::App).await.unwrap()
}

#[tokio::test]
async fn a_guided_revocation_ends_in_proof() {
    let bench = Bench::new().await;
    let account = fortytwo(&bench).await;
    let remote = bench.simulator.make_key(Provider::Fortytwo, "", "mine");
    let key = bench.import(&account, &remote.secret).await.unwrap();
    assert!(key.actions.contains(&KeyAction::RevokeGuided) && !key.actions.contains(&KeyAction::Revoke));

    let begun = lifecycle::revoke_at_provider(&bench.core, &key.id, &key.name, Actor::App).await.unwrap();
    assert_eq!(begun.status, Status::RevocationNotConfirmed);
    let found = lifecycle::confirm(&bench.core, &key.id, &TestBy::Probe, Actor::App).await.unwrap();
    assert_eq!(found.key.status, Status::RevocationNotConfirmed, "it still works");
    assert_eq!(found.test.unwrap().verdict, Verdict::Works);
    let kept = lifecycle::keep_after_all(&bench.core, &key.id, Actor::App).await.unwrap();
    assert_eq!(kept.status, Status::Active);

    lifecycle::revoke_at_provider(&bench.core, &key.id, &key.name, Actor::App).await.unwrap();
    bench.simulator.revoke_key(Provider::Fortytwo, &remote.id);
    let found = lifecycle::confirm(&bench.core, &key.id, &TestBy::Probe, Actor::App).await.unwrap();
    assert_eq!(found.key.status, Status::Revoked);
    assert!(!found.key.secret_held);
}

#[tokio::test]
async fn neither_a_network_nor_an_outage_proves_a_key_revoked() {
    let bench = Bench::new().await;
    let account = fortytwo(&bench).await;
    let remote = bench.simulator.make_key(Provider::Fortytwo, "", "mine");
    let key = bench.import(&account, &remote.secret).await.unwrap();
    lifecycle::revoke_at_provider(&bench.core, &key.id, &key.name, Actor::App).await.unwrap();
    for fault in [
        Fault::Reset,
        Fault::Answer { status: 503, headers: Vec::new(), body: String::new() },
        Fault::Answer { status: 429, headers: Vec::new(), body: String::new() },
        Fault::Answer { status: 200, headers: Vec::new(), body: "<html>captive portal</html>".into() },
        Fault::Redirect { status: 302 },
    ] {
        bench.simulator.clear_faults();
        bench.simulator.fault(Rule::always(fault.clone()));
        let found = lifecycle::confirm(&bench.core, &key.id, &TestBy::Probe, Actor::App).await.unwrap();
        assert_eq!(found.key.status, Status::RevocationNotConfirmed, "{fault:?}");
    }
    let by_hand = lifecycle::revoked_by_hand(&bench.core, &key.id, "another", Actor::App).await;
    assert!(matches!(by_hand, Err(Error::NameMismatch)));
    let by_hand = lifecycle::revoked_by_hand(&bench.core, &key.id, &key.name, Actor::App).await.unwrap();
    assert_eq!(by_hand.status, Status::Revoked);
}

#[tokio::test]
async fn a_test_tells_what_the_provider_says_of_the_key() {
    let bench = Bench::new().await;
    let account = fortytwo(&bench).await;
    let remote = bench.simulator.make_key(Provider::Fortytwo, "", "mine");
    let key = bench.import(&account, &remote.secret).await.unwrap();
    let test = accounts::test_key(&bench.core, &key.id, &TestBy::Probe, Actor::App).await.unwrap();
    assert_eq!(test.verdict, Verdict::Works);
    assert!(test.latency_ms.is_some() && test.diagnosis.is_none());
    assert_eq!(bench.key(&key.id).await.last_test, Some(test));

    let wrong = bench.import(&account, "a-key-of-nobody-0123456789").await.unwrap();
    let test = accounts::test_key(&bench.core, &wrong.id, &TestBy::Probe, Actor::App).await.unwrap();
    assert!(matches!(test.verdict, Verdict::Refused { .. }), "{test:?}");
    let diagnosis = test.diagnosis.unwrap();
    assert_eq!(diagnosis.class, FailureClass::InvalidKey);
    assert_eq!(bench.key(&wrong.id).await.status, Status::Refused);
    bench.simulator.fault(Rule::always(Fault::Reset).times(2));
    let test = accounts::test_key(&bench.core, &key.id, &TestBy::Probe, Actor::App).await.unwrap();
    assert_eq!(test.verdict, Verdict::CannotTell { doubt: Doubt::NoAnswer });
    assert_eq!(bench.key(&key.id).await.status, Status::Active, "a network says nothing of the key");

    // The list of models is given to anyone.
    let models =
        Fault::Answer { status: 200, headers: Vec::new(), body: r#"{"object":"list","data":[]}"#.into() };
    bench.simulator.fault(Rule::always(models));
    let test = accounts::test_key(&bench.core, &wrong.id, &TestBy::Probe, Actor::App).await.unwrap();
    assert!(matches!(test.verdict, Verdict::CannotTell { .. }), "{test:?}");
}
