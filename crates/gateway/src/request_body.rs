//! The body of a request: bounded in bytes, in time, and in what its JSON takes in memory.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::Body as _;
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use crate::bounded_json;
use crate::caps::Caps;
use crate::error::ApiError;
use crate::state::Gateway;

/// How long the body of a refused request is read and thrown away.
const DISCARD_FOR: Duration = Duration::from_secs(5);
/// A body above this is parsed on a thread of its own, two at a time.
const LARGE: usize = 256 << 10;

/// A body, read and parsed.
#[derive(Default)]
pub(crate) struct Received {
    pub(crate) value: Value,
    /// The same as it came.
    pub(crate) bytes: Bytes,
    /// Its bytes' share of what all bodies may take together; kept until the answer is sent.
    pub(crate) share: Option<OwnedSemaphorePermit>,
    /// The place of a large one among the heavy calls; kept until its answer is made.
    pub(crate) heavy: Option<OwnedSemaphorePermit>,
}

/// Reads a body as a JSON object. `waits` says that the client sends it only when asked for it.
///
/// # Errors
/// 413 above the cap, 503 where all bodies together are above theirs, 408 where it stops coming, 400 where it
/// is not JSON.
pub(crate) async fn json(body: &mut Body, state: &Gateway, waits: bool) -> Result<Received, ApiError> {
    let caps = &state.caps;
    let cap = caps.body_bytes;
    if body.size_hint().lower() > u64::try_from(cap).unwrap_or(u64::MAX) {
        discard(body, caps, waits).await;
        return Err(ApiError::too_large(cap));
    }
    let mut bytes = Vec::new();
    let mut share: Option<OwnedSemaphorePermit> = None;
    loop {
        let Ok(frame) = timeout(caps.idle, body.frame()).await else { return Err(ApiError::body_timeout()) };
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|_| ApiError::not_json("The request body was cut short."))?;
        let Ok(data) = frame.into_data() else { continue };
        let refused = if bytes.len() + data.len() > cap {
            Some(ApiError::too_large(cap))
        } else {
            let more = u32::try_from(data.len()).unwrap_or(u32::MAX);
            match (Arc::clone(&state.bodies).try_acquire_many_owned(more), &mut share) {
                (Ok(more), Some(share)) => {
                    share.merge(more);
                    None
                }
                (Ok(more), none) => {
                    *none = Some(more);
                    None
                }
                (Err(_), _) => Some(ApiError::overloaded()),
            }
        };
        if let Some(refused) = refused {
            drop((bytes, share));
            discard(body, caps, false).await;
            return Err(refused);
        }
        bytes.extend_from_slice(&data);
    }
    if bytes.len() <= LARGE {
        return Ok(Received { value: parse(&bytes)?, bytes: bytes.into(), share, heavy: None });
    }
    let heavy = state.heavy().await?;
    // The place goes along: a caller that hangs up frees it only when the work is done.
    let parsing = tokio::task::spawn_blocking(move || (parse(&bytes), bytes, heavy));
    let (value, bytes, heavy) = parsing.await.map_err(|_| ApiError::internal())?;
    Ok(Received { value: value?, bytes: bytes.into(), share, heavy: Some(heavy) })
}

fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    match bounded_json::parse(bytes) {
        Ok(Value::Object(object)) => Ok(Value::Object(object)),
        Ok(_) => Err(ApiError::not_json("The request body must be a JSON object.")),
        Err(bounded_json::Error::TooMuch) => {
            Err(ApiError::not_json("The request body holds too many values for its size."))
        }
        Err(bounded_json::Error::Broken(error)) => {
            Err(ApiError::not_json(format!("The request body is not JSON: {}.", place(&error))))
        }
    }
}

/// Throws a body away, so that the client has sent it all and reads the refusal instead of a reset
/// connection. Not for ever: after twice the cap or five seconds the connection is simply closed. A client
/// that waits to be asked for its body has sent none of it: reading would ask for it.
pub(crate) async fn discard(body: &mut Body, caps: &Caps, waits: bool) {
    if waits {
        return;
    }
    let mut left = caps.body_bytes.saturating_mul(2);
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            let Some(rest) = left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) else { break };
            left = rest;
        }
    };
    drop(timeout(DISCARD_FOR, reading).await);
}

/// Where JSON is broken, without quoting it: it may hold anything.
fn place(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Io
        | serde_json::error::Category::Syntax
        | serde_json::error::Category::Data => "it is broken, or nested too deeply,",
    };
    format!("{what} at line {} column {}", error.line(), error.column())
}
