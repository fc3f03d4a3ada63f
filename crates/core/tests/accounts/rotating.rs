use keyhinge_core::accounts::{self, TestBy};
use keyhinge_core::keys::{Actor, KeyOrigin, Status};
use keyhinge_core::rotation::{self, KeyProof, RotationStage};
use keyhinge_core::secret::Secret;
use keyhinge_core::{Error, lifecycle};

use crate::bench::{Bench, Fault, Provider, Rule};

#[tokio::test]
async fn a_provider_s_key_is_replaced_once_the_new_one_is_proved() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let old = bench.make(&account, "ci").await.unwrap().key;
    let upstream = async || accounts_upstream(&bench, &account).await;
    assert_eq!(upstream().await, Some(old.id.clone()));
    let new = bench.make(&account, "ci 2").await.unwrap().key;
    let taken = rotation::take(&bench.core, &old.id, &new.id).await.unwrap();
    assert_eq!((taken.proof, taken.is_upstream), (Some(KeyProof::Untested), true));
    let early = rotation::switch(&bench.core, &old.id, false, Actor::App).await;
    assert!(matches!(early, Err(Error::RotationUnproved { refused: false, .. })), "{early:?}");
    assert_eq!(upstream().await, Some(old.id.clone()));

    // For a moment, the provider does not know its own new key.
    let spreading = Fault::Answer { status: 401, headers: Vec::new(), body: String::new() };
    bench.simulator.fault(Rule::on("GET", spreading));
    accounts::test_key(&bench.core, &new.id, &TestBy::Probe, Actor::App).await.unwrap();
    let refused = rotation::find(&bench.core, &old.id).await.unwrap();
    let Some(KeyProof::Refused { until }) = refused.proof else { panic!("{:?}", refused.proof) };
    assert_eq!(until, new.created_at + chrono::TimeDelta::seconds(60));
    let unproved = rotation::switch(&bench.core, &old.id, true, Actor::App).await;
    assert!(
        matches!(unproved, Err(Error::RotationUnproved { refused: true, .. })),
        "no word helps a refused key"
    );
    bench.simulator.clear_faults();
    accounts::test_key(&bench.core, &new.id, &TestBy::Probe, Actor::App).await.unwrap();

    let switched = rotation::switch(&bench.core, &old.id, false, Actor::App).await.unwrap();
    assert_eq!((switched.stage, switched.is_upstream), (RotationStage::Delete, true));
    assert_eq!(upstream().await, Some(new.id.clone()), "the gateway forwards with the new one");
    assert_eq!(lifecycle::usable(&bench.core, "ci").await.unwrap().id, new.id);
    assert_eq!(bench.simulator.keys().len(), 2, "the old one still works");

    rotation::switch_back(&bench.core, &old.id, Actor::App).await.unwrap();
    assert_eq!(upstream().await, Some(old.id.clone()));
    rotation::switch(&bench.core, &old.id, false, Actor::App).await.unwrap();
    lifecycle::revoke_at_provider(&bench.core, &old.id, "ci", Actor::App).await.unwrap();
    let done = rotation::find(&bench.core, &old.id).await.unwrap();
    assert_eq!((done.stage, done.old.status), (RotationStage::Done, Status::Revoked));
    assert_eq!(bench.simulator.keys().len(), 1);
}

#[tokio::test]
async fn a_provider_that_makes_no_key_leaves_the_old_one_as_it_was() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let old = bench.make(&account, "ci").await.unwrap().key;
    let full = Fault::Answer { status: 400, headers: Vec::new(), body: String::new() };
    bench.simulator.fault(Rule::on("POST", full));
    assert!(bench.make(&account, "ci 2").await.is_err());
    assert_eq!(rotation::find(&bench.core, &old.id).await.unwrap().stage, RotationStage::Create);
    assert_eq!(bench.key(&old.id).await.status, Status::Active);
}

#[tokio::test]
async fn a_key_that_was_made_on_the_provider_s_page_is_pasted_once_or_twice() {
    let bench = Bench::new().await;
    let draft = bench.draft(Provider::Fortytwo, "fortytwo");
    let account = accounts::add(&bench.core, draft, false, Actor::App).await.unwrap();
    let make = |name: &str| bench.simulator.make_key(Provider::Fortytwo, "", name).secret;
    let (held, made) = (make("mine"), make("next"));
    let old = bench.import(&account, &held).await.unwrap();
    let secret = || Secret::new(made.clone());
    let pasted = rotation::paste(&bench.core, &old.id, secret(), None, Actor::App).await.unwrap();
    let new = pasted.new.unwrap();
    assert_eq!((new.origin, new.name), (KeyOrigin::Imported, format!("{} 2", old.name)));
    let again = rotation::paste(&bench.core, &old.id, secret(), None, Actor::App).await.unwrap();
    assert_eq!(again.new.unwrap().id, new.id, "it is taken as it is");
    let refused = rotation::paste(&bench.core, &old.id, Secret::new(held), None, Actor::App).await;
    assert!(matches!(refused, Err(Error::Duplicate { .. })), "a key does not take its own place");
}

async fn accounts_upstream(bench: &Bench, account: &accounts::Account) -> Option<String> {
    let all = bench.core.store.accounts().await.unwrap();
    all.into_iter().find(|one| one.id == account.id).unwrap().upstream_key_id
}
