//! The vault over stores that fail, hang and lie.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, CredentialStore, Entry, Error, Result, mock};

use super::*;
use crate::secret::Secret;

const STORE: &str = "8b2f0c9e-5f0b-4a51-9d3f-6f4a3d0c7b11";

fn envelope(secret: &str) -> Envelope {
    Envelope { operation_id: "op_1".into(), key_id: "key_1".into(), secret: Secret::new(secret.into()) }
}

/// Changes what is stored; `None` stores nothing.
type Spoil = fn(Vec<u8>) -> Option<Vec<u8>>;

/// What a [`Faulty`] store does with a call.
type Fault = dyn Fn(&str) -> Option<Error> + Send + Sync;

/// A store over the mock that asks before each call, and that can change what it was given.
struct Faulty {
    inner: Arc<mock::Store>,
    fault: Arc<Fault>,
    spoil: Spoil,
}

struct FaultyEntry {
    inner: Entry,
    fault: Arc<Fault>,
    spoil: Spoil,
}

impl Faulty {
    fn store(
        fault: impl Fn(&str) -> Option<Error> + Send + Sync + 'static,
        spoil: Spoil,
    ) -> Arc<CredentialStore> {
        Arc::new(Self { inner: mock::Store::new().unwrap(), fault: Arc::new(fault), spoil })
    }
}

impl CredentialStoreApi for Faulty {
    fn vendor(&self) -> String {
        "faulty".into()
    }

    fn id(&self) -> String {
        "faulty".into()
    }

    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let inner = self.inner.build(service, user, None)?;
        let entry = FaultyEntry { inner, fault: Arc::clone(&self.fault), spoil: self.spoil };
        Ok(Entry::new_with_credential(Arc::new(entry)))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl FaultyEntry {
    fn ask(&self, call: &str) -> Result<()> {
        (self.fault)(call).map_or(Ok(()), Err)
    }
}

impl CredentialApi for FaultyEntry {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        self.ask("set")?;
        match (self.spoil)(secret.to_vec()) {
            Some(bytes) => self.inner.set_secret(&bytes),
            None => Ok(()),
        }
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        self.ask("get")?;
        self.inner.get_secret()
    }

    fn delete_credential(&self) -> Result<()> {
        self.ask("delete")?;
        self.inner.delete_credential()
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaultyEntry")
    }
}

/// A door that holds calls back until it is opened.
#[derive(Default)]
struct Door(Mutex<bool>, Condvar);

impl Door {
    fn wait(&self) {
        let open = self.0.lock().unwrap();
        drop(self.1.wait_while(open, |open| !*open).unwrap());
    }

    fn open(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }
}

fn impatient() -> Patience {
    Patience { usual: Duration::from_millis(50), prompting: Duration::from_millis(100) }
}

#[tokio::test]
async fn what_is_put_can_be_got_until_it_is_deleted() {
    let vault = Vault::with_store(mock::Store::new().unwrap());
    let entry = VaultEntry::random(STORE);
    vault.check().await.unwrap();
    vault.put_verified(&entry, &envelope("kh_one")).await.unwrap();
    assert!(vault.get(&entry).await.unwrap().secret.matches("kh_one"));
    assert!(vault.get(&VaultEntry::of(STORE, entry.id())).await.is_ok());
    assert_eq!(
        vault.get(&VaultEntry::of("another-store", entry.id())).await.err(),
        Some(VaultError::NoEntry)
    );
    vault.delete(&entry).await.unwrap();
    vault.delete(&entry).await.unwrap();
    assert_eq!(vault.get(&entry).await.err(), Some(VaultError::NoEntry));
}

#[test]
fn entries_say_nothing_of_the_key() {
    for _ in 0..1_000 {
        let entry = VaultEntry::random(STORE);
        assert_eq!(entry.id().len(), 36);
        assert!(entry.id().bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'));
        assert_eq!(entry.service, format!("keyhinge-{STORE}"));
    }
}

#[tokio::test]
async fn a_value_that_does_not_fit_never_reaches_the_store() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let vault = Vault::with_store(Faulty::store(
        move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            None
        },
        Some,
    ));
    let entry = VaultEntry::random(STORE);
    assert_eq!(vault.put(&entry, &envelope("a\nb")).await, Err(VaultError::BadValue));
    assert_eq!(vault.put_verified(&entry, &envelope(&"a".repeat(2_401))).await, Err(VaultError::TooLong));
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_store_that_lies_is_found_out() {
    let spoilers: [Spoil; 4] = [
        |_| None,
        |mut bytes| {
            bytes.pop();
            Some(bytes)
        },
        |_| Some(b"something else".to_vec()),
        |bytes| Some(bytes.to_ascii_uppercase()),
    ];
    for spoil in spoilers {
        let vault = Vault::with_store(Faulty::store(|_| None, spoil));
        let entry = VaultEntry::random(STORE);
        assert_eq!(vault.put_verified(&entry, &envelope("kh_one")).await, Err(VaultError::Unreliable));
        assert_eq!(vault.check().await, Err(VaultError::Unreliable));
        assert_eq!(vault.get(&entry).await.err(), Some(VaultError::NoEntry));
    }
}

#[tokio::test]
async fn each_error_becomes_its_kind_and_loses_its_payload() {
    type Make = fn() -> Error;
    let cases: [(Make, VaultError); 6] = [
        (|| Error::BadEncoding(b"kh_canary".to_vec()), VaultError::BadValue),
        (|| Error::BadDataFormat(b"kh_canary".to_vec(), "kh_canary".into()), VaultError::BadValue),
        (|| Error::TooLong("kh_canary".into(), 1), VaultError::TooLong),
        (|| Error::NoStorageAccess("kh_canary".into()), VaultError::Denied),
        (|| Error::PlatformFailure("kh_canary".into()), VaultError::Failed),
        (|| Error::Ambiguous(Vec::new()), VaultError::BadValue),
    ];
    for (make, expected) in cases {
        let vault = Vault::with_store(Faulty::store(move |call| (call == "get").then(make), Some));
        let entry = VaultEntry::random(STORE);
        vault.put(&entry, &envelope("kh_canary")).await.unwrap();
        let error = vault.get(&entry).await.unwrap_err();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[tokio::test]
async fn a_failing_call_works_when_it_is_tried_again() {
    let calls = AtomicUsize::new(0);
    let fault = move |_: &str| {
        (calls.fetch_add(1, Ordering::SeqCst) == 0).then(|| Error::PlatformFailure("x".into()))
    };
    let vault = Vault::with_store(Faulty::store(fault, Some));
    assert_eq!(vault.check().await, Err(VaultError::Failed));
    assert_eq!(vault.check().await, Ok(()));
}

#[tokio::test]
async fn a_store_that_hangs_is_left_behind_and_the_next_call_works() {
    let (door, calls) = (Arc::new(Door::default()), AtomicUsize::new(0));
    let held = Arc::clone(&door);
    let fault = move |_: &str| {
        if calls.fetch_add(1, Ordering::SeqCst) == 0 {
            held.wait();
        }
        None
    };
    let vault = Vault::with_patience(Faulty::store(fault, Some), impatient());
    let entry = VaultEntry::random(STORE);
    assert_eq!(vault.put(&entry, &envelope("kh_late")).await, Err(VaultError::Slow));
    vault.put_verified(&VaultEntry::random(STORE), &envelope("kh_new")).await.unwrap();
    door.open();
}

#[tokio::test]
async fn a_keychain_that_always_hangs_refuses_at_once_after_a_few_tries() {
    let door = Arc::new(Door::default());
    let held = Arc::clone(&door);
    let fault = move |_: &str| {
        held.wait();
        None
    };
    let vault = Vault::with_patience(Faulty::store(fault, Some), impatient());
    for _ in 0..4 {
        assert_eq!(vault.check().await, Err(VaultError::Slow));
    }
    let began = Instant::now();
    assert_eq!(vault.check().await, Err(VaultError::Slow));
    assert!(began.elapsed() < impatient().usual);
    door.open();
    while vault.check().await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_withdrawn_call_that_has_not_begun_never_happens() {
    let door = Arc::new(Door::default());
    let (held, sets) = (Arc::clone(&door), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&sets);
    let fault = move |call: &str| {
        held.wait();
        counted.fetch_add(usize::from(call == "set"), Ordering::SeqCst);
        None
    };
    let vault = Vault::with_store(Faulty::store(fault, Some));
    let (entry, kept) = (VaultEntry::random(STORE), envelope("kh_kept"));
    let first = vault.put(&entry, &kept);
    let other = VaultEntry::random(STORE);
    let withdrawn = envelope("kh_withdrawn");
    let second = vault.put(&other, &withdrawn);
    tokio::pin!(first);
    {
        tokio::pin!(second);
        // Both are in the queue once each was polled; dropping the second takes it back.
        tokio::select! { biased; _ = &mut first => {}, _ = &mut second => {}, () = std::future::ready(()) => {} }
    }
    door.open();
    first.await.unwrap();
    vault.get(&entry).await.unwrap();
    assert_eq!(sets.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_store_that_panics_fails_the_call_and_not_the_vault() {
    let calls = AtomicUsize::new(0);
    let fault = move |_: &str| {
        assert!(calls.fetch_add(1, Ordering::SeqCst) > 0, "the store's own defect");
        None
    };
    let vault = Vault::with_store(Faulty::store(fault, Some));
    assert_eq!(vault.check().await, Err(VaultError::Failed));
    assert_eq!(vault.check().await, Ok(()));
}

#[tokio::test]
async fn a_process_without_a_keychain_says_so() {
    let vault = Vault::unavailable();
    assert_eq!(vault.check().await, Err(VaultError::NotUsed));
    assert_eq!(vault.put(&VaultEntry::random(STORE), &envelope("kh")).await, Err(VaultError::NotUsed));
}

#[tokio::test(flavor = "current_thread")]
async fn waiting_never_blocks_the_async_worker() {
    let door = Arc::new(Door::default());
    let held = Arc::clone(&door);
    let fault = move |_: &str| {
        held.wait();
        None
    };
    let vault = Vault::with_store(Faulty::store(fault, Some));
    let opened = Arc::clone(&door);
    // On the only async thread: it opens the door only if waiting for the vault lets it run.
    let opener = tokio::spawn(async move { opened.open() });
    vault.check().await.unwrap();
    opener.await.unwrap();
}
