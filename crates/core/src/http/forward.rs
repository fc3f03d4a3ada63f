//! Passes requests on to one base address, and hands their answers out piece by piece as they come.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, SET_COOKIE};
use reqwest::{Method, Response};
use tokio::time::{Instant, timeout, timeout_at};

use super::answer::{Answer, Body, is_encoded};
use super::base_url::BaseUrl;
use super::credential::Credential;
use super::failure::{Failure, Lost, Refusal};
use super::transport;
use crate::settings::ProxyChoice;

/// The most headers of an answer.
const HEADERS_MAX: usize = 128;

/// How long a connection is kept for the next request.
const KEPT: Duration = Duration::from_secs(60);

/// As [`Client`](super::Client), but it keeps its connections: what it sends may be sent again by whoever asked for it.
#[derive(Debug, Clone)]
pub struct Forwarder {
    http: reqwest::Client,
    base: BaseUrl,
}

/// An answer of which only the head is there. Dropping it ends the request.
#[derive(Debug)]
pub struct Forwarded {
    pub status: u16,
    /// Without cookies and without the credential.
    pub headers: HeaderMap,
    response: Response,
}

impl Forwarder {
    /// `connect` bounds the look-up of the name, the connection and TLS.
    ///
    /// # Errors
    /// As [`Client::new`](super::Client::new).
    pub fn new(base: BaseUrl, proxy: &ProxyChoice, connect: Duration) -> Result<Self, Refusal> {
        let http = transport::builder(&base, proxy, connect, HEADERS_MAX)?
            .pool_idle_timeout(KEPT)
            .build()
            .map_err(|_| Refusal::Tls)?;
        Ok(Self { http, base })
    }

    /// Sends a body once and waits up to `head` for the head of the answer. `headers` hold no credential; the one that is
    /// given takes its place among them.
    ///
    /// # Errors
    /// [`Failure`] where there is no head; [`Lost::Encoded`] for a body that is compressed.
    pub async fn post(
        &self,
        path: &[&str],
        mut headers: HeaderMap,
        body: Bytes,
        credential: &Credential,
        head: Duration,
    ) -> Result<Forwarded, Failure> {
        let url = self.base.endpoint(path, &[]).map_err(|error| Failure::Refused(error.into()))?;
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let (name, value) = credential.header().map_err(Failure::Refused)?;
        headers.insert(name, value);
        let sending = self.http.request(Method::POST, url).headers(headers).body(body).send();
        let response = timeout(head, sending)
            .await
            .map_err(|_| Failure::Unknown { status: None, lost: Lost::TimedOut })?
            .map_err(|error| Failure::judge(&error))?;
        let status = response.status().as_u16();
        if is_encoded(response.headers()) {
            return Err(Failure::Unknown { status: Some(status), lost: Lost::Encoded });
        }
        // Only the head of it: a success's body passes as it is.
        let mut told = Answer { status, headers: response.headers().clone(), body: Body::from(Vec::new()) };
        told.headers.remove(SET_COOKIE);
        told.scrub(credential);
        Ok(Forwarded { status, headers: told.headers, response })
    }
}

impl Forwarded {
    /// The next piece of the body as it comes; none at its end. `idle` is how long it may take.
    ///
    /// # Errors
    /// [`Lost`] where the body breaks off.
    pub async fn piece(&mut self, idle: Duration) -> Result<Option<Bytes>, Lost> {
        match timeout(idle, self.response.chunk()).await {
            Err(_) => Err(Lost::TimedOut),
            Ok(Err(_)) => Err(Lost::Broken),
            Ok(Ok(piece)) => Ok(piece),
        }
    }

    /// Reads what an error says, up to `most` bytes and for no longer than `total`, without the credential. What it was cut
    /// off from is left out: the status is worth more than its text.
    pub async fn into_answer(mut self, credential: &Credential, most: usize, total: Duration) -> Answer {
        let deadline = Instant::now() + total;
        let mut body = Vec::new();
        while body.len() < most {
            let Ok(Ok(Some(piece))) = timeout_at(deadline, self.response.chunk()).await else { break };
            let room = most - body.len();
            body.extend_from_slice(piece.get(..room).unwrap_or(&piece));
        }
        let mut answer = Answer { status: self.status, headers: self.headers, body: Body::from(body) };
        answer.scrub(credential);
        answer
    }
}
