//! What a call occupies until its answer is sent, not only until it is made: a client that does not read must
//! not free its place for the next call.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::sync::OwnedSemaphorePermit;

use crate::error::ApiError;
use crate::registry::InFlight;

/// Below this an answer fits into the buffers on the way, and occupies nothing once it is made. In bytes.
const SMALL: u64 = 64 << 10;

/// A call's place among those in flight, and its share of the bodies.
pub(crate) struct Held {
    pub(crate) _in_flight: Option<Arc<InFlight>>,
    pub(crate) _share: Option<OwnedSemaphorePermit>,
}

impl Held {
    /// Holds on until the last byte of the answer is with the operating system, or the connection is closed.
    pub(crate) async fn until_sent(self, response: Response) -> Response {
        match response.body().size_hint().exact() {
            Some(size) if size <= SMALL => response,
            Some(_) => {
                let (parts, body) = response.into_parts();
                // One piece, in memory already.
                let Ok(whole) = body.collect().await else { return ApiError::internal().into_response() };
                let bytes = Bytes::from_owner(HeldBytes { bytes: whole.to_bytes(), _held: self });
                Response::from_parts(parts, Body::from(bytes))
            }
            None => response.map(|body| Body::new(HeldBody { body, _held: self })),
        }
    }
}

/// hyper takes a body's piece and drops the body before the piece is written, so the piece itself holds on.
struct HeldBytes {
    bytes: Bytes,
    _held: Held,
}

impl AsRef<[u8]> for HeldBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

struct HeldBody {
    body: Body,
    _held: Held,
}

impl http_body::Body for HeldBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
