//! From a status, codes and words to a class.

use super::FailureClass::{self, *};
use super::body::{Said, Shape};
use super::codes;
use crate::http::{Failure, Lost, Refusal};
use crate::limits::ReadingMetric;

/// The class of an answer: its status first, then its codes, then its words.
pub(super) fn of_answer(status: u16, said: &Said) -> FailureClass {
    let page = said.shape == Shape::Page;
    match status {
        // No status that HTTP has for an answer.
        ..200 | 600.. => Unknown,
        // Some send their errors with a success.
        200..300 => match said.status {
            Some(inner) if said.is_error => of_error(inner, said),
            _ if said.is_error => of_error(status, said),
            _ if said.shape == Shape::Json => Unknown,
            _ => NotTheApi,
        },
        300..400 | 407 | 511 => NotTheApi,
        // Who is asked too often says so in any form.
        429 | 500..600 => of_error(status, said),
        400.. if page => NotTheApi,
        _ => of_error(status, said),
    }
}

fn of_error(status: u16, said: &Said) -> FailureClass {
    let code = codes::class(&said.codes);
    let certain = codes::certain(&said.codes);
    let words = said.message.as_deref().unwrap_or(&said.text);
    let phrase = codes::phrase(words);
    let access = |class: &FailureClass| is_about_access(*class);
    match status {
        401 => {
            sharper(certain.filter(access).or(phrase).or(code.filter(access)).unwrap_or(InvalidKey), phrase)
        }
        402 => PaymentRequired,
        403 => sharper(certain.filter(access).or(phrase).unwrap_or(WrongPermission), phrase),
        404 | 410 => match code {
            Some(ModelNotFound) => ModelNotFound,
            _ if names_model(words) => ModelNotFound,
            _ => NotFound,
        },
        408 | 500..=510 | 512..=599 => ProviderDown,
        // A quota that comes back by itself is a limit.
        429 if certain == Some(PaymentRequired) && !said.codes.iter().any(|code| is_quota(code)) => {
            PaymentRequired
        }
        429 => RateLimited,
        400 | 405 | 406 | 409 | 411..=417 | 421..=424 | 426 | 428 | 431 => match certain {
            Some(class) if is_about_access(class) => sharper(class, phrase),
            Some(ModelNotFound) => ModelNotFound,
            _ if names_model(words) => ModelNotFound,
            _ => phrase.filter(|class| is_sure(*class, words)).unwrap_or(BadRequest),
        },
        _ => code.or(phrase).unwrap_or(Unknown),
    }
}

/// A key that is only called invalid, though the words say why.
fn sharper(class: FailureClass, phrase: Option<FailureClass>) -> FailureClass {
    match phrase {
        Some(why @ (ExpiredKey | RevokedKey)) if class == InvalidKey => why,
        _ => class,
    }
}

fn is_quota(code: &str) -> bool {
    code.eq_ignore_ascii_case("quota_exceeded")
}

/// Whether words are about the key or the money where the status is about the request, which has keys and tokens too.
fn is_sure(class: FailureClass, words: &str) -> bool {
    match class {
        MissingKey | InvalidKey | PaymentRequired => true,
        ExpiredKey | RevokedKey => words.to_lowercase().contains("api key"),
        _ => false,
    }
}

/// What an answer may mean beside what its status says: something about who asks.
fn is_about_access(class: FailureClass) -> bool {
    matches!(
        class,
        MissingKey
            | InvalidKey
            | ExpiredKey
            | RevokedKey
            | WrongCredential
            | WrongPermission
            | Suspended
            | PaymentRequired
    )
}

fn names_model(words: &str) -> bool {
    let plain = words.to_lowercase();
    plain.starts_with("model:")
        || (plain.contains("model")
            && [
                "not found",
                "does not exist",
                "not exist",
                "unknown model",
                "no such model",
                "not a valid model",
            ]
            .iter()
            .any(|part| plain.contains(part)))
}

/// The class of a call that brought no answer. Never one that blames the key for what the network did.
pub(super) fn of_failure(failure: &Failure) -> FailureClass {
    match failure {
        Failure::Refused(refusal) => match refusal {
            Refusal::Address(_) | Refusal::ForbiddenAddress => AddressRefused,
            Refusal::Credential => UnusableKey,
            Refusal::Proxy => Proxy,
            Refusal::Name => NameNotFound,
            Refusal::Connection => ConnectionRefused,
            Refusal::Tls => Tls,
            Refusal::TimedOut => TimedOut,
            Refusal::Unreachable => Unreachable,
        },
        Failure::Unknown { lost, .. } => match lost {
            Lost::TimedOut => TimedOut,
            Lost::Broken => Broken,
            Lost::TooLarge | Lost::Encoded => Unreadable,
        },
    }
}

/// Which limit was reached, from the codes and the words.
pub(super) fn metric(said: &Said) -> Option<ReadingMetric> {
    let told = said.codes.iter().chain(&said.quotas).chain(&said.message).map(|text| text.to_lowercase());
    let told = told.collect::<Vec<_>>().join(" ");
    let has = |parts: &[&str]| parts.iter().any(|part| told.contains(part));
    if has(&["concurren"]) {
        Some(ReadingMetric::ConcurrentRequests)
    } else if has(&["input token", "input_token", "prompt token", "prompt_token", "inputtoken"]) {
        Some(ReadingMetric::PromptTokens)
    } else if has(&["output token", "output_token", "completion token", "completion_token", "outputtoken"]) {
        Some(ReadingMetric::CompletionTokens)
    } else if has(&["dynamic_token", "tokens", "token limit", "tokensper", "tpm", "tpd"]) {
        Some(ReadingMetric::Tokens)
    } else if has(&["dynamic_request", "requests", "request limit", "requestsper", "rpm", "rpd"]) {
        Some(ReadingMetric::Requests)
    } else {
        None
    }
}
