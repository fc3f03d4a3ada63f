//! Where keys lie on a computer: the start files of shells, and `.env` files in a folder that the user chose.

use std::fs;
use std::path::{Path, PathBuf};

use super::{FileProblem, Recognised, read_text_file, recognise};
use crate::catalogue::Catalogue;

/// More files are not looked at.
const FILES_MAX: usize = 200;
/// More entries of a folder are not gone through.
const ENTRIES_MAX: usize = 2_000;

/// What one file holds.
#[derive(Debug)]
pub struct FileFinding {
    pub path: PathBuf,
    pub recognised: Recognised,
    /// Why it was not read.
    pub problem: Option<FileProblem>,
}

/// The files that may hold keys and exist: start files of shells under `home`, and `.env*` in `folder` and the folders
/// right below it. None is opened.
#[must_use]
pub fn candidate_files(home: &Path, folder: Option<&Path>) -> Vec<PathBuf> {
    const UNIX: [&str; 8] = [
        ".bashrc",
        ".bash_profile",
        ".profile",
        ".zshrc",
        ".zshenv",
        ".zprofile",
        ".config/fish/config.fish",
        ".config/powershell/Microsoft.PowerShell_profile.ps1",
    ];
    const WINDOWS: [&str; 4] = [
        "Documents/PowerShell/Microsoft.PowerShell_profile.ps1",
        "Documents/PowerShell/profile.ps1",
        "Documents/WindowsPowerShell/Microsoft.PowerShell_profile.ps1",
        "Documents/WindowsPowerShell/profile.ps1",
    ];
    let mut files: Vec<PathBuf> = UNIX.iter().map(|name| home.join(name)).collect();
    files.extend(named(&home.join(".config/fish/conf.d"), |name| name.ends_with(".fish")));
    if cfg!(windows) {
        files.extend(WINDOWS.iter().map(|name| home.join(name)));
    }
    if let Some(folder) = folder {
        let is_env = |name: &str| name.starts_with(".env");
        files.extend(named(folder, is_env));
        let skipped = |name: &str| matches!(name, "node_modules" | ".git" | "target");
        for below in named(folder, |name| !skipped(name)) {
            // A link may lead anywhere.
            if below.symlink_metadata().is_ok_and(|it| it.is_dir()) {
                files.extend(named(&below, is_env));
            }
        }
    }
    files.retain(|file| file.metadata().is_ok_and(|it| it.is_file()));
    files.truncate(FILES_MAX);
    files
}

/// Reads the files, in their order, and finds the keys in them.
#[must_use]
pub fn scan(files: &[PathBuf], catalogue: &Catalogue) -> Vec<FileFinding> {
    let findings = files.iter().take(FILES_MAX).map(|path| {
        let (recognised, problem) = match read_text_file(path) {
            Ok(file) => (recognise(&file.text, catalogue), None),
            Err(problem) => (Recognised::default(), Some(problem)),
        };
        FileFinding { path: path.clone(), recognised, problem }
    });
    findings.collect()
}

/// The entries of a folder with such a name, by name.
fn named(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().take(ENTRIES_MAX).flatten();
    let wanted = entries.filter(|entry| entry.file_name().to_str().is_some_and(&wanted));
    let mut paths: Vec<PathBuf> = wanted.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
