use std::path::PathBuf;

use keyhinge_core::folders::Folders;
use keyhinge_core::logs::Program;

use super::Answer;
use crate::app::App;
use crate::contract::{FolderName, FolderOpen, FoldersInUse, Nothing};
use crate::error::{CommandError, ErrorCode};

/// Where everything is kept, and what the logs take up.
///
/// # Errors
/// None; the signature is every command's.
pub async fn folders_get(app: &App, _: Nothing) -> Answer<FoldersInUse> {
    let folders = app.folders();
    Ok(FoldersInUse {
        data: folders.data().display().to_string(),
        settings: folders.config().display().to_string(),
        logs: folders.logs().display().to_string(),
        logs_bytes: logs_bytes(folders),
        rust_log: std::env::var_os("RUST_LOG").is_some(),
    })
}

/// Shows one of our own folders in the system's file manager; the caller names it and gives no path.
///
/// # Errors
/// `NotFound` where the folder is not there yet; `Storage` where nothing on this computer shows folders.
pub async fn folders_open(app: &App, request: FolderOpen) -> Answer<Nothing> {
    let path = path_of(app.folders(), request.folder);
    if !path.is_dir() {
        return Err(CommandError {
            code: ErrorCode::NotFound,
            message: "This folder is not there yet.".into(),
            next_step: "It is made when something is first kept in it.".into(),
        });
    }
    open::that_detached(&path).map_err(|error| {
        tracing::warn!(%error, "no program opened a folder");
        CommandError {
            code: ErrorCode::Storage,
            message: "No program on this computer could be asked to show the folder.".into(),
            next_step: "Copy its path instead.".into(),
        }
    })?;
    Ok(Nothing {})
}

fn path_of(folders: &Folders, name: FolderName) -> PathBuf {
    match name {
        FolderName::Data => folders.data().to_owned(),
        FolderName::Settings => folders.config().to_owned(),
        FolderName::Logs => folders.logs(),
    }
}

fn logs_bytes(folders: &Folders) -> u32 {
    let files = Program::ALL.iter().flat_map(|program| program.files(&folders.logs()));
    let bytes: u64 = files.filter_map(|file| std::fs::metadata(file).ok()).map(|found| found.len()).sum();
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Options;
    use keyhinge_core::clock::Clock;
    use keyhinge_core::keys::Actor;
    use keyhinge_core::vault::Vault;

    #[tokio::test]
    async fn the_folders_and_the_size_of_the_logs_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let folders = Folders::at(dir.path());
        let app = App::new(Options {
            folders: folders.clone(),
            clock: Clock::system(),
            vault: Vault::unavailable(),
            clipboard: None,
            actor: Actor::App,
        });
        assert_eq!(folders_get(&app, Nothing {}).await.unwrap().logs_bytes, 0);
        let refused = folders_open(&app, FolderOpen { folder: FolderName::Logs }).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotFound);
        std::fs::create_dir(folders.logs()).unwrap();
        std::fs::write(folders.logs().join("keyhinge.log"), [b'x'; 10]).unwrap();
        std::fs::write(folders.logs().join("gateway.1.log"), [b'x'; 7]).unwrap();
        std::fs::write(folders.logs().join("notes.txt"), "mine").unwrap();
        let told = folders_get(&app, Nothing {}).await.unwrap();
        assert_eq!((told.logs_bytes, told.logs), (17, folders.logs().display().to_string()));
    }
}
