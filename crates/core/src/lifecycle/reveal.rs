use sha2::{Digest, Sha256};

use super::create::summary;
use crate::Core;
use crate::activity::{ActivityKind, NewActivity};
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::{Actor, KeyState, KeySummary};
use crate::secret::Secret;
use crate::store::meta::SECRETS_UNCHECKED;
use crate::store::{KeyRow, activity, keys, tickets};
use crate::vault::{VaultEntry, VaultError};

/// The right to be shown one key once: 128 random bits in hex. The store knows its hash.
pub struct RevealTicket(String);

impl RevealTicket {
    pub(super) fn issue() -> Result<Self> {
        let mut bits = [0_u8; 16];
        getrandom::fill(&mut bits).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
        Ok(Self(bits.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        hash(&self.0)
    }
}

fn hash(ticket: &str) -> [u8; 32] {
    Sha256::digest(ticket.as_bytes()).into()
}

/// Shows a key for its ticket. The ticket is used up only once the keychain has given the secret, so a locked
/// keychain costs nothing; of two callers exactly one gets it.
///
/// # Errors
/// `NotFound` for an unknown ticket, `AlreadyRevealed` for a used one, `AlreadyRevoked`, or `Vault` where the keychain
/// cannot be read.
pub async fn reveal(core: &Core, ticket: &str, actor: Actor) -> Result<Secret> {
    let hash = hash(ticket);
    let (key_id, used) = core
        .store
        .ticket_key(&hash)
        .await?
        .ok_or_else(|| Error::NotFound { what: "reveal ticket", id: "(hidden)".into() })?;
    if used {
        return Err(Error::AlreadyRevealed);
    }
    let row = key_row(core, &key_id).await?;
    let secret = read_secret(core, &row).await?;
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    let redeemed = tickets::redeem(&mut transaction, &hash, now).await?.is_some();
    if !redeemed || !keys::mark_revealed(&mut transaction, &key_id, now).await? {
        return Err(Error::AlreadyRevealed);
    }
    activity::log(&mut transaction, entry(ActivityKind::Revealed, actor, &row, None), now).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Activity]);
    Ok(secret)
}

/// A new ticket for a key that was never shown, in place of the one it had: for a reveal dialog that a crash or a
/// closed window cut off.
///
/// # Errors
/// `AlreadyRevealed`, `AlreadyRevoked`, `SecretNotHeld` or `NotFound`.
pub async fn reissue_ticket(core: &Core, key_id: &str) -> Result<(KeySummary, RevealTicket)> {
    let row = key_row(core, key_id).await?;
    if row.state != KeyState::Active {
        return Err(Error::AlreadyRevoked);
    }
    if row.vault_entry.is_none() && core.sealed.get(key_id).is_none() {
        return Err(Error::SecretNotHeld);
    }
    let ticket = RevealTicket::issue()?;
    let mut transaction = core.store.begin().await?;
    if !tickets::issue(&mut transaction, key_id, &ticket.hash(), core.clock.now()).await? {
        return Err(Error::AlreadyRevealed);
    }
    transaction.commit().await?;
    Ok((summary(core, key_id).await?, ticket))
}

/// The secret of a key, from the keychain, for a copy that happens outside the web view.
///
/// # Errors
/// `SecretNotHeld`, `NotFound`, or `Vault` where the keychain cannot be read.
pub async fn held_secret(core: &Core, key_id: &str) -> Result<Secret> {
    let row = key_row(core, key_id).await?;
    read_secret(core, &row).await
}

/// Logs that a key was copied, and for which target.
///
/// # Errors
/// `Store` where the file cannot be written.
pub async fn copied(core: &Core, key_id: &str, target: Option<&str>, actor: Actor) -> Result<()> {
    let row = key_row(core, key_id).await?;
    core.store.log(entry(ActivityKind::Copied, actor, &row, target), core.clock.now()).await?;
    core.changes.announce(&[Topic::Activity]);
    Ok(())
}

/// Logs that a text for a target was copied which fetches or reads the key without holding it.
///
/// # Errors
/// `Store` where the file cannot be written.
pub async fn snippet_copied(core: &Core, key_id: &str, target: &str, actor: Actor) -> Result<()> {
    let row = key_row(core, key_id).await?;
    core.store.log(entry(ActivityKind::SnippetCopied, actor, &row, Some(target)), core.clock.now()).await?;
    core.changes.announce(&[Topic::Activity]);
    Ok(())
}

pub(crate) async fn key_row(core: &Core, key_id: &str) -> Result<KeyRow> {
    let row = core.store.key_row(key_id).await?;
    row.ok_or_else(|| Error::not_found("key", key_id))
}

pub(super) fn vault_entry(core: &Core, row: &KeyRow) -> Option<VaultEntry> {
    row.vault_entry.as_deref().map(|id| VaultEntry::of(core.store.id(), id))
}

async fn read_secret(core: &Core, row: &KeyRow) -> Result<Secret> {
    if !matches!(row.state, KeyState::Active | KeyState::Disabled) {
        return Err(if row.vault_entry.is_some() { Error::AlreadyRevoked } else { Error::SecretNotHeld });
    }
    any_secret(core, row).await
}

/// The secret of a key in whatever state, for asking its provider about it.
pub(crate) async fn any_secret(core: &Core, row: &KeyRow) -> Result<Secret> {
    if row.vault_entry.is_none()
        && let Some(secret) = core.sealed.get(&row.id)
    {
        return Ok(secret);
    }
    let entry = vault_entry(core, row).ok_or(Error::SecretNotHeld)?;
    let envelope = match core.vault.get(&entry).await {
        Ok(envelope) => envelope,
        Err(VaultError::NoEntry) => {
            note_missing(core, &row.id, true).await?;
            return Err(Error::SecretNotHeld);
        }
        Err(error) => return Err(error.into()),
    };
    // An entry that was swapped with another key's must not be handed out as this one.
    if envelope.key_id != row.id {
        return Err(VaultError::BadValue.into());
    }
    Ok(envelope.secret)
}

async fn note_missing(core: &Core, key_id: &str, missing: bool) -> Result<()> {
    let mut transaction = core.store.begin().await?;
    let since = missing.then(|| core.clock.now());
    let news = keys::note_missing_secret(&mut transaction, key_id, since).await?;
    transaction.commit().await?;
    if news {
        core.changes.announce(&[Topic::Keys]);
    }
    Ok(())
}

/// Looks whether the keychain holds what the keys name, where that is in doubt: after a restore, perhaps on another
/// computer, and for entries that were missed before. A keychain that cannot be read leaves the doubt for the next time.
///
/// # Errors
/// `Store` where the file cannot be used.
pub async fn check_secrets(core: &Core) -> Result<()> {
    for key_id in core.store.keys_with_doubtful_secret().await? {
        let row = key_row(core, &key_id).await?;
        let Some(entry) = vault_entry(core, &row) else { continue };
        match core.vault.get(&entry).await {
            Ok(_) => note_missing(core, &key_id, false).await?,
            Err(VaultError::NoEntry) => note_missing(core, &key_id, true).await?,
            Err(error) => {
                tracing::warn!(%error, "whether secrets are held here is not known yet");
                return Ok(());
            }
        }
    }
    Ok(core.store.forget_fact(SECRETS_UNCHECKED).await?)
}

pub(super) fn entry<'a>(
    kind: ActivityKind,
    actor: Actor,
    row: &'a KeyRow,
    target: Option<&'a str>,
) -> NewActivity<'a> {
    NewActivity {
        kind,
        actor,
        account_id: Some(&row.account_id),
        key_id: Some(&row.id),
        key_name: Some(&row.name),
        target,
    }
}
