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
fn a_file_in_which_another_line_counts_stays() {
    let held = Held::new();
    held.done(&["key", "create", "ci"]);
    held.done(&["env", "write", "f.env", "--key", "ci=CI", "--form", "value"]);
    let file = held.khg.root().join("f.env");
    let ours = fs::read_to_string(&file).unwrap();
    let theirs = format!("{ours}CI=mine-precious\n");
    fs::write(&file, &theirs).unwrap();
    let ran = held.run(&["key", "rotate", "ci", "--files"]);
    assert!(ran.code != 0 && !ran.out.contains("has the new key"), "{ran:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), theirs);
    // An editor that takes off the last break leaves the line what it is.
    fs::write(&file, ours.trim_end()).unwrap();
    held.done(&["key", "rotate", "ci", "--files"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("CI={}", print(&held, "ci 2")));
}

#[test]
fn one_file_is_one_place_whatever_it_is_called() {
    let held = Held::new();
    held.done(&["key", "create", "ci"]);
    fs::create_dir(held.khg.root().join("x")).unwrap();
    let mut paths = vec!["p2.env", "x/../p2.env"];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("p2.env", held.khg.root().join("link")).unwrap();
        paths.push("link");
    }
    for path in &paths {
        held.done(&["env", "write", path, "--key", "ci=CI", "--form", "value"]);
    }
    held.done(&["key", "rotate", "ci", "--files"]);
    let stands = held.done(&["key", "rotate", "ci", "--status", "--json"]).json();
    let files: Vec<_> =
        stands["places"].as_array().unwrap().iter().filter(|place| place["kind"] == "file").collect();
    assert_eq!(files.len(), 1, "{stands}");
    assert_eq!(state(&stands, "file", "p2.env"), "updated", "{stands}");
    let file = held.khg.root().join("p2.env");
    assert_eq!(fs::read_to_string(&file).unwrap().trim(), format!("CI={}", print(&held, "ci 2")));
    for path in paths.iter().rev().chain(["p2.env"].iter()) {
        held.done(&["env", "undo", path]);
    }
    assert!(!file.exists(), "each write was taken back");
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
    failed(&unproved, 8, "rotation_unproved");
    assert!(
        unproved.err.contains("Test it again") && unproved.err.contains("--unproved"),
        "{}",
        unproved.err
    );
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
fn what_a_revoked_key_left_behind_and_what_a_weaker_one_lacks_is_told() {
    let held = Held::new();
    held.done(&["key", "create", "ci"]);
    held.done(&["env", "write", ".env", "--key", "ci=CI", "--form", "value", "--yes"]);
    held.done(&["key", "rotate", "ci"]);
    held.done(&["key", "revoke", "ci", "--yes"]);
    let done = held.done(&["key", "rotate", "ci"]).out;
    assert!(done.contains("To put the new key where the old one is:") && done.contains("--files"), "{done}");
    held.done(&["key", "rotate", "ci", "--files", "--yes"]);
    assert!(held.done(&["key", "rotate", "ci"]).out.contains("has the new key"));

    held.done(&["key", "create", "weak", "--permission", "read", "--no-generate"]);
    let weaker = held.done(&["key", "rotate", "ci 2", "--with", "weak"]);
    assert!(weaker.err.contains("It may not do all that the old one may."), "{}", weaker.err);
    assert!(weaker.out.contains("new key is weaker"), "{}", weaker.out);
}

#[test]
fn a_revocation_tells_first_whose_place_the_key_has() {
    let held = Held::new();
    held.done(&["key", "create", "ci"]);
    held.done(&["env", "write", ".env", "--key", "ci=CI", "--form", "value", "--yes"]);
    held.done(&["key", "print", "ci"]);
    let of = |name: &str| {
        held.done(&["key", "list", "--json"])
            .json()
            .as_array()
            .unwrap()
            .iter()
            .find(|key| key["name"] == name)
            .unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let told = |name: &str| {
        let request = json!({ "key_id": of(name) }).to_string();
        let answer = held.done(&["call", "keys_revoke_consequences", &request]).json();
        let about = answer["sentences"].as_array().unwrap().iter();
        about.map(|sentence| sentence["about"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let has = |name: &str, about: &str| told(name).iter().any(|one| one == about);
    assert!(has("ci", "holds") && has("ci", "asks"), "{:?}", told("ci"));
    held.done(&["key", "rotate", "ci", "--no-switch"]);
    assert!(has("ci", "successor_waits") && has("ci", "asks"), "{:?}", told("ci"));
    assert!(!has("ci 2", "stands_in"));
    held.done(&["key", "rotate", "ci", "--files", "--yes"]);
    assert!(has("ci 2", "stands_in"), "{:?}", told("ci 2"));
    assert!(!has("ci", "holds") && !has("ci", "asks"), "everything has the new key: {:?}", told("ci"));
    held.done(&["key", "revoke", "ci 2", "--yes"]);
    assert!(has("ci", "successor_ended"), "{:?}", told("ci"));
    let ended = held.run(&["key", "print", "ci"]);
    assert!(ended.err.contains("it has the place of \u{201c}ci\u{201d}"), "{}", ended.err);
    held.done(&["key", "rotate", "ci", "--back"]);
    held.done(&["key", "print", "ci"]);
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

/// Two keys of an account that makes none from here, the second in the place of the first.
fn by_hand(held: &Held, providers: &Providers) -> [keyhinge_simulator::Key; 2] {
    providers.account(held, "megallm", Provider::MegaLlm);
    let keys = ["ci", "next"].map(|name| {
        let key = providers.key(Provider::MegaLlm, name);
        let line = ["key", "import", "--account", "MegaLLM", "--name", name];
        assert_eq!(held.run_with(&line, &key.secret).code, 0);
        key
    });
    held.done(&["key", "rotate", "ci", "--with", "next"]);
    keys
}

/// The text has all of these and none of those.
fn says(text: &str, these: &[&str], those: &[&str]) {
    assert!(these.iter().all(|word| text.contains(word)), "{these:?}: {text}");
    assert!(!those.iter().any(|word| text.contains(word)), "{those:?}: {text}");
}

/// Runs the command that stands in the text, as it was pasted.
fn paste(held: &Held, text: &str, command: &str) -> Ran {
    let at = text.find(command).unwrap_or_else(|| panic!("no {command}: {text}"));
    let line = text[at..].lines().next().unwrap();
    // One word is quoted at most.
    let words: Vec<&str> = match line.split('\'').collect::<Vec<_>>().as_slice() {
        [all] => all.split(' ').collect(),
        [before, word, after] => {
            before.split_whitespace().chain([*word]).chain(after.split_whitespace()).collect()
        }
        parts => panic!("{parts:?}"),
    };
    held.run(&words[1..])
}

#[test]
fn a_revocation_that_is_not_confirmed_is_gone_on_with() {
    let (held, providers) = (Held::new(), Providers::start());
    let [old, _] = by_hand(&held, &providers);
    assert_eq!(held.run(&["key", "revoke", "ci", "--yes"]).code, 1, "it is for the user to do");
    for options in [&["--status"][..], &[]] {
        let told = held.done(&[&["key", "rotate", "ci"], options].concat()).out;
        says(&told, &["moved over to the new key", "is not confirmed"], &["works on", "--back"]);
    }
    let back = held.run(&["key", "rotate", "ci", "--back", "--json"]);
    failed(&back, 1, "key_ended");
    says(&back.err, &["is being revoked", "--check"], &[]);
    assert!(providers.simulator.revoke_key(Provider::MegaLlm, &old.id));
    let told = held.done(&["key", "rotate", "ci", "--status"]).out;
    let checked = paste(&held, &told, "khg key revoke ");
    assert!(checked.code == 0 && checked.out.contains("is revoked"), "{} {}", checked.out, checked.err);
    says(&held.done(&["key", "rotate", "ci"]).out, &["is given the new one"], &[]);
}

#[test]
fn a_new_key_that_ended_is_told_before_all_else() {
    let held = Held::new();
    held.done(&["key", "create", "ci"]);
    let old_secret = print(&held, "ci");
    held.done(&["key", "rotate", "ci"]);
    held.done(&["key", "revoke", "ci 2", "--yes"]);
    let broken = held.run(&["key", "rotate", "ci"]);
    assert_eq!(broken.code, 1, "{}", broken.out);
    assert!(broken.out.starts_with("The new key is revoked: who asks"), "{}", broken.out);
    says(&broken.out, &["Move everything back: ", "--with KEY"], &["khg key revoke", "works on"]);
    failed(&held.run(&["key", "rotate", "ci", "--name", "other", "--json"]), 1, "busy");
    assert_eq!(paste(&held, &broken.out, "khg key rotate ").code, 0);
    assert_eq!(print(&held, "ci"), old_secret);

    held.done(&["key", "rotate", "ci", "--cancel"]);
    held.done(&["key", "rotate", "ci", "--name", "short"]);
    for name in ["ci", "short"] {
        held.done(&["key", "revoke", name, "--yes"]);
    }
    let gone = held.run(&["key", "rotate", "ci"]);
    assert_eq!(gone.code, 1, "{}", gone.out);
    says(
        &gone.out,
        &["does not work", "khg key create"],
        &["is given the new one", "--back", "khg key rotate"],
    );
}

#[test]
fn an_old_key_that_ended_does_not_work_on() {
    let held = Held::new();
    let clock = keyhinge_core::clock::Clock::system();
    let end = clock.now() + chrono::TimeDelta::seconds(3);
    held.done(&["key", "create", "brief", "--expires", &end.to_rfc3339()]);
    held.done(&["key", "rotate", "brief"]);
    while clock.now() <= end {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let told = held.done(&["key", "rotate", "brief"]).out;
    says(&told, &["The old key has expired", "khg key revoke "], &["works on", "--back"]);
    failed(&held.run(&["key", "rotate", "brief", "--back", "--json"]), 1, "key_ended");
    let cancelled = held.run(&["key", "rotate", "brief", "--cancel", "--json"]);
    failed(&cancelled, 1, "busy");
    says(&cancelled.err, &["--status"], &["--back"]);
}

#[test]
fn nothing_is_named_that_can_only_fail() {
    let held = Held::new();
    held.done(&["key", "create", "gone"]);
    held.done(&["key", "revoke", "gone", "--yes"]);
    let told = held.done(&["key", "rotate", "gone", "--status"]).out;
    says(&told, &["is revoked", "khg key create"], &["khg key rotate"]);

    held.done(&["key", "create", "ci"]);
    held.done(&["key", "rotate", "ci", "--no-switch"]);
    says(&held.done(&["key", "rotate", "ci 2", "--status"]).out, &["the place of another"], &["Begin"]);
    held.done(&["env", "write", ".env", "--key", "ci", "--form", "value"]);
    held.done(&["key", "revoke", "ci 2", "--yes"]);
    let told = held.done(&["key", "rotate", "ci", "--status"]).out;
    says(&told, &["--with KEY", "--cancel"], &["Move everything over", "khg env write", "--files"]);

    let (held, providers) = (Held::new(), Providers::start());
    by_hand(&held, &providers);
    let line = ["key", "import", "--account", "MegaLLM", "--name", "wrong"];
    assert_eq!(held.run_with(&line, "sk-mega-0123456789abcdefghijklmnop").code, 0);
    assert_eq!(held.run(&["key", "test", "wrong"]).code, 8);
    let listed = held.done(&["key", "list", "--json"]).json();
    let of =
        |name: &str| listed.as_array().unwrap().iter().find(|key| key["name"] == name).unwrap()["id"].clone();
    let take = json!({ "key_id": of("next"), "new_key_id": of("wrong") });
    held.done(&["call", "rotation_take", &take.to_string()]);
    let told = held.done(&["key", "rotate", "next", "--status"]).out;
    says(&told, &["Test it again", "--with KEY", "--cancel"], &["Move everything over"]);
}

#[test]
fn what_keeps_the_new_key_is_told_when_the_old_one_is_to_be_used_again() {
    let held = Held::new();
    held.done(&["key", "create", "ci"]);
    let old_secret = print(&held, "ci");
    let file = held.khg.root().join("a folder/.env");
    fs::create_dir(file.parent().unwrap()).unwrap();
    held.done(&["env", "write", "a folder/.env", "--key", "ci=CI_KEY", "--form", "value"]);
    let line = format!("CI_KEY={old_secret}\n");

    let moved = held.done(&["key", "rotate", "ci", "--files"]).out;
    says(&moved, &["see what else has the new one"], &["everything back"]);
    assert_ne!(fs::read_to_string(&file).unwrap(), line);
    let back = held.done(&["key", "rotate", "ci", "--back"]).out;
    says(&back, &["has the new key", "Move everything over again", "--cancel"], &["Or move"]);
    assert_eq!(paste(&held, &back, "khg env write ").code, 0, "{back}");
    assert_eq!(fs::read_to_string(&file).unwrap(), line);

    held.done(&["env", "write", "a folder/.env", "--key", "ci 2=CI_KEY", "--form", "value"]);
    let off = held.done(&["key", "rotate", "ci", "--cancel"]).out;
    says(&off, &["Called off", "This keeps the new key"], &[]);
    let again = held.done(&["key", "rotate", "ci", "--name", "third"]).out;
    says(&again, &["holds another key", "where another took the place"], &["where the old one is"]);
    held.done(&["key", "rotate", "ci", "--back"]);
    assert_eq!(paste(&held, &off, "khg env write ").code, 0, "{off}");
    assert_eq!(fs::read_to_string(&file).unwrap(), line);
}

#[test]
fn a_key_that_is_made_and_takes_no_place_is_named() {
    let (held, providers) = (Held::new(), Providers::start());
    providers.forii(&held);
    held.done(&["key", "create", "ci", "--account", "forii"]);
    let rule = json!({ "method": "POST", "times": 1, "fault": { "kind": "pause", "at": 0 } });
    providers.simulator.fault(serde_json::from_value(rule).unwrap());
    let ran = std::thread::scope(|scope| {
        let rotate = scope.spawn(|| held.run(&["key", "rotate", "ci"]));
        while providers.simulator.keys().len() < 2 {
            assert!(!rotate.is_finished(), "{:?}", rotate.join());
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        held.done(&["key", "revoke", "ci", "--yes"]);
        providers.simulator.go_on();
        rotate.join().unwrap()
    });
    assert_eq!(ran.code, 1, "{}", ran.err);
    says(&ran.err, &["is revoked", "Made before that, and there: \u{201c}ci 2\u{201d}"], &["--with"]);
    assert_eq!(print(&held, "ci 2"), providers.simulator.keys()[0].secret);
}
