//! The classes of failures.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of failure it is, whatever a provider calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// No key reached the provider.
    MissingKey,
    /// The key is wrong; where the provider does not tell them apart, also expired or revoked.
    InvalidKey,
    ExpiredKey,
    RevokedKey,
    /// A right key of the wrong kind, as an admin key where an ordinary one is needed.
    WrongCredential,
    WrongPermission,
    /// The account is blocked, whichever key is used.
    Suspended,
    /// Credit, budget or quota is used up, which waiting does not change.
    PaymentRequired,
    RateLimited,
    ModelNotFound,
    /// There is no such address or resource.
    NotFound,
    BadRequest,
    ProviderDown,
    /// Something else answered: a page of a proxy, a sign-in to a network, a redirect.
    NotTheApi,
    /// The address is not one that a key may be sent to.
    AddressRefused,
    /// The key is empty, or holds what a request cannot carry; nothing was sent.
    UnusableKey,
    /// The proxy in the settings cannot be used.
    Proxy,
    NameNotFound,
    ConnectionRefused,
    Tls,
    TimedOut,
    Unreachable,
    /// The answer broke off.
    Broken,
    /// The answer is too large, or compressed.
    Unreadable,
    Unknown,
}

impl FailureClass {
    pub const ALL: [Self; 25] = [
        Self::MissingKey,
        Self::InvalidKey,
        Self::ExpiredKey,
        Self::RevokedKey,
        Self::WrongCredential,
        Self::WrongPermission,
        Self::Suspended,
        Self::PaymentRequired,
        Self::RateLimited,
        Self::ModelNotFound,
        Self::NotFound,
        Self::BadRequest,
        Self::ProviderDown,
        Self::NotTheApi,
        Self::AddressRefused,
        Self::UnusableKey,
        Self::Proxy,
        Self::NameNotFound,
        Self::ConnectionRefused,
        Self::Tls,
        Self::TimedOut,
        Self::Unreachable,
        Self::Broken,
        Self::Unreadable,
        Self::Unknown,
    ];

    /// Whether the same call may succeed later without anyone having changed anything.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            Self::RateLimited
                | Self::ProviderDown
                | Self::NotTheApi
                | Self::NameNotFound
                | Self::ConnectionRefused
                | Self::TimedOut
                | Self::Unreachable
                | Self::Broken
                | Self::Unknown
        )
    }

    /// Whether it is what the status alone would say. What is said of a status is not meant for anything else.
    #[must_use]
    pub fn fits(self, status: u16) -> bool {
        match status {
            401 => self.blames_key() || self == Self::MissingKey,
            402 => self == Self::PaymentRequired,
            403 => matches!(self, Self::WrongPermission | Self::WrongCredential | Self::Suspended),
            404 | 410 => matches!(self, Self::NotFound | Self::ModelNotFound),
            408 | 500..=599 => self == Self::ProviderDown,
            429 => self == Self::RateLimited,
            400..=499 => matches!(self, Self::BadRequest | Self::Unknown),
            _ => self != Self::NotTheApi,
        }
    }

    /// Whether it is about the key that was presented.
    #[must_use]
    pub fn blames_key(self) -> bool {
        matches!(self, Self::InvalidKey | Self::ExpiredKey | Self::RevokedKey)
    }
}
