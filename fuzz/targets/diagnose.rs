//! The answer of a provider, as `STATUS`, header lines, an empty line and a body: it has a meaning, a short line of text, a
//! bounded wait, and no part of the key that was sent.

#![no_main]

use std::sync::LazyLock;

use http::{HeaderMap, HeaderName, HeaderValue};
use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::clock::from_millis;
use keyhinge_core::diagnosis::{Call, Diagnosis, Verdict, judge_probe};
use keyhinge_core::http::{Answer, Body, Credential, Scheme};
use keyhinge_core::secret::Secret;
use libfuzzer_sys::fuzz_target;

const KEY: &str = "mega-Zq7mXw2Lr9Tn4Vb8Yk3H";

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

fuzz_target!(|input: &[u8]| {
    let at = input.windows(2).position(|pair| pair == b"\n\n").unwrap_or(input.len());
    let (head, body) = (&input[..at], input.get(at + 2..).unwrap_or_default());
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next().and_then(|line| std::str::from_utf8(line).ok()).unwrap_or_default();
    let (status, provider) = first.split_once(' ').unwrap_or((first, ""));
    let status = status.parse().unwrap_or(401);
    let mut headers = HeaderMap::new();
    for line in lines {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = HeaderName::from_bytes(parts.next().unwrap_or_default());
        let value = HeaderValue::from_bytes(parts.next().unwrap_or_default().trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    let credential = Credential::new(Scheme::Bearer, Secret::new(KEY.into()));
    let now = from_millis(1_767_225_600_000);
    let call = Call { provider: CATALOGUE.provider(provider), credential: Some(&credential), now };
    look(&call.answered(status, &headers, body), status);

    let middle = body.len() / 2;
    let with_key = [&body[..middle], KEY.as_bytes(), &body[middle..]].concat();
    let found = call.answered(status, &headers, &with_key);
    look(&found, status);
    let told = format!("{found:?}");
    for part in KEY.as_bytes().windows(8) {
        assert!(!told.as_bytes().windows(8).any(|window| window == part), "{told}");
    }

    let answer = Answer { status, headers, body: Body::from(body.to_vec()) };
    let verdict = judge_probe(call.provider, Some(false), Ok(&answer));
    let may_blame = matches!(status, 200..300 | 400..500);
    assert!(may_blame || matches!(verdict, Verdict::CannotTell { .. }), "{verdict:?}");
});

fn look(found: &Diagnosis, status: u16) {
    assert_eq!(found.status, Some(status));
    assert!(found.provider_says.as_ref().is_none_or(|line| line.chars().count() <= 200));
    assert!(found.retry_after_seconds.is_none_or(|seconds| seconds <= 31 * 24 * 3600));
    for text in [&found.sentence, &found.meaning, &found.next_step] {
        assert!(text.len() > 10);
    }
}
