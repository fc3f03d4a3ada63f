//! The contract over HTTP, so that a browser test drives the same UI and the same commands as the window.
//! Loopback only, behind a one-time token; release builds lack it.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{Stream, stream};
use keyhinge_core::changes::Topic;
use keyhinge_core::secret::Secret;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tower_http::services::ServeDir;

use crate::app::App;
use crate::dispatch::dispatch;
use crate::error::CommandError;

#[derive(Clone)]
struct Host {
    app: App,
    token: Arc<Secret>,
}

/// The built UI at `/`, every command at `POST /rpc/{command}`, and `GET /events` with what became stale.
pub fn router(app: App, token: Secret, ui: PathBuf) -> Router {
    let host = Host { app, token: Arc::new(token) };
    Router::new()
        .route("/rpc/{command}", post(rpc))
        .route("/events", get(events))
        .with_state(host)
        .fallback_service(ServeDir::new(ui))
}

async fn rpc(
    State(host): State<Host>,
    Path(command): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !allowed(&host, &headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let answer = match serde_json::from_slice(&body) {
        Ok(request) => dispatch(&host.app, &command, request).await,
        Err(error) => Err(CommandError::bad_request(&error)),
    };
    match answer {
        Ok(response) => Json(response).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

async fn events(State(host): State<Host>, headers: HeaderMap) -> Response {
    if !allowed(&host, &headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Sse::new(changes(&host.app)).keep_alive(KeepAlive::default()).into_response()
}

fn changes(app: &App) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    stream::unfold(app.listen(), |mut changes| async move {
        let topics = match changes.recv().await {
            Ok(topics) => topics,
            Err(RecvError::Lagged(_)) => Topic::ALL.to_vec(),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(Event::default().data(json!({ "topics": topics }).to_string())), changes))
    })
}

fn allowed(host: &Host, headers: &HeaderMap) -> bool {
    let presented = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    presented.and_then(|value| value.strip_prefix("Bearer ")).is_some_and(|token| host.token.matches(token))
}
