//! One Tauri command per entry of the contract, so that the capability file can name each one.

use keyhinge_api::contract::*;
use keyhinge_api::core::accounts::Account;
use keyhinge_api::core::catalogue::Catalogue;
use keyhinge_api::core::doctor::DoctorReport;
use keyhinge_api::core::keys::KeySummary;
use keyhinge_api::core::limits::Meter;
use keyhinge_api::core::settings::{Settings, SettingsChange};
use keyhinge_api::core::snippets::Snippet;
use keyhinge_api::{App, CommandError, with_commands};
use tauri::State;
use tauri::ipc::Invoke;

macro_rules! tauri_commands {
    ($($name:ident($request:ty) -> $response:ty,)*) => {
        $(
            #[tauri::command]
            async fn $name(app: State<'_, App>, request: $request) -> Result<$response, CommandError> {
                keyhinge_api::commands::$name(&app, request).await
            }
        )*

        /// Answers the window's calls.
        pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}
with_commands!(tauri_commands);
