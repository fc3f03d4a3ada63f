use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn embedded() -> Catalogue {
    Catalogue::embedded().unwrap()
}

/// The shortest manifest that is good.
const SHORT: &str = r#"id = "example"
name = "Example"
env_var = "EXAMPLE_API_KEY"

[api]
base_urls = [{ shape = "openai", url = "https://api.example.org/v1" }]
auth = ["bearer"]

[[key_types]]
id = "api"
name = "API key"
scope = "full access"
"#;

#[test]
fn every_file_is_embedded_under_its_id() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("providers");
    let files: BTreeSet<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let ids: BTreeSet<_> = embedded().providers.iter().map(|found| format!("{}.toml", found.id)).collect();
    assert_eq!(files, ids);
    for ((id, _), provider) in EMBEDDED.iter().zip(&embedded().providers) {
        assert_eq!(*id, provider.id);
    }
}

#[test]
fn every_embedded_manifest_is_complete() {
    // Where no page is known, or every account has its own.
    let without_page = ["local", "fortytwo", "litellm", "openai-compatible", "anthropic-compatible"];
    for provider in &embedded().providers {
        let id = provider.id.as_str();
        assert!(!provider.about.is_empty() && !provider.steps.is_empty(), "{id}: about, steps");
        assert_eq!(provider.links.keys_page.is_none(), without_page.contains(&id), "{id}: keys page");
        assert!(provider.api.probe.is_some() != provider.api.no_probe.is_some(), "{id}: probe, or why not");
        if let Some(probe) = &provider.api.probe {
            assert!(probe.proves.iter().any(|proof| proof.status == 200), "{id}: what 200 proves");
            assert!(probe.proves.iter().any(|proof| matches!(proof.status, 400 | 401)), "{id}: refused");
        }
        for base in &provider.api.base_urls {
            assert!(base.url.is_some() || base.editable || id == "local", "{id}: base URL");
        }
        if let Some(management) = provider.management.as_ref().filter(|_| id != "local") {
            assert!(management.credential.is_some(), "{id}: credential");
            assert!(management.can.contains(&Ability::List), "{id}: what was made can be looked for");
        }
        for cannot in &provider.cannot {
            let can = provider.management.iter().any(|found| found.can.contains(&cannot.ability));
            assert!(!can, "{id}: can and cannot {:?}", cannot.ability);
        }
    }
}

#[test]
fn a_prefix_belongs_to_one_provider_but_for_those_that_are_known_to_be_shared() {
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for provider in embedded().providers {
        for prefix in provider.key_types.iter().flat_map(|key_type| &key_type.prefixes) {
            owners.entry(prefix.clone()).or_default().insert(provider.id.clone());
        }
    }
    let shared: Vec<_> = owners.into_iter().filter(|(_, owners)| owners.len() > 1).collect();
    let known = BTreeSet::from(["deepseek", "litellm", "openai"].map(String::from));
    assert_eq!(shared, [("sk-".to_owned(), known)]);
}

#[test]
fn the_plans_of_local_have_the_numbers_for_keys() {
    let catalogue = embedded();
    let free = catalogue.provider("local").unwrap().plan(" free ").unwrap().minute_limits();
    let amounts: Vec<_> = free.checked().unwrap().iter().map(|limit| limit.amount).collect();
    assert_eq!(amounts, [60, 100_000, 10_000]);
    assert!(catalogue.provider("local").unwrap().plan("Gold").is_err());
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    assert_eq!(Provider::parse(SHORT).unwrap().name, "Example");
    let parsed = Provider::parse(&format!("\u{feff}{}", SHORT.replace('\n', "\r\n"))).unwrap();
    assert_eq!(parsed.id, "example");
    for (from, to, line, reason) in [
        ("name = \"Example\"", "name = Example", Some(2), ""),
        ("name = \"Example\"", "nome = \"Example\"", Some(2), "nome"),
        ("name = \"Example\"", "", None, "name"),
        ("name = \"Example\"", "name = \" \"", Some(2), "1 to 100 characters"),
        ("name = \"Example\"", "name = \"a\\u202Eb\"", None, "control characters"),
        ("\"example\"", "\"Ex ample\"", Some(1), "small letters"),
        ("EXAMPLE_API_KEY", "EXAMPLE-API-KEY", Some(3), "environment variable"),
        ("https://api", "http://api", Some(6), "https address"),
        ("https://api", "https://user:password@api", Some(6), "password"),
        ("org/v1\"", "org/v1?key=\"", Some(6), "query"),
        ("org/v1\"", "org/v1/\"", Some(6), "slash"),
        ("https://api.example.org/v1", "file:///etc", Some(6), "https address"),
        ("[\"bearer\"]", "[\"query\"]", Some(7), "query"),
        ("[\"bearer\"]", "[]", Some(7), "at least one way"),
        ("scope", "prefixes = [\"s k-\"]\nscope", Some(12), "A prefix"),
        (
            "[[key_types]]",
            "[api.probe]\nmethod = \"GET\"\nshape = \"anthropic\"\npath = \"/m\"\nproves = []\n[[key_types]]",
            Some(12),
            "no base URL for this shape",
        ),
        (
            "[[key_types]]",
            "[management]\nadapter = \"local\"\ncan = []\n[[key_types]]",
            Some(10),
            "Local alone",
        ),
        ("[[key_types]]", "[management]\nadapter = \"magic\"\ncan = []\n[[key_types]]", Some(10), "magic"),
        (
            "[[key_types]]",
            "[[plans]]\nname = \"Free\"\navailable = true\nrequests_per_day = 0\n[[key_types]]",
            Some(10),
            "whole number",
        ),
        (
            "[[key_types]]",
            "[[diagnosis]]\nmeaning = \"m\"\nnext_step = \"n\"\n[[key_types]]",
            Some(2),
            "needs a class",
        ),
    ] {
        let text = SHORT.replacen(from, to, 1);
        let fault = Provider::parse(&text).expect_err(&text);
        assert!(fault.reason.contains(reason) && fault.reason.ends_with('.'), "{text}\n{fault:?}");
        if let Some(line) = line.filter(|_| !reason.contains("needs a class")) {
            assert_eq!(fault.line, Some(line), "{text}\n{fault:?}");
        }
    }
    for url in ["http://localhost:4000", "http://127.0.0.1/v1", "http://[::1]:8080/v1"] {
        assert!(Provider::parse(&SHORT.replace("https://api.example.org/v1", url)).is_ok(), "{url}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        if let Err(fault) = Provider::parse(&text) {
            prop_assert!(fault.reason.ends_with('.'));
        }
    }

    #[test]
    fn a_manifest_that_was_damaged_is_read_or_refused(
        which in 0..EMBEDDED.len(), from in any::<prop::sample::Index>(), cut in 0_usize..40, put in "\\PC{0,12}|[\"\\[\\]{}=\n#.]{1,6}",
    ) {
        let text: Vec<char> = EMBEDDED[which].1.chars().collect();
        let from = from.index(text.len());
        let rest = &text[(from + cut).min(text.len())..];
        let damaged: String = text[..from].iter().copied().chain(put.chars()).chain(rest.iter().copied()).collect();
        if let Err(fault) = Provider::parse(&damaged) {
            let lines = damaged.split('\n').count();
            prop_assert!(fault.line.is_none_or(|line| line >= 1 && line as usize <= lines), "{fault:?} of {lines}");
        }
    }
}

#[test]
fn a_key_of_another_provider_is_known_by_its_beginning() {
    let catalogue = Catalogue::embedded().unwrap();
    let another = |provider: &str, key: &str| {
        catalogue.another_of(catalogue.provider(provider).unwrap(), key).map(|other| other.id.as_str())
    };
    assert_eq!(another("megallm", "forii_sk_0123456789"), Some("forii"));
    assert_eq!(another("openai", "sk-ant-api03-0123456789"), Some("anthropic"));
    assert_eq!(another("fortytwo", "sk-or-v1-0123456789"), Some("openrouter"));
    assert_eq!(another("openai", "sk-proj-0123456789"), None, "its own");
    assert_eq!(another("deepseek", "sk-0123456789"), None, "too many begin so");
    assert_eq!(another("fortytwo", "0123456789"), None);
    assert_eq!(another("litellm", "sk-proj-0123456789"), None, "it forwards to others");
    assert_eq!(another("openai-compatible", "forii_sk_0123456789"), None, "nobody knows whose it is");
}
