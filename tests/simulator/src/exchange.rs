//! A request and an answer, and how they are read from and written to a connection.

use std::io;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};

/// No test sends more.
const REQUEST_MAX: usize = 16 * 1024 * 1024;

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    /// The decoded parts of the path.
    pub path: Vec<String>,
    pub query: Vec<(String, String)>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// An answer that is not yet sent.
#[derive(Debug, Clone, Default)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// Reads one request; none where the connection ended before it began.
    pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let (mut request, head) = loop {
            if let Some(found) = Self::parse_head(&bytes)? {
                break found;
            }
            if !read_more(stream, &mut bytes).await? {
                return Ok(None);
            }
        };
        if request.header("transfer-encoding").is_some_and(|name| name.eq_ignore_ascii_case("chunked")) {
            let mut rest = bytes.split_off(head);
            while !request.take_chunks(&rest)? {
                if !read_more(stream, &mut rest).await? {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            return Ok(Some(request));
        }
        let length: usize = request.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        while bytes.len() < head + length {
            if !read_more(stream, &mut bytes).await? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        request.body = bytes.get(head..head + length).unwrap_or_default().to_vec();
        Ok(Some(request))
    }

    fn parse_head(bytes: &[u8]) -> io::Result<Option<(Self, usize)>> {
        let mut headers = [httparse::EMPTY_HEADER; 128];
        let mut parsed = httparse::Request::new(&mut headers);
        let status =
            parsed.parse(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let httparse::Status::Complete(head) = status else { return Ok(None) };
        let target = parsed.path.unwrap_or("/");
        let url = url::Url::parse(&format!("http://simulator{target}"))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let decoded = |part: &str| {
            // As in a form, but these letters mean themselves.
            let part = part.replace('+', "%2B").replace('=', "%3D").replace('&', "%26");
            url::form_urlencoded::parse(part.as_bytes())
                .next()
                .map_or(String::new(), |(text, _)| text.into_owned())
        };
        let request = Self {
            method: parsed.method.unwrap_or_default().to_owned(),
            path: url.path_segments().into_iter().flatten().map(decoded).collect(),
            query: url.query_pairs().into_owned().collect(),
            headers: parsed
                .headers
                .iter()
                .map(|header| {
                    (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
                })
                .collect(),
            body: Vec::new(),
        };
        Ok(Some((request, head)))
    }

    /// Takes a chunked body once it is whole.
    fn take_chunks(&mut self, mut rest: &[u8]) -> io::Result<bool> {
        let mut body = Vec::new();
        loop {
            let size =
                httparse::parse_chunk_size(rest).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
            let httparse::Status::Complete((skip, size)) = size else { return Ok(false) };
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            if size == 0 {
                self.body = body;
                return Ok(true);
            }
            if body.len().saturating_add(size) > REQUEST_MAX {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            let Some(chunk) = rest.get(skip..skip + size) else { return Ok(false) };
            body.extend_from_slice(chunk);
            let Some(after) = rest.get(skip + size + 2..) else { return Ok(false) };
            rest = after;
        }
    }

    /// The value of a header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(parameter, _)| parameter == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// What was presented as a key, in whichever header.
    #[must_use]
    pub fn presented(&self) -> Option<&str> {
        self.header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "))
            .or_else(|| self.header("x-api-key"))
            .or_else(|| self.header("x-goog-api-key"))
    }
}

impl Response {
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self { status, headers: Vec::new(), body: body.to_string().into_bytes() }
            .with("content-type", "application/json")
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(header, _)| header != name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Status line and headers; the length is told unless `framed` is false.
    pub(crate) fn head(&self, framed: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Simulated\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let told = self.headers.iter().any(|(name, _)| name == "content-length");
        if framed && !told && self.status != 204 && self.status >= 200 {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

async fn read_more(stream: &mut (impl AsyncRead + Unpin), bytes: &mut Vec<u8>) -> io::Result<bool> {
    if bytes.len() > REQUEST_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(stream.read_buf(bytes).await? > 0)
}
