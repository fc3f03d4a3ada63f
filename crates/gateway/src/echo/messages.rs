//! `POST /v1/messages` and `/v1/messages/count_tokens`, in Anthropic's shapes.

use axum::response::Response;
use serde_json::{Value, json};

use super::stream::{self, Script, event};
use super::tokens::PromptSize;
use super::{Echo, MODEL, charge_completion, check_model, content_text, last_user_text, messages};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::routes::Context;

pub(crate) async fn create(mut context: Context, body: Value) -> Result<Response, ApiError> {
    let mut fields = Fields::new(body)?;
    check_model(&mut fields)?;
    let streams = fields.flag("stream")?;
    let max_tokens = fields.count("max_tokens")?.ok_or_else(|| {
        ApiError::invalid("max_tokens", "max_tokens is required: a whole number from 1 up.")
    })?;
    let pace = stream::pace(&mut fields)?;
    let (text, size) = prompt(&mut fields)?;
    let mut echo = Echo::new(text, size, Some(max_tokens));
    echo.admit(&mut context)?;

    let id = context.state.request_id().replacen("req_", "msg_", 1);
    let stop_reason = if echo.truncated { "max_tokens" } else { "end_turn" };
    if streams {
        let script = script(&id, &echo, stop_reason);
        return Ok(stream::answer(context, echo.text, pace, script));
    }
    charge_completion(&mut context, echo.completion_tokens);
    let content = json!([{ "type": "text", "text": echo.text }]);
    let usage = json!({ "input_tokens": echo.prompt_tokens, "output_tokens": echo.completion_tokens });
    Ok(super::json(&message(&id, content, Some(stop_reason), usage)))
}

/// Counts as one request and charges no tokens: nothing is generated.
pub(crate) async fn count_tokens(_context: Context, body: Value) -> Result<Response, ApiError> {
    let mut fields = Fields::new(body)?;
    check_model(&mut fields)?;
    let (_, size) = prompt(&mut fields)?;
    Ok(super::json(&json!({ "input_tokens": size.tokens() })))
}

/// The text to answer, and the size of all of the request's text: `system` and the messages.
fn prompt(fields: &mut Fields) -> Result<(String, PromptSize), ApiError> {
    let mut size = PromptSize::default();
    if let Some(system) = fields.take("system") {
        if !matches!(system, Value::String(_) | Value::Array(_)) {
            return Err(ApiError::invalid("system", "system is a string or a list of text blocks."));
        }
        content_text(&system, &mut size);
    }
    let text = last_user_text("messages", &messages(fields)?, &mut size)?;
    Ok((text, size))
}

fn message(id: &str, content: Value, stop_reason: Option<&str>, usage: Value) -> Value {
    json!({
        "id": id,
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": null,
        "usage": usage,
    })
}

fn script(id: &str, echo: &Echo, stop_reason: &'static str) -> Script {
    let named = |data: Value| {
        let name = data["type"].as_str().unwrap_or_default().to_owned();
        event(Some(&name), &data)
    };
    let started =
        message(id, json!([]), None, json!({ "input_tokens": echo.prompt_tokens, "output_tokens": 0 }));
    let opening = vec![
        named(json!({ "type": "message_start", "message": started })),
        named(
            json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
        ),
        named(json!({ "type": "ping" })),
    ];
    let piece = Box::new(move |text: &str| {
        named(
            json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": text } }),
        )
    });
    let output_tokens = echo.completion_tokens;
    let closing = Box::new(move || {
        vec![
            named(json!({ "type": "content_block_stop", "index": 0 })),
            named(json!({
                "type": "message_delta",
                "delta": { "stop_reason": stop_reason, "stop_sequence": null },
                "usage": { "output_tokens": output_tokens },
            })),
            named(json!({ "type": "message_stop" })),
        ]
    });
    Script { opening, piece, closing, error_name: Some("error") }
}
