//! An answer on its way through, piece by piece as it comes.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use keyhinge_core::http::{Failure, Forwarded, Lost};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::charge::Charge;
use super::error;
use super::tally::Tally;
use super::upstreams::{Account, LiveKey};
use crate::answer::cut_reason;
use crate::cut;
use crate::echo::stream::event;
use crate::error::ApiError;
use crate::state::Gateway;

/// Passes until it ends, breaks off, or one of the two keys ends. Dropping it ends the call at the provider, and charges
/// what was seen of the answer.
pub(super) struct Passing {
    pub(super) state: Gateway,
    pub(super) account: Arc<Account>,
    /// The provider's key; held so that its secret is gone only after the last call with it.
    pub(super) key: Arc<LiveKey>,
    pub(super) answer: Forwarded,
    pub(super) charge: Charge,
    pub(super) tally: Tally,
    pub(super) idle: Duration,
    /// How the stream names its events with errors; none where it names no events, or the answer is no stream.
    pub(super) grammar: Grammar,
    pub(super) failed: bool,
    pub(super) _ended: DropGuard,
}

/// How an error can be told in the middle of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grammar {
    /// Not at all: it is no stream of events.
    Whole,
    /// As an event; with a name where the API names its events.
    Events(Option<&'static str>),
}

impl Passing {
    /// The next piece.
    pub(super) async fn next(&mut self) -> Option<io::Result<Bytes>> {
        if self.failed {
            cut::last_event_sent().await;
            // Ends the connection without the last chunk: no client takes this for a whole answer.
            return Some(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let cut = self.charge.cut();
        let piece = tokio::select! {
            biased;
            () = cut.cancelled() => {
                let why = self.charge.call().map_or_else(ApiError::internal, |call| cut_reason(&self.state, call));
                return Some(self.fail(&why));
            }
            () = self.key.cut.cancelled() => return Some(self.fail(&error::key_ended(&self.account))),
            piece = self.answer.piece(self.idle) => piece,
        };
        match piece {
            Ok(None) => {
                self.charge.settle(&mut self.tally);
                None
            }
            Ok(Some(piece)) => {
                self.tally.note(&piece);
                Some(Ok(piece))
            }
            Err(lost) => Some(self.fail(&lost_error(&self.account, lost))),
        }
    }

    /// The last event of a stream that ends early. Nothing where it has no events, or where one is cut off: its client would
    /// take both for one.
    fn fail(&mut self, why: &ApiError) -> io::Result<Bytes> {
        self.failed = true;
        match self.grammar {
            Grammar::Events(name) if self.tally.is_between_events() => Ok(event(name, &why.body())),
            _ => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        self.charge.settle(&mut self.tally);
    }
}

fn lost_error(account: &Account, lost: Lost) -> ApiError {
    error::failed(account, &Failure::Unknown { status: None, lost })
}

/// Resolves when either key ends.
pub(super) async fn either(one: CancellationToken, other: CancellationToken) {
    tokio::select! {
        () = one.cancelled() => {}
        () = other.cancelled() => {}
    }
}
