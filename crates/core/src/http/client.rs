//! Sends requests to one base address.

use std::borrow::Cow;
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use reqwest::{Method, Response};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::answer::{Answer, Body, is_encoded};
use super::base_url::BaseUrl;
use super::credential::Credential;
use super::failure::{Failure, Lost, Refusal};
use super::retry::{self, Patience};
use super::transport;
use crate::settings::ProxyChoice;

/// Of an answer that is no success, more than this is not read.
const ERROR_MAX: usize = 64 * 1024;

/// The first room for a body whose length is not told.
const BODY_START: usize = 16 * 1024;

/// How long and how much an exchange may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// For the connection, the look-up of the name and TLS included.
    pub connect: Duration,
    /// Between two pieces of a body.
    pub idle: Duration,
    /// For everything.
    pub total: Duration,
    /// The largest body, in bytes.
    pub body: usize,
    /// The most headers.
    pub headers: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            total: Duration::from_secs(60),
            body: 2 * 1024 * 1024,
            headers: 128,
        }
    }
}

/// A request below the base address.
#[derive(Debug, Clone)]
pub struct Ask {
    pub method: Method,
    /// The parts of the path, each encoded as one.
    pub path: Vec<String>,
    /// Never holds a secret.
    pub query: Vec<(&'static str, String)>,
    /// Beside the credential.
    pub headers: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    pub json: Option<Value>,
}

impl Ask {
    #[must_use]
    pub fn new(method: Method, path: &[&str]) -> Self {
        Self {
            method,
            path: path.iter().map(ToString::to_string).collect(),
            query: Vec::new(),
            headers: Vec::new(),
            json: None,
        }
    }

    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.json = Some(body);
        self
    }
}

/// Speaks to one base address. Follows no redirect, keeps no cookie and no connection. Dropping a future of it cancels
/// the request; whether it had any effect is unknown then.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: BaseUrl,
    bounds: Bounds,
}

impl Client {
    /// # Errors
    /// [`Refusal::Proxy`] for a proxy that is no usable address, [`Refusal::Tls`] where the system's certificates cannot
    /// be read.
    pub fn new(base: BaseUrl, proxy: &ProxyChoice, bounds: Bounds) -> Result<Self, Refusal> {
        let http = transport::builder(&base, proxy, bounds.connect, bounds.headers)?
            // A kept connection may be closed by the other side at the very moment of the next request, and then
            // nobody knows whether that was heard.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|_| Refusal::Tls)?;
        Ok(Self { http, base, bounds })
    }

    #[must_use]
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Sends a request once.
    ///
    /// # Errors
    /// [`Failure`] where there is no whole answer. A status of any kind is an answer.
    pub async fn send(&self, ask: &Ask, credential: Option<&Credential>) -> Result<Answer, Failure> {
        let request = self.build(ask, credential).map_err(Failure::Refused)?;
        let deadline = Instant::now() + self.bounds.total;
        let response = timeout_at(deadline, self.http.execute(request))
            .await
            .map_err(|_| Failure::Unknown { status: None, lost: Lost::TimedOut })?
            .map_err(|error| Failure::judge(&error))?;
        let status = response.status().as_u16();
        let mut answer = Answer { status, headers: response.headers().clone(), body: Body::with_capacity(0) };
        let read = self.read(response, deadline, answer.is_success()).await;
        answer.body = match read {
            Ok(body) => body,
            // What the status says is worth more than the text that it came with.
            Err((body, _)) if !answer.is_success() => body,
            Err((_, lost)) => return Err(Failure::Unknown { status: Some(status), lost }),
        };
        answer.headers.remove(SET_COOKIE);
        if let Some(credential) = credential {
            answer.scrub(credential);
        }
        Ok(answer)
    }

    /// Sends a request that changes nothing, or nothing twice, and tries again where that may help. Never for what
    /// creates.
    ///
    /// # Errors
    /// As [`Client::send`], of the last try.
    pub async fn send_patiently(
        &self,
        ask: &Ask,
        credential: Option<&Credential>,
        patience: Patience,
    ) -> Result<Answer, Failure> {
        let (mut tried, mut waited) = (1, Duration::ZERO);
        loop {
            let outcome = self.send(ask, credential).await;
            if !retry::may_help(&outcome) {
                return outcome;
            }
            let asked = outcome.as_ref().ok().and_then(|answer| retry::asked(&answer.headers));
            let Some(wait) = patience.wait(tried, waited, asked, luck()) else { return outcome };
            sleep(wait).await;
            waited += wait;
            tried += 1;
        }
    }

    fn build(&self, ask: &Ask, credential: Option<&Credential>) -> Result<reqwest::Request, Refusal> {
        let parts: Vec<&str> = ask.path.iter().map(String::as_str).collect();
        let url = self.base.endpoint(&parts, &ask.query)?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        for (name, value) in &ask.headers {
            let name = HeaderName::try_from(name.as_ref()).map_err(|_| Refusal::Unreachable)?;
            headers.insert(name, HeaderValue::try_from(value.as_ref()).map_err(|_| Refusal::Unreachable)?);
        }
        if let Some(credential) = credential {
            let (name, value) = credential.header()?;
            headers.insert(name, value);
        }
        let mut request = self.http.request(ask.method.clone(), url).headers(headers);
        if let Some(json) = &ask.json {
            request = request.json(json);
        }
        request.build().map_err(|_| Refusal::Unreachable)
    }

    /// The body, or as much of it as was read and why it ended there.
    async fn read(
        &self,
        mut response: Response,
        deadline: Instant,
        success: bool,
    ) -> Result<Body, (Body, Lost)> {
        let most = if success { self.bounds.body } else { self.bounds.body.min(ERROR_MAX) };
        if is_encoded(response.headers()) {
            return Err((Body::with_capacity(0), Lost::Encoded));
        }
        let told = response.content_length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        if success && told.is_some_and(|length| length > most) {
            return Err((Body::with_capacity(0), Lost::TooLarge));
        }
        let mut body = Body::with_capacity(told.unwrap_or(BODY_START).min(most));
        loop {
            let piece = timeout_at(deadline, timeout(self.bounds.idle, response.chunk())).await;
            match piece {
                Err(_) | Ok(Err(_)) => return Err((body, Lost::TimedOut)),
                Ok(Ok(Err(_))) => return Err((body, Lost::Broken)),
                Ok(Ok(Ok(None))) => return Ok(body),
                Ok(Ok(Ok(Some(piece)))) => {
                    let room = most - body.bytes().len();
                    body.push(piece.get(..piece.len().min(room)).unwrap_or_default());
                    if piece.len() > room {
                        return Err((body, Lost::TooLarge));
                    }
                }
            }
        }
    }
}

/// From 0 to 1. Where the system has no randomness, the longest wait does no harm.
fn luck() -> f64 {
    getrandom::u32().map_or(1.0, |random| f64::from(random) / f64::from(u32::MAX))
}
