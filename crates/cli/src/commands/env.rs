//! `khg env`: keys in files of the user's.

use std::path::{Path, PathBuf};

use keyhinge_api::App;
use keyhinge_api::commands::{IntoFile, write_into};
use keyhinge_core::lifecycle;
use keyhinge_core::snippets::into_file::{self, GitSays, Which, Written};
use keyhinge_core::snippets::{self, Form};
use serde::Serialize;

use crate::args::{EnvCommand, EnvUndo, EnvWrite, Rc, RcCommand, RcShell, WrittenForm};
use crate::failure::{Exit, Failure};
use crate::passphrase;
use crate::printer::Printer;

pub(super) async fn run(app: &App, command: EnvCommand, printer: Printer) -> Result<Exit, Failure> {
    match command {
        EnvCommand::Write(args) => write(app, args, printer).await,
        EnvCommand::Undo(args) => undo(app, &args, printer).await,
        EnvCommand::Rc(RcCommand::Add(args)) => add(app, args, printer).await,
        EnvCommand::Rc(RcCommand::Remove(args)) => remove(app, args, printer).await,
    }
}

async fn write(app: &App, args: EnvWrite, printer: Printer) -> Result<Exit, Failure> {
    let path = whole(&args.file)?;
    let usual = if path.file_name().is_some_and(|name| name == ".envrc") { "direnv" } else { "dotenv" };
    let request = IntoFile {
        key: args.key.key,
        target: args.target.unwrap_or_else(|| usual.into()),
        form: args.form.map(|form| match form {
            WrittenForm::Reference => Form::Reference,
            WrittenForm::Value => Form::Value,
        }),
        variable: args.key.variable,
        confirmed: args.yes,
    };
    put(app, &request, &path, printer).await
}

async fn add(app: &App, args: Rc, printer: Printer) -> Result<Exit, Failure> {
    let path = start_file(&args)?;
    let request = IntoFile {
        key: args.key.key,
        target: into_file::start_target(args.shell.name()).unwrap_or_default().into(),
        form: Some(Form::Reference),
        variable: args.key.variable,
        confirmed: args.yes,
    };
    put(app, &request, &path, printer).await
}

async fn put(app: &App, request: &IntoFile, path: &Path, printer: Printer) -> Result<Exit, Failure> {
    passphrase::unlock(app, !printer.is_json()).await?;
    let written = write_into(app, request, path).await?;
    printer.answer(&written, || told(&written))?;
    warn(app, &written, printer).await?;
    Ok(Exit::Done)
}

/// What one should know of a write beside that it was made.
pub(super) async fn warn(app: &App, written: &Written, printer: Printer) -> Result<(), Failure> {
    if written.git == Some(GitSays::NotIgnored) {
        printer.note(&format!(
            "warning: git does not ignore {}: the key would be committed with it. Add it to .gitignore.",
            written.path
        ));
    }
    let core = app.core().await?;
    // A reference: it is run where --data-dir says nothing.
    if written.git.is_none() && !core.folders.are_standard() {
        printer.note(&format!(
            "note: the key is found only where KEYHINGE_DATA_DIR names its data folder: {}",
            core.folders.data().display()
        ));
    }
    if written.others > 0 {
        printer.note(&format!(
            "note: {} is set elsewhere in the file too; what was written stands after it or counts for most readers.",
            written.variable
        ));
    }
    Ok(())
}

pub(super) fn told(written: &Written) -> String {
    let how = match (written.created, written.replaced) {
        (true, _) => "a new file",
        (false, true) => "in the place of what stood there",
        (false, false) => "added",
    };
    let link = written.link_to.as_ref().map(|target| format!(" (a link to {target})")).unwrap_or_default();
    format!("Written: {} to {}{link}, {how}.\n{}", written.variable, written.path, way_back(&written.path))
}

fn way_back(path: &str) -> String {
    match snippets::word(path) {
        Some(path) => format!("Take it back with: khg env undo {path}"),
        None => "Take it back with khg env undo and the name of the file, which cannot be pasted.".into(),
    }
}

async fn undo(app: &App, args: &EnvUndo, printer: Printer) -> Result<Exit, Failure> {
    let path = whole(&args.file)?;
    passphrase::unlock(app, !printer.is_json()).await?;
    let back = into_file::undo(app.core().await?, &path, app.actor()).await?;
    printer.answer(&back, || match back.deleted {
        true => format!("Taken back: {} is gone again.", back.path),
        false => format!("Taken back: {} in {} is as it was before.", back.variable, back.path),
    })?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Removed {
    path: String,
    removed: bool,
}

async fn remove(app: &App, args: Rc, printer: Printer) -> Result<Exit, Failure> {
    let path = start_file(&args)?;
    passphrase::unlock(app, !printer.is_json()).await?;
    let core = app.core().await?;
    let (which, what) = match args.key.variable {
        Some(variable) => (Which::Variable(variable.clone()), variable),
        None => {
            let key = lifecycle::find_referenced(core, &args.key.key).await?;
            let names = lifecycle::names_of(core, &key).await?;
            (Which::Key { id: key.id, names }, format!("\u{201c}{}\u{201d}", key.name))
        }
    };
    let removed = into_file::remove_reference(core, &path, which, app.actor()).await?;
    let path = path.display().to_string();
    printer.answer(&Removed { path: path.clone(), removed }, || match removed {
        true => format!("Removed: {what} from {path}.\n{}", way_back(&path)),
        false => format!("{what} is not in Keyhinge\u{2019}s block of {path}."),
    })?;
    Ok(Exit::Done)
}

fn start_file(args: &Rc) -> Result<PathBuf, Failure> {
    match &args.file {
        Some(file) => whole(file),
        None => into_file::start_file(args.shell.name()).ok_or_else(|| {
            Failure::usage("The home folder of this user is not known.", "Name the file with --file.")
        }),
    }
}

fn whole(file: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(file).map_err(|_| {
        Failure::usage(
            "The folder that khg was started in cannot be found any more.",
            "Go to a folder that is there, or give the whole path of the file.",
        )
    })
}

impl RcShell {
    fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Sh => "sh",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
        }
    }
}
