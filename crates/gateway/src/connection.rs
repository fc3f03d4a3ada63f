//! One accepted connection: how long its headers and an unread answer may take, and how it is closed from inside.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::caps::Caps;
use crate::head::Progress;

/// What a request knows of its connection: how to close it at once, whatever is still unsent. An answer that
/// the client does not read would otherwise stay open for as long as the client likes.
#[derive(Clone, Default)]
pub(crate) struct Connection(pub(crate) CancellationToken);

/// Whether a connection is answering, shared between its socket and its service.
#[derive(Clone, Default)]
pub(crate) struct Phase(Arc<PhaseState>);

#[derive(Default)]
struct PhaseState {
    answering: AtomicBool,
    /// Requests whose headers were complete.
    requests: AtomicUsize,
    /// The length of the newest one's body; [`CHUNKED`] where it has none.
    body: AtomicU64,
}

/// A body whose length is not known beforehand.
const CHUNKED: u64 = u64::MAX;

impl Phase {
    /// The headers are complete, and a body of this length follows; until the guard is dropped with the
    /// answer's body, no deadline for headers is set.
    pub(crate) fn answering(&self, body: Option<u64>) -> Answering {
        self.0.body.store(body.unwrap_or(CHUNKED), Ordering::Release);
        self.0.answering.store(true, Ordering::Release);
        self.0.requests.fetch_add(1, Ordering::AcqRel);
        Answering(self.clone())
    }
}

pub(crate) struct Answering(Phase);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.0.answering.store(false, Ordering::Release);
    }
}

/// A socket with two deadlines. The headers of a request must be complete within a time, which runs from the
/// start of the connection, and for later requests from their first byte, also where that came together with
/// the request before; hyper's own timer would also run while the connection is idle, and is used for that.
/// And a client that reads nothing of an answer for a time is left.
pub(crate) struct Socket {
    stream: TcpStream,
    phase: Phase,
    head_allowed: Duration,
    head: Option<Pin<Box<Sleep>>>,
    /// Requests seen; one more means that the deadline was met.
    requests: usize,
    progress: Progress,
    unread_allowed: Duration,
    /// Runs while nothing can be written.
    unread: Option<Pin<Box<Sleep>>>,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, phase: Phase, caps: &Caps) -> Self {
        Self {
            stream,
            phase,
            head_allowed: caps.header_read,
            head: Some(after(caps.header_read)),
            requests: 0,
            progress: Progress::default(),
            unread_allowed: caps.idle,
            unread: None,
        }
    }

    /// Sets the deadline for the next request's headers, once an answer is through.
    fn next_request(&mut self) {
        let requests = self.phase.0.requests.load(Ordering::Acquire);
        if requests == self.requests {
            return;
        }
        if requests > self.requests + 1 {
            self.progress.lose();
        }
        self.requests = requests;
        let body = self.phase.0.body.load(Ordering::Acquire);
        let begun = self.progress.next_has_begun((body != CHUNKED).then_some(body));
        self.head = begun.then(|| after(self.head_allowed));
    }

    fn wrote<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.unread = None;
            return written;
        }
        let deadline = self.unread.get_or_insert_with(|| after(self.unread_allowed));
        ready!(deadline.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

fn after(time: Duration) -> Pin<Box<Sleep>> {
    Box::pin(sleep_until(Instant::now() + time))
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let answering = this.phase.0.answering.load(Ordering::Acquire);
        if !answering {
            this.next_request();
        }
        let before = buf.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buf);
        let new = &buf.filled()[before..];
        this.progress.note(new);
        if answering {
            return read;
        }
        if let Some(deadline) = &mut this.head {
            if deadline.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        } else if !new.is_empty() {
            this.head = Some(after(this.head_allowed));
        }
        read
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.wrote(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.wrote(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// An answer's body; the connection is answering until it is dropped.
pub(crate) struct AnswerBody {
    pub(crate) body: Body,
    pub(crate) _answering: Answering,
}

impl http_body::Body for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Poll::Ready(ready!(Pin::new(&mut self.body).poll_frame(cx)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
