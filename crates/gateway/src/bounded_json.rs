//! JSON into a tree of values, with a bound on what the tree takes in memory: three bytes of `[],` are a value
//! of thirty-two, and an object of seven bytes takes six hundred.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// What a tree may take for each byte of its text: short messages and token numbers take half as much.
const PER_BYTE: usize = 32;
/// What any tree may take, in bytes.
const LEAST: usize = 4 << 20;
/// What no tree may take more than, in bytes.
const MOST: usize = 64 << 20;

/// A value in a list that has grown to twice its need.
const VALUE: usize = 2 * size_of::<Value>();
/// The first node of an object, which has room for eleven fields.
const NODE: usize = 640;
/// A field of an object, in a node that is half full.
const FIELD: usize = 128;

#[derive(Debug)]
pub(crate) enum Error {
    /// It is JSON as far as it was read, and would take too much memory.
    TooMuch,
    Broken(serde_json::Error),
}

/// Parses a whole text.
///
/// # Errors
/// [`Error`].
pub(crate) fn parse(text: &[u8]) -> Result<Value, Error> {
    let left = Cell::new(text.len().saturating_mul(PER_BYTE).clamp(LEAST, MOST));
    let spent = Cell::new(false);
    let mut json = serde_json::Deserializer::from_slice(text);
    Budget { left: &left, spent: &spent }
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value))
        .map_err(|error| if spent.get() { Error::TooMuch } else { Error::Broken(error) })
}

#[derive(Clone, Copy)]
struct Budget<'a> {
    /// Bytes.
    left: &'a Cell<usize>,
    /// It did not suffice.
    spent: &'a Cell<bool>,
}

impl Budget<'_> {
    fn take<E: serde::de::Error>(self, bytes: usize) -> Result<(), E> {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => {
                self.spent.set(true);
                Err(E::custom("too many values"))
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Budget<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.take(VALUE)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Budget<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.take(value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let node = if object.is_empty() { NODE } else { 0 };
            self.take(node + FIELD + name.len())?;
            object.insert(name, fields.next_value_seed(self)?);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_serde_json_reads() {
        for text in [
            r#"{"a":[1,-2,3.5,1e300,true,null,"x\n\u00e4"],"b":{"c":{}},"b":"the last one wins"}"#,
            "18446744073709551616",
            "-9223372036854775808",
            " [ ] ",
            "\"\"",
        ] {
            let expected: Value = serde_json::from_str(text).unwrap();
            assert_eq!(parse(text.as_bytes()).unwrap(), expected, "{text}");
        }
        for text in ["", "{", "[1,]", "{} {}", "\u{1}", "1e999", r#""\ud800""#, &"[".repeat(10_000)] {
            let expected = serde_json::from_str::<Value>(text).unwrap_err();
            let Err(Error::Broken(error)) = parse(text.as_bytes()) else { panic!("{text:.20}") };
            assert_eq!((error.line(), error.column()), (expected.line(), expected.column()), "{text:.20}");
        }
    }

    #[test]
    fn a_tree_that_is_much_larger_than_its_text_is_refused() {
        for (piece, times) in
            [("[]", 1_200_000), (r#"{"":0}"#, 1_000_000), ("{}", 1_200_000), ("0", 2_000_000)]
        {
            let bomb = format!("[{}{piece}]", format!("{piece},").repeat(times));
            assert!(matches!(parse(bomb.as_bytes()), Err(Error::TooMuch)), "{piece}");
        }
        let tokens = format!("[{}100000]", "100000,".repeat(300_000));
        assert!(parse(tokens.as_bytes()).is_ok(), "as many tokens as OpenAI takes");
        let text = format!("\"{}\"", "x".repeat(20 << 20));
        assert!(parse(text.as_bytes()).is_ok());
        let message = r#"{"role":"user","content":"Hello, how are you today? I am fine."}"#;
        let chat = format!("[{}{message}]", format!("{message},").repeat(20_000));
        assert!(parse(chat.as_bytes()).is_ok());
    }
}
