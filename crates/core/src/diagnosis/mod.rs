//! What a call that failed means: what happened, what that means at this provider, and what to do. Pure: bytes, headers and
//! the time in, words out.
//!
//! The status decides first, the codes in the body second, its words last and only where a provider has nothing better. A
//! call without an answer never says anything about the key.

mod body;
mod class;
mod classify;
mod clean;
mod codes;
mod probe;
mod words;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::class::FailureClass;
pub use self::probe::{Doubt, Verdict, judge_probe};

use self::body::Said;
use crate::catalogue::Provider;
use crate::http::{Answer, Credential, Failure, When, retry_after};
use crate::limits::{Reading, ReadingMetric, readings};
use crate::management::ManagementError;

/// A call that was made: what its outcome is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Whose rows explain; none where the provider is not known.
    pub provider: Option<&'a Provider>,
    /// What was presented, so that it can be taken out of what the provider says.
    pub credential: Option<&'a Credential>,
    pub now: DateTime<Utc>,
}

/// What a failure means. No secret is in it, nor a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Diagnosis {
    pub class: FailureClass,
    /// None where no answer came.
    pub status: Option<u16>,
    /// The provider's own word for it.
    pub code: Option<String>,
    /// What happened.
    pub sentence: String,
    /// What that means at this provider.
    pub meaning: String,
    pub next_step: String,
    /// Meaning and next step are the manifest's. Else they are what the class means everywhere.
    #[serde(default)]
    pub from_manifest: bool,
    /// What the provider wrote, in at most 200 characters.
    pub provider_says: Option<String>,
    /// What the provider's support asks for.
    pub request_id: Option<String>,
    /// Which limit was reached, where that was said.
    pub metric: Option<ReadingMetric>,
    /// When the call may be made again, where that was said.
    pub retry_at: Option<DateTime<Utc>>,
    /// The same, as whole seconds from the answer on, rounded up.
    pub retry_after_seconds: Option<u32>,
    /// The same call will fail again, however long one waits in a loop.
    pub do_not_retry: bool,
    /// The meaning is what is usual, not what the provider promises.
    pub hint: bool,
}

impl Call<'_> {
    /// Says what the outcome of a call means. It is meant for failures; of an answer that is none, it says that.
    #[must_use]
    pub fn diagnose(&self, outcome: Result<&Answer, &Failure>) -> Diagnosis {
        match outcome {
            Ok(answer) => self.answered(answer.status, &answer.headers, answer.body.bytes()),
            Err(failure) => self.unanswered(failure),
        }
    }

    /// As [`Call::diagnose`], of an answer in its parts.
    #[must_use]
    pub fn answered(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Diagnosis {
        let said = Said::read(body, headers);
        let class = classify::of_answer(status, &said);
        // A success may hold a new key: nothing of it is shown unless it says that it is an error.
        let success = (200..300).contains(&status);
        let may_be_key = success && !said.is_error;
        let codes = said.codes.iter().filter(|_| !may_be_key);
        let codes: Vec<String> = codes.filter_map(|code| clean::word(code, self.credential)).collect();
        let meant = if success { said.status.unwrap_or(status) } else { status };
        let mut found = self.explained(class, Some(meant), &codes);
        found.status = Some(status);
        found.code = codes.into_iter().next();
        let text = said.message.as_deref().or((!success).then_some(said.text.as_str()));
        let text = text.filter(|_| !may_be_key).map(|text| clean::line(text, self.credential));
        found.provider_says = text.filter(|line| !line.is_empty());
        let id = said.request_id.as_deref().filter(|_| !may_be_key);
        found.request_id = id.and_then(|id| clean::word(id, self.credential));
        if class.may_pass() {
            let asked = retry_after(headers, Some(self.now)).or_else(|| said.wait(self.now));
            found.retry_at = asked.and_then(|wait| When::In(wait).at(self.now));
        }
        if class == FailureClass::RateLimited {
            let used_up = self.used_up(headers, &said);
            found.metric = classify::metric(&said).or(used_up.map(|(metric, _)| metric));
            found.retry_at = found.retry_at.or_else(|| used_up?.1);
        }
        found.retry_after_seconds = found.retry_at.map(|at| seconds_until(at, self.now));
        match only_text(headers, "x-should-retry") {
            Some("false") => found.do_not_retry = true,
            Some("true") if class.may_pass() => found.do_not_retry = false,
            _ => {}
        }
        found
    }

    /// What an operation that failed means; none where no call was made.
    #[must_use]
    pub fn management(&self, error: &ManagementError) -> Option<Diagnosis> {
        match error {
            ManagementError::NotOffered(_) | ManagementError::Invalid { .. } => None,
            ManagementError::NotSent(refusal) => Some(self.unanswered(&Failure::Refused(refusal.clone()))),
            ManagementError::Unknown { status, lost: Some(lost) } => {
                Some(self.unanswered(&Failure::Unknown { status: *status, lost: *lost }))
            }
            ManagementError::Unknown { status: Some(status), lost: None } => {
                Some(self.answered(*status, &HeaderMap::new(), b""))
            }
            ManagementError::Unknown { status: None, lost: None } => {
                Some(self.explained(FailureClass::Unknown, None, &[]))
            }
            ManagementError::Rejected(answer) => Some(self.diagnose(Ok(answer))),
            ManagementError::Unreadable(_) => Some(self.explained(FailureClass::Unreadable, None, &[])),
        }
    }

    /// The limits that an answer tells, in its headers or, as some do with an error, in its body.
    #[must_use]
    pub fn readings(&self, answer: &Answer) -> Vec<Reading> {
        if answer.is_success() {
            return readings(&answer.headers, self.provider, self.now);
        }
        self.told(&answer.headers, &Said::read(answer.body.bytes(), &answer.headers))
    }

    fn told(&self, headers: &HeaderMap, said: &Said) -> Vec<Reading> {
        let found = readings(headers, self.provider, self.now);
        if found.is_empty() { readings(&said.headers, self.provider, self.now) } else { found }
    }

    /// The limit of which nothing is left, and when it is back: of several the one that is back last.
    fn used_up(&self, headers: &HeaderMap, said: &Said) -> Option<(ReadingMetric, Option<DateTime<Utc>>)> {
        let used_up = self.told(headers, said).into_iter().filter(|reading| reading.remaining == Some(0));
        used_up.map(|reading| (reading.metric, reading.resets_at)).max_by_key(|(_, at)| *at)
    }

    fn unanswered(&self, failure: &Failure) -> Diagnosis {
        let status = match failure {
            Failure::Refused(_) => None,
            Failure::Unknown { status, .. } => *status,
        };
        let found = self.explained(classify::of_failure(failure), None, &[]);
        Diagnosis { status, ..found }
    }

    /// The class in words: the provider's own row where it has one.
    fn explained(&self, class: FailureClass, status: Option<u16>, codes: &[String]) -> Diagnosis {
        let words = words::of(class, self.provider.map(|provider| provider.name.as_str()), status);
        let row = self.provider.and_then(|provider| provider.explain(class, status, codes));
        let do_not_retry = !class.may_pass() || row.as_ref().is_some_and(|row| row.do_not_retry);
        let hint = row.as_ref().is_some_and(|row| row.hint);
        let from_manifest = row.is_some();
        let (meaning, next_step) =
            row.map_or((words.meaning, words.next_step), |row| (row.meaning, row.next_step));
        Diagnosis {
            class,
            status,
            code: None,
            sentence: words.sentence,
            meaning,
            next_step,
            from_manifest,
            provider_says: None,
            request_id: None,
            metric: None,
            retry_at: None,
            retry_after_seconds: None,
            do_not_retry,
            hint,
        }
    }
}

fn seconds_until(at: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    let millis = at.signed_duration_since(now).num_milliseconds().max(0);
    u32::try_from(millis.unsigned_abs().div_ceil(1000)).unwrap_or(u32::MAX)
}

fn only_text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

#[cfg(test)]
mod tests;
