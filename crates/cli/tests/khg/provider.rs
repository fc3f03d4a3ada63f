//! Providers and the user's own manifests.

use std::fs;

use crate::common::Khg;

const MINE: &str = r#"id = "mine"
name = "Mine"
env_var = "MINE_API_KEY"

[api]
base_urls = [{ shape = "openai", url = "https://mine.example/v1" }]
auth = ["bearer"]

[[key_types]]
id = "api"
name = "API key"
scope = "full access"
"#;

#[test]
fn every_embedded_provider_is_listed_and_shown() {
    let khg = Khg::without_keychain();
    let list = khg.run(["provider", "list", "--json"]);
    assert_eq!((list.code, list.err.as_str()), (0, ""));
    let all = list.json();
    let ids: Vec<_> = all.as_array().unwrap().iter().map(|found| found["id"].as_str().unwrap()).collect();
    for id in ["local", "fortytwo", "forii", "megallm", "generic", "openai", "anthropic", "openai-compatible"]
    {
        assert!(ids.contains(&id), "{ids:?}");
    }
    let table = khg.run(["provider", "list"]);
    for id in ids {
        assert!(table.out.lines().any(|line| line.starts_with(id)), "{id}");
        let shown = khg.run(["provider", "show", id]);
        assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{id}");
        assert!(shown.out.starts_with("id  ") && shown.out.contains("sent as"), "{}", shown.out);
        assert_eq!(khg.run(["--json", "provider", "show", id]).json()["id"], id);
    }
}

#[test]
fn an_unknown_provider_is_four() {
    let khg = Khg::without_keychain();
    let ran = khg.run(["provider", "show", "nobody", "--json"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.error_code().as_str()), (4, "", "not_found"));
}

#[test]
fn a_manifest_in_the_folder_is_in_the_list_and_in_the_catalogue() {
    let khg = Khg::without_keychain();
    let folder = khg.data().join("providers");
    assert_eq!(khg.run(["provider", "show", "mine"]).code, 4);
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mine.toml"), MINE).unwrap();
    fs::write(folder.join("other.toml"), MINE.replace("\"mine\"", "\"groq\"")).unwrap();
    let listed = khg.run(["provider", "list"]);
    let line = |id: &str| listed.out.lines().find(|line| line.starts_with(id)).unwrap().to_owned();
    assert!(line("mine").contains("mine.toml") && line("groq").contains("other.toml"), "{}", listed.out);
    assert!(khg.run(["provider", "show", "mine"]).out.contains("https://mine.example/v1"));
    let catalogue = khg.run(["call", "catalogue_get"]).json();
    assert_eq!(catalogue["user_manifests"][0]["provider_id"], "mine");
    assert_eq!(catalogue["user_manifests"][1]["replaces"], true);
    assert_eq!(catalogue["providers_problems"], serde_json::json!([]));
}

#[test]
fn a_broken_manifest_is_told_with_its_line_and_stops_nothing() {
    let khg = Khg::without_keychain();
    assert_eq!(khg.run(["key", "list"]).code, 0);
    let folder = khg.data().join("providers");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("broken.toml"), MINE.replace("https://mine", "http://mine")).unwrap();
    let listed = khg.run(["provider", "list"]);
    assert_eq!(listed.code, 0);
    assert!(
        listed.err.starts_with("not used: broken.toml:6: A base URL is an https address"),
        "{}",
        listed.err
    );
    assert_eq!(khg.run(["key", "list"]).code, 0);
}
