//! Reads answers: forgiving about what is optional, strict about what is not, and without copying what may be secret.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::error::Unreadable;
use crate::secret::Secret;

/// Deeper than this no answer of a provider is nested.
const DEPTH_MAX: usize = 64;

/// The longest text that is taken over, in characters.
const TEXT_MAX: usize = 256;

const ID_MAX: usize = 256;

/// More strings than this no list of them holds.
const LIST_MAX: usize = 1000;

/// A JSON object whose values are still text of the answer.
pub(super) struct Fields<'a> {
    /// Where in the answer it stands, for errors.
    path: String,
    entries: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Fields<'a> {
    /// An answer that is an object.
    pub(super) fn parse(body: &'a [u8]) -> Result<Self, Unreadable> {
        Self::read(value(body)?, String::new())
    }

    fn read(raw: &'a RawValue, path: String) -> Result<Self, Unreadable> {
        let entries = serde_json::from_str::<Entries<'a>>(raw.get()).map_err(|_| Unreadable::Missing {
            field: if path.is_empty() { "object".into() } else { path.clone() },
        })?;
        let fields = Self { path, entries: entries.0 };
        for (at, (name, _)) in fields.entries.iter().enumerate() {
            if fields.entries.iter().skip(at + 1).any(|(other, _)| other == name) {
                return Err(Unreadable::Twice { field: fields.place(&shown(name)) });
            }
        }
        Ok(fields)
    }

    fn place(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(super) fn missing(&self, name: &str) -> Unreadable {
        Unreadable::Missing { field: self.place(name) }
    }

    /// The first of these that is there and not null.
    fn get(&self, names: &[&str]) -> Option<&'a RawValue> {
        names.iter().find_map(|wanted| {
            let found = self.entries.iter().find(|(name, _)| name == wanted);
            found.map(|(_, raw)| *raw).filter(|raw| raw.get() != "null")
        })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(&[name]).is_some()
    }

    /// An object inside; none where it is absent, null or something else.
    pub(super) fn object(&self, name: &str) -> Result<Option<Fields<'a>>, Unreadable> {
        match self.get(&[name]) {
            Some(raw) if raw.get().starts_with('{') => Fields::read(raw, self.place(name)).map(Some),
            _ => Ok(None),
        }
    }

    /// The objects of the list that has the first of these names.
    pub(super) fn objects(&self, names: &[&str]) -> Result<Vec<Fields<'a>>, Unreadable> {
        let name = names.first().copied().unwrap_or_default();
        let raw = self.get(names).ok_or_else(|| self.missing(name))?;
        objects(raw, &self.place(name))
    }

    /// The strings of a list; none where there is no list of that name.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let texts = self.get(&[name]).and_then(|raw| serde_json::from_str::<Vec<&RawValue>>(raw.get()).ok());
        texts
            .unwrap_or_default()
            .into_iter()
            .filter_map(text)
            .map(|text| shown(&text))
            .take(LIST_MAX)
            .collect()
    }

    /// A string or number as text that can be shown.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        self.get(names).and_then(text).map(|text| shown(&text)).filter(|text| !text.is_empty())
    }

    /// What later names the thing in a path.
    pub(super) fn id(&self, names: &[&str]) -> Result<String, Unreadable> {
        let name = names.first().copied().unwrap_or_default();
        self.get(names)
            .and_then(text)
            .filter(|id| is_id(id))
            .map(Cow::into_owned)
            .ok_or_else(|| self.missing(name))
    }

    /// A plaintext key, copied once, into its own place.
    pub(super) fn secret(&self, names: &[&str]) -> Result<Secret, Unreadable> {
        let name = names.first().copied().unwrap_or_default();
        self.get(names)
            .and_then(|raw| serde_json::from_str::<Plaintext>(raw.get()).ok())
            .map(|plaintext| plaintext.0)
            .filter(|secret| !secret.expose().is_empty())
            .ok_or_else(|| self.missing(name))
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.get(&[name])?.get() {
            "true" | "\"true\"" | "1" => Some(true),
            "false" | "\"false\"" | "0" => Some(false),
            _ => None,
        }
    }

    /// A number, also one in quotes.
    pub(super) fn number(&self, names: &[&str]) -> Option<f64> {
        let found = self.get(names).and_then(text)?;
        found.trim().parse::<f64>().ok().filter(|number| number.is_finite())
    }

    /// A whole number from 0 up.
    pub(super) fn count(&self, names: &[&str]) -> Option<u64> {
        let number = self.number(names)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
        (number.fract() == 0.0 && (0.0..=9e15).contains(&number)).then_some(number as u64)
    }

    pub(super) fn time(&self, names: &[&str]) -> Option<DateTime<Utc>> {
        self.get(names).and_then(text).and_then(|text| time(&text))
    }
}

/// The objects of an answer that is a list, or has one under one of these names.
pub(super) fn list<'a>(
    body: &'a [u8],
    names: &[&str],
) -> Result<(Vec<Fields<'a>>, Option<Fields<'a>>), Unreadable> {
    let raw = value(body)?;
    if raw.get().starts_with('[') {
        return Ok((objects(raw, "")?, None));
    }
    let fields = Fields::read(raw, String::new())?;
    Ok((fields.objects(names)?, Some(fields)))
}

fn objects<'a>(raw: &'a RawValue, path: &str) -> Result<Vec<Fields<'a>>, Unreadable> {
    let items: Vec<&RawValue> =
        serde_json::from_str(raw.get()).map_err(|_| Unreadable::Missing { field: path.to_owned() })?;
    items.into_iter().enumerate().map(|(at, item)| Fields::read(item, format!("{path}[{at}]"))).collect()
}

/// A whole answer as one JSON value; a byte order mark before it is forgiven.
fn value(body: &[u8]) -> Result<&RawValue, Unreadable> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if is_too_deep(body) {
        return Err(Unreadable::TooDeep);
    }
    serde_json::from_slice(body).map_err(|_| Unreadable::NotJson)
}

fn is_too_deep(body: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return true;
        }
    }
    false
}

/// A string's content, or a number as it is written.
fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    let written = raw.get();
    match written.bytes().next()? {
        b'"' => serde_json::from_str::<Text<'_>>(written).ok().map(|text| text.0),
        b'-' | b'0'..=b'9' => Some(Cow::Borrowed(written)),
        _ => None,
    }
}

/// Text as it can be shown and kept: no control or direction-changing characters, not endless.
pub(super) fn shown(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    text.chars().filter(|c| !hidden(*c)).take(TEXT_MAX).collect::<String>().trim().to_owned()
}

/// Whether a text can stand as one part of a path and in a file, here and at the provider, and mean itself.
pub(super) fn is_id(text: &str) -> bool {
    (1..=ID_MAX).contains(&text.len())
        && text != "."
        && text != ".."
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._~:@=+-".contains(&byte))
}

/// RFC 3339, with or without a zone, or seconds or milliseconds since 1970. What is no time that a key can have is none.
fn time(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let parsed = if let Ok(number) = text.parse::<f64>() {
        let millis = if number.abs() >= 1e11 { number } else { number * 1000.0 };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a cast of a float saturates, and no such time exists"
        )]
        DateTime::from_timestamp_millis(millis as i64)
    } else {
        let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc));
        zoned.ok().or_else(|| {
            let naive = |format| NaiveDateTime::parse_from_str(text, format).ok();
            naive("%Y-%m-%dT%H:%M:%S%.f").or_else(|| naive("%Y-%m-%d %H:%M:%S%.f")).map(|time| time.and_utc())
        })
    };
    parsed.filter(|time| (1..=253_402_300_799).contains(&time.timestamp()))
}

struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Entries<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some((Text(name), raw)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                    if entries.len() >= 1024 {
                        return Err(A::Error::custom("too many fields"));
                    }
                    entries.push((name, raw));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// A string, borrowed where it is written without escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrow;
        impl<'de> Visitor<'de> for Borrow {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrow)
    }
}

/// A secret that is copied from the answer into its own place and nowhere else.
struct Plaintext(Secret);

impl<'de> Deserialize<'de> for Plaintext {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Copy;
        impl Visitor<'_> for Copy {
            type Value = Plaintext;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Plaintext(Secret::new(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Copy)
    }
}

#[cfg(test)]
#[path = "fields_tests.rs"]
mod tests;
