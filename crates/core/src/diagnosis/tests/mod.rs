//! What every failure is called, and what must never happen.

mod hostile;
mod probe;
mod providers;
mod shapes;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

use super::FailureClass::*;
use super::*;
use crate::catalogue::Catalogue;
use crate::http::{Lost, Refusal, Scheme, UrlError};
use crate::secret::Secret;

const KEY: &str = "mega-Zq7mXw2Lr9Tn4Vb8Yk3H";

fn now() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let pairs = lines.iter().map(|(name, value)| {
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
    });
    pairs.collect()
}

fn at(provider: &str, status: u16, lines: &[(&str, &str)], body: &[u8]) -> Diagnosis {
    let catalogue = Catalogue::embedded().unwrap();
    let provider = (!provider.is_empty()).then(|| catalogue.provider(provider).unwrap());
    let found = Call { provider, credential: None, now: now() }.answered(status, &headers(lines), body);
    for text in [&found.sentence, &found.meaning, &found.next_step] {
        assert!(text.len() > 10 && text.ends_with('.'), "{text:?}");
    }
    assert_eq!(found.status, Some(status));
    found
}

fn class(provider: &str, status: u16, body: &str) -> FailureClass {
    at(provider, status, &[], body.as_bytes()).class
}

fn openai(message: &str, kind: &str, code: Option<&str>) -> String {
    json!({ "error": { "message": message, "type": kind, "param": null, "code": code } }).to_string()
}

#[test]
fn a_page_of_somebody_else_says_nothing_about_the_key() {
    let page = "<!DOCTYPE html><html><head><title>Sign in to the hotel</title></head><body>sk-abcdefghijklmnop</body>";
    for status in [200, 301, 302, 307, 400, 401, 402, 403, 404, 407, 511] {
        let found = at("openai", status, &[], page.as_bytes());
        assert_eq!(found.class, NotTheApi, "{status}");
        assert!(!found.meaning.contains("refused"), "{}", found.meaning);
        if status >= 300 {
            assert_eq!(found.provider_says.as_deref(), Some("Sign in to the hotel"));
        }
    }
    assert_eq!(class("openai", 502, "<html>Bad Gateway</html>"), ProviderDown);
    assert_eq!(class("openai", 200, ""), NotTheApi);
    assert_eq!(class("openai", 200, "{\"data\":[]}"), Unknown);
}

#[test]
fn odd_bodies_leave_it_to_the_status() {
    let deep = format!("{{\"error\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
    let long = format!("{{\"error\":{{\"message\":\"{}\"}}}}", "x".repeat(1 << 20));
    let utf16: Vec<u8> = "{\"error\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bodies: [&[u8]; 12] = [
        b"",
        b"null",
        b"[]",
        b"\"no\"",
        b"1e400",
        b"\xff\xfe\x00",
        b"{\"error\":",
        b"\xef\xbb\xbf{\"error\":{}}",
        b"{\"error\":{\"message\":5,\"code\":{},\"type\":[]}}",
        deep.as_bytes(),
        long.as_bytes(),
        &utf16,
    ];
    for body in bodies {
        for (status, expected) in [
            (401, InvalidKey),
            (402, PaymentRequired),
            (429, RateLimited),
            (500, ProviderDown),
            (599, ProviderDown),
        ] {
            assert_eq!(at("", status, &[], body).class, expected);
        }
    }
    let found = at("", 500, &[], b"\xff\xfeinternal\xff");
    assert_eq!(found.provider_says.as_deref(), Some("\u{fffd}\u{fffd}internal\u{fffd}"));
}

#[test]
fn a_failed_network_never_blames_the_key() {
    let refusals = [
        (Refusal::Address(UrlError::NotAnAddress), AddressRefused),
        (Refusal::ForbiddenAddress, AddressRefused),
        (Refusal::Proxy, Proxy),
        (Refusal::Name, NameNotFound),
        (Refusal::Connection, ConnectionRefused),
        (Refusal::Tls, Tls),
        (Refusal::TimedOut, TimedOut),
        (Refusal::Unreachable, Unreachable),
    ];
    let lost = [
        (Lost::TimedOut, TimedOut),
        (Lost::Broken, Broken),
        (Lost::TooLarge, Unreadable),
        (Lost::Encoded, Unreadable),
    ];
    let failures = refusals.into_iter().map(|(why, class)| (Failure::Refused(why), class)).chain(
        lost.into_iter().flat_map(|(lost, class)| {
            [None, Some(200), Some(401)].map(|status| (Failure::Unknown { status, lost }, class))
        }),
    );
    let catalogue = Catalogue::embedded().unwrap();
    for (failure, expected) in failures {
        for provider in catalogue.providers.iter().map(Some).chain([None]) {
            let found = Call { provider, credential: None, now: now() }.diagnose(Err(&failure));
            assert_eq!(found.class, expected);
            assert!(!found.class.blames_key());
            for text in [&found.sentence, &found.meaning, &found.next_step] {
                assert!(!text.contains("invalid") && !text.contains("refused the key"), "{text}");
            }
        }
        assert_eq!(
            judge_probe(None, Some(false), Err(&failure)),
            Verdict::CannotTell { doubt: Doubt::NoAnswer }
        );
    }
}

#[test]
fn every_class_has_words_of_its_own() {
    let mut seen = std::collections::HashSet::new();
    for class in FailureClass::ALL {
        let words = words::of(class, Some("Forii"), Some(499));
        for text in [&words.sentence, &words.meaning, &words.next_step] {
            assert!(text.ends_with('.') && !text.contains("{who}"), "{text}");
        }
        assert!(seen.insert(words.sentence.clone()), "{}", words.sentence);
        let name = serde_json::to_value(class).unwrap();
        assert!(name.as_str().is_some_and(|name| name.bytes().all(|c| c.is_ascii_lowercase() || c == b'_')));
    }
    assert_eq!(seen.len(), FailureClass::ALL.len());
}

#[test]
fn what_the_provider_quotes_of_a_key_is_not_shown() {
    let credential = Credential::new(Scheme::Bearer, Secret::new(KEY.into()));
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, KEY);
    let call = Call { provider: None, credential: Some(&credential), now: now() };
    for quoted in [KEY, &KEY[..14], &encoded, "mega-Z***k3H"] {
        for body in [
            json!({ "error": { "message": format!("Incorrect API key provided: {quoted}"), "code": quoted, "type": quoted } }).to_string(),
            json!({ "detail": quoted, "request_id": quoted }).to_string(),
            json!({ "error": quoted }).to_string(),
            format!("no: {quoted}"),
            format!("<html><title>{quoted}</title></html>"),
        ] {
            let lines = headers(&[("x-request-id", quoted)]);
            for status in [200, 401, 429, 500] {
                let found = call.answered(status, &lines, body.as_bytes());
                let told = format!("{found:?} {}", serde_json::to_string(&found).unwrap());
                for part in quoted.as_bytes().windows(8) {
                    assert!(!told.as_bytes().windows(8).any(|window| window == part), "{told}");
                }
            }
        }
    }
}

#[test]
fn a_success_shows_nothing_of_its_text() {
    let found = at("forii", 200, &[], b"{\"id\":\"key_1\",\"key\":\"a new secret\",\"name\":\"n\"}");
    assert_eq!(found.provider_says, None);
    let new = b"{\"code\":\"new-secret\",\"message\":\"new-secret\",\"title\":\"new-secret\",\"request_id\":\"new-secret\"}";
    for body in [
        &b"new-secret"[..],
        new,
        b"\"new-secret\"",
        b"[\"new-secret\"]",
        b"{\"error\":{},\"detail\":\"new-secret\"}",
    ] {
        let told = format!("{:?}", at("forii", 201, &[], body));
        assert!(!told.contains("new-secret"), "{told}");
    }
}

#[test]
fn what_may_be_tried_again_follows_the_header() {
    let says = |status, value| at("", status, &[("x-should-retry", value)], b"").do_not_retry;
    assert!(says(429, "false") && says(503, "false") && says(401, "true"));
    assert!(!says(429, "true") && !says(503, "odd"));
}

#[test]
fn the_wait_comes_from_what_is_used_up_where_nothing_better_is_said() {
    let lines = [
        ("anthropic-ratelimit-requests-remaining", "0"),
        ("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:30Z"),
        ("anthropic-ratelimit-tokens-remaining", "10"),
        ("anthropic-ratelimit-tokens-reset", "2026-01-01T00:10:00Z"),
    ];
    let found = at("anthropic", 429, &lines, b"");
    assert_eq!((found.metric, found.retry_after_seconds), (Some(ReadingMetric::Requests), Some(30)));
    let found = at("anthropic", 429, &[lines[0], lines[1], ("retry-after", "7")], b"");
    assert_eq!(found.retry_after_seconds, Some(7));
    for bad in ["-1", "1e309", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT", ""] {
        assert_eq!(at("", 429, &[("retry-after", bad)], b"").retry_at, None, "{bad}");
    }
    let date = at("", 503, &[("retry-after", "Thu, 01 Jan 2026 00:02:00 GMT")], b"");
    assert_eq!(date.retry_after_seconds, Some(120));
}
