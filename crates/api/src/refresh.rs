//! Reading several accounts at once: at most one refresh of an account at a time, seen while it runs, and cancelled.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::StreamExt as _;
use futures_util::stream;
use keyhinge_core::accounts::{self, Account};
use keyhinge_core::changes::Topic;
use keyhinge_core::{Core, Error};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::contract::{AccountRefreshed, RefreshStatus};

/// So many accounts are read at the same time.
const AT_ONCE: usize = 8;

/// What is being read. Cheap to clone; clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Refreshes {
    state: Arc<Mutex<State>>,
    aside: TaskTracker,
}

#[derive(Default)]
struct State {
    running: BTreeSet<String>,
    waiting: usize,
    done: u32,
    cancel: CancellationToken,
}

impl Refreshes {
    pub(crate) fn status(&self) -> RefreshStatus {
        let state = self.lock();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        RefreshStatus {
            running: state.running.iter().cloned().collect(),
            done: state.done,
            total: state.done + count(state.running.len()) + count(state.waiting),
        }
    }

    /// Ends what is being read; what was read already stays.
    pub(crate) fn cancel(&self) {
        self.lock().cancel.cancel();
    }

    /// Reads an account while the caller goes on.
    pub(crate) fn aside(&self, core: &Core, account: Account) {
        let (refreshes, core) = (self.clone(), core.clone());
        self.aside.spawn(async move { refreshes.run(&core, vec![account]).await });
    }

    /// Waits until nothing is read aside any more, before the database is closed.
    pub(crate) async fn end(&self) {
        self.aside.close();
        self.aside.wait().await;
    }

    /// Reads these accounts. One account's failure does not touch the others.
    pub(crate) async fn run(&self, core: &Core, accounts: Vec<Account>) -> Vec<AccountRefreshed> {
        let cancel = {
            let mut state = self.lock();
            if state.running.is_empty() && state.waiting == 0 {
                (state.done, state.cancel) = (0, CancellationToken::new());
            }
            state.waiting += accounts.len();
            state.cancel.clone()
        };
        let each = accounts.into_iter().map(|account| self.one(core, account, cancel.clone()));
        stream::iter(each).buffered(AT_ONCE).collect().await
    }

    async fn one(&self, core: &Core, account: Account, cancel: CancellationToken) -> AccountRefreshed {
        let begun = {
            let mut state = self.lock();
            state.waiting -= 1;
            state.running.insert(account.id.clone())
        };
        let running = Running { refreshes: self, core, id: begun.then(|| account.id.clone()) };
        core.changes.announce(&[Topic::Accounts]);
        let mut told = AccountRefreshed {
            account_id: account.id.clone(),
            account_name: account.name,
            refreshed: None,
            error: None,
            cancelled: false,
        };
        if !begun {
            told.error = Some(Error::Busy.into());
            return told;
        }
        tokio::select! {
            biased;
            () = cancel.cancelled() => told.cancelled = true,
            outcome = accounts::refresh(core, &account.id) => match outcome {
                Ok(refreshed) => told.refreshed = Some(refreshed),
                Err(error) => told.error = Some(error.into()),
            },
        }
        drop(running);
        told
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the account off the list also where the caller goes away.
struct Running<'a> {
    refreshes: &'a Refreshes,
    core: &'a Core,
    id: Option<String>,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut state = self.refreshes.lock();
        if let Some(id) = &self.id {
            state.running.remove(id);
        }
        state.done += 1;
        drop(state);
        self.core.changes.announce(&[Topic::Accounts]);
    }
}
