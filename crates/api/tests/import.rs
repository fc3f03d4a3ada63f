//! Keys on their way in through the contract: what was found, taken in, taken out of files, and undone.

#![cfg(test)]

use std::path::Path;

use chrono::{DateTime, TimeDelta};
use keyhinge_api::{App, ErrorCode, Options, dispatch};
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::Actor;
use keyhinge_core::vault::Vault;
use keyring_core::mock;
use serde_json::{Value, json};

const MEGA: &str = "sk-mega-canary0123456789abcdef";
const ANTHROPIC: &str =
    "sk-ant-api03-canary0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01AA";

struct Bench {
    app: App,
    clock: Clock,
    folder: tempfile::TempDir,
}

fn bench() -> Bench {
    bench_with(Vault::with_store(mock::Store::new().unwrap()))
}

fn bench_with(vault: Vault) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual(DateTime::from_timestamp_millis(1_700_000_000_000).unwrap());
    let app = App::new(Options {
        folders: Folders::at(&folder.path().join("data")),
        clock: clock.clone(),
        vault,
        clipboard: None,
        actor: Actor::App,
    });
    Bench { app, clock, folder }
}

impl Bench {
    /// No answer has a secret in it.
    async fn ask(&self, command: &str, request: Value) -> Value {
        let answer = dispatch(&self.app, command, request).await.unwrap_or_else(|error| panic!("{error:?}"));
        assert!(!answer.to_string().contains("canary"), "{answer}");
        answer
    }

    async fn refused(&self, command: &str, request: Value) -> ErrorCode {
        let error = dispatch(&self.app, command, request).await.unwrap_err();
        assert!(!format!("{error:?}").contains("canary"));
        error.code
    }

    async fn names(&self) -> Vec<String> {
        let keys = self.ask("keys_list", json!({})).await;
        keys.as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap().to_owned()).collect()
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_pasted_key_is_found_taken_in_known_again_and_undone() {
    let bench = bench();
    let text = format!("MEGALLM_API_KEY={MEGA}\nPORT=3000\nGROQ_API_KEY=your-api-key\n{MEGA}\n");
    let tray = bench.ask("import_examine", json!({ "text": text })).await;
    assert_eq!((&tray["skipped"], &tray["problem"]), (&json!(1), &Value::Null));
    let found = tray["found"].as_array().unwrap();
    assert_eq!(found.len(), 3, "{tray}");
    assert_eq!(
        (&found[0]["candidates"][0]["provider_id"], &found[0]["variable"], &found[0]["problem"]),
        (&json!("megallm"), &json!("MEGALLM_API_KEY"), &Value::Null)
    );
    assert_eq!((&found[1]["problem"]["kind"], &found[2]["same_as"]), (&json!("placeholder"), &json!(0)));
    assert!(found[1]["problem"]["next_step"].as_str().unwrap().contains("real key"));

    let choices = json!([
        { "index": 0, "provider_id": "megallm" }, { "index": 1, "provider_id": "groq" },
        { "index": 2, "provider_id": "megallm" }, { "index": 9, "provider_id": "megallm" }
    ]);
    let request = json!({ "tray": tray["tray"], "choices": choices });
    let outcomes = bench.ask("import_keys", request).await;
    assert_eq!(
        (&outcomes[0]["key"]["name"], &outcomes[0]["key"]["account_name"], &outcomes[0]["already_here"]),
        (&json!("MEGALLM_API_KEY"), &json!("MegaLLM"), &json!(false))
    );
    assert_eq!(outcomes[1]["error"]["code"], "invalid");
    assert_eq!(
        (&outcomes[2]["already_here"], &outcomes[2]["key"]["id"]),
        (&json!(true), &outcomes[0]["key"]["id"])
    );
    assert_eq!(outcomes[3]["error"]["code"], "not_found");

    let again = bench.ask("import_examine", json!({ "text": MEGA })).await;
    assert_eq!(again["found"][0]["already_here"], outcomes[0]["key"]["id"]);
    assert_eq!(again["found"][0]["accounts"], json!([outcomes[0]["key"]["account_id"]]));
    let undo = json!({ "tray": tray["tray"], "indexes": [0] });
    assert_eq!(bench.refused("import_undo", undo).await, ErrorCode::NotFound, "another tray took its place");
    assert_eq!(bench.names().await, ["MEGALLM_API_KEY"]);
}

#[tokio::test]
async fn a_line_leaves_its_file_and_comes_back_byte_for_byte() {
    let bench = bench();
    let rc =
        format!("alias l=ls\r\nexport MEGALLM_API_KEY='{MEGA}'\r\nexport ANTHROPIC_API_KEY={ANTHROPIC}\r\n");
    let (shell, env) = (bench.file("rc", &rc), bench.file(".env", &format!("MEGALLM_API_KEY={MEGA}")));
    let data = bench
        .file("data.json", &format!("{{\"GROQ_API_KEY\":\"gsk_0123456789canary{}\"}}", "a1B2".repeat(9)));
    let missing = bench.folder.path().join("missing").to_str().unwrap().to_owned();
    let paths = json!([shell, env, data, missing]);
    let tray = bench.ask("import_examine_files", json!({ "paths": paths })).await;
    let found = tray["found"].as_array().unwrap();
    assert_eq!(found.len(), 4, "{tray}");
    assert_eq!((&found[0]["removable"], &found[2]["same_as"]), (&json!(true), &json!(0)));
    assert_eq!(
        (&found[3]["removable"], &found[3]["not_removable"]["kind"]),
        (&json!(false), &json!("structured"))
    );
    assert_eq!(tray["files"][3]["problem"]["kind"], "missing");

    let of = |index: u32, provider: &str| json!({ "index": index, "provider_id": provider, "take_out_of_file": true });
    let choices = [of(0, "megallm"), of(1, "anthropic"), of(2, "megallm"), of(3, "groq")];
    let request = json!({ "tray": tray["tray"], "choices": choices });
    let outcomes = bench.ask("import_keys", request).await;
    for index in 0..3 {
        assert_eq!(outcomes[index]["line"]["done"], true, "{outcomes}");
    }
    assert_eq!((&outcomes[3]["error"], &outcomes[3]["line"]["done"]), (&Value::Null, &json!(false)));
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    assert!(!read(&shell).contains("canary") && read(&shell).starts_with("alias l=ls\r\n# MEGALLM_API_KEY"));
    assert!(!read(&env).contains("canary") && read(&data).contains("canary"));
    assert_eq!(bench.names().await.len(), 3);

    let undo = json!({ "tray": tray["tray"], "indexes": [0, 1, 2, 3] });
    let undone = bench.ask("import_undo", undo.clone()).await;
    assert!(undone.as_array().unwrap().iter().all(|each| each["error"].is_null()), "{undone}");
    assert_eq!((read(&shell), read(&env)), (rc, format!("MEGALLM_API_KEY={MEGA}")));
    assert_eq!(bench.names().await, Vec::<String>::new());
    assert_eq!(bench.ask("accounts_list", json!({})).await, json!([]), "nor the accounts made for them");
    bench.ask("import_undo", undo).await;
    assert_eq!(bench.names().await, Vec::<String>::new(), "once is enough");
}

#[tokio::test]
async fn a_line_that_cannot_be_put_back_keeps_its_key() {
    let bench = bench();
    let env = bench.file(".env", &format!("A=1\nMEGALLM_API_KEY={MEGA}\n"));
    let tray = bench.ask("import_examine_files", json!({ "paths": [env] })).await;
    std::fs::write(&env, format!("B=2\nA=1\nMEGALLM_API_KEY={MEGA}\n")).unwrap();
    let choice = json!({ "index": 0, "provider_id": "megallm", "take_out_of_file": true });
    let request = json!({ "tray": tray["tray"], "choices": [choice] });
    let outcomes = bench.ask("import_keys", request).await;
    assert_eq!(outcomes[0]["line"]["done"], true, "what else changed in the file does no harm");

    std::fs::write(&env, "something else\n").unwrap();
    let undo = json!({ "tray": tray["tray"], "indexes": [0] });
    let undone = bench.ask("import_undo", undo).await;
    assert_eq!(
        (&undone[0]["line"]["done"], &undone[0]["line"]["problem"]["kind"]),
        (&json!(false), &json!("changed"))
    );
    assert_eq!(bench.names().await, ["MEGALLM_API_KEY"]);
    assert_eq!(std::fs::read_to_string(&env).unwrap(), "something else\n");
}

#[tokio::test]
async fn what_was_found_is_let_go_of() {
    let bench = bench();
    let choice = json!([{ "index": 0, "provider_id": "megallm" }]);
    for how in ["forgotten", "old"] {
        let tray = bench.ask("import_examine", json!({ "text": MEGA })).await["tray"].clone();
        if how == "old" {
            bench.clock.advance(TimeDelta::minutes(11));
        } else {
            bench.ask("import_forget", json!({ "tray": tray })).await;
        }
        let request = json!({ "tray": tray, "choices": choice });
        assert_eq!(bench.refused("import_keys", request).await, ErrorCode::NotFound, "{how}");
    }
    assert_eq!(bench.names().await, Vec::<String>::new());
}

#[tokio::test]
async fn without_a_vault_one_can_look_and_nothing_is_kept() {
    let bench = bench_with(Vault::unavailable());
    let env = bench.file(".env", &format!("MEGALLM_API_KEY={MEGA}\n"));
    let tray = bench.ask("import_examine_files", json!({ "paths": [env] })).await;
    let choice = json!({ "index": 0, "provider_id": "megallm", "take_out_of_file": true });
    let request = json!({ "tray": tray["tray"], "choices": [choice] });
    let outcomes = bench.ask("import_keys", request).await;
    assert_eq!(outcomes[0]["error"]["code"], "keychain_absent", "{outcomes}");
    assert!(std::fs::read_to_string(&env).unwrap().contains("canary"), "the line stays");
    assert_eq!(bench.ask("accounts_list", json!({})).await, json!([]));
}

#[tokio::test]
async fn what_manages_keys_and_what_we_issued_is_refused_as_a_key() {
    let bench = bench();
    for (text, kind) in [
        ("sk-admin-canary0123456789abcdefghijklmnop", "admin_key"),
        ("kh_canary012345_0123456789abcdefghijklmnopqrstuvwxyz", "own_key"),
        ("sk-proj-canary\u{2026}abcd", "masked"),
    ] {
        let tray = bench.ask("import_examine", json!({ "text": text })).await;
        assert_eq!(tray["found"][0]["problem"]["kind"], kind, "{tray}");
        let choices = json!([{ "index": 0, "provider_id": "openai" }]);
        let outcomes = bench.ask("import_keys", json!({ "tray": tray["tray"], "choices": choices })).await;
        assert_eq!(outcomes[0]["error"]["code"], "invalid", "{outcomes}");
    }
    for choice in [
        json!({ "index": 0 }),
        json!({ "index": 0, "provider_id": "local" }),
        json!({ "index": 0, "provider_id": "openai", "account_id": "acc_1" }),
    ] {
        let tray = bench.ask("import_examine", json!({ "text": MEGA })).await;
        let outcomes = bench.ask("import_keys", json!({ "tray": tray["tray"], "choices": [choice] })).await;
        assert_eq!(outcomes[0]["error"]["field"], "account_id", "{outcomes}");
    }
}

#[tokio::test]
async fn only_whole_paths_are_taken_and_places_are_not_opened() {
    let bench = bench();
    for path in ["", "relative/.env", "~other/.env", "a\0b"] {
        let code = bench.refused("import_examine_files", json!({ "paths": [path] })).await;
        assert_eq!(code, ErrorCode::Invalid { field: "paths".into() }, "{path}");
    }
    let code = bench.refused("import_examine_files", json!({ "paths": [] })).await;
    assert_eq!(code, ErrorCode::Invalid { field: "paths".into() });
    let folder = bench.folder.path();
    assert_eq!(
        bench.refused("import_places", json!({ "folder": folder.join("none") })).await,
        ErrorCode::Invalid { field: "folder".into() }
    );
    let env = bench.file(".env.local", &format!("MEGALLM_API_KEY={MEGA}\n"));
    let places = bench.ask("import_places", json!({ "folder": folder })).await;
    let files: Vec<&Path> =
        places["files"].as_array().unwrap().iter().map(|file| Path::new(file.as_str().unwrap())).collect();
    assert!(files.contains(&Path::new(&env)), "{places}");
    assert!(!files.contains(&folder.join("data").as_path()));
}
