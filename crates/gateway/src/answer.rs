//! The way of every request behind the guard: who asks, may they, count it, do it, say how much is left.

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL, EXPECT};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use keyhinge_core::keys::Permission;

use crate::answer_headers::{Explanation, rate_limits};
use crate::auth::{Bearer, Caller, authenticate};
use crate::call::{Call, remaining};
use crate::connection::Connection;
use crate::error::ApiError;
use crate::held::Held;
use crate::request_body::{self, Received};
use crate::routes::{self, Context, Need, Route};
use crate::state::Gateway;

/// Where the router sent a request.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    Route(&'static Route),
    /// The path exists, not for this method.
    WrongMethod,
    Unknown,
}

impl Target {
    fn required(self) -> Option<&'static str> {
        match self {
            Self::Route(route) => Some(route.needs.as_str()),
            Self::WrongMethod | Self::Unknown => None,
        }
    }
}

pub(crate) async fn answer(
    state: Gateway,
    target: Target,
    params: Vec<(String, String)>,
    request: Request,
) -> Response {
    let (parts, mut body) = request.into_parts();
    // The client sends its body only when it is asked for it, which hyper does when it is read.
    let waits = parts.headers.contains_key(EXPECT);
    let explain = parts.headers.get("x-debug-auth").is_some_and(|value| value == "true");
    let caller = match authenticate(&parts.headers, &state).await {
        Ok(caller) => caller,
        Err(refusal) => {
            request_body::discard(&mut body, &state.caps, waits).await;
            let decision = refusal.error.code;
            let mut response = no_store(refusal.error.into_response());
            if let Some((key, source)) = refusal.known.filter(|_| explain) {
                let bearer = Bearer::Key(key);
                Explanation { bearer: &bearer, source, required: target.required(), decision }
                    .write(response.headers_mut());
            }
            return response;
        }
    };
    let path = parts.extensions.get::<MatchedPath>().cloned();
    let connection = parts.extensions.get::<Connection>().cloned().unwrap_or_default();
    let asked = Asked {
        target,
        params,
        connection,
        method: parts.method,
        headers: parts.headers,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        waits,
    };
    let result = carry_out(&state, &caller, asked, body).await;
    let decision = match &result {
        Ok(_) => "allowed",
        // What failed after the decision to let the request in.
        Err(error) if !matches!(error.status.as_u16(), 401 | 403 | 429) => "allowed",
        Err(error) => error.code,
    };
    let mut response = no_store(result.unwrap_or_else(ApiError::into_response));
    let status = response.status();
    let headers = response.headers_mut();
    if let Bearer::Key(key) = &caller.bearer {
        rate_limits(headers, &remaining(&state, key), state.core.clock.now());
    }
    if explain {
        Explanation { bearer: &caller.bearer, source: caller.source, required: target.required(), decision }
            .write(headers);
    }
    if status == StatusCode::METHOD_NOT_ALLOWED
        && let Some(methods) = path.and_then(|path| routes::allowed(path.as_str()))
    {
        // The router's own would name HEAD, which the guard refuses.
        headers.insert(ALLOW, methods);
    }
    if let Ok(id) = HeaderValue::from_str(&state.request_id()) {
        // One name for the OpenAI clients, one for Anthropic's.
        headers.insert("x-request-id", id.clone());
        headers.insert("request-id", id);
    }
    response
}

/// What of a request matters once it is known who sent it.
struct Asked {
    target: Target,
    params: Vec<(String, String)>,
    connection: Connection,
    method: Method,
    headers: HeaderMap,
    query: String,
    waits: bool,
}

async fn carry_out(
    state: &Gateway,
    caller: &Caller,
    asked: Asked,
    mut body: Body,
) -> Result<Response, ApiError> {
    let (route, call) = match admit(state, caller, asked.target, &asked.params) {
        Ok(admitted) => admitted,
        Err(error) => {
            request_body::discard(&mut body, &state.caps, asked.waits).await;
            return Err(error);
        }
    };
    let received = if asked.method == Method::POST {
        read(state, call.as_ref(), &mut body, asked.waits).await?
    } else {
        Received::default()
    };
    let held = Held { _in_flight: call.as_ref().map(Call::in_flight), _share: received.share };
    let context = Context {
        state: state.clone(),
        call,
        connection: asked.connection,
        heavy: received.heavy,
        headers: asked.headers,
        body: received.bytes,
        params: asked.params,
        query: asked.query,
    };
    let response = (route.handler)(context, received.value).await?;
    Ok(held.until_sent(response).await)
}

/// Counts the request, then says whether the caller may have what it asks for.
fn admit(
    state: &Gateway,
    caller: &Caller,
    target: Target,
    params: &[(String, String)],
) -> Result<(&'static Route, Option<Call>), ApiError> {
    let call = match &caller.bearer {
        Bearer::Key(key) => Some(Call::admit(state, key)?),
        Bearer::Session => None,
    };
    let route = match target {
        Target::Route(route) => route,
        Target::WrongMethod => return Err(ApiError::method_not_allowed()),
        Target::Unknown => return Err(ApiError::not_found("There is nothing at this path.")),
    };
    permit(&caller.bearer, route.needs)?;
    let account = params.iter().find(|(name, _)| name == "account_id");
    if let (Bearer::Key(key), Some((_, account))) = (&caller.bearer, account) {
        // As if it did not exist: whether another account does is not this key's to know.
        if *account != key.stored.account_id {
            return Err(ApiError::not_found("There is no such account."));
        }
    }
    Ok((route, call))
}

fn permit(bearer: &Bearer, needs: Need) -> Result<(), ApiError> {
    let required = needs.as_str();
    let key = match bearer {
        Bearer::Session if matches!(needs, Need::ManageKeys | Need::ReadAccount) => return Ok(()),
        Bearer::Session => {
            let message = "The session token only manages keys: it has no limits to count a call against. \
                           Create a key and call with that.";
            return Err(ApiError::forbidden(required, message));
        }
        Bearer::Key(key) => key,
    };
    let granted = |permission| key.stored.permissions.grants(permission);
    match needs {
        Need::Read | Need::ReadAccount if !granted(Permission::Read) => {
            Err(ApiError::forbidden(required, "This key may not read."))
        }
        Need::Generate if !granted(Permission::Read) => {
            Err(ApiError::forbidden(required, "This key may not read, so it may not generate either."))
        }
        Need::Generate if !key.stored.generate => {
            Err(ApiError::forbidden(required, "This key only reads: it was made without generation."))
        }
        Need::ManageKeys if !granted(Permission::Admin) => Err(ApiError::forbidden(
            required,
            "Managing keys takes the admin permission or the session token.",
        )),
        Need::Read | Need::ReadAccount | Need::Generate | Need::ManageKeys => Ok(()),
    }
}

/// The JSON body, unless the key is revoked or expires while it comes in.
async fn read(
    state: &Gateway,
    call: Option<&Call>,
    body: &mut Body,
    waits: bool,
) -> Result<Received, ApiError> {
    let reading = request_body::json(body, state, waits);
    let Some(call) = call else { return reading.await };
    tokio::select! {
        biased;
        () = call.key.live.cut.cancelled() => Err(cut_reason(state, call)),
        received = reading => received,
    }
}

/// Why a key that worked when the call began no longer does.
pub(crate) fn cut_reason(state: &Gateway, call: &Call) -> ApiError {
    let now = state.core.clock.now();
    // The registry has newer news than the call.
    let newest = state.registry.find(&call.key.stored.public_id);
    newest
        .and_then(|key| key.ended(now))
        .or_else(|| call.key.ended(now))
        .map_or_else(|| ApiError::revoked_key(None), ApiError::from)
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
