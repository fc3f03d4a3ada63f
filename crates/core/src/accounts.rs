//! The user's logins at providers. The first is Local: the gateway on this computer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The provider id of the gateway's own account.
pub const LOCAL_PROVIDER: &str = "local";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Account {
    /// `acc_` and 12 letters or digits; part of the gateway's key management path.
    pub id: String,
    pub provider_id: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
    /// Keys that are not revoked.
    pub live_keys: i64,
}
