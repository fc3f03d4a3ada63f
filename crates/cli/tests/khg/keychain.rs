//! With the real keychain: `KEYHINGE_TEST_KEYRING=1 tests/with-keyring.sh cargo test -p keyhinge-cli --test khg keychain`

#![cfg(target_os = "linux")]

use crate::common::{Khg, files_with};

fn wanted() -> bool {
    let wanted = std::env::var_os("KEYHINGE_TEST_KEYRING").is_some_and(|value| value == "1");
    if !wanted {
        eprintln!("skipped: KEYHINGE_TEST_KEYRING is not 1");
    }
    wanted
}

#[test]
fn a_key_is_created_shown_and_revoked_and_its_secret_is_printed_only_when_asked_for() {
    if !wanted() {
        return;
    }
    let khg = Khg::with_keychain();
    assert_eq!(khg.run(["doctor"]).code, 0);
    let quiet = khg.run(["key", "create", "quiet", "--purpose", "read-only", "--json"]);
    assert_eq!(quiet.code, 0, "{}", quiet.err);
    let key = quiet.json();
    assert!(key.get("secret").is_none() && key.get("ticket").is_none());
    assert_eq!((key["generate"].as_bool(), key["permissions"][0].as_str()), (Some(false), Some("read")));
    assert_eq!((key["secret_held"].as_bool(), key["reveal"].as_str()), (Some(true), Some("available")));

    let asked = khg.run(["key", "create", "asked", "--print-secret", "--expires", "60d", "--rpm", "7"]);
    let secret = asked.out.trim_end().to_owned();
    assert!(secret.starts_with("kh_") && !secret.contains(char::is_whitespace), "alone on standard output");
    assert!(asked.err.contains("7 requests per minute") && !asked.err.contains(&secret[secret.len() - 24..]));
    let both = khg.run(["key", "create", "both", "--print-secret", "--json"]).json();
    assert!(both["secret"].as_str().unwrap().starts_with("kh_"));

    let runs = [
        khg.run(["key", "list"]),
        khg.run(["key", "list", "--json"]),
        khg.run(["key", "show", "asked"]),
        khg.run(["activity"]),
        khg.run(["call", "snippets_preview", &format!(r#"{{"key_id":{},"target":"bash"}}"#, both["id"])]),
        khg.run(["key", "revoke", "asked", "--yes"]),
    ];
    for ran in runs {
        assert_eq!(ran.code, 0, "{}", ran.err);
        for secret in [secret.as_str(), both["secret"].as_str().unwrap()] {
            assert!(!format!("{}{}", ran.out, ran.err).contains(&secret[secret.len() - 24..]), "{ran:?}");
        }
    }
    assert!(files_with(&secret, khg.root()).is_empty());
    let shown = khg.run(["key", "show", "asked", "--json"]).json();
    assert_eq!(
        (shown["secret_held"].as_bool(), shown["status"]["kind"].as_str()),
        (Some(false), Some("revoked"))
    );
}

#[test]
fn a_ticket_of_the_contract_reveals_once() {
    if !wanted() {
        return;
    }
    let khg = Khg::with_keychain();
    let id = khg.run(["key", "create", "once", "--json"]).json()["id"].clone();
    let ticket = khg
        .run(["call", "--print-secret", "keys_reveal_ticket", &format!(r#"{{"key_id":{id}}}"#)])
        .json()["ticket"]
        .clone();
    let request = format!(r#"{{"ticket":{ticket}}}"#);
    assert_eq!(khg.run(["call", "keys_reveal", &request]).code, 2, "refused, and the ticket is not used up");
    let revealed = khg.run(["call", "--print-secret", "keys_reveal", &request]).json();
    assert!(revealed["secret"].as_str().unwrap().starts_with("kh_"));
    let again = khg.run(["call", "--print-secret", "keys_reveal", &request]);
    assert_eq!((again.code, again.error_code().as_str()), (1, "already_revealed"));
}

#[test]
fn a_restore_finds_the_secret_again_and_deleting_everything_takes_it_from_the_keychain() {
    if !wanted() {
        return;
    }
    let khg = Khg::with_keychain();
    let file = khg.root().join("all.khbackup");
    let file = file.to_str().unwrap();
    let id = khg.run(["key", "create", "kept", "--json"]).json()["id"].clone();
    assert_eq!(khg.run(["backup", "create", file]).code, 0);
    let ticket = |ran: crate::common::Ran| ran.json()["ticket"].as_str().unwrap().to_owned();
    let request = format!(r#"{{"key_id":{id}}}"#);
    std::fs::remove_dir_all(khg.data()).unwrap();
    assert_eq!(khg.run(["backup", "restore", file, "--yes"]).code, 0);
    let again = ticket(khg.run(["call", "--print-secret", "keys_reveal_ticket", &request]));
    let reveal = format!(r#"{{"ticket":"{again}"}}"#);
    let secret = khg.run(["call", "--print-secret", "keys_reveal", &reveal]).json()["secret"].clone();
    assert!(files_with(secret.as_str().unwrap(), khg.root()).is_empty(), "the backup holds no secret");

    let deleted = khg.run(["data", "delete-all", "--yes", "--json"]);
    assert_eq!((deleted.code, deleted.json()["secrets"].as_u64()), (0, Some(1)), "{}", deleted.err);
    assert!(!khg.data().exists());
    // The key comes back, and its secret does not.
    assert_eq!(khg.run(["backup", "restore", file, "--yes"]).code, 0);
    let ticket = ticket(khg.run(["call", "--print-secret", "keys_reveal_ticket", &request]));
    let reveal = format!(r#"{{"ticket":"{ticket}"}}"#);
    let refused = khg.run(["call", "--print-secret", "keys_reveal", &reveal]);
    assert_eq!(refused.error_code(), "secret_not_held");
    assert_eq!(khg.run(["key", "show", "kept", "--json"]).json()["secret_held"], false);
}
