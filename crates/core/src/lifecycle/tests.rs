use chrono::TimeDelta;
use keyring_core::mock;

use super::*;
use crate::accounts::Account;
use crate::activity::ActivityKind;
use crate::clock::{Clock, from_millis};
use crate::folders::Folders;
use crate::keys::{Actor, Reveal, Status};
use crate::limits::MinuteLimits;
use crate::vault::{Vault, VaultError};
use crate::{Core, Error};

struct Bench {
    core: Core,
    account: Account,
    _folder: tempfile::TempDir,
}

async fn bench() -> Bench {
    bench_with(Vault::with_store(mock::Store::new().unwrap())).await
}

async fn bench_with(vault: Vault) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::at(&folder.path().join("data"));
    let core = Core::open(folders, Clock::manual(from_millis(1_000_000_000_000)), vault).await.unwrap();
    let account = ensure_local_account(&core, Actor::App).await.unwrap();
    Bench { core, account, _folder: folder }
}

impl Bench {
    fn input(&self, name: &str) -> NewKeyInput {
        NewKeyInput {
            account_id: self.account.id.clone(),
            name: name.into(),
            purpose: Some("Production".into()),
            permissions: None,
            generate: None,
            expiry: ExpiryChoice::Preset,
            plan: None,
            limits: None,
            actor: Actor::App,
        }
    }

    async fn create(&self, name: &str) -> (crate::keys::KeySummary, RevealTicket) {
        create(&self.core, self.input(name).check(&self.core).await.unwrap()).await.unwrap()
    }

    async fn kinds(&self) -> Vec<ActivityKind> {
        let mut log = self.core.store.activity(None, None, 100).await.unwrap();
        log.reverse();
        log.into_iter().map(|entry| entry.kind).collect()
    }
}

async fn refused(bench: &Bench, input: NewKeyInput) -> &'static str {
    match input.check(&bench.core).await {
        Err(Error::Invalid { field, .. }) => field,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn a_key_lives_its_whole_life() {
    let bench = bench().await;
    let (key, ticket) = bench.create("checkout-api").await;
    assert_eq!((key.status.clone(), key.reveal, key.secret_held), (Status::Active, Reveal::Available, true));
    assert_eq!(
        key.expires_at,
        Some(bench.core.clock.now() + TimeDelta::days(90)),
        "Production presets 90 days"
    );

    let shown = reveal(&bench.core, ticket.as_str(), Actor::App).await.unwrap();
    assert!(crate::keys::token::parse(shown.expose()).is_some());
    assert_eq!(summary_of(&bench, &key.id).await.reveal, Reveal::Used);
    assert!(
        held_secret(&bench.core, &key.id).await.unwrap().matches(shown.expose()),
        "copying works afterwards"
    );
    copied(&bench.core, &key.id, Some("zsh"), Actor::App).await.unwrap();

    let revoked = revoke(&bench.core, &key.id, Some(" checkout-api "), Actor::App).await.unwrap();
    assert_eq!((revoked.status, revoked.secret_held), (Status::Revoked, false));
    assert!(matches!(held_secret(&bench.core, &key.id).await, Err(Error::SecretNotHeld)));
    assert!(matches!(revoke(&bench.core, &key.id, None, Actor::App).await, Err(Error::AlreadyRevoked)));
    use ActivityKind::{AccountAdded, Copied, Created, Revealed, Revoked};
    assert_eq!(bench.kinds().await, [AccountAdded, Created, Revealed, Copied, Revoked]);
    assert!(bench.core.store.open_operations().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_second_reveal_is_refused_and_of_many_at_once_one_wins() {
    let bench = bench().await;
    let (_, ticket) = bench.create("raced").await;
    let tries = (0..20).map(|_| {
        let (core, ticket) = (bench.core.clone(), ticket.as_str().to_owned());
        tokio::spawn(async move { reveal(&core, &ticket, Actor::App).await.is_ok() })
    });
    let mut won = 0;
    for handle in tries.collect::<Vec<_>>() {
        won += usize::from(handle.await.unwrap());
    }
    assert_eq!(won, 1);
    assert!(matches!(reveal(&bench.core, ticket.as_str(), Actor::App).await, Err(Error::AlreadyRevealed)));
    assert!(matches!(reveal(&bench.core, "0123", Actor::App).await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_reveal_that_was_cut_off_can_be_had_again_and_only_the_new_ticket_works() {
    let bench = bench().await;
    let (key, lost) = bench.create("cut-off").await;
    let (_, ticket) = reissue_ticket(&bench.core, &key.id).await.unwrap();
    assert!(matches!(reveal(&bench.core, lost.as_str(), Actor::App).await, Err(Error::NotFound { .. })));
    reveal(&bench.core, ticket.as_str(), Actor::App).await.unwrap();
    assert!(matches!(reissue_ticket(&bench.core, &key.id).await, Err(Error::AlreadyRevealed)));
}

#[tokio::test]
async fn a_keychain_that_cannot_be_used_leaves_nothing_behind() {
    let bench = bench_with(Vault::unavailable()).await;
    let new = bench.input("doomed").check(&bench.core).await.unwrap();
    assert!(matches!(create(&bench.core, new).await, Err(Error::Vault(VaultError::NotUsed))));
    assert!(bench.core.keys().await.unwrap().is_empty());
    assert!(bench.core.store.open_operations().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_key_made_over_http_is_known_by_hash_only() {
    let bench = bench_with(Vault::unavailable()).await;
    let new = bench.input("remote").check(&bench.core).await.unwrap();
    let (key, secret) = create_unheld(&bench.core, new).await.unwrap();
    assert_eq!((key.reveal, key.secret_held), (Reveal::NotHeld, false));
    let presented = crate::keys::token::parse(secret.expose()).unwrap();
    let known = bench.core.store.gateway_keys().await.unwrap();
    assert!(presented.matches(&known[0].secret_hash));
}

#[tokio::test]
async fn input_that_cannot_be_used_is_refused_by_field() {
    let bench = bench().await;
    let now = bench.core.clock.now();
    let base = || bench.input("fine");
    assert_eq!(refused(&bench, NewKeyInput { name: " ".into(), ..base() }).await, "name");
    assert_eq!(refused(&bench, NewKeyInput { expiry: ExpiryChoice::At(now), ..base() }).await, "expiry");
    assert_eq!(refused(&bench, NewKeyInput { expiry: ExpiryChoice::InDays(0), ..base() }).await, "expiry");
    assert_eq!(refused(&bench, NewKeyInput { plan: Some("Gold".into()), ..base() }).await, "plan");
    assert_eq!(refused(&bench, NewKeyInput { plan: Some("Enterprise".into()), ..base() }).await, "limits");
    for json in ["0", "-1", "1e20", "100000000000000000000"] {
        let limits: MinuteLimits =
            serde_json::from_str(&format!(r#"{{"requests_per_minute":{json}}}"#)).unwrap();
        assert_eq!(
            refused(&bench, NewKeyInput { limits: Some(limits), ..base() }).await,
            "requests_per_minute"
        );
    }
    let nobody = NewKeyInput { account_id: "acc_nobody".into(), ..base() };
    assert!(matches!(nobody.check(&bench.core).await, Err(Error::NotFound { what: "account", .. })));
}

#[tokio::test]
async fn the_wrong_name_revokes_nothing() {
    let bench = bench().await;
    let (key, _) = bench.create("precious").await;
    assert!(matches!(
        revoke(&bench.core, &key.id, Some("precious2"), Actor::App).await,
        Err(Error::NameMismatch)
    ));
    assert_eq!(summary_of(&bench, &key.id).await.status, Status::Active);
}

#[tokio::test]
async fn a_revocation_that_a_crash_cut_off_is_finished() {
    let bench = bench().await;
    let (key, _) = bench.create("half-way").await;
    // What a kill between the two commits of `revoke` leaves behind.
    let operation = crate::operation::Operation::new(
        crate::operation::OperationKind::Revoke,
        &bench.account.id,
        Some(&key.id),
        "{}".into(),
    );
    let now = bench.core.clock.now();
    let mut transaction = bench.core.store.begin().await.unwrap();
    crate::store::operations::begin(&mut transaction, &operation, now).await.unwrap();
    let (active, revoking) = (crate::keys::KeyState::Active, crate::keys::KeyState::Revoking);
    assert!(
        crate::store::keys::set_state(&mut transaction, &key.id, &[active], revoking, now).await.unwrap()
    );
    transaction.commit().await.unwrap();
    assert_eq!(summary_of(&bench, &key.id).await.status, Status::RevocationNotConfirmed);

    for _ in 0..3 {
        finish_revocations(&bench.core).await.unwrap();
        let key = summary_of(&bench, &key.id).await;
        assert_eq!((key.status, key.secret_held), (Status::Revoked, false));
    }
    assert_eq!(bench.kinds().await.iter().filter(|kind| **kind == ActivityKind::Revoked).count(), 1);
}

#[tokio::test]
async fn the_local_account_is_added_once() {
    let bench = bench().await;
    let again = ensure_local_account(&bench.core, Actor::Cli).await.unwrap();
    assert_eq!(again.id, bench.account.id);
    assert_eq!(bench.core.store.accounts().await.unwrap().len(), 1);
}

async fn summary_of(bench: &Bench, id: &str) -> crate::keys::KeySummary {
    bench.core.key(id).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_full_disk_creates_nothing_and_says_so() {
    let bench = bench().await;
    let new = bench.input("no-room").check(&bench.core).await.unwrap();
    // SQLite's own page limit fails exactly as a full disk does (SQLITE_FULL); 1 means the pages that there are.
    sqlx::query("PRAGMA max_page_count = 1").execute(bench.core.store.writer()).await.unwrap();
    let long = NewKey { name: "x".repeat(5_000), ..new };
    let mut refused = None;
    for _ in 0..20 {
        if let Err(error) = create(&bench.core, long.clone()).await {
            refused = Some(error);
            break;
        }
    }
    let made = bench.core.keys().await.unwrap().len();
    assert!(matches!(refused, Some(Error::Store(crate::store::StoreError::DiskFull))), "{refused:?}");
    // Room again: everything works, and only what was acknowledged is there.
    sqlx::query("PRAGMA max_page_count = 1000000").execute(bench.core.store.writer()).await.unwrap();
    bench.create("room-again").await;
    assert_eq!(bench.core.keys().await.unwrap().len(), made + 1);
}

#[tokio::test]
async fn a_reissued_ticket_never_shows_a_key_a_second_time() {
    for _ in 0..40 {
        let bench = bench().await;
        let (key, ticket) = bench.create("raced").await;
        let (shown, reissued) = tokio::join!(
            reveal(&bench.core, ticket.as_str(), Actor::App),
            reissue_ticket(&bench.core, &key.id)
        );
        let again = match reissued {
            Ok((_, ticket)) => reveal(&bench.core, ticket.as_str(), Actor::App).await.is_ok(),
            Err(_) => false,
        };
        assert!(!(shown.is_ok() && again), "shown twice");
    }
}

#[tokio::test]
async fn a_key_revoked_where_there_was_no_keychain_gives_its_secret_to_nobody() {
    let bench = bench().await;
    let (key, ticket) = bench.create("left-behind").await;
    let without_keychain = Core { vault: Vault::unavailable(), ..bench.core.clone() };
    let revoked = revoke(&without_keychain, &key.id, None, Actor::Http).await.unwrap();
    assert!(revoked.secret_held, "it says that the secret is still there");
    assert!(matches!(reveal(&bench.core, ticket.as_str(), Actor::App).await, Err(Error::AlreadyRevoked)));
    assert!(matches!(reissue_ticket(&bench.core, &key.id).await, Err(Error::AlreadyRevoked)));
    assert!(matches!(held_secret(&bench.core, &key.id).await, Err(Error::AlreadyRevoked)));
    let cleaned = revoke(&bench.core, &key.id, Some("left-behind"), Actor::App).await.unwrap();
    assert!(!cleaned.secret_held);
    assert!(matches!(revoke(&bench.core, &key.id, None, Actor::App).await, Err(Error::AlreadyRevoked)));
}

#[tokio::test]
async fn a_key_that_cannot_be_read_is_refused_and_hides_no_other() {
    let bench = bench().await;
    let (odd, _) = bench.create("odd").await;
    let (fine, _) = bench.create("fine").await;
    sqlx::query("UPDATE keys SET permissions = '[\"future\"]' WHERE id = ?")
        .bind(&odd.id)
        .execute(bench.core.store.writer())
        .await
        .unwrap();
    let known = bench.core.store.gateway_keys().await.unwrap();
    let state = |id: &str| known.iter().find(|key| key.id == id).map(|key| key.state);
    assert_eq!(state(&odd.id), Some(crate::keys::KeyState::Revoking));
    assert_eq!(state(&fine.id), Some(crate::keys::KeyState::Active));
    assert_eq!(bench.core.keys().await.unwrap().len(), 2);
}

#[tokio::test]
async fn many_processes_add_the_local_account_once() {
    let folder = tempfile::tempdir().unwrap();
    let adds = (0..8).map(|_| {
        let folders = Folders::at(folder.path());
        tokio::spawn(async move {
            let core = Core::open(folders, Clock::system(), Vault::unavailable()).await.unwrap();
            ensure_local_account(&core, Actor::Cli).await.unwrap().id
        })
    });
    let mut ids = Vec::new();
    for handle in adds.collect::<Vec<_>>() {
        ids.push(handle.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn the_local_account_comes_with_its_first_key() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::with_store(mock::Store::new().unwrap());
    let core = Core::open(Folders::at(folder.path()), Clock::system(), vault).await.unwrap();
    let bench = Bench { account: Account { id: "local".into(), ..nobody() }, core, _folder: folder };
    let (key, _) = bench.create("first").await;
    let accounts = bench.core.store.accounts().await.unwrap();
    assert_eq!((accounts.len(), &accounts[0].id), (1, &key.account_id));
}

fn nobody() -> Account {
    Account::new(String::new(), String::new(), String::new(), from_millis(0))
}

#[tokio::test]
async fn a_program_is_given_what_its_provider_accepts_and_nothing_else() {
    let bench = bench().await;
    let (key, ticket) = bench.create("worker").await;
    let shown = reveal(&bench.core, ticket.as_str(), Actor::App).await.unwrap();
    let named = usable(&bench.core, " worker ").await.unwrap();
    assert_eq!(named.id, key.id);
    let secrets = secrets_of(&bench.core, &[named.clone(), named.clone()]).await.unwrap();
    assert!(secrets.len() == 2 && secrets.iter().all(|secret| secret.matches(shown.expose())));
    handed_out(&bench.core, &[named], ActivityKind::Ran, Some("python3"), Actor::Cli).await.unwrap();
    assert_eq!(bench.kinds().await.last(), Some(&ActivityKind::Ran));

    let (twin, _) = bench.create("worker").await;
    match usable(&bench.core, "worker").await {
        Err(Error::Ambiguous { ids, .. }) => {
            assert!(ids.len() == 2 && ids.contains(&key.id) && ids.contains(&twin.id));
        }
        other => panic!("{other:?}"),
    }
    revoke(&bench.core, &twin.id, Some("worker"), Actor::App).await.unwrap();
    assert_eq!(usable(&bench.core, "worker").await.unwrap().id, key.id, "the one that is left");
    let how = |refused: Result<crate::store::NamedKey, Error>| match refused {
        Err(Error::KeyEnded { how, .. }) => how,
        other => panic!("{other:?}"),
    };
    assert_eq!(how(usable(&bench.core, &twin.id).await), "is revoked");
    bench.core.clock.advance(TimeDelta::days(90));
    assert!(how(usable(&bench.core, &key.id).await).starts_with("expired on 2001-12-08"));

    let input = bench.input("unheld").check(&bench.core).await.unwrap();
    let (unheld, _) = create_unheld(&bench.core, input).await.unwrap();
    let named = usable(&bench.core, &unheld.id).await.unwrap();
    assert!(matches!(secrets_of(&bench.core, &[named]).await, Err(Error::SecretNotHeld)));
}

#[tokio::test]
async fn what_refers_to_a_key_by_a_former_name_goes_on() {
    let bench = bench().await;
    let (key, _) = bench.create("ci").await;
    for name in ["middle", "late"] {
        rename(&bench.core, &key.id, name, Actor::App).await.unwrap();
    }
    for name in ["ci", "middle", "late"] {
        assert_eq!(usable(&bench.core, name).await.unwrap().id, key.id, "{name}");
    }
    assert!(matches!(find_named(&bench.core, "ci").await, Err(Error::NotFound { .. })));
    let (other, _) = bench.create("middle").await;
    assert_eq!(usable(&bench.core, "middle").await.unwrap().id, other.id);
    let named = find_named(&bench.core, "late").await.unwrap();
    assert_eq!(names_of(&bench.core, &named).await.unwrap(), ["late", "ci"]);
    let (twin, _) = bench.create("ci").await;
    rename(&bench.core, &twin.id, "away", Actor::App).await.unwrap();
    assert!(matches!(usable(&bench.core, "ci").await, Err(Error::Ambiguous { .. })), "either may be meant");
}
