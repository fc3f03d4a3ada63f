//! An account as the gateway forwards to it.

use std::time::Duration;

use super::connection::Connection;
use super::probe::KeyTest;
use super::{Account, LOCAL_PROVIDER};
use crate::Core;
use crate::catalogue::ApiShape;
use crate::changes::Topic;
use crate::diagnosis::{Verdict, judge_probe};
use crate::error::{Error, Result};
use crate::http::{Answer, Credential, Forwarder, Refusal};
use crate::keys::KeyState;
use crate::lifecycle;
use crate::store::{KeyRow, provider_keys};

/// An account that the gateway may forward to, as it is now. It holds no secret.
pub struct Upstream {
    pub account: Account,
    /// None where its addresses can no longer be used as they are set up.
    pub connection: Option<Connection>,
    /// None where no key was chosen.
    pub key: Option<UpstreamKey>,
}

/// The key that an account is called with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamKey {
    pub id: String,
    /// Where the vault has its secret; another one where it was replaced.
    vault_entry: Option<String>,
}

/// Every account but Local.
///
/// # Errors
/// `Store` where the file cannot be read.
pub async fn upstreams(core: &Core) -> Result<Vec<Upstream>> {
    let mut found = Vec::new();
    for account in core.store.accounts().await? {
        if account.provider_id == LOCAL_PROVIDER {
            continue;
        }
        let connection = Connection::of(core, &account)
            .inspect_err(|error| tracing::warn!(%error, account = account.id, "an account cannot be reached"))
            .ok();
        let key = match &account.upstream_key_id {
            Some(key_id) => upstream_key(core, key_id).await?,
            None => None,
        };
        found.push(Upstream { account, connection, key });
    }
    Ok(found)
}

/// The key, unless it is revoked, disabled, gone, or about to be.
///
/// # Errors
/// `Store` where the file cannot be read.
pub async fn upstream_key(core: &Core, key_id: &str) -> Result<Option<UpstreamKey>> {
    let row = core.store.key_row(key_id).await?.filter(is_usable);
    Ok(row.map(|row| UpstreamKey { id: row.id, vault_entry: row.vault_entry }))
}

fn is_usable(row: &KeyRow) -> bool {
    row.state == KeyState::Active
}

/// The secret of the key that an account is called with, ready to be sent.
///
/// # Errors
/// `AlreadyRevoked` where it may not be used any more, `SecretNotHeld`, `Vault`, `Store`.
pub async fn upstream_credential(core: &Core, connection: &Connection, key_id: &str) -> Result<Credential> {
    let row = lifecycle::key_row(core, key_id).await?;
    if !is_usable(&row) {
        return Err(Error::AlreadyRevoked);
    }
    Ok(connection.present(lifecycle::any_secret(core, &row).await?))
}

/// Remembers that the provider refused a key which was in use, as a test of it would. An answer that does not blame the key
/// changes nothing.
///
/// # Errors
/// `Store` where it cannot be written.
pub async fn note_refusal(
    core: &Core,
    connection: &Connection,
    key_id: &str,
    credential: &Credential,
    answer: &Answer,
) -> Result<()> {
    let verdict = judge_probe(Some(&connection.provider), None, Ok(answer));
    if !matches!(verdict, Verdict::Refused { .. }) {
        return Ok(());
    }
    let call = connection.call(Some(credential));
    let test = KeyTest {
        at: core.clock.now(),
        latency_ms: None,
        verdict,
        diagnosis: Some(call.diagnose(Ok(answer))),
        readings: call.readings(answer),
        explained: Default::default(),
        called: None,
        offers_one_token: false,
    };
    let mut transaction = core.store.begin().await?;
    provider_keys::note_test(&mut transaction, key_id, &test).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Limits]);
    Ok(())
}

impl Connection {
    /// What passes requests on to the address for programs of one shape; none where the provider has no such API.
    ///
    /// # Errors
    /// [`Refusal`] where no client can be made.
    pub fn forwarder(&self, shape: ApiShape, connect: Duration) -> Result<Option<Forwarder>, Refusal> {
        self.address(shape).map(|base| Forwarder::new(base.clone(), self.proxy(), connect)).transpose()
    }
}
