//! Writing a snippet into a file of the user's: the line of one variable, or our block in a start file of a shell. The rest
//! of the file stays byte for byte, a reader sees the old file or the new one, and it can be taken back.

mod block;
mod edit;
mod git;
mod journal;
mod line;
mod place;
mod shell_word;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

use self::block::Removed;
use self::edit::Edit;
pub use self::git::GitSays;
use self::journal::Noted;
pub use self::line::Reader;
use self::place::{Place, Rights};
use crate::Core;
use crate::activity::ActivityKind;
use crate::error::{Error, Result};
use crate::files;
use crate::keys::Actor;
use crate::lifecycle::handed_out;
use crate::recognise::FileProblem;
use crate::secret::Secret;
use crate::snippets::file_of;
use crate::store::file_writes::NewFileWrite;
use crate::store::{NamedKey, lock};

/// Why a file was not written. It is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteProblem {
    #[error("{0}")]
    File(#[from] FileProblem),
    #[error("There is no folder for this file.")]
    NoFolder,
    #[error("The name of the file is not a whole path.")]
    NotWhole,
    #[error("The file has values that go on over several lines, so it cannot be told which line is meant.")]
    SeveralLines,
    #[error("The line that sets the variable does something else too, which would be lost.")]
    DoesMore,
    #[error("The lines of this file end as on Windows, and a shell would take that for a part of the key.")]
    WindowsBreaks,
    #[error("The marks of Keyhinge\u{2019}s block in this file do not make one block.")]
    BrokenBlock,
    #[error("The text for this target is more than one line.")]
    NoLine,
    #[error("What was written is not in the file any more as it was.")]
    Changed,
    #[error("Nothing was written to this file that could be taken back.")]
    NothingToUndo,
    #[error("What stood in the file before cannot be read any more: the vault has lost its key.")]
    Sealed,
}

impl WriteProblem {
    /// What to do about it.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::File(FileProblem::Missing) | Self::NoFolder | Self::NotWhole => {
                "Name a file in a folder that exists."
            }
            Self::File(FileProblem::Folder | FileProblem::NotAFile) => "Name a text file.",
            Self::File(FileProblem::Changed) => "Try again.",
            Self::File(FileProblem::NotAllowed | FileProblem::RightsLost { .. }) => {
                "Name a file that is yours, or edit this one yourself as the user that it belongs to."
            }
            Self::File(FileProblem::Failed { .. }) => {
                "Check that the folder is writable and the disk is not full."
            }
            Self::WindowsBreaks => "Give its lines the ends that shells know first, as with dos2unix.",
            Self::File(FileProblem::ReadOnly) => FileProblem::ReadOnly.next_step(),
            Self::NoLine => "Copy the snippet and paste it.",
            Self::NothingToUndo => "Name the file as it was named when it was written.",
            _ => "Edit the file yourself.",
        }
    }
}

/// What was done to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Written {
    /// Names the write, to take it back.
    #[ts(type = "number")]
    pub id: i64,
    /// The file that was asked for.
    pub path: String,
    /// The file that was written, where `path` is a link to it.
    pub link_to: Option<String>,
    pub variable: String,
    /// There was no such file.
    pub created: bool,
    /// A line that was there was replaced.
    pub replaced: bool,
    /// Other lines that set the variable too; what was written stands after them.
    pub others: u32,
    /// Of a file that holds the key itself; none for a reference.
    pub git: Option<GitSays>,
}

/// The line of a variable.
#[derive(Debug)]
pub struct Entry<'a> {
    pub variable: &'a str,
    /// The id of the snippet target that it is for.
    pub target: &'a str,
    pub statement: Statement<'a>,
}

/// What is to be written.
#[derive(Debug)]
pub enum Statement<'a> {
    /// A line that sets the variable. Where it `holds_key`, nobody else may read the file from then on.
    Line { text: &'a Secret, holds_key: bool, reader: Reader },
    /// A line by reference, for our block in a start file of a shell.
    Block { text: &'a str },
}

impl Statement<'_> {
    /// Read by a shell that takes no notice of how Windows ends its lines.
    fn is_for_posix(&self) -> bool {
        match self {
            Self::Line { reader, .. } => *reader == Reader::Shell,
            Self::Block { text } => !text.starts_with("$env:"),
        }
    }
}

/// Writes the line of a key's variable into a file, in the place of the one that is there. A file that is not there is made.
///
/// # Errors
/// `Write` with what is wrong with the file, which is as it was; `Vault` where the way back cannot be kept; `Store`.
pub async fn put(
    core: &Core,
    key: &NamedKey,
    path: &Path,
    entry: Entry<'_>,
    actor: Actor,
) -> Result<Written> {
    let Entry { variable, target: snippet_target, statement } = entry;
    let _editing = lock(core.folders.edit_lock()).await?;
    let place = aside({
        let path = path.to_owned();
        let makes_folder = matches!(statement, Statement::Block { .. }) && is_start_file(&path);
        move || {
            if makes_folder {
                place::make_folder(&path)?;
            }
            let place = Place::open(&path)?;
            files::remove_left_drafts(place.target());
            Ok::<_, WriteProblem>(place)
        }
    })
    .await??;
    if statement.is_for_posix() && place.text().windows(2).any(|pair| pair == b"\r\n") {
        return Err(WriteProblem::WindowsBreaks.into());
    }
    let (edit, replaced, others, holds_key) = match statement {
        Statement::Line { text, holds_key, reader } => {
            let text = text.expose();
            if text.is_empty() || text.contains(['\n', '\r']) {
                return Err(WriteProblem::NoLine.into());
            }
            let put = line::put(place.text(), variable, text.as_bytes(), reader)?;
            let replaced = !put.edit.parts().1.is_empty();
            (put.edit, replaced, put.earlier, holds_key)
        }
        Statement::Block { text } => {
            let others = usize::from(block::sets_elsewhere(place.text(), variable));
            let added = block::add(place.text(), variable, text)?;
            (added.edit, added.replaced, others, false)
        }
    };
    let mut written = Written {
        id: 0,
        path: path.display().to_string(),
        link_to: place.link_to().map(|target| target.display().to_string()),
        variable: variable.to_owned(),
        created: !place.exists(),
        replaced,
        others: u32::try_from(others).unwrap_or(u32::MAX),
        git: None,
    };
    let target = place.target().to_owned();
    // One file is one place, whatever it was called.
    let noted_path = target.display().to_string();
    let write = NewFileWrite {
        path: &noted_path,
        key_id: &key.id,
        variable,
        created: written.created,
        removed: false,
        target: Some(snippet_target),
        holds_key,
        sealed: &[],
    };
    written.id = journal::note(core, write, &edit).await?;
    let rights = if holds_key { Rights::Private } else { Rights::Kept };
    if let Err(problem) = aside(move || place.write(&edit, rights)).await? {
        // Where the disk failed, the new text may be there all the same: taking it back looks whether it is.
        if !matches!(problem, WriteProblem::File(FileProblem::Failed { .. })) {
            journal::forget(core, written.id).await?;
        }
        return Err(problem.into());
    }
    journal::done(core, written.id).await?;
    handed_out(core, std::slice::from_ref(key), ActivityKind::Written, Some(&noted_path), actor).await?;
    if holds_key {
        written.git = Some(git::ask(&target).await);
    }
    Ok(written)
}

/// Which lines go.
#[derive(Debug, Clone)]
pub enum Which {
    /// Those that set the variable.
    Variable(String),
    /// Those that fetch the key with this id or one of these names.
    Key { id: String, names: Vec<String> },
}

/// Takes lines out of our block in a start file, each so that it can be put back. Answers whether there was one.
///
/// # Errors
/// `Write` with what is wrong with the file, which is as it was; `Vault` where the way back cannot be kept; `Store`.
pub async fn remove_reference(core: &Core, path: &Path, which: Which, actor: Actor) -> Result<bool> {
    let _editing = lock(core.folders.edit_lock()).await?;
    let path = path.to_owned();
    let id = match &which {
        Which::Key { id, .. } => Some(id.clone()),
        Which::Variable(_) => None,
    };
    let taken_out = aside(move || {
        let place = Place::open(&path)?;
        let mut text = Zeroizing::new(place.text().to_vec());
        let mut lines = Vec::new();
        while let Some(removed) = block::remove(&text, &which)? {
            text = removed.edit.apply(&text);
            lines.push(removed);
        }
        Ok::<_, WriteProblem>((place, text, lines))
    });
    let (place, text, lines) = taken_out.await??;
    let noted_path = place.target().display().to_string();
    let (mut notes, mut keys) = (Vec::new(), Vec::new());
    for Removed { edit, variable } in &lines {
        let key_id = match &id {
            Some(id) => id.clone(),
            None => journal::key_in(core, &noted_path, variable).await?.unwrap_or_default(),
        };
        let write = NewFileWrite {
            path: &noted_path,
            key_id: &key_id,
            variable,
            created: false,
            removed: true,
            target: None,
            holds_key: false,
            sealed: &[],
        };
        notes.push(journal::note(core, write, edit).await?);
        if !keys.iter().any(|known: &NamedKey| known.id == key_id) {
            keys.extend(journal::known(core, &key_id).await?);
        }
    }
    if notes.is_empty() {
        return Ok(false);
    }
    if let Err(problem) = aside(move || place.replace(&text, Rights::Kept)).await? {
        if !matches!(problem, WriteProblem::File(FileProblem::Failed { .. })) {
            for note in notes {
                journal::forget(core, note).await?;
            }
        }
        return Err(problem.into());
    }
    for note in notes {
        journal::done(core, note).await?;
    }
    handed_out(core, &keys, ActivityKind::Unwritten, Some(&noted_path), actor).await?;
    Ok(true)
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TakenBack {
    pub path: String,
    pub variable: String,
    /// The file was made by the write, and is gone again.
    pub deleted: bool,
}

/// Takes back what was last done to a file: the line that stood there before stands there again.
///
/// # Errors
/// `Write` where nothing was written, or it is not there any more as it was; `Vault`; `Store`.
pub async fn undo(core: &Core, path: &Path, actor: Actor) -> Result<TakenBack> {
    let path = resolved(path).await?;
    loop {
        let noted = journal::last(core, &path).await?.ok_or(WriteProblem::NothingToUndo)?;
        let done = noted.done;
        match undo_noted(core, noted, actor).await {
            // A crash came between the note and the file: there was nothing to take back.
            Err(Error::Write(WriteProblem::NothingToUndo)) if !done => {}
            other => return other,
        }
    }
}

/// Takes back the write with that number, as [`Written`] has it.
///
/// # Errors
/// As [`undo`].
pub async fn undo_one(core: &Core, id: i64, actor: Actor) -> Result<TakenBack> {
    let noted = journal::numbered(core, id).await?.ok_or(WriteProblem::NothingToUndo)?;
    undo_noted(core, noted, actor).await
}

/// Looks whether the line of a variable in a file still is as it was written last, and is the one that counts: what its user
/// has made of it is not ours.
///
/// # Errors
/// `Write` with `Changed` where it is not, or with what is wrong with the file; `Vault`, `Store`.
pub async fn still_stands(core: &Core, path: &Path, variable: &str) -> Result<()> {
    let path = resolved(path).await?;
    let noted = journal::newest(core, &path, variable).await?.ok_or(WriteProblem::Changed)?;
    let reader = file_of(noted.target.as_deref().unwrap_or_default())?.reader;
    let looked = aside(move || {
        let place = Place::open(&path)?;
        if !place.exists() {
            return Err(FileProblem::Missing.into());
        }
        let ours = noted.edit.stands_at(place.text())?;
        let counts = line::set_at(place.text(), &noted.variable, reader)?;
        match counts {
            Some(line) if ours.start <= line.start && line.end <= ours.end => Ok(()),
            _ => Err(WriteProblem::Changed),
        }
    });
    Ok(looked.await??)
}

async fn undo_noted(core: &Core, noted: Noted, actor: Actor) -> Result<TakenBack> {
    let _editing = lock(core.folders.edit_lock()).await?;
    let (edit, path) = (noted.edit.clone(), PathBuf::from(&noted.path));
    let (created, removed) = (noted.created, noted.removed);
    match aside(move || take_back(&path, &edit, created, removed)).await? {
        Err(WriteProblem::Changed | WriteProblem::File(FileProblem::Missing)) if !noted.done => {
            journal::forget(core, noted.id).await?;
            Err(WriteProblem::NothingToUndo.into())
        }
        Err(problem) => Err(problem.into()),
        Ok(deleted) => {
            journal::forget(core, noted.id).await?;
            if let Some(key) = &noted.key {
                let keys = std::slice::from_ref(key);
                let kind = if removed { ActivityKind::Written } else { ActivityKind::Unwritten };
                handed_out(core, keys, kind, Some(&noted.path), actor).await?;
            }
            Ok(TakenBack { path: noted.path, variable: noted.variable, deleted })
        }
    }
}

fn take_back(path: &Path, edit: &Edit, created: bool, removed: bool) -> Result<bool, WriteProblem> {
    let place = Place::open(path)?;
    if !place.exists() {
        return Err(FileProblem::Missing.into());
    }
    let text = edit.undo(place.text())?;
    // Another block may have been made meanwhile.
    if removed && !block::is_whole(&text) {
        return Err(WriteProblem::Changed);
    }
    if created && text.is_empty() {
        return place.delete().map(|()| true);
    }
    place.replace(&text, Rights::Kept).map(|()| false)
}

async fn resolved(path: &Path) -> Result<PathBuf> {
    let path = path.to_owned();
    aside(move || place::resolved(&path)).await
}

/// Does what blocks on the disk.
async fn aside<T: Send + 'static>(what: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let run = tokio::task::spawn_blocking(what).await;
    run.map_err(|error| Error::Internal(error.to_string()))
}

/// The start file of a shell: `bash`, `zsh`, `sh`, `fish` or `powershell`. None for another name, or without a home.
#[must_use]
pub fn start_file(shell: &str) -> Option<PathBuf> {
    place::start_file(shell, &|name| std::env::var_os(name), std::env::home_dir())
}

/// The start file that a snippet target is for; none for other targets.
#[must_use]
pub fn start_file_of(target: &str) -> Option<PathBuf> {
    START_FILES.iter().find(|(_, id)| *id == target).and_then(|(shell, _)| start_file(shell))
}

fn is_start_file(path: &Path) -> bool {
    START_FILES.iter().any(|(shell, _)| start_file(shell).as_deref() == Some(path))
}

/// The snippet target for the start file of a shell, as [`start_file`] names it.
#[must_use]
pub fn start_target(shell: &str) -> Option<&'static str> {
    START_FILES.iter().find(|(name, _)| *name == shell).map(|(_, id)| *id)
}

const START_FILES: [(&str, &str); 5] = [
    ("bash", "bashrc"),
    ("zsh", "zshrc"),
    ("sh", "profile"),
    ("fish", "fish_config"),
    ("powershell", "powershell_profile"),
];
