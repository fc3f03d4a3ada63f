//! Which backups there are, and what is in one.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::EXTENSION;
use super::examine::examine;
use super::restore::copy_plain;
use crate::error::Result;
use crate::files::Draft;
use crate::folders::Folders;

/// No list of backups that anyone reads is longer.
const FOUND_MAX: usize = 100;

/// A file that is named as a backup is. Nothing of it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupFile {
    pub path: String,
    pub name: String,
    pub modified_at: DateTime<Utc>,
}

/// What a good backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupLook {
    /// None where it does not say it.
    pub created_at: Option<DateTime<Utc>>,
    /// The Keyhinge that wrote it.
    pub version: String,
    pub keys: i64,
}

/// The backups in the data folder, newest first, at most 100: those that the window wrote, and those that a restore kept.
#[must_use]
pub fn found(folders: &Folders) -> Vec<BackupFile> {
    let mut found: Vec<_> = [folders.exports(), folders.backups()]
        .into_iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| backup_file(&entry.ok()?.path()))
        .collect();
    found.sort_by(|one, other| (other.modified_at, &other.name).cmp(&(one.modified_at, &one.name)));
    found.truncate(FOUND_MAX);
    found
}

fn backup_file(path: &Path) -> Option<BackupFile> {
    let name = path.file_name()?.to_str()?;
    let about = path.symlink_metadata().ok()?;
    if !about.is_file() || Path::new(name).extension()? != EXTENSION {
        return None;
    }
    Some(BackupFile {
        path: path.to_str()?.into(),
        name: name.into(),
        modified_at: about.modified().ok()?.into(),
    })
}

/// Reads a backup as a restore does, and changes nothing.
///
/// # Errors
/// `Backup` for a file that a restore would refuse, or `File`.
pub async fn look(folders: &Folders, file: &Path) -> Result<BackupLook> {
    let copy = Draft::to_replace(&folders.database())?;
    copy_plain(file, &copy.path)?;
    let contents = examine(&copy.path, file).await?;
    let plain = |text: String| text.chars().filter(|c| !c.is_control()).take(40).collect();
    Ok(BackupLook {
        created_at: contents.created_at.and_then(|at| Some(DateTime::parse_from_rfc3339(&at).ok()?.to_utc())),
        version: contents.version.map(plain).unwrap_or_default(),
        keys: contents.keys,
    })
}
