use std::path::PathBuf;

use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::recognise::candidate_files;
use keyhinge_core::{Core, Error, lifecycle};

use super::Answer;
use super::import_choice::{take_in, undo};
use crate::app::App;
use crate::contract::{
    ImportExamine, ImportExamineFiles, ImportFile, ImportFileProblem, ImportForget, ImportFound, ImportKeys,
    ImportLineProblem, ImportOutcome, ImportPlaces, ImportPlacesFound, ImportProblem, ImportTextProblem,
    ImportTray, ImportUndo, ImportUndone, Nothing,
};
use crate::error::CommandError;
use crate::import::{Item, LineProblem, ReadFile, Tray, read_files, read_text, whole_path};

/// Finds the keys in a text, and keeps them for ten minutes.
///
/// # Errors
/// Where the database cannot be read. That there is none is no error: `problem` says it.
pub async fn import_examine(app: &App, request: ImportExamine) -> Answer<ImportTray> {
    let core = app.core().await?;
    let (found, skipped, problem) =
        aside(core, move |catalogue| Ok(read_text(&request.text, catalogue))).await?;
    let tray = Tray::of(found, app.clock())?;
    let problem = problem.map(|kind| ImportTextProblem {
        kind,
        message: kind.message().to_owned(),
        next_step: kind.next_step().to_owned(),
    });
    let shown = ImportTray { problem, skipped, ..shown(core, &tray).await? };
    app.imports().put(tray).await;
    Ok(shown)
}

/// Finds the keys in files, and keeps them for ten minutes. Nothing in the files changes.
///
/// # Errors
/// `Invalid` for a path that is not a whole one. A file that cannot be read is no error: its entry says why.
pub async fn import_examine_files(app: &App, request: ImportExamineFiles) -> Answer<ImportTray> {
    let core = app.core().await?;
    let (found, files) = aside(core, move |catalogue| read_files(&request.paths, catalogue)).await?;
    let tray = Tray::of(found, app.clock())?;
    let skipped = files.iter().map(|file| file.skipped).sum();
    let files = files.into_iter().map(ImportFile::from).collect();
    let shown = ImportTray { files, skipped, ..shown(core, &tray).await? };
    app.imports().put(tray).await;
    Ok(shown)
}

/// Which files may hold keys: start files of shells, and `.env` files in a folder. None is opened.
///
/// # Errors
/// `Invalid` for a folder that is none.
pub async fn import_places(app: &App, request: ImportPlaces) -> Answer<ImportPlacesFound> {
    let folder = request.folder.filter(|folder| !folder.trim().is_empty());
    let files = aside(app.core().await?, move |_| {
        let folder = folder.map(|folder| whole_path("folder", &folder)).transpose()?;
        if folder.as_ref().is_some_and(|folder| !folder.is_dir()) {
            return Err(Error::Invalid { field: "folder", reason: "There is no such folder.".into() });
        }
        // Without a home folder there are no start files of shells.
        let home = std::env::home_dir().unwrap_or_default();
        Ok(candidate_files(&home, folder.as_deref()))
    });
    Ok(ImportPlacesFound { files: files.await?.into_iter().map(text).collect() })
}

/// Takes the chosen keys in. Each has its own outcome.
///
/// # Errors
/// `NotFound` where the tray is no longer there.
pub async fn import_keys(app: &App, request: ImportKeys) -> Answer<Vec<ImportOutcome>> {
    let core = app.core().await?;
    let mut tray = app.imports().open(&request.tray, app.clock()).await?;
    let mut outcomes = Vec::new();
    for choice in request.choices {
        outcomes.push(take_in(core, &mut tray, choice, app.actor()).await);
    }
    Ok(outcomes)
}

/// Puts lines back, and takes their keys out of Keyhinge again. At the provider nothing changes.
///
/// # Errors
/// `NotFound` where the tray is no longer there.
pub async fn import_undo(app: &App, request: ImportUndo) -> Answer<Vec<ImportUndone>> {
    let core = app.core().await?;
    let mut tray = app.imports().open(&request.tray, app.clock()).await?;
    let mut indexes = request.indexes;
    // The last change of a file first.
    indexes.sort_by_key(|index| std::cmp::Reverse(tray.order_of(*index)));
    indexes.dedup();
    let mut undone = Vec::new();
    for index in indexes {
        undone.push(undo(core, &mut tray, index, app.actor()).await);
    }
    Ok(undone)
}

/// Lets go of what was found.
///
/// # Errors
/// None; the signature is every command's.
pub async fn import_forget(app: &App, request: ImportForget) -> Answer<Nothing> {
    app.imports().forget(Some(&request.tray)).await;
    Ok(Nothing {})
}

/// Does what blocks on the disk, with the catalogue as it is now.
async fn aside<T: Send + 'static>(
    core: &Core,
    what: impl FnOnce(&Catalogue) -> Result<T, Error> + Send + 'static,
) -> Answer<T> {
    let live = core.catalogue.clone();
    let run = tokio::task::spawn_blocking(move || {
        let _ = live.refresh();
        what(&live.now())
    });
    Ok(run.await.map_err(|error| CommandError::internal(&error.to_string()))??)
}

async fn shown(core: &Core, tray: &Tray) -> Answer<ImportTray> {
    let secrets: Vec<_> = tray.items.iter().map(|item| &item.found.secret).collect();
    let known = match lifecycle::known_secrets(core, &secrets).await {
        Ok(known) => known,
        // A vault that is locked keeps nobody from looking; taking in tells it then.
        Err(Error::Vault(_)) => vec![None; secrets.len()],
        Err(error) => return Err(error.into()),
    };
    let accounts = core.store.accounts().await.map_err(Error::from)?;
    let fitting = |item: &Item| {
        let fits = |id: &str| item.found.candidates.iter().any(|candidate| candidate.provider_id == id);
        accounts
            .iter()
            .filter(|account| fits(&account.provider_id))
            .map(|account| account.id.clone())
            .collect()
    };
    let found = (0_u32..).zip(&tray.items).zip(known).map(|((index, item), already_here)| ImportFound {
        index,
        masked: item.found.masked.clone(),
        variable: item.found.variable.clone(),
        line: item.found.line,
        file: item.file.clone().map(text),
        candidates: item.found.candidates.clone(),
        accounts: fitting(item),
        problem: item.problem().cloned().map(ImportProblem::from),
        notes: item.found.notes.clone(),
        same_as: item.same_as,
        already_here,
        removable: item.file.is_some() && item.not_removable.is_none(),
        not_removable: item.not_removable.clone().map(ImportLineProblem::from),
    });
    Ok(ImportTray {
        tray: tray.id.clone(),
        found: found.collect(),
        skipped: 0,
        problem: None,
        files: Vec::new(),
    })
}

pub(super) fn text(path: PathBuf) -> String {
    path.display().to_string()
}

impl From<keyhinge_core::recognise::Problem> for ImportProblem {
    fn from(problem: keyhinge_core::recognise::Problem) -> Self {
        let (message, next_step) = (problem.message(), problem.next_step().to_owned());
        Self { problem, message, next_step }
    }
}

impl From<ReadFile> for ImportFile {
    fn from(file: ReadFile) -> Self {
        let problem = file.problem.map(|problem| ImportFileProblem {
            message: problem.to_string(),
            next_step: problem.next_step().to_owned(),
            problem,
        });
        Self { path: text(file.path), link_to: file.link_to.map(text), found: file.found, problem }
    }
}

impl From<LineProblem> for ImportLineProblem {
    fn from(problem: LineProblem) -> Self {
        let (message, next_step) = (problem.message(), problem.next_step().to_owned());
        match problem {
            LineProblem::Line(kind) => Self::Line { kind, message, next_step },
            LineProblem::File(problem) => Self::File { problem, message, next_step },
            LineProblem::Recoded => Self::Recoded { message, next_step },
        }
    }
}
