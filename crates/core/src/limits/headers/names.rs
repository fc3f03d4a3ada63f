//! What a header about limits is about, from its name.

use super::ReadingMetric;

/// What a header of a limit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Limit,
    Remaining,
    Reset,
}

/// What a limit counts, as far as a name says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) metric: ReadingMetric,
    /// In seconds.
    pub(super) window: Option<u32>,
    pub(super) name: Option<&'static str>,
    /// The name says nothing about what is counted.
    pub(super) is_plain: bool,
}

impl Kind {
    pub(super) fn same_limit(&self, other: &Self) -> bool {
        (self.metric, self.window, self.name) == (other.metric, other.window, other.name)
    }
}

/// How the names of headers begin, and what is counted where they say no more.
pub(super) const FAMILIES: [(&str, ReadingMetric); 5] = [
    ("anthropic-ratelimit-", ReadingMetric::Requests),
    ("x-ratelimit-", ReadingMetric::Requests),
    ("x-rate-limit-", ReadingMetric::Requests),
    ("x-tokenlimit-", ReadingMetric::Tokens),
    ("ratelimit-", ReadingMetric::Requests),
];

/// The index of the family, what is counted, and what the header holds; none for any other header. The part stands first
/// (`x-ratelimit-limit-requests`) or last (`anthropic-ratelimit-requests-limit`).
pub(super) fn read(name: &str) -> Option<(usize, Kind, Part)> {
    let name = name.to_ascii_lowercase();
    let (family, rest, usual) = FAMILIES
        .iter()
        .enumerate()
        .find_map(|(at, (start, usual))| name.strip_prefix(start).map(|rest| (at, rest, *usual)))?;
    let words: Vec<&str> = rest.split('-').collect();
    let (first, last) = (words.first()?, words.last()?);
    let (part, about) = if let Some(part) = part(first) {
        (part, words.get(1..)?)
    } else {
        (part(last)?, words.get(..words.len() - 1)?)
    };
    Some((family, kind(about, usual)?, part))
}

fn part(word: &str) -> Option<Part> {
    match word {
        "limit" => Some(Part::Limit),
        "remaining" => Some(Part::Remaining),
        "reset" => Some(Part::Reset),
        _ => None,
    }
}

/// What the words between say. One that is not known makes it something else than what is measured here.
fn kind(words: &[&str], usual: ReadingMetric) -> Option<Kind> {
    let (mut metric, mut share, mut window, mut name) = (None, None, None, None);
    for word in words {
        match *word {
            "requests" | "request" | "req" => metric = Some(ReadingMetric::Requests),
            "tokens" | "token" => metric = Some(ReadingMetric::Tokens),
            "prompt" | "input" => share = Some(ReadingMetric::PromptTokens),
            "completion" | "output" => share = Some(ReadingMetric::CompletionTokens),
            "concurrent" | "concurrency" => share = Some(ReadingMetric::ConcurrentRequests),
            "project" => name = Some("project"),
            "per" => {}
            "second" | "sec" | "1s" => window = Some(1),
            "minute" | "min" | "1m" => window = Some(60),
            "hour" | "1h" => window = Some(3600),
            "day" | "daily" | "1d" => window = Some(86_400),
            "month" | "monthly" => window = Some(30 * 86_400),
            _ => return None,
        }
    }
    Some(Kind { metric: share.or(metric).unwrap_or(usual), window, name, is_plain: words.is_empty() })
}
