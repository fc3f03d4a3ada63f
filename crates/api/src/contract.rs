//! What exists: the one list of commands. Every host expands it — the Tauri shell into one command per entry,
//! the HTTP host into routes, `khg call` into a lookup, a test into a walk over all of them.

use chrono::{DateTime, Utc};
use keyhinge_core::keys::Permissions;
use keyhinge_core::limits::MinuteLimits;
use keyhinge_core::secret::Secret;
use keyhinge_core::vault::VaultKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

// The domain's own types that commands carry: `use contract::*` is all that an expansion of the list needs.
pub use keyhinge_core::accounts::Account;
pub use keyhinge_core::activity::Activity;
pub use keyhinge_core::catalogue::Catalogue;
pub use keyhinge_core::doctor::DoctorReport;
pub use keyhinge_core::export::{ExportFormat, Exported};
pub use keyhinge_core::keys::KeySummary;
pub use keyhinge_core::limits::Meter;
pub use keyhinge_core::settings::{Settings, SettingsChange};
pub use keyhinge_core::snippets::TargetRow;

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
            accounts_list(Nothing) -> Vec<Account>,
            keys_list(Nothing) -> Vec<KeySummary>,
            keys_create(KeyCreate) -> KeyCreated,
            keys_reveal_ticket(KeyRef) -> KeyCreated,
            keys_reveal(KeyReveal) -> Revealed,
            keys_copy(KeyCopy) -> Copied,
            keys_limits(KeyRef) -> Vec<Meter>,
            keys_revoke_consequences(KeyRef) -> RevokeConsequences,
            keys_revoke(KeyRevoke) -> KeySummary,
            activity_list(ActivityList) -> ActivityPage,
            snippets_targets(Nothing) -> Vec<TargetRow>,
            snippets_preview(SnippetPreview) -> Snippet,
            clipboard_status(Nothing) -> ClipboardStatus,
            keys_export(KeysExport) -> Exported,
            keys_export_save(KeysExport) -> Saved,
            diagnostics_report(Nothing) -> Diagnostics,
            backup_create(Nothing) -> Saved,
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

/// What the shell needs before it shows anything.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AppStatus {
    pub version: String,
    /// `linux`, `macos` or `windows`.
    pub platform: String,
    pub data_folder: String,
    /// Nothing has been set up yet: show the welcome.
    pub first_start: bool,
    /// What was wrong with the settings file, if anything; the file is kept.
    pub settings_problems: Vec<String>,
}

/// Where this process keeps what it keeps, as paths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoldersInUse {
    pub data: String,
    pub settings: String,
    pub logs: String,
    /// What the logs take up.
    pub logs_bytes: u32,
    /// `RUST_LOG` was set at the start; it comes before the setting `log_level`.
    pub rust_log: bool,
}

/// One of the folders that Keyhinge uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FolderName {
    Data,
    Settings,
    Logs,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FolderOpen {
    pub folder: FolderName,
}

/// Whether the gateway runs, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum GatewayStatus {
    /// `port` is the one it will use.
    Off { port: u16 },
    /// Runs in this process. `url` is `http://127.0.0.1:<port>`.
    Running { url: String, port: u16 },
    /// Another process serves this data folder (the app, or `khg gateway serve`).
    Elsewhere { url: Option<String> },
    /// It should run, and cannot; `message` says why and `next_step` what helps.
    Failed { port: u16, message: String, next_step: String },
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GatewayStart {
    /// Another port than the remembered one; it is remembered once it works.
    #[ts(optional)]
    pub port: Option<u16>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyRef {
    pub key_id: String,
}

/// When a new key stops working.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Expiry {
    Never,
    InDays { days: u32 },
    At { at: DateTime<Utc> },
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyCreate {
    pub account_id: String,
    pub name: String,
    pub purpose: String,
    pub permissions: Permissions,
    pub generate: bool,
    pub expiry: Expiry,
    /// One of the manifest's plans.
    pub plan: String,
    /// The plan's numbers where absent; Enterprise has only these.
    #[serde(default)]
    #[ts(optional)]
    pub limits: Option<MinuteLimits>,
}

/// A key and the ticket that shows it once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KeyCreated {
    pub key: KeySummary,
    /// 128 bits in hex; good for one [`keys_reveal`](crate::commands::keys::keys_reveal).
    pub ticket: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyReveal {
    pub ticket: String,
}

/// The only response that carries a secret.
#[derive(Serialize, TS)]
pub struct Revealed {
    pub secret: String,
    /// The UI drops the secret after this many seconds.
    pub hide_after_seconds: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyCopy {
    pub key_id: String,
    /// A snippet target's id; the bare key where absent.
    #[serde(default)]
    #[ts(optional)]
    pub target: Option<String>,
}

/// What happened to a copied secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Copied {
    pub clipboard: ClipboardStatus,
}

/// What Keyhinge has on the clipboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClipboardStatus {
    /// Nothing of ours.
    Empty,
    /// A secret, cleared at `clears_at` if it is still there. `excluded_from_history` is false where this
    /// desktop offers no such mark.
    Holding { key_id: Option<String>, clears_at: DateTime<Utc>, excluded_from_history: bool },
    /// Cleared by us.
    Cleared,
    /// Something else was copied meanwhile; we left it alone.
    Replaced,
    /// It could not be cleared: the user must.
    ClearFailed { message: String },
}

/// What revoking breaks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RevokeConsequences {
    pub key: KeySummary,
    pub last_used_at: Option<DateTime<Utc>>,
    pub requests_last_24_hours: i64,
    /// Where the key was copied to, newest first (target names).
    pub copied_to: Vec<String>,
    /// Plain sentences, in the order to show them.
    pub sentences: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyRevoke {
    pub key_id: String,
    /// The key's name as the user typed it, to confirm.
    pub typed_name: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ActivityList {
    #[serde(default)]
    #[ts(optional)]
    pub key_id: Option<String>,
    /// Entries older than this one's id.
    #[serde(default)]
    #[ts(optional)]
    pub before: Option<i64>,
    /// 1 to 500; 100 where absent.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ActivityPage {
    /// Newest first.
    pub entries: Vec<Activity>,
    /// Pass as `before` for the next page; none at the end.
    pub older: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SnippetPreview {
    pub key_id: String,
    pub target: String,
}

/// A snippet as it may be shown: the key is masked in `text`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Snippet {
    pub target: TargetRow,
    pub text: String,
    /// The variable that the text sets.
    pub variable: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeysExport {
    pub format: ExportFormat,
}

/// A file that was written for the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Saved {
    pub path: String,
}

/// What helps whoever helps: no secret, no key's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Diagnostics {
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DataDelete {
    /// “delete all keyhinge data”, as the user typed it, to confirm.
    pub typed: String,
}

/// Nothing can be done in this process afterwards; the next start begins anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DataDeleted {
    /// How many secrets left the keychain.
    pub secrets: u32,
    /// Files that could not be deleted; none holds a secret.
    pub left: Vec<String>,
}

/// What the window should know of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WindowStatus {
    /// The user closed the window while the gateway runs, and has not said yet what that means.
    pub asks_to_close: bool,
    /// There is a tray from which the window comes back.
    pub tray: bool,
}

/// What closing the window means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CloseChoice {
    /// The window stays.
    Stay,
    /// The window goes; the gateway runs on.
    KeepRunning,
    /// Everything ends.
    Quit,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WindowClose {
    pub choice: CloseChoice,
    /// Do so from now on, without asking.
    pub remember: bool,
}

/// What the page is to open, if anything.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct WindowRoute {
    /// A fragment of the page, such as `#/keys`.
    pub route: Option<String>,
    /// The form for a new key.
    pub create_key: bool,
}

/// Whether secrets can be written and read now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    Ready,
    Locked,
    /// There is no keychain.
    Absent,
    /// The file vault is chosen, and its file is gone.
    MissingFile,
    /// What lies in its place is damaged, foreign, or of a newer version.
    BadFile,
    Failed,
}

/// Which vault is chosen, and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VaultStatus {
    pub kind: VaultKind,
    pub state: VaultState,
    /// Where the file is, or was; none for the keychain.
    pub file: Option<String>,
    /// A plain sentence.
    pub message: String,
    /// Empty where nothing is needed.
    pub next_step: String,
}

/// What came of choosing another vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VaultSwitched {
    pub status: VaultStatus,
    /// Secrets that were taken along.
    pub moved: u32,
    /// Of those, how many could not be deleted from the old vault.
    pub left: u32,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultChooseFile {
    /// At least 12 characters.
    #[ts(type = "string")]
    pub passphrase: Secret,
    /// Go on although secrets stay behind that the present vault does not give.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub leave_secrets: bool,
}

#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultChooseKeychain {
    /// Go on although the file cannot be opened; it is kept under another name.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub leave_secrets: bool,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultUnlock {
    #[ts(type = "string")]
    pub passphrase: Secret,
}

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VaultChangePassphrase {
    /// The present one.
    #[ts(type = "string")]
    pub passphrase: Secret,
    /// At least 12 characters.
    #[ts(type = "string")]
    pub new_passphrase: Secret,
}
