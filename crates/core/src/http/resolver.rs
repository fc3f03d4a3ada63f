//! Looks up names, and refuses addresses that the base address may not lead to. A name is judged at the moment of
//! connecting, so one that changes its address after the check gains nothing.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{Reach, reach};

/// A host may have many addresses; more than these are not tried.
const ADDRESSES_MAX: usize = 16;

/// Which addresses a name may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowed {
    /// `https`: wherever a host can be; the certificate proves which.
    AnyHost,
    /// `http` to a confirmed host.
    PrivateOnly,
    /// `http` on this computer.
    LoopbackOnly,
}

/// The name led to no address that it may lead to.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not allowed")]
pub(super) struct ForbiddenAddress;

#[derive(Debug, Clone, Copy)]
pub(super) struct Resolver(pub(super) Allowed);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(Box::new(allowed.filter(found)?.into_iter()) as Addrs)
        })
    }
}

impl Allowed {
    fn filter(self, found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, ForbiddenAddress> {
        let may = |address: &SocketAddr| match reach(address.ip()) {
            Reach::Never => false,
            Reach::Loopback => true,
            Reach::Private => self != Self::LoopbackOnly,
            Reach::Public => self == Self::AnyHost,
        };
        let kept: Vec<_> = found.filter(may).take(ADDRESSES_MAX).collect();
        if kept.is_empty() { Err(ForbiddenAddress) } else { Ok(kept) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(allowed: Allowed, ips: &[&str]) -> Option<Vec<String>> {
        let all = ips.iter().map(|ip| SocketAddr::new(ip.parse().expect("an address"), 0));
        allowed.filter(all).ok().map(|kept| kept.iter().map(|address| address.ip().to_string()).collect())
    }

    #[test]
    fn a_name_leads_only_where_it_may() {
        let mixed = ["169.254.169.254", "10.0.0.1", "127.0.0.1", "104.18.7.192"];
        let of = |ips: &[&str]| Some(ips.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(kept(Allowed::AnyHost, &mixed), of(&["10.0.0.1", "127.0.0.1", "104.18.7.192"]));
        assert_eq!(kept(Allowed::PrivateOnly, &mixed), of(&["10.0.0.1", "127.0.0.1"]));
        assert_eq!(kept(Allowed::LoopbackOnly, &mixed), of(&["127.0.0.1"]));
        assert_eq!(kept(Allowed::AnyHost, &["169.254.169.254", "::ffff:10.0.0.1"]), None);
        assert_eq!(kept(Allowed::PrivateOnly, &["104.18.7.192"]), None);
        assert_eq!(kept(Allowed::AnyHost, &["10.0.0.1"; 1000]).map(|all| all.len()), Some(ADDRESSES_MAX));
    }
}
