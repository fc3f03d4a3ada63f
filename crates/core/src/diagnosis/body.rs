//! Reads the body of an error, in every shape that providers have for it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use crate::http::When;

/// A longer body is no error of an API; only its beginning is looked at.
const BODY_MAX: usize = 256 * 1024;

/// Of a text, no more than this is taken over, in characters; it is cut to what is shown later.
const TEXT_MAX: usize = 2000;

const CODES_MAX: usize = 8;

/// What the body looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Empty,
    Json,
    /// HTML or XML: from a proxy, a content network or a sign-in page.
    Page,
    Text,
}

/// What a body says. Nothing in it is clean of key material yet.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) shape: Shape,
    /// Whether it says in so many words that something failed.
    pub(super) is_error: bool,
    /// The provider's words for the failure, the closest first.
    pub(super) codes: Vec<String>,
    /// A status in the body, which some send with another in the head.
    pub(super) status: Option<u16>,
    pub(super) message: Option<String>,
    /// The beginning of the body where it has no message.
    pub(super) text: String,
    /// Names of quotas that were used up, as Google lists them.
    pub(super) quotas: Vec<String>,
    pub(super) request_id: Option<String>,
    /// Headers of somebody else's answer, told in the body.
    pub(super) headers: HeaderMap,
    when: Option<When>,
}

impl Said {
    pub(super) fn read(body: &[u8], headers: &HeaderMap) -> Self {
        let start = body.get(..body.len().min(BODY_MAX)).unwrap_or_default();
        let text = String::from_utf8_lossy(start);
        let text = text.trim_start_matches('\u{feff}').trim();
        let mut said = Self {
            shape: shape(text),
            is_error: false,
            codes: Vec::new(),
            status: None,
            message: None,
            text: String::new(),
            quotas: Vec::new(),
            request_id: None,
            headers: HeaderMap::new(),
            when: None,
        };
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(fields)) => said.object(&fields),
            Ok(Value::Array(list)) => match list.into_iter().next() {
                Some(Value::Object(fields)) => said.object(&fields),
                _ => said.shape = Shape::Json,
            },
            Ok(Value::String(text)) => {
                said.shape = Shape::Json;
                said.text = text.chars().take(TEXT_MAX).collect();
            }
            Ok(_) => said.shape = Shape::Json,
            Err(_) if said.shape == Shape::Page => said.text = title(text),
            Err(_) => said.text = text.chars().take(TEXT_MAX).collect(),
        }
        for name in ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"] {
            let told = headers.get(name).and_then(|value| value.to_str().ok());
            said.request_id = said.request_id.or(told.map(|id| id.chars().take(TEXT_MAX).collect()));
        }
        said
    }

    /// How long to wait, where the body says so.
    pub(super) fn wait(&self, now: DateTime<Utc>) -> Option<Duration> {
        let told = self.message.as_deref().or(Some(self.text.as_str())).and_then(wait_in_words);
        self.when.and_then(|when| when.wait(Some(now))).or(told)
    }

    fn object(&mut self, whole: &Map<String, Value>) {
        self.shape = Shape::Json;
        self.request_id =
            text(whole, "request_id").or_else(|| text(whole.get("meta")?.as_object()?, "request_id"));
        self.is_error = whole.get("success") == Some(&Value::Bool(false))
            || whole.get("type").and_then(Value::as_str) == Some("error");
        match whole.get("error") {
            Some(Value::Object(error)) if !error.is_empty() => {
                self.is_error = true;
                self.error(error);
            }
            Some(Value::String(message)) if !message.is_empty() => {
                self.is_error = true;
                // `{"error": "invalid_token", "error_description": "…"}`, or a sentence.
                if message.contains(' ') {
                    self.say(message);
                } else {
                    self.code(message);
                }
            }
            _ => {}
        }
        for name in ["code", "error_code", "error_type", "status"] {
            if let Some(found) = whole.get(name).filter(|_| self.codes.is_empty()) {
                self.word(found);
                self.is_error |= self.status.is_some();
            }
        }
        for name in ["message", "error_description", "detail", "msg", "title", "error"] {
            if self.message.is_none() {
                match whole.get(name) {
                    Some(Value::String(text)) => self.say(text),
                    Some(Value::Array(list)) => self.list(list),
                    // FastAPI lets a program put its own object there.
                    Some(Value::Object(inner)) if name == "detail" => {
                        self.is_error = true;
                        self.error(inner.get("error").and_then(Value::as_object).unwrap_or(inner));
                    }
                    _ => {}
                }
            }
        }
    }

    fn error(&mut self, error: &Map<String, Value>) {
        for name in ["code", "error_code"] {
            if let Some(found) = error.get(name) {
                self.word(found);
            }
        }
        match error.get("details") {
            Some(Value::Object(details)) => {
                self.when = ["retry_after", "retry_after_seconds", "reset_time"]
                    .iter()
                    .find_map(|name| when(details, name));
            }
            Some(Value::Array(details)) => {
                details
                    .iter()
                    .take(CODES_MAX)
                    .filter_map(Value::as_object)
                    .for_each(|detail| self.google(detail));
            }
            _ => {}
        }
        for name in ["status", "type", "error_type", "reason"] {
            if let Some(found) = error.get(name) {
                self.word(found);
            }
        }
        self.when = self.when.or_else(|| when(error, "retry_after"));
        if let Some(message) = error.get("message").and_then(Value::as_str) {
            self.say(message);
        }
        if let Some(metadata) = error.get("metadata").and_then(Value::as_object) {
            self.told_headers(metadata);
        }
        self.request_id = self.request_id.take().or_else(|| text(error, "request_id"));
    }

    /// An entry of Google's `details`.
    fn google(&mut self, detail: &Map<String, Value>) {
        if let Some(reason) = detail.get("reason").and_then(Value::as_str) {
            self.code(reason);
        }
        self.when = self.when.or_else(|| when(detail, "retryDelay"));
        let violations = detail.get("violations").and_then(Value::as_array);
        for violation in violations.into_iter().flatten().take(CODES_MAX) {
            let id = violation.as_object().and_then(|violation| text(violation, "quotaId"));
            self.quotas.extend(id);
        }
    }

    /// OpenRouter tells headers in `metadata.headers`.
    fn told_headers(&mut self, metadata: &Map<String, Value>) {
        let told = metadata.get("headers").and_then(Value::as_object);
        for (name, value) in told.into_iter().flatten().take(32) {
            let value = match value {
                Value::String(text) => HeaderValue::from_str(text),
                Value::Number(number) => HeaderValue::from_str(&number.to_string()),
                _ => continue,
            };
            if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), value) {
                self.headers.append(name, value);
            }
        }
        self.when = self.when.or_else(|| crate::http::retry_after(&self.headers, None).map(When::In));
    }

    /// FastAPI's list of what is wrong with each field.
    fn list(&mut self, list: &[Value]) {
        if let Some(message) =
            list.iter().find_map(|entry| entry.as_str().or_else(|| entry.get("msg")?.as_str()))
        {
            self.say(message);
        }
    }

    fn say(&mut self, message: &str) {
        if self.message.is_none() && !message.trim().is_empty() {
            self.message = Some(message.chars().take(TEXT_MAX).collect());
        }
    }

    /// A code that is a word, or a number that is a status or the provider's own.
    fn word(&mut self, found: &Value) {
        match found {
            Value::String(word) => match word.parse::<u16>() {
                Ok(status) if (400..600).contains(&status) => self.status = Some(status),
                _ => self.code(word),
            },
            Value::Number(number) => match number.as_u64() {
                Some(status @ 400..600) => self.status = u16::try_from(status).ok(),
                Some(0) | None => {}
                Some(other) => self.code(&other.to_string()),
            },
            _ => {}
        }
    }

    fn code(&mut self, word: &str) {
        let word = word.trim();
        let known = self.codes.iter().any(|code| code == word);
        if !word.is_empty() && word.len() <= 100 && !known && self.codes.len() < CODES_MAX {
            self.codes.push(word.to_owned());
        }
    }
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    fields.get(name)?.as_str().map(|text| text.chars().take(TEXT_MAX).collect())
}

fn when(fields: &Map<String, Value>, name: &str) -> Option<When> {
    match fields.get(name)? {
        Value::String(text) => When::parse(text),
        Value::Number(number) => When::parse(&number.to_string()),
        _ => None,
    }
}

fn shape(text: &str) -> Shape {
    let start: String = text.chars().take(200).collect::<String>().to_ascii_lowercase();
    if text.is_empty() {
        Shape::Empty
    } else if start.starts_with('<') || start.contains("<!doctype html") || start.contains("<html") {
        Shape::Page
    } else {
        Shape::Text
    }
}

/// What a page calls itself.
fn title(page: &str) -> String {
    let small = page.to_ascii_lowercase();
    let found = small.find("<title").and_then(|at| {
        let from = at + small.get(at..)?.find('>')? + 1;
        let to = from + small.get(from..)?.find("</title")?;
        page.get(from..to)
    });
    found.unwrap_or_default().trim().chars().take(TEXT_MAX).collect()
}

/// `Retry after 12s`, `try again in 1.5s`: where a provider has no better place for it.
fn wait_in_words(message: &str) -> Option<Duration> {
    let plain = message.to_ascii_lowercase();
    let rest =
        ["retry after ", "retry in ", "try again in ", "try again after "].iter().find_map(|lead| {
            let at = plain.find(lead)?;
            plain.get(at + lead.len()..)
        })?;
    let mut words = rest.split_whitespace();
    let first = words.next()?.trim_end_matches(['.', ',', ';', ')']);
    let unit = words.next().unwrap_or_default();
    let factor = if unit.starts_with("minute") {
        60
    } else if unit.starts_with("hour") {
        3600
    } else {
        1
    };
    match When::parse(first)? {
        When::In(wait) => When::In(wait.checked_mul(factor)?).wait(None),
        When::At(_) => None,
    }
}
