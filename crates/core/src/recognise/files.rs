//! Files of the user's that hold keys: read as text within bounds, and written again without a moment in which half is there.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;
use zeroize::Zeroizing;

use super::TEXT_MAX;
use crate::files::{Draft, FileError};

/// Why a file was not read or not changed. It is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FileProblem {
    #[error("There is no such file.")]
    Missing,
    #[error("This file may not be opened with your rights.")]
    NotAllowed,
    #[error("The file is read-only.")]
    ReadOnly,
    #[error("This is a folder.")]
    Folder,
    #[error("This is a device or a pipe, not a file with text.")]
    NotAFile,
    #[error("The file is larger than 1 MiB.")]
    TooLarge,
    #[error("The file holds something other than text.")]
    Binary,
    #[error("The text of the file is neither UTF-8 nor UTF-16.")]
    NotUtf8,
    #[error("The file changed meanwhile.")]
    Changed,
    #[error("The new file could not be given the owner and the rights of the old one: {reason}.")]
    RightsLost { reason: String },
    #[error("The file could not be read or written: {reason}.")]
    Failed { reason: String },
}

impl FileProblem {
    /// What to do about it.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Missing => "Choose a file that exists.",
            Self::NotAllowed | Self::RightsLost { .. } => {
                "Edit the file yourself, as the user that it belongs to."
            }
            Self::ReadOnly => "Make it writable first, or edit it yourself.",
            Self::Folder | Self::NotAFile => "Choose a text file.",
            Self::TooLarge | Self::Binary => "Copy the part that holds the key and paste it.",
            Self::NotUtf8 => "Save the file as UTF-8, or copy the key and paste it.",
            Self::Changed => "Read the file again.",
            Self::Failed { .. } => "Try it again, or paste the key.",
        }
    }

    pub(crate) fn of(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing,
            ErrorKind::PermissionDenied => Self::NotAllowed,
            _ => Self::Failed { reason: error.to_string() },
        }
    }

    /// What a file's own error says is a sentence; here it is a part of one.
    pub(crate) fn failed(error: &FileError) -> Self {
        Self::Failed { reason: error.to_string().trim_end_matches('.').to_owned() }
    }
}

/// A file as text.
pub struct FileText {
    pub text: Zeroizing<String>,
    /// As it was, for editing; the text has the same bytes unless it was `recoded`.
    pub bytes: Zeroizing<Vec<u8>>,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// It was UTF-16. Spans of the text are not spans of the bytes then, and its lines are not edited.
    pub recoded: bool,
    /// The file that was read, where the path is a link to it.
    pub link_to: Option<PathBuf>,
}

impl std::fmt::Debug for FileText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileText")
            .field("len", &self.bytes.len())
            .field("link_to", &self.link_to)
            .finish_non_exhaustive()
    }
}

/// Reads a regular file of at most [`TEXT_MAX`] bytes. Never waits for a pipe or a device.
///
/// # Errors
/// Where it is no such file, or no text.
pub fn read_text_file(path: &Path) -> Result<FileText, FileProblem> {
    let bytes = read_bytes(path)?;
    let link = path.symlink_metadata().is_ok_and(|it| it.is_symlink());
    let link_to =
        link.then(|| fs::canonicalize(path)).transpose().map_err(|error| FileProblem::of(&error))?;
    let (text, recoded) = decode(&bytes)?;
    Ok(FileText { text, recoded, link_to, hash: Sha256::digest(&bytes).into(), bytes })
}

/// Replaces the bytes of a file at once; a link stays, and its target is replaced. The owner and the rights stay.
///
/// # Errors
/// `Changed` where the file is not the one with this SHA-256 any more, and others; the file is as it was then, and no copy
/// of it is left.
pub fn rewrite_file(path: &Path, expected_hash: [u8; 32], new_bytes: &[u8]) -> Result<(), FileProblem> {
    let target = fs::canonicalize(path).map_err(|error| FileProblem::of(&error))?;
    rewrite_bytes(&target, expected_hash, new_bytes, false)
}

/// As [`rewrite_file`], for what is no link. Of a file that becomes `private`, only the owner's rights stay.
pub(crate) fn rewrite_bytes(
    target: &Path,
    expected_hash: [u8; 32],
    new_bytes: &[u8],
    private: bool,
) -> Result<(), FileProblem> {
    let unchanged = || match read_bytes(target) {
        Ok(bytes) if <[u8; 32]>::from(Sha256::digest(&bytes)) == expected_hash => Ok(()),
        Ok(_) => Err(FileProblem::Changed),
        Err(problem) => Err(problem),
    };
    unchanged()?;
    // It could be replaced all the same, which is not what its owner has said.
    if fs::metadata(target).is_ok_and(|found| found.permissions().readonly()) {
        return Err(FileProblem::ReadOnly);
    }
    let failed = |error: FileError| FileProblem::failed(&error);
    let draft = Draft::filled(target, new_bytes).map_err(failed)?;
    same_rights(target, &draft.path, private)
        .map_err(|error| FileProblem::RightsLost { reason: error.to_string() })?;
    unchanged()?;
    draft.replace().map_err(failed)
}

pub(crate) fn read_bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileProblem> {
    let problem = |error: io::Error| FileProblem::of(&error);
    // Before it is opened, since opening a device can do something; and after, since the name may mean another by then.
    regular(&fs::metadata(path).map_err(problem)?)?;
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path).map_err(problem)?;
    regular(&file.metadata().map_err(problem)?)?;
    // With room for all of it, so that the buffer never moves and leaves a copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(TEXT_MAX + 2));
    file.take(TEXT_MAX as u64 + 1).read_to_end(&mut bytes).map_err(problem)?;
    if bytes.len() > TEXT_MAX { Err(FileProblem::TooLarge) } else { Ok(bytes) }
}

fn regular(metadata: &fs::Metadata) -> Result<(), FileProblem> {
    match metadata.file_type() {
        kind if kind.is_dir() => Err(FileProblem::Folder),
        kind if !kind.is_file() => Err(FileProblem::NotAFile),
        _ if metadata.len() > TEXT_MAX as u64 => Err(FileProblem::TooLarge),
        _ => Ok(()),
    }
}

/// The bytes as text, and whether they were UTF-16. A byte order mark of UTF-8 stays in the text.
pub(super) fn decode(bytes: &[u8]) -> Result<(Zeroizing<String>, bool), FileProblem> {
    let units: Option<Zeroizing<Vec<u16>>> = match bytes {
        [0xFF, 0xFE, rest @ ..] => Some(Zeroizing::new(pairs(rest).map(u16::from_le_bytes).collect())),
        [0xFE, 0xFF, rest @ ..] => Some(Zeroizing::new(pairs(rest).map(u16::from_be_bytes).collect())),
        _ => None,
    };
    let text = match &units {
        Some(_) if bytes.len() % 2 == 1 => return Err(FileProblem::NotUtf8),
        Some(units) => String::from_utf16(units).map_err(|_| FileProblem::NotUtf8)?,
        None if bytes.contains(&0) => return Err(FileProblem::Binary),
        None => std::str::from_utf8(bytes).map_err(|_| FileProblem::NotUtf8)?.to_owned(),
    };
    let text = Zeroizing::new(text);
    if text.contains('\0') { Err(FileProblem::Binary) } else { Ok((text, units.is_some())) }
}

fn pairs(bytes: &[u8]) -> impl Iterator<Item = [u8; 2]> {
    bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok())
}

#[cfg(unix)]
fn same_rights(from: &Path, to: &Path, private: bool) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let (old, new) = (fs::metadata(from)?, fs::metadata(to)?);
    if (old.uid(), old.gid()) != (new.uid(), new.gid()) {
        chown(to, Some(old.uid()), Some(old.gid()))?;
    }
    let mode = if private { old.mode() & 0o600 } else { old.mode() };
    fs::set_permissions(to, fs::Permissions::from_mode(mode))
}

/// On Windows a new file has the rights of its folder, as the old one most likely has.
#[cfg(not(unix))]
fn same_rights(_: &Path, _: &Path, _: bool) -> io::Result<()> {
    Ok(())
}
