//! The models of all accounts, as their providers list them: asked for when somebody asks, and remembered for a while.

use std::sync::{Arc, PoisonError, RwLock};

use axum::response::Response;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use futures_util::future::join_all;
use http::HeaderMap;
use keyhinge_core::Error;
use keyhinge_core::accounts;
use keyhinge_core::catalogue::ApiShape;
use keyhinge_core::management::Model;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::error;
use super::find;
use super::upstreams::{Account, LiveKey};
use crate::echo;
use crate::error::ApiError;
use crate::routes::Context;
use crate::state::Gateway;

/// So long a list is taken for true.
const FRESH: TimeDelta = TimeDelta::minutes(5);

/// So long a provider that did not answer with a list is left alone.
const PAUSE: TimeDelta = TimeDelta::seconds(30);

const KEY_UNUSABLE: &str = "Its key cannot be used. Look at it in Keyhinge.";

/// The lists of one account for one key, by the shape that they were asked for in.
#[derive(Default)]
pub(super) struct Models {
    openai: Listed,
    anthropic: Listed,
}

#[derive(Default)]
struct Listed {
    known: RwLock<Known>,
    /// One question at a time.
    asking: tokio::sync::Mutex<()>,
}

/// What is known of an account's models.
#[derive(Clone, Default)]
struct Known {
    models: Arc<[Model]>,
    /// When they were listed; none where they never were.
    as_of: Option<DateTime<Utc>>,
    tried_at: Option<DateTime<Utc>>,
    /// Why the last try brought nothing.
    trouble: Option<String>,
}

/// `GET /v1/models`, in the shape of OpenAI's list and of Anthropic's at once: the models that a call of the asking client's
/// kind can name. An account whose provider does not answer keeps what it listed before.
pub(crate) async fn list(context: Context, _body: Value) -> Result<Response, ApiError> {
    let state = &context.state;
    let shape = shape_of(&context.headers);
    if let Err(error) = state.upstreams.reload_if_stale(&state.core).await {
        tracing::warn!(%error, "the accounts could not be read again");
    }
    let accounts = state.upstreams.ready(shape);
    let listed = join_all(accounts.iter().map(|account| known(state, account, shape))).await;
    let mut data = vec![entry(&echo::models::echo(), None)];
    let mut about = Vec::new();
    for (account, known) in accounts.iter().zip(&listed) {
        data.extend(known.models.iter().map(|model| entry(model, Some(account))));
        about.push(json!({
            "account": account.label,
            "as_of": known.as_of.map(rfc3339),
            "trouble": known.trouble,
        }));
    }
    let id = |entry: Option<&Value>| entry.map_or(Value::Null, |entry| entry["id"].clone());
    Ok(echo::json(&json!({
        "object": "list",
        "first_id": id(data.first()),
        "last_id": id(data.last()),
        "data": data,
        "has_more": false,
        "accounts": about,
    })))
}

/// `GET /v1/models/{id}`; the id may come with its slashes as they are or as `%2F`.
pub(crate) async fn get(context: Context, _body: Value) -> Result<Response, ApiError> {
    let id = context.param("id");
    if id == echo::MODEL {
        return Ok(echo::json(&entry(&echo::models::echo(), None)));
    }
    let state = &context.state;
    let shape = shape_of(&context.headers);
    let (account, model) = find(state, id, shape).await?;
    if account.key.is_none() {
        return Err(error::no_key(&account));
    }
    let known = known(state, &account, shape).await;
    match (known.models.iter().find(|known| known.id == model), known.trouble) {
        (Some(model), _) => Ok(echo::json(&entry(model, Some(&account)))),
        (None, Some(trouble)) => Err(error::not_listed(&account, &trouble)),
        (None, _) => Err(error::unknown_model(&account, &model)),
    }
}

/// A client of Anthropic's says which version it speaks, with every request.
fn shape_of(headers: &HeaderMap) -> ApiShape {
    if headers.contains_key("anthropic-version") { ApiShape::Anthropic } else { ApiShape::OpenAi }
}

fn entry(model: &Model, account: Option<&Account>) -> Value {
    let id = account.map_or_else(|| model.id.clone(), |account| format!("{}/{}", account.label, model.id));
    // Where the provider does not say it, both clients still want a date: the epoch stands for none.
    let created = model.created.unwrap_or(DateTime::UNIX_EPOCH);
    let owner = model.owned_by.as_deref().or(account.map(|account| account.provider_id.as_str()));
    json!({
        "id": id,
        "object": "model",
        "created": created.timestamp(),
        "owned_by": owner.unwrap_or_default(),
        "type": "model",
        "display_name": model.name.as_deref().unwrap_or(&model.id),
        "created_at": rfc3339(created),
    })
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What is known of an account's models; asks first where that is old.
async fn known(state: &Gateway, account: &Account, shape: ApiShape) -> Known {
    let (Some(way), Some(key)) = (&account.way, &account.key) else { return Known::default() };
    let listed = match shape {
        ApiShape::Anthropic => &key.models.anthropic,
        ApiShape::OpenAi | ApiShape::Native => &key.models.openai,
    };
    let now = || state.core.clock.now();
    if listed.known().is_due(now()) {
        let _asking = listed.asking.lock().await;
        // Whoever asked before may have brought it.
        if listed.known().is_due(now()) {
            // A keychain that is locked or slow is no news of the provider: it is asked again by the next call.
            let credential = match key.credential(&state.core, &way.connection).await {
                Ok(credential) => credential,
                Err(error) => {
                    tracing::warn!(%error, key = &*key.id, "the models of an account could not be asked for");
                    return Known { trouble: Some(KEY_UNUSABLE.into()), ..listed.known() };
                }
            };
            let asking = accounts::models(&way.connection, shape, credential, state.caps.upstream_models);
            let answered = match timeout(state.caps.upstream_models, asking).await {
                Ok(answered) => answered.map_err(|error| told(key, error)),
                Err(_) => Err("The provider did not answer in time.".into()),
            };
            listed.take(answered, now());
        }
    }
    listed.known()
}

fn told(key: &LiveKey, error: Error) -> String {
    match error {
        Error::Provider(diagnosis) => diagnosis.sentence,
        error => {
            tracing::warn!(%error, key = &*key.id, "the models of an account could not be asked for");
            KEY_UNUSABLE.into()
        }
    }
}

impl Known {
    /// Whether it is time to ask. A clock that was set back makes what is known old.
    fn is_due(&self, now: DateTime<Utc>) -> bool {
        let within = |at: Option<DateTime<Utc>>, long| {
            at.is_some_and(|at| (TimeDelta::zero()..long).contains(&(now - at)))
        };
        if self.trouble.is_some() { !within(self.tried_at, PAUSE) } else { !within(self.as_of, FRESH) }
    }
}

impl Listed {
    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn take(&self, answered: Result<Vec<Model>, String>, now: DateTime<Utc>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.tried_at = Some(now);
        match answered {
            Ok(models) => {
                *known =
                    Known { models: models.into(), as_of: Some(now), tried_at: Some(now), trouble: None };
            }
            Err(trouble) => known.trouble = Some(trouble),
        }
    }
}
