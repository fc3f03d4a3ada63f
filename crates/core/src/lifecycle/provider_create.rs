//! Making a key at a provider: asked for exactly once, and never lost from sight.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use ts_rs::TS;

use super::create::summary;
use super::import::{fingerprint, upstream_if_none};
use super::new_key::{ExpiryChoice, expires_at};
use super::reveal::RevealTicket;
use crate::Core;
use crate::accounts::{self, Account, Connection};
use crate::activity::{ActivityKind, NewActivity};
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::{Actor, KeyOrigin, KeyState, KeySummary, Permissions, Purpose, clean_name, mask, token};
use crate::management::{
    Created, Creation, Listing, ManagementError, Manager, NewRemoteKey, Nonce, RemoteKey,
};
use crate::operation::{Operation, OperationKind};
use crate::secret::Secret;
use crate::store::keys::{NewKeyRow, Origin};
use crate::store::operations::OpenOperation;
use crate::store::provider_keys::{self, Seen};
use crate::store::{OperationState, activity, keys, operations, tickets};
use crate::vault::{Envelope, VaultEntry};

/// So long a list may lag behind what the provider has just made.
const SETTLES_AFTER: TimeDelta = TimeDelta::minutes(10);

/// A key to make at a provider, unchecked. What is absent is the provider's default.
#[derive(Debug, Clone)]
pub struct ProviderKeyInput {
    pub account_id: String,
    pub name: String,
    pub purpose: Option<String>,
    pub expiry: ExpiryChoice,
    pub options: ProviderKeyOptions,
    pub actor: Actor,
}

/// What some providers let one choose for a new key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct ProviderKeyOptions {
    /// The provider's own words.
    pub permissions: Vec<String>,
    /// In US dollars.
    pub spend_limit: Option<f64>,
    pub requests_per_minute: Option<u32>,
    pub tokens_per_minute: Option<u32>,
}

/// A key that was made at a provider.
pub struct Made {
    pub key: KeySummary,
    pub ticket: RevealTicket,
    /// Its secret is in the vault, read back. Else it is only in this process: it can be shown once, or tried again, or the
    /// key be revoked.
    pub kept: bool,
}

/// Makes a key at its provider.
///
/// # Errors
/// `Invalid`, `NotFound`, `NoCredential`, `NotOffered`, `Vault`, `Provider`: no key was made. `CreationUnknown`: one may have been;
/// the next list settles it. `SecretLost`: one was, and nobody has its secret.
pub async fn create_at_provider(core: &Core, input: ProviderKeyInput) -> Result<Made> {
    let account = accounts::find(core, &input.account_id).await?;
    let connection = Connection::of(core, &account)?;
    let manager = connection.manager(accounts::credential(core, &account).await?)?;
    let name = clean_name(&input.name)?;
    let purpose = input.purpose.as_deref().map(Purpose::parse).transpose()?.unwrap_or_default();
    let now = core.clock.now();
    let nonce = Nonce::generate()?;
    let options = input.options;
    let new = NewRemoteKey {
        expires: expires_at(input.expiry, None, now)?,
        permissions: options.permissions,
        spend_limit: options.spend_limit,
        requests_per_minute: options.requests_per_minute,
        tokens_per_minute: options.tokens_per_minute.map(u64::from),
        ..NewRemoteKey::named(name.clone(), nonce.clone(), now)
    };
    core.vault.check().await?;
    let intent = Intent::begin(core, &account, &name, &purpose, &nonce, input.actor).await?;
    intent.advance(core, OperationState::Dispatched, None).await?;
    match manager.create(&new).await {
        Ok(Creation::Made(Created { key, secret })) => intent.keep(core, &connection, &key, secret).await,
        Ok(Creation::SecretUnusable { key, secret }) => {
            // It cannot be stored, so it stays here for whoever asked.
            intent.seal(core, &connection, &key, secret).await
        }
        Ok(Creation::SecretLost { .. }) => {
            intent.advance(core, OperationState::Unknown, Some("the secret was lost")).await?;
            intent.settle(core, &connection, &manager).await
        }
        Err(error @ ManagementError::Unknown { .. }) => {
            tracing::warn!(%error, "whether a key was made is not known");
            intent.advance(core, OperationState::Unknown, Some("the answer was lost")).await?;
            intent.settle(core, &connection, &manager).await
        }
        Err(error) => {
            intent.fail(core, "the provider made no key").await;
            Err(connection.failed(&error))
        }
    }
}

/// What was decided and journaled before anything was sent.
struct Intent {
    operation: Operation,
    key_id: String,
    entry: VaultEntry,
    account: Account,
    name: String,
    purpose: Purpose,
    actor: Actor,
}

impl Intent {
    async fn begin(
        core: &Core,
        account: &Account,
        name: &str,
        purpose: &Purpose,
        nonce: &Nonce,
        actor: Actor,
    ) -> Result<Self> {
        let key_id = token::random_id("key")?;
        let entry = VaultEntry::random(core.store.id());
        let parameters = json!({ "name": name, "purpose": purpose, "vault_entry": entry.id() });
        let operation = Operation {
            nonce: nonce.as_str().to_owned(),
            ..Operation::new(OperationKind::Create, &account.id, Some(&key_id), parameters.to_string())
        };
        let mut transaction = core.store.begin().await?;
        operations::begin(&mut transaction, &operation, core.clock.now()).await?;
        transaction.commit().await?;
        Ok(Self {
            operation,
            key_id,
            entry,
            account: account.clone(),
            name: name.to_owned(),
            purpose: purpose.clone(),
            actor,
        })
    }

    async fn advance(&self, core: &Core, state: OperationState, outcome: Option<&str>) -> Result<()> {
        let mut transaction = core.store.begin().await?;
        operations::advance(&mut transaction, &self.operation.id, state, outcome, core.clock.now()).await?;
        Ok(transaction.commit().await?)
    }

    async fn keep(
        self,
        core: &Core,
        connection: &Connection,
        key: &RemoteKey,
        secret: Secret,
    ) -> Result<Made> {
        let envelope =
            Envelope { operation_id: self.operation.id.clone(), key_id: self.key_id.clone(), secret };
        match core.vault.put_verified(&self.entry, &envelope).await {
            Ok(()) => {
                let fingerprint = fingerprint(core, &envelope.secret).await.ok();
                let ticket =
                    self.finish(core, connection, key, &envelope.secret, fingerprint.as_ref(), true).await;
                match ticket {
                    Ok(ticket) => Ok(Made { key: summary(core, &self.key_id).await?, ticket, kept: true }),
                    // The entry is journaled with the operation: the next start, or the next list, brings both together.
                    Err(error) => Err(error),
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the vault did not take the secret of a key that was just made");
                self.seal(core, connection, key, envelope.secret).await
            }
        }
    }

    /// The key is there, and its secret in this process alone.
    async fn seal(
        self,
        core: &Core,
        connection: &Connection,
        key: &RemoteKey,
        secret: Secret,
    ) -> Result<Made> {
        let ticket = self.finish(core, connection, key, &secret, None, false).await?;
        core.sealed.put(&self.key_id, secret);
        Ok(Made { key: summary(core, &self.key_id).await?, ticket, kept: false })
    }

    /// One transaction makes the key active.
    async fn finish(
        &self,
        core: &Core,
        connection: &Connection,
        remote: &RemoteKey,
        secret: &Secret,
        fingerprint: Option<&[u8; 32]>,
        held: bool,
    ) -> Result<RevealTicket> {
        let now = core.clock.now();
        let ticket = RevealTicket::issue()?;
        let kind = connection.provider.key_type_of(secret.expose());
        let key_type =
            kind.map_or_else(|| accounts::key_type(&connection.provider, remote), |kind| kind.id.clone());
        let masked = mask(secret.expose());
        let row = NewKeyRow {
            id: &self.key_id,
            account_id: &self.account.id,
            name: &self.name,
            key_type: &key_type,
            origin: Origin::Provider { origin: KeyOrigin::Created, remote_id: Some(&remote.id), fingerprint },
            masked: &masked,
            purpose: &self.purpose,
            permissions: &Permissions::default(),
            generate: true,
            plan: remote.plan.as_deref().unwrap_or_default(),
            limits: &[],
            state: KeyState::Active,
            created_at: now,
            expires_at: remote.expires,
            vault_entry: held.then(|| self.entry.id()),
            created_by: self.actor,
        };
        let mut transaction = core.store.begin().await?;
        // A list that was read meanwhile may have brought it as one from elsewhere.
        provider_keys::delete_listed(&mut transaction, &self.account.id, &remote.id).await?;
        keys::insert(&mut transaction, &row).await?;
        let seen = Seen {
            remote_id: &remote.id,
            name: &self.name,
            masked: &masked,
            state: KeyState::Active,
            expires_at: remote.expires,
            last_used_at: None,
            facts: &accounts::facts(remote),
        };
        provider_keys::note_seen(&mut transaction, &self.key_id, &seen, now).await?;
        if !tickets::issue(&mut transaction, &self.key_id, &ticket.hash(), now).await? {
            return Err(Error::Internal("a new key got no reveal ticket".into()));
        }
        operations::advance(&mut transaction, &self.operation.id, OperationState::Done, Some("active"), now)
            .await?;
        activity::log(&mut transaction, self.entry_of(ActivityKind::Created, Some(&self.key_id)), now)
            .await?;
        if held {
            upstream_if_none(&mut transaction, &self.account, &self.key_id).await?;
        }
        transaction.commit().await?;
        core.changes.announce(&[Topic::Keys, Topic::Accounts, Topic::Activity]);
        Ok(ticket)
    }

    /// Looks in the provider's list for a key with the mark.
    async fn settle(&self, core: &Core, connection: &Connection, manager: &Manager) -> Result<Made> {
        let unknown =
            || Error::CreationUnknown { name: self.name.clone(), provider: connection.provider.name.clone() };
        if accounts::take_list(core, &self.account, connection, manager).await.is_err() {
            return Err(unknown());
        }
        // The list has settled the operation, if it had the key.
        let key = core.store.key_of_operation(&self.operation.id).await?;
        let Some(key_id) = key else { return Err(unknown()) };
        Err(Error::SecretLost { key_id, name: self.name.clone(), provider: connection.provider.name.clone() })
    }

    async fn fail(&self, core: &Core, outcome: &str) {
        let now = core.clock.now();
        let written = async {
            let mut transaction = core.store.begin().await?;
            operations::advance(
                &mut transaction,
                &self.operation.id,
                OperationState::Failed,
                Some(outcome),
                now,
            )
            .await?;
            activity::log(&mut transaction, self.entry_of(ActivityKind::CreateFailed, None), now).await?;
            transaction.commit().await?;
            Ok::<_, Error>(())
        };
        match written.await {
            Ok(()) => core.changes.announce(&[Topic::Activity]),
            Err(error) => tracing::warn!(%error, "a failed creation could not be journaled"),
        }
    }

    fn entry_of<'a>(&'a self, kind: ActivityKind, key_id: Option<&'a str>) -> NewActivity<'a> {
        NewActivity {
            kind,
            actor: self.actor,
            account_id: Some(&self.account.id),
            key_id,
            key_name: Some(&self.name),
            target: None,
        }
    }
}

/// A creation whose outcome is not known.
pub(crate) struct OpenCreation {
    operation: OpenOperation,
    /// The vault has its secret: only the last step is missing.
    held: bool,
}

/// The creations of an account whose outcome is not known. The vault is asked before the database is locked.
///
/// # Errors
/// `Store` where the file cannot be read.
pub(crate) async fn open_creations(core: &Core, account_id: &str) -> Result<Vec<OpenCreation>> {
    let mut open = Vec::new();
    for operation in core.store.open_creations(account_id).await? {
        let held = match &operation.vault_entry {
            Some(entry) => {
                let found = core.vault.get(&VaultEntry::of(core.store.id(), entry)).await;
                found.is_ok_and(|envelope| envelope.operation_id == operation.id)
            }
            None => false,
        };
        open.push(OpenCreation { operation, held });
    }
    Ok(open)
}

/// Ends creations by the list, after it was merged: a key with the mark was made, with its secret where the vault has it; one
/// that a whole list does not have long after was not made.
pub(crate) async fn settle_creations(
    connection: &mut SqliteConnection,
    account_id: &str,
    open: &[OpenCreation],
    listing: &Listing,
    now: DateTime<Utc>,
) -> Result<()> {
    for OpenCreation { operation, held } in open {
        let Some(nonce) = Nonce::parse(&operation.nonce) else { continue };
        let (state, outcome) = match listing.with_nonce(&nonce).first() {
            Some(remote) => {
                provider_keys::adopt(connection, account_id, &remote.id, operation, *held).await?;
                (OperationState::Done, if *held { "made" } else { "made, and its secret lost" })
            }
            None if listing.proves_absence() && now - operation.started_at > SETTLES_AFTER => {
                (OperationState::Failed, "not made")
            }
            None => continue,
        };
        operations::advance(connection, &operation.id, state, Some(outcome), now).await?;
    }
    Ok(())
}
