//! What stands before every route: only programs of this computer that mean this gateway get past.
//!
//! A web page can make a browser send requests here, directly or through a rebound name. It cannot leave out
//! `Origin`, forge `Host`, or ask without a preflight for anything but a simple request. So: the one right
//! `Host`, no `Origin`, no foreign `Sec-Fetch-Site`, no preflight, JSON only. A refusal has no body, counts
//! nothing, and never carries a CORS header.

use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, TRANSFER_ENCODING, UPGRADE};
use http::request::Parts;
use http::uri::Scheme;
use http::{HeaderMap, Method, StatusCode, Version};

use crate::caps::Caps;

/// What the guard lets through, for `Allow`.
pub(crate) const METHODS: &str = "GET, POST, DELETE";

/// The one door. `port` is the one that the gateway listens on.
///
/// # Errors
/// The status to refuse the request with.
pub(crate) fn check(request: &Parts, port: u16, caps: &Caps) -> Result<(), StatusCode> {
    if !matches!(request.version, Version::HTTP_10 | Version::HTTP_11) {
        return Err(StatusCode::HTTP_VERSION_NOT_SUPPORTED);
    }
    size(request, caps)?;
    method(&request.method)?;
    host(request, port)?;
    browser(&request.headers)?;
    upgrade(&request.headers)?;
    content_type(&request.headers)
}

fn size(request: &Parts, caps: &Caps) -> Result<(), StatusCode> {
    let target = request.uri.path_and_query().map_or(0, |target| target.as_str().len());
    if target > caps.target_bytes {
        return Err(StatusCode::URI_TOO_LONG);
    }
    // Each line also has ": " and a line end.
    let bytes: usize =
        request.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if request.headers.len() > caps.headers || bytes > caps.header_bytes {
        return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    Ok(())
}

fn method(method: &Method) -> Result<(), StatusCode> {
    match *method {
        Method::GET | Method::POST | Method::DELETE => Ok(()),
        Method::OPTIONS | Method::CONNECT | Method::TRACE => Err(StatusCode::FORBIDDEN),
        _ => Err(StatusCode::METHOD_NOT_ALLOWED),
    }
}

/// Exactly one `Host`, one of our three names with our port; an absolute request target must agree with it.
fn host(request: &Parts, port: u16) -> Result<(), StatusCode> {
    let host = only(&request.headers, HOST.as_str())
        .filter(|host| is_ours(host, port))
        .ok_or(StatusCode::MISDIRECTED_REQUEST)?;
    let Some(authority) = request.uri.authority() else { return Ok(()) };
    if request.uri.scheme() == Some(&Scheme::HTTP) && authority.as_str().eq_ignore_ascii_case(host) {
        Ok(())
    } else {
        Err(StatusCode::MISDIRECTED_REQUEST)
    }
}

fn is_ours(host: &str, port: u16) -> bool {
    // The port's digits are compared as text: no sign, no leading zero, no second spelling.
    host.rsplit_once(':').is_some_and(|(name, digits)| {
        digits == port.to_string()
            && ["127.0.0.1", "localhost", "[::1]"].iter().any(|ours| name.eq_ignore_ascii_case(ours))
    })
}

fn browser(headers: &HeaderMap) -> Result<(), StatusCode> {
    let foreign_site = headers.get_all("sec-fetch-site").iter().any(|site| site != "none");
    let preflight = headers.keys().any(|name| name.as_str().starts_with("access-control-request-"));
    if headers.contains_key(ORIGIN) || foreign_site || preflight {
        return Err(StatusCode::FORBIDDEN);
    }
    Ok(())
}

fn upgrade(headers: &HeaderMap) -> Result<(), StatusCode> {
    let asked = headers.get_all(CONNECTION).iter().any(|value| {
        value
            .as_bytes()
            .split(|byte| *byte == b',')
            .any(|word| word.trim_ascii().eq_ignore_ascii_case(b"upgrade"))
    });
    if asked || headers.contains_key(UPGRADE) || headers.contains_key("http2-settings") {
        return Err(StatusCode::FORBIDDEN);
    }
    Ok(())
}

/// A body is JSON and says so: what an HTML form can send never is.
fn content_type(headers: &HeaderMap) -> Result<(), StatusCode> {
    let has_body = headers.contains_key(TRANSFER_ENCODING)
        || headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    if !has_body && !headers.contains_key(CONTENT_TYPE) {
        return Ok(());
    }
    let is_json = only(headers, CONTENT_TYPE.as_str()).is_some_and(|value| {
        value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    });
    if is_json { Ok(()) } else { Err(StatusCode::UNSUPPORTED_MEDIA_TYPE) }
}

/// The value of a header that is there exactly once and is visible ASCII.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn status(method: &str, target: &str, headers: &[(&str, &str)]) -> Result<(), u16> {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(&request.body(()).unwrap().into_parts().0, 4242, &Caps::default())
            .map_err(|status| status.as_u16())
    }

    fn with_host(host: &str) -> Result<(), u16> {
        status("GET", "/v1/models", &[("host", host)])
    }

    #[test]
    fn the_three_names_of_this_gateway_pass() {
        for host in ["127.0.0.1:4242", "localhost:4242", "LocalHost:4242", "[::1]:4242"] {
            assert_eq!(with_host(host), Ok(()), "{host}");
        }
    }

    #[test]
    fn every_other_host_is_refused() {
        for host in [
            "",
            "evil.com",
            "evil.com:4242",
            "127.0.0.1",
            "127.0.0.1:4243",
            "127.0.0.1:04242",
            "127.0.0.1:+4242",
            "127.0.0.1:4242.evil.com",
            "127.0.0.1:4242@evil.com",
            "user@127.0.0.1:4242",
            "localhost.:4242",
            "localhost:4242/#@x",
            "[::1]",
            "::1:4242",
            "0.0.0.0:4242",
            "127.0.0.2:4242",
            "127.1:4242",
            "2130706433:4242",
            "0x7f000001:4242",
            "[::ffff:127.0.0.1]:4242",
            " 127.0.0.1:4242",
            "127.0.0.1 :4242",
            "127.0.0.1:\t4242",
            "127.0.0.1:4242,evil.com",
            "localhoſt:4242",
        ] {
            assert_eq!(with_host(host), Err(421), "{host:?}");
        }
        assert_eq!(status("GET", "/", &[]), Err(421));
        let twice = [("host", "127.0.0.1:4242"), ("host", "127.0.0.1:4242")];
        assert_eq!(status("GET", "/", &twice), Err(421));
    }

    #[test]
    fn an_absolute_target_must_agree() {
        let host = [("host", "127.0.0.1:4242")];
        assert_eq!(status("GET", "http://127.0.0.1:4242/v1/models", &host), Ok(()));
        for target in
            ["http://evil.com/", "http://localhost:4242/", "https://127.0.0.1:4242/", "http://127.0.0.1/"]
        {
            assert_eq!(status("GET", target, &host), Err(421), "{target}");
        }
    }

    #[test]
    fn what_only_a_browser_or_a_proxy_sends_is_refused() {
        let refused = [
            ("origin", "null"),
            ("origin", "http://localhost:4242"),
            ("origin", ""),
            ("origin", "tauri://localhost"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", ""),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "x"),
            ("access-control-request-private-network", "true"),
            ("upgrade", "websocket"),
            ("connection", "keep-alive, Upgrade"),
            ("http2-settings", "AAMAAABk"),
        ];
        for (name, value) in refused {
            let headers = [("host", "localhost:4242"), (name, value)];
            assert_eq!(status("GET", "/v1/models", &headers), Err(403), "{name}: {value}");
        }
        // Node's fetch sends a mode and no site; curl and a typed address send "none".
        let node = [("host", "localhost:4242"), ("sec-fetch-mode", "cors")];
        assert_eq!(status("GET", "/v1/models", &node), Ok(()));
        let typed = [("host", "localhost:4242"), ("sec-fetch-site", "none")];
        assert_eq!(status("GET", "/v1/models", &typed), Ok(()));
    }

    #[test]
    fn only_three_methods_pass() {
        let host = [("host", "localhost:4242")];
        for method in ["GET", "POST", "DELETE"] {
            assert_eq!(status(method, "/", &host), Ok(()), "{method}");
        }
        for (method, code) in [
            ("OPTIONS", 403),
            ("TRACE", 403),
            ("CONNECT", 403),
            ("PUT", 405),
            ("PATCH", 405),
            ("HEAD", 405),
            ("get", 405),
        ] {
            assert_eq!(status(method, "/", &host), Err(code), "{method}");
        }
    }

    #[test]
    fn a_body_must_be_json() {
        for (kind, expected) in [
            ("application/json", Ok(())),
            ("Application/JSON; charset=utf-8", Ok(())),
            ("text/plain", Err(415)),
            ("application/x-www-form-urlencoded", Err(415)),
            ("multipart/form-data; boundary=x", Err(415)),
            ("application/jsonp", Err(415)),
            ("text/plain; application/json", Err(415)),
            ("", Err(415)),
        ] {
            let headers = [("host", "localhost:4242"), ("content-length", "2"), ("content-type", kind)];
            assert_eq!(status("POST", "/", &headers), expected, "{kind}");
        }
        let bare = [("host", "localhost:4242"), ("transfer-encoding", "chunked")];
        assert_eq!(status("POST", "/", &bare), Err(415));
        assert_eq!(status("POST", "/", &[("host", "localhost:4242"), ("content-length", "0")]), Ok(()));
    }

    #[test]
    fn size_is_capped_in_lines_and_bytes() {
        let long = "x".repeat(32 << 10);
        assert_eq!(status("GET", "/", &[("host", "localhost:4242"), ("x-long", &long)]), Err(431));
        let many = vec![("x-a", "b"); 65];
        assert_eq!(status("GET", "/", &many), Err(431));
        assert_eq!(status("GET", &format!("/{long}"), &[("host", "localhost:4242")]), Err(414));
    }
}
