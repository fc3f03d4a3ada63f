//! The life of a key: created, shown once, copied, revoked. Each step is journaled before it happens, and says
//! afterwards what it made stale.

mod create;
mod new_key;
mod reveal;
mod revoke;

#[cfg(test)]
mod tests;

pub use self::create::{create, create_unheld, ensure_local_account};
pub use self::new_key::{ExpiryChoice, NewKey, NewKeyInput};
pub use self::reveal::{RevealTicket, check_secrets, copied, held_secret, reissue_ticket, reveal};
pub use self::revoke::{finish_revocations, revoke};
