use axum::response::Response;
use serde_json::{Value, json};

use super::MODEL;
use crate::error::ApiError;
use crate::routes::Context;

/// When `local/echo` came to be: the clients want a date.
const CREATED: i64 = 1_763_683_200;
const CREATED_AT: &str = "2025-11-21T00:00:00Z";

/// `GET /v1/models`, in the shape of OpenAI's list and of Anthropic's at once.
pub(crate) async fn list(_context: Context, _body: Value) -> Result<Response, ApiError> {
    Ok(super::json(&json!({
        "object": "list",
        "data": [echo()],
        "first_id": MODEL,
        "last_id": MODEL,
        "has_more": false,
    })))
}

/// `GET /v1/models/{id}`; the id may come with its slash as it is or as `%2F`.
pub(crate) async fn get(context: Context, _body: Value) -> Result<Response, ApiError> {
    let id = context.param("id");
    if id == MODEL { Ok(super::json(&echo())) } else { Err(ApiError::model_not_found(id)) }
}

fn echo() -> Value {
    json!({
        "id": MODEL,
        "object": "model",
        "created": CREATED,
        "owned_by": "keyhinge",
        "type": "model",
        "display_name": "Echo (local)",
        "created_at": CREATED_AT,
    })
}
