//! Calls that are passed on to an account of the user's: `account/model`, in the shape in which they came, by the one key that
//! was chosen for the account. The caller chooses the model and the body; where the call goes, with which key and which
//! headers, it does not.

mod charge;
mod error;
mod headers;
pub(crate) mod models;
mod names;
mod passing;
mod splice;
mod tally;
mod upstreams;

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use keyhinge_core::accounts::note_refusal;
use keyhinge_core::catalogue::ApiShape;
use keyhinge_core::http::{Answer, Failure, Forwarded};
use keyhinge_core::limits::readings;
use serde_json::Value;

use self::charge::Charge;
use self::names::Named;
use self::passing::{Grammar, Passing, either};
use self::tally::Tally;
pub(crate) use self::upstreams::Upstreams;
use self::upstreams::{Account, LiveKey, Way};
use crate::answer::cut_reason;
use crate::cut;
use crate::echo;
use crate::echo::tokens::PromptSize;
use crate::error::ApiError;
use crate::routes::Context;
use crate::state::Gateway;

/// The longest name of a model, in bytes.
const MODEL_MAX: usize = 200;

/// Of an error's body, more than this is not passed on.
const ERROR_MAX: usize = 64 << 10;

/// `POST /v1/chat/completions`.
pub(crate) async fn chat(context: Context, body: Value) -> Result<Response, ApiError> {
    match elsewhere(&body) {
        None => echo::chat::create(context, body).await,
        Some(model) => pass(context, &body, &model, ApiShape::OpenAi).await,
    }
}

/// `POST /v1/messages`.
pub(crate) async fn messages(context: Context, body: Value) -> Result<Response, ApiError> {
    match elsewhere(&body) {
        None => echo::messages::create(context, body).await,
        Some(model) => pass(context, &body, &model, ApiShape::Anthropic).await,
    }
}

/// The model, where it is not ours. What is wrong with a body without one, ours says.
fn elsewhere(body: &Value) -> Option<String> {
    body.get("model").and_then(Value::as_str).filter(|model| *model != echo::MODEL).map(str::to_owned)
}

async fn pass(
    mut context: Context,
    body: &Value,
    model: &str,
    shape: ApiShape,
) -> Result<Response, ApiError> {
    let (account, model) = find(&context.state, model, shape).await?;
    if model.len() > MODEL_MAX || model.chars().any(char::is_control) {
        let message = format!("model must be at most {MODEL_MAX} bytes, without control characters.");
        return Err(ApiError::invalid("model", message));
    }
    let span = splice::model_span(&context.body)?;
    let way = account.way.clone().ok_or_else(|| error::no_way(&account))?;
    let key = account.key.clone().ok_or_else(|| error::no_key(&account))?;
    let state = context.state.clone();
    let charge = Charge::reserve(
        &state,
        context.call.take(),
        Arc::clone(&key.id),
        format!("{}/{model}", account.label),
        prompt_size(body).tokens(),
        completion_max(body),
    )?;
    let sent = Sent {
        body: splice::with_model(&std::mem::take(&mut context.body), span, &model),
        headers: headers::to_send(&context.headers, &way.connection.provider),
        shape,
    };
    let relay = Relay { state, account, way, key, charge };
    relay.run(sent, context).await
}

/// The account and the model that it is asked for. An account that was added or given a key a moment ago counts.
async fn find(state: &Gateway, model: &str, shape: ApiShape) -> Result<(Arc<Account>, String), ApiError> {
    let usable = |named: &Named| matches!(named, Named::One(account, _) if account.key.is_some());
    let mut named = state.upstreams.find(model, shape);
    if !usable(&named) && model.contains('/') {
        if let Err(error) = state.upstreams.reload_if_stale(&state.core).await {
            tracing::warn!(%error, "the accounts could not be read again");
        }
        named = state.upstreams.find(model, shape);
    }
    match named {
        Named::One(account, model) => Ok((account, model)),
        Named::Several(ids) => Err(error::several(model, &ids)),
        Named::None(labels) => Err(error::no_such_model(model, &labels)),
    }
}

/// What is sent to the provider beside the key.
struct Sent {
    body: Bytes,
    headers: HeaderMap,
    shape: ApiShape,
}

/// One call that is passed on.
struct Relay {
    state: Gateway,
    account: Arc<Account>,
    way: Arc<Way>,
    key: Arc<LiveKey>,
    charge: Charge,
}

impl Relay {
    async fn run(mut self, sent: Sent, context: Context) -> Result<Response, ApiError> {
        let shape = sent.shape;
        let answer = tokio::select! {
            biased;
            () = either(self.charge.cut(), self.key.cut.clone()) => return Err(self.ended()),
            answer = send(&self.state, &self.account, &self.way, &self.key, &mut self.charge, sent) => answer?,
        };
        // While the head of the answer came; from here on the body is cut.
        if self.key.cut.is_cancelled() {
            return Err(self.ended());
        }
        let limits =
            readings(&answer.headers, Some(&self.way.connection.provider), self.state.core.clock.now());
        self.state.recorder.note_limits(&self.key.id, limits);
        match answer.status {
            200..300 => Ok(self.pass_on(answer, shape, context)),
            300..400 => {
                self.charge.free();
                Err(error::redirected(&self.account))
            }
            _ => self.refused(answer).await,
        }
    }

    /// Which of the two keys has ended.
    fn ended(&self) -> ApiError {
        let call = self.charge.call().filter(|call| call.key.live.cut.is_cancelled());
        call.map_or_else(|| error::key_ended(&self.account), |call| cut_reason(&self.state, call))
    }

    /// A success, as it comes.
    fn pass_on(mut self, answer: Forwarded, shape: ApiShape, context: Context) -> Response {
        self.charge.answers();
        self.key.works();
        let streams = answer.headers.get(CONTENT_TYPE).is_some_and(|kind| {
            kind.as_bytes().trim_ascii_start().to_ascii_lowercase().starts_with(b"text/event-stream")
        });
        let grammar = match (streams, shape) {
            (false, _) => Grammar::Whole,
            (true, ApiShape::Anthropic) => Grammar::Events(Some("error")),
            (true, _) => Grammar::Events(None),
        };
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status(answer.status);
        *response.headers_mut() = headers::to_answer(&answer.headers);
        let cut = either(self.charge.cut(), self.key.cut.clone());
        let passing = Passing {
            _ended: cut::watch(&self.state, context.connection, cut),
            idle: self.state.caps.upstream_idle,
            state: self.state,
            account: self.account,
            key: self.key,
            answer,
            charge: self.charge,
            tally: Tally::new(streams),
            grammar,
            failed: false,
        };
        let pieces = stream::unfold(passing, |mut passing| async move {
            let piece = passing.next().await?;
            Some((piece, passing))
        });
        response.map(|_| Body::from_stream(pieces))
    }

    /// A refusal of the provider's: its status and its words, without the key. One of the key itself is remembered.
    async fn refused(mut self, answer: Forwarded) -> Result<Response, ApiError> {
        self.charge.free();
        let credential = self
            .key
            .credential(&self.state.core, &self.way.connection)
            .await
            .map_err(|error| error::key_unavailable(&self.account, &error))?;
        let answer = answer.into_answer(credential, ERROR_MAX, self.state.caps.upstream_idle).await;
        let mut response = Response::new(Body::from(answer.body.bytes().to_vec()));
        *response.status_mut() = status(answer.status);
        *response.headers_mut() = headers::to_answer(&answer.headers);
        if answer.status == 401 && self.key.is_newly_refused() {
            let Self { state, way, key, .. } = self;
            state.tasks.spawn(remember_refusal(state.clone(), way, key, answer));
        }
        Ok(response)
    }
}

async fn send(
    state: &Gateway,
    account: &Account,
    way: &Way,
    key: &LiveKey,
    charge: &mut Charge,
    sent: Sent,
) -> Result<Forwarded, ApiError> {
    let credential = key
        .credential(&state.core, &way.connection)
        .await
        .map_err(|error| error::key_unavailable(account, &error))?;
    let forwarder = way
        .forwarder(sent.shape)
        .map_err(|refusal| error::failed(account, &Failure::Refused(refusal)))?
        .ok_or_else(|| error::no_way(account))?;
    let path: &[&str] = match sent.shape {
        ApiShape::Anthropic => &["v1", "messages"],
        ApiShape::OpenAi | ApiShape::Native => &["chat", "completions"],
    };
    charge.sent();
    let posting = forwarder.post(path, sent.headers, sent.body, credential, state.caps.upstream_head);
    posting.await.map_err(|failure| {
        if failure.nothing_was_sent() {
            charge.free();
        }
        error::failed(account, &failure)
    })
}

async fn remember_refusal(state: Gateway, way: Arc<Way>, key: Arc<LiveKey>, answer: Answer) {
    let Ok(credential) = key.credential(&state.core, &way.connection).await else { return };
    let noted = note_refusal(&state.core, &way.connection, &key.id, credential, &answer).await;
    if let Err(error) = noted {
        tracing::warn!(%error, key = &*key.id, "a refused key could not be noted");
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_GATEWAY)
}

/// The size of the text that is sent, by the rule of `local/echo`: an estimate, for until the provider says what it was.
fn prompt_size(body: &Value) -> PromptSize {
    let mut size = PromptSize::default();
    echo::content_text(&body["system"], &mut size);
    for message in body["messages"].as_array().into_iter().flatten() {
        echo::content_text(&message["content"], &mut size);
    }
    size
}

/// How many tokens the answer may have, where the caller says it.
fn completion_max(body: &Value) -> i64 {
    ["max_completion_tokens", "max_tokens"].iter().find_map(|name| body[*name].as_i64()).unwrap_or(1).max(1)
}
