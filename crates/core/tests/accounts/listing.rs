use chrono::TimeDelta;
use keyhinge_core::keys::{Actor, KeyAction, KeyOrigin, Status};
use keyhinge_core::{Error, accounts, lifecycle};

use crate::bench::{Bench, Fault, Provider, Rule};

#[tokio::test]
async fn keys_made_elsewhere_come_and_go_with_the_list() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let remote = bench.simulator.make_key(Provider::Forii, "acc_1", "dashboard");
    let refreshed = accounts::refresh(&bench.core, &account.id).await.unwrap();
    assert_eq!((refreshed.keys, refreshed.new, refreshed.gone), (1, 1, 0));
    let key = bench.named("dashboard").await;
    assert_eq!(
        (key.origin, key.secret_held, key.status.clone()),
        (KeyOrigin::Elsewhere, false, Status::Active)
    );
    assert!(key.as_of.is_some() && key.actions.contains(&KeyAction::Revoke));

    bench.simulator.revoke_key(Provider::Forii, &remote.id);
    bench.core.clock.advance(TimeDelta::minutes(5));
    let refreshed = accounts::refresh(&bench.core, &account.id).await.unwrap();
    assert_eq!((refreshed.keys, refreshed.gone), (0, 1));
    assert_eq!(bench.key(&key.id).await.status, Status::Gone);
    lifecycle::forget(&bench.core, &key.id, Actor::App).await.unwrap();
    assert!(bench.core.keys().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_list_that_cannot_be_read_changes_no_key_and_is_told_with_the_account() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let _ = bench.simulator.make_key(Provider::Forii, "acc_1", "dashboard");
    accounts::refresh(&bench.core, &account.id).await.unwrap();
    let before = bench.core.keys().await.unwrap();
    bench.core.clock.advance(TimeDelta::minutes(5));
    let html = "<html>Sign in to the hotel</html>".to_owned();
    for fault in [
        Fault::Answer { status: 401, headers: Vec::new(), body: String::new() },
        Fault::Answer { status: 200, headers: Vec::new(), body: html },
        Fault::Truncate { at: 10 },
        Fault::Redirect { status: 307 },
    ] {
        bench.simulator.clear_faults();
        bench.simulator.fault(Rule::on("GET", fault.clone()));
        let failed = accounts::refresh(&bench.core, &account.id).await;
        assert!(matches!(failed, Err(Error::Provider(_))), "{fault:?}: {failed:?}");
        let keys = bench.core.keys().await.unwrap();
        let statuses = |keys: &[keyhinge_core::keys::KeySummary]| {
            keys.iter().map(|key| (key.id.clone(), key.status.clone(), key.as_of)).collect::<Vec<_>>()
        };
        assert_eq!(statuses(&keys), statuses(&before), "{fault:?}");
        let account = bench.core.store.accounts().await.unwrap().remove(0);
        assert!(account.trouble.is_some() && account.refreshed_at.is_some(), "{fault:?}");
    }
    assert_eq!(bench.simulator.led_elsewhere(), 0);
    bench.simulator.clear_faults();
    accounts::refresh(&bench.core, &account.id).await.unwrap();
    assert_eq!(bench.core.store.accounts().await.unwrap()[0].trouble, None);
}

#[tokio::test]
async fn a_list_that_is_not_whole_proves_nothing_gone() {
    let bench = Bench::new().await;
    let account =
        accounts::add(&bench.core, bench.draft(Provider::Anthropic, "anthropic"), false, Actor::App)
            .await
            .unwrap();
    bench.simulator.limit_pages(2);
    for n in 0..5 {
        let _ = bench.simulator.make_key(Provider::Anthropic, "", &format!("key {n}"));
    }
    assert_eq!(accounts::refresh(&bench.core, &account.id).await.unwrap().keys, 5);
    bench.core.clock.advance(TimeDelta::minutes(5));
    bench.simulator.fault(Rule::on("GET", Fault::CursorLoop));
    let refreshed = accounts::refresh(&bench.core, &account.id).await.unwrap();
    assert!(refreshed.gap.is_some() && refreshed.gone == 0, "{refreshed:?}");
    let keys = bench.core.keys().await.unwrap();
    assert!(keys.iter().all(|key| key.status == Status::Active));
}

#[tokio::test]
async fn an_imported_key_is_the_one_that_the_list_shows() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let remote = bench.simulator.make_key(Provider::Forii, "acc_1", "dashboard");
    // Imported first, listed then.
    let imported = bench.import(&account, &remote.secret).await.unwrap();
    assert_eq!(imported.remote_id, None);
    accounts::refresh(&bench.core, &account.id).await.unwrap();
    let keys = bench.core.keys().await.unwrap();
    assert_eq!(keys.len(), 1, "{keys:#?}");
    assert_eq!((keys[0].id.as_str(), keys[0].remote_id.as_ref()), (imported.id.as_str(), Some(&remote.id)));
    // Listed first, imported then.
    let second = bench.simulator.make_key(Provider::Forii, "acc_1", "second");
    accounts::refresh(&bench.core, &account.id).await.unwrap();
    let listed = bench.named("second").await;
    let imported = bench.import(&account, &second.secret).await.unwrap();
    assert_eq!((imported.id, imported.secret_held), (listed.id, true));
    let again = bench.import(&account, &second.secret).await;
    assert!(matches!(again, Err(Error::Duplicate { .. })), "{again:?}");
}

#[tokio::test]
async fn a_key_that_was_just_made_is_not_taken_for_gone_by_a_lagging_list() {
    let bench = Bench::new().await;
    let account = bench.forii().await;
    let made = bench.make(&account, "fresh").await.unwrap();
    let empty = Fault::Body { body: r#"{"data":[]}"#.into() };
    bench.simulator.fault(Rule::on("GET", empty));
    accounts::refresh(&bench.core, &account.id).await.ok();
    assert_eq!(bench.key(&made.key.id).await.status, Status::Active);
    bench.core.clock.advance(TimeDelta::minutes(5));
    accounts::refresh(&bench.core, &account.id).await.ok();
    assert_eq!(bench.key(&made.key.id).await.status, Status::Gone);
    bench.simulator.clear_faults();
    accounts::refresh(&bench.core, &account.id).await.unwrap();
    let back = bench.key(&made.key.id).await;
    assert_eq!((back.status, back.secret_held), (Status::Active, true));
}
