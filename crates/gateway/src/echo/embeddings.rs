//! `POST /v1/embeddings`: unit vectors that depend on the text and on nothing else.

use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::tokens::PromptSize;
use super::{MODEL, charge_prompt, check_model};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::routes::Context;

const DIMENSIONS: u64 = 256;
const DIMENSIONS_MAX: u64 = 4_096;
/// As many texts as OpenAI takes at once.
const INPUTS_MAX: usize = 2_048;
/// The numbers of one answer: that many texts with the usual dimensions.
const NUMBERS_MAX: usize = INPUTS_MAX * 256;
/// More numbers than this are drawn on a thread of their own.
const LARGE: usize = 1 << 14;

pub(crate) async fn create(mut context: Context, body: Value) -> Result<Response, ApiError> {
    let mut fields = Fields::new(body)?;
    check_model(&mut fields)?;
    let as_base64 = match fields.string("encoding_format")?.as_deref() {
        None | Some("float") => false,
        Some("base64") => true,
        Some(_) => return Err(ApiError::invalid("encoding_format", "encoding_format is float or base64.")),
    };
    let dimensions = fields.count("dimensions")?.unwrap_or(DIMENSIONS);
    let dimensions =
        usize::try_from(dimensions).ok().filter(|_| dimensions <= DIMENSIONS_MAX).ok_or_else(|| {
            ApiError::invalid("dimensions", format!("dimensions is from 1 to {DIMENSIONS_MAX}."))
        })?;
    let mut size = PromptSize::default();
    let inputs = inputs(&mut fields, &mut size)?;
    let numbers = inputs.len().saturating_mul(dimensions);
    if numbers > NUMBERS_MAX {
        let message = format!(
            "{} texts with {dimensions} dimensions are {numbers} numbers, and one answer holds at most \
             {NUMBERS_MAX}: send fewer texts at once, or ask for fewer dimensions.",
            inputs.len()
        );
        return Err(ApiError::invalid("dimensions", message));
    }
    let prompt_tokens = size.tokens();
    charge_prompt(&mut context, prompt_tokens, 0)?;

    let answer = move || list(&inputs, dimensions, as_base64, prompt_tokens);
    let text = if numbers <= LARGE {
        answer()
    } else {
        let place = match context.heavy.take() {
            Some(place) => place,
            None => context.state.heavy().await?,
        };
        // The place goes along: a caller that hangs up frees it only when the work is done.
        let drawing = tokio::task::spawn_blocking(move || {
            let text = answer();
            drop(place);
            text
        });
        drawing.await.map_err(|_| ApiError::internal())?
    };
    text.map(super::json_text).map_err(|_| ApiError::internal())
}

/// The answer's JSON, written straight into the buffer that is sent.
fn list(
    inputs: &[Vec<u8>],
    dimensions: usize,
    as_base64: bool,
    prompt_tokens: i64,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = br#"{"object":"list","model":"#.to_vec();
    serde_json::to_writer(&mut text, MODEL)?;
    text.extend_from_slice(br#","usage":"#);
    let usage = json!({ "prompt_tokens": prompt_tokens, "total_tokens": prompt_tokens });
    serde_json::to_writer(&mut text, &usage)?;
    text.extend_from_slice(br#","data":["#);
    for (index, input) in inputs.iter().enumerate() {
        if index > 0 {
            text.push(b',');
        }
        let vector = unit_vector(input, dimensions);
        if as_base64 {
            let embedding = &base64_of(&vector);
            serde_json::to_writer(&mut text, &Embedding { object: "embedding", index, embedding })?;
        } else {
            let embedding = &vector;
            serde_json::to_writer(&mut text, &Embedding { object: "embedding", index, embedding })?;
        }
    }
    text.extend_from_slice(b"]}");
    Ok(text)
}

#[derive(Serialize)]
struct Embedding<'a, T> {
    object: &'static str,
    index: usize,
    embedding: &'a T,
}

/// The texts to embed, each as bytes: a string, a list of strings, a list of tokens, or a list of such lists.
fn inputs(fields: &mut Fields, size: &mut PromptSize) -> Result<Vec<Vec<u8>>, ApiError> {
    let wrong = || {
        ApiError::invalid("input", "input is a text, a list of texts, or lists of tokens; none may be empty.")
    };
    let found = match fields.take("input") {
        Some(Value::Array(items)) if items.first().is_some_and(Value::is_number) => {
            vec![one(&Value::Array(items), size)]
        }
        Some(Value::Array(items)) => {
            if items.len() > INPUTS_MAX {
                return Err(ApiError::invalid("input", format!("input holds at most {INPUTS_MAX} texts.")));
            }
            items.iter().map(|item| one(item, size)).collect()
        }
        Some(item) => vec![one(&item, size)],
        None => Vec::new(),
    };
    let found: Option<Vec<_>> = found.into_iter().collect();
    found.filter(|inputs| !inputs.is_empty()).ok_or_else(wrong)
}

fn one(item: &Value, size: &mut PromptSize) -> Option<Vec<u8>> {
    match item {
        Value::String(text) if !text.is_empty() => {
            size.add(text);
            Some(text.clone().into_bytes())
        }
        Value::Array(tokens) if !tokens.is_empty() => {
            size.add_tokens(tokens.len());
            tokens
                .iter()
                .map(|token| token.as_u64().map(u64::to_le_bytes))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat())
        }
        _ => None,
    }
}

/// A vector of length 1, drawn from the SHA-256 of the input.
fn unit_vector(input: &[u8], dimensions: usize) -> Vec<f32> {
    let seed = Sha256::digest(input);
    let mut numbers = Vec::with_capacity(dimensions + 8);
    for block in 0_u64.. {
        if numbers.len() >= dimensions {
            break;
        }
        let mut hash = Sha256::new();
        hash.update(seed);
        hash.update(block.to_le_bytes());
        numbers.extend(hash.finalize().chunks_exact(4).map(|part| {
            let number = part.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
            f64::from(number) / f64::from(u32::MAX) * 2.0 - 1.0
        }));
    }
    numbers.truncate(dimensions);
    let length = numbers.iter().map(|number| number * number).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    #[expect(clippy::cast_possible_truncation, reason = "an embedding has single precision")]
    numbers.iter().map(|number| (number / length) as f32).collect()
}

/// Little-endian singles, as the OpenAI clients decode them.
fn base64_of(vector: &[f32]) -> String {
    STANDARD.encode(vector.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_of_length_one_and_depend_on_the_text() {
        for dimensions in [1, 8, 256, 1_000] {
            let vector = unit_vector(b"hello", dimensions);
            let length: f32 = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
            assert_eq!(vector.len(), dimensions);
            assert!((length - 1.0).abs() < 1e-4, "{length}");
            assert_eq!(vector, unit_vector(b"hello", dimensions));
        }
        assert_ne!(unit_vector(b"hello", 8), unit_vector(b"hellp", 8));
    }

    #[test]
    fn base64_decodes_to_the_same_numbers() {
        let vector = unit_vector(b"x", 3);
        let bytes = STANDARD.decode(base64_of(&vector)).unwrap();
        let back: Vec<f32> =
            bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect();
        assert_eq!(back, vector);
    }
}
