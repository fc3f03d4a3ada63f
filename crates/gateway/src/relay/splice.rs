//! The one thing that is changed in a body that passes: the model's name. Every other byte stays as it came.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::ApiError;

/// Fields by which some programs let their caller choose where a call goes. Here only the model does.
const CHOOSE_HOST: [&str; 4] = ["api_base", "base_url", "api_key", "custom_host"];

/// Where the value of `model` stands in the text of a JSON object, its quotes included.
///
/// # Errors
/// 400 where it is not there exactly once as a string, and for a field that would choose where the call goes.
pub(super) fn model_span(text: &[u8]) -> Result<Range<usize>, ApiError> {
    let broken = || ApiError::not_json("The request body is not a JSON object.");
    let text = std::str::from_utf8(text).map_err(|_| broken())?;
    let mut json = serde_json::Deserializer::from_str(text);
    let found = (&mut json).deserialize_map(Fields).map_err(|_| broken())?;
    json.end().map_err(|_| broken())?;
    if let Some(field) = found.chooses_host {
        let message =
            format!("{field} cannot be used here: the account in the model's name says where the call goes.");
        return Err(ApiError::invalid(field, message));
    }
    let [model] = found.models.as_slice() else {
        let message = if found.models.is_empty() { "model is required." } else { "model is there twice." };
        return Err(ApiError::invalid("model", message));
    };
    let model = model.get();
    if !model.starts_with('"') {
        return Err(ApiError::invalid("model", "model must be a string."));
    }
    // A raw value is a part of the text that it was read from.
    let start = model.as_ptr().addr().checked_sub(text.as_ptr().addr()).ok_or_else(broken)?;
    Ok(start..start + model.len())
}

/// The text with another model.
pub(super) fn with_model(text: &[u8], span: Range<usize>, model: &str) -> Bytes {
    let model = serde_json::Value::from(model).to_string();
    [text.get(..span.start).unwrap_or_default(), model.as_bytes(), text.get(span.end..).unwrap_or_default()]
        .concat()
        .into()
}

#[derive(Default)]
struct Found<'a> {
    models: Vec<&'a RawValue>,
    chooses_host: Option<&'static str>,
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Found<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Found<'de>, A::Error> {
        let mut found = Found::default();
        while let Some(name) = fields.next_key::<String>()? {
            let value = fields.next_value::<&RawValue>()?;
            if name == "model" {
                found.models.push(value);
            }
            found.chooses_host = found.chooses_host.or(CHOOSE_HOST.into_iter().find(|field| *field == name));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn spliced(text: &str, model: &str) -> Result<String, &'static str> {
        let span = model_span(text.as_bytes()).map_err(|error| error.code)?;
        Ok(String::from_utf8(with_model(text.as_bytes(), span, model).to_vec()).unwrap())
    }

    #[test]
    fn only_the_models_value_changes() {
        for (text, expected) in [
            (r#"{"model":"a/b"}"#, r#"{"model":"b"}"#),
            (
                " {\n\"x\" : {\"model\":\"a/b\"}, \"model\"\t:  \"a\\/b\" ,\"n\":1.0e0 }\n",
                " {\n\"x\" : {\"model\":\"a/b\"}, \"model\"\t:  \"b\" ,\"n\":1.0e0 }\n",
            ),
            (r#"{"mod\u0065l":"a/b","m":"model"}"#, r#"{"mod\u0065l":"b","m":"model"}"#),
            (r#"{"é":"ü\ud83d\ude00","model":"a/b"}"#, r#"{"é":"ü\ud83d\ude00","model":"b"}"#),
            (r#"{"x":1,"x":2,"model":"a/b"}"#, r#"{"x":1,"x":2,"model":"b"}"#),
        ] {
            assert_eq!(spliced(text, "b").as_deref(), Ok(expected));
        }
        assert_eq!(spliced(r#"{"model":"a/b"}"#, "q\"\u{1}\\").as_deref(), Ok(r#"{"model":"q\"\u0001\\"}"#));
    }

    #[test]
    fn what_is_ambiguous_or_chooses_the_host_is_refused() {
        for text in [
            r#"{"model":"a/b","model":"a/c"}"#,
            r#"{"model":"a/b","mod\u0065l":"a/b"}"#,
            r#"{"model":1}"#,
            r#"{"messages":[]}"#,
            r#"{"model":"a/b","api_base":"http://elsewhere"}"#,
            r#"{"model":"a/b","base\u005furl":null}"#,
            r#"{"model":"a/b","custom_host":1}"#,
            r#"{"api_key":"x","model":"a/b"}"#,
            r#"{"model":"a/b"} {}"#,
            r#"["model"]"#,
            "{\"model\":\"a/b\"",
        ] {
            assert_eq!(spliced(text, "b"), Err("INVALID_REQUEST"), "{text}");
        }
        assert!(model_span(b"{\"model\":\"\xff\"}").is_err());
        assert!(spliced(r#"{"model":"a/b","metadata":{"base_url":"x"}}"#, "b").is_ok());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("model|[a-z\"\\\\]{0,4}", inner), 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_other_byte_stays(
            before in prop::collection::vec(("[a-l]{1,6}", value()), 0..4),
            after in prop::collection::vec(("[n-z]{1,6}", value()), 0..4),
            old in "\\PC{0,20}",
            new in "\\PC{0,20}",
            blank in "[ \t\r\n]{0,3}",
            pretty in any::<bool>(),
        ) {
            let text = |value: &Value| {
                if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) }.unwrap()
            };
            let field = |(name, value): &(String, Value)| format!("{}{blank}:{blank}{}", json!(name), text(value));
            let head = format!("{blank}{{{blank}{}", before.iter().map(|part| field(part) + ",").collect::<String>());
            let tail = format!("{}{blank}}}{blank}", after.iter().map(|part| format!(",{blank}{}", field(part))).collect::<String>());
            let whole = |model: &str| format!("{head}\"model\"{blank}:{blank}{}{tail}", json!(model));
            prop_assert_eq!(spliced(&whole(&old), &new), Ok(whole(&new)));
        }

        #[test]
        fn no_text_makes_it_panic_or_leave_the_text(text in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(span) = model_span(&text) {
                prop_assert!(text[span].starts_with(b"\""));
            }
        }
    }
}
