//! The catalogue as it is now: read when it is first needed, and again when the user's folder has changed.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::folder::Listing;
use super::{Catalogue, ManifestProblem};
use crate::keys::Purpose;

/// Cheap to clone; clones are the same.
#[derive(Clone)]
pub struct LiveCatalogue(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    loaded: Mutex<Option<Loaded>>,
}

struct Loaded {
    from: Result<Listing, ManifestProblem>,
    catalogue: Arc<Catalogue>,
}

impl LiveCatalogue {
    /// Nothing is read yet. `folder` holds the user's own manifests, and need not exist.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(Arc::new(Inner { folder, loaded: Mutex::default() }))
    }

    /// The catalogue as it was last read. Only the first call touches the disk.
    #[must_use]
    pub fn now(&self) -> Arc<Catalogue> {
        let mut loaded = self.0.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.get_or_insert_with(|| self.load(Listing::of(&self.0.folder))).catalogue.clone()
    }

    /// Looks at the folder, and reads it again where it has changed; says whether it had. It blocks on the disk.
    #[must_use]
    pub fn refresh(&self) -> bool {
        let listing = Listing::of(&self.0.folder);
        let mut loaded = self.0.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded.as_ref().is_some_and(|loaded| loaded.from == listing) {
            return false;
        }
        *loaded = Some(self.load(listing));
        true
    }

    fn load(&self, from: Result<Listing, ManifestProblem>) -> Loaded {
        let mut catalogue = Catalogue::embedded().unwrap_or_else(|error| {
            // A test rules it out; without providers the rest of the app still works.
            tracing::error!(%error, "the embedded manifests are broken");
            Catalogue { presets: Purpose::presets(), ..Catalogue::default() }
        });
        catalogue.providers_folder = self.0.folder.display().to_string();
        match &from {
            Ok(listing) => catalogue.add(listing),
            Err(problem) => catalogue.providers_problems.push(problem.clone()),
        }
        Loaded { from, catalogue: Arc::new(catalogue) }
    }
}
