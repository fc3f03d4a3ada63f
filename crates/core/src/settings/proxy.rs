//! How providers are reached from here.

use url::Url;

use crate::error::{Error, Result};

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
        let Ok(url) = Url::parse(text.trim()) else {
            return refuse("This is not an address. Write it like http://proxy.example:3128.");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse(
                "An address with a user name or password would lie readable in the settings file. \
                 Use a proxy that needs none, such as a local one that signs in for you.",
            );
        }
        if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") {
            return refuse("A proxy's address begins with http://, https:// or socks5://.");
        }
        if url.host_str().is_none_or(str::is_empty) {
            return refuse("The address names no host.");
        }
        if url.query().is_some() || url.fragment().is_some() || !matches!(url.path(), "" | "/") {
            return refuse("A proxy's address ends after its port.");
        }
        Ok(Self::Url(url))
    }
}

#[cfg(test)]
mod tests {
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
    fn what_is_no_proxy_or_carries_a_password_is_refused() {
        for address in [
            "",
            "System",
            "proxy",
            "proxy:3128",
            "//proxy",
            "ftp://proxy",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://",
            "socks5:///",
            "http://user@proxy",
            "http://user:password@proxy",
            "http://:password@proxy",
            "http://proxy/path",
            "http://proxy/?a",
            "http://proxy/#a",
        ] {
            let refused = ProxyChoice::parse(address);
            assert!(matches!(refused, Err(Error::Invalid { field: "upstream_proxy", .. })), "{address}");
            assert!(!format!("{refused:?}").contains("password@"), "{address}");
        }
    }
}
