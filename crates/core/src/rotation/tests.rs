use chrono::TimeDelta;
use keyring_core::mock;

use super::*;
use crate::activity::ActivityKind;
use crate::clock::{Clock, from_millis};
use crate::folders::Folders;
use crate::keys::{Actor, KeyAction, Permission, Permissions};
use crate::lifecycle::{self, ExpiryChoice, NewKeyInput, ensure_local_account, usable};
use crate::limits::MinuteLimits;
use crate::vault::Vault;

struct Bench {
    core: Core,
    account_id: String,
    _folder: tempfile::TempDir,
}

async fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::at(&folder.path().join("data"));
    let vault = Vault::with_store(mock::Store::new().unwrap());
    let core = Core::open(folders, Clock::manual(from_millis(1_000_000_000_000)), vault).await.unwrap();
    let account_id = ensure_local_account(&core, Actor::App).await.unwrap().id;
    Bench { core, account_id, _folder: folder }
}

impl Bench {
    fn input(&self, name: &str) -> NewKeyInput {
        NewKeyInput {
            account_id: self.account_id.clone(),
            name: name.into(),
            purpose: None,
            permissions: None,
            generate: None,
            expiry: ExpiryChoice::Never,
            plan: None,
            limits: None,
            actor: Actor::App,
        }
    }

    async fn create(&self, name: &str) -> KeySummary {
        let input = self.input(name);
        lifecycle::create(&self.core, input.check(&self.core).await.unwrap()).await.unwrap().0
    }

    async fn key(&self, id: &str) -> KeySummary {
        self.core.key(id).await.unwrap().unwrap()
    }

    async fn given(&self, id_or_name: &str) -> Result<String> {
        usable(&self.core, id_or_name).await.map(|key| key.id)
    }

    async fn kinds(&self, key: &str) -> Vec<ActivityKind> {
        let log = self.core.store.activity(Some(key), None, 100).await.unwrap();
        log.into_iter().rev().map(|entry| entry.kind).collect()
    }
}

#[tokio::test]
async fn a_key_is_replaced_step_by_step() {
    let bench = bench().await;
    let core = &bench.core;
    let old = bench.create("ci").await;
    let before = find(core, &old.id).await.unwrap();
    assert_eq!(
        (before.stage, before.new, before.suggested_name.as_str()),
        (RotationStage::Create, None, "ci 2")
    );

    let new = bench.create("ci 2").await;
    assert_eq!(find(core, &old.id).await.unwrap().candidates[0].key_id, new.id);
    let taken = take(core, &old.id, &new.id).await.unwrap();
    assert_eq!((taken.stage, taken.proof), (RotationStage::Update, Some(KeyProof::Works)));
    assert_eq!(bench.given("ci").await.unwrap(), old.id, "nothing is moved over yet");

    core.clock.advance(TimeDelta::seconds(5));
    let switched = switch(core, &old.id, false, Actor::App).await.unwrap();
    assert_eq!((switched.stage, switched.switched_at), (RotationStage::Delete, Some(core.clock.now())));
    for named in ["ci", &old.id, "ci 2", &new.id] {
        assert_eq!(bench.given(named).await.unwrap(), new.id, "{named}");
    }
    assert_eq!(switch(core, &old.id, false, Actor::App).await.unwrap(), switched, "once is enough");

    lifecycle::revoke(core, &old.id, Some("ci"), Actor::App).await.unwrap();
    let done = find(core, &old.id).await.unwrap();
    assert_eq!(done.stage, RotationStage::Done);
    assert_eq!(bench.given("ci").await.unwrap(), new.id, "the references of the old key go on");
    let mark = bench.key(&new.id).await.rotation.unwrap();
    assert_eq!(
        (mark.role, mark.other_key_id, mark.stage),
        (RotationRole::New, old.id.clone(), RotationStage::Done)
    );
    assert_eq!(
        bench.kinds(&old.id).await,
        [ActivityKind::Created, ActivityKind::Rotated, ActivityKind::Revoked]
    );
}

#[tokio::test]
async fn the_switch_can_be_taken_back_and_the_rotation_called_off() {
    let bench = bench().await;
    let core = &bench.core;
    let (old, new) = (bench.create("ci").await, bench.create("next").await);
    take(core, &old.id, &new.id).await.unwrap();
    switch(core, &old.id, false, Actor::App).await.unwrap();
    assert!(matches!(cancel(core, &old.id).await, Err(Error::Busy)), "first back");
    assert!(matches!(take(core, &old.id, &new.id).await, Err(Error::Busy)));
    let back = switch_back(core, &old.id, Actor::App).await.unwrap();
    assert_eq!((back.stage, back.switched_at), (RotationStage::Update, None));
    assert_eq!(bench.given("ci").await.unwrap(), old.id);
    assert!(matches!(switch_back(core, &old.id, Actor::App).await, Err(Error::Busy)));
    cancel(core, &old.id).await.unwrap();
    assert_eq!(find(core, &old.id).await.unwrap().stage, RotationStage::Create);
    assert!(bench.key(&new.id).await.rotation.is_none(), "it stays, as any other key");
    assert!(matches!(cancel(core, &old.id).await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn only_a_working_key_of_the_account_takes_the_place() {
    let bench = bench().await;
    let core = &bench.core;
    let (old, revoked, busy) =
        (bench.create("ci").await, bench.create("gone").await, bench.create("busy").await);
    lifecycle::revoke(core, &revoked.id, None, Actor::App).await.unwrap();
    let third = bench.create("third").await;
    take(core, &third.id, &busy.id).await.unwrap();
    for unfit in [&old, &revoked, &busy, &third] {
        assert!(matches!(
            take(core, &old.id, &unfit.id).await,
            Err(Error::Invalid { field: "new_key_id", .. })
        ));
    }
    assert!(matches!(take(core, &old.id, "key_nothing").await, Err(Error::NotFound { .. })));
    assert!(matches!(take(core, &revoked.id, &old.id).await, Err(Error::KeyEnded { .. })));
    let actions = |key: KeySummary| key.actions.contains(&KeyAction::Rotate);
    assert!(actions(bench.key(&old.id).await) && !actions(bench.key(&revoked.id).await));
    assert!(!actions(bench.key(&busy.id).await), "it waits to take a place itself");
}

#[tokio::test]
async fn a_key_with_the_name_of_the_one_it_replaces_leaves_no_doubt() {
    let bench = bench().await;
    let core = &bench.core;
    let (old, new) = (bench.create("ci").await, bench.create("ci").await);
    assert!(matches!(bench.given("ci").await, Err(Error::Ambiguous { .. })));
    take(core, &old.id, &new.id).await.unwrap();
    assert_eq!(bench.given("ci").await.unwrap(), old.id);
    switch(core, &old.id, false, Actor::App).await.unwrap();
    assert_eq!(bench.given("ci").await.unwrap(), new.id);
    let third = bench.create("ci 3").await;
    take(core, &new.id, &third.id).await.unwrap();
    switch(core, &new.id, false, Actor::App).await.unwrap();
    assert_eq!(bench.given(&old.id).await.unwrap(), third.id, "one after the other");
}

#[tokio::test]
async fn a_key_that_was_revoked_meanwhile_is_not_moved_over_to() {
    let bench = bench().await;
    let core = &bench.core;
    let (old, new) = (bench.create("ci").await, bench.create("next").await);
    take(core, &old.id, &new.id).await.unwrap();
    lifecycle::revoke(core, &new.id, None, Actor::App).await.unwrap();
    for unproved in [false, true] {
        let refused = switch(core, &old.id, unproved, Actor::App).await;
        assert!(matches!(refused, Err(Error::RotationUnproved { refused: true, .. })));
    }
    assert_eq!(bench.given("ci").await.unwrap(), old.id);
    let other = bench.create("other").await;
    assert_eq!(take(core, &old.id, &other.id).await.unwrap().new.unwrap().id, other.id, "another one");
    lifecycle::revoke(core, &old.id, None, Actor::App).await.unwrap();
    assert_eq!(
        find(core, &old.id).await.unwrap().stage,
        RotationStage::Create,
        "called off with the old key"
    );
    assert!(matches!(bench.given("ci").await, Err(Error::KeyEnded { .. })));
}

#[tokio::test]
async fn where_the_old_key_went_is_told_until_the_new_one_is_there() {
    let bench = bench().await;
    let core = &bench.core;
    let (old, new) = (bench.create("ci").await, bench.create("next").await);
    lifecycle::copied(core, &old.id, Some("bash"), Actor::App).await.unwrap();
    lifecycle::copied(core, &old.id, None, Actor::App).await.unwrap();
    lifecycle::snippet_copied(core, &old.id, "zsh", Actor::App).await.unwrap();
    let named = usable(core, "ci").await.unwrap();
    lifecycle::handed_out(core, &[named], ActivityKind::Ran, Some("node"), Actor::Cli).await.unwrap();
    take(core, &old.id, &new.id).await.unwrap();
    let states = async || {
        let places = find(core, &old.id).await.unwrap().places;
        places.into_iter().map(|place| (place.kind, place.name, place.state)).collect::<Vec<_>>()
    };
    let (bash, zsh, node) = (Some("bash".to_owned()), Some("zsh".to_owned()), Some("node".to_owned()));
    let at_first = states().await;
    assert_eq!(at_first.len(), 4);
    assert!(at_first.contains(&(PlaceKind::Copied, bash.clone(), PlaceState::HoldsOld)));
    assert!(at_first.contains(&(PlaceKind::Copied, None, PlaceState::HoldsOld)));
    assert!(at_first.contains(&(PlaceKind::Text, zsh, PlaceState::Follows)));
    assert!(at_first.contains(&(PlaceKind::Program, node, PlaceState::Follows)));
    assert!(at_first[..2].iter().all(|(.., state)| *state == PlaceState::HoldsOld), "what is to do first");

    lifecycle::copied(core, &new.id, Some("bash"), Actor::App).await.unwrap();
    let then = states().await;
    assert!(then.contains(&(PlaceKind::Copied, bash, PlaceState::Updated)));
    assert!(then.contains(&(PlaceKind::Copied, None, PlaceState::HoldsOld)), "the bare key is not there yet");
}

fn choice(name: Option<&str>, expiry: Option<ExpiryChoice>) -> NewKeyChoice {
    NewKeyChoice { name: name.map(Into::into), expiry, actor: Actor::Cli }
}

async fn made(core: &Core, old: &KeySummary, choice: NewKeyChoice) -> Result<KeySummary> {
    match make(core, &old.id, choice).await? {
        Making::Taken(rotation) => Ok(rotation.new.unwrap()),
        Making::NotKept(made) => panic!("{} was not kept", made.key.name),
    }
}

#[tokio::test]
async fn the_new_key_is_made_like_the_old_one() {
    let bench = bench().await;
    let core = &bench.core;
    let input = NewKeyInput {
        account_id: bench.account_id.clone(),
        name: "ci".into(),
        purpose: Some("nightly".into()),
        permissions: Some(Permissions::new(vec![Permission::Read])),
        generate: Some(false),
        expiry: ExpiryChoice::At(core.clock.now() + TimeDelta::hours(30 * 24 + 5)),
        plan: Some("Starter".into()),
        limits: Some(MinuteLimits { requests_per_minute: Some(7.into()), ..MinuteLimits::default() }),
        actor: Actor::App,
    };
    let old = lifecycle::create(core, input.check(core).await.unwrap()).await.unwrap().0;
    core.clock.advance(TimeDelta::days(25));
    let new = made(core, &old, choice(None, None)).await.unwrap();
    assert_eq!((new.name.as_str(), new.created_by, new.secret_held), ("ci 2", Actor::Cli, true));
    let alike = |key: &KeySummary| {
        let KeySummary { purpose, permissions, generate, plan, limits, .. } = key.clone();
        (purpose, permissions, generate, plan, limits)
    };
    assert_eq!(alike(&new), alike(&old));
    assert_eq!(new.expires_at, Some(core.clock.now() + TimeDelta::days(30)));

    let other = made(core, &old, choice(Some("next"), Some(ExpiryChoice::InDays(3)))).await.unwrap();
    assert_eq!(other.expires_at, Some(core.clock.now() + TimeDelta::days(3)));
    assert_eq!(find(core, &old.id).await.unwrap().new.unwrap().name, "next", "in the place of the first");
    let endless = bench.create("endless").await;
    assert_eq!(made(core, &endless, choice(None, None)).await.unwrap().expires_at, None);
}

#[tokio::test]
async fn nothing_is_made_for_a_key_that_cannot_be_replaced() {
    let bench = bench().await;
    let core = &bench.core;
    let (old, new, revoked) =
        (bench.create("ci").await, bench.create("next").await, bench.create("gone").await);
    lifecycle::revoke(core, &revoked.id, None, Actor::App).await.unwrap();
    assert!(matches!(made(core, &revoked, choice(None, None)).await, Err(Error::KeyEnded { .. })));
    take(core, &old.id, &new.id).await.unwrap();
    assert!(matches!(
        made(core, &new, choice(None, None)).await,
        Err(Error::Invalid { field: "key_id", .. })
    ));
    for (name, expiry) in [(Some("a\nb"), None), (None, Some(ExpiryChoice::InDays(0)))] {
        assert!(matches!(made(core, &old, choice(name, expiry)).await, Err(Error::Invalid { .. })));
    }
    switch(core, &old.id, false, Actor::App).await.unwrap();
    assert!(matches!(made(core, &old, choice(None, None)).await, Err(Error::Busy)));
    assert_eq!(core.keys().await.unwrap().len(), 3, "nothing was made");
}

#[tokio::test]
async fn names_are_numbered_on_and_never_too_long() {
    let bench = bench().await;
    let core = &bench.core;
    let old = bench.create("ci").await;
    let second = made(core, &old, choice(None, None)).await.unwrap();
    switch(core, &old.id, false, Actor::App).await.unwrap();
    lifecycle::revoke(core, &old.id, None, Actor::App).await.unwrap();
    let third = made(core, &second, choice(None, None)).await.unwrap();
    assert_eq!(third.name, "ci 3");
    let model = bench.create("gpt 5").await;
    assert_eq!(
        made(core, &model, choice(None, None)).await.unwrap().name,
        "gpt 5 2",
        "its number is its own"
    );
    let long = bench.create(&"n".repeat(100)).await;
    assert_eq!(made(core, &long, choice(None, None)).await.unwrap().name, "n".repeat(95));
}

async fn replaced(bench: &Bench, old: &KeySummary, new: &KeySummary) {
    take(&bench.core, &old.id, &new.id).await.unwrap();
    switch(&bench.core, &old.id, false, Actor::App).await.unwrap();
}

#[tokio::test]
async fn calling_off_and_switching_at_once_do_one_of_both() {
    let bench = bench().await;
    let core = &bench.core;
    let (old, new) = (bench.create("ci").await, bench.create("next").await);
    take(core, &old.id, &new.id).await.unwrap();
    // Each has seen the rotation before the other wrote.
    let seen = core.store.rotation_of(&old.id).await.unwrap().unwrap();
    let now = core.clock.now();
    let mut transaction = core.store.begin().await.unwrap();
    assert!(crate::store::rotations::call_off(&mut transaction, &seen, now).await.unwrap());
    assert!(!crate::store::rotations::switch(&mut transaction, &seen, now).await.unwrap());
    transaction.rollback().await.unwrap();
    let mut transaction = core.store.begin().await.unwrap();
    assert!(crate::store::rotations::switch(&mut transaction, &seen, now).await.unwrap());
    assert!(!crate::store::rotations::call_off(&mut transaction, &seen, now).await.unwrap());
}

#[tokio::test]
async fn a_new_key_has_a_name_of_its_own() {
    let bench = bench().await;
    let core = &bench.core;
    let (old, second) = (bench.create("ci").await, bench.create("ci 2").await);
    lifecycle::revoke(core, &second.id, None, Actor::App).await.unwrap();
    assert_eq!(find(core, &old.id).await.unwrap().suggested_name, "ci 3", "one that is revoked has it still");
    let choice = NewKeyChoice { name: Some(" ci ".into()), expiry: None, actor: Actor::Cli };
    let same = make(core, &old.id, choice).await.err().unwrap();
    assert!(matches!(same, Error::Invalid { field: "name", .. }), "{same:?}");
}

#[tokio::test]
async fn a_weaker_key_is_told_apart() {
    let bench = bench().await;
    let core = &bench.core;
    let strong =
        NewKeyInput { permissions: Some(Permissions::new(vec![Permission::Admin])), ..bench.input("strong") };
    let strong = lifecycle::create(core, strong.check(core).await.unwrap()).await.unwrap().0;
    let weak = NewKeyInput {
        permissions: Some(Permissions::new(vec![Permission::Read])),
        generate: Some(false),
        ..bench.input("weak")
    };
    let weak = lifecycle::create(core, weak.check(core).await.unwrap()).await.unwrap().0;
    assert!(take(core, &strong.id, &weak.id).await.unwrap().may_less);
    cancel(core, &strong.id).await.unwrap();
    assert!(!take(core, &weak.id, &strong.id).await.unwrap().may_less, "a wider permission is enough");
}

#[tokio::test]
async fn two_keys_never_take_each_other_s_place() {
    let bench = bench().await;
    let core = &bench.core;
    let (a, b, c) = (bench.create("a").await, bench.create("b").await, bench.create("c").await);
    take(core, &a.id, &b.id).await.unwrap();
    let choose = async |old: &KeySummary, new: &KeySummary| {
        let mut transaction = core.store.begin().await.unwrap();
        let now = core.clock.now();
        crate::store::rotations::choose(&mut transaction, &old.account_id, &old.id, &new.id, now)
            .await
            .unwrap()
    };
    assert!(!choose(&b, &a).await, "a is being replaced");
    assert!(!choose(&c, &b).await, "b waits already");
    assert!(!choose(&b, &c).await, "what waits is not replaced");
    assert!(choose(&a, &c).await, "another choice");
}

#[tokio::test]
async fn a_name_leads_to_the_one_key_that_has_its_place_or_to_none() {
    let bench = bench().await;
    let core = &bench.core;
    let before = bench.create("ci").await;
    lifecycle::revoke(core, &before.id, None, Actor::App).await.unwrap();
    let (first, second) = (bench.create("ci").await, bench.create("ci").await);
    replaced(&bench, &first, &second).await;
    let third = bench.create("ci").await;
    replaced(&bench, &second, &third).await;
    assert_eq!(bench.given("ci").await.unwrap(), third.id, "through all three");
    for old in [&first, &second] {
        lifecycle::revoke(core, &old.id, None, Actor::App).await.unwrap();
        assert_eq!(bench.given("ci").await.unwrap(), third.id, "an older revoked one is no matter");
    }
    let lone = bench.create("lone").await;
    let next = bench.create("next").await;
    replaced(&bench, &lone, &next).await;
    lifecycle::revoke(core, &lone.id, None, Actor::App).await.unwrap();
    let stranger = bench.create("lone").await;
    let Err(Error::Ambiguous { ids, .. }) = bench.given("lone").await else {
        panic!("one of them was given")
    };
    assert!(ids.contains(&next.id) && ids.contains(&stranger.id), "nobody is given another key unasked");
}

#[tokio::test]
async fn only_the_last_of_a_chain_and_only_to_a_working_key_is_moved_back() {
    let bench = bench().await;
    let core = &bench.core;
    let (a, b, c) = (bench.create("a").await, bench.create("b").await, bench.create("c").await);
    replaced(&bench, &a, &b).await;
    replaced(&bench, &b, &c).await;
    let chain = find(core, &a.id).await.unwrap();
    assert!(!chain.can_go_back && find(core, &b.id).await.unwrap().can_go_back);
    assert_eq!(chain.new.unwrap().id, c.id, "who asks for a is given c");
    let early = switch_back(core, &a.id, Actor::App).await;
    assert!(matches!(early, Err(Error::Invalid { field: "key_id", .. })), "{early:?}");
    switch_back(core, &b.id, Actor::App).await.unwrap();
    switch_back(core, &a.id, Actor::App).await.unwrap();
    assert_eq!(bench.given("a").await.unwrap(), a.id);

    let (a, b, c) = (bench.create("d").await, bench.create("e").await, bench.create("f").await);
    replaced(&bench, &a, &b).await;
    replaced(&bench, &b, &c).await;
    lifecycle::revoke(core, &b.id, None, Actor::App).await.unwrap();
    assert!(find(core, &a.id).await.unwrap().can_go_back, "b cannot go back any more, and a works");
    switch_back(core, &a.id, Actor::App).await.unwrap();
    assert_eq!(bench.given("d").await.unwrap(), a.id);
    assert_eq!(bench.given("e").await.unwrap(), c.id);

    let short = NewKeyInput { expiry: ExpiryChoice::InDays(1), ..bench.input("short") };
    let short = lifecycle::create(core, short.check(core).await.unwrap()).await.unwrap().0;
    let next = bench.create("next").await;
    replaced(&bench, &short, &next).await;
    core.clock.advance(TimeDelta::days(2));
    assert!(!find(core, &short.id).await.unwrap().can_go_back);
    let expired = switch_back(core, &short.id, Actor::App).await;
    assert!(matches!(expired, Err(Error::KeyEnded { .. })), "{expired:?}");
    assert_eq!(bench.given("short").await.unwrap(), next.id);
}

#[tokio::test]
async fn a_place_that_got_the_old_key_again_holds_it() {
    let bench = bench().await;
    let core = &bench.core;
    let (old, new) = (bench.create("ci").await, bench.create("next").await);
    lifecycle::copied(core, &old.id, Some("bash"), Actor::App).await.unwrap();
    replaced(&bench, &old, &new).await;
    core.clock.advance(TimeDelta::seconds(1));
    lifecycle::copied(core, &new.id, Some("bash"), Actor::App).await.unwrap();
    assert_eq!(find(core, &old.id).await.unwrap().places[0].state, PlaceState::Updated);
    core.clock.advance(TimeDelta::seconds(1));
    lifecycle::copied(core, &old.id, Some("bash"), Actor::App).await.unwrap();
    assert_eq!(find(core, &old.id).await.unwrap().places[0].state, PlaceState::HoldsOld);
}

#[tokio::test]
async fn a_line_is_written_anew_only_as_long_as_it_is_ours() {
    use crate::secret::Secret;
    use crate::snippets::into_file::{Entry, Reader, Statement, WriteProblem, put, still_stands};

    let bench = bench().await;
    let core = &bench.core;
    let old = usable(core, &bench.create("ci").await.id).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(".env");
    for variable in ["A", "B"] {
        let text = Secret::new(format!("{variable}=the-old-key"));
        let statement = Statement::Line { text: &text, holds_key: true, reader: Reader::Quotes };
        let entry = Entry { variable, target: "dotenv", statement };
        put(core, &old, &file, entry, Actor::Cli).await.unwrap();
    }
    for variable in ["A", "B"] {
        still_stands(core, &file, variable).await.unwrap();
    }
    std::fs::write(&file, "# mine\nA=the-old-key\nB=mine # was the-old-key\n").unwrap();
    still_stands(core, &file, "A").await.unwrap();
    let changed = still_stands(core, &file, "B").await;
    assert!(matches!(changed, Err(Error::Write(WriteProblem::Changed))), "{changed:?}");
    std::fs::remove_file(&file).unwrap();
    assert!(still_stands(core, &file, "A").await.is_err());
}

#[tokio::test]
async fn a_key_that_is_taken_out_leaves_the_way_through_it_whole() {
    let bench = bench().await;
    let core = &bench.core;
    let (a, b, c) = (bench.create("a").await, bench.create("b").await, bench.create("c").await);
    replaced(&bench, &a, &b).await;
    replaced(&bench, &b, &c).await;
    let mut transaction = core.store.begin().await.unwrap();
    crate::store::rotations::forget(&mut transaction, &b.id).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(bench.given("a").await.unwrap(), c.id);
}

#[tokio::test]
async fn of_two_that_are_asked_for_at_once_one_is_made() {
    let bench = bench().await;
    let core = &bench.core;
    let old = bench.create("ci").await;
    let made = async || {
        let choice = NewKeyChoice { name: None, expiry: None, actor: Actor::Cli };
        match make(core, &old.id, choice).await.unwrap() {
            Making::Taken(rotation) => rotation.new.unwrap().id,
            Making::NotKept(_) => panic!("the vault kept it"),
        }
    };
    let (one, other) = tokio::join!(made(), made());
    assert_eq!(one, other);
    assert_eq!(core.keys().await.unwrap().len(), 2);
}
