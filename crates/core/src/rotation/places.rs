//! Where the old key went, and whether the new one is there by now.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Core;
use crate::activity::ActivityKind;
use crate::error::Result;
use crate::keys::KeySummary;
use crate::snippets;
use crate::store::activity::WentTo;
use crate::store::file_writes::{self, Standing};

/// A place that the old key, or a text for it, went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Place {
    pub kind: PlaceKind,
    pub state: PlaceState,
    /// The target's name, the path of the file, or the program's name; none where that is not known.
    pub name: Option<String>,
    /// The id of the snippet target.
    pub target: Option<String>,
    /// Of a file: the variable that its line sets.
    pub variable: Option<String>,
    /// When it last went there; where the new key did since, when that was.
    pub at: DateTime<Utc>,
    /// The new key can be written there in the same way; where there is none, the key itself, in the place of another.
    pub can_write: bool,
}

/// In words, as a part of a sentence.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.as_deref();
        let at = self.at.format("%Y-%m-%d %H:%M:%S UTC");
        match (self.kind, &self.variable) {
            (PlaceKind::File, Some(variable)) => write!(f, "{variable} in {}", name.unwrap_or("a file")),
            (PlaceKind::File, None) => f.write_str(name.unwrap_or("a file")),
            (PlaceKind::Copied, _) => {
                write!(f, "{}, copied on {at}", name.unwrap_or("wherever it was pasted"))
            }
            (PlaceKind::Revealed, _) => write!(f, "wherever it was put, shown on {at}"),
            (PlaceKind::Text, _) => write!(f, "the text for {}", name.unwrap_or("another place")),
            (PlaceKind::Printed, _) => f.write_str("what calls `khg key print`"),
            (PlaceKind::Program, _) => write!(f, "`khg run` of {}", name.unwrap_or("a program")),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// The key was copied, bare or within a snippet.
    Copied,
    /// It was written into a file.
    File,
    /// It was shown once; where it was put then is not known.
    Revealed,
    /// A text that fetches or asks for the key was copied.
    Text,
    /// `khg key print` gave it.
    Printed,
    /// `khg run` gave it to a program.
    Program,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlaceState {
    /// The old key is there.
    HoldsOld,
    /// Another key took its place there, as the one that was to be the new one before.
    HoldsOther,
    /// The new key went there since.
    Updated,
    /// It asks for the key each time, and is given the new one from the switch on.
    Follows,
}

/// `taken` are the keys that took its place, one after the other.
pub(super) async fn of(core: &Core, old: &KeySummary, taken: &[String]) -> Result<Vec<Place>> {
    let mut new = Vec::new();
    for key_id in taken {
        new.extend(core.store.went_to(key_id).await?);
    }
    let standing = file_writes::standing(&core.store, &old.id).await?;
    let went = core.store.went_to(&old.id).await?;
    let mut places: Vec<Place> = went.iter().filter_map(|went| place(went, &new, &standing)).collect();
    places.extend(standing.iter().map(|write| file(write, &old.id, taken)));
    // What is done about one moves none of them from where it stands.
    places.sort_by(|a, b| {
        let order = |place: &Place| (place.state == PlaceState::Follows, place.kind);
        order(a).cmp(&order(b)).then_with(|| (&a.name, &a.variable).cmp(&(&b.name, &b.variable)))
    });
    Ok(places)
}

fn place(went: &WentTo, new: &[WentTo], standing: &[Standing]) -> Option<Place> {
    let (kind, follows) = match went.kind {
        ActivityKind::Copied => (PlaceKind::Copied, false),
        ActivityKind::Written => (PlaceKind::File, false),
        ActivityKind::Revealed => (PlaceKind::Revealed, false),
        ActivityKind::SnippetCopied => (PlaceKind::Text, true),
        ActivityKind::Printed => (PlaceKind::Printed, true),
        ActivityKind::Ran => (PlaceKind::Program, true),
        _ => return None,
    };
    if kind == PlaceKind::File
        && standing.iter().any(|write| went.target.as_deref() == Some(write.path.as_str()))
    {
        return None;
    }
    let same = |other: &&WentTo| other.kind == went.kind && other.target == went.target;
    let updated = new.iter().filter(same).map(|other| other.at).filter(|at| *at >= went.at).max();
    let state = match (follows, updated) {
        (true, _) => PlaceState::Follows,
        (false, Some(_)) => PlaceState::Updated,
        (false, None) => PlaceState::HoldsOld,
    };
    let target = went.target.as_deref().filter(|_| matches!(kind, PlaceKind::Copied | PlaceKind::Text));
    let target = target.and_then(|name| snippets::targets().iter().find(|target| target.name == name));
    Some(Place {
        kind,
        state,
        name: went.target.clone(),
        target: target.map(|target| target.id.clone()),
        variable: None,
        at: updated.filter(|_| !follows).unwrap_or(went.at),
        can_write: false,
    })
}

fn file(write: &Standing, old_key_id: &str, taken: &[String]) -> Place {
    let state = match write.holds_key {
        Some(false) => PlaceState::Follows,
        _ if taken.contains(&write.key_id) => PlaceState::Updated,
        _ if write.key_id == old_key_id => PlaceState::HoldsOld,
        _ => PlaceState::HoldsOther,
    };
    Place {
        kind: PlaceKind::File,
        state,
        name: Some(write.path.clone()),
        target: write.target.clone(),
        variable: Some(write.variable.clone()),
        at: write.written_at,
        can_write: write.target.is_some()
            && match state {
                PlaceState::HoldsOld => !taken.is_empty(),
                PlaceState::HoldsOther => true,
                PlaceState::Updated | PlaceState::Follows => false,
            },
    }
}
