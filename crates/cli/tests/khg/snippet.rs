//! `khg snippet`: the text alone on standard output, and the key in it only where it is asked for.

use crate::common::Khg;
use crate::held::Held;

const KEY: &str = "forii_sk_4tQ9wErTyUiO0123456789abcdefghij";

#[test]
fn targets_are_listed_for_all_for_a_provider_and_for_a_key() {
    let khg = Khg::without_keychain();
    let all = khg.run(["snippet", "list"]);
    assert_eq!(all.code, 0, "{}", all.err);
    assert!(
        all.out.starts_with("TARGET") && all.out.contains("ask, reference, value, placeholder"),
        "{}",
        all.out
    );
    let ids = |ran: crate::common::Ran| {
        let rows = ran.json();
        let ids = rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    let forii = ids(khg.run(["snippet", "list", "--provider", "forii", "--json"]));
    let anthropic = ids(khg.run(["snippet", "list", "--provider", "anthropic", "--json"]));
    let has = |ids: &[String], id: &str| ids.iter().any(|other| other == id);
    assert!(has(&forii, "openai_python") && !has(&forii, "claude_code") && !has(&forii, "gemini_cli"));
    assert!(has(&anthropic, "claude_code") && !has(&anthropic, "openai_python"));
    assert!(has(&ids(khg.run(["snippet", "list", "--provider", "gemini", "--json"])), "gemini_cli"));
    let unknown = khg.run(["snippet", "list", "--provider", "nobody", "--json"]);
    assert_eq!((unknown.code, unknown.error_code().as_str()), (4, "not_found"));
}

#[test]
fn a_key_that_is_not_stored_comes_from_standard_input() {
    let khg = Khg::without_keychain();
    let run =
        |arguments: &[&str]| khg.run_with([&["snippet"], arguments].concat(), format!("{KEY}\n").as_bytes());
    let value = run(&["bash", "--provider", "forii", "--secret-stdin", "--form", "value"]);
    assert_eq!((value.code, value.out.as_str()), (0, format!(" export FORII_API_KEY='{KEY}'\n").as_str()));
    assert!(value.err.contains("history") && !value.err.contains(KEY), "{}", value.err);
    let named =
        run(&["fish", "--provider", "forii", "--secret-stdin", "--form", "value", "--name", "MY_KEY"]);
    assert_eq!(named.out, format!(" set -gx MY_KEY '{KEY}'\n"));
    let json = run(&["dotenv", "--provider", "forii", "--secret-stdin", "--form", "value", "--json"]).json();
    assert_eq!(json["text"], format!("FORII_API_KEY={KEY}"));
    assert_eq!((json["form"].as_str(), json["file"].as_str()), (Some("value"), Some(".env")));

    let asking = run(&["zsh", "--provider", "forii"]);
    assert!(asking.out.starts_with("IFS= read -rs") && !asking.out.contains(KEY), "{}", asking.out);
    let code = run(&["openai_python", "--provider", "forii", "--model", "forii/other"]);
    assert!(code.out.contains(r#"base_url="https://api.forii.in/inference/v1""#), "{}", code.out);
    assert!(code.out.contains(r#"model="forii/other""#) && code.err.is_empty(), "{}", code.err);
}

#[test]
fn what_cannot_be_written_is_refused_with_what_can() {
    let khg = Khg::without_keychain();
    let run = |arguments: &[&str], key: &str| {
        khg.run_with([&["snippet"], arguments, &["--json"]].concat(), key.as_bytes())
    };
    let refused = run(&["cmd", "--provider", "forii", "--secret-stdin", "--form", "value"], "100%!");
    assert_eq!((refused.code, refused.error_code().as_str()), (3, "snippet_refused"));
    assert!(refused.err.contains(r#""instead":{"target":"powershell""#), "{}", refused.err);
    assert!(!refused.err.contains("100%!"));
    let silent = run(&["dotenv", "--provider", "forii", "--secret-stdin"], KEY);
    assert_eq!((silent.code, silent.error_code().as_str()), (2, "bad_request"));
    let two =
        run(&["bash", "--provider", "forii", "--secret-stdin", "--form", "value"], "abc123abc\ndef456\n");
    assert!(two.code == 2 && two.err.contains("more than one line"), "{}", two.err);
    let control = run(&["direnv", "--provider", "forii", "--secret-stdin", "--form", "value"], "a\tb");
    assert!(control.code == 3 && !control.err.contains("reference"), "{}", control.err);
    let missing = run(&["bash"], "");
    assert!(missing.err.contains("--key"), "{}", missing.err);
    for (arguments, code) in [
        (&["csh", "--provider", "forii"][..], 4),
        (&["bashrc", "--provider", "forii", "--form", "value"], 3),
        (&["bash", "--provider", "forii", "--name", "LD_PRELOAD"], 3),
        (&["bash", "--provider", "forii", "--name", "A B"], 3),
        (&["bash", "--provider", "forii", "--form", "reference"], 3),
        (&["claude_code", "--provider", "forii"], 3),
        (&["openai_python", "--provider", "megallm", "--shape", "native"], 3),
        (&["bash"], 2),
        (&["bash", "--provider", "forii", "--key", "x"], 2),
        (&["bash", "--key", "nobody"], 4),
        (&["--key", "nobody"], 2),
        (&["bash", "--provider", "forii", "--secret-stdin", "--form", "value"], 2),
    ] {
        let ran = run(arguments, "");
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.err);
        assert!(ran.out.is_empty(), "{arguments:?}");
        ran.error_code();
    }
}

#[test]
fn a_stored_key_is_printed_by_its_word_only_and_where_it_went_is_remembered() {
    let held = Held::new();
    let made = held.done(&["key", "create", "my laptop", "--print-secret"]);
    let secret = made.out.trim_end();
    let told = held.done(&["snippet", "bash", "--key", "my laptop", "--form", "reference"]);
    assert_eq!(told.out, "export KEYHINGE_API_KEY=\"$(khg key print 'my laptop')\"\n");
    // Elsewhere, containers do not reach what answers on this computer only.
    let docker = cfg!(target_os = "linux").then_some("docker_run");
    for target in ["bash", "openai_js", "claude_code"].into_iter().chain(docker) {
        let ran = held.done(&["snippet", target, "--key", "my laptop"]);
        assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{target}");
    }
    let refused = held.run(&["snippet", "dotenv", "--key", "my laptop"]);
    assert!(
        refused.code == 2 && refused.out.is_empty() && refused.err.contains("--form value"),
        "{}",
        refused.err
    );
    let line = held.done(&["snippet", "dotenv", "--key", "my laptop", "--form", "value"]);
    assert_eq!(line.out.trim_end(), format!("KEYHINGE_API_KEY={secret}"));
    let words = held.done(&["snippet", "dotenv", "--key", "my laptop", "--form", "placeholder"]);
    assert_eq!(words.out.trim_end(), "KEYHINGE_API_KEY=your-api-key-here");

    let log = held.done(&["activity", "--json"]).json();
    let entries = log["entries"].as_array().or(log.as_array()).unwrap();
    let went = |kind: &str, target: &str| entries.iter().any(|e| e["kind"] == kind && e["target"] == target);
    assert!(went("copied", ".env file") && went("snippet_copied", "bash"), "{log}");
    assert!(!went("copied", "bash"));
    assert!(crate::common::files_with(secret, held.khg.root()).is_empty());
}

#[test]
fn a_production_key_for_a_development_shell_needs_a_yes() {
    let held = Held::new();
    held.done(&["key", "create", "live", "--purpose", "production"]);
    let asked = held.run(&["snippet", "zsh", "--key", "live", "--form", "value", "--json"]);
    assert_eq!((asked.code, asked.error_code().as_str()), (2, "snippet_unconfirmed"));
    assert!(
        asked.out.is_empty() && asked.err.contains("live") && asked.err.contains("--yes"),
        "{}",
        asked.err
    );
    assert_eq!(held.run(&["snippet", "zsh", "--key", "live", "--form", "value", "--yes"]).code, 0);
    assert_eq!(held.run(&["snippet", "zsh", "--key", "live", "--form", "ask"]).code, 0);
    assert_eq!(held.run(&["snippet", "systemd", "--key", "live", "--form", "value"]).code, 0);
}

#[test]
fn a_revoked_key_is_not_handed_out() {
    let held = Held::new();
    held.done(&["key", "create", "old"]);
    held.done(&["key", "revoke", "old", "--yes"]);
    for form in ["reference", "value"] {
        let ran = held.run(&["snippet", "bash", "--key", "old", "--form", form]);
        assert!(ran.code == 1 && ran.err.contains("is revoked"), "{form}: {} {}", ran.code, ran.err);
    }
}

#[test]
fn a_key_from_standard_input_lacks_its_provider_only() {
    let khg = Khg::without_keychain();
    let ran = khg.run(["snippet", "bash", "--secret-stdin"]);
    assert!(ran.code == 2 && ran.err.contains("--provider"), "{} {}", ran.code, ran.err);
    assert!(!ran.err.contains("--key"), "{}", ran.err);
}
