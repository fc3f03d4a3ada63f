//! Where the old key went, and whether the new one is there by now.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Core;
use crate::activity::ActivityKind;
use crate::error::{Error, Result};
use crate::keys::KeySummary;
use crate::lifecycle;
use crate::recognise::read_bytes;
use crate::secret::Secret;
use crate::snippets;
use crate::snippets::into_file::WriteProblem;
use crate::store::RotationRow;
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
    /// When it last went there.
    pub at: DateTime<Utc>,
    /// The new key can be written there in the same way.
    pub can_write: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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
    /// The new key went there since.
    Updated,
    /// It asks for the key each time, and is given the new one from the switch on.
    Follows,
}

pub(super) async fn of(core: &Core, old: &KeySummary, row: Option<&RotationRow>) -> Result<Vec<Place>> {
    let new = match row {
        Some(row) => core.store.went_to(&row.new_key_id).await?,
        None => Vec::new(),
    };
    let new_key_id = row.map(|row| row.new_key_id.as_str());
    let standing = file_writes::standing(&core.store, &old.id).await?;
    let went = core.store.went_to(&old.id).await?;
    let mut places: Vec<Place> = went.iter().filter_map(|went| place(went, &new, &standing)).collect();
    places.extend(standing.iter().map(|write| file(write, new_key_id)));
    places.sort_by_key(|place| (place.state != PlaceState::HoldsOld, std::cmp::Reverse(place.at)));
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
    let updated = new.iter().any(|other| other.kind == went.kind && other.target == went.target);
    let state = match (follows, updated) {
        (true, _) => PlaceState::Follows,
        (false, true) => PlaceState::Updated,
        (false, false) => PlaceState::HoldsOld,
    };
    let target = went.target.as_deref().filter(|_| matches!(kind, PlaceKind::Copied | PlaceKind::Text));
    let target = target.and_then(|name| snippets::targets().iter().find(|target| target.name == name));
    Some(Place {
        kind,
        state,
        name: went.target.clone(),
        target: target.map(|target| target.id.clone()),
        variable: None,
        at: went.at,
        can_write: false,
    })
}

fn file(write: &Standing, new_key_id: Option<&str>) -> Place {
    let state = match (write.holds_key, Some(write.key_id.as_str()) == new_key_id) {
        (Some(false), _) => PlaceState::Follows,
        (_, true) => PlaceState::Updated,
        (_, false) => PlaceState::HoldsOld,
    };
    Place {
        kind: PlaceKind::File,
        state,
        name: Some(write.path.clone()),
        target: write.target.clone(),
        variable: Some(write.variable.clone()),
        at: write.written_at,
        can_write: state == PlaceState::HoldsOld && write.target.is_some() && new_key_id.is_some(),
    }
}

/// Refuses a file that the old key was written to and does not stand in any more: what its user has put there stays.
///
/// # Errors
/// `Write` where it is so, or the file cannot be read; `Vault`, `Store`.
pub async fn check_holds(core: &Core, old_key_id: &str, path: &Path) -> Result<()> {
    let secret = match lifecycle::held_secret(core, old_key_id).await {
        Ok(secret) => Some(secret).filter(is_written_as_it_is),
        Err(Error::SecretNotHeld) => None,
        Err(error) => return Err(error),
    };
    let path = path.to_owned();
    let looked = tokio::task::spawn_blocking(move || {
        let text = read_bytes(&path)?;
        let stands = |secret: &Secret| {
            let secret = secret.expose().as_bytes();
            text.windows(secret.len()).any(|window| window == secret)
        };
        if secret.as_ref().is_none_or(stands) { Ok(()) } else { Err(WriteProblem::Changed) }
    });
    Ok(looked.await.map_err(|error| Error::Internal(error.to_string()))??)
}

/// No dialect quotes it.
fn is_written_as_it_is(secret: &Secret) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !secret.expose().is_empty() && secret.expose().bytes().all(plain)
}
