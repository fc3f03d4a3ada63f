//! What can be done next with a rotation, as it stands. Every command that is named can be pasted, and works.

use keyhinge_api::{CommandError, ErrorCode};
use keyhinge_core::diagnosis::{Doubt, Verdict};
use keyhinge_core::keys::{KeyAction, KeyOrigin, KeySummary, Status};
use keyhinge_core::rotation::{
    KeyProof, Place, PlaceKind, PlaceState, Rotation, RotationRole, RotationStage,
};
use keyhinge_core::snippets;

use super::told::named;
use crate::failure::Exit;

/// What the new key's not working ends the process with.
pub(super) fn fails(now: &Rotation) -> Option<Exit> {
    let new = now.new.as_ref()?;
    match now.proof? {
        KeyProof::Unusable => Some(Exit::Failed),
        // Later, a use that the provider answered tells more than the test.
        KeyProof::Refused { .. } if now.stage == RotationStage::Update || new.status == Status::Refused => {
            Some(Exit::Provider)
        }
        _ => None,
    }
}

/// The key that took the old one's place; in a row of several, the first of them.
pub(super) fn first(now: &Rotation) -> Option<&str> {
    let rotation = now.old.rotation.as_ref().filter(|rotation| rotation.role == RotationRole::Old);
    rotation.map(|rotation| rotation.other_key_id.as_str())
}

/// Everything can be moved back to a key that works.
pub(super) fn goes_back(now: &Rotation) -> bool {
    now.can_go_back && works(&now.old)
}

fn works(key: &KeySummary) -> bool {
    key.status.ended().is_none() && key.status != Status::Refused
}

/// What to know before all else: who asks gets what does not work.
pub(super) fn warning(now: &Rotation) -> Option<String> {
    let new = now.new.as_ref().filter(|_| now.stage >= RotationStage::Delete)?;
    let how = match fails(now)? {
        Exit::Provider => "is refused by its provider",
        _ => new.status.ended().unwrap_or("has no secret here"),
    };
    Some(format!("The new key {how}: who asks for the old one is given a key that does not work."))
}

/// How to get out of what [`warning`] tells.
pub(super) fn remedy(now: &Rotation) -> Vec<String> {
    let (old, Some(new)) = (&now.old, &now.new) else { return Vec::new() };
    let mut lines = Vec::new();
    if goes_back(now) {
        lines.push(back(now, "Move"));
        lines.push(format!("Then take another: khg key rotate {} --with KEY", old.id));
    } else if old.actions.contains(&KeyAction::Enable) && now.stage == RotationStage::Delete {
        lines.push(format!(
            "Have the provider accept the old key again: khg key enable {id}. Then: khg key rotate {id} --back",
            id = old.id
        ));
    }
    if new.actions.contains(&KeyAction::Enable) {
        lines.push(format!("Have the provider accept the new key again: khg key enable {}", new.id));
    } else if new.actions.contains(&KeyAction::Rotate) {
        lines.push(format!("Put another in the place of the new one: khg key rotate {}", new.id));
    }
    if lines.is_empty() {
        lines.push("Make another, and name it where the old one is named: khg key create NAME".to_owned());
    }
    lines
}

/// Why nothing can be moved over as it is, and what can be done; nothing where it can.
pub(super) fn before_moving(now: &Rotation) -> Vec<String> {
    let (id, Some(new)) = (&now.old.id, &now.new) else { return Vec::new() };
    let another = || format!("Take another: khg key rotate {id} --with KEY");
    let vouch = || format!("If you know that it works: khg key rotate {id} --unproved");
    match now.proof {
        Some(KeyProof::Refused { .. }) => vec![
            format!("Test it again: khg key rotate {id}"),
            another(),
            format!("Or call it off: khg key rotate {id} --cancel"),
        ],
        Some(KeyProof::Unusable) => {
            vec![another(), format!("Or call it off and begin anew: khg key rotate {id} --cancel")]
        }
        Some(KeyProof::CannotTell) if unanswered(now) => {
            vec![format!("Test it again: khg key rotate {id}"), vouch()]
        }
        Some(KeyProof::CannotTell | KeyProof::Untested) if new.actions.contains(&KeyAction::TestOneToken) => {
            vec![format!("A call of about one token can tell: khg key rotate {id} --one-token"), vouch()]
        }
        Some(KeyProof::Untested) if new.actions.contains(&KeyAction::Test) => Vec::new(),
        Some(KeyProof::CannotTell | KeyProof::Untested) => vec![vouch()],
        Some(KeyProof::Works) | None => Vec::new(),
    }
}

/// The new key was tested, and its provider did not answer.
pub(super) fn unanswered(now: &Rotation) -> bool {
    let test = now.new.as_ref().and_then(|new| new.last_test.as_ref());
    test.is_some_and(|test| {
        matches!(test.verdict, Verdict::CannotTell { doubt: Doubt::NoAnswer | Doubt::ProviderDown })
    })
}

/// How the new key is weaker than the old one.
pub(super) fn weaker(now: &Rotation) -> Vec<&'static str> {
    let less = now.may_less.then_some("It may not do all that the old one may.");
    let tighter = now.tighter.then_some("Its limits are lower than those of the old one.");
    less.into_iter().chain(tighter).collect()
}

/// All that is left to do, a line each.
pub(super) fn left_to_do(now: &Rotation) -> Vec<String> {
    let Some(new) = &now.new else { return to_begin(now) };
    let id = &now.old.id;
    let mut lines = Vec::new();
    if fails(now).is_none() {
        lines.extend(to_put(now, &new.id));
    }
    match now.stage {
        RotationStage::Create => lines.extend(to_begin(now)),
        RotationStage::Update => {
            let before = before_moving(now);
            if before.is_empty() {
                lines.push(format!("Move everything over: khg key rotate {id}"));
            }
            lines.extend(before);
        }
        RotationStage::Delete => lines.extend(to_revoke(now)),
        RotationStage::Done if fails(now).is_some() => lines.extend(remedy(now)),
        RotationStage::Done => {
            let mut line = "The old key is revoked, and who asks for it is given the new one.".to_owned();
            if new.actions.contains(&KeyAction::Rotate) {
                line.push_str(&format!(" To replace that one: khg key rotate {}", new.id));
            }
            lines.push(line);
        }
    }
    lines
}

fn to_begin(now: &Rotation) -> Vec<String> {
    let (old, id) = (&now.old, &now.old.id);
    if !old.actions.contains(&KeyAction::Rotate) {
        let waits = old.rotation.as_ref().filter(|rotation| rotation.role == RotationRole::New);
        let line = match (old.status.ended(), waits) {
            (Some(how), _) => {
                format!("It {how}, and is not replaced any more. Make a new one: khg key create NAME")
            }
            (None, Some(waits)) => format!(
                "It is itself about to take the place of another: khg key rotate {} --status",
                waits.other_key_id
            ),
            (None, None) => "It cannot be replaced from here.".to_owned(),
        };
        return vec![line];
    }
    let here = now.candidates.iter().map(|key| {
        format!(
            "Or take \u{201c}{}\u{201d} ({}): khg key rotate {id} --with {}",
            key.name, key.masked, key.key_id
        )
    });
    std::iter::once(format!("Begin with: khg key rotate {id}")).chain(here).collect()
}

fn to_put(now: &Rotation, new: &str) -> Vec<String> {
    let mut lines = lines_for(now, new, |state| state == PlaceState::HoldsOld);
    if !lines.is_empty() {
        lines.insert(0, "To put the new key where the old one is:".to_owned());
    }
    let others = lines_for(now, new, |state| state == PlaceState::HoldsOther);
    if !others.is_empty() {
        lines.push("To put the new key where another took the place of the old one:".to_owned());
        lines.extend(others);
    }
    if now.places.iter().any(|place| place.can_write && place.state == PlaceState::HoldsOld) {
        lines.push(format!("  or into all files at once: khg key rotate {} --files", now.old.id));
    }
    lines
}

/// What has the new key by now keeps it, whatever is moved back or called off.
pub(super) fn stays(now: &Rotation) -> Vec<String> {
    let has_new = |state| state == PlaceState::Updated;
    let held: Vec<&Place> = now.places.iter().filter(|held| has_new(held.state)).collect();
    if held.is_empty() {
        return Vec::new();
    }
    if now.old.status.ended().is_some() {
        let keeps = held.into_iter().map(|held| format!("  {held}"));
        return std::iter::once("This keeps the new key:".to_owned()).chain(keeps).collect();
    }
    let lead = "This keeps the new key. To put the old one there again:".to_owned();
    std::iter::once(lead).chain(lines_for(now, &now.old.id, has_new)).collect()
}

fn lines_for(now: &Rotation, key_id: &str, state: impl Fn(PlaceState) -> bool) -> Vec<String> {
    let held = now.places.iter().filter(|place| state(place.state));
    held.map(|held| format!("  {held}: {}", put_there(held, key_id))).collect()
}

fn to_revoke(now: &Rotation) -> Vec<String> {
    let (old, id) = (&now.old, &now.old.id);
    let fails = fails(now).is_some();
    let mut lines = if fails { remedy(now) } else { Vec::new() };
    if old.status == Status::RevocationNotConfirmed {
        let moved = if fails { "" } else { "Everything was moved over to the new key. " };
        lines.push(format!(
            "{moved}That the old one is revoked is not confirmed. Go on with: {}",
            confirm(old)
        ));
        return lines;
    }
    if fails {
        return lines;
    }
    let revokes =
        [KeyAction::Revoke, KeyAction::RevokeGuided].iter().any(|action| old.actions.contains(action));
    let revoke =
        if revokes { format!("revoke it: khg key revoke {id}") } else { "revoke it there.".to_owned() };
    lines.push(match (old.status.ended(), works(old)) {
        (Some(how), _) if revokes => format!("The old key {how}. To be done with it, {revoke}"),
        (Some(how), _) => format!("The old key {how}."),
        (None, false) => {
            format!("The provider refused the old key when it was tested. To be done with it, {revoke}")
        }
        (None, true) => format!("The old key works on. Once nothing uses it, {revoke}"),
    });
    if goes_back(now) {
        lines.push(back(now, "Or move"));
    }
    lines
}

/// The command that goes on with a revocation.
fn confirm(old: &KeySummary) -> String {
    let check = if old.origin == KeyOrigin::Issued { "" } else { " --check" };
    format!("khg key revoke {}{check}", old.id)
}

fn back(now: &Rotation, to_move: &str) -> String {
    let command = format!("khg key rotate {} --back", now.old.id);
    if now.places.iter().any(|place| place.state == PlaceState::Updated) {
        format!("{to_move} back what asks for the key, and see what else has the new one: {command}")
    } else {
        format!("{to_move} everything back: {command}")
    }
}

/// Why nothing can be moved back, where that is so.
pub(super) fn not_back(now: &Rotation) -> Option<CommandError> {
    let how = now.old.status.ended().filter(|_| now.stage >= RotationStage::Delete)?;
    let next_step = match now.old.status {
        Status::RevocationNotConfirmed => format!("Go on with the revocation: {}", confirm(&now.old)),
        _ => format!("See how it stands: khg key rotate {} --status", now.old.id),
    };
    let message = format!("{} {how}: nothing can be moved back to it.", named(&now.old));
    Some(CommandError { code: ErrorCode::KeyEnded, message, next_step })
}

/// The command that puts a key where another is.
fn put_there(place: &Place, key_id: &str) -> String {
    let target = place.target.as_deref();
    let path = place.name.as_deref().filter(|_| place.kind == PlaceKind::File).and_then(snippets::word);
    match (place.kind, path, target) {
        (PlaceKind::File, Some(path), target) => {
            let variable = place.variable.as_ref().map(|variable| format!("={variable}")).unwrap_or_default();
            let target = target.map(|target| format!(" --target {target}")).unwrap_or_default();
            format!("khg env write {path} --key {key_id}{variable}{target} --form value")
        }
        (PlaceKind::Copied, _, Some(target)) => format!("khg snippet {target} --key {key_id} --form value"),
        _ => format!("khg key print {key_id}"),
    }
}
