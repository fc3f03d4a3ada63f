//! Choosing the new key, moving over to it, and back.

use super::make::purpose;
use super::{KeyProof, Rotation, RotationRole, RotationStage, find, summary};
use crate::Core;
use crate::activity::{ActivityKind, NewActivity};
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::keys::{Actor, KeyAction, KeySummary, NAME_MAX, free_name};
use crate::lifecycle::{self, ImportInput};
use crate::secret::Secret;
use crate::store::{RotationRow, activity, rotations};

/// A name for the key that takes another's place: the same one with the next number. After "ci 2" comes "ci 3" where there is,
/// or was, a "ci".
#[must_use]
pub fn suggested_name(old: &KeySummary, keys: &[KeySummary]) -> String {
    // One that is revoked keeps its name, and nobody is to wonder which is meant.
    let taken = |name: &str| keys.iter().any(|key| key.name == name);
    if let Some((stem, number)) = old.name.rsplit_once(' ')
        && let Ok(number @ 2..=999) = number.parse::<u32>()
        && keys.iter().any(|key| key.name == stem)
    {
        let next = (number + 1..).map(|number| format!("{stem} {number}"));
        return next.into_iter().find(|name| !taken(name)).unwrap_or_default();
    }
    // With room for the number.
    let stem: String = old.name.chars().take(NAME_MAX - 5).collect();
    free_name(stem.trim_end(), taken)
}

/// The name that was chosen for a new key, or the suggested one.
///
/// # Errors
/// `Invalid` for the old key's own: who asks by that name is to know which is meant.
pub(super) async fn new_name(core: &Core, old: &KeySummary, chosen: Option<String>) -> Result<String> {
    match chosen.filter(|name| !name.trim().is_empty()) {
        Some(name) if name.trim() == old.name => {
            Err(Error::invalid("name", "The old key has this name. Choose another, or leave it to Keyhinge."))
        }
        Some(name) => Ok(name),
        None => Ok(suggested_name(old, &core.keys().await?)),
    }
}

/// Whether a key can take another's place: of the same account, working, with its secret here, and not old itself.
pub(super) fn fits(old: &KeySummary, key: &KeySummary) -> bool {
    let busy = key.rotation.as_ref().is_some_and(|rotation| {
        rotation.role == RotationRole::Old && rotation.stage != RotationStage::Create
            || rotation.other_key_id != old.id && rotation.stage == RotationStage::Update
    });
    key.id != old.id
        && key.account_id == old.account_id
        && key.secret_held
        && !busy
        && key.status.ended().is_none()
}

/// Refuses a key that cannot be replaced, before anything is made for it.
///
/// # Errors
/// `NotFound`; `KeyEnded` where it does not work any more; `Invalid` where it is itself about to take another's place; `Busy` once
/// the switch was made.
pub(crate) async fn replaceable(core: &Core, old_key_id: &str) -> Result<KeySummary> {
    let old = summary(core, old_key_id).await?;
    if !old.actions.contains(&KeyAction::Rotate) {
        if let Some(how) = old.status.ended() {
            return Err(Error::KeyEnded { name: old.name, how: how.to_owned() });
        }
        if old.rotation.is_some() {
            let reason = "This key is itself about to take the place of another.";
            return Err(Error::invalid("key_id", reason));
        }
        let what = "replace this key".to_owned();
        return Err(Error::NotOffered { provider: old.account_name, what });
    }
    match core.store.rotation_of(old_key_id).await? {
        Some(row) if row.stage() == RotationStage::Delete => Err(Error::Busy),
        _ => Ok(old),
    }
}

/// Makes a key that is here the one that is to take another's place.
///
/// # Errors
/// `NotFound`, `KeyEnded`, `Busy` once the switch was made; `Invalid` for a key that cannot take its place.
pub async fn take(core: &Core, old_key_id: &str, new_key_id: &str) -> Result<Rotation> {
    let old = replaceable(core, old_key_id).await?;
    let new = summary(core, new_key_id).await?;
    if !fits(&old, &new) {
        let reason = "Choose a working key of the same account whose secret is here, and that is not being replaced itself.";
        return Err(Error::invalid("new_key_id", reason));
    }
    let mut transaction = core.store.begin().await?;
    let now = core.clock.now();
    if !rotations::choose(&mut transaction, &old.account_id, &old.id, &new.id, now).await? {
        return Err(Error::Busy);
    }
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys]);
    find(core, old_key_id).await
}

/// Takes in the key that is to take another's place: its user made it at the provider. One that is here already is taken as it
/// is.
///
/// # Errors
/// As [`take`], and as [`lifecycle::import`] but for `Duplicate`.
pub async fn paste(
    core: &Core,
    old_key_id: &str,
    secret: Secret,
    name: Option<String>,
    actor: Actor,
) -> Result<Rotation> {
    let old = replaceable(core, old_key_id).await?;
    let name = new_name(core, &old, name).await?;
    let input = ImportInput {
        account_id: old.account_id.clone(),
        name: Some(name),
        purpose: purpose(&old),
        variable: None,
        secret,
        actor,
    };
    let new_key_id = match lifecycle::import(core, input).await {
        Ok(key) => key.id,
        // Pasted again after a crash, or taken in before.
        Err(Error::Duplicate { key_id, .. }) if key_id != old.id => key_id,
        Err(error) => return Err(error),
    };
    take(core, old_key_id, &new_key_id).await
}

/// Moves everything over that points to the old key, in one transaction: the gateway forwards with the new one, and who asks for
/// the old one by name or id is given the new one. `unproved` where the user knows that the provider's answers cannot tell
/// whether the new key works.
///
/// # Errors
/// `NotFound` where there is nothing to switch to; `RotationUnproved` where the new key is not known to work; `Busy` where
/// something else has changed it meanwhile; `Store`.
pub async fn switch(core: &Core, old_key_id: &str, unproved: bool, actor: Actor) -> Result<Rotation> {
    let (rotation, row) = under_way(core, old_key_id).await?;
    if row.switched_at.is_some() {
        return Ok(rotation);
    }
    // Another may have been chosen since it was looked at: that one is not what was proved.
    let new = rotation.new.as_ref().filter(|new| new.id == row.new_key_id).ok_or(Error::Busy)?;
    match rotation.proof {
        Some(KeyProof::Works) => {}
        Some(KeyProof::Untested | KeyProof::CannotTell) if unproved => {}
        proof => {
            let refused = matches!(proof, Some(KeyProof::Refused { .. } | KeyProof::Unusable));
            return Err(Error::RotationUnproved { name: new.name.clone(), refused });
        }
    }
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    if !rotations::switch(&mut transaction, &row, now).await? {
        return Err(Error::Busy);
    }
    activity::log(&mut transaction, entry(ActivityKind::Rotated, &rotation.old, &new.name, actor), now)
        .await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Accounts, Topic::Activity]);
    find(core, old_key_id).await
}

/// Moves everything back to the old key, in one transaction.
///
/// # Errors
/// `NotFound` where there is no rotation; `KeyEnded` where the old key does not work any more; `Invalid` where the new one was
/// replaced itself; `Busy` where nothing was switched.
pub async fn switch_back(core: &Core, old_key_id: &str, actor: Actor) -> Result<Rotation> {
    let (rotation, row) = under_way(core, old_key_id).await?;
    if row.switched_at.is_some() {
        if let Some(how) = rotation.old.status.ended() {
            return Err(Error::KeyEnded { name: rotation.old.name, how: how.to_owned() });
        }
        if !rotation.can_go_back {
            let reason = "The key that took its place was replaced itself. Move that back first.";
            return Err(Error::invalid("key_id", reason));
        }
    }
    let taken = core.store.successors(&row).await?;
    let now = core.clock.now();
    let mut transaction = core.store.begin().await?;
    if !rotations::switch_back(&mut transaction, &row, &taken, now).await? {
        return Err(Error::Busy);
    }
    let name = rotation.new.as_ref().map_or("", |new| &new.name);
    activity::log(&mut transaction, entry(ActivityKind::RotatedBack, &rotation.old, name, actor), now)
        .await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Accounts, Topic::Activity]);
    find(core, old_key_id).await
}

/// Calls a rotation off before the switch. The new key stays, as any other.
///
/// # Errors
/// `NotFound` where there is no rotation; `Busy` once the switch was made: that is taken back first.
pub async fn cancel(core: &Core, old_key_id: &str) -> Result<()> {
    let (_, row) = under_way(core, old_key_id).await?;
    let mut transaction = core.store.begin().await?;
    if !rotations::call_off(&mut transaction, &row, core.clock.now()).await? {
        return Err(Error::Busy);
    }
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys]);
    Ok(())
}

async fn under_way(core: &Core, old_key_id: &str) -> Result<(Rotation, RotationRow)> {
    let rotation = find(core, old_key_id).await?;
    match core.store.rotation_of(old_key_id).await? {
        Some(row) if !row.done => Ok((rotation, row)),
        _ => Err(Error::NotFound { what: "rotation of the key", id: rotation.old.name }),
    }
}

fn entry<'a>(kind: ActivityKind, old: &'a KeySummary, new: &'a str, actor: Actor) -> NewActivity<'a> {
    NewActivity {
        kind,
        actor,
        account_id: Some(&old.account_id),
        key_id: Some(&old.id),
        key_name: Some(&old.name),
        target: Some(new),
    }
}
