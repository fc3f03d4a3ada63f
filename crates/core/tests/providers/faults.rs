use std::time::Duration;

use keyhinge_core::http::{Bounds, Lost, Patience, Refusal};
use keyhinge_core::management::{Adapter, Creation, ListBounds, ManagementError, SecretLoss};

use crate::common::{
    Fault, Rule, Simulator, count, creators, manager, manager_within, new_key, provider, scope, secret_of,
};

/// What was made of a create, in a word.
fn outcome(created: &Result<Creation, ManagementError>) -> &'static str {
    match created {
        Ok(Creation::Made(_)) => "made",
        Ok(Creation::SecretUnusable { .. }) => "unusable",
        Ok(Creation::SecretLost { .. }) => "lost",
        Err(ManagementError::Rejected(_)) => "rejected",
        Err(ManagementError::Unknown { .. }) => "unknown",
        Err(_) => "other",
    }
}

#[tokio::test]
async fn every_status_has_its_meaning_and_a_create_is_sent_once() {
    let simulator = Simulator::start().await.expect("a port");
    let manager = manager(&simulator, Adapter::AccountApiKeys);
    for status in 200..600 {
        // Where the status says that there is no body, none is sent.
        let body = if matches!(status, 204 | 205 | 304) { "" } else { r#"{"error":{"message":"no"}}"# };
        simulator.clear_faults();
        simulator.fault(Rule::always(Fault::Answer { status, headers: Vec::new(), body: body.into() }));
        let before = count(&simulator, "POST");
        let created = manager.create(&new_key()).await;
        let expected = match status {
            200..300 => "lost",
            400..=405 | 410..=422 => "rejected",
            _ => "unknown",
        };
        assert_eq!(outcome(&created), expected, "{status}: {created:?}");
        assert_eq!(count(&simulator, "POST"), before + 1, "{status}");
        if let Err(ManagementError::Unknown { status: known, .. }) = created {
            assert_eq!(known, Some(status));
        }
    }
}

#[tokio::test]
async fn a_status_below_200_is_no_answer() {
    for status in [100, 101, 102, 103, 199] {
        let simulator = Simulator::start().await.expect("a port");
        simulator.fault(Rule::always(Fault::Answer { status, headers: Vec::new(), body: String::new() }));
        let created = manager(&simulator, Adapter::AccountApiKeys).create(&new_key()).await;
        assert_eq!(outcome(&created), "unknown", "{status}: {created:?}");
        assert_eq!(count(&simulator, "POST"), 1);
    }
}

#[tokio::test]
async fn no_redirect_is_followed_by_any_adapter() {
    for adapter in Adapter::ALL {
        let simulator = Simulator::start().await.expect("a port");
        let manager = manager(&simulator, adapter);
        for status in [301, 302, 303, 307, 308] {
            simulator.clear_faults();
            simulator.fault(Rule::always(Fault::Redirect { status }));
            let listed = manager.list().await;
            assert!(
                matches!(listed, Err(ManagementError::Rejected(answer)) if answer.is_redirect()),
                "{adapter:?} {status}"
            );
            let revoked = manager.revoke("key_1").await;
            let unknown =
                matches!(revoked, Err(ManagementError::Unknown { status: Some(told), .. }) if told == status);
            assert!(unknown, "{adapter:?} {status}");
            if creators().any(|creator| creator == adapter) {
                assert_eq!(outcome(&manager.create(&new_key()).await), "unknown", "{adapter:?} {status}");
            }
        }
        assert_eq!(simulator.led_elsewhere(), 0, "{adapter:?}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_anywhere_is_never_a_wrong_key() {
    for adapter in creators() {
        let simulator = Simulator::start().await.expect("a port");
        let manager = manager(&simulator, adapter);
        let mut whole = false;
        for at in 0..4000 {
            simulator.clear_faults();
            simulator.fault(Rule::always(Fault::TruncateAll { at }));
            let created = manager.create(&new_key()).await;
            if outcome(&created) == "made" {
                let made = simulator.keys().pop().expect("the provider has a key");
                assert_eq!(created.as_ref().ok().and_then(secret_of), Some(made.secret.as_str()));
                whole = true;
                break;
            }
            assert!(matches!(outcome(&created), "unknown" | "lost"), "{adapter:?} at {at}: {created:?}");
        }
        assert!(whole, "{adapter:?}: no answer was whole");
    }
}

#[tokio::test]
async fn a_list_that_breaks_off_anywhere_is_no_list() {
    for adapter in Adapter::ALL {
        let simulator = Simulator::start().await.expect("a port");
        for name in ["one", "two"] {
            let _ = simulator.make_key(provider(adapter), scope(adapter), name);
        }
        let manager = manager(&simulator, adapter).with_bounds(Patience::none(), ListBounds::default());
        let mut whole = false;
        for at in 0..4000 {
            simulator.clear_faults();
            simulator.fault(Rule::always(Fault::TruncateAll { at }));
            match manager.list().await {
                Ok(listing) => {
                    assert_eq!(listing.keys.len(), 2, "{adapter:?} at {at}");
                    whole = true;
                    break;
                }
                Err(error) => {
                    let honest =
                        matches!(error, ManagementError::Unknown { .. } | ManagementError::Unreadable(_));
                    assert!(honest, "{adapter:?} at {at}: {error:?}");
                }
            }
        }
        assert!(whole, "{adapter:?}: no answer was whole");
    }
}

#[tokio::test]
async fn a_connection_that_is_torn_down_is_unknown_and_the_key_is_found_by_its_nonce() {
    for adapter in creators() {
        let simulator = Simulator::start().await.expect("a port");
        let manager = manager(&simulator, adapter);
        simulator.fault(Rule::on("POST", Fault::Reset).times(1));
        let new = new_key();
        let created = manager.create(&new).await;
        assert!(
            matches!(created, Err(ManagementError::Unknown { status: None, lost: Some(Lost::Broken) })),
            "{adapter:?}: {created:?}"
        );
        assert_eq!(count(&simulator, "POST"), 1, "{adapter:?}");
        let listing = manager.list().await.expect("a list");
        assert_eq!(listing.with_nonce(&new.nonce).len(), 1, "{adapter:?}");
        assert!(listing.with_nonce(&new_key().nonce).is_empty(), "{adapter:?}");
    }
}

#[tokio::test]
async fn a_slow_provider_is_given_up_on_and_nothing_is_claimed() {
    let short = Duration::from_millis(150);
    let bounds = Bounds { idle: short, total: short, ..Bounds::default() };
    for fault in [Fault::Hang, Fault::SlowHead { millis: 50 }, Fault::Trickle { millis: 50 }] {
        let simulator = Simulator::start().await.expect("a port");
        simulator.fault(Rule::always(fault.clone()));
        let manager = manager_within(&simulator, Adapter::AccountApiKeys, bounds);
        let created = manager.create(&new_key()).await;
        // The head of a slow body may have come in time, and then there is a key.
        let lost = matches!(created, Ok(Creation::SecretLost { why: SecretLoss::Lost(Lost::TimedOut), .. }));
        let unknown = matches!(created, Err(ManagementError::Unknown { lost: Some(Lost::TimedOut), .. }));
        assert!(unknown || (lost && matches!(fault, Fault::Trickle { .. })), "{fault:?}: {created:?}");
    }
}

#[tokio::test]
async fn answers_that_are_too_large_are_not_taken_in() {
    for (fault, expected) in [
        (Fault::Huge { mebibytes: 8 }, Lost::TooLarge),
        (Fault::TellLength { bytes: 10_000_000_000 }, Lost::TooLarge),
        (Fault::GzipBomb { mebibytes: 64 }, Lost::Encoded),
        (Fault::ManyHeaders { count: 10_000 }, Lost::Broken),
    ] {
        let simulator = Simulator::start().await.expect("a port");
        simulator.fault(Rule::always(fault.clone()));
        let manager = manager(&simulator, Adapter::AccountApiKeys);
        let listed = manager.list().await;
        assert!(
            matches!(&listed, Err(ManagementError::Unknown { lost: Some(lost), .. }) if *lost == expected),
            "{fault:?}: {listed:?}"
        );
        let created = manager.create(&new_key()).await;
        let made_and_lost = matches!(&created, Ok(Creation::SecretLost { why: SecretLoss::Lost(lost), .. }) if *lost == expected);
        assert!(
            made_and_lost || expected == Lost::Broken && outcome(&created) == "unknown",
            "{fault:?}: {created:?}"
        );
    }
}

#[tokio::test]
async fn a_huge_page_of_an_error_does_not_hide_the_status() {
    let simulator = Simulator::start().await.expect("a port");
    let body = "x".repeat(3 * 1024 * 1024);
    simulator.fault(Rule::always(Fault::Answer { status: 401, headers: Vec::new(), body }));
    let Err(ManagementError::Rejected(answer)) = manager(&simulator, Adapter::AccountApiKeys).list().await
    else {
        panic!("no answer")
    };
    assert!(answer.status == 401 && answer.body.bytes().len() <= 64 * 1024);
}

#[tokio::test]
async fn reads_are_tried_again_where_that_may_help_and_creates_never() {
    for (fault, tries) in [
        (Fault::Answer { status: 503, headers: Vec::new(), body: String::new() }, 3),
        (
            Fault::Answer {
                status: 429,
                headers: vec![("retry-after".into(), "0".into())],
                body: String::new(),
            },
            3,
        ),
        (
            Fault::Answer {
                status: 429,
                headers: vec![("retry-after".into(), "1e309".into())],
                body: String::new(),
            },
            3,
        ),
        (Fault::Reset, 3),
        (Fault::Answer { status: 500, headers: Vec::new(), body: String::new() }, 1),
        (Fault::Answer { status: 401, headers: Vec::new(), body: String::new() }, 1),
    ] {
        let simulator = Simulator::start().await.expect("a port");
        simulator.fault(Rule::always(fault.clone()).times(2));
        let manager = manager(&simulator, Adapter::AccountApiKeys);
        let listed = manager.list().await;
        assert_eq!((listed.is_ok(), count(&simulator, "GET")), (tries == 3, tries), "{fault:?}");
    }
    let simulator = Simulator::start().await.expect("a port");
    simulator.fault(Rule::always(Fault::Reset));
    let listed = manager(&simulator, Adapter::AccountApiKeys).list().await;
    assert!(matches!(listed, Err(ManagementError::Unknown { .. })));
    assert_eq!(count(&simulator, "GET"), 4);
}

#[tokio::test]
async fn a_revoke_that_is_not_answered_is_not_a_success() {
    for adapter in Adapter::ALL {
        let simulator = Simulator::start().await.expect("a port");
        let key = simulator.make_key(provider(adapter), scope(adapter), "leaked");
        let manager = manager(&simulator, adapter);
        simulator.fault(Rule::always(Fault::AnswerAfter { status: 500, body: String::new() }));
        let revoked = manager.revoke(&key.id).await;
        assert!(matches!(revoked, Err(ManagementError::Unknown { status: Some(500), .. })), "{adapter:?}");
        simulator.clear_faults();
        let missing = manager.revoke("nobody").await;
        assert!(
            matches!(missing, Err(ManagementError::Rejected(answer)) if answer.status == 404),
            "{adapter:?}"
        );
    }
    for (adapter, body) in [
        (Adapter::OpenRouter, r#"{"deleted":false}"#),
        (Adapter::LiteLlm, r#"{"deleted_keys":[]}"#),
        (Adapter::AnthropicAdmin, r#"{"id":"apikey_01","status":"active"}"#),
    ] {
        let simulator = Simulator::start().await.expect("a port");
        simulator.fault(Rule::always(Fault::Answer { status: 200, headers: Vec::new(), body: body.into() }));
        let revoked = manager(&simulator, adapter).revoke("key_1").await;
        assert!(matches!(revoked, Err(ManagementError::Unreadable(_))), "{adapter:?}: {revoked:?}");
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    // Bound and never listening: whoever connects is refused, and nobody else gets the port.
    let held = tokio::net::TcpSocket::new_v4().expect("a socket");
    held.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
    let base = format!("http://{}/v1", held.local_addr().expect("bound"));
    let client = crate::common::client(&base, Bounds::default());
    let adapter = Adapter::AccountApiKeys.open(&crate::common::fields()).expect("all fields are there");
    let manager = keyhinge_core::management::Manager::new(
        client,
        keyhinge_core::secret::Secret::new("session".into()),
        adapter,
    );
    let created = manager.create(&new_key()).await;
    assert!(matches!(created, Err(ManagementError::NotSent(Refusal::Connection))), "{created:?}");
}
