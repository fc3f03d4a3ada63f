//! The server: loopback only, HTTP/1.1 only, every limit explicit.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CONNECTION, EXPECT};
use http::{HeaderValue, Request, StatusCode};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use keyhinge_core::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::connection::{AnswerBody, Connection, Phase, Socket};
use crate::state::{Gateway, GatewayState};
use crate::{guard, registry, routes};

/// Why the gateway did not start, or did not stop cleanly.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("The gateway only listens on this computer itself, not on {0}.")]
    NotLoopback(SocketAddr),
    #[error("The gateway could not listen: {0}")]
    Listen(#[from] io::Error),
    /// The data folder could not be read at the start, or the last usage not written at the end.
    #[error(transparent)]
    Core(#[from] Error),
}

/// Listens on a port of 127.0.0.1; 0 takes any free one. There is no way to listen anywhere else.
///
/// # Errors
/// The port is taken (`AddrInUse`) or may not be used.
pub async fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

/// Serves until `shutdown` resolves, then lets open answers end for [`Caps::drain`](crate::Caps) and writes
/// the last usage.
///
/// # Errors
/// [`GatewayError`] where the listener is not on loopback, the keys cannot be read, or the last usage cannot
/// be written.
pub async fn run(
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
    state: GatewayState,
) -> Result<(), GatewayError> {
    let GatewayState(state) = state;
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        return Err(GatewayError::NotLoopback(address));
    }
    // Costs one pragma where the host has called GatewayState::load.
    state.registry.reload_if_stale(&state.core).await?;
    state.upstreams.reload_if_stale(&state.core).await?;
    let stop = Stop::default();
    let connections = TaskTracker::new();
    {
        let mut keys = pin!(keep_true(&state));
        // The listener is gone after this: who connects while the last answers end is refused at once.
        tokio::select! {
            () = shutdown => {}
            () = accept(listener, &state, address.port(), &stop, &connections) => {}
            () = &mut keys => {}
            () = state.recorder.keep_written(&state.core) => {}
        }
        stop.soon.cancel();
        connections.close();
        // Revocations still count while the last answers end.
        tokio::select! {
            () = drained(&connections, &state, &stop) => {}
            () = &mut keys => {}
        }
    }
    stop.now.cancel();
    connections.wait().await;
    state.tasks.close();
    state.tasks.wait().await;
    last_flush(&state).await?;
    Ok(())
}

/// Hears of what changes about virtual keys and accounts, until it is dropped.
async fn keep_true(state: &Gateway) {
    tokio::join!(registry::keep_true(&state.registry, &state.core), state.upstreams.keep_true(&state.core));
}

/// How connections hear that the gateway stops.
#[derive(Clone, Default)]
struct Stop {
    /// Finish what you answer, then close.
    soon: CancellationToken,
    /// Close.
    now: CancellationToken,
}

async fn drained(connections: &TaskTracker, state: &Gateway, stop: &Stop) {
    if timeout(state.caps.drain, connections.wait()).await.is_err() {
        stop.now.cancel();
        connections.wait().await;
    }
}

/// The last batch is worth a second try: another process may hold the file for a moment.
async fn last_flush(state: &Gateway) -> Result<(), Error> {
    let mut written = state.recorder.flush(&state.core).await;
    for _ in 0..3 {
        if written.is_ok() {
            break;
        }
        sleep(Duration::from_millis(200)).await;
        written = state.recorder.flush(&state.core).await;
    }
    written
}

async fn accept(listener: TcpListener, state: &Gateway, port: u16, stop: &Stop, connections: &TaskTracker) {
    let router = routes::router(state.clone());
    let places = Arc::new(Semaphore::new(state.caps.connections));
    // Refusing takes a moment too; beyond this many at once the connection is just dropped.
    let refusals = Arc::new(Semaphore::new(32));
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file descriptors, mostly: it passes when connections close.
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Without this every streamed piece waits for the client's delayed acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection closed at once");
            continue;
        }
        if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
            let serving = serve_connection(stream, router.clone(), state.clone(), port, stop.clone());
            connections.spawn(async move {
                serving.await;
                drop(place);
            });
        } else if let Ok(place) = Arc::clone(&refusals).try_acquire_owned() {
            connections.spawn(async move {
                drop(timeout(Duration::from_secs(1), refuse(stream)).await);
                drop(place);
            });
        }
    }
}

async fn serve_connection(stream: TcpStream, router: Router, state: Gateway, port: u16, stop: Stop) {
    let cut = Connection(stop.now.child_token());
    let phase = Phase::default();
    let io = TokioIo::new(Socket::new(stream, phase.clone(), &state.caps));
    let idle = state.caps.idle;
    let service = service_fn({
        let cut = cut.clone();
        move |request| handle(request, router.clone(), state.clone(), port, cut.clone(), phase.clone())
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(idle)
            .serve_connection(io, service)
    );
    let mut told = false;
    loop {
        tokio::select! {
            ended = &mut connection => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            () = cut.0.cancelled() => return,
            () = stop.soon.cancelled(), if !told => {
                told = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// The outermost layer: nothing is routed, parsed or counted before the guard has passed it.
async fn handle(
    request: Request<Incoming>,
    router: Router,
    state: Gateway,
    port: u16,
    connection: Connection,
    phase: Phase,
) -> Result<Response<AnswerBody>, Infallible> {
    let (parts, body) = request.into_parts();
    let answering = phase.answering(body.size_hint().exact());
    let waits = parts.headers.contains_key(EXPECT);
    let mut response = match guard::check(&parts, port, &state.caps) {
        Ok(()) => {
            let mut request = Request::from_parts(parts, Body::new(body));
            request.extensions_mut().insert(connection);
            router.oneshot(request).await.into_response()
        }
        Err(status) => {
            tracing::debug!(%status, "the guard refused a request");
            let mut refusal = status.into_response();
            refusal.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            if status == StatusCode::METHOD_NOT_ALLOWED {
                refusal.headers_mut().insert(ALLOW, HeaderValue::from_static(guard::METHODS));
            }
            refusal
        }
    };
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        // The router adds it to whatever answers a wrong method, also to a 401.
        response.headers_mut().remove(ALLOW);
    }
    if waits && response.status().is_client_error() {
        // A body that was not asked for may come or not: the connection cannot go on.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    Ok(response.map(|body| AnswerBody { body, _answering: answering }))
}

/// Tells a client that there are too many connections. What it sends is read, or closing would tear the
/// answer away from it.
async fn refuse(mut stream: TcpStream) {
    const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    if stream.write_all(FULL).await.is_ok() && stream.shutdown().await.is_ok() {
        let mut bin = [0; 1024];
        while matches!(stream.read(&mut bin).await, Ok(read) if read > 0) {}
    }
}
