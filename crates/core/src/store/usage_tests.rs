use keyring_core::mock;

use super::*;
use crate::Core;
use crate::clock::{Clock, from_millis};
use crate::folders::Folders;
use crate::lifecycle::{self, ExpiryChoice, NewKeyInput};
use crate::usage::{UsageCounts, UsageDelta};
use crate::vault::Vault;

/// 2001-09-09 01:46:40 UTC.
const NOW: i64 = 1_000_000_000_000;

struct Bench {
    core: Core,
    account: String,
    key: String,
    _folder: tempfile::TempDir,
}

async fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::with_store(mock::Store::new().unwrap());
    let core = Core::open(Folders::at(folder.path()), Clock::manual(from_millis(NOW)), vault).await.unwrap();
    let account = lifecycle::ensure_local_account(&core, Actor::Cli).await.unwrap().id;
    let key = add_key(&core, &account).await;
    Bench { core, account, key, _folder: folder }
}

async fn add_key(core: &Core, account: &str) -> String {
    let input = NewKeyInput {
        account_id: account.into(),
        name: "k".into(),
        purpose: None,
        permissions: None,
        generate: None,
        expiry: ExpiryChoice::Never,
        plan: None,
        limits: None,
        actor: Actor::Http,
    };
    lifecycle::create_unheld(core, input.check(core).await.unwrap()).await.unwrap().0.id
}

fn delta(key: &str, model: &str, millis: i64, counts: (i64, i64, i64)) -> UsageDelta {
    UsageDelta {
        key_id: key.into(),
        model: model.into(),
        at: from_millis(millis),
        counts: UsageCounts { requests: counts.0, prompt_tokens: counts.1, completion_tokens: counts.2 },
    }
}

fn batch(deltas: &[UsageDelta]) -> UsageBatch {
    let mut batch = UsageBatch::default();
    deltas.iter().for_each(|delta| batch.add(delta));
    batch
}

#[tokio::test]
async fn batches_add_up_and_the_first_use_is_logged_once() {
    let Bench { core, account, key, _folder } = bench().await;
    let store = &core.store;
    let first =
        batch(&[delta(&key, "local/echo", NOW - 500, (1, 4, 0)), delta(&key, "local/echo", NOW, (0, 0, 5))]);
    assert!(store.record_usage(&first, from_millis(NOW)).await.unwrap());
    let second =
        batch(&[delta(&key, "local/echo", NOW + 100, (2, 8, 1)), delta(&key, "", NOW + 200, (1, 0, 0))]);
    assert!(!store.record_usage(&second, from_millis(NOW + 200)).await.unwrap());
    assert!(!store.record_usage(&UsageBatch::default(), from_millis(NOW)).await.unwrap());

    let day = from_millis(NOW).date_naive();
    let query = |group_by| UsageQuery { account_id: &account, start: day, end: day, group_by };
    let models = store.usage(query(UsageGroup::Model)).await.unwrap();
    let parts: Vec<_> =
        models.iter().map(|row| (row.model.as_deref(), row.requests, row.total_tokens)).collect();
    assert_eq!(parts, [(Some(""), 1, 0), (Some("local/echo"), 3, 18)]);
    let keys = store.usage(query(UsageGroup::Key)).await.unwrap();
    assert_eq!((keys[0].key_id.as_deref(), keys[0].requests, keys.len()), (Some(key.as_str()), 4, 1));
    let days = store.usage(query(UsageGroup::Day)).await.unwrap();
    assert_eq!((days[0].date, days[0].prompt_tokens, days[0].completion_tokens), (Some(day), 12, 6));

    let log = store.activity(Some(&key), None, 10).await.unwrap();
    let uses: Vec<_> = log.iter().filter(|entry| entry.kind == ActivityKind::FirstUsed).collect();
    assert_eq!(uses.len(), 1);
    assert_eq!((uses[0].actor, uses[0].at), (Actor::Gateway, from_millis(NOW - 500)));
    let summary = store.summaries(Some(&key), 90, from_millis(NOW + 200)).await.unwrap().remove(0).key;
    assert_eq!(summary.last_used_at, Some(from_millis(NOW + 200)));
}

#[tokio::test]
async fn days_are_whole_and_both_ends_are_in() {
    let Bench { core, account, key, _folder } = bench().await;
    let midnight = 86_400_000 * 11_574; // 2001-09-09
    let deltas: Vec<_> = [-1, 0, 86_399_999, 86_400_000]
        .iter()
        .map(|offset| delta(&key, "m", midnight + offset, (1, 0, 0)))
        .collect();
    core.store.record_usage(&batch(&deltas), from_millis(midnight)).await.unwrap();
    let of = async |start: &str, end: &str| {
        let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
        let query = UsageQuery { account_id: &account, start, end, group_by: UsageGroup::Day };
        let rows = core.store.usage(query).await.unwrap();
        rows.iter().map(|row| row.requests).collect::<Vec<_>>()
    };
    assert_eq!(of("2001-09-09", "2001-09-09").await, [2]);
    assert_eq!(of("2001-09-08", "2001-09-10").await, [1, 2, 1]);
    assert_eq!(of("2001-09-11", "2001-09-30").await, [0; 0]);
    let forever = UsageQuery {
        account_id: &account,
        start: NaiveDate::MIN,
        end: NaiveDate::MAX,
        group_by: UsageGroup::Key,
    };
    assert_eq!(core.store.usage(forever).await.unwrap()[0].requests, 4);
    let other = UsageQuery { account_id: "acc_other", ..forever };
    assert_eq!(core.store.usage(other).await.unwrap(), []);
}

#[tokio::test]
async fn windows_keep_two_minutes_and_nothing_of_the_future() {
    let Bench { core, key, _folder, .. } = bench().await;
    let store = &core.store;
    let old =
        batch(&[delta(&key, "m", NOW - 119_000, (1, 0, 0)), delta(&key, "m", NOW + 3_600_000, (9, 0, 0))]);
    store.record_usage(&old, from_millis(NOW)).await.unwrap();
    store.record_usage(&batch(&[delta(&key, "m", NOW, (1, 2, 3))]), from_millis(NOW + 2_000)).await.unwrap();
    let rows = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM limit_windows")
        .fetch_one(store.reader())
        .await
        .unwrap();
    assert_eq!(rows, 1);
    let windows = store.windows(from_millis(NOW + 1_000)).await.unwrap();
    let expected = SecondCount { second: NOW / 1000, requests: 1, prompt_tokens: 2, completion_tokens: 3 };
    assert_eq!(windows.get(&key), Some(&vec![expected]));
    assert_eq!(store.windows(from_millis(NOW + 61_000)).await.unwrap().len(), 0);
}

#[tokio::test]
async fn the_last_day_of_one_key_is_counted_alone() {
    let Bench { core, account, key, _folder } = bench().await;
    let other = add_key(&core, &account).await;
    let day = 86_400_000;
    let calls = batch(&[
        delta(&key, "a", NOW - 2 * day, (100, 0, 0)),
        delta(&key, "a", NOW - day + 60_000, (3, 0, 0)),
        delta(&key, "b", NOW, (4, 0, 0)),
        delta(&other, "a", NOW, (50, 0, 0)),
    ]);
    core.store.record_usage(&calls, from_millis(NOW)).await.unwrap();
    assert_eq!(core.store.requests_since(&key, from_millis(NOW - day)).await.unwrap(), 7);
    assert_eq!(core.store.requests_since("key_unknown", from_millis(0)).await.unwrap(), 0);
}
