//! A request without an answer: either nothing was sent, or nobody knows what became of it.

use std::error::Error as _;
use std::io;

use super::base_url::UrlError;
use super::resolver::ForbiddenAddress;

/// Why there is no answer. No text in it comes from the other side.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Not a byte of the request left: it can be made again without harm.
    #[error("Nothing was sent: {0}")]
    Refused(Refusal),
    /// The request left, or may have. `status` where the answer began and could not be read to its end.
    #[error("{lost}")]
    Unknown { status: Option<u16>, lost: Lost },
}

/// Why nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{0}")]
    Address(#[from] UrlError),
    #[error("the key is empty, or holds characters that a request cannot carry.")]
    Credential,
    #[error("the proxy in the settings is not a usable address.")]
    Proxy,
    #[error("the name of the host could not be looked up.")]
    Name,
    #[error("the host\u{2019}s name leads to an address that is not allowed.")]
    ForbiddenAddress,
    #[error("the host refused the connection.")]
    Connection,
    #[error("the connection could not be made safe: TLS failed, or the certificate is not valid.")]
    Tls,
    #[error("the host did not take the connection in time.")]
    TimedOut,
    #[error("the host could not be reached.")]
    Unreachable,
}

/// How the answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    #[error("The provider did not answer in time.")]
    TimedOut,
    #[error("The connection broke before the whole answer was there.")]
    Broken,
    #[error("The answer is larger than any that is expected.")]
    TooLarge,
    #[error("The answer is compressed, though that was not asked for.")]
    Encoded,
}

impl Failure {
    /// Judges what the HTTP library says about a request that brought no answer.
    pub(super) fn judge(error: &reqwest::Error) -> Self {
        if error.is_builder() {
            Self::Refused(Refusal::Unreachable)
        } else if error.is_connect() {
            Self::Refused(refusal(error))
        } else if error.is_timeout() {
            Self::Unknown { status: None, lost: Lost::TimedOut }
        } else {
            Self::Unknown { status: None, lost: Lost::Broken }
        }
    }

    /// Whether nothing was sent.
    #[must_use]
    pub fn nothing_was_sent(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// One such error may be wrapped in another, which its `source` skips.
fn innermost(error: &io::Error) -> &io::Error {
    error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>()).map_or(error, innermost)
}

fn refusal(error: &reqwest::Error) -> Refusal {
    let mut source = error.source();
    let mut found = Refusal::Unreachable;
    while let Some(cause) = source {
        if cause.is::<ForbiddenAddress>() {
            return Refusal::ForbiddenAddress;
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            match innermost(io).kind() {
                io::ErrorKind::ConnectionRefused => found = Refusal::Connection,
                // What rustls has to say is wrapped as this.
                io::ErrorKind::InvalidData => found = Refusal::Tls,
                _ => {}
            }
        }
        source = cause.source();
    }
    if found != Refusal::Unreachable {
        found
    } else if error.is_timeout() {
        Refusal::TimedOut
    } else if error.is_dns() {
        Refusal::Name
    } else {
        Refusal::Unreachable
    }
}
