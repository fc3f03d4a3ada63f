//! The choice of the vault through the contract: what a host sees, and that no passphrase or secret comes back.

#![cfg(test)]

use std::path::Path;

use keyhinge_api::{App, ErrorCode, Options, dispatch};
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::Actor;
use keyhinge_core::vault::{KdfCost, Vault};
use keyring_core::mock;
use serde_json::{Value, json};

const PASSPHRASE: &str = "correct horse battery staple";

fn app(dir: &Path) -> App {
    let folders = Folders::at(dir);
    let cost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };
    let vault = Vault::of_with(&folders, Some(mock::Store::new().unwrap()), cost);
    App::new(Options { folders, clock: Clock::system(), vault, clipboard: None, actor: Actor::App })
}

async fn make(app: &App, name: &str) -> Result<Value, ErrorCode> {
    let request = json!({
        "account_id": "local", "name": name, "purpose": "Development", "permissions": ["read"], "generate": true,
        "expiry": { "kind": "never" }, "plan": "Free"
    });
    dispatch(app, "keys_create", request).await.map_err(|error| error.code)
}

async fn code(app: &App, command: &str, request: Value) -> ErrorCode {
    let error = dispatch(app, command, request).await.unwrap_err();
    assert!(!format!("{error:?}").contains(PASSPHRASE));
    error.code
}

#[tokio::test]
async fn a_key_goes_through_every_state_of_the_file_vault() {
    let dir = tempfile::tempdir().unwrap();
    let app = app(dir.path());
    let status = dispatch(&app, "vault_status", json!({})).await.unwrap();
    assert_eq!(
        (&status["kind"], &status["state"], &status["file"]),
        (&json!("keychain"), &json!("ready"), &json!(null))
    );
    let ticket = make(&app, "one").await.unwrap()["ticket"].clone();

    let passphrase = json!({ "passphrase": PASSPHRASE });
    let switched = dispatch(&app, "vault_choose_file", passphrase.clone()).await.unwrap();
    assert_eq!(
        (&switched["moved"], &switched["left"], &switched["status"]["kind"]),
        (&json!(1), &json!(0), &json!("file"))
    );
    assert_eq!(code(&app, "vault_choose_file", passphrase.clone()).await, ErrorCode::VaultFile);

    let locked = dispatch(&app, "vault_lock", json!({})).await.unwrap();
    assert_eq!(locked["state"], "locked");
    assert_eq!(make(&app, "two").await, Err(ErrorCode::VaultLocked));
    assert_eq!(code(&app, "keys_reveal", json!({ "ticket": ticket })).await, ErrorCode::VaultLocked);
    assert_eq!(code(&app, "vault_choose_keychain", json!({})).await, ErrorCode::VaultLocked);
    assert_eq!(
        code(&app, "vault_unlock", json!({ "passphrase": "not it" })).await,
        ErrorCode::WrongPassphrase
    );
    let change = json!({ "passphrase": PASSPHRASE, "new_passphrase": "short" });
    assert_eq!(
        code(&app, "vault_change_passphrase", change).await,
        ErrorCode::Invalid { field: "new_passphrase".into() }
    );
    // The choice is not a setting like the others: nothing would move.
    assert_eq!(
        code(&app, "settings_change", json!({ "vault": "keychain" })).await,
        ErrorCode::Invalid { field: "vault".into() }
    );
    assert_eq!(dispatch(&app, "settings_get", json!({})).await.unwrap()["vault"], "file");

    let unlocked = dispatch(&app, "vault_unlock", passphrase).await.unwrap();
    assert_eq!(unlocked["state"], "ready");
    let revealed = dispatch(&app, "keys_reveal", json!({ "ticket": ticket })).await.unwrap();
    assert!(
        revealed["secret"].as_str().unwrap().starts_with("kh_"),
        "the ticket was not used up while locked"
    );

    std::fs::rename(dir.path().join("vault.bin"), dir.path().join("elsewhere")).unwrap();
    let status = dispatch(&app, "vault_status", json!({})).await.unwrap();
    assert_eq!(status["state"], "missing_file");
    assert!(status["next_step"].as_str().unwrap().contains("vault.bin"));
    assert_eq!(code(&app, "vault_choose_keychain", json!({})).await, ErrorCode::SecretsUnmoved);
    std::fs::rename(dir.path().join("elsewhere"), dir.path().join("vault.bin")).unwrap();
    let back = dispatch(&app, "vault_choose_keychain", json!({})).await.unwrap();
    assert_eq!((&back["moved"], &back["status"]["kind"]), (&json!(1), &json!("keychain")));
    app.close().await;
}
