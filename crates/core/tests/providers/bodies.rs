use keyhinge_core::http::{Bounds, Credential};
use keyhinge_core::management::{
    Adapter, Creation, ManagementError, Unreadable, parse_balance, parse_created, parse_list, parse_usage,
};
use keyhinge_core::secret::Secret;
use proptest::prelude::*;

use crate::common::{Fault, Rule, Simulator, client, creators, fields, manager, new_key, provider, scope};

/// The bytes of a create's answer and of a list's, as they come.
async fn answers(adapter: Adapter) -> (Option<Vec<u8>>, Vec<u8>) {
    let simulator = Simulator::start().await.expect("a port");
    let provider = provider(adapter);
    let _ = simulator.make_key(provider, scope(adapter), "one");
    let opened = adapter.open(&fields()).expect("all fields are there");
    let credential = Credential::new(opened.scheme(), Secret::new(provider.credential().into()));
    let client = client(&simulator.base(provider), Bounds::default());
    let created = match opened.create(&new_key()) {
        Ok(ask) => Some(client.send(&ask, Some(&credential)).await.expect("an answer").body.bytes().to_vec()),
        Err(_) => None,
    };
    let ask = opened.list(None).expect("every adapter lists");
    let listed = client.send(&ask, Some(&credential)).await.expect("an answer").body.bytes().to_vec();
    (created, listed)
}

#[tokio::test]
async fn every_beginning_of_an_answer_but_the_whole_is_refused() {
    for adapter in Adapter::ALL {
        let (created, listed) = answers(adapter).await;
        for (at, _) in listed.iter().enumerate() {
            assert!(parse_list(adapter, &listed[..at]).is_err(), "{adapter:?} at {at}");
        }
        assert!(parse_list(adapter, &listed).is_ok(), "{adapter:?}");
        let Some(created) = created else { continue };
        for (at, _) in created.iter().enumerate() {
            assert!(parse_created(adapter, &created[..at]).is_err(), "{adapter:?} at {at}");
        }
        assert!(parse_created(adapter, &created).is_ok(), "{adapter:?}");
    }
}

#[tokio::test]
async fn a_success_without_a_secret_is_a_lost_secret_and_never_a_second_post() {
    for adapter in creators() {
        for fault in [
            Fault::InvalidUtf8,
            Fault::Deep { depth: 100_000 },
            Fault::Body { body: String::new() },
            Fault::Body { body: "null".into() },
            Fault::Body { body: "[]".into() },
            Fault::Body { body: "\"text\"".into() },
            Fault::Body { body: "{}".into() },
            Fault::Body { body: "<html>sign in</html>".into() },
            Fault::Body { body: r#"{"error":{"message":"no"}}"#.into() },
            Fault::Body { body: r#"{"id":"a","key":null,"value":null,"apiKey":null,"api_key":null}"#.into() },
            Fault::Body { body: r#"{"key":"sk-0123456789","key":"sk-9876543210"}"#.into() },
            Fault::Body { body: r#"{"data":null,"key":7}"#.into() },
        ] {
            let simulator = Simulator::start().await.expect("a port");
            simulator.fault(Rule::on("POST", fault.clone()));
            let created = manager(&simulator, adapter).create(&new_key()).await;
            assert!(matches!(created, Ok(Creation::SecretLost { .. })), "{adapter:?} {fault:?}: {created:?}");
            assert_eq!(simulator.calls().len(), 1, "{adapter:?} {fault:?}");
        }
    }
}

#[tokio::test]
async fn the_id_of_a_key_whose_secret_is_lost_is_kept() {
    for (adapter, body, id) in [
        (Adapter::AccountApiKeys, r#"{"id":"key_1","key":null}"#, "key_1"),
        (Adapter::OpenRouter, r#"{"data":{"hash":"abc"}}"#, "abc"),
        (Adapter::OpenAiAdmin, r#"{"id":"svc_1","api_key":null}"#, "svc_1:"),
        (Adapter::OpenAiAdmin, r#"{"id":"svc_1","api_key":{"id":"key_1","value":null}}"#, "svc_1:key_1"),
        (Adapter::Xai, r#"{"apiKeyId":"key_1"}"#, "key_1"),
        (Adapter::Fireworks, r#"{"keyId":"key_1"}"#, "key_1"),
    ] {
        let simulator = Simulator::start().await.expect("a port");
        simulator.fault(Rule::on("POST", Fault::Body { body: body.into() }));
        let created = manager(&simulator, adapter).create(&new_key()).await;
        assert!(
            matches!(&created, Ok(Creation::SecretLost { id: Some(kept), .. }) if kept == id),
            "{adapter:?}: {created:?}"
        );
    }
}

#[tokio::test]
async fn a_secret_that_cannot_be_stored_is_said_to_be_so() {
    let long = "a".repeat(3000);
    for secret in [
        "with\\nline",
        "with blank",
        "\\u0000abcdefgh",
        "schl\u{fc}ssel-schl\u{fc}ssel",
        "key_000001",
        "short",
        &long,
    ] {
        let simulator = Simulator::start().await.expect("a port");
        let body = format!(r#"{{"id":"key_000001","name":"prod","key":"{secret}"}}"#);
        simulator.fault(Rule::on("POST", Fault::Body { body }));
        let created = manager(&simulator, Adapter::AccountApiKeys).create(&new_key()).await;
        assert!(matches!(created, Ok(Creation::SecretUnusable { .. })), "{secret}: {created:?}");
    }
}

#[test]
fn every_documented_envelope_of_a_list_is_read() {
    let key = r#"{"id":"key_1","name":"prod","created":"2025-01-15T10:30:00Z","status":"active"}"#;
    for body in [
        format!("[{key}]"),
        format!(r#"{{"data":[{key}]}}"#),
        format!(r#"{{"apiKeys":[{key}]}}"#),
        format!(r#"{{"keys":[{key}],"unknown":{{"deep":[1,2]}}}}"#),
    ] {
        let page = parse_list(Adapter::AccountApiKeys, body.as_bytes()).expect("readable");
        assert_eq!(page.keys.len(), 1, "{body}");
        assert!(page.keys[0].created.is_some());
    }
    let hash = "a".repeat(64);
    let old = format!(r#"{{"keys":["{hash}"],"total_count":1,"current_page":1,"total_pages":1}}"#);
    assert_eq!(parse_list(Adapter::LiteLlm, old.as_bytes()).expect("readable").keys[0].id, hash);
    // A list of plaintext keys is no list of ids.
    let plain = r#"{"keys":["sk-0123456789abcdef"],"total_pages":1}"#;
    assert!(parse_list(Adapter::LiteLlm, plain.as_bytes()).is_err());
}

#[test]
fn one_key_that_cannot_be_read_spoils_the_list_and_is_named() {
    for (adapter, body, field) in [
        (Adapter::AccountApiKeys, r#"{"data":[{"id":"a"},{"name":"b"}]}"#, "data[1].id"),
        (Adapter::OpenRouter, r#"{"data":[{"hash":"../x"}]}"#, "data[0].hash"),
        (Adapter::OpenAiAdmin, r#"{"data":[{"id":null}]}"#, "data[0].id"),
        (Adapter::AnthropicAdmin, r#"{"data":[7]}"#, "data[0]"),
        (Adapter::Xai, r#"{"keys":[]}"#, "apiKeys"),
        (Adapter::Fireworks, r#"{"apiKeys":[{"keyId":"a b"}]}"#, "apiKeys[0].keyId"),
    ] {
        let expected = Unreadable::Missing { field: field.into() };
        assert_eq!(parse_list(adapter, body.as_bytes()), Err(expected), "{adapter:?}");
    }
}

#[tokio::test]
async fn another_content_type_does_not_matter_and_html_is_no_list() {
    let simulator = Simulator::start().await.expect("a port");
    simulator.fault(Rule::always(Fault::ContentType { value: "text/html".into() }).times(1));
    simulator.fault(Rule::always(Fault::Body { body: "<html>".into() }));
    let manager = manager(&simulator, Adapter::AccountApiKeys);
    assert!(manager.list().await.is_ok());
    assert!(matches!(manager.list().await, Err(ManagementError::Unreadable(Unreadable::NotJson))));
}

/// JSON of any shape, with the names that are looked for.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let name = prop::sample::select(vec![
        "data",
        "keys",
        "apiKeys",
        "id",
        "hash",
        "keyId",
        "apiKeyId",
        "key",
        "value",
        "api_key",
        "apiKey",
        "token",
        "owner",
        "service_account",
        "has_more",
        "last_id",
        "status",
        "created",
        "total",
        "val",
        "results",
        "date",
        "start_time",
        "total_pages",
        "totalSize",
        "nextPageToken",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        "\\PC{0,12}".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::btree_map(name.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn read_all(adapter: Adapter, body: &[u8]) {
    if let Ok(page) = parse_list(adapter, body) {
        for key in page.keys {
            assert!(!key.id.is_empty() && key.id.len() <= 600);
        }
    }
    if let Ok(created) = parse_created(adapter, body) {
        assert!(!created.secret.expose().is_empty());
    }
    let _ = (parse_usage(adapter, body), parse_balance(adapter, body));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_json_brings_a_parser_down(value in json()) {
        for adapter in Adapter::ALL {
            let body = value.to_string();
            if let Ok(page) = parse_list(adapter, body.as_bytes()) {
                for key in page.keys {
                    prop_assert!(!key.id.is_empty() && !key.id.contains('/'));
                }
            }
            let _ = parse_created(adapter, body.as_bytes());
            let _ = (parse_usage(adapter, body.as_bytes()), parse_balance(adapter, body.as_bytes()));
        }
    }

    #[test]
    fn no_bytes_bring_a_parser_down(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for adapter in Adapter::ALL {
            read_all(adapter, &bytes);
        }
    }

    #[test]
    fn no_change_of_a_real_answer_brings_a_parser_down(
        at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>(),
    ) {
        let real = br#"{"id":"key_1","name":"prod","key":"forii_sk_0123456789","data":{"hash":"abc","owner":{"type":"user"}},"api_key":{"id":"key_2","value":"sk-1"},"created":"2025-01-15T10:30:00Z","keys":[{"token":"a"}],"has_more":false}"#;
        let mut changed = real.to_vec();
        *at.get_mut(&mut changed[..]) = byte;
        changed.truncate(changed.len().min(cut.index(real.len() * 2)));
        for adapter in Adapter::ALL {
            let _ = parse_list(adapter, &changed);
            let _ = parse_created(adapter, &changed);
        }
    }
}
