//! Managing keys at providers: what each can do, and how it is said to it.
//!
//! An adapter is pure: it puts requests together and reads answers. [`Manager`] sends them.

mod account_api_keys;
mod adapter;
mod anthropic_admin;
mod consequence;
mod error;
mod fields;
mod fireworks;
mod listing;
mod litellm;
mod manager;
mod models;
mod money;
mod new_key;
mod nonce;
mod openai_admin;
mod openrouter;
mod remote_key;
mod usage;
mod xai;

pub use self::adapter::{
    Adapter, Management, Operation, parse_balance, parse_created, parse_list, parse_usage,
};
pub use self::consequence::Consequence;
pub use self::error::{ManagementError, Unreadable};
pub use self::listing::{Gap, Listing, Page};
pub use self::manager::{Creation, ListBounds, Manager, SecretLoss};
pub use self::models::{Model, parse_models};
pub use self::money::Money;
pub use self::new_key::{NewKeyOption, NewRemoteKey};
pub use self::nonce::Nonce;
pub use self::remote_key::{Created, RemoteKey, RemoteState};
pub use self::usage::{Balance, UsagePage, UsageRange, UsageRow};
