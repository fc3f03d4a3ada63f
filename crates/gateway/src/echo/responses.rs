//! `POST /v1/responses`.

use axum::response::Response;
use bytes::Bytes;
use serde_json::{Value, json};

use super::stream::{self, Script, event};
use super::tokens::PromptSize;
use super::{Echo, MODEL, charge_completion, check_model, last_user_text};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::routes::Context;

pub(crate) async fn create(mut context: Context, body: Value) -> Result<Response, ApiError> {
    let mut fields = Fields::new(body)?;
    check_model(&mut fields)?;
    let streams = fields.flag("stream")?;
    let max_tokens = fields.count("max_output_tokens")?;
    if fields.take("previous_response_id").is_some() {
        return Err(ApiError::invalid(
            "previous_response_id",
            "Nothing that was asked or answered is stored here.",
        ));
    }
    let pace = stream::pace(&mut fields)?;
    let instructions = fields.string("instructions")?;
    let mut size = PromptSize::default();
    if let Some(instructions) = &instructions {
        size.add(instructions);
    }
    let text = input_text(&mut fields, &mut size)?;
    let mut echo = Echo::new(text, size, max_tokens);
    echo.admit(&mut context)?;

    let unique = context.state.request_id();
    let shape = Shape {
        id: unique.replacen("req_", "resp_", 1),
        item_id: unique.replacen("req_", "msg_", 1),
        created_at: context.state.core.clock.now().timestamp(),
        instructions,
        max_output_tokens: max_tokens,
        truncated: echo.truncated,
        prompt_tokens: echo.prompt_tokens,
        completion_tokens: echo.completion_tokens,
    };
    if streams {
        let script = script(shape, echo.text.clone());
        return Ok(stream::answer(context, echo.text, pace, script));
    }
    charge_completion(&mut context, echo.completion_tokens);
    Ok(super::json(&shape.ended(&echo.text)))
}

/// `input` is a string or a list of items, of which the messages count.
fn input_text(fields: &mut Fields, size: &mut PromptSize) -> Result<String, ApiError> {
    match fields.take("input") {
        Some(Value::String(text)) => {
            size.add(&text);
            Ok(text)
        }
        Some(Value::Array(items)) => last_user_text("input", &items, size),
        _ => Err(ApiError::invalid("input", "input is required: a string or a list of messages.")),
    }
}

/// What all states of one response share.
struct Shape {
    id: String,
    item_id: String,
    created_at: i64,
    instructions: Option<String>,
    max_output_tokens: Option<u64>,
    truncated: bool,
    prompt_tokens: i64,
    completion_tokens: i64,
}

impl Shape {
    fn response(&self, status: &str, output: Value, usage: Value) -> Value {
        let incomplete = (status == "incomplete").then(|| json!({ "reason": "max_output_tokens" }));
        json!({
            "id": self.id,
            "object": "response",
            "created_at": self.created_at,
            "status": status,
            "background": false,
            "error": null,
            "incomplete_details": incomplete,
            "instructions": self.instructions,
            "max_output_tokens": self.max_output_tokens,
            "metadata": {},
            "model": MODEL,
            "output": output,
            "parallel_tool_calls": true,
            "previous_response_id": null,
            "reasoning": { "effort": null, "summary": null },
            "store": false,
            "temperature": 1.0,
            "text": { "format": { "type": "text" } },
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": usage,
            "user": null,
        })
    }

    fn started(&self) -> Value {
        self.response("in_progress", json!([]), Value::Null)
    }

    fn status(&self) -> &'static str {
        if self.truncated { "incomplete" } else { "completed" }
    }

    fn ended(&self, text: &str) -> Value {
        let usage = json!({
            "input_tokens": self.prompt_tokens,
            "input_tokens_details": { "cached_tokens": 0 },
            "output_tokens": self.completion_tokens,
            "output_tokens_details": { "reasoning_tokens": 0 },
            "total_tokens": self.prompt_tokens + self.completion_tokens,
        });
        self.response(self.status(), json!([self.item(self.status(), json!([part(text)]))]), usage)
    }

    fn item(&self, status: &str, content: Value) -> Value {
        json!({ "id": self.item_id, "type": "message", "status": status, "role": "assistant", "content": content })
    }
}

fn part(text: &str) -> Value {
    json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] })
}

/// Numbers the events of one stream.
struct Numbered(u64);

impl Numbered {
    fn event(&mut self, name: &str, mut data: Value) -> Bytes {
        data["type"] = name.into();
        data["sequence_number"] = self.0.into();
        self.0 += 1;
        event(Some(name), &data)
    }
}

fn script(shape: Shape, text: String) -> Script {
    let mut opening_numbers = Numbered(0);
    let opening = vec![
        opening_numbers.event("response.created", json!({ "response": shape.started() })),
        opening_numbers.event("response.in_progress", json!({ "response": shape.started() })),
        opening_numbers.event(
            "response.output_item.added",
            json!({ "output_index": 0, "item": shape.item("in_progress", json!([])) }),
        ),
        opening_numbers.event(
            "response.content_part.added",
            json!({ "item_id": shape.item_id, "output_index": 0, "content_index": 0, "part": part("") }),
        ),
    ];
    // Pieces and closing events number on, one after the other.
    let numbers = std::sync::Arc::new(std::sync::Mutex::new(opening_numbers));
    let next = move |name: &str, data: Value| {
        numbers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).event(name, data)
    };
    let piece = {
        let (next, item_id) = (next.clone(), shape.item_id.clone());
        Box::new(move |text: &str| {
            let data = json!({
                "item_id": item_id, "output_index": 0, "content_index": 0, "delta": text, "logprobs": [],
            });
            next("response.output_text.delta", data)
        })
    };
    let closing = Box::new(move || {
        let place = |rest: Value| {
            let mut data = json!({ "item_id": shape.item_id, "output_index": 0, "content_index": 0 });
            if let (Some(data), Value::Object(rest)) = (data.as_object_mut(), rest) {
                data.extend(rest);
            }
            data
        };
        let item = shape.item(shape.status(), json!([part(&text)]));
        let last = if shape.truncated { "response.incomplete" } else { "response.completed" };
        vec![
            next("response.output_text.done", place(json!({ "text": text, "logprobs": [] }))),
            next("response.content_part.done", place(json!({ "part": part(&text) }))),
            next("response.output_item.done", json!({ "output_index": 0, "item": item })),
            next(last, json!({ "response": shape.ended(&text) })),
        ]
    });
    Script { opening, piece, closing, error_name: Some("error") }
}
