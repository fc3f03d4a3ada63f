//! `RateLimit-Policy` and `RateLimit` as the IETF drafts have them: the limits in one, what is left in the other, by name.
//! What is malformed is ignored, as the drafts ask.

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;

use super::amount::{self, Amount};
use super::{READINGS_MAX, Reading, ReadingMetric, ReadingSource, VALUE_MAX};
use crate::http::When;
use crate::redact::redact;

/// The longest name of a policy that is taken over, in characters.
const NAME_MAX: usize = 64;

/// An entry of such a list: `"burst";q=100;w=60`.
struct Item {
    name: String,
    parameters: Vec<(String, String)>,
}

impl Item {
    fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

pub(super) fn readings(headers: &HeaderMap, now: DateTime<Utc>) -> Vec<Reading> {
    let states = items(headers, "ratelimit");
    let policies = items(headers, "ratelimit-policy");
    let mut found: Vec<Reading> = policies.iter().filter_map(|policy| limit(policy, now)).collect();
    for state in &states {
        let known = found.iter_mut().find(|reading| reading.name.as_deref() == Some(state.name.as_str()));
        let resets_at = state.get("t").and_then(When::parse).and_then(|when| when.at(now));
        match known {
            // A name that comes twice is told by its first.
            Some(reading) if reading.remaining.is_none() && reading.resets_at.is_none() => {
                reading.remaining = amount::remaining(state.get("r"), reading.limit, reading.unlimited);
                reading.resets_at = resets_at;
            }
            Some(_) => {}
            None => found.extend(remaining_only(state, resets_at, now)),
        }
    }
    found.extend(older(headers, &policies, now));
    found
}

/// An older draft: `limit=100, remaining=50, reset=5`, and the window in a policy `100;w=60`.
fn older(headers: &HeaderMap, policies: &[Item], now: DateTime<Utc>) -> Option<Reading> {
    let text = headers.get("ratelimit")?.to_str().ok().filter(|text| text.len() <= VALUE_MAX)?;
    let get = |wanted: &str| {
        let pairs = text.split(',').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.trim(), value.trim())).find(|(name, _)| *name == wanted)
    };
    let (_, told) = get("limit")?;
    let quota = Amount::parse(told)?;
    let unlimited = quota == Amount::Unlimited;
    let policy = policies.iter().find(|policy| policy.name == told);
    Some(Reading {
        metric: ReadingMetric::Requests,
        name: None,
        window_seconds: policy.and_then(|policy| policy.get("w")?.parse().ok()),
        limit: quota.number(),
        unlimited,
        remaining: amount::remaining(get("remaining").map(|(_, left)| left), quota.number(), unlimited),
        resets_at: get("reset").and_then(|(_, reset)| When::parse(reset)?.at(now)),
        source: ReadingSource::ResponseHeader,
        read_at: now,
    })
}

fn limit(policy: &Item, now: DateTime<Utc>) -> Option<Reading> {
    let quota = Amount::parse(policy.get("q")?)?;
    let metric = match policy.get("qu") {
        None | Some("requests") => ReadingMetric::Requests,
        Some("concurrent-requests") => ReadingMetric::ConcurrentRequests,
        Some("tokens") => ReadingMetric::Tokens,
        Some(_) => return None,
    };
    Some(Reading {
        metric,
        name: Some(policy.name.clone()),
        window_seconds: policy.get("w").and_then(|seconds| seconds.parse().ok()),
        limit: quota.number(),
        unlimited: quota == Amount::Unlimited,
        remaining: None,
        resets_at: None,
        source: ReadingSource::ResponseHeader,
        read_at: now,
    })
}

fn remaining_only(state: &Item, resets_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Reading> {
    let remaining = amount::remaining(Some(state.get("r")?), None, false)?;
    Some(Reading {
        metric: ReadingMetric::Requests,
        name: Some(state.name.clone()),
        window_seconds: None,
        limit: None,
        unlimited: false,
        remaining: Some(remaining),
        resets_at,
        source: ReadingSource::ResponseHeader,
        read_at: now,
    })
}

/// The entries of a list, which may be spread over several headers. A malformed header has none.
fn items(headers: &HeaderMap, name: &str) -> Vec<Item> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let values = values.filter(|text| text.len() <= VALUE_MAX).take(READINGS_MAX);
    values.flat_map(|text| list(text).unwrap_or_default()).take(READINGS_MAX).collect()
}

fn list(text: &str) -> Option<Vec<Item>> {
    split(text, ',')?.into_iter().map(|entry| item(&entry)).collect()
}

fn item(text: &str) -> Option<Item> {
    let mut parts = split(text, ';')?.into_iter();
    let name = bare(parts.next()?.trim());
    let plain = name.chars().all(|c| c == ' ' || c.is_ascii_graphic()) && redact(&name) == name;
    if name.is_empty() || name.len() > NAME_MAX || name.contains('=') || !plain {
        return None;
    }
    let parameters = parts.map(|part| {
        let (name, value) = part.split_once('=')?;
        Some((name.trim().to_owned(), bare(value.trim())))
    });
    Some(Item { name, parameters: parameters.collect::<Option<_>>()? })
}

/// Without the quotes around it.
fn bare(text: &str) -> String {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).replace('\\', "")
}

/// Splits where `at` stands outside quotes; none where a quote stays open.
fn split(text: &str, at: char) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if c == at && !quoted {
            parts.push(String::new());
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        parts.last_mut()?.push(c);
    }
    (!quoted).then_some(parts)
}
