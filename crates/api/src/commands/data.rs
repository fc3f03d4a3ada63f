use keyhinge_core::export::{self, Exported};
use keyhinge_core::{Error, erase, files};

use super::Answer;
use super::keys::keys_list;
use crate::app::App;
use crate::contract::{DataDelete, DataDeleted, KeysExport, Nothing, Saved};
use crate::error::{CommandError, ErrorCode};

/// What has to be typed before everything is deleted.
pub const DELETE_PHRASE: &str = "delete all keyhinge data";

/// The key list without secrets, as text.
///
/// # Errors
/// Where the database cannot be read.
pub async fn keys_export(app: &App, request: KeysExport) -> Answer<Exported> {
    let keys = keys_list(app, Nothing {}).await?;
    Ok(export::keys(&keys, request.format, app.clock().now())?)
}

/// The key list without secrets, as a new file in the data folder.
///
/// # Errors
/// Where the database cannot be read or the file cannot be written.
pub async fn keys_export_save(app: &App, request: KeysExport) -> Answer<Saved> {
    let exported = keys_export(app, request).await?;
    let folder = app.folders().exports();
    let path = files::write_into(&folder, &exported.file_name, exported.text.as_bytes());
    Ok(Saved { path: path.map_err(Error::from)?.display().to_string() })
}

/// Stops the gateway and deletes everything of this data folder, the secrets in the keychain first.
///
/// # Errors
/// `NameMismatch` where the phrase was not typed. A keychain error where a secret could not be deleted: the database is
/// kept then. `DatabaseBusy` where another process has the folder open.
pub async fn data_delete_all(app: &App, request: DataDelete) -> Answer<DataDeleted> {
    if !request.typed.trim().eq_ignore_ascii_case(DELETE_PHRASE) {
        return Err(CommandError {
            code: ErrorCode::NameMismatch,
            message: "The confirmation was not typed. Nothing was deleted.".into(),
            next_step: format!("Type \u{201c}{DELETE_PHRASE}\u{201d} to delete everything."),
        });
    }
    let core = app.core().await?;
    app.gateway().stop(core, app.actor()).await;
    app.clipboard().clear_now().await;
    let deleted = erase::delete_all(core).await?;
    app.let_go();
    // The entry would start an app that knows nothing any more.
    if let Err(error) = app.window().start_at_login(false) {
        tracing::warn!(%error, "the entry that starts Keyhinge with the session is left");
    }
    Ok(DataDeleted {
        secrets: u32::try_from(deleted.secrets).unwrap_or(u32::MAX),
        left: deleted.left.iter().map(|path| path.display().to_string()).collect(),
    })
}
