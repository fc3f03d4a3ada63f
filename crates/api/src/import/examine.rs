//! Reading what the user gave, without keeping anything but what looks like a key.

use std::path::{Path, PathBuf};

use keyhinge_core::Error;
use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::recognise::{FileProblem, Found, Recognised, TextProblem, read_text_file, recognise};
use keyhinge_core::secret::Secret;

use super::lines::{LineProblem, removable};

/// More files are not read at once.
const FILES_MAX: usize = 200;

/// One key that was found, and where.
pub(crate) struct Examined {
    pub(crate) found: Found,
    pub(crate) file: Option<PathBuf>,
    /// Why its line cannot be taken out; none outside of files too.
    pub(crate) not_removable: Option<LineProblem>,
}

/// A file that was read, or not.
pub(crate) struct ReadFile {
    pub(crate) path: PathBuf,
    pub(crate) link_to: Option<PathBuf>,
    pub(crate) found: u32,
    pub(crate) skipped: u32,
    pub(crate) problem: Option<FileProblem>,
}

/// Finds the keys of a text.
pub(crate) fn read_text(text: &Secret, catalogue: &Catalogue) -> (Vec<Examined>, u32, Option<TextProblem>) {
    let Recognised { found, skipped, problem } = recognise(text.expose(), catalogue);
    let found = found.into_iter().map(|found| Examined { found, file: None, not_removable: None });
    (found.collect(), skipped, problem)
}

/// Finds the keys of files. One that cannot be read says why.
///
/// # Errors
/// `Invalid` for a path that is not a whole one, and for too many.
pub(crate) fn read_files(
    paths: &[String],
    catalogue: &Catalogue,
) -> Result<(Vec<Examined>, Vec<ReadFile>), Error> {
    let mut whole: Vec<PathBuf> = Vec::new();
    for path in paths {
        let path = whole_path("paths", path)?;
        if !whole.contains(&path) {
            whole.push(path);
        }
    }
    if whole.is_empty() || whole.len() > FILES_MAX {
        return Err(Error::Invalid {
            field: "paths",
            reason: format!("Give one file, or up to {FILES_MAX}."),
        });
    }
    let (mut all, mut files) = (Vec::new(), Vec::new());
    for path in whole {
        let file = match read_text_file(&path) {
            Ok(file) => file,
            Err(problem) => {
                files.push(ReadFile { path, link_to: None, found: 0, skipped: 0, problem: Some(problem) });
                continue;
            }
        };
        let Recognised { found, skipped, .. } = recognise(&file.text, catalogue);
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        all.extend(found.into_iter().map(|found| {
            let not_removable = removable(&file, &found).err();
            Examined { found, file: Some(path.clone()), not_removable }
        }));
        files.push(ReadFile { path, link_to: file.link_to, found: count, skipped, problem: None });
    }
    Ok((all, files))
}

/// A path as the user writes it, with `~` for the home folder.
///
/// # Errors
/// `Invalid` where it is not a whole path.
pub(crate) fn whole_path(field: &'static str, text: &str) -> Result<PathBuf, Error> {
    let text = text.trim();
    let below_home = text.strip_prefix('~').map(|rest| rest.trim_start_matches(['/', '\\']));
    let path = match (below_home, std::env::home_dir()) {
        (Some(rest), Some(home)) if text == "~" || text.starts_with("~/") || text.starts_with("~\\") => {
            if rest.is_empty() {
                home
            } else {
                home.join(rest)
            }
        }
        _ => Path::new(text).to_owned(),
    };
    // The null character ends a path for the system, and for it alone.
    if path.is_absolute() && !text.contains('\0') {
        return Ok(path);
    }
    Err(Error::Invalid { field, reason: "Give the whole path, as ~/project/.env.".into() })
}
