use proptest::prelude::*;

use super::*;
use crate::catalogue::Catalogue;
use crate::keys::token;

#[test]
fn what_looks_like_a_secret_goes() {
    for (text, clean) in [
        ("key sk-abcdEFGH1234 given", "key sk-[redacted] given"),
        ("sk-ant-api03-AAAA_bbbb-1234.", "sk-[redacted]."),
        ("SK=sk-or-v1-0123456789abcdef", "SK=sk-[redacted]"),
        ("AIzaSyD-1234567890abcdefg", "AIza[redacted]"),
        ("gsk_12345678 kh_123456789012_x", "gsk_[redacted] kh_[redacted]"),
        ("forii_sk_12345678", "forii_[redacted]"),
        ("\\nsk-abcdefgh12345678", "\\nsk-[redacted]"),
        ("authorization: Basic dXNlcjpwYXNz more\nnext", "authorization: [redacted]\nnext"),
        ("Bearer abc, then", "Bearer [redacted], then"),
        ("BEARER%20abc", "BEARER%20[redacted]"),
        (r#"{"x-api-key":"abc","model":"m"}"#, r#"{"x-api-key":"[redacted]","model":"m"}"#),
        (r#"{\"password\": \"hunter2\"}"#, r#"{\"password\": \"[redacted]\"}"#),
        ("OPENAI_API_KEY=abc", "OPENAI_API_KEY=[redacted]"),
        ("GET https://host/v1/models?key=abc&x=1 failed", "GET https://host/v1/models?[redacted] failed"),
        ("https://host/?abc)", "https://host/?[redacted])"),
        ("/v1/models?key=abc", "/v1/models?[redacted]"),
        ("https://user:pass@host/path", "https://[redacted]@host/path"),
        ("eyJhbGciOiJIUzI1NiJ9.e30.abc", "eyJ[redacted]"),
        (
            "digest e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 known",
            "digest [redacted] known",
        ),
    ] {
        assert_eq!(redact(text), clean);
    }
}

#[test]
fn what_people_need_to_read_stays() {
    for text in [
        "the gateway serves url=\"http://127.0.0.1:4517\"",
        "key_4tQ9abcdefgh was revoked; masked kh_4tQ9\u{2026}9f2c",
        "/home/someone/local/share/keyhinge/backups/keyhinge-20261121T070000000Z",
        "store 8b2f0c9e-5f0b-4a51-9d3f-6f4a3d0c7b11",
        "disk-encryption is on. Is it really? Yes.",
        "sk-learn and task-1",
        "what? a=b",
        "",
    ] {
        assert_eq!(redact(text), text);
    }
}

#[test]
fn every_key_that_we_make_and_every_prefix_that_we_know_is_covered() {
    for _ in 0..200 {
        let issued = token::issue().unwrap();
        let session = token::session().unwrap();
        let text = format!("a{}b {:?}", issued.token.expose(), session.expose());
        let clean = redact(&text);
        assert!(
            !clean.contains(&issued.token.expose()[20..28]) && !clean.contains(&session.expose()[20..28]),
            "{clean}"
        );
        assert_eq!(redact(&issued.masked), issued.masked);
    }
    for provider in &Catalogue::embedded().unwrap().providers {
        for key_type in &provider.key_types {
            for prefix in &key_type.prefixes {
                let clean = redact(&format!("{prefix}0123456789abcdef")).into_owned();
                assert!(clean.ends_with(GONE), "{clean}");
            }
        }
    }
}

/// A secret as providers make them.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "(sk-|sk-ant-api03-|sk-or-v1-|AIza|gsk_|forii_|forii_sk_)[A-Za-z0-9_-]{19,60}[A-Za-z0-9]",
        "kh_[A-Za-z0-9]{12}_[A-Za-z0-9]{49}",
        "[A-Za-z0-9_-]{47}[A-Za-z0-9]",
        "[a-f0-9]{64}",
    ]
}

/// The forms in which a secret meets a log line.
fn planted(secret: &str, form: u8) -> String {
    match form {
        0 => secret.to_owned(),
        1 => format!("{secret:?}"),
        2 => serde_json::json!({ "line": format!("x\n{secret}\t") }).to_string(),
        3 => format!("https://host/path?key={secret}&more=1"),
        4 => format!("Authorization: Bearer {secret}"),
        5 => format!("x-api-key={secret};"),
        6 => format!("https://user:{secret}@host/"),
        _ => secret.bytes().map(|byte| format!("{byte:02x}")).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_eight_characters_of_a_secret_survive(
        before in "[ -~]{0,40}", after in "[ -~]{0,40}", secret in secret(), form in 0_u8..8,
    ) {
        let text = format!("{before} {} {after}", planted(&secret, form));
        let clean = redact(&text);
        // What stays of it is its known beginning, which is no secret.
        let start = PREFIXES.iter().filter(|prefix| secret.starts_with(**prefix)).map(|prefix| prefix.len()).max();
        let body: Vec<char> = secret[start.unwrap_or(0)..].chars().collect();
        for window in body.windows(8) {
            let part: String = window.iter().collect();
            prop_assert!(
                !clean.contains(&part) || before.contains(&part) || after.contains(&part),
                "{part:?} of {text:?} is in {clean:?}"
            );
        }
    }

    #[test]
    fn twice_is_once(text in "(\\PC|[\n\t]|bearer |Bearer [a-z]|sk-|kh_|x-api-key: |\\?a=|://|@|[a-zA-Z0-9/+=_-]{30}){0,30}") {
        let once = redact(&text).into_owned();
        prop_assert_eq!(redact(&once), once.as_str());
    }
}
