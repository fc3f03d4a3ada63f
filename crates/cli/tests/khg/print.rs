//! `khg key print`: the helper that references call.

use crate::common::{Khg, files_with};

const SECRET: &str = "sk-proj-Canary0123456789abcdefghijklmnopqrstuvwxyzT3BlbkFJ";

#[test]
fn a_secret_is_printed_alone_and_each_time_is_in_the_activity() {
    let khg = Khg::with_file_vault();
    khg.import("openai", "work", SECRET);
    let printed = khg.run(["key", "print", "work"]);
    assert_eq!(
        (printed.code, printed.out.as_str(), printed.err.as_str()),
        (0, SECRET, ""),
        "and no line break"
    );
    let key = khg.run(["key", "show", "work", "--json"]).json();
    let id = key["id"].as_str().unwrap();
    assert_eq!(khg.run(["key", "print", id, "--json"]).json(), serde_json::json!({ "secret": SECRET }));
    let activity = khg.run(["activity", "--key", id, "--json"]);
    let kinds: Vec<_> =
        activity.json()["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].clone()).collect();
    assert_eq!(kinds, ["printed", "printed", "imported"]);
    assert!(!activity.out.contains("Canary"));
    assert!(files_with(SECRET, khg.root()).is_empty());
}

#[test]
fn what_cannot_be_printed_is_told_on_standard_error_and_nothing_is_asked() {
    let khg = Khg::with_file_vault();
    khg.import("openai", "twin", SECRET);
    khg.import("groq", "twin", "gsk_Canary0123456789abcdefghijklmnopqrstuvwxyz012345");
    let refused = |ran: crate::common::Ran, code: i32, what: &str| {
        assert_eq!((ran.code, ran.out.as_str(), ran.error_code().as_str()), (code, "", what), "{}", ran.err);
        ran.err
    };
    refused(khg.run(["key", "print", "nobody", "--json"]), 4, "not_found");
    let ambiguous = refused(khg.run(["key", "print", "twin", "--json"]), 3, "ambiguous");
    let ids = khg.run(["key", "list", "--json"]).json();
    for key in ids.as_array().unwrap() {
        assert!(ambiguous.contains(key["id"].as_str().unwrap()), "{ambiguous}");
    }
    khg.run(["key", "create", "short"]);
    khg.run(["key", "revoke", "short", "--yes"]);
    let ended = refused(khg.run(["key", "print", "short", "--json"]), 1, "key_ended");
    assert!(ended.contains("is revoked"), "{ended}");
    // Without the passphrase, and with nobody to ask.
    let id = ids[0]["id"].as_str().unwrap();
    let locked =
        khg.command(["key", "print", id, "--json"]).env_remove("KEYHINGE_PASSPHRASE_FILE").output().unwrap();
    refused(locked.into(), 5, "vault_locked");
}

#[cfg(target_os = "linux")]
#[test]
fn at_a_terminal_a_line_break_follows() {
    let khg = Khg::with_file_vault();
    khg.import("openai", "work", SECRET);
    let shown = crate::common::at_terminal(&khg, &["key", "print", "work"]);
    assert_eq!(shown, format!("{SECRET}\r\n"));
}

#[test]
fn a_key_in_the_place_of_a_name_is_neither_repeated_nor_kept() {
    let khg = Khg::with_file_vault();
    khg.import("openai", "work", "sk-proj-Other456789abcdefghijklmnopqrstuvwxyzT3BlbkFJ");
    for command in
        [&["key", "print", SECRET][..], &["key", "rotate", SECRET], &["account", "remove", SECRET, "--yes"]]
    {
        let ran = khg.run(command);
        assert_eq!(ran.code, 4, "{command:?}: {}", ran.err);
        assert!(!ran.err.contains(&SECRET[12..20]), "{command:?}: {}", ran.err);
    }
    for command in [&["key", "create", SECRET, "--json"][..], &["key", "rename", "work", SECRET, "--json"]] {
        let ran = khg.run(command);
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "invalid"), "{command:?}: {}", ran.err);
        assert!(!ran.err.contains(&SECRET[12..20]), "{command:?}: {}", ran.err);
    }
    assert!(files_with(SECRET, &khg.data()).is_empty());
}

#[test]
fn what_is_not_for_a_virtual_key_is_told_so() {
    let khg = Khg::with_file_vault();
    assert_eq!(khg.run(["key", "create", "mine"]).code, 0);
    for (command, told) in [
        (&["key", "forget", "mine", "--yes", "--json"][..], "Revoke it"),
        (&["key", "test", "mine", "--json"], "X-Debug-Auth"),
    ] {
        let ran = khg.run(command);
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "invalid"), "{command:?}: {}", ran.err);
        assert!(ran.err.contains(told), "{command:?}: {}", ran.err);
    }
}

#[test]
fn a_passphrase_file_that_is_set_to_nothing_is_not_set() {
    let khg = Khg::with_file_vault();
    khg.import("openai", "work", SECRET);
    let ran: crate::common::Ran =
        khg.command(["key", "print", "work"]).env("KEYHINGE_PASSPHRASE_FILE", "").output().unwrap().into();
    assert!(ran.code == 5 && !ran.err.contains("The passphrase file"), "{} {}", ran.code, ran.err);
}
