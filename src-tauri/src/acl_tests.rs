//! What the window may call is exactly what the contract has, and the configuration stays strict.

use std::collections::BTreeSet;

use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn configuration() -> Value {
    json(include_str!("../../tauri.conf.json"))
}

fn capability() -> Value {
    json(include_str!("../capabilities/main.json"))
}

#[test]
fn the_capability_names_every_command_and_no_other() {
    let capability = capability();
    let named: Vec<&str> =
        capability["permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let expected: BTreeSet<String> = keyhinge_api::COMMANDS
        .iter()
        .map(|command| format!("allow-{}", command.replace('_', "-")))
        .chain(["core:event:allow-listen".into(), "core:event:allow-unlisten".into()])
        .chain(["core:webview:allow-set-webview-zoom".into()])
        .collect();
    assert_eq!(named.len(), expected.len(), "a permission is named twice");
    assert_eq!(named.into_iter().map(String::from).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn only_the_main_window_has_it_and_nothing_remote() {
    let capability = capability();
    assert_eq!(capability["windows"], json(r#"["main"]"#));
    for absent in ["remote", "webviews"] {
        assert!(capability.get(absent).is_none(), "{absent}");
    }
    assert_eq!(configuration()["app"]["security"]["capabilities"], json(r#"["main"]"#));
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/capabilities")).unwrap();
    assert_eq!(folder.count(), 1, "another capability file needs its own test");
}

#[test]
fn the_build_made_one_permission_per_command() {
    let made = include_str!(concat!(env!("OUT_DIR"), "/permissions/commands.toml"));
    assert_eq!(made.matches("[[permission]]").count(), keyhinge_api::COMMANDS.len());
    for command in keyhinge_api::COMMANDS {
        assert!(made.contains(&format!("commands.allow = [\"{command}\"]")), "{command}");
    }
}

#[test]
fn the_page_is_locked_in() {
    let configuration = configuration();
    let security = &configuration["app"]["security"];
    assert_eq!(
        security["csp"],
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src ipc: http://ipc.localhost; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         object-src 'none'"
    );
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["assetProtocol"]["enable"], false);
    assert_eq!(configuration["app"]["withGlobalTauri"], false);
    for absent in ["dangerousDisableAssetCspModification", "devCsp", "headers"] {
        assert!(security.get(absent).is_none(), "{absent}");
    }
    assert!(configuration.get("plugins").is_none());
}
