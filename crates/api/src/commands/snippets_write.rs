//! Writing a snippet into a file.

use std::path::{Path, PathBuf};

use keyhinge_core::snippets::into_file::{self, Entry, Statement, TakenBack, Written};
use keyhinge_core::snippets::{self, FileOf, Form, WriteAs};
use keyhinge_core::{Error, lifecycle};

use super::Answer;
use crate::app::App;
use crate::contract::{FileChosen, KeyCopy, SnippetChooseFile, SnippetWrite, SnippetWriteRef};
use crate::error::{CommandError, ErrorCode};
use crate::snippets::{Written as Text, write};

/// What is to be written into a file, and of which key.
#[derive(Debug, Clone)]
pub struct IntoFile {
    /// The key's id or its name.
    pub key: String,
    pub target: String,
    /// The safest that is written where absent.
    pub form: Option<Form>,
    /// The provider's where absent.
    pub variable: Option<String>,
    /// The user was asked whether a key for production may go there.
    pub confirmed: bool,
}

/// Writes a snippet into the file at `path`, a whole one. No command of the contract: a path comes from the user's own
/// command line, or from a dialog of the system, never from the page.
///
/// # Errors
/// `NotFound`; `KeyEnded`; `Invalid` for the target, the form, the variable or the file; `SnippetUnconfirmed`;
/// `SnippetRefused`; the vault's. The file is as it was then.
pub async fn write_into(app: &App, request: &IntoFile, path: &Path) -> Answer<Written> {
    let core = app.core().await?;
    let key = lifecycle::usable(core, &request.key).await?;
    let file = snippets::file_of(&request.target)?;
    let asked = KeyCopy {
        key_id: key.id.clone(),
        target: Some(request.target.clone()),
        form: Some(request.form.unwrap_or(file.form)),
        variable: request.variable.clone(),
        shape: None,
        model: None,
        confirmed: request.confirmed,
    };
    let Text { text, snippet } = write(app, asked).await?;
    let (Some(snippet), Some(as_what)) = (&snippet, snippet.as_ref().and_then(|snippet| snippet.write_as))
    else {
        let reason = format!("In this form, nothing is written into {} from here.", file.name);
        return Err(Error::Invalid { field: "form", reason }.into());
    };
    let statement = match as_what {
        WriteAs::Line => Statement::Line { text: &text, holds_key: snippet.holds_key, reader: file.reader },
        WriteAs::Block => Statement::Block { text: text.expose() },
    };
    let entry = Entry { variable: &snippet.variable, target: &request.target, statement };
    Ok(into_file::put(core, &key, path, entry, app.actor()).await?)
}

/// Has the user choose where a target's file is: the start file of a shell is known, for every other one a folder is asked for
/// in a dialog of the system.
///
/// # Errors
/// `NotFound` for an unknown target; `Invalid` for one that is not written into a file; `BadRequest` where this host has no
/// dialogs.
pub async fn snippets_choose_file(app: &App, request: SnippetChooseFile) -> Answer<FileChosen> {
    let FileOf { write_as, name, .. } = snippets::file_of(&request.target)?;
    let path = match write_as {
        WriteAs::Block => into_file::start_file_of(&request.target),
        WriteAs::Line => {
            let desktop = app.window().desktop().ok_or_else(|| CommandError {
                code: ErrorCode::BadRequest,
                message: "There is no window that could ask for a folder.".into(),
                next_step: "Use `khg env write FILE`.".into(),
            })?;
            desktop.choose_folder().await.ok().flatten().map(|folder| folder.join(name))
        }
    };
    let shown = path.as_ref().map(|path: &PathBuf| path.display().to_string());
    Ok(FileChosen { choice: path.map(|path| app.file_choices().put(path, app.clock().now())), path: shown })
}

/// Writes a snippet into the file that was chosen.
///
/// # Errors
/// As [`write_into`]; `NotFound` where the choice was used, or is more than ten minutes old.
pub async fn snippets_write(app: &App, request: SnippetWrite) -> Answer<Written> {
    let path = app.file_choices().take(&request.choice, app.clock().now())?;
    // A choice is for the target that it was made for: a key itself never gets into the start file of a shell.
    let FileOf { write_as, name, .. } = snippets::file_of(&request.target)?;
    let fits = match write_as {
        WriteAs::Block => into_file::start_file_of(&request.target).as_deref() == Some(path.as_path()),
        WriteAs::Line => path.file_name().is_some_and(|file| file == name.as_str()),
    };
    if !fits {
        return Err(Error::NotFound { what: "chosen file", id: "(for another target)".into() }.into());
    }
    let into = IntoFile {
        key: request.key_id,
        target: request.target,
        form: request.form,
        variable: request.variable,
        confirmed: request.confirmed,
    };
    let written = write_into(app, &into, &path).await;
    if written.is_err() {
        // The same choice comes again with the answer to a question, or once what was wrong is put right.
        app.file_choices().put_back(request.choice, path, app.clock().now());
    }
    written
}

/// Takes back what was written.
///
/// # Errors
/// `Invalid` where it was taken back, or is not in the file any more as it was; the vault's.
pub async fn snippets_write_undo(app: &App, request: SnippetWriteRef) -> Answer<TakenBack> {
    Ok(into_file::undo_one(app.core().await?, request.id, app.actor()).await?)
}
