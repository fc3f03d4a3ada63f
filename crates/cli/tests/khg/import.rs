//! Keys taken in from text and files, tried and revoked, over real HTTP.

use std::fs;

use keyhinge_simulator::Provider;

use crate::common::files_with;
use crate::held::{Held, Providers};

#[test]
fn keys_without_a_key_api_are_imported_tested_and_revoked_with_a_proof() {
    let (held, providers) = (Held::new(), Providers::start());
    providers.account(&held, "fortytwo", Provider::Fortytwo);
    providers.account(&held, "megallm", Provider::MegaLlm);
    let (fortytwo, mega) = (providers.key(Provider::Fortytwo, "a"), providers.key(Provider::MegaLlm, "b"));
    let import = |line: &[&str], text: &str| held.run_with(&[&["key", "import"], line].concat(), text);

    let ran = import(&["--account", "Fortytwo", "--name", "job"], &fortytwo.secret);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("imported as \u{201c}job\u{201d} (Fortytwo)"), "{}", ran.out);
    let ran = import(&[], &format!("export MEGALLM_API_KEY='{}'\n", mega.secret));
    assert_eq!(ran.code, 0, "its beginning tells the provider: {}", ran.err);
    let again = import(&["--json", "-"], &mega.secret);
    assert_eq!((again.code, again.json()[0]["already_here"].as_bool()), (0, Some(true)));

    let tested = held.done(&["key", "test", "MEGALLM_API_KEY", "--json"]).json();
    assert_eq!(tested["verdict"]["verdict"], "works", "{tested}");
    assert_eq!(tested["explained"]["x-debug-auth-result"], "valid");
    assert_eq!(held.done(&["key", "test", "job", "--json"]).json()["verdict"]["verdict"], "works");
    assert!(held.done(&["key", "rename", "job", "nightly"]).out.contains("nightly"));
    let refused = held.run(&["key", "disable", "nightly", "--json"]);
    assert_eq!((refused.code, refused.error_code().as_str()), (8, "not_offered"));

    // What ends a revocation says that none was begun, and changes nothing.
    for options in [&["--keep"][..], &["--seen", "--yes"], &["--check"]] {
        let ran = held.run(&[&["key", "revoke", "nightly", "--json"], options].concat());
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "invalid"), "{options:?}");
        assert!(ran.err.contains("No revocation of this key was begun"), "{options:?}: {}", ran.err);
    }
    let begun = held.run(&["key", "revoke", "nightly", "--yes"]);
    assert_eq!(begun.code, 1, "{}", begun.err);
    assert!(begun.out.contains("Revocation not confirmed") && begun.out.contains("--check"), "{}", begun.out);
    let open = held.run(&["key", "revoke", "nightly", "--check"]);
    assert!(open.code == 1 && open.out.contains("works"), "{}", open.out);
    assert!(providers.simulator.revoke_key(Provider::Fortytwo, &fortytwo.id));
    assert!(held.done(&["key", "revoke", "nightly", "--check"]).out.contains("is revoked"));
    let over = held.run(&["key", "revoke", "nightly", "--keep", "--json"]);
    assert_eq!((over.code, over.error_code().as_str()), (1, "already_revoked"));

    let wrong = import(&["--account", "MegaLLM", "--name", "wrong"], "sk-mega-0123456789abcdefghijklmnop");
    assert_eq!(wrong.code, 0, "{}", wrong.err);
    let tested = held.run(&["key", "test", "wrong"]);
    assert!(
        tested.code == 8 && tested.out.contains("refused") && tested.out.contains("next"),
        "{}",
        tested.out
    );
    held.done(&["key", "forget", "wrong", "--yes"]);
    for secret in [&fortytwo.secret, &mega.secret] {
        assert!(files_with(secret, held.khg.root()).is_empty());
    }
}

#[test]
fn a_whole_env_file_is_taken_in_and_its_lines_are_taken_out() {
    let (held, providers) = (Held::new(), Providers::start());
    providers.account(&held, "megallm", Provider::MegaLlm);
    let mega = providers.key(Provider::MegaLlm, "a").secret;
    let env = held.khg.root().join(".env");
    let text = format!(
        "\u{feff}PORT=3000\r\nMEGALLM_API_KEY=\"{mega}\"\r\nGROQ_API_KEY=your-api-key-here\r\n# the end"
    );
    fs::write(&env, &text).unwrap();
    let line = ["key", "import", ".env", "--take-out", "--json"];
    let ran = held.run(&line);
    assert_eq!(ran.code, 3, "one of the two is no key: {}", ran.err);
    let outcomes = ran.json();
    assert_eq!(
        (outcomes[0]["key"]["name"].as_str(), outcomes[0]["line"]["done"].as_bool()),
        (Some("MEGALLM_API_KEY"), Some(true)),
        "{outcomes}"
    );
    assert_eq!(outcomes[1]["error"]["code"], "invalid");
    let id = outcomes[0]["key"]["id"].as_str().unwrap();
    let after = fs::read_to_string(&env).unwrap();
    let comment = format!("# MEGALLM_API_KEY moved to Keyhinge (khg key print {id})");
    assert_eq!(after, text.replace(&format!("MEGALLM_API_KEY=\"{mega}\""), &comment));
    assert!(files_with(&mega, held.khg.root()).is_empty());
}

#[test]
fn what_is_no_key_or_no_file_is_told() {
    let held = Held::new();
    let import = |line: &[&str], text: &str| {
        let ran = held.run_with(&[&["key", "import", "--json"], line].concat(), text);
        (ran.code, ran.err.clone(), ran)
    };
    for (text, part) in [
        ("", "There is no text"),
        ("PORT=3000", "There is no key"),
        ("sk-proj-\u{2026}abcd", "left out or hidden"),
        ("OPENAI_API_KEY=your-api-key-here", "placeholder"),
        ("some-unknown-key-0a1b2c3d4e5f6g7h", "--provider"),
    ] {
        let (code, err, ran) = import(&[], text);
        assert_eq!((code, ran.error_code().as_str()), (3, "invalid"), "{text}: {err}");
        assert!(err.contains(part), "{text}: {err}");
    }
    let (code, err, _) = import(&["missing.env"], "");
    assert!(code == 3 && err.contains("There is no such file"), "{err}");
    assert_eq!(import(&["--take-out"], "x").0, 2, "there is no file");
    assert_eq!(held.run(&["key", "list", "--json"]).out, "[]\n");
}

#[test]
fn a_provider_of_the_users_own_is_one_file() {
    let (held, providers) = (Held::new(), Providers::start());
    let folder = held.khg.data().join("providers");
    fs::create_dir(&folder).unwrap();
    let manifest = format!(
        r#"id = "mine"
name = "Mine"
env_var = "MINE_API_KEY"

[api]
base_urls = [{{ shape = "openai", url = "{}" }}]
auth = ["bearer"]

[api.probe]
method = "GET"
shape = "openai"
path = "/models"
proves = [{{ status = 200, means = "It works." }}]

[[key_types]]
id = "api"
name = "API key"
prefixes = ["ft-"]
scope = "full access"
"#,
        providers.inference(Provider::Fortytwo)
    );
    fs::write(folder.join("mine.toml"), manifest).unwrap();
    let key = providers.key(Provider::Fortytwo, "a");
    let ran = held.run_with(&["key", "import"], &key.secret);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("(Mine)"), "an account came with it: {}", ran.out);
    let tested = held.done(&["key", "test", "Mine key", "--json"]).json();
    assert_eq!(tested["verdict"]["verdict"], "works", "{tested}");
}
