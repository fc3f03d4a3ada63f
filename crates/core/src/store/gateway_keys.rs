//! Keys as the gateway needs them: what decides about a request, and nothing to show.

use chrono::{DateTime, Utc};

use super::keys::permissions;
use super::words::parse_word;
use super::{Store, StoreError};
use crate::clock::from_millis;
use crate::keys::{KeyState, Permissions};
use crate::limits::Limit;

/// What the gateway must know of a key to decide about a request.
#[derive(Debug, Clone)]
pub struct GatewayKey {
    pub id: String,
    pub account_id: String,
    pub name: String,
    pub public_id: String,
    /// SHA-256 of the secret part.
    pub secret_hash: [u8; 32],
    pub permissions: Permissions,
    pub generate: bool,
    pub expires_at: Option<DateTime<Utc>>,
    pub state: KeyState,
    pub revoked_at: Option<DateTime<Utc>>,
    pub limits: Vec<Limit>,
    /// It was used before, so the next use is no "first used".
    pub first_used: bool,
}

impl Store {
    /// Every key that the gateway must know, revoked ones too (it tells their holders why they are refused).
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn gateway_keys(&self) -> Result<Vec<GatewayKey>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT id, account_id, name, public_id AS "public_id!", secret_hash AS "secret_hash!", permissions, generate AS "generate: bool",
                      expires_at, state, revoked_at, first_used_at
               FROM keys WHERE origin = 'issued' AND state <> 'pending'"#
        )
        .fetch_all(self.reader())
        .await?;
        let mut limits = self.limits(None).await?;
        let keys = rows.into_iter().map(|row| {
            // A row that this version cannot read must not work, and must not keep the others from being read: then
            // revocations would no longer be heard.
            let secret_hash = row.secret_hash.try_into().ok();
            let state = parse_word("keys.state", &row.state).ok();
            let permissions = permissions(&row.id, &row.permissions);
            let limits = limits.remove(&row.id).unwrap_or_default();
            let readable = secret_hash.is_some() && permissions.is_some() && !limits.unreadable;
            if !readable {
                tracing::warn!(key = row.id, "a key cannot be read and is refused");
            }
            GatewayKey {
                id: row.id,
                account_id: row.account_id,
                name: row.name,
                public_id: row.public_id,
                secret_hash: secret_hash.unwrap_or_default(),
                permissions: permissions.unwrap_or_default(),
                generate: row.generate,
                expires_at: row.expires_at.map(from_millis),
                state: state.filter(|_| readable).unwrap_or(KeyState::Revoking),
                revoked_at: row.revoked_at.map(from_millis),
                limits: limits.list,
                first_used: row.first_used_at.is_some(),
            }
        });
        Ok(keys.collect())
    }
}
