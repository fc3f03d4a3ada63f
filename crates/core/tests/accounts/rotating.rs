use chrono::TimeDelta;
use keyhinge_core::Error;
use keyhinge_core::accounts::{self, AccountDraft, TestBy};
use keyhinge_core::keys::{Actor, KeyOrigin, Status};
use keyhinge_core::lifecycle::{self, ExpiryChoice};
use keyhinge_core::rotation::{self, KeyProof, Making, NewKeyChoice, RotationStage};
use keyhinge_core::secret::Secret;

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

#[tokio::test]
async fn a_key_that_its_provider_denies_takes_a_place_only_on_the_user_s_word() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let old = bench.make(&account, "ci").await.unwrap().key;
    let new = bench.make(&account, "ci 2").await.unwrap().key;
    rotation::take(&bench.core, &old.id, &new.id).await.unwrap();
    let denied = Fault::Answer { status: 403, headers: Vec::new(), body: String::new() };
    bench.simulator.fault(Rule::on("GET", denied));
    accounts::test_key(&bench.core, &new.id, &TestBy::Probe, Actor::App).await.unwrap();
    let found = rotation::find(&bench.core, &old.id).await.unwrap();
    assert_eq!(found.proof, Some(KeyProof::CannotTell));
    let unasked = rotation::switch(&bench.core, &old.id, false, Actor::App).await;
    assert!(matches!(unasked, Err(Error::RotationUnproved { refused: false, .. })), "{unasked:?}");
    rotation::switch(&bench.core, &old.id, true, Actor::App).await.unwrap();
}

#[tokio::test]
async fn a_creation_that_was_cut_off_is_settled_before_another_is_asked_for() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let old = bench.make(&account, "ci").await.unwrap().key;
    let other = bench.make(&account, "web").await.unwrap().key;
    let cut = Fault::AnswerAfter { status: 500, body: String::new() };
    let blind = || Rule::on("GET", Fault::Answer { status: 503, headers: Vec::new(), body: String::new() });
    bench.simulator.fault(Rule::on("POST", cut));
    bench.simulator.fault(blind());
    assert!(rotation::make(&bench.core, &old.id, choice(None)).await.is_err());
    bench.simulator.clear_faults();
    assert_eq!(bench.simulator.keys().len(), 3, "it was made all the same");

    bench.simulator.fault(blind());
    let unsettled = rotation::make(&bench.core, &old.id, choice(None)).await.err().unwrap();
    let Error::CreationUnknown { name, provider } = unsettled else { panic!("{unsettled:?}") };
    assert_eq!((name.as_str(), provider.as_str()), ("ci 2", "Forii"));
    assert!(rotation::make(&bench.core, &other.id, choice(None)).await.is_ok(), "that is about another key");
    let named = NewKeyChoice { name: Some("third".into()), ..choice(None) };
    assert!(rotation::make(&bench.core, &old.id, named).await.is_ok(), "another name is another key");
    rotation::cancel(&bench.core, &old.id).await.unwrap();
    bench.simulator.clear_faults();
    let Making::Taken(taken) = rotation::make(&bench.core, &old.id, choice(None)).await.unwrap() else {
        panic!("it was not kept")
    };
    assert_eq!(taken.new.unwrap().name, "ci 3", "what was made by the cut-off one has its name");
}

#[tokio::test]
async fn a_key_in_the_place_of_one_that_works_is_not_forgotten() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let old = bench.make(&account, "ci").await.unwrap().key;
    let new = bench.make(&account, "ci 2").await.unwrap().key;
    rotation::take(&bench.core, &old.id, &new.id).await.unwrap();
    rotation::switch(&bench.core, &old.id, true, Actor::App).await.unwrap();
    let needed = lifecycle::forget(&bench.core, &new.id, Actor::App).await;
    assert!(matches!(needed, Err(Error::Invalid { field: "key_id", .. })), "{needed:?}");
    assert_eq!(accounts_upstream(&bench, &account).await, Some(new.id.clone()));
    rotation::switch_back(&bench.core, &old.id, Actor::App).await.unwrap();
    lifecycle::forget(&bench.core, &new.id, Actor::App).await.unwrap();
    assert_eq!(accounts_upstream(&bench, &account).await, Some(old.id));
}

fn choice(expiry: Option<ExpiryChoice>) -> NewKeyChoice {
    NewKeyChoice { name: None, expiry, actor: Actor::Cli }
}

#[tokio::test]
async fn a_key_like_the_old_one_is_made_at_the_provider() {
    let bench = Bench::new().await;
    let account =
        accounts::add(&bench.core, bench.draft(Provider::Xai, "xai"), false, Actor::App).await.unwrap();
    let now = bench.core.clock.now();
    let body = serde_json::json!({
        "apiKeyId": "id_of_old", "apiKey": "xai-0123456789abcdefghij", "name": "ci",
        "expireTime": (now + TimeDelta::days(10)).to_rfc3339(), "aclStrings": ["api-key:model:grok-4"],
    });
    bench.simulator.fault(Rule::on("POST", Fault::Body { body: body.to_string() }));
    let old = bench.make(&account, "ci").await.unwrap().key;
    bench.simulator.clear_faults();
    bench.core.clock.advance(TimeDelta::days(9));
    let Making::Taken(rotation) = rotation::make(&bench.core, &old.id, choice(None)).await.unwrap() else {
        panic!("it was not kept")
    };
    let new = rotation.new.unwrap();
    assert_eq!((new.name.as_str(), new.purpose.as_str(), new.secret_held), ("ci 2", "Development", true));
    let asked = bench.simulator.calls().into_iter().rfind(|call| call.method == "POST").unwrap();
    let asked: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
    let until = (now + TimeDelta::days(19)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    assert_eq!(
        (&asked["acls"], asked["expireTime"].as_str()),
        (&serde_json::json!(["api-key:model:grok-4"]), Some(until.as_str()))
    );
}

#[tokio::test]
async fn where_no_key_can_be_made_nothing_is() {
    let bench = Bench::new().await;
    let draft = bench.draft(Provider::Fortytwo, "fortytwo");
    let account = accounts::add(&bench.core, draft, false, Actor::App).await.unwrap();
    let held = bench.simulator.make_key(Provider::Fortytwo, "", "mine").secret;
    let old = bench.import(&account, &held).await.unwrap();
    let without_api = rotation::make(&bench.core, &old.id, choice(None)).await.err().unwrap();
    assert!(matches!(without_api, Error::NotOffered { .. }), "{without_api:?}");

    let draft = AccountDraft { credential: None, ..bench.draft(Provider::Forii, "forii") };
    let account = accounts::add(&bench.core, draft, true, Actor::App).await.unwrap();
    let held = bench.simulator.make_key(Provider::Forii, "acc_1", "mine").secret;
    let old = bench.import(&account, &held).await.unwrap();
    let without_credential = rotation::make(&bench.core, &old.id, choice(None)).await.err().unwrap();
    assert!(matches!(without_credential, Error::NoCredential { .. }), "{without_credential:?}");

    let account = bench.forii().await;
    let old = bench.make(&account, "ci").await.unwrap().key;
    let made = bench.simulator.keys().len();
    // Forii lets no expiry be chosen: one that is wanted is not left out in silence.
    let wanted = rotation::make(&bench.core, &old.id, choice(Some(ExpiryChoice::InDays(30)))).await;
    assert!(wanted.is_err());
    assert_eq!(
        (bench.simulator.keys().len(), rotation::find(&bench.core, &old.id).await.unwrap().new),
        (made, None)
    );
}

#[tokio::test]
async fn a_new_key_that_the_vault_did_not_keep_takes_no_place() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let old = bench.make(&account, "ci").await.unwrap().key;
    let body = serde_json::json!({ "id": "id_of_new", "name": "ci 2", "key": "not a key" });
    bench.simulator.fault(Rule::on("POST", Fault::Body { body: body.to_string() }));
    let Making::NotKept(made) = rotation::make(&bench.core, &old.id, choice(None)).await.unwrap() else {
        panic!("it was taken")
    };
    assert!(!made.key.secret_held && made.key.name == "ci 2");
    let rotation = rotation::find(&bench.core, &old.id).await.unwrap();
    assert_eq!((rotation.stage, rotation.new), (RotationStage::Create, None));
}

#[tokio::test]
async fn a_new_key_that_is_refused_at_first_is_tested_until_it_works_or_its_time_is_over() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let old = bench.make(&account, "ci").await.unwrap().key;
    let Making::Taken(taken) = rotation::make(&bench.core, &old.id, choice(None)).await.unwrap() else {
        panic!("it was not kept")
    };
    let new = taken.new.unwrap();
    let refusal = || Fault::Answer { status: 401, headers: Vec::new(), body: String::new() };
    let tests = || bench.simulator.calls().iter().filter(|call| call.path.ends_with("/models")).count();
    let prove = async || {
        let mut pauses = Vec::new();
        let rotation = rotation::prove(&bench.core, &old.id, &TestBy::Probe, Actor::Cli, async |pause| {
            bench.core.clock.advance(TimeDelta::from_std(pause.wait).unwrap());
            pauses.push(pause);
        });
        (rotation.await.unwrap().proof.unwrap(), pauses)
    };
    bench.simulator.fault(Rule::on("GET", refusal()).times(2));
    let (proof, pauses) = prove().await;
    assert_eq!(proof, KeyProof::Works);
    let until = new.created_at + TimeDelta::seconds(60);
    let waits: Vec<_> = pauses.iter().map(|pause| (pause.wait.as_millis(), pause.until)).collect();
    assert_eq!(waits, [(500, until), (1000, until)]);
    let asked = tests();
    assert_eq!((prove().await.1.len(), tests()), (0, asked), "a fresh proof is enough");

    bench.simulator.fault(Rule::on("GET", refusal()));
    let other = bench.make(&account, "other").await.unwrap().key;
    rotation::take(&bench.core, &old.id, &other.id).await.unwrap();
    let (proof, pauses) = prove().await;
    let until = other.created_at + TimeDelta::seconds(60);
    assert_eq!((proof, bench.core.clock.now()), (KeyProof::Refused { until }, until));
    assert!(pauses.len() < 20, "{}", pauses.len());
    assert_eq!(prove().await.1, [], "its time is over: once more, and no longer");
}

async fn accounts_upstream(bench: &Bench, account: &accounts::Account) -> Option<String> {
    let all = bench.core.store.accounts().await.unwrap();
    all.into_iter().find(|one| one.id == account.id).unwrap().upstream_key_id
}
