//! Testing the key that is to take another's place. A provider may refuse a key that it has just made, for a moment.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{KeyProof, Rotation, RotationStage, find};
use crate::Core;
use crate::accounts::{self, TestBy};
use crate::error::Result;
use crate::keys::{Actor, KeyAction, KeyOrigin, KeySummary};

/// The first pause between two tests; each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The new key was refused, and is tested again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// So long before the next test.
    pub wait: Duration,
    /// The last test is then.
    pub until: DateTime<Utc>,
}

/// Tests the new key, unless its proof is fresh. Where it is refused and may only be too new, again after each `pause`. How it
/// ended is the rotation's `proof`.
///
/// # Errors
/// `NotFound`; those of [`accounts::test_key`], but for a provider that has no such test.
pub async fn prove(
    core: &Core,
    old_key_id: &str,
    by: &TestBy,
    actor: Actor,
    mut pause: impl AsyncFnMut(Pause),
) -> Result<Rotation> {
    let mut rotation = find(core, old_key_id).await?;
    let Some(new) = to_test(&rotation, by).map(|new| new.id.clone()) else { return Ok(rotation) };
    let mut wait = FIRST_PAUSE;
    loop {
        accounts::test_key(core, &new, by, actor).await?;
        rotation = find(core, old_key_id).await?;
        let Some(KeyProof::Refused { until }) = rotation.proof else { return Ok(rotation) };
        // None where the time is over.
        let Some(left) = (until - core.clock.now()).to_std().ok().filter(|left| !left.is_zero()) else {
            return Ok(rotation);
        };
        pause(Pause { wait: wait.min(left), until }).await;
        wait = (wait * 2).min(LONGEST_PAUSE);
    }
}

/// The new key, where a test can say something that is not known.
fn to_test<'a>(rotation: &'a Rotation, by: &TestBy) -> Option<&'a KeySummary> {
    let new = rotation.new.as_ref().filter(|_| rotation.stage == RotationStage::Update)?;
    let testable = *by != TestBy::Probe || new.actions.contains(&KeyAction::Test);
    if new.origin == KeyOrigin::Issued || !testable || rotation.proof == Some(KeyProof::Unusable) {
        return None;
    }
    let tested_since =
        rotation.started_at.zip(new.last_test.as_ref()).is_some_and(|(started, test)| test.at >= started);
    // A probe that tells nothing would take the place of a call of one token that did.
    let probe_tells_less = *by == TestBy::Probe && new.actions.contains(&KeyAction::TestOneToken);
    let fresh = rotation.proof == Some(KeyProof::Works) && (tested_since || probe_tells_less);
    (!fresh).then_some(new)
}
