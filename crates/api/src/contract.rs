//! What exists: the one list of commands. Every host expands it: the Tauri shell into one command per entry,
//! the HTTP host into routes, `khg call` into a lookup, a test into a walk over all of them. The types of requests
//! and responses are in a file for each area.

mod accounts;
mod activity;
mod app;
mod clipboard;
mod data;
mod gateway;
mod import;
mod keys;
mod rotation;
mod snippets;
mod snippets_write;
mod vault;
mod window;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::accounts::*;
pub use self::activity::*;
pub use self::app::*;
pub use self::clipboard::*;
pub use self::data::*;
pub use self::gateway::*;
pub use self::import::*;
pub use self::keys::*;
pub use self::rotation::*;
pub use self::snippets::*;
pub use self::snippets_write::*;
pub use self::vault::*;
pub use self::window::*;

// The domain's own types that commands carry: `use contract::*` is all that an expansion of the list needs.
pub use keyhinge_core::accounts::{Account, AccountTest, KeyTest, Removed};
pub use keyhinge_core::activity::Activity;
pub use keyhinge_core::backup::{BackupFile, BackupLook};
pub use keyhinge_core::catalogue::Catalogue;
pub use keyhinge_core::doctor::DoctorReport;
pub use keyhinge_core::export::{ExportFormat, Exported};
pub use keyhinge_core::keys::KeySummary;
pub use keyhinge_core::limits::{Meter, Reading};
pub use keyhinge_core::rotation::Rotation;
pub use keyhinge_core::settings::{Settings, SettingsChange};
pub use keyhinge_core::snippets::Snippet;
pub use keyhinge_core::snippets::into_file::{TakenBack, Written};

/// Calls `$callback!` with every command as `name(Request) -> Response`.
#[macro_export]
macro_rules! with_commands {
    ($callback:ident) => {
        $callback! {
            app_status(Nothing) -> AppStatus,
            doctor(Nothing) -> DoctorReport,
            settings_get(Nothing) -> Settings,
            settings_change(SettingsChange) -> Settings,
            folders_get(Nothing) -> FoldersInUse,
            folders_open(FolderOpen) -> Nothing,
            gateway_status(Nothing) -> GatewayStatus,
            gateway_start(GatewayStart) -> GatewayStatus,
            gateway_stop(Nothing) -> GatewayStatus,
            gateway_copy_session_token(Nothing) -> Copied,
            catalogue_get(Nothing) -> Catalogue,
            provider_page_open(ProviderPageOpen) -> Nothing,
            accounts_list(Nothing) -> Vec<Account>,
            accounts_test(AccountInput) -> AccountTest,
            accounts_add(AccountAdd) -> Account,
            accounts_change(AccountChange) -> Account,
            accounts_remove(AccountRemove) -> Removed,
            accounts_set_upstream(AccountSetUpstream) -> Account,
            accounts_refresh(AccountsRefresh) -> Vec<AccountRefreshed>,
            accounts_refresh_status(Nothing) -> RefreshStatus,
            accounts_refresh_cancel(Nothing) -> RefreshStatus,
            accounts_key_form(AccountRef) -> KeyFormOffer,
            keys_list(Nothing) -> Vec<KeySummary>,
            keys_create(KeyCreate) -> KeyCreated,
            keys_create_at_provider(KeyCreateAtProvider) -> KeyMade,
            keys_keep(KeyRef) -> KeySummary,
            keys_rename(KeyRename) -> KeySummary,
            keys_disable(KeyRef) -> KeySummary,
            keys_enable(KeyRef) -> KeySummary,
            keys_forget(KeyRef) -> Nothing,
            keys_test(KeyTestBy) -> KeyTest,
            keys_readings(KeyRef) -> Vec<Reading>,
            keys_reveal_ticket(KeyRef) -> KeyCreated,
            keys_reveal(KeyReveal) -> Revealed,
            keys_copy(KeyCopy) -> Copied,
            keys_limits(KeyRef) -> Vec<Meter>,
            keys_revoke_consequences(KeyRef) -> RevokeConsequences,
            keys_revoke(KeyRevoke) -> KeySummary,
            keys_revoke_confirm(KeyTestBy) -> RevokeConfirmed,
            keys_revoke_cancel(KeyRef) -> KeySummary,
            keys_revoke_by_hand(KeyRevoke) -> KeySummary,
            rotation_get(KeyRef) -> Rotation,
            rotation_take(RotationTake) -> Rotation,
            rotation_paste(RotationPaste) -> Rotation,
            rotation_switch(RotationSwitch) -> Rotation,
            rotation_switch_back(KeyRef) -> Rotation,
            rotation_cancel(KeyRef) -> Nothing,
            rotation_write(RotationWrite) -> Written,
            import_examine(ImportExamine) -> ImportTray,
            import_examine_files(ImportExamineFiles) -> ImportTray,
            import_places(ImportPlaces) -> ImportPlacesFound,
            import_keys(ImportKeys) -> Vec<ImportOutcome>,
            import_undo(ImportUndo) -> Vec<ImportUndone>,
            import_forget(ImportForget) -> Nothing,
            activity_list(ActivityList) -> ActivityPage,
            snippets_targets(KeyRef) -> SnippetOffers,
            snippets_preview(SnippetPreview) -> Snippet,
            snippets_choose_file(SnippetChooseFile) -> FileChosen,
            snippets_write(SnippetWrite) -> Written,
            snippets_write_undo(SnippetWriteRef) -> TakenBack,
            clipboard_status(Nothing) -> ClipboardStatus,
            keys_export(KeysExport) -> Exported,
            keys_export_save(KeysExport) -> Saved,
            diagnostics_report(Nothing) -> Diagnostics,
            backup_create(Nothing) -> Saved,
            backups_list(Nothing) -> Vec<BackupFile>,
            backup_look(BackupRef) -> BackupLook,
            backup_restore(BackupRef) -> BackupRestored,
            data_delete_all(DataDelete) -> DataDeleted,
            window_status(Nothing) -> WindowStatus,
            window_close(WindowClose) -> WindowStatus,
            window_route(Nothing) -> WindowRoute,
            vault_status(Nothing) -> VaultStatus,
            vault_choose_file(VaultChooseFile) -> VaultSwitched,
            vault_choose_keychain(VaultChooseKeychain) -> VaultSwitched,
            vault_unlock(VaultUnlock) -> VaultStatus,
            vault_lock(Nothing) -> VaultStatus,
            vault_change_passphrase(VaultChangePassphrase) -> VaultStatus,
        }
    };
}

/// A request without content: `{}`.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}
