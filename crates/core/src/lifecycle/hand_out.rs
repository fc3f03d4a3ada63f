//! Giving keys to programs of the user's own: printed, in the environment of a command, or in a file.

use super::new_key::shortened;
use super::reveal::{any_secret, key_row};
use crate::Core;
use crate::activity::{ActivityKind, NewActivity};
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::{Actor, KeyState};
use crate::secret::Secret;
use crate::store::{NamedKey, activity};

/// So many times the place of a key may have been taken, one after the other.
const FOLLOWED_MAX: usize = 1000;

/// The key with that id, or the one with that name. Of several with one name, the only one that is not revoked.
///
/// # Errors
/// `NotFound`; `Ambiguous` with the ids; `Store`.
pub async fn find_named(core: &Core, id_or_name: &str) -> Result<NamedKey> {
    let id_or_name = id_or_name.trim();
    let (by_id, by_name): (Vec<_>, Vec<_>) =
        core.store.keys_named(id_or_name).await?.into_iter().partition(|key| key.id == id_or_name);
    if let Some(key) = by_id.into_iter().next() {
        return Ok(key);
    }
    let live: Vec<_> = by_name.iter().filter(|key| key.state != KeyState::Revoked).collect();
    match (live.as_slice(), by_name.as_slice()) {
        ([key], _) => Ok((*key).clone()),
        ([], [key]) => Ok(key.clone()),
        ([], []) => Err(Error::NotFound { what: "key", id: shortened(id_or_name) }),
        ([], several) => Err(ambiguous(id_or_name, several.iter())),
        (several, _) => Err(ambiguous(id_or_name, several.iter().copied())),
    }
}

fn ambiguous<'a>(name: &str, keys: impl Iterator<Item = &'a NamedKey>) -> Error {
    Error::Ambiguous { name: shortened(name), ids: keys.map(|key| key.id.clone()).collect() }
}

/// Of two keys with one name, the one whose place the other takes.
async fn replaced_of(core: &Core, ids: &[String]) -> Result<Option<String>> {
    let [one, other] = ids else { return Ok(None) };
    for (old, new) in [(one, other), (other, one)] {
        if core.store.rotation_of(old).await?.is_some_and(|rotation| rotation.new_key_id == *new) {
            return Ok(Some(old.clone()));
        }
    }
    Ok(None)
}

/// A key that a program can be given, found as by [`find_named`]. Where another has taken its place, that one.
///
/// # Errors
/// As [`find_named`]; `KeyEnded` for one that its provider refuses.
pub async fn usable(core: &Core, id_or_name: &str) -> Result<NamedKey> {
    let mut key = match find_named(core, id_or_name).await {
        Err(Error::Ambiguous { name, ids }) => match replaced_of(core, &ids).await? {
            Some(old) => find_named(core, &old).await?,
            None => return Err(Error::Ambiguous { name, ids }),
        },
        found => found?,
    };
    for _ in 0..FOLLOWED_MAX {
        let Some(new) = &key.replaced_by else { break };
        key = find_named(core, new).await?;
    }
    let how = match (key.state, key.expires_at) {
        (KeyState::Revoked, _) => "is revoked".to_owned(),
        (KeyState::Revoking, _) => "is being revoked".to_owned(),
        (KeyState::Gone, _) => "is gone from its provider".to_owned(),
        (KeyState::Disabled, _) => "is disabled".to_owned(),
        (KeyState::Pending, _) => "is not made yet".to_owned(),
        (KeyState::Active, Some(at)) if at <= core.clock.now() => {
            format!("expired on {}", at.format("%Y-%m-%d at %H:%M UTC"))
        }
        (KeyState::Active, _) => return Ok(key),
    };
    Err(Error::KeyEnded { name: key.name, how })
}

/// The secrets of keys, in their order, from one session with the keychain.
///
/// # Errors
/// `SecretNotHeld`, or `Vault` where the keychain cannot be read.
pub async fn secrets_of(core: &Core, keys: &[NamedKey]) -> Result<Vec<Secret>> {
    let mut secrets = Vec::with_capacity(keys.len());
    for key in keys {
        secrets.push(any_secret(core, &key_row(core, &key.id).await?).await?);
    }
    Ok(secrets)
}

/// Logs that keys left for a program or a file.
///
/// # Errors
/// `Store` where the file cannot be written.
pub async fn handed_out(
    core: &Core,
    keys: &[NamedKey],
    kind: ActivityKind,
    target: Option<&str>,
    actor: Actor,
) -> Result<()> {
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    for key in keys {
        let entry = NewActivity {
            kind,
            actor,
            account_id: Some(&key.account_id),
            key_id: Some(&key.id),
            key_name: Some(&key.name),
            target,
        };
        activity::log(&mut transaction, entry, now).await?;
    }
    transaction.commit().await?;
    core.changes.announce(&[Topic::Activity]);
    Ok(())
}
