use keyhinge_core::accounts::{self, TestBy};
use keyhinge_core::keys::{Actor, KeyAction, KeyOrigin, Status};
use keyhinge_core::vault::Vault;
use keyhinge_core::{Error, lifecycle};

use crate::bench::{Bench, Fault, Provider, Rule, contains};

#[tokio::test]
async fn a_key_is_made_kept_shown_once_and_revoked_with_proof() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let made = bench.make(&account, "prod-api").await.unwrap();
    let [remote] = &bench.simulator.keys()[..] else { panic!("one key") };
    assert!(made.kept);
    assert!(remote.name.starts_with("prod-api kh-"), "{}", remote.name);
    assert_eq!((made.key.origin, made.key.name.as_str()), (KeyOrigin::Created, "prod-api"));
    assert_eq!(made.key.remote_id.as_ref(), Some(&remote.id));
    let shown = lifecycle::reveal(&bench.core, made.ticket.as_str(), Actor::App).await.unwrap();
    assert!(shown.matches(&remote.secret));
    assert!(lifecycle::held_secret(&bench.core, &made.key.id).await.unwrap().matches(&remote.secret));

    let wrong = lifecycle::revoke_at_provider(&bench.core, &made.key.id, "prod", Actor::App).await;
    assert!(matches!(wrong, Err(Error::NameMismatch)));
    let revoked =
        lifecycle::revoke_at_provider(&bench.core, &made.key.id, "prod-api", Actor::App).await.unwrap();
    assert_eq!(revoked.status, Status::Revoked);
    assert!(!revoked.secret_held && bench.simulator.keys().is_empty());
    let secret = remote.secret.clone();
    assert!(!contains(&bench.written().await, &secret));
}

#[tokio::test]
async fn a_revocation_that_the_provider_does_not_carry_out_is_not_called_one() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let made = bench.make(&account, "leaked").await.unwrap();
    let nothing = Fault::Answer { status: 204, headers: Vec::new(), body: String::new() };
    bench.simulator.fault(Rule::on("DELETE", nothing));
    let key = lifecycle::revoke_at_provider(&bench.core, &made.key.id, "leaked", Actor::App).await.unwrap();
    assert_eq!(key.status, Status::RevocationNotConfirmed);
    assert!(key.secret_held, "without proof the secret stays");
    bench.simulator.clear_faults();
    let found = lifecycle::confirm(&bench.core, &key.id, &TestBy::Probe, Actor::App).await.unwrap();
    assert_eq!(found.key.status, Status::Revoked);
}

#[tokio::test]
async fn a_lost_answer_to_a_revocation_is_settled_by_the_list() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let made = bench.make(&account, "leaked").await.unwrap();
    bench.simulator.fault(Rule::on("DELETE", Fault::Reset).times(1));
    let key = lifecycle::revoke_at_provider(&bench.core, &made.key.id, "leaked", Actor::App).await.unwrap();
    assert_eq!(key.status, Status::Revoked);
}

#[tokio::test]
async fn a_refused_revocation_changes_nothing() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let made = bench.make(&account, "prod-api").await.unwrap();
    let refusal = Fault::Answer { status: 403, headers: Vec::new(), body: String::new() };
    bench.simulator.fault(Rule::on("DELETE", refusal));
    let refused = lifecycle::revoke_at_provider(&bench.core, &made.key.id, "prod-api", Actor::App).await;
    assert!(matches!(refused, Err(Error::Provider(_))), "{refused:?}");
    assert_eq!(bench.key(&made.key.id).await.status, Status::Active);
}

#[tokio::test]
async fn a_key_whose_answer_was_lost_is_found_by_its_mark_and_never_asked_for_twice() {
    for fault in
        [Fault::Reset, Fault::Truncate { at: 20 }, Fault::AnswerAfter { status: 502, body: String::new() }]
    {
        let bench = Bench::new().await;
        let account = bench.forii().await;
        bench.simulator.fault(Rule::on("POST", fault.clone()));
        let outcome = bench.make(&account, "prod-api").await.err().expect("the secret is lost");
        let Error::SecretLost { key_id, .. } = outcome else { panic!("{fault:?}: {outcome:?}") };
        let key = bench.key(&key_id).await;
        assert_eq!((key.name.as_str(), key.origin, key.secret_held), ("prod-api", KeyOrigin::Created, false));
        assert!(key.actions.contains(&KeyAction::Revoke));
        let posts = bench.simulator.calls().iter().filter(|call| call.method == "POST").count();
        assert_eq!(posts, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_key_that_nobody_knows_of_is_settled_by_a_later_list() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    bench.simulator.fault(Rule::on("POST", Fault::Reset));
    bench
        .simulator
        .fault(Rule::on("GET", Fault::Answer { status: 400, headers: Vec::new(), body: String::new() }));
    let outcome = bench.make(&account, "prod-api").await.err().expect("nothing is known");
    assert!(matches!(outcome, Error::CreationUnknown { .. }), "{outcome:?}");
    bench.simulator.clear_faults();
    accounts::refresh(&bench.core, &account.id).await.unwrap();
    assert_eq!(bench.named("prod-api").await.origin, KeyOrigin::Created);
}

#[tokio::test]
async fn a_refused_creation_makes_no_key_and_says_why() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let refusal = r#"{"error":{"message":"quota exceeded","type":"x","param":null,"code":null}}"#.to_owned();
    bench
        .simulator
        .fault(Rule::on("POST", Fault::Answer { status: 402, headers: Vec::new(), body: refusal }));
    let refused = bench.make(&account, "prod-api").await.err().expect("a refusal");
    let Error::Provider(diagnosis) = refused else { panic!("{refused:?}") };
    assert!(diagnosis.do_not_retry, "{diagnosis:?}");
    assert!(bench.core.keys().await.unwrap().is_empty());
}

#[tokio::test]
async fn without_a_vault_nothing_is_asked_for() {
    let bench = Bench::with_vault(Vault::unavailable()).await;
    let refused = accounts::add(&bench.core, bench.draft(Provider::Forii, "forii"), true, Actor::App).await;
    assert!(matches!(refused, Err(Error::Vault(_))));
    assert!(bench.simulator.calls().is_empty());
}

#[tokio::test]
async fn keys_are_renamed_disabled_and_enabled_where_the_provider_can() {
    let bench = Bench::new().await;
    let account =
        accounts::add(&bench.core, bench.draft(Provider::OpenRouter, "openrouter"), false, Actor::App)
            .await
            .unwrap();
    let made = bench.make(&account, "old name").await.unwrap();
    let id = made.key.id;
    assert_eq!(lifecycle::rename(&bench.core, &id, "new name", Actor::App).await.unwrap().name, "new name");
    assert_eq!(bench.simulator.keys()[0].name, "new name");
    let disabled = lifecycle::disable(&bench.core, &id, Actor::App).await.unwrap();
    assert_eq!(disabled.status, Status::Disabled);
    assert!(bench.simulator.keys()[0].disabled);
    assert!(matches!(lifecycle::disable(&bench.core, &id, Actor::App).await, Err(Error::NotOffered { .. })));
    assert_eq!(lifecycle::enable(&bench.core, &id, Actor::App).await.unwrap().status, Status::Active);

    let forii = bench.forii().await;
    let made = bench.make(&forii, "fixed").await.unwrap();
    assert!(matches!(
        lifecycle::rename(&bench.core, &made.key.id, "x", Actor::App).await,
        Err(Error::NotOffered { .. })
    ));
    assert!(matches!(
        lifecycle::disable(&bench.core, &made.key.id, Actor::App).await,
        Err(Error::NotOffered { .. })
    ));
}
