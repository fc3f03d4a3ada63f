//! Providers on this computer, for tests: what they answer has the shapes of the real ones, keys that are made can be
//! listed, used and revoked, and every fault of a network can be ordered.
//!
//! Everything is invented: no key of it is worth anything.

mod exchange;
mod fault;
mod providers;
mod serve;
mod state;

pub use self::exchange::{Request, Response};
pub use self::fault::{Fault, Rule};
pub use self::serve::Simulator;
pub use self::state::{Key, Provider, SeenCall};
