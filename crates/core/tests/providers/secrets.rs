use base64::Engine as _;
use keyhinge_core::management::{Adapter, Creation, ManagementError};

use crate::common::{Fault, Rule, Simulator, creators, manager, new_key, provider};

/// Every eight characters in a row of a text.
fn holds_a_part(text: &[u8], secret: &str) -> bool {
    secret.as_bytes().windows(8).any(|part| text.windows(8).any(|window| window == part))
}

#[tokio::test]
async fn a_credential_that_a_provider_echoes_is_in_no_error() {
    for adapter in Adapter::ALL {
        let credential = provider(adapter).credential();
        let encoded = base64::engine::general_purpose::STANDARD.encode(credential);
        let body = format!(
            r#"{{"error":{{"message":"Incorrect API key provided: {credential} ({encoded}), Bearer {credential}"}}}}"#
        );
        for status in [400, 401, 403, 500, 503] {
            let simulator = Simulator::start().await.expect("a port");
            let headers = vec![("x-echo".into(), format!("Bearer {credential}"))];
            simulator.fault(Rule::always(Fault::Answer { status, headers, body: body.clone() }));
            let manager = manager(&simulator, adapter);
            let mut errors = vec![
                manager.check().await.err(),
                manager.list().await.err(),
                manager.revoke("key_1").await.err(),
            ];
            if creators().any(|creator| creator == adapter) {
                errors.push(manager.create(&new_key()).await.err());
            }
            for error in errors {
                let error = error.expect("an error");
                let shown = format!("{error} {error:?} {error:#?}");
                assert!(!holds_a_part(shown.as_bytes(), credential), "{adapter:?} {status}: {shown}");
                let ManagementError::Rejected(answer) = error else { continue };
                assert!(!holds_a_part(answer.body.bytes(), credential), "{adapter:?} {status}");
                assert!(!holds_a_part(answer.excerpt().as_bytes(), credential), "{adapter:?} {status}");
                let echo = answer.headers.get("x-echo").expect("the header").as_bytes();
                assert!(!holds_a_part(echo, credential), "{adapter:?} {status}");
                assert!(!holds_a_part(answer.body.bytes(), &encoded), "{adapter:?} {status}");
            }
            let text = format!("{manager:?}");
            assert!(!holds_a_part(text.as_bytes(), credential), "{adapter:?}: {text}");
        }
    }
}

#[tokio::test]
async fn a_new_secret_is_in_no_debug_text_and_no_request_carries_one_in_its_address() {
    for adapter in creators() {
        let simulator = Simulator::start().await.expect("a port");
        let manager = manager(&simulator, adapter);
        let created = manager.create(&new_key()).await.expect("a key");
        let secret = simulator.keys().pop().expect("the provider has a key").secret;
        let tail = &secret[secret.len() - 20..];
        let Creation::Made(made) = &created else { panic!("{adapter:?}: {created:?}") };
        assert!(made.secret.matches(&secret));
        assert!(!format!("{created:?}").contains(tail), "{adapter:?}");
        manager.revoke(&made.key.id).await.expect("revoked");
        let _ = manager.list().await;
        for call in simulator.calls() {
            let address = format!("{} {:?}", call.path, call.query);
            assert!(!holds_a_part(address.as_bytes(), provider(adapter).credential()), "{address}");
            assert!(!address.contains(tail), "{address}");
            for forbidden in ["cookie", "referer", "origin"] {
                assert!(!call.headers.iter().any(|(name, _)| name == forbidden), "{adapter:?} {forbidden}");
            }
            assert!(call.headers.contains(&("accept-encoding".into(), "identity".into())));
        }
    }
}

#[tokio::test]
async fn cookies_of_a_provider_are_neither_kept_nor_shown() {
    let simulator = Simulator::start().await.expect("a port");
    let headers = vec![("set-cookie".into(), "session=canary-0123456789".into())];
    simulator.fault(Rule::always(Fault::Answer { status: 401, headers, body: String::new() }));
    let manager = manager(&simulator, Adapter::AccountApiKeys);
    let Err(ManagementError::Rejected(answer)) = manager.list().await else { panic!("no answer") };
    assert!(answer.headers.get("set-cookie").is_none());
    let _ = manager.list().await;
    assert!(simulator.calls().iter().all(|call| call.headers.iter().all(|(name, _)| name != "cookie")));
}
