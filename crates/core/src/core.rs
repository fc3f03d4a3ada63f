//! What every operation needs: the store, the vault, the time, the catalogue, and who to tell.

use std::time::Duration;

use crate::catalogue::LiveCatalogue;
use crate::changes::{Changes, Topic};
use crate::clock::Clock;
use crate::error::Result;
use crate::folders::Folders;
use crate::keys::{KeySummary, actions};
use crate::lifecycle::Sealed;
use crate::settings::{self, LoadedSettings};
use crate::store::{Store, Summarized};
use crate::vault::Vault;

/// How often other processes' writes are looked for. A key revoked by `khg` must stop working here within a second.
const WATCH_EVERY: Duration = Duration::from_millis(300);

/// How often the files that a user or another process may edit are looked at: settings and manifests.
const LOOK_AT_FILES_EVERY: Duration = Duration::from_secs(2);

/// The open domain. Cheap to clone; clones are the same.
#[derive(Clone)]
pub struct Core {
    pub store: Store,
    pub vault: Vault,
    pub clock: Clock,
    pub changes: Changes,
    pub catalogue: LiveCatalogue,
    pub folders: Folders,
    /// Secrets that the vault did not take yet.
    pub sealed: Sealed,
}

impl Core {
    /// Opens the data folder, making or migrating the database where needed.
    ///
    /// # Errors
    /// Whatever keeps the folder or the database from being used; nothing was changed then.
    pub async fn open(folders: Folders, clock: Clock, vault: Vault) -> Result<Self> {
        folders.prepare()?;
        let store = Store::open(&folders, &clock).await?;
        let catalogue = LiveCatalogue::new(folders.providers());
        Ok(Self {
            store,
            vault,
            clock,
            changes: Changes::default(),
            catalogue,
            folders,
            sealed: Sealed::default(),
        })
    }

    /// Every key that was ever active, as it is now, oldest first.
    ///
    /// # Errors
    /// `Store` where the file cannot be read.
    pub async fn keys(&self) -> Result<Vec<KeySummary>> {
        self.summaries(None).await
    }

    /// One key as it is now; none where there is no such id.
    ///
    /// # Errors
    /// `Store` where the file cannot be read.
    pub async fn key(&self, id: &str) -> Result<Option<KeySummary>> {
        Ok(self.summaries(Some(id)).await?.pop())
    }

    async fn summaries(&self, id: Option<&str>) -> Result<Vec<KeySummary>> {
        let rotation_age_days = settings::load(&self.folders.settings_file()).settings.rotation_age_days;
        let found = self.store.summaries(id, rotation_age_days, self.clock.now()).await?;
        let catalogue = self.catalogue.now();
        let summaries = found.into_iter().map(|Summarized { mut key, state, manages }| {
            key.actions = actions(&key, state, catalogue.provider(&key.provider_id), manages);
            key
        });
        Ok(summaries.collect())
    }

    /// Announces everything as stale whenever another process has written to the database, the catalogue whenever the
    /// user changed a manifest, and the settings whenever their file changed, until the store is closed.
    /// What is written after this returns is noticed; a host that lives for a while calls it before it reads anything
    /// that it keeps.
    ///
    /// # Errors
    /// `Store` where the file cannot be read.
    pub async fn watch_other_processes(&self) -> Result<()> {
        let seen = self.store.data_version().await?;
        tokio::spawn(self.clone().announce_other_processes(seen));
        let settings = self.load_settings().await;
        tokio::spawn(self.clone().announce_files(settings));
        Ok(())
    }

    /// Looks at the folder of the user's own manifests; says whether the catalogue has changed by it.
    pub async fn refresh_catalogue(&self) -> bool {
        let catalogue = self.catalogue.clone();
        tokio::task::spawn_blocking(move || catalogue.refresh()).await.unwrap_or(false)
    }

    async fn load_settings(&self) -> Option<LoadedSettings> {
        let file = self.folders.settings_file();
        tokio::task::spawn_blocking(move || settings::load(&file)).await.ok()
    }

    async fn announce_files(self, mut settings: Option<LoadedSettings>) {
        let mut tick = tokio::time::interval(LOOK_AT_FILES_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !self.store.is_closed() {
            tick.tick().await;
            if self.refresh_catalogue().await {
                self.changes.announce(&[Topic::Catalogue]);
            }
            let found = self.load_settings().await;
            if found.is_some() && found != settings {
                settings = found;
                // Which vault counts, the gateway's port and whether a key is old depend on them.
                self.changes.announce(&[Topic::Settings, Topic::Gateway, Topic::Keys, Topic::Vault]);
            }
        }
    }

    async fn announce_other_processes(self, mut seen: i64) {
        let mut tick = tokio::time::interval(WATCH_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut failing = false;
        while !self.store.is_closed() {
            tick.tick().await;
            match self.store.data_version().await {
                Ok(version) => {
                    failing = false;
                    if version != seen {
                        seen = version;
                        self.changes.announce(&[
                            Topic::Accounts,
                            Topic::Activity,
                            Topic::Keys,
                            Topic::Limits,
                            Topic::Usage,
                        ]);
                    }
                }
                Err(_) if self.store.is_closed() => return,
                Err(error) => {
                    // Once is enough: a full disk would fill the log as well.
                    if !failing {
                        tracing::warn!(%error, "the database could not be watched");
                    }
                    failing = true;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{SettingsChange, Theme};

    #[tokio::test]
    async fn who_listens_hears_that_another_process_changed_the_settings() {
        let dir = tempfile::tempdir().unwrap();
        let folders = Folders::at(dir.path());
        let core = Core::open(folders.clone(), Clock::system(), Vault::unavailable()).await.unwrap();
        core.watch_other_processes().await.unwrap();
        let mut changes = core.changes.listen();
        let change = SettingsChange { theme: Some(Theme::Dark), ..SettingsChange::default() };
        settings::change(&folders.settings_file(), &change).unwrap();
        let heard = async { while !changes.recv().await.unwrap().contains(&Topic::Settings) {} };
        tokio::time::timeout(Duration::from_secs(60), heard).await.unwrap();
        core.store.close().await;
    }
}
