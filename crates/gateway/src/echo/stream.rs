//! A streamed answer: words at the pace of a model, cut at once when the key is revoked or expires.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde_json::Value;
use tokio::time::sleep;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::tokens::tokens;
use crate::answer::cut_reason;
use crate::call::Call;
use crate::cut;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::routes::Context;
use crate::state::Gateway;

/// The time between two pieces where the caller names none: about what a hosted model needs for a word.
const PACE: Duration = Duration::from_millis(10);
/// A long answer comes in larger pieces, so that none takes longer than about half a minute at that pace.
const PIECES_MAX: usize = 3_000;
/// A piece without a blank is split here, in bytes.
const PIECE_BYTES_MAX: usize = 64;

/// The pace that a request asks for in `metadata.pace_ms`, as a number or as a string (the clients only send
/// strings): 0 for all at once, up to 1,000.
///
/// # Errors
/// 400 where it is anything else.
pub(super) fn pace(fields: &mut Fields) -> Result<Duration, ApiError> {
    let metadata = fields.take("metadata");
    let Some(value) = metadata.as_ref().and_then(|metadata| metadata.get("pace_ms")) else { return Ok(PACE) };
    let millis = value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
    millis.filter(|millis| *millis <= 1_000).map(Duration::from_millis).ok_or_else(|| {
        ApiError::invalid("metadata.pace_ms", "metadata.pace_ms is a number of milliseconds from 0 to 1000.")
    })
}

/// One event; `name` is for the grammars that name their events.
pub(crate) fn event(name: Option<&str>, data: &Value) -> Bytes {
    match name {
        Some(name) => format!("event: {name}\ndata: {data}\n\n"),
        None => format!("data: {data}\n\n"),
    }
    .into()
}

/// What an API's event grammar puts around and between the pieces of the text.
pub(super) struct Script {
    pub(super) opening: Vec<Bytes>,
    pub(super) piece: Box<dyn FnMut(&str) -> Bytes + Send>,
    pub(super) closing: Box<dyn FnOnce() -> Vec<Bytes> + Send>,
    /// The name of the event that carries an error; none where the grammar names none.
    pub(super) error_name: Option<&'static str>,
}

/// Streams `text`. Each piece is charged as it goes out; what is never sent is given back with the call.
pub(super) fn answer(context: Context, text: String, pace: Duration, script: Script) -> Response {
    let Context { state, call, connection, .. } = context;
    let cut = call.as_ref().map_or_else(CancellationToken::new, |call| call.key.live.cut.clone());
    let ended = cut::watch(&state, connection, cut.clone().cancelled_owned());
    let Script { opening, piece, closing, error_name } = script;
    let streaming = Streaming {
        pieces: pieces(&text),
        text,
        position: 0,
        waiting: opening.into(),
        piece,
        closing: Some(closing),
        error_name,
        pace,
        cut,
        account: Account { call, charged: 0 },
        state,
        failed: false,
        _ended: ended,
    };
    let events = stream::unfold(streaming, |mut streaming| async move {
        let event = streaming.next().await?;
        Some((event, streaming))
    });
    let mut response = Response::new(Body::from_stream(events));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    response
}

struct Streaming {
    text: String,
    /// Where each piece ends.
    pieces: VecDeque<usize>,
    position: usize,
    waiting: VecDeque<Bytes>,
    piece: Box<dyn FnMut(&str) -> Bytes + Send>,
    closing: Option<Box<dyn FnOnce() -> Vec<Bytes> + Send>>,
    error_name: Option<&'static str>,
    pace: Duration,
    cut: CancellationToken,
    account: Account,
    state: Gateway,
    failed: bool,
    _ended: DropGuard,
}

impl Streaming {
    async fn next(&mut self) -> Option<Result<Bytes, io::Error>> {
        if self.failed {
            cut::last_event_sent().await;
            // Ends the connection without the last chunk: no client takes this for a whole answer.
            return Some(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        if self.cut.is_cancelled() {
            return Some(Ok(self.fail()));
        }
        if let Some(event) = self.waiting.pop_front() {
            return Some(Ok(event));
        }
        if let Some(end) = self.pieces.pop_front() {
            if !self.pace.is_zero() && self.position > 0 {
                let cut = self.cut.clone();
                tokio::select! {
                    () = cut.cancelled() => return Some(Ok(self.fail())),
                    () = sleep(self.pace) => {}
                }
            }
            let event = (self.piece)(&self.text[self.position..end]);
            self.account.charge(tokens(end));
            self.position = end;
            return Some(Ok(event));
        }
        self.waiting = self.closing.take()?().into();
        self.waiting.pop_front().map(Ok)
    }

    /// The last event of a stream that is cut.
    fn fail(&mut self) -> Bytes {
        self.failed = true;
        let error =
            self.account.call.as_ref().map_or_else(ApiError::internal, |call| cut_reason(&self.state, call));
        event(self.error_name, &error.body())
    }
}

/// What the stream owes for what was sent.
struct Account {
    call: Option<Call>,
    /// Tokens that are charged already.
    charged: i64,
}

impl Account {
    /// Charges up to `total` tokens of the answer. Charged before they are sent, so that a client that has read
    /// them finds them counted.
    fn charge(&mut self, total: i64) {
        if let Some(call) = &mut self.call
            && total > self.charged
        {
            call.charge_completion(total - self.charged);
            self.charged = total;
        }
    }
}

/// Where to split a text: after each word, after 64 bytes where there is no blank, and into no more than
/// 3,000 pieces.
fn pieces(text: &str) -> VecDeque<usize> {
    let least = text.len().div_ceil(PIECES_MAX);
    let most = PIECE_BYTES_MAX.max(least);
    let mut ends = VecDeque::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let length = end - start;
        if length >= most || (c.is_whitespace() && length >= least) {
            ends.push_back(end);
            start = end;
        }
    }
    if start < text.len() {
        ends.push_back(text.len());
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let mut start = 0;
        pieces(text).into_iter().map(|end| &text[std::mem::replace(&mut start, end)..end]).collect()
    }

    #[test]
    fn words_are_pieces_and_nothing_is_lost() {
        assert_eq!(split("Hello, big world"), ["Hello, ", "big ", "world"]);
        assert_eq!(split(""), Vec::<&str>::new());
        let long = "ü".repeat(100);
        assert_eq!(split(&long).concat(), long);
        assert_eq!(split(&long).len(), 4);
    }

    #[test]
    fn a_long_text_comes_in_few_pieces() {
        let long = "word ".repeat(200_000);
        let parts = split(&long);
        assert!(parts.len() <= PIECES_MAX && parts.len() > PIECES_MAX / 2, "{}", parts.len());
        assert_eq!(parts.concat(), long);
    }
}
