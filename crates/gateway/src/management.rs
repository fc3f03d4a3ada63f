//! Keys over HTTP: the same rules as in the window and on the command line, in the JSON that programs
//! written for such services know.

use std::collections::HashMap;

use axum::body::Body;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use keyhinge_core::accounts::{Account, LOCAL_PROVIDER};
use keyhinge_core::keys::{Actor, KeySummary, Permissions, Status};
use keyhinge_core::lifecycle::{self, ExpiryChoice, NewKeyInput};
use keyhinge_core::limits::MinuteLimits;
use keyhinge_core::usage::{UsageGroup, UsageQuery};
use keyhinge_core::{Core, Error};
use serde::Serialize;
use serde_json::{Value, json};

use crate::echo::json;
use crate::error::{ApiError, rfc3339};
use crate::fields::Fields;
use crate::routes::Context;

/// The fields of a request for a key.
const FIELDS: [&str; 7] = ["name", "purpose", "permissions", "generate", "expires_at", "plan", "limits"];

/// A key as these routes show it.
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    name: &'a str,
    /// Only in the answer that creates the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    created: String,
    status: &'static str,
    masked: &'a str,
    permissions: &'a Permissions,
    generate: bool,
    purpose: &'a str,
    expires_at: Option<String>,
    plan: &'a str,
    limits: MinuteLimits,
    last_used: Option<String>,
    revoked_at: Option<String>,
}

impl<'a> Record<'a> {
    fn new(key: &'a KeySummary, secret: Option<&'a str>) -> Self {
        Self {
            id: &key.id,
            name: &key.name,
            key: secret,
            created: rfc3339(key.created_at),
            status: status(&key.status),
            masked: &key.masked,
            permissions: &key.permissions,
            generate: key.generate,
            purpose: key.purpose.as_str(),
            expires_at: key.expires_at.map(rfc3339),
            plan: &key.plan,
            limits: MinuteLimits::from_limits(&key.limits),
            last_used: key.last_used_at.map(rfc3339),
            revoked_at: key.revoked_at.map(rfc3339),
        }
    }

    fn answer(&self, status: StatusCode) -> Result<Response, ApiError> {
        // Straight into the one buffer that is sent: a secret leaves no copy in a tree of values.
        let body = serde_json::to_vec(self).map_err(|_| ApiError::internal())?;
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(response)
    }
}

/// Whether the key works, in a word; how near it is to a limit or to its end is for people.
fn status(status: &Status) -> &'static str {
    match status {
        Status::Active
        | Status::Old { .. }
        | Status::ExpiresSoon { .. }
        | Status::LimitReached { .. }
        // A provider's; none of ours.
        | Status::Refused => "active",
        Status::Expired => "expired",
        Status::Pending => "pending",
        Status::Disabled => "disabled",
        Status::Gone => "gone",
        Status::RevocationNotConfirmed => "revoking",
        Status::Revoked => "revoked",
    }
}

/// `GET /v1/accounts/{account_id}`.
pub(crate) async fn account(context: Context, _body: Value) -> Result<Response, ApiError> {
    let account = find_account(&context).await?;
    Ok(json(&json!({
        "id": account.id,
        "name": account.name,
        "provider": account.provider_id,
        "created": rfc3339(account.created_at),
        "keys": account.live_keys,
    })))
}

/// `GET …/apiKeys`: every key of the account, revoked ones too, oldest first.
pub(crate) async fn list(context: Context, _body: Value) -> Result<Response, ApiError> {
    let account = find_account(&context).await?;
    let core = &context.state.core;
    let mut keys = core.keys().await?;
    keys.retain(|key| key.account_id == account.id);
    let data: Vec<_> = keys.iter().map(|key| Record::new(key, None)).collect();
    Ok(json(&json!({ "data": data })))
}

/// `GET …/apiKeys/{key_id}`.
pub(crate) async fn get(context: Context, _body: Value) -> Result<Response, ApiError> {
    Record::new(&find_key(&context).await?, None).answer(StatusCode::OK)
}

/// `POST …/apiKeys`. The key works when this is answered; its secret is in this answer and nowhere else.
pub(crate) async fn create(context: Context, body: Value) -> Result<Response, ApiError> {
    let account = find_account(&context).await?;
    let input = new_key(account.id, body)?;
    let state = context.state.clone();
    // Its own task: a caller that hangs up half-way must not leave half a key.
    let created = context.state.tasks.spawn(async move {
        let new = input.check(&state.core).await?;
        let created = lifecycle::create_unheld(&state.core, new).await?;
        // The key is there, and its secret is nowhere else: a reload that fails now must not swallow it. The
        // registry goes on trying, and looks again when the key is first used.
        if let Err(error) = state.registry.reload(&state.core).await {
            tracing::warn!(%error, key = created.0.id, "a new key could not be read back yet");
        }
        Ok::<_, Error>(created)
    });
    let (key, secret) = created.await.map_err(|_| ApiError::internal())??;
    Record::new(&key, Some(secret.expose())).answer(StatusCode::CREATED)
}

/// `DELETE …/apiKeys/{key_id}`: revokes. A second time it answers the same. The key is refused, and its open
/// streams are cut, before this is answered.
pub(crate) async fn revoke(context: Context, _body: Value) -> Result<Response, ApiError> {
    let key = find_key(&context).await?;
    if key.status == Status::Revoked {
        return Record::new(&key, None).answer(StatusCode::OK);
    }
    let (state, id) = (context.state.clone(), key.id.clone());
    let revoked = context.state.tasks.spawn(async move {
        let revoked = match lifecycle::revoke(&state.core, &id, None, Actor::Http).await {
            Ok(key) => Some(key),
            Err(Error::AlreadyRevoked) => None,
            Err(error) => return Err(error),
        };
        // At once, and whatever becomes of the reload: the file says that the key is revoked.
        state.registry.revoke(&id, revoked.as_ref().and_then(|key| key.revoked_at));
        if let Err(error) = state.registry.reload(&state.core).await {
            tracing::warn!(%error, key = id, "a revoked key is refused, but the keys could not be read again");
        }
        Ok(revoked)
    });
    let key = match revoked.await.map_err(|_| ApiError::internal())?? {
        Some(key) => key,
        None => find_key(&context).await?,
    };
    Record::new(&key, None).answer(StatusCode::OK)
}

/// `GET …/usage?start=2025-01-01&end=2025-01-31&group_by=model`: both days included, in UTC. Without dates
/// the last 30 days, without a split by day.
pub(crate) async fn usage(context: Context, _body: Value) -> Result<Response, ApiError> {
    let account = find_account(&context).await?;
    let core = &context.state.core;
    let today = core.clock.now().date_naive();
    let asked = context.query();
    let end = date(&asked, "end")?.unwrap_or(today);
    let start = date(&asked, "start")?.unwrap_or(end - TimeDelta::days(29));
    if start > end {
        return Err(ApiError::invalid("start", "start is after end."));
    }
    let group_by = match asked.get("group_by").map(String::as_str) {
        None | Some("day") => UsageGroup::Day,
        Some("model") => UsageGroup::Model,
        Some("key") => UsageGroup::Key,
        Some(_) => return Err(ApiError::invalid("group_by", "group_by is model, key or day.")),
    };
    // What was called before this is in the answer.
    context.state.recorder.flush(core).await?;
    let rows = core.store.usage(UsageQuery { account_id: &account.id, start, end, group_by }).await?;
    Ok(json(&json!({ "data": rows })))
}

fn date(asked: &HashMap<String, String>, name: &'static str) -> Result<Option<NaiveDate>, ApiError> {
    let wrong = || ApiError::invalid(name, format!("{name} is a date as 2025-01-31."));
    asked
        .get(name)
        .map(|text| {
            // chrono takes signs and single digits too; two spellings of a day are one too many.
            let shaped = text.len() == 10
                && text.bytes().enumerate().all(|(at, byte)| match at {
                    4 | 7 => byte == b'-',
                    _ => byte.is_ascii_digit(),
                });
            NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| shaped).ok_or_else(wrong)
        })
        .transpose()
}

async fn find_account(context: &Context) -> Result<Account, ApiError> {
    let accounts = context.state.core.store.accounts().await?;
    let id = context.param("account_id");
    accounts
        .into_iter()
        // Keys of other providers are not this API's to show or to change.
        .find(|account| account.id == id && account.provider_id == LOCAL_PROVIDER)
        .ok_or_else(|| ApiError::not_found("There is no such account."))
}

/// The key of the path, if it is one of the path's account.
async fn find_key(context: &Context) -> Result<KeySummary, ApiError> {
    let core: &Core = &context.state.core;
    let found = core.key(context.param("key_id")).await?;
    found
        .filter(|key| key.account_id == context.param("account_id"))
        .ok_or_else(|| ApiError::not_found("There is no such key."))
}

fn new_key(account_id: String, body: Value) -> Result<NewKeyInput, ApiError> {
    let mut fields = Fields::new(body)?;
    fields.only(&FIELDS)?;
    let name = fields.string("name")?.ok_or_else(|| ApiError::invalid("name", "name is required."))?;
    Ok(NewKeyInput {
        account_id,
        name,
        purpose: fields.string("purpose")?,
        permissions: fields.typed("permissions", "a list of read, write, admin, webhook")?,
        generate: fields.typed("generate", "true or false")?,
        expiry: expiry(&mut fields)?,
        plan: fields.string("plan")?,
        limits: limits(&mut fields)?,
        actor: Actor::Http,
    })
}

/// Absent: what the purpose presets. Null: never.
fn expiry(fields: &mut Fields) -> Result<ExpiryChoice, ApiError> {
    if !fields.has("expires_at") {
        return Ok(ExpiryChoice::Preset);
    }
    let Some(text) = fields.string("expires_at")? else { return Ok(ExpiryChoice::Never) };
    DateTime::parse_from_rfc3339(&text).map(|at| ExpiryChoice::At(at.with_timezone(&Utc))).map_err(|_| {
        ApiError::invalid("expires_at", "expires_at is a time as 2025-01-31T12:00:00Z, or null for never.")
    })
}

fn limits(fields: &mut Fields) -> Result<Option<MinuteLimits>, ApiError> {
    const NAMES: [&str; 3] =
        ["requests_per_minute", "prompt_tokens_per_minute", "completion_tokens_per_minute"];
    let Some(value) = fields.take("limits") else { return Ok(None) };
    let mut limits =
        Fields::new(value).map_err(|_| ApiError::invalid("limits", "limits is an object of numbers."))?;
    limits.only(&NAMES)?;
    let mut number = |name| limits.typed(name, "a whole number from 1 up");
    Ok(Some(MinuteLimits {
        requests_per_minute: number(NAMES[0])?,
        prompt_tokens_per_minute: number(NAMES[1])?,
        completion_tokens_per_minute: number(NAMES[2])?,
    }))
}
