//! What `khg key rotate` says: the new key, and what holds the old one. No secret is in it.

use keyhinge_core::keys::{KeyOrigin, KeySummary};
use keyhinge_core::rotation::{KeyProof, Place, PlaceState, Rotation, RotationStage};

use super::next;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::table::pairs;
use crate::words;

/// Tells how it stands, after the lines on what was just done.
pub(super) fn tell(now: &Rotation, lines: &[String], printer: Printer) -> Result<Exit, Failure> {
    printer.answer(now, || {
        let mut text = lines.to_vec();
        text.extend(next::warning(now));
        text.push(pairs(&rows(now)));
        text.extend(next::left_to_do(now));
        text.join("\n")
    })?;
    Ok(Exit::Done)
}

pub(super) fn moved_back(now: &Rotation, printer: Printer) -> Result<Exit, Failure> {
    printer.answer(now, || {
        let mut text = vec![pairs(&rows(now))];
        text.extend(next::stays(now));
        let before = next::before_moving(now);
        if before.is_empty() {
            let id = &now.old.id;
            text.push(format!("Move everything over again: khg key rotate {id}"));
            text.push(format!("Or call it off: khg key rotate {id} --cancel"));
        }
        text.extend(before);
        text.join("\n")
    })?;
    Ok(Exit::Done)
}

/// Tells of what was called off, and what it left behind.
pub(super) fn cancelled(before: &Rotation, now: &Rotation, printer: Printer) -> Result<Exit, Failure> {
    printer.answer(now, || {
        let stays = before.new.as_ref().map(|new| format!(" {} stays, as any other key.", named(new)));
        let off = format!("Called off: {} is not replaced.{}", named(&now.old), stays.unwrap_or_default());
        std::iter::once(off).chain(next::stays(before)).collect::<Vec<_>>().join("\n")
    })?;
    Ok(Exit::Done)
}

/// A key as a sentence names it.
pub(super) fn named(key: &KeySummary) -> String {
    format!("\u{201c}{}\u{201d} ({}, {})", key.name, key.masked, key.id)
}

fn rows(now: &Rotation) -> Vec<(&'static str, String)> {
    let mut rows = vec![("old key", named(&now.old))];
    let Some(new) = &now.new else {
        rows.push(("new key", "none yet".into()));
        return rows;
    };
    rows.push(("new key", named(new)));
    rows.extend(now.proof.map(|proof| ("new key works", proved(proof).to_owned())));
    rows.extend(next::weaker(now).into_iter().map(|weaker| ("new key is weaker", weaker.to_owned())));
    rows.push(("moved over", now.switched_at.map_or_else(|| "not yet".to_owned(), words::time)));
    if now.is_upstream {
        let which = if now.switched_at.is_some() { "new" } else { "old" };
        rows.push(("gateway", format!("forwards with the {which} key")));
    }
    let follows: Vec<String> = places(now, PlaceState::Follows).map(ToString::to_string).collect();
    if !follows.is_empty() {
        let then = if now.switched_at.is_some() { "follows" } else { "will follow" };
        rows.extend(follows.into_iter().map(|follows| (then, follows)));
    }
    rows.extend(places(now, PlaceState::Updated).map(|updated| ("has the new key", updated.to_string())));
    rows.extend(places(now, PlaceState::HoldsOld).map(|old| ("holds the old key", old.to_string())));
    rows.extend(places(now, PlaceState::HoldsOther).map(|other| ("holds another key", other.to_string())));
    if now.switched_at.is_some() && now.stage != RotationStage::Done {
        let used = match now.old.last_used_at.filter(|_| now.used_since_switch) {
            Some(at) => format!("yes, last at {}: something still has it", words::time(at)),
            None if now.old.origin == KeyOrigin::Issued => "no".to_owned(),
            None => "not that it was seen: of calls past the gateway, only the provider knows".to_owned(),
        };
        rows.push(("old key used since", used));
    }
    rows
}

fn places(now: &Rotation, state: PlaceState) -> impl Iterator<Item = &Place> {
    now.places.iter().filter(move |place| place.state == state)
}

fn proved(proof: KeyProof) -> &'static str {
    match proof {
        KeyProof::Works => "yes",
        KeyProof::Untested => "not tested yet",
        KeyProof::CannotTell => "the provider\u{2019}s answers do not tell",
        KeyProof::Refused { .. } => "no, the provider refuses it",
        KeyProof::Unusable => "no, it ended or its secret is not here",
    }
}
