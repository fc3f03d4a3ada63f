//! What headers tell of limits.

mod dialects;
mod hostile;

use reqwest::header::{HeaderName, HeaderValue};

use super::ReadingMetric::*;
use super::*;
use crate::catalogue::Catalogue;

fn now() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    headers
}

/// What is compared: metric, name, window, limit, remaining, seconds until the reset.
type Short = (ReadingMetric, Option<&'static str>, Option<u32>, Option<i64>, Option<i64>, Option<i64>);

fn read(provider: &str, lines: &[(&str, &str)]) -> Vec<Reading> {
    let catalogue = Catalogue::embedded().unwrap();
    let provider = (!provider.is_empty()).then(|| catalogue.provider(provider).unwrap());
    let found = readings(&headers(lines), provider, now());
    for reading in &found {
        assert_eq!((reading.source, reading.read_at), (ReadingSource::ResponseHeader, now()));
    }
    found
}

fn same(provider: &str, lines: &[(&str, &str)], expected: &[Short]) {
    let found = read(provider, lines);
    let mut short: Vec<_> = found
        .iter()
        .map(|reading| {
            let resets_in =
                reading.resets_at.map(|at| at.signed_duration_since(now()).num_milliseconds() / 1000);
            let name = reading.name.as_deref();
            (reading.metric, name, reading.window_seconds, reading.limit, reading.remaining, resets_in)
        })
        .collect();
    short.sort_by_key(|reading| (reading.0 as u8, reading.2, reading.3));
    assert_eq!(short, expected, "{lines:?}");
}
