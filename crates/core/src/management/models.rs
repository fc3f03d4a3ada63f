//! Reads the list of models that a provider answers programs with, whichever shape it has.

use chrono::{DateTime, Utc};

use super::error::Unreadable;
use super::fields::{Fields, list};

/// More models than this no list is read to have.
const MODELS_MAX: usize = 5_000;

/// A model as its provider lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// What a call names it by; at most 256 characters, none of them a control character.
    pub id: String,
    /// For people, where the provider has one.
    pub name: Option<String>,
    pub created: Option<DateTime<Utc>>,
    pub owned_by: Option<String>,
}

/// The models of an answer: `data`, `models`, or the list itself. Of a model that is listed twice the first counts.
///
/// # Errors
/// [`Unreadable`] for what is no list.
pub fn parse_models(body: &[u8]) -> Result<Vec<Model>, Unreadable> {
    let (entries, _) = list(body, &["data", "models"])?;
    let mut models: Vec<Model> = entries.iter().filter_map(model).take(MODELS_MAX).collect();
    let mut seen = std::collections::HashSet::new();
    models.retain(|model| seen.insert(model.id.clone()));
    Ok(models)
}

fn model(fields: &Fields<'_>) -> Option<Model> {
    Some(Model {
        id: fields.text(&["id", "name"])?,
        name: fields.text(&["display_name", "name"]),
        created: fields.time(&["created", "created_at"]),
        owned_by: fields.text(&["owned_by"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(body: &str) -> Result<Vec<String>, Unreadable> {
        parse_models(body.as_bytes()).map(|models| models.into_iter().map(|model| model.id).collect())
    }

    #[test]
    fn every_shape_of_a_list_is_read() {
        for body in [
            r#"{"object":"list","data":[{"id":"a","created":1},{"id":"b/c","owned_by":"x"}]}"#,
            r#"{"success":true,"data":[{"id":"a","name":"A"},{"id":"b/c"},{"id":"a"},{"object":"model"}]}"#,
            r#"[{"id":"a"},{"id":"b/c","created":"soon"}]"#,
            r#"{"models":[{"name":"a"},{"name":"b/c"}]}"#,
        ] {
            assert_eq!(ids(body).unwrap(), ["a", "b/c"], "{body}");
        }
        let found = parse_models(
            br#"{"data":[{"type":"model","id":"m","display_name":"M 1","created_at":"2025-09-29T00:00:00Z"}]}"#,
        );
        let model = found.unwrap().remove(0);
        assert_eq!(model.name.as_deref(), Some("M 1"));
        assert_eq!(model.created.unwrap().to_rfc3339(), "2025-09-29T00:00:00+00:00");
    }

    #[test]
    fn what_is_no_list_is_an_error_and_no_name_is_dangerous() {
        for body in ["", "<html>", "{}", r#"{"data":{}}"#, r#"{"data":["a"]}"#, "7"] {
            assert!(ids(body).is_err(), "{body}");
        }
        let shown = ids("{\"data\":[{\"id\":\"a\\u001b[2J\\u202eb\"}]}").unwrap();
        assert_eq!(shown, ["a[2Jb"]);
        let many: Vec<_> = (0..6_000).map(|at| format!(r#"{{"id":"{at}"}}"#)).collect();
        assert_eq!(ids(&format!("[{}]", many.join(","))).unwrap().len(), MODELS_MAX);
    }
}
