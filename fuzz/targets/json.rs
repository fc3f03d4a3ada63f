//! A request body: what is read is what serde_json reads, unless it takes too much memory.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;

#[path = "../../crates/gateway/src/bounded_json.rs"]
mod bounded_json;

fuzz_target!(|text: &[u8]| {
    let expected = serde_json::from_slice::<Value>(text);
    match bounded_json::parse(text) {
        Ok(value) => assert_eq!(value, expected.unwrap()),
        Err(bounded_json::Error::Broken(error)) => {
            assert_eq!(error.to_string(), expected.unwrap_err().to_string())
        }
        Err(bounded_json::Error::TooMuch) => assert!(text.len() > 4096, "a short text fits always"),
    }
});
