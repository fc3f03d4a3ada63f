//! Asking a provider whether a key works, where no probe can tell: by a call of one token. It costs about that, so it is made
//! only when the user asks for it.

use std::time::Duration;

use serde_json::{Value, json};

use super::connection::Connection;
use super::models::models;
use super::probe::{Exchange, KeyTest};
use crate::Core;
use crate::catalogue::{ApiShape, HttpMethod, Provider};
use crate::diagnosis::{Doubt, FailureClass, Verdict, judge_probe};
use crate::error::{Error, Result};
use crate::http::{Answer, Ask, Bounds, Client, Credential, Failure};
use crate::secret::Secret;

/// A model may have to be loaded before it answers.
const BOUNDS: Bounds = Bounds {
    connect: Duration::from_secs(10),
    idle: Duration::from_secs(60),
    total: Duration::from_secs(60),
    body: 1024 * 1024,
    headers: 128,
};

/// For the list that a model is chosen from.
const LIST: Duration = Duration::from_secs(20);

/// The longest name of a model, in bytes.
const MODEL_MAX: usize = 200;

/// What stands in the names of models that do not chat.
const NO_CHAT: [&str; 9] =
    ["embed", "whisper", "tts", "dall-e", "image", "moderation", "rerank", "audio", "realtime"];

/// Whether a call of one token is known here: of OpenAI's shape or of Anthropic's.
#[must_use]
pub(crate) fn is_known(provider: &Provider) -> bool {
    shape(provider).is_some()
}

fn shape(provider: &Provider) -> Option<ApiShape> {
    let has = |shape| provider.api.base_urls.iter().any(|base| base.shape == shape);
    [ApiShape::OpenAi, ApiShape::Anthropic].into_iter().find(|shape| has(*shape))
}

/// Calls a model with a key; the one that is named, else one that the provider lists.
///
/// # Errors
/// `NotOffered` where no call is known; `Invalid` for a name that is none, or where no model can be chosen.
pub(super) async fn call(
    core: &Core,
    connection: &Connection,
    key: &Secret,
    model: Option<&str>,
) -> Result<KeyTest> {
    let provider = &connection.provider;
    let Some(shape) = shape(provider) else {
        return Err(Error::NotOffered { provider: provider.name.clone(), what: "call a model".into() });
    };
    let credential = connection.present(Secret::new(key.expose().to_owned()));
    let model = match model.map(str::trim).filter(|model| !model.is_empty()) {
        Some(model) if model.len() <= MODEL_MAX && !model.chars().any(char::is_control) => model.to_owned(),
        Some(_) => {
            let reason =
                format!("A model\u{2019}s name has at most {MODEL_MAX} bytes, without control characters.");
            return Err(Error::invalid("model", reason));
        }
        None => choose(connection, shape, &credential).await?,
    };
    let client = connection.client(shape.into(), BOUNDS)?;
    let exchange = Exchange::begin();
    let mut ask = ask(connection, shape, &model, "max_tokens");
    let mut outcome = client.send(&ask, Some(&credential)).await;
    if wants_another_limit(&outcome) {
        ask = self::ask(connection, shape, &model, "max_completion_tokens");
        outcome = client.send(&ask, Some(&credential)).await;
    }
    let exchange = exchange.end(core, connection, &credential, outcome);
    let verdict = judge(&client, &ask, &exchange.outcome).await;
    Ok(KeyTest { called: Some(model), ..exchange.told(verdict) })
}

async fn judge(client: &Client, ask: &Ask, outcome: &std::result::Result<Answer, Failure>) -> Verdict {
    let judge = |anyone| judge_probe(None, anyone, outcome.as_ref());
    let verdict = judge(None);
    if verdict != (Verdict::CannotTell { doubt: Doubt::NotTriedWithoutKey }) {
        return verdict;
    }
    // A server that asks for no key takes any.
    match client.send(ask, None).await {
        Ok(answer) => judge(Some(answer.is_success())),
        Err(_) => verdict,
    }
}

fn ask(connection: &Connection, shape: ApiShape, model: &str, limit: &str) -> Ask {
    let path = match shape {
        ApiShape::Anthropic => "/v1/messages",
        ApiShape::OpenAi | ApiShape::Native => "/chat/completions",
    };
    let mut body = json!({ "model": model, "messages": [{ "role": "user", "content": "Hi" }] });
    body[limit] = 1.into();
    connection.ask(HttpMethod::Post, path).json(body)
}

/// Newer models of OpenAI's call the limit something else, and name it in their refusal.
fn wants_another_limit(outcome: &std::result::Result<Answer, Failure>) -> bool {
    outcome.as_ref().is_ok_and(|answer| {
        answer.status == 400 && String::from_utf8_lossy(answer.body.bytes()).contains("max_completion_tokens")
    })
}

/// The model of the manifest's example, else the first of the provider's list that may chat.
async fn choose(connection: &Connection, shape: ApiShape, credential: &Credential) -> Result<String> {
    if let Some(model) = example(&connection.provider, shape) {
        return Ok(model);
    }
    let listed = match models(connection, shape, credential, LIST).await {
        Ok(models) => models,
        // It has no list, which is no failure.
        Err(Error::Provider(told)) if told.class == FailureClass::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let chats = |id: &str| {
        let id = id.to_ascii_lowercase();
        id.len() <= MODEL_MAX && !NO_CHAT.iter().any(|part| id.contains(part))
    };
    listed
        .into_iter()
        .map(|model| model.id)
        .find(|id| chats(id))
        .ok_or_else(|| Error::invalid("model", "The provider lists no model to call: name one."))
}

fn example(provider: &Provider, shape: ApiShape) -> Option<String> {
    let example = provider.api.example.as_ref().filter(|example| example.shape == shape)?;
    let body: Value = serde_json::from_str(example.body.as_deref()?).ok()?;
    body["model"].as_str().map(str::to_owned)
}
