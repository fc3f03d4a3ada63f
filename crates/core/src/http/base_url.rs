//! The address of an account: checked once, before anything is sent there.

use std::net::IpAddr;

use url::{Host, Url};

use super::address::{METADATA_NAMES, Reach, hides_v4, reach};

/// The longest address, in bytes.
const LENGTH_MAX: usize = 512;

/// What the user has agreed to, and what only the caller knows.
#[derive(Debug, Clone, Default)]
pub struct Confirmed {
    /// The host in the private network that the user named as one that may be spoken to without TLS.
    pub plain_http_host: Option<String>,
    /// The port of our own gateway: an account that points there would call itself.
    pub own_gateway_port: Option<u16>,
}

/// The checked base address of an account: `https`, or `http` on this computer or to a confirmed private host. Nothing
/// but scheme, host, port and path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
    reach: Option<Reach>,
}

/// Why an address cannot be used. Each says it in a plain sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("The address is empty.")]
    Empty,
    #[error("The address is longer than {LENGTH_MAX} characters.")]
    TooLong,
    #[error("The address holds a blank, a control character, a backslash or a percent sign.")]
    Characters,
    #[error("The address must begin with https:// (or http:// for this computer).")]
    Scheme,
    #[error("This is not a web address.")]
    NotAnAddress,
    #[error("The address holds a user name or password, or an @ that hides the true host.")]
    UserInfo,
    #[error("The address holds a ? part. Give the address without it.")]
    Query,
    #[error("The address holds a # part. Give the address without it.")]
    Fragment,
    #[error("The port must be a number from 1 to 65535.")]
    Port,
    #[error(
        "The path of the address may hold letters, digits and - . _ ~ only, and no empty or dotted parts."
    )]
    Path,
    #[error(
        "The host holds letters that can look like others. Written out it is \u{201c}{ascii}\u{201d}; give it so if you mean it."
    )]
    Lookalike { ascii: String },
    #[error("The host ends with a dot.")]
    TrailingDot,
    #[error("Write the IP address in its usual form, as in {usual}.")]
    UnusualAddress { usual: String },
    #[error(
        "No provider is at this address: it is link-local, a metadata service, or not an address of a host."
    )]
    NotAHost,
    #[error("Without TLS anyone on the way could read the key. Use https://.")]
    PlainPublic,
    #[error(
        "Without TLS anyone in your network could read the key. Confirm the host {host} first, or use https://."
    )]
    PlainUnconfirmed { host: String },
    #[error("This is the gateway's own address; it would call itself.")]
    OwnGateway,
}

impl BaseUrl {
    /// Checks an address as it was typed. A slash at its end is dropped; nothing else is added or taken away.
    ///
    /// # Errors
    /// [`UrlError`], with the first reason found.
    pub fn parse(text: &str, confirmed: &Confirmed) -> Result<Self, UrlError> {
        let text = text.trim();
        let (scheme, authority, path) = split(text)?;
        let host = host_of(authority)?;
        if path.split('/').any(|part| part == "." || part == "..")
            || path.trim_end_matches('/').contains("//")
            || !path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte))
        {
            return Err(UrlError::Path);
        }
        let mut url = Url::parse(text).map_err(|_| UrlError::NotAnAddress)?;
        url.set_path(path.trim_end_matches('/'));
        let reach = check_host(&url, host)?;
        let base = Self { url, reach };
        if scheme == Scheme::Http {
            base.check_plain(confirmed)?;
        }
        if base.is_loopback() && base.url.port_or_known_default() == confirmed.own_gateway_port {
            return Err(UrlError::OwnGateway);
        }
        Ok(base)
    }

    /// The host that the key will be sent to, for the user to confirm: in ASCII, with its port where that is not the
    /// usual one.
    #[must_use]
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The address without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Whether it leads to this computer.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.reach == Some(Reach::Loopback)
    }

    /// Whether the key travels without TLS.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    pub(super) fn host_name(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The address of an endpoint below this one. A version that ends the base (`…/v1`) and begins the path is written
    /// once: no service answers at `/v1/v1`.
    ///
    /// # Errors
    /// [`UrlError::Path`] for an empty or dotted part: joined to a path, it would name something else.
    pub fn endpoint(&self, parts: &[&str], query: &[(&str, String)]) -> Result<Url, UrlError> {
        let version = |part: &str| {
            part.strip_prefix('v').is_some_and(|rest| {
                rest.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
                    && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
        };
        if parts.iter().any(|part| matches!(*part, "" | "." | "..")) {
            return Err(UrlError::Path);
        }
        let mut url = self.url.clone();
        let last = self.url.path().rsplit('/').next().unwrap_or_default();
        let skip = parts.first().is_some_and(|first| *first == last && version(first));
        url.path_segments_mut()
            .map_err(|()| UrlError::Path)?
            .pop_if_empty()
            .extend(parts.iter().skip(usize::from(skip)));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    fn check_plain(&self, confirmed: &Confirmed) -> Result<(), UrlError> {
        let host = self.host_name();
        match self.reach {
            Some(Reach::Loopback) => Ok(()),
            Some(Reach::Public) => Err(UrlError::PlainPublic),
            // A name may be either; where it leads is judged when it is looked up.
            _ if confirmed.plain_http_host.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(host)) => {
                Ok(())
            }
            _ => Err(UrlError::PlainUnconfirmed { host: host.to_owned() }),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Https,
    Http,
}

/// Scheme, authority and path as they were typed. A parser of addresses forgives what a person may be fooled by, so
/// this is looked at before one sees it.
fn split(text: &str) -> Result<(Scheme, &str, &str), UrlError> {
    if text.is_empty() {
        return Err(UrlError::Empty);
    }
    if text.len() > LENGTH_MAX {
        return Err(UrlError::TooLong);
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '%')) {
        return Err(UrlError::Characters);
    }
    let (scheme, rest) = text.split_once("://").ok_or(UrlError::Scheme)?;
    let scheme = if scheme.eq_ignore_ascii_case("https") {
        Scheme::Https
    } else if scheme.eq_ignore_ascii_case("http") {
        Scheme::Http
    } else {
        return Err(UrlError::Scheme);
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if rest.contains('@') {
        return Err(UrlError::UserInfo);
    }
    if path.contains('?') {
        return Err(UrlError::Query);
    }
    if path.contains('#') {
        return Err(UrlError::Fragment);
    }
    Ok((scheme, authority, path))
}

/// The host of an authority, once its port is one.
fn host_of(authority: &str) -> Result<&str, UrlError> {
    let (host, port) = match authority.rfind(']') {
        Some(end) => {
            let (host, rest) = authority.split_at(end + 1);
            if rest.is_empty() {
                (host, None)
            } else {
                (host, Some(rest.strip_prefix(':').ok_or(UrlError::Port)?))
            }
        }
        None if authority.starts_with('[') => return Err(UrlError::NotAnAddress),
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    if let Some(port) = port {
        let digits = port.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !port.parse::<u16>().is_ok_and(|port| port > 0) {
            return Err(UrlError::Port);
        }
    }
    if host.is_empty() { Err(UrlError::NotAnAddress) } else { Ok(host) }
}

/// Where the host leads; none for a name that only a look-up can tell.
fn check_host(url: &Url, typed: &str) -> Result<Option<Reach>, UrlError> {
    let reach = match url.host() {
        Some(Host::Ipv4(ip)) => {
            let usual = ip.to_string();
            if usual != typed {
                return Err(UrlError::UnusualAddress { usual });
            }
            reach(IpAddr::V4(ip))
        }
        Some(Host::Ipv6(ip)) => {
            if hides_v4(ip) {
                return Err(UrlError::NotAHost);
            }
            reach(IpAddr::V6(ip))
        }
        Some(Host::Domain(name)) => {
            if !typed.is_ascii() {
                return Err(UrlError::Lookalike { ascii: name.to_owned() });
            }
            if name.ends_with('.') {
                return Err(UrlError::TrailingDot);
            }
            if name.split('.').any(str::is_empty) {
                return Err(UrlError::NotAnAddress);
            }
            if METADATA_NAMES.contains(&name) {
                return Err(UrlError::NotAHost);
            }
            return Ok((name == "localhost").then_some(Reach::Loopback));
        }
        None => return Err(UrlError::NotAnAddress),
    };
    if reach == Reach::Never { Err(UrlError::NotAHost) } else { Ok(Some(reach)) }
}

#[cfg(test)]
#[path = "base_url_tests.rs"]
mod tests;
