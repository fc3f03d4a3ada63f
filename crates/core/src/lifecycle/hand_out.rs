//! Giving keys to programs of the user's own: printed, in the environment of a command, or in a file.

use super::reveal::{any_secret, key_row};
use crate::Core;
use crate::activity::{ActivityKind, NewActivity};
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::{Actor, KeyState};
use crate::secret::Secret;
use crate::store::{NamedKey, activity};

/// The key with that id, or the one with that name. Of several with one name, the only one that is not revoked.
///
/// # Errors
/// `NotFound`; `Ambiguous` with the ids; `Store`.
pub async fn find_named(core: &Core, id_or_name: &str) -> Result<NamedKey> {
    let id_or_name = id_or_name.trim();
    one_of(core.store.keys_named(id_or_name).await?, id_or_name)
}

/// The key that a reference means: as [`find_named`], and by a name that it had where no other has that name. What stands in
/// the files and programs of the user's goes on after a rename.
///
/// # Errors
/// As [`find_named`].
pub async fn find_referenced(core: &Core, id_or_name: &str) -> Result<NamedKey> {
    let id_or_name = id_or_name.trim();
    one_of(referenced(core, id_or_name).await?, id_or_name)
}

/// Every name by which references lead to a key.
///
/// # Errors
/// `Store`.
pub async fn names_of(core: &Core, key: &NamedKey) -> Result<Vec<String>> {
    let mut names = vec![key.name.clone()];
    for name in core.store.former_names(&key.id).await? {
        if core.store.keys_named(&name).await?.is_empty() {
            names.push(name);
        }
    }
    Ok(names)
}

async fn referenced(core: &Core, id_or_name: &str) -> Result<Vec<NamedKey>> {
    let named = core.store.keys_named(id_or_name).await?;
    Ok(if named.is_empty() { core.store.keys_once_named(id_or_name).await? } else { named })
}

fn one_of(named: Vec<NamedKey>, id_or_name: &str) -> Result<NamedKey> {
    let (by_id, by_name): (Vec<_>, Vec<_>) = named.into_iter().partition(|key| key.id == id_or_name);
    if let Some(key) = by_id.into_iter().next() {
        return Ok(key);
    }
    let live: Vec<_> = by_name.iter().filter(|key| key.state != KeyState::Revoked).collect();
    match (live.as_slice(), by_name.as_slice()) {
        ([key], _) => Ok((*key).clone()),
        ([], [key]) => Ok(key.clone()),
        ([], []) => Err(Error::not_found("key", id_or_name)),
        ([], several) => Err(Error::ambiguous("key", id_or_name, several.iter().map(|key| &key.id))),
        (several, _) => Err(Error::ambiguous("key", id_or_name, several.iter().map(|key| &key.id))),
    }
}

/// A key that a program can be given, found as by [`find_referenced`]. Where another has taken its place, that one. Of several with
/// one name, the one to which they all lead.
///
/// # Errors
/// As [`find_named`]; `KeyEnded` for one that its provider refuses.
pub async fn usable(core: &Core, id_or_name: &str) -> Result<NamedKey> {
    let id_or_name = id_or_name.trim();
    let named = referenced(core, id_or_name).await?;
    let by_id = named.iter().find(|key| key.id == id_or_name).cloned();
    let leading = match by_id {
        Some(key) => vec![key],
        // One that is revoked leads nowhere, unless another has its place.
        None => named
            .into_iter()
            .filter(|key| key.state != KeyState::Revoked || key.replaced_by.is_some())
            .collect(),
    };
    let mut found: Vec<NamedKey> = Vec::new();
    let mut replaced = None;
    for key in without_waiting(core, &leading).await? {
        let last = followed(core, key.clone()).await?;
        if last.id != key.id {
            replaced = Some(key.name.clone());
        }
        if !found.iter().any(|other| other.id == last.id) {
            found.push(last);
        }
    }
    let key = match found.len() {
        0 => find_referenced(core, id_or_name).await?,
        1 => found.remove(0),
        _ => return Err(Error::ambiguous("key", id_or_name, found.iter().map(|key| &key.id))),
    };
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
    // Who asked for another key is told which way led here.
    let how = match replaced {
        Some(old) => format!("{how}, and it has the place of \u{201c}{old}\u{201d}"),
        None => how,
    };
    Err(Error::KeyEnded { name: key.name, how })
}

/// Those of several keys with one name that do not wait to take the place of another of them.
async fn without_waiting<'a>(core: &Core, keys: &'a [NamedKey]) -> Result<Vec<&'a NamedKey>> {
    let mut waiting = Vec::new();
    if keys.len() > 1 {
        for key in keys {
            let rotation = core.store.rotation_of(&key.id).await?;
            waiting.extend(rotation.filter(|one| one.switched_at.is_none()).map(|one| one.new_key_id));
        }
    }
    Ok(keys.iter().filter(|key| !waiting.contains(&key.id)).collect())
}

/// The key that has its place by now: one after the other may have taken it.
async fn followed(core: &Core, mut key: NamedKey) -> Result<NamedKey> {
    let mut passed = Vec::new();
    while let Some(new) = key.replaced_by.clone().filter(|new| !passed.contains(new)) {
        passed.push(key.id.clone());
        key = find_named(core, &new).await?;
    }
    Ok(key)
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
