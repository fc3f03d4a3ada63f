//! The HTTP clients that may carry a key to a provider, and the rules about where they may carry it.

mod address;
mod answer;
mod base_url;
mod client;
mod credential;
mod failure;
mod forward;
mod resolver;
mod retry;
mod scrub;
mod transport;
mod when;

pub use self::answer::{Answer, Body};
pub use self::base_url::{BaseUrl, Confirmed, UrlError};
pub use self::client::{Ask, Bounds, Client};
pub use self::credential::{Credential, Scheme};
pub use self::failure::{Failure, Lost, Refusal};
pub use self::forward::{Forwarded, Forwarder};
pub use self::retry::Patience;
pub use self::when::{When, retry_after};
