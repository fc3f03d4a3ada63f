//! What an operation does beyond its name, where that depends on the account or on the very key. What is true of every key of a
//! provider stands in its manifest.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// For the user to know before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    #[error("A service account is made in the project, and the key belongs to it.")]
    MakesServiceAccount,
    #[error("An admin key can manage the whole organization. It cannot call models.")]
    MakesAdminKey,
    #[error("The key\u{2019}s service account is deleted with it, and every other key of that account.")]
    DeletesServiceAccount,
}
