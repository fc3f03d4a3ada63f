//! Keys on their way in: what was found in a text or in files waits here until the user has chosen, and a while longer, so
//! that it can be undone. Its secrets are only in this process.

mod examine;
mod lines;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use keyhinge_core::clock::Clock;
use keyhinge_core::keys::token;
use keyhinge_core::recognise::{Found, Problem, Removal};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

pub(crate) use self::examine::{Examined, ReadFile, read_files, read_text, whole_path};
pub(crate) use self::lines::{LineProblem, put_back, take_out};
use crate::error::{CommandError, ErrorCode};

/// What was found is let go of after so many minutes.
const MINUTES: u32 = 10;

/// The one tray. Cheap to clone; clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Imports(Arc<Mutex<Option<Tray>>>);

/// What was found at one time.
pub(crate) struct Tray {
    pub(crate) id: String,
    made_at: DateTime<Utc>,
    pub(crate) items: Vec<Item>,
    /// Accounts that were made for these keys, by provider.
    pub(crate) accounts: BTreeMap<String, String>,
    taken: u32,
}

/// One key that was found.
pub(crate) struct Item {
    pub(crate) found: Found,
    pub(crate) file: Option<PathBuf>,
    /// Why its line cannot be taken out; none outside of files too.
    pub(crate) not_removable: Option<LineProblem>,
    pub(crate) same_as: Option<u32>,
    pub(crate) done: Done,
}

/// What was done with one, for undoing it.
#[derive(Default)]
pub(crate) struct Done {
    /// The key that it became.
    pub(crate) key_id: Option<String>,
    pub(crate) removal: Option<Removal>,
    /// When in the order of removals.
    pub(crate) order: u32,
}

impl Item {
    /// Why it cannot be taken in. That the same stands elsewhere too is no reason: its line can still be taken out.
    pub(crate) fn problem(&self) -> Option<&Problem> {
        self.found.problem.as_ref().filter(|problem| !matches!(problem, Problem::Duplicate { .. }))
    }
}

impl Tray {
    pub(crate) fn of(examined: Vec<Examined>, clock: &Clock) -> Result<Self, CommandError> {
        let mut items = Vec::with_capacity(examined.len());
        for Examined { found, file, not_removable } in examined {
            items.push(Item { found, file, not_removable, same_as: None, done: Done::default() });
        }
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut same_as = Vec::with_capacity(items.len());
        for (index, item) in (0_u32..).zip(&items) {
            let first = *seen.entry(item.found.secret.expose()).or_insert(index);
            same_as.push((first != index).then_some(first));
        }
        for (item, same_as) in items.iter_mut().zip(same_as) {
            item.same_as = same_as;
        }
        let id = token::random_id("tray")?;
        Ok(Self { id, made_at: clock.now(), items, accounts: BTreeMap::new(), taken: 0 })
    }

    /// When its line was taken out; 0 where it was not.
    pub(crate) fn order_of(&self, index: u32) -> u32 {
        let item = usize::try_from(index).ok().and_then(|index| self.items.get(index));
        item.map_or(0, |item| item.done.order)
    }

    /// The number of the next removal.
    pub(crate) fn next_order(&mut self) -> u32 {
        self.taken += 1;
        self.taken
    }
}

impl Imports {
    /// Puts a tray in the place of the one before, for [`MINUTES`].
    pub(crate) async fn put(&self, tray: Tray) {
        let id = tray.id.clone();
        *self.0.lock().await = Some(tray);
        let trays = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(u64::from(MINUTES) * 60)).await;
            if let Some(trays) = trays.upgrade() {
                trays.lock().await.take_if(|tray| tray.id == id);
            }
        });
    }

    /// The tray of that id, for one user at a time.
    ///
    /// # Errors
    /// `NotFound` where it is no longer there.
    pub(crate) async fn open(
        &self,
        id: &str,
        clock: &Clock,
    ) -> Result<OwnedMappedMutexGuard<Option<Tray>, Tray>, CommandError> {
        let mut slot = self.0.clone().lock_owned().await;
        // Also where the computer slept, and the timer with it.
        slot.take_if(|tray| clock.now() - tray.made_at > TimeDelta::minutes(MINUTES.into()));
        OwnedMutexGuard::try_map(slot, |slot| slot.as_mut().filter(|tray| tray.id == id)).map_err(|_| {
            CommandError {
                code: ErrorCode::NotFound,
                message: "What was found is no longer kept: it is let go of after ten minutes, and where something \
                          else is read."
                    .into(),
                next_step: "Paste the keys again, or read the files again.".into(),
            }
        })
    }

    /// Lets go of the tray of that id, or of any.
    pub(crate) async fn forget(&self, id: Option<&str>) {
        self.0.lock().await.take_if(|tray| id.is_none_or(|id| tray.id == id));
    }
}
