//! The vault on a real gnome-keyring: unlocked, locked, killed, and absent.
//!
//! Runs only where `KEYHINGE_TEST_KEYRING=1`, since it locks and kills the keychain that it finds:
//! `KEYHINGE_TEST_KEYRING=1 tests/with-keyring.sh cargo test -p keyhinge-core --test keychain`

#![cfg(test)]
#![cfg(target_os = "linux")]

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use keyhinge_core::secret::Secret;
use keyhinge_core::vault::{Envelope, Vault, VaultEntry, VaultError};
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;

const STORE: &str = "8b2f0c9e-5f0b-4a51-9d3f-6f4a3d0c7b11";

fn wanted() -> bool {
    std::env::var_os("KEYHINGE_TEST_KEYRING").is_some_and(|value| value == "1")
}

fn envelope(secret: &str) -> Envelope {
    Envelope { operation_id: "op_1".into(), key_id: "key_1".into(), secret: Secret::new(secret.into()) }
}

/// Puts an unlocked daemon in the place of the one on the bus at `address`, if any.
fn unlock(address: &str) {
    let password = std::env::var("KEYHINGE_KEYRING_PASSWORD").unwrap();
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--replace", "--unlock", "--components=secrets"])
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    daemon.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
    daemon.wait().unwrap();
}

fn lock() {
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    service.get_default_collection().unwrap().lock().unwrap();
}

/// Ends the process that owns the Secret Service's name, and waits until the bus has noticed.
fn kill_the_daemon() {
    let bus = zbus::blocking::Connection::session().unwrap();
    let bus = zbus::blocking::fdo::DBusProxy::new(&bus).unwrap();
    let name = || zbus::names::BusName::try_from("org.freedesktop.secrets").unwrap();
    let pid = bus.get_connection_unix_process_id(name()).unwrap();
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    while bus.name_has_owner(name()).unwrap() {
        std::thread::yield_now();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unlocked_locked_and_killed() {
    if !wanted() {
        eprintln!("skipped: KEYHINGE_TEST_KEYRING is not 1");
        return;
    }
    let address = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap();
    let vault = Vault::native();
    let entry = VaultEntry::random(STORE);

    vault.check().await.expect("an unlocked keychain works");
    vault.put_verified(&entry, &envelope("kh_canary")).await.unwrap();
    assert!(Vault::native().get(&entry).await.unwrap().secret.matches("kh_canary"));
    let longest = "a".repeat(2_400 - envelope("").key_id.len() - 60);
    vault.put_verified(&VaultEntry::random(STORE), &envelope(&longest)).await.unwrap();

    lock();
    let began = Instant::now();
    // There is no one to show a prompt to.
    assert_eq!(vault.check().await, Err(VaultError::Dismissed));
    assert_eq!(vault.get(&entry).await.err(), Some(VaultError::Dismissed));
    assert_eq!(
        vault.put_verified(&VaultEntry::random(STORE), &envelope("kh_two")).await,
        Err(VaultError::Dismissed)
    );
    assert!(began.elapsed() < Duration::from_secs(10));
    unlock(&address);
    assert!(vault.get(&entry).await.unwrap().secret.matches("kh_canary"), "a retry works without a restart");

    kill_the_daemon();
    // The bus starts another daemon, which is locked.
    let error = vault.get(&entry).await.err();
    assert!(
        matches!(error, Some(VaultError::Dismissed | VaultError::Locked | VaultError::Absent)),
        "{error:?}"
    );
    unlock(&address);
    assert!(vault.get(&entry).await.unwrap().secret.matches("kh_canary"));
    vault.delete(&entry).await.unwrap();
    assert_eq!(vault.get(&entry).await.err(), Some(VaultError::NoEntry));
}

/// A bus of its own at a given path.
fn start_bus(path: &Path) -> Child {
    let bus = Command::new("dbus-daemon")
        .args(["--session", "--nofork", "--nopidfile", &format!("--address=unix:path={}", path.display())])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !path.exists() {
        std::thread::yield_now();
    }
    bus
}

/// Runs in a process whose bus does not exist yet; see below.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by a_bus_that_comes_late with another environment"]
async fn child_with_a_late_bus() {
    let Some(path) = std::env::var_os("KEYHINGE_TEST_LATE_BUS") else { return };
    let path = Path::new(&path);
    let vault = Vault::native();
    assert_eq!(vault.check().await, Err(VaultError::Absent));
    assert_eq!(vault.check().await, Err(VaultError::Absent));
    let mut bus = start_bus(path);
    unlock(&format!("unix:path={}", path.display()));
    let late = vault.check().await;
    bus.kill().unwrap();
    bus.wait().unwrap();
    assert_eq!(late, Ok(()), "the failure was not remembered");
    assert_eq!(vault.check().await, Err(VaultError::Absent), "nor was the success");
}

#[test]
fn a_bus_that_comes_late() {
    if !wanted() {
        eprintln!("skipped: KEYHINGE_TEST_KEYRING is not 1");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bus");
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_with_a_late_bus", "--ignored", "--nocapture"])
        .env("KEYHINGE_TEST_LATE_BUS", &path)
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", path.display()))
        .env("XDG_RUNTIME_DIR", dir.path())
        .env("XDG_DATA_HOME", dir.path())
        .status()
        .unwrap();
    assert!(status.success());
}
