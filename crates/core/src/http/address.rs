//! Where an IP address leads, so that a key is not carried to where no provider can be.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// This computer.
    Loopback,
    /// The local network, or an overlay as Tailscale's.
    Private,
    Public,
    /// No provider is there: metadata services, link-local, multicast, unspecified.
    Never,
}

/// Metadata services outside the link-local range: Alibaba, Azure, Oracle.
const METADATA_V4: [Ipv4Addr; 3] =
    [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(168, 63, 129, 16), Ipv4Addr::new(192, 0, 0, 192)];

/// Amazon's metadata service.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// Names that clouds give their metadata services.
pub(super) const METADATA_NAMES: [&str; 4] =
    ["metadata.google.internal", "metadata.goog", "metadata", "instance-data"];

pub(super) fn reach(ip: IpAddr) -> Reach {
    match ip {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => reach_v6(ip),
    }
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    let [first, second, ..] = ip.octets();
    if ip.is_loopback() {
        Reach::Loopback
    } else if first == 0 || first >= 224 || ip.is_link_local() || METADATA_V4.contains(&ip) {
        Reach::Never
    } else if ip.is_private() || (first == 100 && (64..128).contains(&second)) {
        Reach::Private
    } else {
        Reach::Public
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    if ip == Ipv6Addr::LOCALHOST {
        Reach::Loopback
    } else if ip.is_unspecified()
        || ip.is_multicast()
        || ip.is_unicast_link_local()
        || hides_v4(ip)
        || ip == METADATA_V6
    {
        Reach::Never
    } else if ip.is_unique_local() {
        Reach::Private
    } else {
        Reach::Public
    }
}

/// Whether an IPv4 address is carried inside: mapped, compatible, translated or tunnelled. What is judged would not be
/// what is reached.
pub(super) fn hides_v4(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, ..] = ip.segments();
    let compatible = [a, b, c, d, e, f] == [0; 6] && !ip.is_unspecified() && ip != Ipv6Addr::LOCALHOST;
    let mapped = [a, b, c, d, e] == [0; 5] && f == 0xffff;
    let translated = a == 0x64 && b == 0xff9b;
    let tunnelled = a == 0x2002 || (a == 0x2001 && b == 0);
    compatible || mapped || translated || tunnelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_address_is_told_apart() {
        for (text, expected) in [
            ("127.0.0.1", Reach::Loopback),
            ("127.8.8.8", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("10.1.2.3", Reach::Private),
            ("172.31.0.1", Reach::Private),
            ("192.168.1.1", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("fd12::1", Reach::Private),
            ("104.18.7.192", Reach::Public),
            ("172.32.0.1", Reach::Public),
            ("2606:4700::6812:7c0", Reach::Public),
            ("0.0.0.0", Reach::Never),
            ("0.1.2.3", Reach::Never),
            ("169.254.169.254", Reach::Never),
            ("100.100.100.200", Reach::Never),
            ("224.0.0.1", Reach::Never),
            ("255.255.255.255", Reach::Never),
            ("::", Reach::Never),
            ("fe80::1", Reach::Never),
            ("ff02::1", Reach::Never),
            ("fd00:ec2::254", Reach::Never),
            ("::ffff:127.0.0.1", Reach::Never),
            ("::127.0.0.1", Reach::Never),
            ("64:ff9b::7f00:1", Reach::Never),
            ("2002:7f00:1::", Reach::Never),
            ("2001::1", Reach::Never),
        ] {
            assert_eq!(reach(text.parse().expect(text)), expected, "{text}");
        }
    }
}
