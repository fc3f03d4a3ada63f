//! `khg call` with what nobody should send: a typed error each time, never a panic.

use std::net::TcpListener;

use crate::common::Khg;

const EXITS: [i32; 7] = [0, 1, 3, 4, 5, 6, 7];

/// A data folder whose gateway port is free, so that `gateway_start` meets nobody else's gateway.
fn khg() -> Khg {
    let khg = Khg::without_keychain();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    std::fs::create_dir(khg.data()).unwrap();
    std::fs::write(khg.data().join("settings.toml"), format!("gateway_port = {port}\n")).unwrap();
    khg
}

#[test]
fn every_command_answers_hostile_json_with_a_typed_error() {
    let khg = khg();
    let names = khg.run(["call", "--list"]).json();
    let names: Vec<_> = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(names.len() > 15);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let long = format!(r#"{{"key_id":"{}"}}"#, "a".repeat(1 << 20));
    let requests = [
        "{}",
        "null",
        "[]",
        "\"x\"",
        "1e999",
        r#"{"key_id":null,"ticket":7}"#,
        r#"{"key_id":"'; DROP TABLE keys;--","typed_name":"x","target":"bash","ticket":"\u0000"}"#,
        r#"{"key_id":"x","typed_name":"x"}"#,
        r#"{"ticket":"00000000000000000000000000000000"}"#,
        r#"{"account_id":"x","name":"<img src=x onerror=alert(1)>","purpose":"p","permissions":[],"generate":true,"expiry":{"kind":"at","at":"1970-01-01T00:00:00Z"},"plan":"Free","limits":{"requests_per_minute":1e20}}"#,
        &deep,
        &long,
    ];
    for name in names {
        for request in requests {
            let ran = khg.run_with(["call", "--print-secret", name, "-"], request.as_bytes());
            assert!(EXITS.contains(&ran.code), "{name} {request:.80}: {ran:?}");
            assert!(!ran.err.contains("panicked"), "{name} {request:.80}: {}", ran.err);
            if ran.code == 0 {
                ran.json();
            } else {
                assert_eq!(ran.out, "", "{name} {request:.80}");
                assert_ne!(ran.error_code(), "internal", "{name} {request:.80}");
                assert!(ran.err.len() < 2_000, "{name}: the request is not thrown back");
            }
        }
    }
    assert_eq!(khg.run(["key", "list", "--json"]).out, "[]\n");
}

#[test]
fn what_is_no_json_is_told_without_being_repeated() {
    let khg = khg();
    for request in ["{", "", "kh_canary_in_the_wrong_place", "{\"a\":}", "\u{feff}{}"] {
        let ran = khg.run(["call", "keys_list", request]);
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "bad_request"), "{request}");
        assert!(!ran.err.contains("canary"));
    }
    assert_eq!(khg.run_with(["call", "keys_list", "-"], b"\xff\xfe\x00").code, 3);
    assert_eq!(khg.run_with(["call", "keys_list", "-"], &vec![b' '; 5 << 20]).code, 3);
    assert_eq!(khg.run(["call", "no_such_command"]).error_code(), "unknown_command");
}

#[test]
fn a_reveal_is_refused_before_it_is_tried_unless_printing_is_asked_for() {
    let ran = khg().run(["call", "keys_reveal", r#"{"ticket":"00"}"#]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}
