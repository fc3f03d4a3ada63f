//! A key that takes the place of another: create, update, test, delete. The old key works on, untouched, until the new one is
//! here, is proved, and everything that points to the old one has been moved over to it in one transaction.

mod make;
mod places;
mod prove;
mod steps;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::make::{Making, NewKeyChoice, make};
pub use self::places::{Place, PlaceKind, PlaceState};
pub use self::prove::{Pause, prove};
pub use self::steps::{cancel, paste, suggested_name, switch, switch_back, take};
use crate::Core;
use crate::diagnosis::Verdict;
use crate::error::{Error, Result};
use crate::keys::{KeyOrigin, KeyState, KeySummary, Permission};
use crate::limits::Limit;
use crate::store::RotationRow;

/// So long a provider may refuse a key that it has just made: it takes time until all of its servers know it.
const SPREADS_WITHIN: TimeDelta = TimeDelta::seconds(60);

/// So long an answer that began before the switch may go on.
const DRAINS_WITHIN: TimeDelta = TimeDelta::seconds(60);

/// What a rotation says of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeyRotation {
    pub role: RotationRole,
    pub other_key_id: String,
    pub stage: RotationStage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RotationRole {
    /// Another key takes its place.
    Old,
    /// It takes the place of another.
    New,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RotationStage {
    /// There is no new key yet.
    Create,
    /// The new key is here; everything still uses the old one.
    Update,
    /// The gateway and the references use the new key; the old one is to be revoked once nothing uses it.
    Delete,
    /// The old key is revoked.
    Done,
}

/// How a rotation stands, or would, for a key that is not being replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Rotation {
    pub stage: RotationStage,
    pub old: KeySummary,
    pub new: Option<KeySummary>,
    /// Whether the new key works.
    pub proof: Option<KeyProof>,
    pub started_at: Option<DateTime<Utc>>,
    /// Since then the gateway and the references use the new key.
    pub switched_at: Option<DateTime<Utc>>,
    /// Until then, an answer that began with the old key before the switch may go on; none where that cannot be any more.
    pub drains_until: Option<DateTime<Utc>>,
    /// What asked with the old key may be refused with the new one, which may do less.
    pub may_less: bool,
    /// The new key has a limit that is lower, or that the old one has not.
    pub tighter: bool,
    /// Everything can be moved back: the old key works, and what took its place was not replaced itself, or ended.
    pub can_go_back: bool,
    /// The gateway forwards with the old key, or, after the switch, with the new one.
    pub is_upstream: bool,
    /// The old key was used after the switch: something has not been moved over.
    pub used_since_switch: bool,
    /// What went through the gateway with the old key since the switch, and with the new one since it was made.
    pub old_requests: i64,
    pub new_requests: i64,
    /// Where the old key, or a text for it, went; what asks for it each time comes last.
    pub places: Vec<Place>,
    /// Keys of the same account that can take its place.
    pub candidates: Vec<Successor>,
    /// What the new key may be called.
    pub suggested_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Successor {
    pub key_id: String,
    pub name: String,
    pub masked: String,
}

/// Whether a new key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KeyProof {
    /// The provider took it; or the gateway issued it, and its secret was read back.
    Works,
    /// Not asked yet.
    Untested,
    /// The provider's answers do not tell.
    CannotTell,
    /// It was refused. A new key may be, for a moment: worth asking again until `until`.
    Refused { until: DateTime<Utc> },
    /// It is revoked, disabled, expired or gone, or its secret is not here.
    Unusable,
}

impl KeyProof {
    fn of(key: &KeySummary) -> Self {
        if key.status.ended().is_some() || !key.secret_held {
            return Self::Unusable;
        }
        if key.origin == KeyOrigin::Issued {
            return Self::Works;
        }
        match key.last_test.as_ref().map(|test| test.verdict) {
            None => Self::Untested,
            Some(Verdict::Works | Verdict::WorksLater { .. }) => Self::Works,
            // The provider knows it. Whether it may do what it is for, or is blocked, this does not tell.
            Some(Verdict::Forbidden { .. } | Verdict::CannotTell { .. }) => Self::CannotTell,
            Some(Verdict::Refused { .. }) => Self::Refused { until: key.created_at + SPREADS_WITHIN },
        }
    }
}

/// Whether a key was used once another had taken its place. What the gateway had begun with a provider's key before is given
/// the time to end.
fn used_since(old: &KeySummary, switched_at: DateTime<Utc>) -> bool {
    let moved = if old.origin == KeyOrigin::Issued { switched_at } else { switched_at + DRAINS_WITHIN };
    old.last_used_at.is_some_and(|used| used > moved)
}

/// How the rotation of a key stands.
///
/// # Errors
/// `NotFound`, `Store`.
pub async fn find(core: &Core, old_key_id: &str) -> Result<Rotation> {
    let old = summary(core, old_key_id).await?;
    let row = core.store.rotation_of(old_key_id).await?;
    let taken = match &row {
        Some(row) => core.store.successors(row).await?,
        None => Vec::new(),
    };
    // Who asks is given the last of those that took the place, one after the other.
    let new = match taken.last() {
        Some(new_key_id) => core.key(new_key_id).await?,
        None => None,
    };
    let keys: Vec<KeySummary> =
        core.keys().await?.into_iter().filter(|key| key.account_id == old.account_id).collect();
    let account = crate::accounts::find(core, &old.account_id).await?;
    let switched_at = row.as_ref().and_then(|row| row.switched_at);
    let upstream = if switched_at.is_some() { new.as_ref().map(|new| &new.id) } else { Some(&old.id) };
    let requests = async |key: &KeySummary, since: Option<DateTime<Utc>>| match since {
        Some(since) => core.store.requests_since(&key.id, since).await,
        None => Ok(0),
    };
    let stage = row.as_ref().map_or(RotationStage::Create, RotationRow::stage);
    let first_ended = match taken.as_slice() {
        [first, _, ..] => core.key(first).await?.is_none_or(|first| first.status.ended().is_some()),
        _ => true,
    };
    Ok(Rotation {
        stage,
        proof: new.as_ref().map(KeyProof::of),
        started_at: row.as_ref().map(|row| row.started_at),
        switched_at,
        drains_until: switched_at.filter(|_| stage == RotationStage::Delete).map(|at| at + DRAINS_WITHIN),
        may_less: new.as_ref().is_some_and(|new| may_less(&old, new)),
        tighter: new.as_ref().is_some_and(|new| tighter(&old, new)),
        can_go_back: stage == RotationStage::Delete && old.status.ended().is_none() && first_ended,
        is_upstream: upstream.is_some() && account.upstream_key_id.as_ref() == upstream,
        used_since_switch: switched_at.is_some_and(|switched| used_since(&old, switched)),
        old_requests: requests(&old, switched_at).await?,
        new_requests: match &new {
            Some(new) => requests(new, Some(new.created_at)).await?,
            None => 0,
        },
        places: places::of(core, &old, &taken).await?,
        candidates: keys.iter().filter(|key| steps::fits(&old, key)).map(successor).collect(),
        suggested_name: suggested_name(&old, &keys),
        old,
        new,
    })
}

/// What a provider's key may do is known of few.
fn may_less(old: &KeySummary, new: &KeySummary) -> bool {
    let lacks = |wanted: &Permission| !new.permissions.grants(*wanted);
    new.origin == KeyOrigin::Issued
        && (old.generate && !new.generate || old.permissions.words().iter().any(lacks))
}

fn tighter(old: &KeySummary, new: &KeySummary) -> bool {
    let lower = |limit: &Limit| {
        let same =
            |other: &&Limit| other.metric == limit.metric && other.window_seconds == limit.window_seconds;
        old.limits.iter().find(same).is_none_or(|before| limit.amount < before.amount)
    };
    new.origin == KeyOrigin::Issued && new.limits.iter().any(lower)
}

fn successor(key: &KeySummary) -> Successor {
    Successor { key_id: key.id.clone(), name: key.name.clone(), masked: key.masked.clone() }
}

async fn summary(core: &Core, key_id: &str) -> Result<KeySummary> {
    let found = core.key(key_id).await?;
    found.ok_or_else(|| Error::not_found("key", key_id))
}

/// The id of the key whose place a key has: who asks for that one is given it.
#[must_use]
pub fn replaced_by(key: &KeySummary) -> Option<&str> {
    let rotation = key.rotation.as_ref().filter(|rotation| {
        rotation.role == RotationRole::New
            && matches!(rotation.stage, RotationStage::Delete | RotationStage::Done)
    });
    rotation.map(|rotation| rotation.other_key_id.as_str())
}

/// A key that can be replaced: it works, or would, and is not itself about to take another's place.
pub(crate) fn can_be_replaced(key: &KeySummary, state: KeyState) -> bool {
    match &key.rotation {
        Some(KeyRotation { role: RotationRole::Old, stage, .. }) => *stage != RotationStage::Done,
        Some(KeyRotation { role: RotationRole::New, stage: RotationStage::Update, .. }) => false,
        _ => state == KeyState::Active,
    }
}
