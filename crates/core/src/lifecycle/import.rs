//! Taking in a key whose secret somebody gives us.

use super::create::summary;
use super::held::put_aside;
use crate::Core;
use crate::accounts::{self, Account, LOCAL_PROVIDER};
use crate::activity::{ActivityKind, NewActivity};
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::{
    Actor, Fingerprints, KeyOrigin, KeyState, KeySummary, Permissions, Purpose, clean_name, free_name, mask,
    may_be_one, token,
};
use crate::operation::OperationKind;
use crate::secret::Secret;
use crate::store::keys::{NewKeyRow, Origin};
use crate::store::meta::FINGERPRINT_ENTRY;
use crate::store::provider_keys::{ProviderKey, attach_secret};
use crate::store::{OperationState, activity, keys, operations};
use crate::vault::{Envelope, VaultEntry, VaultError};

/// A key to take in.
#[derive(Debug)]
pub struct ImportInput {
    pub account_id: String,
    /// From the variable, or numbered, where absent.
    pub name: Option<String>,
    pub purpose: Option<String>,
    /// The variable that it was found under.
    pub variable: Option<String>,
    pub secret: Secret,
    pub actor: Actor,
}

/// Takes a key in: its secret is in the vault, read back, when this returns. A key that the provider's list showed without
/// its secret gets it.
///
/// # Errors
/// `Invalid`, `NotFound`, `Duplicate`, `Vault`, `Store`; nothing was kept then.
pub async fn import(core: &Core, input: ImportInput) -> Result<KeySummary> {
    let account = accounts::find(core, &input.account_id).await?;
    if account.provider_id == LOCAL_PROVIDER {
        return Err(Error::invalid("account_id", "Keys of the gateway are issued by it, not imported."));
    }
    let catalogue = core.catalogue.now();
    let provider = catalogue
        .provider(&account.provider_id)
        .ok_or_else(|| Error::NotFound { what: "provider", id: account.provider_id.clone() })?;
    accounts::check_key(provider, &input.secret)?;
    // An address of the account's own may take the keys of others.
    if let Some(other) = catalogue.another_of(provider, input.secret.expose())
        && account.base_urls.is_empty()
    {
        let reason = format!("This is a key of {}, and would be sent to {}.", other.name, provider.name);
        return Err(Error::invalid("key", reason));
    }
    let purpose = input.purpose.as_deref().map(Purpose::parse).transpose()?.unwrap_or_default();
    let named =
        input.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(clean_name).transpose()?;
    let fingerprint = refuse_duplicate(core, &input.secret).await?;
    let masked = mask(input.secret.expose());
    let known = core.store.provider_keys(&account.id).await?;
    let listed = listed_without_secret(core, &known, &masked).await?;
    let key_id = match &listed {
        Some(key) => key.id.clone(),
        None => token::random_id("key")?,
    };
    let name = named.unwrap_or_else(|| match &listed {
        Some(key) => key.name.clone(),
        None => {
            let wanted = input.variable.as_deref().and_then(|name| clean_name(name).ok());
            let wanted = wanted.unwrap_or_else(|| format!("{} key", provider.name));
            free_name(&wanted, |name| known.iter().any(|key| key.name == name))
        }
    });
    let key_type = provider.key_type_of(input.secret.expose()).or(provider.key_types.first());
    let key_type = key_type.map(|kind| kind.id.clone()).unwrap_or_default();
    let kept = put_aside(core, OperationKind::Import, &account.id, &key_id, input.secret).await?;
    let now = core.clock.now();
    let written = async {
        let mut transaction = core.store.begin().await?;
        if listed.is_some() {
            attach_secret(&mut transaction, &key_id, kept.entry.id(), &fingerprint, &masked).await?;
        } else {
            let row = NewKeyRow {
                id: &key_id,
                account_id: &account.id,
                name: &name,
                key_type: &key_type,
                origin: Origin::Provider {
                    origin: KeyOrigin::Imported,
                    remote_id: None,
                    fingerprint: Some(&fingerprint),
                },
                masked: &masked,
                purpose: &purpose,
                permissions: &Permissions::default(),
                generate: true,
                plan: "",
                limits: &[],
                state: KeyState::Active,
                created_at: now,
                expires_at: None,
                vault_entry: Some(kept.entry.id()),
                created_by: input.actor,
            };
            keys::insert(&mut transaction, &row).await?;
        }
        operations::advance(
            &mut transaction,
            &kept.operation_id,
            OperationState::Done,
            Some("imported"),
            now,
        )
        .await?;
        let entry = NewActivity {
            kind: ActivityKind::Imported,
            actor: input.actor,
            account_id: Some(&account.id),
            key_id: Some(&key_id),
            key_name: Some(&name),
            target: None,
        };
        activity::log(&mut transaction, entry, now).await?;
        upstream_if_none(&mut transaction, &account, &key_id).await?;
        transaction.commit().await?;
        Ok::<_, Error>(())
    };
    if let Err(error) = written.await {
        kept.withdraw(core).await;
        return Err(error);
    }
    core.changes.announce(&[Topic::Keys, Topic::Accounts, Topic::Activity]);
    summary(core, &key_id).await
}

/// The first key that is held becomes the one that the gateway forwards with.
pub(super) async fn upstream_if_none(
    connection: &mut sqlx::SqliteConnection,
    account: &Account,
    key_id: &str,
) -> Result<()> {
    if account.upstream_key_id.is_none() {
        crate::store::accounts::set_upstream(connection, &account.id, Some(key_id)).await?;
    }
    Ok(())
}

/// The fingerprint of a secret that is not stored yet.
///
/// # Errors
/// `Duplicate` where it is.
pub(crate) async fn refuse_duplicate(core: &Core, secret: &Secret) -> Result<[u8; 32]> {
    let fingerprint = fingerprint(core, secret).await?;
    match core.store.key_with_fingerprint(&fingerprint).await? {
        Some((key_id, name)) => Err(Error::Duplicate { key_id, name }),
        None => Ok(fingerprint),
    }
}

/// Which of these secrets are here already: the ids of their keys, in the same order. Makes nothing: without a key for
/// fingerprints, none was ever stored.
///
/// # Errors
/// `Vault`, `Store`.
pub async fn known_secrets(core: &Core, secrets: &[&Secret]) -> Result<Vec<Option<String>>> {
    let entry = match core.store.fact(FINGERPRINT_ENTRY).await? {
        Some(id) if !secrets.is_empty() => VaultEntry::of(core.store.id(), &id),
        _ => return Ok(vec![None; secrets.len()]),
    };
    let fingerprints = match core.vault.get(&entry).await {
        Ok(envelope) => Fingerprints::with_key(&envelope.secret)?,
        Err(VaultError::NoEntry) => return Ok(vec![None; secrets.len()]),
        Err(error) => return Err(error.into()),
    };
    let mut known = Vec::with_capacity(secrets.len());
    for secret in secrets {
        let found = core.store.key_with_fingerprint(&fingerprints.of(secret)).await?;
        known.push(found.map(|(key_id, _)| key_id));
    }
    Ok(known)
}

/// The fingerprint of a secret.
pub(crate) async fn fingerprint(core: &Core, secret: &Secret) -> Result<[u8; 32]> {
    Ok(Fingerprints::with_key(&store_key(core, FINGERPRINT_ENTRY).await?)?.of(secret))
}

/// A key of this store's own for one use, 64 digits of hex. It is in the vault, made when it is first needed, and again where
/// the vault has lost it: then what was made with the old one is not known again.
pub(crate) async fn store_key(core: &Core, name: &str) -> Result<Secret> {
    let fresh = VaultEntry::random(core.store.id());
    let id = core.store.fact_or(name, fresh.id()).await?;
    let entry = VaultEntry::of(core.store.id(), &id);
    match core.vault.get(&entry).await {
        Ok(envelope) => Ok(envelope.secret),
        Err(VaultError::NoEntry) => {
            let envelope =
                Envelope { operation_id: name.into(), key_id: name.into(), secret: Fingerprints::new_key()? };
            core.vault.put_verified(&entry, &envelope).await?;
            Ok(envelope.secret)
        }
        Err(error) => Err(error.into()),
    }
}

/// The one key of the list whose secret this may be, if it is not held.
async fn listed_without_secret<'a>(
    core: &Core,
    known: &'a [ProviderKey],
    masked: &str,
) -> Result<Option<&'a ProviderKey>> {
    let mut fitting = known.iter().filter(|key| {
        key.remote_id.is_some()
            && matches!(key.state, KeyState::Active | KeyState::Disabled)
            && may_be_one(&key.masked, masked)
    });
    let (Some(key), None) = (fitting.next(), fitting.next()) else { return Ok(None) };
    let held = core.store.key_row(&key.id).await?.is_some_and(|row| row.vault_entry.is_some());
    Ok((!held).then_some(key))
}
