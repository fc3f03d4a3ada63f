use keyhinge_core::catalogue::{Ability, Catalogue};
use keyhinge_core::http::{Ask, Bounds, Credential, Scheme};
use keyhinge_core::management::{
    Adapter, Creation, ManagementError, Money, NewRemoteKey, Operation, RemoteState, UsageRange,
};
use keyhinge_core::secret::Secret;
use reqwest::Method;

use crate::common::{
    Provider, Simulator, client, count, creators, fields, manager, new_key, now, provider, scope,
};

/// What the provider says to a program that calls it with this key.
async fn status_with(simulator: &Simulator, provider: Provider, secret: &str) -> u16 {
    let base = format!("{}{}", simulator.url(), provider.inference_base());
    let scheme = if provider == Provider::Anthropic { Scheme::XApiKey } else { Scheme::Bearer };
    let credential = Credential::new(scheme, Secret::new(secret.to_owned()));
    let ask = Ask::new(Method::GET, &["models"]);
    let answer = client(&base, Bounds::default()).send(&ask, Some(&credential)).await;
    answer.expect("an answer").status
}

#[tokio::test]
async fn a_key_is_made_found_by_its_nonce_used_and_revoked() {
    for adapter in creators() {
        let simulator = Simulator::start().await.expect("a port");
        let manager = manager(&simulator, adapter);
        manager.check().await.unwrap_or_else(|error| panic!("{adapter:?}: {error}"));
        let new = new_key();
        let Ok(Creation::Made(created)) = manager.create(&new).await else { panic!("{adapter:?}: no key") };
        let made = simulator.keys().pop().expect("the provider has a key");
        assert!(created.secret.matches(&made.secret), "{adapter:?}");
        assert_eq!(status_with(&simulator, provider(adapter), &made.secret).await, 200, "{adapter:?}");

        let listing = manager.list().await.expect("a list");
        assert!(listing.proves_absence(), "{adapter:?}: {:?}", listing.gap);
        let [found] = listing.with_nonce(&new.nonce)[..] else { panic!("{adapter:?}: not found") };
        assert_eq!(found.id, created.key.id, "{adapter:?}");
        assert_eq!(found.state, RemoteState::Active, "{adapter:?}");
        assert!(found.created.is_some() && found.masked.is_some(), "{adapter:?}: {found:?}");
        assert!(!format!("{listing:?}").contains(&made.secret), "{adapter:?}: the list holds the secret");

        manager.revoke(&found.id).await.unwrap_or_else(|error| panic!("{adapter:?}: {error}"));
        let listing = manager.list().await.expect("a list");
        assert!(listing.proves_absence() && listing.key(&created.key.id).is_none(), "{adapter:?}");
        assert_eq!(status_with(&simulator, provider(adapter), &made.secret).await, 401, "{adapter:?}");
    }
}

#[tokio::test]
async fn what_a_provider_offers_works_and_what_it_lacks_is_not_even_asked_for() {
    for adapter in Adapter::ALL {
        let simulator = Simulator::start().await.expect("a port");
        let manager = manager(&simulator, adapter);
        let key = simulator.make_key(provider(adapter), scope(adapter), "old name");
        let can = |operation| manager.adapter().can().contains(&operation);
        for operation in [Operation::Disable, Operation::Enable, Operation::Rename, Operation::Create] {
            let before = simulator.calls().len();
            let outcome = match operation {
                Operation::Disable => manager.disable(&key.id).await,
                Operation::Enable => manager.enable(&key.id).await,
                Operation::Rename => manager.rename(&key.id, "new name").await,
                _ => manager.create(&new_key()).await.map(drop),
            };
            if !can(operation) {
                assert!(matches!(outcome, Err(ManagementError::NotOffered(lacking)) if lacking == operation));
                assert_eq!(simulator.calls().len(), before, "{adapter:?} {operation:?}");
                continue;
            }
            outcome.unwrap_or_else(|error| panic!("{adapter:?} {operation:?}: {error}"));
            let listing = manager.list().await.expect("a list");
            let now = listing.key(&key.id).expect("still there");
            match operation {
                Operation::Disable => assert_eq!(now.state, RemoteState::Disabled, "{adapter:?}"),
                Operation::Enable => assert_eq!(now.state, RemoteState::Active, "{adapter:?}"),
                Operation::Rename => assert_eq!(now.name.as_deref(), Some("new name"), "{adapter:?}"),
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn anthropic_archives_instead_of_deleting_and_says_so() {
    let simulator = Simulator::start().await.expect("a port");
    let manager = manager(&simulator, Adapter::AnthropicAdmin);
    let key = simulator.make_key(Provider::Anthropic, "", "ci");
    let catalogue = Catalogue::embedded().expect("the manifests");
    let management = catalogue.provider("anthropic").and_then(|provider| provider.management.clone());
    let told = management.expect("a key API").consequences;
    assert!(told.iter().any(|told| told.ability == Ability::Revoke && told.text.contains("archived")));
    manager.revoke(&key.id).await.expect("archived");
    let listing = manager.list().await.expect("a list");
    assert_eq!(listing.key(&key.id).map(|key| key.state), Some(RemoteState::Revoked));
    assert!(
        matches!(manager.enable(&key.id).await, Err(ManagementError::Rejected(answer)) if answer.status == 400)
    );
}

#[tokio::test]
async fn a_key_of_a_service_account_goes_with_its_account_and_a_users_key_alone() {
    let simulator = Simulator::start().await.expect("a port");
    let manager = manager(&simulator, Adapter::OpenAiAdmin);
    let users = simulator.make_key(Provider::OpenAi, "proj_1", "by hand");
    let Ok(Creation::Made(created)) = manager.create(&new_key()).await else { panic!("no key") };
    let warned = |id: &str| manager.adapter().consequence(Operation::Revoke, id).is_some();
    assert!(warned(&created.key.id) && !warned(&users.id));
    manager.revoke(&created.key.id).await.expect("deleted");
    let last = simulator.calls().pop().expect("a call");
    assert!(last.path.contains("/service_accounts/svc_acct_"), "{}", last.path);
    manager.revoke(&users.id).await.expect("deleted");
    assert!(manager.list().await.expect("a list").keys.is_empty());
}

#[tokio::test]
async fn without_a_project_openais_admin_keys_are_managed() {
    let simulator = Simulator::start().await.expect("a port");
    let mut only = fields();
    only.remove("project_id");
    let adapter = Adapter::OpenAiAdmin.open(&only).expect("the project may be absent");
    let client = client(&simulator.base(Provider::OpenAi), Bounds::default());
    let credential = Secret::new(Provider::OpenAi.credential().into());
    let manager = keyhinge_core::management::Manager::new(client, credential, adapter);
    let new = NewRemoteKey { expires: Some(now() + chrono::TimeDelta::days(30)), ..new_key() };
    let Ok(Creation::Made(created)) = manager.create(&new).await else { panic!("no key") };
    assert!(created.secret.expose().starts_with("sk-admin-") && created.key.expires.is_some());
    let too_long = NewRemoteKey { expires: Some(now() + chrono::TimeDelta::days(400)), ..new_key() };
    assert!(matches!(
        manager.create(&too_long).await,
        Err(ManagementError::Invalid { field: "expires", .. })
    ));
    assert_eq!(manager.list().await.expect("a list").with_nonce(&new.nonce).len(), 1);
    manager.revoke(&created.key.id).await.expect("deleted");
    assert!(manager.list().await.expect("a list").keys.is_empty());
}

#[tokio::test]
async fn an_option_that_a_provider_lacks_is_refused_before_anything_is_sent() {
    let simulator = Simulator::start().await.expect("a port");
    let manager = manager(&simulator, Adapter::AccountApiKeys);
    let new = NewRemoteKey { expires: Some(now()), ..new_key() };
    let refused = manager.create(&new).await;
    assert!(matches!(refused, Err(ManagementError::Invalid { field: "expires", .. })));
    assert!(simulator.calls().is_empty());
}

#[tokio::test]
async fn options_reach_the_provider_in_its_own_words() {
    let new = |expires: bool| NewRemoteKey {
        expires: expires.then(|| now() + chrono::TimeDelta::days(30)),
        ..new_key()
    };
    for (adapter, new, expected) in [
        (Adapter::OpenRouter, NewRemoteKey { spend_limit: Some(5.0), ..new(true) }, r#""limit":5.0"#),
        (Adapter::OpenRouter, new(true), r#""expires_at":"2025-12-21T10:13:20Z""#),
        (Adapter::LiteLlm, new(true), r#""duration":"2592000s""#),
        (Adapter::LiteLlm, NewRemoteKey { requests_per_minute: Some(60), ..new(false) }, r#""rpm_limit":60"#),
        (Adapter::Xai, NewRemoteKey { tokens_per_minute: Some(1000), ..new(false) }, r#""tpm":"1000""#),
        (Adapter::Xai, new(false), r#""acls":["api-key:model:*","api-key:endpoint:*"]"#),
        (Adapter::Xai, NewRemoteKey { permissions: vec!["a".into()], ..new(false) }, r#""acls":["a"]"#),
        (Adapter::Fireworks, new(true), r#""expireTime":"2025-12-21T10:13:20Z""#),
    ] {
        let ask = adapter.open(&fields()).and_then(|adapter| adapter.create(&new)).expect("possible");
        let body = ask.json.expect("a body").to_string();
        assert!(body.contains(expected), "{adapter:?}: {body}");
        assert!(body.contains(new.nonce.as_str()), "{adapter:?}: {body}");
    }
}

#[tokio::test]
async fn usage_and_balance_are_read_in_each_providers_way() {
    let day = |text: &str| text.parse().expect("a date");
    let range = UsageRange { start: day("2026-11-20"), end: day("2026-11-21") };
    let inr = |micros| Some(Money { micros, currency: "INR".into() });
    let usd = |micros| Some(Money { micros, currency: "USD".into() });
    for (adapter, rows, prompt, cost) in [
        (Adapter::AccountApiKeys, 1, Some(1200), inr(250_000)),
        (Adapter::OpenRouter, 1, Some(50), usd(15_000)),
        (Adapter::OpenAiAdmin, 2, Some(1000), None),
        (Adapter::AnthropicAdmin, 1, Some(127), None),
    ] {
        let simulator = Simulator::start().await.expect("a port");
        let usage = manager(&simulator, adapter).usage(range).await.expect("usage");
        assert_eq!(usage.len(), rows, "{adapter:?}");
        assert_eq!((usage[0].prompt_tokens, usage[0].cost.clone()), (prompt, cost), "{adapter:?}");
        assert!(usage[0].model.is_some() && usage[0].date == range.start, "{adapter:?}");
        assert!(simulator.calls().iter().all(|call| call.method == "GET"), "{adapter:?}");
    }
    for (adapter, available, plan) in [
        (Adapter::AccountApiKeys, inr(50_000_000), Some("free")),
        (Adapter::OpenRouter, usd(22_250_000), None),
        (Adapter::Xai, usd(12_340_000), None),
    ] {
        let simulator = Simulator::start().await.expect("a port");
        let balance = manager(&simulator, adapter).balance().await.expect("a balance");
        assert_eq!((balance.available, balance.plan.as_deref()), (available, plan), "{adapter:?}");
    }
    let simulator = Simulator::start().await.expect("a port");
    let lacking = manager(&simulator, Adapter::Fireworks).balance().await;
    assert!(matches!(lacking, Err(ManagementError::NotOffered(Operation::Balance))));
    assert_eq!(count(&simulator, "GET"), 0);
}

#[tokio::test]
async fn a_wrong_credential_is_rejected_by_every_provider() {
    for adapter in Adapter::ALL {
        let simulator = Simulator::start().await.expect("a port");
        let client = client(&simulator.base(provider(adapter)), Bounds::default());
        let opened = adapter.open(&fields()).expect("all fields are there");
        let manager =
            keyhinge_core::management::Manager::new(client, Secret::new("wrong-0123456789".into()), opened);
        let refused = manager.check().await;
        assert!(
            matches!(refused, Err(ManagementError::Rejected(answer)) if answer.status == 401),
            "{adapter:?}"
        );
    }
}

#[test]
fn an_account_without_its_fields_or_with_hostile_ones_is_refused_by_name() {
    let none = std::collections::BTreeMap::new();
    for (adapter, field) in [
        (Adapter::AccountApiKeys, "account_id"),
        (Adapter::Xai, "team_id"),
        (Adapter::Fireworks, "account_id"),
    ] {
        let missing = adapter.open(&none);
        assert!(matches!(missing, Err(ManagementError::Invalid { field: named, .. }) if named == field));
        for bad in ["../x", "a/b", "..", "a b", "a?b", "a%2fb", "a\nb"] {
            let hostile = [(field.to_owned(), bad.to_owned())].into();
            assert!(adapter.open(&hostile).is_err(), "{adapter:?} {bad:?}");
        }
    }
    for adapter in Adapter::ALL {
        assert_eq!(Adapter::parse(adapter.as_str()), Some(adapter));
    }
    assert_eq!(Adapter::parse("nobody"), None);
}
