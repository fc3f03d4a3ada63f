//! Reads what an answer's headers say about limits, in every dialect that providers have for it. Pure: headers and the
//! time in, readings out. What is not understood is left out, never guessed.

mod amount;
mod ietf;
mod names;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::amount::Amount;
use self::names::{Kind, Part};
use crate::catalogue::Provider;
use crate::http::When;

/// No provider has more limits than this.
const READINGS_MAX: usize = 32;

/// Longer values are no numbers and no times.
const VALUE_MAX: usize = 1024;

/// What a provider's limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReadingMetric {
    Requests,
    PromptTokens,
    CompletionTokens,
    /// Prompt and completion together.
    Tokens,
    /// At the same time, without a window.
    ConcurrentRequests,
}

/// Where a reading came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReadingSource {
    /// The headers of an answer.
    ResponseHeader,
}

/// One observation of a limit. At least one of `limit`, `unlimited` and `remaining` is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reading {
    pub metric: ReadingMetric,
    /// What the provider calls this limit, where it has several of a kind.
    pub name: Option<String>,
    /// None where the provider does not say.
    pub window_seconds: Option<u32>,
    pub limit: Option<i64>,
    /// The provider says that there is no limit.
    pub unlimited: bool,
    pub remaining: Option<i64>,
    /// When the limit is whole again. The reading is stale from then on.
    pub resets_at: Option<DateTime<Utc>>,
    pub source: ReadingSource,
    pub read_at: DateTime<Utc>,
}

/// The limits that an answer's headers tell. `provider` helps with what its headers leave out: how long a window is.
#[must_use]
pub fn readings(headers: &HeaderMap, provider: Option<&Provider>, now: DateTime<Utc>) -> Vec<Reading> {
    let mut found: Vec<Reading> = Vec::new();
    let mut take = |reading: Reading| {
        let known = found.iter().any(|other| is_same(other, &reading));
        if !known && found.len() < READINGS_MAX {
            found.push(reading);
        }
    };
    ietf::readings(headers, now).into_iter().for_each(&mut take);
    for group in groups(headers) {
        group.into_iter().filter_map(|limit| limit.reading(provider, now)).for_each(&mut take);
    }
    found
}

/// Whether two dialects say the same.
fn is_same(one: &Reading, other: &Reading) -> bool {
    fn agree<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    one.metric == other.metric
        && (one.limit, one.unlimited, one.remaining) == (other.limit, other.unlimited, other.remaining)
        && agree(&one.name, &other.name)
        && agree(&one.window_seconds, &other.window_seconds)
}

/// The headers of one limit.
struct Told<'a> {
    kind: Kind,
    /// The names of the headers.
    names: Vec<&'a str>,
    limit: Value<'a>,
    remaining: Value<'a>,
    reset: Value<'a>,
}

/// The value of a header that should be there once.
#[derive(Clone, Copy, Default)]
enum Value<'a> {
    #[default]
    Missing,
    One(&'a str),
    /// It is there with different values, so it says nothing.
    Contradicted,
}

impl<'a> Value<'a> {
    fn add(&mut self, text: &'a str) {
        *self = match *self {
            Self::Missing => Self::One(text),
            Self::One(known) if known == text => *self,
            Self::One(_) | Self::Contradicted => Self::Contradicted,
        };
    }

    fn text(self) -> Option<&'a str> {
        if let Self::One(text) = self { Some(text) } else { None }
    }
}

/// The limits that are told by names, those of one family together.
fn groups(headers: &HeaderMap) -> Vec<Vec<Told<'_>>> {
    let mut families: Vec<Vec<Told<'_>>> = names::FAMILIES.iter().map(|_| Vec::new()).collect();
    // A reset for all of a family.
    let mut common = vec![Value::Missing; families.len()];
    for (name, value) in headers {
        let text = value.to_str().map(str::trim).unwrap_or_default();
        let Some((family, kind, part)) = names::read(name.as_str()).filter(|_| text.len() <= VALUE_MAX)
        else {
            continue;
        };
        let (Some(told), Some(common)) = (families.get_mut(family), common.get_mut(family)) else { continue };
        if kind.is_plain && part == Part::Reset {
            common.add(text);
            continue;
        }
        let at = told.iter().position(|limit| limit.kind.same_limit(&kind)).unwrap_or_else(|| {
            told.push(Told {
                kind,
                names: Vec::new(),
                limit: Value::Missing,
                remaining: Value::Missing,
                reset: Value::Missing,
            });
            told.len() - 1
        });
        if let Some(limit) = told.get_mut(at).filter(|_| at < READINGS_MAX) {
            limit.names.push(name.as_str());
            match part {
                Part::Limit => limit.limit.add(text),
                Part::Remaining => limit.remaining.add(text),
                Part::Reset => limit.reset.add(text),
            }
        }
    }
    for (told, common) in families.iter_mut().zip(common) {
        for limit in told {
            if matches!(limit.reset, Value::Missing) {
                limit.reset = common;
            }
        }
    }
    families
}

impl Told<'_> {
    fn reading(&self, provider: Option<&Provider>, now: DateTime<Utc>) -> Option<Reading> {
        let (amount, told_window) = self.limit.text().and_then(amount::limit).unzip();
        let limit = amount.and_then(Amount::number);
        let unlimited = amount == Some(Amount::Unlimited);
        let remaining = amount::remaining(self.remaining.text(), limit, unlimited);
        if limit.is_none() && remaining.is_none() && !unlimited {
            return None;
        }
        let window = self.kind.window.or(told_window.flatten());
        let hinted = || provider.and_then(|provider| hinted_window(provider, self, limit));
        Some(Reading {
            metric: self.kind.metric,
            name: self.kind.name.map(str::to_owned),
            window_seconds: window.or_else(hinted),
            limit,
            unlimited,
            remaining,
            resets_at: self.reset.text().and_then(When::parse).and_then(|when| when.at(now)),
            source: ReadingSource::ResponseHeader,
            read_at: now,
        })
    }
}

/// The window that the manifest gives: for one of these headers, else of the plan's number that the limit is, else the only
/// one in which plans count this.
fn hinted_window(provider: &Provider, told: &Told<'_>, limit: Option<i64>) -> Option<u32> {
    let own = provider.limit_headers.iter().find_map(|header| {
        told.names.iter().find(|name| name.eq_ignore_ascii_case(&header.name)).and(header.window_seconds)
    });
    let mut planned: Vec<(u32, i64)> = Vec::new();
    for plan in &provider.plans {
        let numbers = match told.kind.metric {
            ReadingMetric::Requests => vec![
                (60, plan.requests_per_minute),
                (3600, plan.requests_per_hour),
                (86_400, plan.requests_per_day),
            ],
            ReadingMetric::PromptTokens => vec![(60, plan.prompt_tokens_per_minute)],
            ReadingMetric::CompletionTokens => vec![(60, plan.completion_tokens_per_minute)],
            ReadingMetric::Tokens => vec![(60, plan.tokens_per_minute)],
            ReadingMetric::ConcurrentRequests => Vec::new(),
        };
        planned.extend(numbers.into_iter().filter_map(|(window, number)| Some((window, number?))));
    }
    let equal = planned.iter().filter(|(_, number)| Some(*number) == limit);
    own.or_else(|| only(equal)).or_else(|| only(planned.iter()))
}

/// The window, where all have the same.
fn only<'a>(mut planned: impl Iterator<Item = &'a (u32, i64)>) -> Option<u32> {
    let (first, _) = planned.next()?;
    planned.all(|(other, _)| other == first).then_some(*first)
}

#[cfg(test)]
mod tests;
