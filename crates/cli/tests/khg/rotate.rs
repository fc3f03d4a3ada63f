//! `khg key rotate`: the whole course, from outside.

use std::fs;

use keyhinge_simulator::Provider;
use serde_json::{Value, json};

use crate::common::{Ran, files_with};
use crate::held::{Held, Providers};

fn print(held: &Held, key: &str) -> String {
    held.done(&["key", "print", key]).out
}

fn id(rotation: &Value, which: &str) -> String {
    rotation[which]["id"].as_str().unwrap().to_owned()
}

/// A place of a rotation, by the end of its name.
fn state<'a>(rotation: &'a Value, kind: &str, name: &str) -> &'a str {
    let places = rotation["places"].as_array().unwrap();
    let place = places
        .iter()
        .find(|place| place["kind"] == kind && place["name"].as_str().unwrap_or_default().ends_with(name));
    place.unwrap_or_else(|| panic!("no {kind} {name}: {rotation}"))["state"].as_str().unwrap()
}

fn failed(ran: &Ran, code: i32, error: &str) {
    assert_eq!((ran.code, ran.error_code().as_str(), ran.out.as_str()), (code, error, ""), "{}", ran.err);
}

#[test]
fn a_virtual_key_is_replaced_there_and_back_and_for_good() {
    let held = Held::new();
    held.done(&["key", "create", "ci", "--purpose", "nightly", "--rpm", "7", "--expires", "30d"]);
    let old_secret = print(&held, "ci");
    let file = |name: &str| held.khg.root().join(name);
    let (before, after) = (b"# \xff\r\nexport CI_KEY=old\r\n".as_slice(), b"\r\nEND=1".as_slice());
    fs::write(file("one.env"), [before, after].concat()).unwrap();
    for (name, form) in [("one.env", "value"), ("two.env", "value"), ("three/.envrc", "reference")] {
        fs::create_dir_all(file(name).parent().unwrap()).unwrap();
        held.done(&["env", "write", name, "--key", "ci=CI_KEY", "--form", form]);
    }
    let envrc = fs::read(file("three/.envrc")).unwrap();

    let begun = held.done(&["key", "rotate", "ci", "--no-switch", "--json"]).json();
    let (old, new) = (id(&begun, "old"), id(&begun, "new"));
    assert_eq!((begun["stage"].as_str(), begun["new"]["name"].as_str()), (Some("update"), Some("ci 2")));
    for field in ["purpose", "permissions", "generate", "plan", "limits"] {
        assert_eq!(begun["new"][field], begun["old"][field], "{field}");
    }
    let end = |which: &str| begun[which]["expires_at"].as_str().unwrap().to_owned();
    assert!(end("new") >= end("old"), "as long a life, from now on: {begun}");
    assert_eq!(print(&held, "ci"), old_secret, "nothing is moved over yet");
    let new_secret = print(&held, "ci 2");
    let listed = held.done(&["key", "list"]).out;
    assert!(listed.contains("being replaced") && listed.contains("to replace another"), "{listed}");
    let shown = held.done(&["key", "show", "ci"]).out;
    assert!(shown.contains(&format!("to be replaced by \u{201c}ci 2\u{201d} ({new})")), "{shown}");

    let moved = held.done(&["key", "rotate", "ci"]);
    assert!(moved.out.contains(&format!("khg key revoke {old}")), "{}", moved.out);
    assert!(moved.out.contains("CI_KEY in ") && moved.out.contains("khg env write "), "{}", moved.out);
    for named in ["ci", &old] {
        assert_eq!(print(&held, named), new_secret);
    }
    let text = held.done(&["snippet", "bash", "--key", "ci", "--form", "value"]).out;
    assert!(text.contains(&new_secret), "a snippet is for the key that is used now");
    let stands = held.done(&["key", "rotate", "ci", "--status", "--json"]).json();
    assert_eq!(
        (state(&stands, "file", "one.env"), state(&stands, "file", ".envrc")),
        ("holds_old", "follows")
    );

    failed(&held.run(&["key", "rotate", "ci", "--cancel", "--json"]), 1, "busy");
    failed(&held.run(&["key", "rotate", "ci", "--name", "other", "--json"]), 1, "busy");
    held.done(&["key", "rotate", "ci", "--back"]);
    assert_eq!(print(&held, "ci"), old_secret);
    failed(&held.run(&["key", "rotate", "ci", "--back", "--json"]), 1, "busy");

    let again = held.done(&["key", "rotate", "ci", "--files"]);
    assert!(again.out.contains("Written: CI_KEY to "), "{}", again.out);
    let line = format!("# \u{fffd}\r\nexport CI_KEY={new_secret}\r\n\r\nEND=1");
    assert_eq!(String::from_utf8_lossy(&fs::read(file("one.env")).unwrap()), line);
    assert_eq!(fs::read_to_string(file("two.env")).unwrap(), format!("CI_KEY={new_secret}\n"));
    assert_eq!(fs::read(file("three/.envrc")).unwrap(), envrc, "it asks each time");
    let stands = held.done(&["key", "rotate", "ci", "--json"]).json();
    for (name, expected) in [("one.env", "updated"), ("two.env", "updated"), (".envrc", "follows")] {
        assert_eq!(state(&stands, "file", name), expected, "{name}");
    }

    held.done(&["key", "revoke", &old, "--yes"]);
    assert_eq!(print(&held, "ci"), new_secret, "who asks for the old key goes on");
    let text = held.done(&["snippet", "zsh", "--key", "ci", "--form", "reference"]).out;
    assert!(text.contains("khg key print ") && !text.contains(&new_secret), "{text}");
    held.done(&["snippet", "openai_python", "--key", "ci"]);
    let done = held.done(&["key", "rotate", "ci"]).out;
    assert!(done.contains(&format!("To replace that one: khg key rotate {new}")), "{done}");
    assert!(held.done(&["key", "show", &new]).out.contains("replaced \u{201c}ci\u{201d}"));
    let third = held.done(&["key", "rotate", &new, "--json"]).json();
    assert_eq!(third["new"]["name"], "ci 3");
    assert_eq!(print(&held, "ci"), print(&held, "ci 3"), "one after the other");
    for ran in [&moved, &again] {
        for secret in [&old_secret, &new_secret] {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret));
        }
    }
    assert!(files_with(&new_secret, &held.khg.data()).is_empty());
}

#[test]
fn a_key_for_production_goes_into_files_after_a_question_only() {
    let held = Held::new();
    held.done(&["key", "create", "ci", "--purpose", "Production"]);
    held.done(&["env", "write", ".env", "--key", "ci", "--form", "value", "--yes"]);
    let file = held.khg.root().join(".env");
    let before = fs::read_to_string(&file).unwrap();
    let asked = held.run(&["key", "rotate", "ci", "--files"]);
    assert_eq!(asked.code, 2, "{}", asked.err);
    assert!(asked.out.contains("Not written") && asked.err.contains("--yes"), "{} {}", asked.out, asked.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    held.done(&["key", "rotate", "ci", "--files", "--yes"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("KEYHINGE_API_KEY={}\n", print(&held, "ci")));
}

#[test]
fn a_file_that_its_user_has_changed_since_stays() {
    let held = Held::new();
    held.done(&["key", "create", "ci"]);
    held.done(&["key", "create", "other"]);
    let file = |name: &str| held.khg.root().join(name);
    for (name, key) in
        [("both", "ci=CI_KEY"), ("both", "other=OTHER"), ("changed", "ci=CI_KEY"), ("gone", "ci=CI_KEY")]
    {
        held.done(&["env", "write", name, "--key", key, "--form", "value"]);
    }
    fs::write(file("changed"), "CI_KEY=mine\n").unwrap();
    fs::remove_file(file("gone")).unwrap();
    let ran = held.run(&["key", "rotate", "ci", "--files"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert_eq!(ran.out.matches("Not written: CI_KEY to ").count(), 2, "{}", ran.out);
    assert_eq!(ran.out.matches("Written: CI_KEY to ").count(), 1, "{}", ran.out);
    assert_eq!(fs::read_to_string(file("changed")).unwrap(), "CI_KEY=mine\n");
    assert!(!file("gone").exists());
    let both = format!("CI_KEY={}\nOTHER={}\n", print(&held, "ci"), print(&held, "other"));
    assert_eq!(fs::read_to_string(file("both")).unwrap(), both);
    held.done(&["env", "undo", "both"]);
    let stands = held.done(&["key", "rotate", "ci", "--status", "--json"]).json();
    assert_eq!(state(&stands, "file", "both"), "holds_old", "what was taken back holds the old key again");
}

#[test]
fn a_provider_s_key_is_made_tested_until_it_works_and_moved_over_to() {
    let (held, providers) = (Held::new(), Providers::start());
    providers.forii(&held);
    held.done(&["key", "create", "ci", "--account", "forii"]);
    let rule = json!({ "method": "GET", "path": "/models", "times": 1, "fault": { "kind": "answer", "status": 401 } });
    providers.simulator.fault(serde_json::from_value(rule).unwrap());
    let ran = held.done(&["key", "rotate", "ci", "--name", "next"]);
    assert!(ran.err.contains("Made: \u{201c}next\u{201d}"), "{}", ran.err);
    assert!(ran.err.contains("The provider refuses the new key so far"), "{}", ran.err);
    assert!(ran.err.contains("Test: works"), "{}", ran.err);
    assert!(ran.out.contains("forwards with the new key"), "{}", ran.out);
    let next = providers.simulator.keys().into_iter().find(|key| key.name.starts_with("next ")).unwrap();
    assert_eq!(print(&held, "ci"), next.secret);
    let calls = providers.simulator.calls().len();
    held.done(&["key", "rotate", "ci"]);
    assert_eq!(providers.simulator.calls().len(), calls, "it only tells how it stands");
    held.done(&["key", "revoke", "ci", "--yes"]);
    assert_eq!(providers.simulator.keys().len(), 1);
}

#[test]
fn a_key_from_the_provider_s_page_comes_from_standard_input() {
    let (held, providers) = (Held::new(), Providers::start());
    providers.account(&held, "megallm", Provider::MegaLlm);
    providers.account(&held, "fortytwo", Provider::Fortytwo);
    let import = |account: &str, name: &str, secret: &str| {
        let ran = held.run_with(&["key", "import", "--account", account, "--name", name], secret);
        assert_eq!(ran.code, 0, "{}", ran.err);
    };
    let [first, made, other] =
        ["first", "made", "other"].map(|name| providers.key(Provider::MegaLlm, name).secret);
    import("MegaLLM", "ci", &first);
    import("Fortytwo", "elsewhere", &providers.key(Provider::Fortytwo, "x").secret);

    let no_api = held.run(&["key", "rotate", "ci", "--json"]);
    failed(&no_api, 8, "not_offered");
    assert!(no_api.err.contains("--secret-stdin"), "{}", no_api.err);
    failed(&held.run(&["key", "rotate", "ci", "--secret-stdin", "--json"]), 2, "bad_request");
    failed(&held.run_with(&["key", "rotate", "ci", "--secret-stdin", "--json"], &first), 1, "duplicate");
    failed(&held.run(&["key", "rotate", "ci", "--with", "elsewhere", "--json"]), 3, "invalid");
    failed(&held.run(&["key", "rotate", "ci", "--with", "nobody", "--json"]), 4, "not_found");
    failed(&held.run(&["key", "rotate", "ci", "--cancel", "--json"]), 4, "not_found");
    let stands = held.done(&["key", "rotate", "ci", "--status"]).out;
    assert!(stands.contains("none yet") && stands.contains("Begin with"), "{stands}");

    let line = ["key", "rotate", "ci", "--secret-stdin", "--no-switch", "--json"];
    let begun = held.run_with(&line, &format!("{made}\n"));
    assert_eq!((begun.code, begun.err.as_str()), (0, ""));
    assert_eq!(
        (begun.json()["new"]["name"].as_str(), begun.json()["proof"]["kind"].as_str()),
        (Some("ci 2"), Some("works"))
    );
    assert!(!begun.out.contains(&made));
    let cancelled = held.done(&["key", "rotate", "ci", "--cancel"]).out;
    assert!(cancelled.contains("Called off") && cancelled.contains("stays"), "{cancelled}");

    import("MegaLLM", "next", &other);
    let stands = held.done(&["key", "rotate", "ci", "--status"]).out;
    assert!(stands.contains("Or take \u{201c}next\u{201d}"), "{stands}");
    held.done(&["key", "rotate", "ci", "--with", "next"]);
    assert_eq!(print(&held, "ci"), other);
}

#[test]
fn where_no_test_can_tell_nothing_is_moved_over_without_a_word() {
    let (held, providers) = (Held::new(), Providers::start());
    providers.account(&held, "fortytwo", Provider::Fortytwo);
    for name in ["ci", "next"] {
        let secret = providers.key(Provider::Fortytwo, name).secret;
        let line = ["key", "import", "--account", "Fortytwo", "--name", name];
        assert_eq!(held.run_with(&line, &secret).code, 0);
    }
    let rule = json!({ "path": "/models", "fault": { "kind": "answer", "status": 503 } });
    providers.simulator.fault(serde_json::from_value(rule).unwrap());
    let unproved = held.run(&["key", "rotate", "ci", "--with", "next", "--json"]);
    failed(&unproved, 1, "rotation_unproved");
    assert!(unproved.err.contains("--unproved"), "{}", unproved.err);
    let stands = held.done(&["key", "rotate", "ci", "--status", "--json"]).json();
    assert_eq!(
        (stands["stage"].as_str(), stands["proof"]["kind"].as_str()),
        (Some("update"), Some("cannot_tell"))
    );
    let moved = held.done(&["key", "rotate", "ci", "--unproved", "--json"]).json();
    assert_eq!(moved["stage"], "delete");

    // A list that anyone gets proves nothing; a call of a model does.
    held.done(&["key", "rotate", "ci", "--back"]);
    providers.simulator.clear_faults();
    let anyone = json!({ "kind": "answer", "status": 200, "body": "{\"data\":[{\"id\":\"m\"}]}" });
    let rule = json!({ "method": "GET", "path": "/models", "fault": anyone });
    providers.simulator.fault(serde_json::from_value(rule).unwrap());
    let unproved = held.run(&["key", "rotate", "ci", "--json"]);
    failed(&unproved, 1, "rotation_unproved");
    assert!(unproved.err.contains("--one-token"), "{}", unproved.err);
    let moved = held.done(&["key", "rotate", "ci", "--one-token", "--model", "m", "--json"]).json();
    assert_eq!((moved["stage"].as_str(), moved["proof"]["kind"].as_str()), (Some("delete"), Some("works")));
}

#[test]
fn what_cannot_be_replaced_is_told_and_nothing_is_made() {
    let held = Held::new();
    failed(&held.run(&["key", "rotate", "nobody", "--json"]), 4, "not_found");
    held.done(&["key", "create", "gone"]);
    held.done(&["key", "revoke", "gone", "--yes"]);
    let revoked = held.run(&["key", "rotate", "gone", "--json"]);
    failed(&revoked, 1, "key_ended");
    assert!(revoked.err.contains("khg key create"), "{}", revoked.err);
    held.done(&["key", "create", "ci"]);
    for options in [["--name", "a\nb"], ["--expires", "0d"], ["--with", "ci"]] {
        let ran = held.run(&[&["key", "rotate", "ci", "--json"], &options[..]].concat());
        failed(&ran, 3, "invalid");
    }
    failed(
        &held.run_with(&["key", "rotate", "ci", "--secret-stdin", "--json"], "sk-canary-0123456789"),
        3,
        "invalid",
    );
    assert_eq!(held.done(&["key", "list", "--json"]).json().as_array().unwrap().len(), 2);

    held.done(&["key", "rotate", "ci", "--no-switch"]);
    held.done(&["key", "revoke", "ci 2", "--yes"]);
    let unusable = held.run(&["key", "rotate", "ci", "--json"]);
    failed(&unusable, 1, "rotation_unproved");
    assert!(unusable.err.contains("--cancel"), "{}", unusable.err);
    held.done(&["key", "rotate", "ci", "--cancel"]);
    held.done(&["key", "rotate", "ci"]);
}
