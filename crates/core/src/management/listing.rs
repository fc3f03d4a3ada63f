//! All keys of an account, put together from pages, and whether they are all.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::nonce::Nonce;
use super::remote_key::RemoteKey;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    pub keys: Vec<RemoteKey>,
    /// Where the next page begins; none where this is the last.
    pub next: Option<String>,
    /// How many keys there are in all, where the provider tells.
    pub total: Option<u64>,
    /// The provider says that there is more, and not where.
    pub cut: bool,
}

/// The keys of an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    pub keys: Vec<RemoteKey>,
    /// Why keys may be missing; none where this is all.
    pub gap: Option<Gap>,
}

/// Why a listing may not be whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    #[error("The provider led back to a page that was already read.")]
    Repeated,
    #[error("The list changed while it was read.")]
    Changed,
    #[error("The list is longer than is read.")]
    TooLong,
    #[error("The provider has more keys and does not say how to read them.")]
    NotTold,
}

impl Listing {
    /// Whether a key that is not in here is certainly not at the account.
    #[must_use]
    pub fn proves_absence(&self) -> bool {
        self.gap.is_none()
    }

    #[must_use]
    pub fn key(&self, id: &str) -> Option<&RemoteKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// The keys whose name carries a mark.
    #[must_use]
    pub fn with_nonce(&self, nonce: &Nonce) -> Vec<&RemoteKey> {
        self.keys.iter().filter(|key| key.name.as_deref().is_some_and(|name| nonce.is_in(name))).collect()
    }
}

/// Puts pages together and watches that they fit.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    listing: Listing,
    ids: HashSet<String>,
    cursors: HashSet<String>,
    total: Option<u64>,
    last_of_page: Option<String>,
}

impl Gatherer {
    /// Takes a page in and tells where the next begins. `overlaps` where each page begins with the last key of the one
    /// before.
    pub(super) fn take(&mut self, page: Page, overlaps: bool, items_max: usize) -> Option<String> {
        let follows = self
            .last_of_page
            .as_ref()
            .is_none_or(|last| !overlaps || page.keys.first().is_some_and(|first| first.id == *last));
        if !follows || (self.total.is_some() && page.total != self.total) {
            self.miss(Gap::Changed);
        }
        self.total = page.total;
        self.last_of_page = page.keys.last().map(|key| key.id.clone());
        let before = self.ids.len();
        for key in page.keys {
            if self.ids.insert(key.id.clone()) {
                self.listing.keys.push(key);
            }
        }
        if page.cut {
            self.miss(Gap::NotTold);
        }
        let next = page.next?;
        if self.ids.len() >= items_max {
            self.miss(Gap::TooLong);
            return None;
        }
        // A page that brought nothing new and leads on would lead on for ever.
        if !self.cursors.insert(next.clone()) || self.ids.len() == before {
            self.miss(Gap::Repeated);
            return None;
        }
        Some(next)
    }

    pub(super) fn miss(&mut self, gap: Gap) {
        self.listing.gap.get_or_insert(gap);
    }

    pub(super) fn finish(mut self) -> Listing {
        let count = u64::try_from(self.listing.keys.len()).unwrap_or(u64::MAX);
        if self.total.is_some_and(|total| total != count) {
            self.miss(Gap::Changed);
        }
        self.listing
    }
}
