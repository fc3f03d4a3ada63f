//! `POST /v1/chat/completions`.

use axum::response::Response;
use bytes::Bytes;
use serde_json::{Value, json};

use super::stream::{self, Script, event};
use super::tokens::PromptSize;
use super::{Echo, MODEL, charge_completion, check_model, last_user_text, messages};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::routes::Context;

pub(crate) async fn create(mut context: Context, body: Value) -> Result<Response, ApiError> {
    let mut fields = Fields::new(body)?;
    check_model(&mut fields)?;
    let streams = fields.flag("stream")?;
    let include_usage = include_usage(&mut fields)?;
    // The newer name wins where both are given.
    let max_tokens = fields.count("max_completion_tokens")?.or(fields.count("max_tokens")?);
    if fields.count("n")?.is_some_and(|n| n != 1) {
        return Err(ApiError::invalid("n", "local/echo gives one answer: leave n out or say 1."));
    }
    let pace = stream::pace(&mut fields)?;
    let mut size = PromptSize::default();
    let text = last_user_text("messages", &messages(&mut fields)?, &mut size)?;
    let mut echo = Echo::new(text, size, max_tokens);
    echo.admit(&mut context)?;

    let id = context.state.request_id().replacen("req_", "chatcmpl-", 1);
    let created = context.state.core.clock.now().timestamp();
    let finish_reason = if echo.truncated { "length" } else { "stop" };
    let usage = json!({
        "prompt_tokens": echo.prompt_tokens,
        "completion_tokens": echo.completion_tokens,
        "total_tokens": echo.prompt_tokens + echo.completion_tokens,
    });
    if streams {
        let script = script(id, created, finish_reason, include_usage.then_some(usage));
        return Ok(stream::answer(context, echo.text, pace, script));
    }
    charge_completion(&mut context, echo.completion_tokens);
    Ok(super::json(&json!({
        "id": id,
        "object": "chat.completion",
        "created": created,
        "model": MODEL,
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": echo.text, "refusal": null },
            "logprobs": null,
            "finish_reason": finish_reason,
        }],
        "usage": usage,
    })))
}

fn include_usage(fields: &mut Fields) -> Result<bool, ApiError> {
    match fields.take("stream_options") {
        None => Ok(false),
        Some(options) => {
            Fields::new(options).and_then(|mut options| options.flag("include_usage")).map_err(|_| {
                ApiError::invalid(
                    "stream_options",
                    "stream_options is an object; include_usage is true or false.",
                )
            })
        }
    }
}

/// Chunks as OpenAI sends them: the role first, pieces, the reason for the end, the usage where it was asked for.
fn script(id: String, created: i64, finish_reason: &'static str, usage: Option<Value>) -> Script {
    let with_usage = usage.is_some();
    let chunk = move |choices: Value, usage: Option<Value>| -> Bytes {
        let mut chunk = json!({
            "id": id, "object": "chat.completion.chunk", "created": created, "model": MODEL, "choices": choices,
        });
        if with_usage {
            chunk["usage"] = usage.unwrap_or_default();
        }
        event(None, &chunk)
    };
    let choice = |delta: Value, finish_reason: Option<&str>| json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason }]);
    let opening =
        vec![chunk(choice(json!({ "role": "assistant", "content": "", "refusal": null }), None), None)];
    let piece = {
        let chunk = chunk.clone();
        Box::new(move |text: &str| chunk(choice(json!({ "content": text }), None), None))
    };
    let closing = Box::new(move || {
        let mut events = vec![chunk(choice(json!({}), Some(finish_reason)), None)];
        if let Some(usage) = usage {
            events.push(chunk(json!([]), Some(usage)));
        }
        events.push(Bytes::from_static(b"data: [DONE]\n\n"));
        events
    });
    Script { opening, piece, closing, error_name: None }
}
