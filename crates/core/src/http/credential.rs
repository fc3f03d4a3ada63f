//! A secret on its way into a request header. Nothing else builds such a header.

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use super::failure::Refusal;
use super::scrub;
use crate::secret::Secret;

/// Which header carries the secret. Never the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `Authorization: Bearer …`
    Bearer,
    /// `x-api-key: …`
    XApiKey,
    /// `x-goog-api-key: …`
    XGoogApiKey,
}

/// A key or management credential, and how it is presented.
#[derive(Debug)]
pub struct Credential {
    scheme: Scheme,
    secret: Secret,
}

impl Credential {
    #[must_use]
    pub fn new(scheme: Scheme, secret: Secret) -> Self {
        Self { scheme, secret }
    }

    /// The header, marked so that no library prints it.
    ///
    /// # Errors
    /// [`Refusal::Credential`] for a secret that is empty or holds what a header cannot carry.
    pub(super) fn header(&self) -> Result<(HeaderName, HeaderValue), Refusal> {
        let secret = self.secret.expose();
        if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Refusal::Credential);
        }
        let (name, text) = match self.scheme {
            Scheme::Bearer => (AUTHORIZATION, Zeroizing::new(format!("Bearer {secret}"))),
            Scheme::XApiKey => (HeaderName::from_static("x-api-key"), Zeroizing::new(secret.to_owned())),
            Scheme::XGoogApiKey => {
                (HeaderName::from_static("x-goog-api-key"), Zeroizing::new(secret.to_owned()))
            }
        };
        let mut value = HeaderValue::from_str(&text).map_err(|_| Refusal::Credential)?;
        value.set_sensitive(true);
        Ok((name, value))
    }

    /// `text` without this secret, whole, in part (from 8 characters on) or encoded.
    #[must_use]
    pub fn scrub(&self, text: &[u8]) -> Vec<u8> {
        scrub::without(&self.secret, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_carry_the_secret_and_print_nothing() {
        for (scheme, name, value) in [
            (Scheme::Bearer, "authorization", "Bearer canary-0123456789"),
            (Scheme::XApiKey, "x-api-key", "canary-0123456789"),
            (Scheme::XGoogApiKey, "x-goog-api-key", "canary-0123456789"),
        ] {
            let credential = Credential::new(scheme, Secret::new("canary-0123456789".into()));
            let header = credential.header().expect("printable");
            assert_eq!((header.0.as_str(), header.1.to_str().ok()), (name, Some(value)));
            assert!(!format!("{credential:?} {header:?}").contains("canary"));
        }
    }

    #[test]
    fn what_a_header_cannot_carry_is_refused() {
        for bad in ["", "a b", "a\nb", "a\r\nx: y", "a\0", "schlüssel", "\u{feff}a"] {
            let credential = Credential::new(Scheme::Bearer, Secret::new(bad.into()));
            assert!(matches!(credential.header(), Err(Refusal::Credential)), "{bad:?}");
        }
    }
}
