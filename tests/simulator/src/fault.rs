//! Faults: what goes wrong with the answer to a request, in the real ways.

use std::io::{self, Write as _};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::exchange::{Request, Response};

/// What goes wrong. Unless it says otherwise, the request has taken effect by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// Answers so, and does nothing.
    Answer {
        status: u16,
        #[serde(default)]
        headers: Vec<(String, String)>,
        #[serde(default)]
        body: String,
    },
    /// Takes effect, then answers so.
    AnswerAfter {
        status: u16,
        #[serde(default)]
        body: String,
    },
    /// The body ends after so many bytes, short of the length that was told.
    Truncate { at: usize },
    /// The body ends after so many bytes, and no length was told.
    TruncateUnframed { at: usize },
    /// The whole answer, with its head, ends after so many bytes.
    TruncateAll { at: usize },
    /// The body comes one byte at a time, so far apart.
    Trickle { millis: u64 },
    /// The body stops after so many bytes until the test lets it go on, or the client hangs up.
    Pause { at: usize },
    /// The same, after so many whole events of a stream.
    PauseAfter { events: usize },
    /// The head comes one byte at a time, so far apart.
    SlowHead { millis: u64 },
    /// No answer comes.
    Hang,
    /// The connection is torn down instead of an answer.
    Reset,
    /// Leads to the second listener, and does nothing.
    Redirect { status: u16 },
    /// A small compressed body that becomes so large; with the status of a success.
    GzipBomb { mebibytes: usize },
    /// A body of blanks so large, without a length; with the status of a success.
    Huge { mebibytes: usize },
    /// A length is told that never comes.
    TellLength { bytes: u64 },
    /// So many more headers.
    ManyHeaders { count: usize },
    /// Another content type.
    ContentType { value: String },
    /// The body is another one.
    Body { body: String },
    /// A byte in the middle of the body becomes one that UTF-8 does not have.
    InvalidUtf8,
    /// The body is nested so deeply.
    Deep { depth: usize },
    /// The first key vanishes after this page of a list.
    Shrink,
    /// Whatever page is asked for, the first is answered.
    CursorLoop,
    /// The first key of each page stands there twice.
    DuplicateIds,
}

/// When a fault happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Every method where it is absent.
    #[serde(default)]
    pub method: Option<String>,
    /// A part of the path as it is sent; every path where it is empty.
    #[serde(default)]
    pub path: String,
    /// So many requests pass before.
    #[serde(default)]
    pub after: usize,
    /// So many requests meet it; every one where it is absent.
    #[serde(default)]
    pub times: Option<usize>,
    pub fault: Fault,
}

impl Rule {
    /// A fault of every request.
    #[must_use]
    pub fn always(fault: Fault) -> Self {
        Self { method: None, path: String::new(), after: 0, times: None, fault }
    }

    /// A fault of every request of a method.
    #[must_use]
    pub fn on(method: &str, fault: Fault) -> Self {
        Self { method: Some(method.to_owned()), ..Self::always(fault) }
    }

    /// A fault of the next so many.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// Whether this request meets it; counts.
    pub(crate) fn strikes(&mut self, request: &Request) -> bool {
        let fits = self.method.as_ref().is_none_or(|method| *method == request.method)
            && request.path.join("/").contains(&self.path)
            && self.times != Some(0);
        if !fits {
            return false;
        }
        if self.after > 0 {
            self.after -= 1;
            return false;
        }
        self.times = self.times.map(|times| times - 1);
        true
    }
}

/// What a page is asked for with.
const CURSORS: [&str; 6] = ["offset", "after", "after_id", "page", "paginationToken", "pageToken"];

impl Fault {
    /// What is answered instead of anything being done.
    pub(crate) fn instead(&self, elsewhere: &str) -> Option<Response> {
        match self {
            Self::Answer { status, headers, body } => {
                Some(Response { status: *status, headers: headers.clone(), body: body.clone().into_bytes() })
            }
            Self::Redirect { status } => {
                let response = Response { status: *status, ..Response::default() };
                Some(response.with("location", format!("{elsewhere}/taken?key=from-a-redirect")))
            }
            _ => None,
        }
    }

    pub(crate) fn change_request(&self, request: &mut Request) {
        if *self == Self::CursorLoop {
            request.query.retain(|(name, _)| !CURSORS.contains(&name.as_str()));
        }
    }

    pub(crate) fn change_response(&self, response: &mut Response) {
        match self {
            Self::AnswerAfter { status, body } => {
                (response.status, response.body) = (*status, body.clone().into_bytes());
            }
            Self::GzipBomb { mebibytes } => {
                response.headers.push(("content-encoding".into(), "gzip".into()));
                response.body = zipped_blanks(*mebibytes).unwrap_or_default();
            }
            Self::Huge { mebibytes } => response.body = vec![b' '; mebibytes * 1024 * 1024],
            Self::TellLength { bytes } => {
                response.headers.push(("content-length".into(), bytes.to_string()));
            }
            Self::ManyHeaders { count } => {
                response.headers.extend((0..*count).map(|at| (format!("x-filler-{at}"), "x".into())));
            }
            Self::ContentType { value } => {
                response.headers.retain(|(name, _)| name != "content-type");
                response.headers.push(("content-type".into(), value.clone()));
            }
            Self::Body { body } => response.body = body.clone().into_bytes(),
            Self::InvalidUtf8 => {
                let middle = response.body.iter().rposition(|byte| *byte == b'"').unwrap_or(0);
                if let Some(byte) = response.body.get_mut(middle.saturating_sub(1)) {
                    *byte = 0xff;
                }
            }
            Self::Deep { depth } => {
                response.body =
                    format!("{{\"data\":{}{}}}", "[".repeat(*depth), "]".repeat(*depth)).into_bytes();
            }
            Self::DuplicateIds => duplicate_first(response),
            _ => {}
        }
    }

    /// Writes the answer as far and as fast as the fault lets it.
    pub(crate) async fn deliver(&self, stream: &mut TcpStream, response: &Response) -> io::Result<()> {
        let framed = !matches!(self, Self::TruncateUnframed { .. } | Self::Huge { .. });
        let head = response.head(framed);
        let body = &response.body;
        let upto = |bytes: &[u8], at: usize| bytes.get(..at.min(bytes.len())).unwrap_or_default().to_vec();
        match self {
            Self::Hang => wait_for_end(stream).await,
            Self::Reset => socket2::SockRef::from(&*stream).set_linger(Some(Duration::ZERO)),
            Self::Truncate { at } | Self::TruncateUnframed { at } => {
                stream.write_all(&[head, upto(body, *at)].concat()).await
            }
            Self::TruncateAll { at } => stream.write_all(&upto(&[head, body.clone()].concat(), *at)).await,
            Self::Trickle { millis } => {
                stream.write_all(&head).await?;
                slowly(stream, body, *millis).await
            }
            Self::SlowHead { millis } => {
                slowly(stream, &head, *millis).await?;
                stream.write_all(body).await
            }
            Self::TellLength { .. } => {
                stream.write_all(&[head, body.clone()].concat()).await?;
                wait_for_end(stream).await
            }
            _ => stream.write_all(&[head, body.clone()].concat()).await,
        }
    }
}

async fn slowly(stream: &mut TcpStream, bytes: &[u8], millis: u64) -> io::Result<()> {
    for byte in bytes {
        stream.write_all(&[*byte]).await?;
        sleep(Duration::from_millis(millis)).await;
    }
    Ok(())
}

async fn wait_for_end(stream: &mut TcpStream) -> io::Result<()> {
    let mut bin = [0; 64];
    while stream.read(&mut bin).await? > 0 {}
    Ok(())
}

fn zipped_blanks(mebibytes: usize) -> io::Result<Vec<u8>> {
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..mebibytes {
        zip.write_all(&[b' '; 1024 * 1024])?;
    }
    zip.finish()
}

fn duplicate_first(response: &mut Response) {
    let Ok(mut body) = serde_json::from_slice::<Value>(&response.body) else { return };
    let lists = match &mut body {
        Value::Array(items) => vec![items],
        Value::Object(fields) => fields.values_mut().filter_map(Value::as_array_mut).collect(),
        _ => return,
    };
    for items in lists {
        items.extend(items.first().cloned());
    }
    response.body = body.to_string().into_bytes();
}
