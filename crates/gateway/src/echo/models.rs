//! What is listed of `local/echo`.

use keyhinge_core::management::Model;

/// When `local/echo` came to be, in seconds since 1970: the clients want a date.
const CREATED: i64 = 1_763_683_200;

/// The model, as a provider would list it.
pub(crate) fn echo() -> Model {
    Model {
        id: super::MODEL.into(),
        name: Some("Echo (local)".into()),
        created: chrono::DateTime::from_timestamp(CREATED, 0),
        owned_by: Some("keyhinge".into()),
    }
}
