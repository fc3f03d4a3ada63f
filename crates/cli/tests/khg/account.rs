//! Accounts at providers, over real HTTP.

use keyhinge_simulator::Provider;
use serde_json::Value;

use crate::common::files_with;
use crate::held::{Held, Providers};

#[test]
fn a_forii_account_lists_makes_renames_and_revokes_keys() {
    let (held, providers) = (Held::new(), Providers::start());
    let elsewhere = providers.key(Provider::Forii, "made elsewhere");
    let management = format!("management={}", providers.simulator.base(Provider::Forii));
    let openai = format!("openai={}", providers.inference(Provider::Forii));
    let add = ["account", "add", "forii", "--field", "account_id=acc_1", "--credential-stdin", "--json"];
    let add = [&add[..], &["--base-url", &management, "--base-url", &openai]].concat();
    let credential = format!("{}\n", Provider::Forii.credential());

    let unconfirmed = held.run_with(&add, &credential);
    assert_eq!((unconfirmed.code, unconfirmed.error_code().as_str()), (3, "host_unconfirmed"));
    assert!(unconfirmed.err.contains(&format!("--confirm-host {}", providers.host())), "{}", unconfirmed.err);
    assert!(providers.simulator.calls().is_empty(), "nothing was sent before the host was agreed to");

    let host = providers.host();
    let add = [&add[..], &["--confirm-host", &host]].concat();
    let wrong = held.run_with(&add, "session-wrong-0123456789\n");
    assert_eq!((wrong.code, wrong.error_code().as_str()), (8, "provider"));
    assert!(!wrong.err.contains("session-wrong"), "{}", wrong.err);
    assert_eq!(held.run(&["account", "list", "--json"]).out, "[]\n", "what does not work is not kept");

    let added = held.run_with(&add, &credential);
    assert_eq!((added.code, added.json()["credential_held"].as_bool()), (0, Some(true)), "{}", added.err);
    let refreshed = held.done(&["account", "refresh", "Forii", "--json"]).json();
    assert_eq!(refreshed[0]["refreshed"]["keys"], 1);
    let listed = held.done(&["key", "list", "--json"]).json();
    assert_eq!(
        (listed[0]["name"].as_str(), listed[0]["origin"].as_str(), listed[0]["secret_held"].as_bool()),
        (Some("made elsewhere"), Some("elsewhere"), Some(false))
    );
    assert!(!listed.to_string().contains(&elsewhere.secret));

    let made = held.done(&["key", "create", "made here", "--account", "forii", "--print-secret"]);
    let secret = made.out.trim_end().to_owned();
    assert!(providers.simulator.keys().iter().any(|key| key.secret == secret));
    let tested = held.done(&["key", "test", "made here", "--json"]).json();
    assert_eq!(tested["verdict"]["verdict"], "works", "{tested}");
    assert!(tested["readings"][0]["limit"] == 60, "{tested}");
    let refused = held.run(&["key", "create", "x", "--account", "forii", "--rpm", "5", "--json"]);
    assert_eq!((refused.code, refused.error_code().as_str()), (2, "bad_request"));

    let both = held.done(&["account", "test", "Forii"]);
    assert!(both.out.contains("2 keys") && both.out.contains("made here: works"), "{}", both.out);
    let revoked = held.done(&["key", "revoke", "made here", "--yes"]);
    assert!(revoked.out.contains("is revoked"), "{}", revoked.out);
    assert!(!providers.simulator.keys().iter().any(|key| key.secret == secret));

    assert_eq!(held.run(&["account", "remove", "Forii"]).code, 2, "it asks, and there is no terminal");
    let removed = held.done(&["account", "remove", "Forii", "--yes", "--json"]).json();
    assert_eq!(
        removed["secrets"].as_u64(),
        Some(1),
        "the credential; the key's secret went when it was revoked"
    );
    for text in [secret.as_str(), Provider::Forii.credential(), &elsewhere.secret] {
        assert!(files_with(text, held.khg.root()).is_empty());
    }
}

#[test]
fn one_account_that_fails_does_not_hide_the_other() {
    let (held, providers) = (Held::new(), Providers::start());
    let _ = providers.key(Provider::Forii, "one");
    let host = providers.host();
    let management = format!("management={}", providers.simulator.base(Provider::Forii));
    let openai = format!("openai={}", providers.inference(Provider::Forii));
    for (name, account) in [("Good", "account_id=acc_1"), ("Other", "account_id=acc_2")] {
        let line = ["account", "add", "forii", "--name", name, "--field", account, "--credential-stdin"];
        let line = [&line[..], &["--base-url", &management, "--base-url", &openai, "--confirm-host", &host]]
            .concat();
        let added = held.run_with(&line, Provider::Forii.credential());
        assert_eq!(added.code, 0, "{}", added.err);
    }
    let rule = serde_json::json!({ "path": "acc_2", "fault": { "kind": "answer", "status": 503 } });
    providers.simulator.fault(serde_json::from_value(rule).unwrap());
    let all = held.run(&["account", "refresh", "--all", "--json"]);
    assert_eq!(all.code, 8, "{}", all.err);
    let of = |name: &str| {
        all.json().as_array().unwrap().iter().find(|each| each["account_name"] == name).unwrap().clone()
    };
    assert_eq!((&of("Good")["refreshed"]["keys"], &of("Good")["error"]), (&1.into(), &Value::Null));
    assert_eq!(of("Other")["error"]["code"], "provider");
    let list = held.done(&["account", "list", "--json"]).json();
    assert_eq!(list[1]["trouble"]["diagnosis"]["status"], 503);
}

#[test]
fn credentials_never_come_from_the_command_line() {
    let held = Held::new();
    for command in ["accounts_add", "accounts_test", "accounts_change", "import_examine"] {
        let ran = held.run(&["call", command, r#"{"text":"sk-canary-0123456789abcdef"}"#]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command}");
        assert!(!ran.err.contains("canary"));
    }
    assert_eq!(held.run(&["account", "add", "forii", "--credential-stdin"]).code, 2, "nothing came");
    assert_eq!(held.run(&["account", "add", "forii", "--base-url", "nonsense"]).code, 2);
    let unknown = held.run(&["account", "add", "nobody", "--json"]);
    assert_eq!((unknown.code, unknown.error_code().as_str()), (4, "not_found"));
}

#[test]
fn the_keys_of_an_account_are_here_when_it_is_added() {
    let (held, providers) = (Held::new(), Providers::start());
    let there = providers.key(Provider::Forii, "made elsewhere");
    let management = format!("management={}", providers.simulator.base(Provider::Forii));
    let openai = format!("openai={}", providers.inference(Provider::Forii));
    let host = providers.host();
    let add = ["account", "add", "forii", "--field", "account_id=acc_1", "--credential-stdin"];
    let add =
        [&add[..], &["--base-url", &management, "--base-url", &openai, "--confirm-host", &host]].concat();
    let added = held.run_with(&add, Provider::Forii.credential());
    assert_eq!((added.code, added.err.as_str()), (0, ""), "its end closes nothing that is still in use");
    let keys = held.done(&["key", "list", "--json"]).json();
    assert_eq!(keys[0]["name"], "made elsewhere", "{} of {}", keys, there.id);
}

#[test]
fn a_name_leads_to_one_account() {
    let (held, providers) = (Held::new(), Providers::start());
    providers.account(&held, "megallm", Provider::MegaLlm);
    let id = held.done(&["account", "list", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let (host, url) = (providers.host(), format!("openai={}", providers.inference(Provider::Fortytwo)));
    let line = ["account", "add", "fortytwo", "--base-url", &url, "--confirm-host", &host, "--json"];
    for taken in ["megallm", "MEGALLM", id.as_str(), "local"] {
        let ran = held.run(&[&line[..], &["--name", taken]].concat());
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "invalid"), "{taken}");
        assert!(ran.err.contains("\"field\":\"name\""), "{}", ran.err);
    }
    held.done(&[&line[..], &["--name", "Other"]].concat());
    assert_eq!(held.done(&["account", "list", "--json"]).json().as_array().unwrap().len(), 2);
}

#[test]
fn what_was_not_asked_is_not_called_tested_and_what_is_not_used_is_refused() {
    let held = Held::new();
    let nothing = "http://127.0.0.1:9/v1";
    let (openai, management) = (format!("openai={nothing}"), format!("management={nothing}"));
    let line = ["account", "add", "forii", "--field", "account_id=zz", "--confirm-host", "127.0.0.1:9"];
    let whole = [&line[..], &["--base-url", &openai, "--base-url", &management]].concat();
    for (more, field) in [
        (["--field", "foo=bar"], "fields"),
        (["--base-url", "openai="], "base_urls"),
        (["--base-url", "anthropic=http://127.0.0.1:9"], "base_urls"),
    ] {
        let ran = held.run(&[&line[..], &more, &["--json"]].concat());
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "invalid"), "{more:?}: {}", ran.err);
        assert!(ran.err.contains(&format!("\"field\":\"{field}\"")), "{more:?}: {}", ran.err);
    }
    let added = held.done(&whole).out;
    assert!(added.starts_with("Added. Nothing was asked") && !added.contains("tested"), "{added}");
    let added = held.done(&[&whole[..], &["--untested"]].concat()).out;
    assert!(added.starts_with("Added, untested."), "{added}");
}
