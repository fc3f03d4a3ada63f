//! The life of a key: created, imported, shown once, copied, renamed, disabled, revoked. Each step is journaled before it
//! happens, and says afterwards what it made stale.

mod create;
mod hand_out;
mod held;
mod import;
mod new_key;
mod provider_change;
mod provider_create;
mod provider_revoke;
mod recover;
mod reveal;
mod revoke;
mod sealed;

#[cfg(test)]
mod tests;

pub use self::create::{create, create_unheld, ensure_local_account};
pub use self::hand_out::{find_named, find_referenced, handed_out, names_of, secrets_of, usable};
pub(crate) use self::held::put_aside;
pub use self::import::{ImportInput, import, known_secrets};
pub(crate) use self::import::{refuse_duplicate, store_key};
pub use self::new_key::{ExpiryChoice, NewKey, NewKeyInput};
pub use self::provider_change::{disable, enable, forget, rename};
pub use self::provider_create::{Made, ProviderKeyInput, ProviderKeyOptions, create_at_provider};
pub(crate) use self::provider_create::{open_creations, settle_creations};
pub use self::provider_revoke::{Confirmation, confirm, keep_after_all, revoke_at_provider, revoked_by_hand};
pub use self::recover::withdraw_cut_off;
pub use self::reveal::{
    RevealTicket, check_secrets, copied, held_secret, reissue_ticket, reveal, snippet_copied,
};
pub(crate) use self::reveal::{any_secret, key_row};
pub(crate) use self::revoke::proved_revoked;
pub use self::revoke::{finish_revocations, revoke};
pub use self::sealed::{Sealed, keep_sealed};
