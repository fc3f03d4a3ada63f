use std::path::PathBuf;

use keyhinge_core::backup::{self, BackupFile, BackupLook};
use keyhinge_core::{Core, Error};

use super::Answer;
use crate::app::App;
use crate::contract::{BackupRef, BackupRestored, GatewayStatus, Nothing, Saved};

/// Everything but secrets, as a new file in the data folder.
///
/// # Errors
/// Where the database cannot be read or the file cannot be written.
pub async fn backup_create(app: &App, _: Nothing) -> Answer<Saved> {
    let path = backup::create_in_exports(app.core().await?).await?;
    Ok(Saved { path: path.display().to_string() })
}

/// The backups in the data folder, newest first.
///
/// # Errors
/// None; the signature is every command's.
pub async fn backups_list(app: &App, _: Nothing) -> Answer<Vec<BackupFile>> {
    Ok(backup::found(app.folders()))
}

/// What is in a backup, read as a restore reads it.
///
/// # Errors
/// `Invalid` for a path that is not whole. Else the reason for which a restore would refuse the file.
pub async fn backup_look(app: &App, request: BackupRef) -> Answer<BackupLook> {
    Ok(backup::look(&app.core().await?.folders, &whole(request)?).await?)
}

/// Stops the gateway and puts a backup in the place of the database and the settings, which are kept as a backup. This
/// process is to end then.
///
/// # Errors
/// As [`backup_look`]; `DatabaseBusy` where another process has the folder open. Nothing was changed then.
pub async fn backup_restore(app: &App, request: BackupRef) -> Answer<BackupRestored> {
    let core = app.core().await?;
    let file = whole(request)?;
    // A bad file stops no gateway.
    backup::look(&core.folders, &file).await?;
    let ran = matches!(
        app.gateway().status(app.folders(), app.settings().gateway_port).await,
        GatewayStatus::Running { .. }
    );
    app.gateway().stop(core, app.actor()).await;
    match backup::restore_into(core, &file).await {
        Ok(restored) => {
            app.let_go();
            let few = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            Ok(BackupRestored {
                keys: restored.keys,
                still_revoked: few(restored.still_revoked),
                left_out: few(restored.left_out),
                kept: restored.kept.map(|path| path.display().to_string()),
            })
        }
        Err(error) => {
            go_on(app, core, ran).await;
            Err(error.into())
        }
    }
}

/// After a restore that failed: as before, where the data is still open.
async fn go_on(app: &App, core: &Core, ran: bool) {
    if core.store.is_closed() {
        app.let_go();
    } else if ran && let Err(error) = app.start_gateway(None).await {
        tracing::warn!(%error, "the gateway did not start again");
    }
}

fn whole(request: BackupRef) -> Result<PathBuf, Error> {
    let path = PathBuf::from(request.path);
    if path.is_absolute() {
        return Ok(path);
    }
    Err(Error::Invalid {
        field: "path",
        reason: "This is not a whole path, from the top folder down.".into(),
    })
}
