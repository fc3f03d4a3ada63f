//! The command bodies, by feature. Each does what its name says in a few calls of the domain.

mod accounts;
mod activity;
mod app;
mod backup;
mod consequences;
mod data;
mod doctor;
mod folders;
mod gateway;
mod import;
mod import_choice;
mod keys;
mod provider_keys;
mod rotation;
mod settings;
mod snippets;
mod snippets_write;
mod vault;
mod window;

pub use accounts::{
    accounts_add, accounts_change, accounts_key_form, accounts_list, accounts_refresh,
    accounts_refresh_cancel, accounts_refresh_status, accounts_remove, accounts_set_upstream, accounts_test,
    provider_page_open,
};
pub use activity::activity_list;
pub use app::{app_status, catalogue_get, clipboard_status};
pub use backup::{backup_create, backup_look, backup_restore, backups_list};
pub use data::{DELETE_PHRASE, data_delete_all, keys_export, keys_export_save};
pub use doctor::{diagnostics_report, doctor};
pub use folders::{folders_get, folders_open};
pub use gateway::{gateway_copy_session_token, gateway_start, gateway_status, gateway_stop};
pub use import::{
    import_examine, import_examine_files, import_forget, import_keys, import_places, import_undo,
};
pub use keys::{
    keys_copy, keys_create, keys_limits, keys_list, keys_reveal, keys_reveal_ticket, keys_revoke,
    keys_revoke_consequences,
};
pub use provider_keys::{
    keys_create_at_provider, keys_disable, keys_enable, keys_forget, keys_keep, keys_readings, keys_rename,
    keys_revoke_by_hand, keys_revoke_cancel, keys_revoke_confirm, keys_test,
};
pub use rotation::{
    rotation_cancel, rotation_get, rotation_paste, rotation_switch, rotation_switch_back, rotation_take,
    rotation_write,
};
pub use settings::{settings_change, settings_get};
pub use snippets::{snippets_preview, snippets_targets};
pub use snippets_write::{IntoFile, snippets_choose_file, snippets_write, snippets_write_undo, write_into};
pub use vault::{
    vault_change_passphrase, vault_choose_file, vault_choose_keychain, vault_lock, vault_status, vault_unlock,
};
pub use window::{window_close, window_route, window_status};

pub(crate) use keys::find as find_key;

pub(crate) type Answer<T> = Result<T, crate::error::CommandError>;
