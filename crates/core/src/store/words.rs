//! Field-less enums as the database holds them: by the word that serde writes, the same in SQL, JSON and TypeScript.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;

/// The word that serde writes for a field-less enum: the same in SQL, JSON and TypeScript.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The value that a stored word means. A word that this version does not know is a damaged or edited file.
pub(crate) fn parse_word<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| StoreError::Other(format!("{column} holds an unknown word")))
}
