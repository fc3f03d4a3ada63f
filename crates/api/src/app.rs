//! One running Keyhinge: the domain, opened when first needed, the gateway, and what is on the clipboard.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keyhinge_core::changes::{Changes, Topic};
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::Actor;
use keyhinge_core::secret::Secret;
use keyhinge_core::settings::{self, Settings};
use keyhinge_core::vault::{Vault, VaultKind};
use keyhinge_core::{Core, lifecycle};
use tokio::sync::{Notify, OnceCell, broadcast};

use crate::clipboard::{Clipboard, ClipboardKeeper};
use crate::contract::GatewayStatus;
use crate::error::{CommandError, ErrorCode};
use crate::file_choices::FileChoices;
use crate::gateway::GatewaySlot;
use crate::import::Imports;
use crate::refresh::Refreshes;
use crate::window::WindowDoor;

/// What a host brings: where the data is, the time, the keychain and the clipboard.
pub struct Options {
    pub folders: Folders,
    pub clock: Clock,
    pub vault: Vault,
    /// None where the host has no clipboard (the command line).
    pub clipboard: Option<Arc<dyn Clipboard>>,
    /// Who the activity log names.
    pub actor: Actor,
}

/// Cheap to clone; clones are the same app.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    folders: Folders,
    clock: Clock,
    vault: Vault,
    actor: Actor,
    core: OnceCell<Core>,
    /// Told when `core` is there.
    opened: Notify,
    gateway: GatewaySlot,
    refreshes: Refreshes,
    imports: Imports,
    file_choices: FileChoices,
    /// The data was deleted or replaced; nothing must be written by this process any more.
    let_go: AtomicBool,
    clipboard: ClipboardKeeper,
    window: WindowDoor,
    /// Carries the domain's announcements on, from before the domain is open.
    changes: Changes,
}

impl App {
    #[must_use]
    pub fn new(options: Options) -> Self {
        let changes = Changes::default();
        Self(Arc::new(Inner {
            clipboard: ClipboardKeeper::new(options.clipboard, options.clock.clone(), changes.clone()),
            window: WindowDoor::new(changes.clone()),
            folders: options.folders,
            clock: options.clock,
            vault: options.vault,
            actor: options.actor,
            core: OnceCell::new(),
            opened: Notify::new(),
            gateway: GatewaySlot::default(),
            refreshes: Refreshes::default(),
            imports: Imports::default(),
            file_choices: FileChoices::default(),
            let_go: AtomicBool::new(false),
            changes,
        }))
    }

    /// The open domain. A failure is not remembered: the next call tries again, so that a user who mends the cause
    /// needs no restart.
    ///
    /// # Errors
    /// Whatever keeps the data folder or the database from being used.
    pub async fn core(&self) -> Result<&Core, CommandError> {
        if self.0.let_go.load(Ordering::SeqCst) {
            return Err(CommandError {
                code: ErrorCode::Storage,
                message: "The data of this folder was deleted or replaced.".into(),
                next_step: "Close Keyhinge and start it again.".into(),
            });
        }
        let opened = self.0.core.get_or_try_init(|| async {
            let core = Core::open(self.0.folders.clone(), self.0.clock.clone(), self.0.vault.clone()).await?;
            self.0.opened.notify_one();
            Ok::<_, keyhinge_core::Error>(Core { changes: self.0.changes.clone(), ..core })
        });
        Ok(opened.await?)
    }

    /// What a long-lived host does once: watches other processes' writes, finishes what a crash left open, and
    /// starts the gateway if it is to run with the app. Failures are told by `gateway_status` and the log.
    ///
    /// Where the data folder cannot be opened this returns, and the rest follows once a later call has opened it.
    pub async fn start(&self) {
        match self.core().await {
            Ok(core) => self.start_with(core.clone()).await,
            Err(error) => {
                tracing::error!(%error, "the data folder could not be opened");
                let app = self.clone();
                tokio::spawn(async move {
                    // A permit waits where the opening came first.
                    app.0.opened.notified().await;
                    if let Ok(core) = app.core().await {
                        app.start_with(core.clone()).await;
                    }
                });
            }
        }
    }

    async fn start_with(&self, core: Core) {
        if let Err(error) = core.watch_other_processes().await {
            tracing::warn!(%error, "other processes' changes will not be noticed");
        }
        if let Err(error) = lifecycle::finish_revocations(&core).await {
            tracing::warn!(%error, "open revocations could not be finished");
        }
        if let Err(error) = lifecycle::withdraw_cut_off(&core).await {
            tracing::warn!(%error, "what was cut off could not be taken back");
        }
        // Aside: a keychain that asks to be unlocked takes its time.
        let doubtful = core.clone();
        tokio::spawn(async move {
            look_for_secrets(&doubtful).await;
        });
        if self.settings().gateway_enabled
            && let Err(error) = self.start_gateway(None).await
        {
            tracing::warn!(%error, "the gateway did not start");
        }
    }

    /// Stops the gateway, clears a secret of ours from the clipboard, and closes the database. A command at a shell has the
    /// keys of an account that it added read to the end; a window that closes does not wait for them.
    pub async fn close(&self) {
        self.0.clipboard.clear_now().await;
        if self.0.actor != Actor::Cli {
            self.0.refreshes.cancel();
        }
        self.0.refreshes.end().await;
        self.0.imports.forget(None).await;
        if let Some(core) = self.0.core.get() {
            if !self.0.let_go.load(Ordering::SeqCst) {
                self.0.gateway.stop(core, self.0.actor).await;
            }
            core.store.close().await;
        }
    }

    /// Hears what becomes stale, from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Vec<Topic>> {
        self.0.changes.listen()
    }

    /// The data was deleted or replaced by this process, which writes nothing any more.
    #[must_use]
    pub fn has_let_go(&self) -> bool {
        self.0.let_go.load(Ordering::SeqCst)
    }

    pub(crate) fn let_go(&self) {
        self.0.let_go.store(true, Ordering::SeqCst);
    }

    #[must_use]
    pub fn folders(&self) -> &Folders {
        &self.0.folders
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        self.0.actor
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Which vault is chosen at this moment.
    #[must_use]
    pub fn vault_kind(&self) -> VaultKind {
        self.0.vault.kind()
    }

    /// Opens the keychain in the background, for a process that is about to read from it.
    pub fn warm_vault(&self) {
        self.0.vault.warm();
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.vault
    }

    pub(crate) fn changes(&self) -> &Changes {
        &self.0.changes
    }

    pub(crate) fn clipboard(&self) -> &ClipboardKeeper {
        &self.0.clipboard
    }

    /// Between the window and the desktop around it.
    #[must_use]
    pub fn window(&self) -> &WindowDoor {
        &self.0.window
    }

    pub(crate) fn refreshes(&self) -> &Refreshes {
        &self.0.refreshes
    }

    pub(crate) fn imports(&self) -> &Imports {
        &self.0.imports
    }

    pub(crate) fn file_choices(&self) -> &FileChoices {
        &self.0.file_choices
    }

    pub(crate) fn gateway(&self) -> &GatewaySlot {
        &self.0.gateway
    }

    /// The settings as they apply now.
    #[must_use]
    pub fn settings(&self) -> Settings {
        settings::load(&self.0.folders.settings_file()).settings
    }

    /// Starts the gateway on `port`, on the remembered one, or on any (0), without remembering anything.
    ///
    /// # Errors
    /// `PortTaken`, `GatewayElsewhere`, or a storage error. The gateway is off then.
    pub async fn start_gateway(&self, port: Option<u16>) -> Result<GatewayStatus, CommandError> {
        let core = self.core().await?;
        self.0.gateway.start(core, port.unwrap_or_else(|| self.settings().gateway_port), self.0.actor).await
    }

    /// The token that manages keys over HTTP for this run of the gateway; none while it is off.
    pub async fn session_token(&self) -> Option<Secret> {
        self.0.gateway.session_token().await
    }
}

/// Looks for the secrets that the vault was found without. A process that ends meanwhile leaves it to the next one.
pub(crate) async fn look_for_secrets(core: &Core) {
    match lifecycle::check_secrets(core).await {
        Err(error) if !core.store.is_closed() => {
            tracing::warn!(%error, "whether secrets are held here is not known yet");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn what_a_start_does_follows_once_the_folder_can_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::at(folder.path());
        std::fs::write(folders.database(), "not a database").unwrap();
        let change =
            settings::SettingsChange { gateway_enabled: Some(true), ..settings::SettingsChange::default() };
        settings::change(&folders.settings_file(), &change).unwrap();
        let app = App::new(Options {
            folders: folders.clone(),
            clock: Clock::system(),
            vault: Vault::unavailable(),
            clipboard: None,
            actor: Actor::App,
        });
        app.start().await;
        assert!(app.core().await.is_err());
        std::fs::remove_file(folders.database()).unwrap();
        app.core().await.unwrap();
        // The remembered port may be taken on this computer: that it was tried is what counts.
        let tried = async {
            while matches!(
                app.gateway().status(&folders, app.settings().gateway_port).await,
                GatewayStatus::Off { .. }
            ) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), tried).await.expect("the gateway was started");
        app.close().await;
    }
}
