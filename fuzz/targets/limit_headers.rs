//! The headers of an answer: what they tell of limits is bounded and does not contradict itself.

#![no_main]

use std::sync::LazyLock;

use http::{HeaderMap, HeaderName, HeaderValue};
use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::clock::from_millis;
use keyhinge_core::http::retry_after;
use keyhinge_core::limits::{AMOUNT_MAX, readings};
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

fuzz_target!(|input: &[u8]| {
    let mut lines = input.split(|byte| *byte == b'\n');
    let provider = lines.next().and_then(|line| std::str::from_utf8(line).ok()).unwrap_or_default();
    let mut headers = HeaderMap::new();
    for line in lines {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = HeaderName::from_bytes(parts.next().unwrap_or_default());
        let value = HeaderValue::from_bytes(parts.next().unwrap_or_default().trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    let now = from_millis(1_767_225_600_000);
    let found = readings(&headers, CATALOGUE.provider(provider), now);
    assert!(found.len() <= 32);
    for reading in found {
        assert!(reading.limit.is_some() || reading.remaining.is_some() || reading.unlimited);
        assert!(!(reading.limit.is_some() && reading.unlimited));
        for number in reading.limit.iter().chain(&reading.remaining) {
            assert!((0..=AMOUNT_MAX).contains(number), "{number}");
        }
        if let (Some(limit), Some(remaining)) = (reading.limit, reading.remaining) {
            assert!(remaining <= limit);
        }
        if let Some(at) = reading.resets_at {
            assert!(at >= now && (at - now).num_days() <= 31);
        }
        assert!(reading.name.is_none_or(|name| name.len() <= 64));
    }
    for told in [Some(now), None] {
        assert!(retry_after(&headers, told).is_none_or(|wait| wait.as_secs() <= 31 * 24 * 3600));
    }
});
