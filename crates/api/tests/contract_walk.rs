//! Every command of the contract, with nothing and with hostile JSON: a typed error or an answer, never a panic.

use std::collections::BTreeSet;
use std::path::Path;

use keyhinge_api::{App, COMMANDS, ErrorCode, Options, dispatch};
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::Actor;
use keyhinge_core::vault::Vault;
use proptest::prelude::*;
use serde_json::{Value, json};

fn app(dir: &Path) -> App {
    App::new(Options {
        folders: Folders::at(dir),
        clock: Clock::system(),
        vault: Vault::unavailable(),
        clipboard: None,
        actor: Actor::Cli,
    })
}

/// Starting a gateway opens a real port, which is not what these tests are about.
fn opens_a_port(command: &str) -> bool {
    command == "gateway_start"
}

#[tokio::test]
async fn an_empty_request_is_answered_or_refused_as_bad() {
    let dir = tempfile::tempdir().unwrap();
    let app = app(dir.path());
    for command in COMMANDS.iter().filter(|command| !opens_a_port(command)) {
        if let Err(error) = dispatch(&app, command, json!({})).await {
            assert!(
                matches!(error.code, ErrorCode::BadRequest | ErrorCode::NotFound),
                "{command}: {error:?}"
            );
            assert!(!error.message.is_empty() && !error.next_step.is_empty(), "{command}");
        }
    }
}

#[tokio::test]
async fn an_unknown_command_is_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["", "keys_list ", "__proto__", "constructor", "keys_destroy", "../keys_list", "keys_list\0"]
    {
        let error = dispatch(&app(dir.path()), name, json!({})).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::UnknownCommand, "{name:?}");
    }
}

/// The fields of a command's request, as the committed contract has them.
fn fields_of(command: &str) -> BTreeSet<&'static str> {
    const CONTRACT: &str = include_str!("../../../ui/src/lib/api/contract.ts");
    let request = CONTRACT
        .lines()
        .find_map(|line| line.trim().strip_prefix(command)?.strip_prefix(": { request: ")?.split(';').next())
        .unwrap_or_else(|| panic!("{command} is not in contract.ts: run `make contract`"));
    let declaration = CONTRACT
        .split("\n\n")
        .find_map(|declared| Some(declared.split_once(&format!("export type {request} = "))?.1))
        .unwrap_or_else(|| panic!("{request} is not in contract.ts: run `make contract`"));
    let lines = declaration.lines().filter(|line| !line.starts_with(['/', ' ']));
    let fields: BTreeSet<_> = lines
        .flat_map(str::split_whitespace)
        .filter_map(|word| word.strip_suffix(':').map(|name| name.trim_end_matches('?')))
        .filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .collect();
    assert_eq!(fields.is_empty(), request == "Nothing", "{request}");
    fields
}

/// Requests with each field of the command, and with all of them, of the wrong kind.
fn hostile_requests(command: &str) -> Vec<Value> {
    let fields = fields_of(command);
    let long = "a".repeat(1 << 20);
    let values = [
        json!(null),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("\u{0}\u{202e}<img src=x onerror=alert(1)>"),
        json!(long),
        json!([[[[[]]]]]),
        json!({ "kind": "never", "constructor": {} }),
        json!(true),
    ];
    let mut requests = vec![
        json!(null),
        json!([]),
        json!("{}"),
        json!(7),
        json!({ "unknown": 1 }),
        json!({ "__proto__": {} }),
    ];
    for value in values.iter().filter(|_| !fields.is_empty()) {
        requests
            .push(Value::Object(fields.iter().map(|field| ((*field).to_owned(), value.clone())).collect()));
        for &field in &fields {
            requests.push(json!({ field: value }));
        }
    }
    requests
}

#[tokio::test]
async fn hostile_requests_never_panic_and_name_a_next_step() {
    let dir = tempfile::tempdir().unwrap();
    let app = app(dir.path());
    for command in COMMANDS.iter().filter(|command| !opens_a_port(command)) {
        for request in hostile_requests(command) {
            if let Err(error) = dispatch(&app, command, request).await {
                assert!(!error.next_step.is_empty(), "{command}");
                assert_ne!(error.code, ErrorCode::Internal, "{command}: {error:?}");
                assert!(error.message.len() < 600, "{command}: an error must not carry its input");
            }
        }
    }
    let keys = dispatch(&app, "keys_list", json!({})).await.unwrap();
    assert_eq!(keys, json!([]), "nothing was created by any of it");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("[a-z_]{1,12}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_json_never_panics(request in any_json()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let dir = tempfile::tempdir().unwrap();
            let app = app(dir.path());
            for command in COMMANDS.iter().filter(|command| !opens_a_port(command)) {
                drop(dispatch(&app, command, request.clone()).await);
            }
        });
    }
}

#[tokio::test]
async fn after_everything_was_deleted_nothing_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let app = app(&data);
    dispatch(&app, "keys_list", json!({})).await.unwrap();
    let error = dispatch(&app, "data_delete_all", json!({ "typed": "delete all" })).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NameMismatch);
    dispatch(&app, "keys_list", json!({})).await.unwrap();
    let typed = json!({ "typed": " Delete all Keyhinge data " });
    assert_eq!(dispatch(&app, "data_delete_all", typed).await.unwrap(), json!({ "secrets": 0, "left": [] }));
    let error = dispatch(&app, "keys_list", json!({})).await.unwrap_err();
    assert!(error.message.contains("deleted"), "{error:?}");
    app.close().await;
    assert!(!data.exists());
}
