use keyhinge_core::Error;
use keyhinge_core::accounts::{self, AccountDraft, AddressName};
use keyhinge_core::diagnosis::{FailureClass, Verdict};
use keyhinge_core::keys::Actor;
use keyhinge_core::secret::Secret;

use crate::bench::{Bench, Fault, Provider, Rule, contains};

#[tokio::test]
async fn an_account_is_tested_before_it_is_kept() {
    let bench = Bench::new().await;
    let _ = bench.simulator.make_key(Provider::Forii, "acc_1", "from the dashboard");
    let told = accounts::test(&bench.core, bench.draft(Provider::Forii, "forii")).await.unwrap();
    assert_eq!((told.keys, told.gap), (Some(1), None));
    assert_eq!(told.balance.unwrap().available.unwrap().to_string(), "50.00 INR");
    assert!(bench.core.store.accounts().await.unwrap().is_empty(), "a test keeps nothing");

    let mut wrong = bench.draft(Provider::Forii, "forii");
    wrong.credential = Some(Secret::new("session-of-somebody-else".into()));
    let refused = accounts::add(&bench.core, wrong, false, Actor::App).await.unwrap_err();
    let Error::Provider(diagnosis) = refused else { panic!("{refused:?}") };
    assert_eq!(diagnosis.class, FailureClass::InvalidKey);
    assert!(diagnosis.next_step.contains("session token"), "{diagnosis:?}");
    assert!(bench.core.store.accounts().await.unwrap().is_empty());

    let account = bench.forii().await;
    assert!(account.credential_held);
    let second = bench.forii().await;
    assert_eq!((account.name.as_str(), second.name.as_str()), ("Forii", "Forii 2"));
}

#[tokio::test]
async fn no_two_accounts_answer_to_one_name() {
    let bench = Bench::new().await;
    let (first, second) = (bench.forii().await, bench.forii().await);
    let named =
        |name: &str| AccountDraft { name: Some(name.into()), ..bench.draft(Provider::Forii, "forii") };
    for taken in ["Forii", "FORII 2", first.id.as_str(), "local"] {
        let added = accounts::add(&bench.core, named(taken), false, Actor::App).await;
        let changed = accounts::change(&bench.core, &second.id, named(taken), false, Actor::App).await;
        let own = taken == "FORII 2";
        assert!(matches!(added, Err(Error::Invalid { field: "name", .. })), "{taken}: {added:?}");
        assert_eq!(changed.is_ok(), own, "{taken}: {changed:?}");
    }
    // What is tried out in a form of an account that is there has that account's name.
    assert!(accounts::test(&bench.core, named("Forii")).await.is_ok());
}

#[tokio::test]
async fn every_provider_with_a_key_api_can_be_connected() {
    let bench = Bench::new().await;
    for (provider, id) in [
        (Provider::Forii, "forii"),
        (Provider::OpenRouter, "openrouter"),
        (Provider::OpenAi, "openai"),
        (Provider::Anthropic, "anthropic"),
        (Provider::LiteLlm, "litellm"),
        (Provider::Xai, "xai"),
        (Provider::Fireworks, "fireworks"),
    ] {
        let added = accounts::add(&bench.core, bench.draft(provider, id), false, Actor::App).await;
        let account = added.unwrap_or_else(|error| panic!("{id}: {error:?}"));
        let refreshed = accounts::refresh(&bench.core, &account.id).await;
        assert!(refreshed.is_ok(), "{id}: {refreshed:?}");
    }
}

#[tokio::test]
async fn a_host_that_is_not_the_providers_has_to_be_agreed_to() {
    let bench = Bench::new().await;
    let mut draft = bench.draft(Provider::Forii, "forii");
    draft.confirmed_hosts.clear();
    let refused = accounts::test(&bench.core, draft).await.unwrap_err();
    let Error::HostUnconfirmed { hosts } = refused else { panic!("{refused:?}") };
    assert_eq!(hosts, [bench.simulator.url().trim_start_matches("http://")]);
    assert!(bench.simulator.calls().is_empty(), "nothing was sent before it was confirmed");

    // A name may be one of the private network, so it is asked about; the way there is not encrypted.
    let mut draft = bench.draft(Provider::Forii, "forii");
    draft.base_urls.insert(AddressName::Management, "http://api.forii.in/v1".into());
    let refused = accounts::test(&bench.core, draft).await.unwrap_err();
    assert!(matches!(refused, Error::HostUnconfirmed { .. }), "{refused:?}");

    for hostile in [
        "http://203.0.113.9/v1",
        "https://api.forii.in@evil.example/v1",
        "https://169.254.169.254/v1",
        "file:///etc/passwd",
        "https://api.forii.in/v1?key=x",
    ] {
        let mut draft = bench.draft(Provider::Forii, "forii");
        draft.base_urls.insert(AddressName::Management, hostile.into());
        let refused = accounts::test(&bench.core, draft).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid { field: "base_urls", .. }), "{hostile}: {refused:?}");
    }
    assert!(bench.simulator.calls().is_empty());
}

#[tokio::test]
async fn the_wrong_kind_of_key_is_caught_before_it_is_sent() {
    let bench = Bench::new().await;
    let mut draft = bench.draft(Provider::OpenAi, "openai");
    draft.key = Some(Secret::new("sk-admin-0123456789abcdef".into()));
    let refused = accounts::test(&bench.core, draft).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid { field: "key", .. }), "{refused:?}");
    let mut draft = bench.draft(Provider::OpenAi, "openai");
    draft.credential = Some(Secret::new("sk-proj-0123456789abcdef".into()));
    let refused = accounts::test(&bench.core, draft).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid { field: "credential", .. }), "{refused:?}");
    for bad in ["two words", "line\nbreak", "schlüssel"] {
        let mut draft = bench.draft(Provider::Fortytwo, "fortytwo");
        draft.key = Some(Secret::new(bad.into()));
        let refused = accounts::test(&bench.core, draft).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid { field: "key", .. }), "{bad:?}: {refused:?}");
    }
    assert!(bench.simulator.calls().is_empty());
}

#[tokio::test]
async fn a_provider_without_a_key_api_is_added_with_a_key() {
    let bench = Bench::new().await;
    let made = bench.simulator.make_key(Provider::MegaLlm, "", "mine");
    let mut draft = bench.draft(Provider::MegaLlm, "megallm");
    draft.key = Some(Secret::new(made.secret.clone()));
    let told = accounts::test(&bench.core, draft).await.unwrap();
    assert_eq!(told.key.unwrap().verdict, Verdict::Works);
    let mut draft = bench.draft(Provider::MegaLlm, "megallm");
    draft.key = Some(Secret::new(made.secret.clone()));
    let account = accounts::add(&bench.core, draft, false, Actor::App).await.unwrap();
    let [key] = &bench.core.keys().await.unwrap()[..] else { panic!("one key") };
    assert_eq!(account.upstream_key_id.as_ref(), Some(&key.id));
    assert!(!contains(&bench.written().await, &made.secret));
}

#[tokio::test]
async fn what_cannot_be_reached_is_added_only_untested_and_nothing_is_lost_of_it() {
    let bench = Bench::new().await;
    bench.simulator.fault(Rule::always(Fault::Reset));
    let refused = accounts::add(&bench.core, bench.draft(Provider::Forii, "forii"), false, Actor::App).await;
    assert!(matches!(refused, Err(Error::Provider(_))), "{refused:?}");
    let account =
        accounts::add(&bench.core, bench.draft(Provider::Forii, "forii"), true, Actor::App).await.unwrap();
    assert!(account.credential_held);
    bench.simulator.clear_faults();
    accounts::refresh(&bench.core, &account.id).await.unwrap();
}

#[tokio::test]
async fn a_changed_account_keeps_its_credential_unless_another_is_given() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let mut draft = bench.draft(Provider::Forii, "forii");
    draft.credential = None;
    draft.name = Some("Forii at work".into());
    let changed = accounts::change(&bench.core, &account.id, draft, false, Actor::App).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.credential_held), ("Forii at work", true));
    let mut draft = bench.draft(Provider::Forii, "forii");
    draft.credential = Some(Secret::new("expired-session".into()));
    let refused = accounts::change(&bench.core, &account.id, draft, false, Actor::App).await;
    assert!(matches!(refused, Err(Error::Provider(_))));
    accounts::refresh(&bench.core, &account.id).await.expect("the old credential still works");
}

#[tokio::test]
async fn a_removed_account_leaves_no_secret_behind_and_no_key_changed() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    bench.make(&account, "prod-api").await.unwrap();
    let removed = accounts::remove(&bench.core, &account.id, Actor::App).await.unwrap();
    assert_eq!((removed.keys, removed.secrets), (1, 2));
    assert_eq!(bench.simulator.keys().len(), 1, "the key goes on at the provider");
    assert!(bench.core.keys().await.unwrap().is_empty());
    assert!(bench.core.store.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_stands_in_the_place_of_a_key_is_caught_and_explained() {
    let bench = Bench::new().await;
    let draft = |key: &str| {
        let draft = bench.draft(Provider::Fortytwo, "fortytwo");
        AccountDraft { key: Some(Secret::new(key.into())), ..draft }
    };
    for (key, part) in [
        ("undefined", "placeholder"),
        ("null", "placeholder"),
        ("None", "placeholder"),
        ("your-api-key-here", "placeholder"),
        ("<YOUR_KEY>", "placeholder"),
        ("xxxxxxxxxxxx", "placeholder"),
        ("$FORTYTWO_API_KEY", "where the key is"),
        ("op://vault/item/key", "where the key is"),
        ("ft-\u{2022}\u{2022}\u{2022}\u{2022}1f2e", "left out or hidden"),
        ("ft-abcd...wxyz", "left out or hidden"),
    ] {
        let told = accounts::add(&bench.core, draft(key), true, Actor::App).await;
        let Err(Error::Invalid { field: "key", reason }) = told else { panic!("{key}: {told:?}") };
        assert!(reason.contains(part) && !reason.contains(key), "{key}: {reason}");
    }
    assert!(bench.simulator.calls().is_empty(), "nothing of it was sent");
    let account = bench.forii().await;
    let told = bench.import(&account, "forii_sk_undefined").await;
    assert!(matches!(told, Err(Error::Invalid { field: "key", .. })), "{told:?}");
    let session = AccountDraft {
        credential: Some(Secret::new("null".into())),
        ..bench.draft(Provider::Forii, "forii")
    };
    let told = accounts::test(&bench.core, session).await;
    assert!(matches!(told, Err(Error::Invalid { field: "credential", .. })), "{told:?}");
}

#[tokio::test]
async fn a_provider_without_an_address_asks_for_one_by_name() {
    let bench = Bench::new().await;
    for (provider, name) in [("openai-compatible", "openai"), ("anthropic-compatible", "anthropic")] {
        let draft = AccountDraft { provider_id: provider.into(), ..AccountDraft::default() };
        let told = accounts::add(&bench.core, draft, true, Actor::App).await;
        let Err(Error::Invalid { field: "base_urls", reason }) = told else { panic!("{provider}: {told:?}") };
        assert!(reason.contains(name), "{reason}");
    }
    assert!(!bench.core.store.accounts().await.unwrap().iter().any(|account| account.provider_id != "local"));
}
