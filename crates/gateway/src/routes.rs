//! Every route, in one table: the router is built from it, and the tests walk it.

use std::collections::HashMap;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;

use crate::answer::{self, Target};
use crate::call::Call;
use crate::connection::Connection;
use crate::echo::{embeddings, messages, responses};
use crate::error::ApiError;
use crate::state::Gateway;
use crate::{management, relay};

/// What a caller must hold for a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// `read`.
    Read,
    /// `read`, with a key that may generate.
    Generate,
    /// `read` on the key's own account, or the session token.
    ReadAccount,
    /// `admin` on the key's own account, or the session token.
    ManageKeys,
}

impl Need {
    /// The word in `details.required` and in `X-Debug-Auth-Required`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read | Self::ReadAccount => "read",
            Self::Generate => "generate",
            Self::ManageKeys => "admin",
        }
    }
}

/// One route of the gateway.
pub struct Route {
    pub method: Method,
    /// As axum writes it: `{name}` is one segment, `{*name}` is the rest.
    pub path: &'static str,
    pub needs: Need,
    pub(crate) handler: Handler,
}

pub(crate) type Handler = fn(Context, Value) -> BoxFuture<'static, Result<Response, ApiError>>;

/// What a handler works with. The caller may do what it asks; its request is counted.
pub(crate) struct Context {
    pub(crate) state: Gateway,
    /// None for the session token, which has no limits.
    pub(crate) call: Option<Call>,
    pub(crate) connection: Connection,
    /// The place of a large request, see [`Gateway::heavy`].
    pub(crate) heavy: Option<OwnedSemaphorePermit>,
    /// The request's, the caller's key among them.
    pub(crate) headers: HeaderMap,
    /// The request's body as it came.
    pub(crate) body: Bytes,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) query: String,
}

impl Context {
    /// The query's fields, decoded; of a repeated one the last.
    pub(crate) fn query(&self) -> HashMap<String, String> {
        url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

macro_rules! routes {
    ($($method:ident $path:literal, $need:ident => $handler:path;)*) => {
        &[$(Route {
            method: Method::$method,
            path: $path,
            needs: Need::$need,
            handler: |context, body| Box::pin($handler(context, body)),
        }),*]
    };
}

/// All of them. A handler gets the JSON body of a POST, and null for the other methods.
pub static ROUTES: &[Route] = routes! {
    GET "/v1/models", Read => relay::models::list;
    GET "/v1/models/{*id}", Read => relay::models::get;
    POST "/v1/chat/completions", Generate => relay::chat;
    POST "/v1/responses", Generate => responses::create;
    POST "/v1/embeddings", Generate => embeddings::create;
    POST "/v1/messages", Generate => relay::messages;
    POST "/v1/messages/count_tokens", Generate => messages::count_tokens;
    GET "/v1/accounts/{account_id}", ReadAccount => management::account;
    GET "/v1/accounts/{account_id}/usage", ReadAccount => management::usage;
    GET "/v1/accounts/{account_id}/apiKeys", ManageKeys => management::list;
    POST "/v1/accounts/{account_id}/apiKeys", ManageKeys => management::create;
    GET "/v1/accounts/{account_id}/apiKeys/{key_id}", ManageKeys => management::get;
    DELETE "/v1/accounts/{account_id}/apiKeys/{key_id}", ManageKeys => management::revoke;
};

/// The methods of a path of the table, for `Allow`.
pub(crate) fn allowed(path: &str) -> Option<HeaderValue> {
    let methods: Vec<_> =
        ROUTES.iter().filter(|route| route.path == path).map(|route| route.method.as_str()).collect();
    HeaderValue::from_str(&methods.join(", ")).ok().filter(|_| !methods.is_empty())
}

/// The router of the whole table. Whatever is not in it is answered like a route: after authentication.
pub(crate) fn router(state: Gateway) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let Ok(filter) = MethodFilter::try_from(route.method.clone()) else { continue };
        let handler = async move |State(state): State<Gateway>,
                                  params: Result<RawPathParams, RawPathParamsRejection>,
                                  request: Request| {
            // A parameter that is no UTF-8 names nothing: like an unknown path, after authentication.
            let Ok(params) = params else {
                return answer::answer(state, Target::Unknown, Vec::new(), request).await;
            };
            let params = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            answer::answer(state, Target::Route(route), params, request).await
        };
        router = router.route(route.path, on(filter, handler));
    }
    let elsewhere = |target: Target| {
        async move |State(state): State<Gateway>, request: Request| {
            answer::answer(state, target, Vec::new(), request).await
        }
    };
    router
        .method_not_allowed_fallback(elsewhere(Target::WrongMethod))
        .fallback(elsewhere(Target::Unknown))
        .with_state(state)
}
