//! The user's own manifests: `<config>/providers/*.toml`. Whatever is wrong with one, the others and the embedded ones
//! stay.

use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Catalogue, ManifestProblem, Provider, UserManifest};
use crate::accounts::LOCAL_PROVIDER;

/// The largest manifest that is read, in bytes.
const SIZE_MAX: u64 = 64 << 10;
/// So many files are read at most.
const FILES_MAX: usize = 100;

/// What the folder looked like: where two are equal, there is nothing new to read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing(Vec<Entry>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    name: String,
    path: PathBuf,
    size: u64,
    changed: Option<SystemTime>,
}

impl Listing {
    /// Every `*.toml` of the folder, by name. A folder that is missing has none; one that cannot be read says why.
    pub(super) fn of(folder: &Path) -> Result<Self, ManifestProblem> {
        let failed = |error: std::io::Error| ManifestProblem {
            file: folder.display().to_string(),
            line: None,
            reason: format!("The folder cannot be read: {error}."),
        };
        let found = match fs::read_dir(folder) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(failed(error)),
        };
        let mut entries = Vec::new();
        for entry in found {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            // Links are followed: dotfile managers make them.
            let about = fs::metadata(&path);
            entries.push(Entry {
                name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                size: about.as_ref().map_or(0, Metadata::len),
                changed: about.and_then(|about| about.modified()).ok(),
                path,
            });
        }
        entries.sort();
        Ok(Self(entries))
    }
}

impl Catalogue {
    /// Takes in the manifests of the listing.
    pub(super) fn add(&mut self, listing: &Listing) {
        for entry in listing.0.iter().take(FILES_MAX) {
            let added = read(&entry.path)
                .and_then(|text| Provider::parse(&text).map_err(|fault| (fault.line, fault.reason)))
                .and_then(|provider| self.take_in(provider, &entry.name).map_err(|reason| (None, reason)));
            if let Err((line, reason)) = added {
                self.providers_problems.push(ManifestProblem { file: entry.name.clone(), line, reason });
            }
        }
        if let Some(first_left) = listing.0.get(FILES_MAX) {
            self.providers_problems.push(ManifestProblem {
                file: first_left.name.clone(),
                line: None,
                reason: format!("Only {FILES_MAX} files are read; this one and those after it are not."),
            });
        }
    }

    fn take_in(&mut self, provider: Provider, file: &str) -> Result<(), String> {
        if provider.id == LOCAL_PROVIDER {
            return Err("The provider \u{201c}local\u{201d} is the gateway and cannot be replaced.".into());
        }
        if let Some(other) = self.user_manifests.iter().find(|other| other.provider_id == provider.id) {
            return Err(format!(
                "{} is for the provider \u{201c}{}\u{201d} already.",
                other.file, provider.id
            ));
        }
        let place = self.providers.iter_mut().find(|known| known.id == provider.id);
        let (provider_id, replaces) = (provider.id.clone(), place.is_some());
        match place {
            Some(known) => *known = provider,
            None => self.providers.push(provider),
        }
        self.user_manifests.push(UserManifest { provider_id, file: file.to_owned(), replaces });
        Ok(())
    }
}

/// The file's text, or why there is none.
fn read(path: &Path) -> Result<String, (Option<u32>, String)> {
    let whole = |reason: String| (None, reason);
    let failed = |error: std::io::Error| whole(format!("The file cannot be read: {error}."));
    // Before it is opened: opening a pipe waits for its writer.
    let about = fs::metadata(path).map_err(failed)?;
    if !about.is_file() {
        return Err(whole("This is not a plain file.".into()));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(SIZE_MAX + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > SIZE_MAX {
        return Err(whole(format!("The file is larger than {} KiB.", SIZE_MAX >> 10)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        (u32::try_from(line).ok(), "The file is not UTF-8 text.".to_owned())
    })
}
