//! How providers are reached from here.

use url::Url;

use crate::error::{Error, Result};

/// Longer than any address of a proxy, in bytes.
const LENGTH_MAX: usize = 300;

/// What `upstream_proxy` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyChoice {
    /// As the environment says (`HTTPS_PROXY`, `NO_PROXY` and so on).
    System,
    /// Straight, whatever the environment says.
    None,
    /// Through this one: http, https or socks5.
    Url(Url),
}

impl ProxyChoice {
    /// The word for [`Self::System`].
    pub const SYSTEM: &'static str = "system";

    /// Reads `system`, `none`, or an address such as `http://proxy.example:3128`.
    ///
    /// # Errors
    /// `Invalid` with the reason. A user name or password is refused: settings are a plain file.
    pub fn parse(text: &str) -> Result<Self> {
        match text.trim() {
            Self::SYSTEM => return Ok(Self::System),
            "none" => return Ok(Self::None),
            _ => {}
        }
        let refuse = |reason: &str| Err(Error::invalid("upstream_proxy", reason));
        if text.len() > LENGTH_MAX {
            return refuse("A proxy's address is at most 300 characters long.");
        }
        // The parser would leave these out, or read a slash.
        if text.trim().contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return refuse("A proxy's address has no spaces, control characters or backslashes.");
        }
        let Ok(url) = Url::parse(text.trim()) else {
            return refuse("This is not an address. Write it like http://proxy.example:3128.");
        };
        // Also where the scheme was forgotten, and the user name taken for it.
        if url.as_str().contains('@') {
            return refuse(
                "An address with a user name or password would lie readable in the settings file. \
                 Use a proxy that needs none, such as a local one that signs in for you.",
            );
        }
        if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") {
            return refuse("A proxy's address begins with http://, https:// or socks5://.");
        }
        if url.host_str().is_none_or(str::is_empty) || url.port() == Some(0) {
            return refuse("The address names no host, or port 0.");
        }
        if url.query().is_some() || url.fragment().is_some() || !matches!(url.path(), "" | "/") {
            return refuse("A proxy's address ends after its port.");
        }
        Ok(Self::Url(url))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_and_addresses_are_read() {
        assert_eq!(ProxyChoice::parse(" system ").unwrap(), ProxyChoice::System);
        assert_eq!(ProxyChoice::parse("none").unwrap(), ProxyChoice::None);
        for address in
            ["http://proxy:3128", "https://proxy.example/", "socks5://127.0.0.1:1080", "http://[::1]:8080"]
        {
            assert!(matches!(ProxyChoice::parse(address).unwrap(), ProxyChoice::Url(_)), "{address}");
        }
    }

    #[test]
    fn what_is_no_proxy_or_carries_a_password_is_refused_with_its_reason() {
        let long = format!("http://{}", "a".repeat(300));
        for (address, because) in [
            ("", "not an address"),
            ("System", "not an address"),
            ("proxy", "not an address"),
            ("//proxy", "not an address"),
            ("http://", "not an address"),
            ("http://proxy:99999", "not an address"),
            ("proxy:3128", "begins with"),
            ("ftp://proxy", "begins with"),
            ("file:///etc/passwd", "begins with"),
            ("javascript:alert(1)", "begins with"),
            ("socks5:///", "no host"),
            ("http://proxy:0", "port 0"),
            ("http://user@proxy", "password"),
            ("http://user:hunter22@proxy", "password"),
            ("http://:hunter22@proxy", "password"),
            ("user:hunter22@proxy:3128", "password"),
            ("http://proxy/path", "ends after"),
            ("http://proxy/?a", "ends after"),
            ("http://proxy/#a", "ends after"),
            ("http://pro xy", "spaces"),
            ("http://pro\txy", "spaces"),
            ("http:\\\\proxy", "backslashes"),
            (&long, "300"),
        ] {
            match ProxyChoice::parse(address) {
                Err(Error::Invalid { field: "upstream_proxy", reason }) => {
                    assert!(reason.contains(because) && !reason.contains("hunter"), "{address}: {reason}");
                }
                other => panic!("{address}: {other:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_taken_has_no_password(text in "\\PC{0,60}|(http|https|socks5)://\\PC{0,40}") {
            if let Ok(ProxyChoice::Url(url)) = ProxyChoice::parse(&text) {
                prop_assert!(url.username().is_empty() && url.password().is_none() && url.has_host());
            }
        }
    }
}
