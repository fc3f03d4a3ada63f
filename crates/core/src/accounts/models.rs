//! Which models an account has, as its provider lists them.

use std::time::Duration;

use super::connection::Connection;
use crate::catalogue::{ApiShape, HttpMethod};
use crate::error::Result;
use crate::http::{Bounds, Credential};
use crate::management::{ManagementError, Model, parse_models};

/// The largest list, in bytes: the longest that is known has some hundred kilobytes.
const BODY_MAX: usize = 4 * 1024 * 1024;

/// Asks for the list at the address for programs of one shape, once, and for no longer than `total`. Costs nothing.
///
/// # Errors
/// `Provider` where it is not answered with a list; `Invalid` where the provider has no such address.
pub async fn models(
    connection: &Connection,
    shape: ApiShape,
    credential: &Credential,
    total: Duration,
) -> Result<Vec<Model>> {
    let bounds = Bounds { connect: total, idle: total, total, body: BODY_MAX, ..Bounds::default() };
    let client = connection.client(shape.into(), bounds)?;
    let ask = match shape {
        // As Anthropic's own pages; this is the largest.
        ApiShape::Anthropic => connection.ask(HttpMethod::Get, "/v1/models").query("limit", "1000"),
        ApiShape::OpenAi | ApiShape::Native => connection.ask(HttpMethod::Get, "/models"),
    };
    let outcome = client.send(&ask, Some(credential)).await;
    match &outcome {
        Ok(answer) if answer.is_success() => parse_models(answer.body.bytes())
            .map_err(|error| connection.failed(&ManagementError::Unreadable(error))),
        failed => {
            let diagnosis = connection.call(Some(credential)).diagnose(failed.as_ref());
            Err(crate::error::Error::Provider(Box::new(diagnosis)))
        }
    }
}
