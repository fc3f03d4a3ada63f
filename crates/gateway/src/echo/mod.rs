//! `local/echo`: a model without a provider. It answers with the last user message, so that wiring, limits
//! and meters can be tried at no cost.

pub(crate) mod chat;
pub(crate) mod embeddings;
pub(crate) mod messages;
pub(crate) mod models;
pub(crate) mod responses;
pub(crate) mod stream;
pub(crate) mod tokens;

use axum::body::Body;
use axum::response::Response;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use self::tokens::{PromptSize, tokens};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::routes::Context;

/// The one model that this gateway answers as.
pub(crate) const MODEL: &str = "local/echo";

/// What goes back: the prompt's last user text, cut where the caller's token limit says.
struct Echo {
    text: String,
    truncated: bool,
    prompt_tokens: i64,
    completion_tokens: i64,
}

impl Echo {
    fn new(text: String, size: PromptSize, max_tokens: Option<u64>) -> Self {
        let whole = text.len();
        let text = tokens::cut(text, max_tokens);
        Self {
            truncated: text.len() < whole,
            prompt_tokens: size.tokens(),
            completion_tokens: tokens(text.len()),
            text,
        }
    }

    /// Charges the prompt and reserves the answer's tokens. An answer that does not fit in what the key has
    /// left is cut to what fits; the caller's token limit would end it in the same way.
    fn admit(&mut self, context: &mut Context) -> Result<(), ApiError> {
        let granted = charge_prompt(context, self.prompt_tokens, self.completion_tokens)?;
        if granted < self.completion_tokens {
            self.text = tokens::cut(std::mem::take(&mut self.text), u64::try_from(granted).ok());
            self.completion_tokens = tokens(self.text.len());
            self.truncated = true;
        }
        Ok(())
    }
}

/// Takes `model`, which must be ours.
fn check_model(fields: &mut Fields) -> Result<(), ApiError> {
    match fields.string("model")? {
        None => Err(ApiError::invalid("model", "model is required: name the model, as local/echo.")),
        Some(model) if model == MODEL => Ok(()),
        Some(model) => Err(ApiError::model_not_found(&model)),
    }
}

/// The text of a content: a string, or parts of which those with text count. What else parts hold (images,
/// files) is neither answered nor charged.
pub(crate) fn content_text(content: &Value, size: &mut PromptSize) -> String {
    match content {
        Value::String(text) => {
            size.add(text);
            text.clone()
        }
        Value::Array(parts) => {
            let mut joined = String::new();
            for part in parts {
                let text = match part {
                    Value::String(text) => Some(text.as_str()),
                    part => part.get("text").and_then(Value::as_str),
                };
                if let Some(text) = text {
                    size.add(text);
                    joined.push_str(text);
                } else if let Some(nested) = part.get("content") {
                    // A tool's result holds a content of its own.
                    content_text(nested, size);
                }
            }
            joined
        }
        _ => String::new(),
    }
}

/// Walks messages of the shape `{role, content}`, counts all their text and answers the last user's.
fn last_user_text(
    param: &'static str,
    messages: &[Value],
    size: &mut PromptSize,
) -> Result<String, ApiError> {
    let mut last = None;
    for (index, message) in messages.iter().enumerate() {
        let Some(message) = message.as_object() else {
            return Err(ApiError::invalid(format!("{param}[{index}]"), "Each message is an object."));
        };
        let content = message.get("content").unwrap_or(&Value::Null);
        if !matches!(content, Value::String(_) | Value::Array(_) | Value::Null) {
            return Err(ApiError::invalid(
                format!("{param}[{index}].content"),
                "content is a string or a list of parts.",
            ));
        }
        let text = content_text(content, size);
        if message.get("role").and_then(Value::as_str) == Some("user") {
            last = Some(text);
        }
    }
    last.ok_or_else(|| ApiError::invalid(param, "There is no user message to answer."))
}

/// The messages of a chat: a list that is not empty.
fn messages(fields: &mut Fields) -> Result<Vec<Value>, ApiError> {
    match fields.typed::<Vec<Value>>("messages", "a list of messages")? {
        Some(messages) if !messages.is_empty() => Ok(messages),
        _ => Err(ApiError::invalid("messages", "messages is required: a list with at least one message.")),
    }
}

/// Charges the prompt; without limits to count against there is nothing to charge.
/// Answers how many completion tokens may be sent.
fn charge_prompt(context: &mut Context, tokens: i64, completion_tokens: i64) -> Result<i64, ApiError> {
    match &mut context.call {
        Some(call) => call.charge_prompt(MODEL, tokens, completion_tokens),
        None => Ok(completion_tokens),
    }
}

fn charge_completion(context: &mut Context, tokens: i64) {
    if let Some(call) = &mut context.call {
        call.charge_completion(tokens);
    }
}

pub(crate) fn json(value: &Value) -> Response {
    json_text(value.to_string().into_bytes())
}

/// The same for what is JSON text already.
fn json_text(text: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
