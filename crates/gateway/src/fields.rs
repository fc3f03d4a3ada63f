//! Reading a JSON object field by field, so that every complaint names its field.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::ApiError;

/// The fields of one request.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub(crate) fn new(body: Value) -> Result<Self, ApiError> {
        match body {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(ApiError::not_json("The request body must be a JSON object.")),
        }
    }

    /// Refuses any field that is not in `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), ApiError> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => {
                let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
                let message =
                    format!("There is no field \u{201c}{name}\u{201d} here; there are {}.", known.join(", "));
                Err(ApiError::invalid(name, message))
            }
        }
    }

    /// Takes a field; null is the same as absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    /// Whether the field is there, be it null.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A field of a given type; `what` says in words what it must be.
    pub(crate) fn typed<T: DeserializeOwned>(
        &mut self,
        name: &'static str,
        what: &str,
    ) -> Result<Option<T>, ApiError> {
        self.take(name)
            .map(|value| {
                serde_json::from_value(value)
                    .map_err(|_| ApiError::invalid(name, format!("{name} must be {what}.")))
            })
            .transpose()
    }

    pub(crate) fn string(&mut self, name: &'static str) -> Result<Option<String>, ApiError> {
        self.typed(name, "a string")
    }

    pub(crate) fn flag(&mut self, name: &'static str) -> Result<bool, ApiError> {
        Ok(self.typed(name, "true or false")?.unwrap_or(false))
    }

    /// A whole number from 1 up. Numbers beyond any real answer mean "no limit", as with the real services.
    pub(crate) fn count(&mut self, name: &'static str) -> Result<Option<u64>, ApiError> {
        let Some(value) = self.take(name) else { return Ok(None) };
        value
            .as_u64()
            .filter(|count| *count > 0)
            .map(Some)
            .ok_or_else(|| ApiError::invalid(name, format!("{name} must be a whole number from 1 up.")))
    }
}
