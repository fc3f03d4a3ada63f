//! The encrypted file vault from outside: several processes, no keychain, and a passphrase that no command line carries.

use std::path::Path;
use std::process::Stdio;

use crate::common::{Khg, Ran};

const PASSPHRASE: &str = "correct horse battery staple";

/// A private file with the passphrase.
fn passphrase_file(khg: &Khg, passphrase: &str) -> String {
    let path = khg.root().join("passphrase");
    std::fs::write(&path, format!("{passphrase}\n")).unwrap();
    private(&path, 0o600);
    path.to_str().unwrap().to_owned()
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn private(_: &Path, _: u32) {}

fn with_file(khg: &Khg, file: &str, arguments: &[&str]) -> Ran {
    khg.command(arguments).env("KEYHINGE_PASSPHRASE_FILE", file).output().unwrap().into()
}

fn create(khg: &Khg) {
    let made = khg.run_with(["vault", "create", "--passphrase-stdin", "--json"], PASSPHRASE.as_bytes());
    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(made.json()["status"]["kind"], "file");
}

#[cfg(target_os = "linux")]
#[test]
fn a_key_lives_in_the_file_where_there_is_no_keychain() {
    use crate::common::files_with;

    let khg = Khg::without_keychain();
    let refused = khg.run(["key", "create", "one", "--json"]);
    assert_eq!((refused.code, refused.error_code().as_str()), (5, "keychain_absent"));
    assert!(refused.err.contains("khg vault create"));
    let short = khg.run_with(["vault", "create", "--passphrase-stdin", "--json"], b"short\n");
    assert_eq!((short.code, short.error_code().as_str()), (3, "invalid"));
    assert!(!khg.data().join("vault.bin").exists(), "never a silent fallback");

    create(&khg);
    let status = khg.run(["vault", "status", "--json"]);
    assert_eq!((status.code, status.json()["state"].as_str()), (5, Some("locked")));
    let locked = khg.run(["key", "create", "one", "--json"]);
    assert_eq!((locked.code, locked.error_code().as_str()), (5, "vault_locked"));
    let file = passphrase_file(&khg, PASSPHRASE);
    let made = with_file(&khg, &file, &["key", "create", "one", "--print-secret"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let secret = made.out.trim_end().to_owned();

    let list = khg.run(["key", "list", "--json"]).json();
    assert_eq!(
        (list[0]["name"].as_str(), list[0]["secret_held"].as_bool()),
        (Some("one"), Some(true)),
        "no need to unlock"
    );
    let doctor = with_file(&khg, &file, &["doctor", "--json"]).json();
    assert_eq!(
        (doctor["checks"][0]["name"].as_str(), doctor["checks"][0]["state"].as_str()),
        (Some("Encrypted file vault"), Some("ok"))
    );
    let locked = khg.run(["doctor", "--json"]);
    assert_eq!((locked.code, locked.json()["checks"][0]["id"].as_str()), (5, Some("file_vault")));
    let report = khg.run(["doctor", "--report"]);
    assert!(
        report.out.contains("vault = \"file\"") && report.out.contains("The vault is locked."),
        "{}",
        report.out
    );
    let backup = khg.root().join("all.khbackup");
    assert_eq!(khg.run(["backup", "create", backup.to_str().unwrap()]).code, 0);
    assert!(files_with(&secret, khg.root()).is_empty(), "in clear nowhere, and not in the backup");
    std::fs::remove_file(khg.root().join("passphrase")).unwrap();
    assert!(files_with(PASSPHRASE, khg.root()).is_empty(), "nor is the passphrase");

    let file = passphrase_file(&khg, PASSPHRASE);
    assert_eq!(with_file(&khg, &file, &["key", "revoke", "one", "--yes"]).code, 0);
    assert_eq!(khg.run(["data", "delete-all", "--yes"]).code, 0);
    assert!(!khg.data().exists());
}

#[test]
fn a_passphrase_is_checked_and_changed_and_never_taken_from_the_command_line() {
    let khg = Khg::without_keychain();
    create(&khg);
    let check = |passphrase: &str| {
        khg.run_with(["vault", "check", "--passphrase-stdin", "--json"], passphrase.as_bytes())
    };
    assert_eq!(check(PASSPHRASE).code, 0);
    let wrong = check("correct horse battery stable");
    assert_eq!((wrong.code, wrong.error_code().as_str()), (5, "wrong_passphrase"));
    assert!(!wrong.err.contains("stable"));
    assert_eq!(check("").code, 2);
    let both = format!("{PASSPHRASE}\nanother good passphrase\n");
    let changed = khg.run_with(["vault", "change-passphrase", "--passphrase-stdin"], both.as_bytes());
    assert_eq!(changed.code, 0, "{}", changed.err);
    assert_eq!((check(PASSPHRASE).code, check("another good passphrase").code), (5, 0));

    let request = format!(r#"{{"passphrase":"{PASSPHRASE}"}}"#);
    for command in ["vault_unlock", "vault_choose_file", "vault_change_passphrase"] {
        assert_eq!(khg.run(["call", command, &request]).code, 2);
    }
    assert_eq!(khg.run(["vault", "check"]).code, 2, "no terminal, and nothing else said");
    #[cfg(unix)]
    {
        let file = passphrase_file(&khg, "another good passphrase");
        private(Path::new(&file), 0o644);
        let open = with_file(&khg, &file, &["vault", "check"]);
        assert!(open.code == 2 && open.err.contains("open to other users"), "{}", open.err);
        private(Path::new(&file), 0o600);
        assert_eq!(with_file(&khg, &file, &["vault", "check"]).code, 0);
        assert_eq!(with_file(&khg, &format!("{file}-not"), &["vault", "check"]).code, 2);
    }
}

#[test]
fn two_processes_that_write_at_once_lose_nothing() {
    let khg = Khg::without_keychain();
    create(&khg);
    let file = passphrase_file(&khg, PASSPHRASE);
    let start = |name: String| {
        let mut command = khg.command(["key", "create", &name, "--print-secret"]);
        command
            .env("KEYHINGE_PASSPHRASE_FILE", &file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..4).map(|n| (n, start(format!("key-{n}")))).collect();
    let made: Vec<_> =
        children.into_iter().map(|(n, child)| (n, Ran::from(child.wait_with_output().unwrap()))).collect();
    for (n, ran) in made {
        assert_eq!(ran.code, 0, "{}", ran.err);
        let id = khg.run(["key", "show", &format!("key-{n}"), "--json"]).json()["id"].clone();
        let held = with_file(&khg, &file, &["call", "keys_copy", &format!(r#"{{"key_id":{id}}}"#)]);
        // There is no clipboard here: what counts is that the vault gave the secret first.
        assert_eq!(held.error_code(), "clipboard_unavailable");
    }
}
