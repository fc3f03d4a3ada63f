use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::{Error, settings};

use super::Answer;
use crate::app::App;
use crate::contract::{AppStatus, ClipboardStatus, Nothing};

/// What the shell needs before it shows anything.
///
/// # Errors
/// Where the data folder or the database cannot be opened: the one error that keeps the whole app from working.
pub async fn app_status(app: &App, _: Nothing) -> Answer<AppStatus> {
    let accounts = app.core().await?.store.accounts().await.map_err(Error::from)?;
    Ok(AppStatus {
        version: env!("CARGO_PKG_VERSION").into(),
        platform: std::env::consts::OS.into(),
        data_folder: app.folders().data().display().to_string(),
        first_start: accounts.is_empty(),
        settings_problems: settings::load(&app.folders().settings_file()).problems,
    })
}

/// Every provider that is known, and the presets for new keys. The user's own manifests are read as they are now.
///
/// # Errors
/// Where the data folder cannot be opened.
pub async fn catalogue_get(app: &App, _: Nothing) -> Answer<Catalogue> {
    let core = app.core().await?;
    core.refresh_catalogue().await;
    Ok(core.catalogue.now().as_ref().clone())
}

/// What Keyhinge has on the clipboard.
///
/// # Errors
/// None; the signature is every command's.
pub async fn clipboard_status(app: &App, _: Nothing) -> Answer<ClipboardStatus> {
    Ok(app.clipboard().status())
}
