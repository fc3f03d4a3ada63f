//! What every connection that carries a key keeps to, whoever uses it.

use std::time::Duration;

use reqwest::{ClientBuilder, Proxy, redirect};

use super::base_url::BaseUrl;
use super::failure::Refusal;
use super::resolver::{Allowed, Resolver};
use crate::settings::ProxyChoice;

const USER_AGENT: &str = concat!("Keyhinge/", env!("CARGO_PKG_VERSION"));

/// A client for one base address: no redirect, no cookie, nothing decompressed, no second try, and no proxy for this
/// computer. `connect` bounds the look-up of the name and TLS too; `headers` is how many an answer may have.
pub(super) fn builder(
    base: &BaseUrl,
    proxy: &ProxyChoice,
    connect: Duration,
    headers: usize,
) -> Result<ClientBuilder, Refusal> {
    let allowed = match (base.is_plain(), base.is_loopback()) {
        (false, _) => Allowed::AnyHost,
        (true, false) => Allowed::PrivateOnly,
        (true, true) => Allowed::LoopbackOnly,
    };
    let builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .https_only(!base.is_plain())
        .http1_only()
        .http1_max_headers(headers)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .tcp_nodelay(true)
        .connect_timeout(connect)
        .dns_resolver(Resolver(allowed));
    // This computer needs no proxy, and without TLS one could read the key.
    Ok(match proxy {
        _ if base.is_plain() || base.is_loopback() => builder.no_proxy(),
        ProxyChoice::System => builder,
        ProxyChoice::None => builder.no_proxy(),
        ProxyChoice::Url(url) => builder.proxy(Proxy::all(url.clone()).map_err(|_| Refusal::Proxy)?),
    })
}
