//! Which addresses notifications may go to. Those inside the operator's network are refused unless a setting and the
//! block both allow them.

use std::{
    io,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The addresses of a host that may be connected to.
///
/// # Errors
/// When the name cannot be resolved, or with [`Inside`] when all its addresses are inside.
pub(super) async fn addresses(
    host: &str,
    port: u16,
    may_be_private: bool,
) -> io::Result<Result<Vec<SocketAddr>, Inside>> {
    let found = tokio::net::lookup_host((host, port)).await?;
    let allowed: Vec<_> = found.filter(|address| may_be_private || !is_inside(address.ip())).collect();
    Ok(if allowed.is_empty() { Err(Inside) } else { Ok(allowed) })
}

/// The name leads only to addresses inside the operator's network.
#[derive(Debug, thiserror::Error)]
#[error("the address is not public")]
pub(super) struct Inside;

/// Resolves names, and keeps of their addresses those that are public. The check is on the very addresses that are
/// connected to, so a name cannot change its mind in between.
#[derive(Debug)]
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let public = addresses(name.as_str(), 0, false).await??;
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the operator's own network rather than of the Internet: IANA's special-purpose
/// registries, as far as they are not globally reachable.
pub(super) fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_multicast()
                || v4.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (18..20).contains(&b))
                || (a == 192 && b == 0 && c == 0)
        }
        IpAddr::V6(v6) => inside_v4(v6).unwrap_or_else(|| {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || v6.segments()[..2] == [0x2001, 0x0db8]
        }),
    }
}

/// For an address that carries one of IPv4 (mapped, NAT64 or 6to4): whether that is inside.
fn inside_v4(address: Ipv6Addr) -> Option<bool> {
    let carried = match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    };
    carried.map(|(high, low)| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_inside(IpAddr::from([a, b, c, d]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_told_from_those_outside() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "ff02::1",
        ] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["1.1.1.1", "3.5.7.9", "2606:4700::1111", "::ffff:1.1.1.1", "100.128.0.1"] {
            assert!(!is_inside(outside.parse().unwrap()), "{outside}");
        }
    }
}
