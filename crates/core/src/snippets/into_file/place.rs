//! The file that is written: found behind links, read within bounds, and replaced without a moment in which half is there.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::WriteProblem;
use super::edit::Edit;
use crate::files::{self, FileError};
use crate::recognise::{FileProblem, read_bytes, rewrite_bytes};

/// Who may read the file afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rights {
    /// As before.
    Kept,
    /// Its owner, if that could before.
    Private,
}

/// A file as it was found.
pub(super) struct Place {
    path: PathBuf,
    target: PathBuf,
    /// None where there is no such file.
    hash: Option<[u8; 32]>,
    text: Zeroizing<Vec<u8>>,
}

impl Place {
    pub(super) fn open(path: &Path) -> Result<Self, WriteProblem> {
        if !path.is_absolute() || path.file_name().is_none() || path.to_str().is_none() {
            return Err(WriteProblem::NotWhole);
        }
        let at = |target: PathBuf, hash, text| Self { path: path.to_owned(), target, hash, text };
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let target = new_in_folder(path).ok_or(WriteProblem::NoFolder)?;
                return Ok(at(target, None, Zeroizing::default()));
            }
            Err(error) => return Err(FileProblem::of(&error).into()),
            Ok(_) => {}
        }
        let target = fs::canonicalize(path).map(plain).map_err(|error| FileProblem::of(&error))?;
        let text = read_bytes(&target)?;
        // UTF-16 and what is no text have bytes that look like line breaks and are none.
        if text.starts_with(&[0xFF, 0xFE]) || text.starts_with(&[0xFE, 0xFF]) || text.contains(&0) {
            return Err(FileProblem::Binary.into());
        }
        Ok(at(target, Some(Sha256::digest(&text).into()), text))
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(super) fn exists(&self) -> bool {
        self.hash.is_some()
    }

    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// The file itself, where the path is a link.
    pub(super) fn link_to(&self) -> Option<&Path> {
        let link = self.path.symlink_metadata().is_ok_and(|found| found.is_symlink());
        link.then_some(self.target.as_path())
    }

    pub(super) fn write(&self, edit: &Edit, rights: Rights) -> Result<(), WriteProblem> {
        self.replace(&edit.apply(&self.text), rights)
    }

    pub(super) fn replace(&self, bytes: &[u8], rights: Rights) -> Result<(), WriteProblem> {
        match self.hash {
            Some(hash) => rewrite_bytes(&self.target, hash, bytes, rights == Rights::Private)?,
            None => files::write_new(&self.target, bytes).map_err(|error| match error {
                FileError::Exists(_) => FileProblem::Changed,
                other => FileProblem::failed(&other),
            })?,
        }
        Ok(())
    }

    /// Deletes the file; a link to it stays.
    pub(super) fn delete(&self) -> Result<(), WriteProblem> {
        if read_bytes(&self.target)? != self.text {
            return Err(FileProblem::Changed.into());
        }
        fs::remove_file(&self.target).map_err(|error| FileProblem::of(&error).into())
    }
}

/// The one path of a file, behind links and dots; of one that is not there, in its folder. As it was given where it cannot
/// be found.
pub(super) fn resolved(path: &Path) -> PathBuf {
    fs::canonicalize(path).ok().map(plain).or_else(|| new_in_folder(path)).unwrap_or_else(|| path.to_owned())
}

fn new_in_folder(path: &Path) -> Option<PathBuf> {
    let folder = fs::canonicalize(path.parent()?).ok().filter(|folder| folder.is_dir())?;
    Some(plain(folder).join(path.file_name()?))
}

/// Without the mark that Windows puts before the whole path of a file on a drive.
fn plain(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(rest) if cfg!(windows) && rest.as_bytes().get(1) == Some(&b':') => rest.into(),
        _ => path,
    }
}

/// Makes the folder of a file, for its owner alone where it is not there.
pub(super) fn make_folder(path: &Path) -> Result<(), WriteProblem> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| FileProblem::of(&error).into())
}

type Variable<'a> = &'a dyn Fn(&str) -> Option<OsString>;

pub(super) fn start_file(shell: &str, variable: Variable<'_>, home: Option<PathBuf>) -> Option<PathBuf> {
    let home = home.filter(|home| home.is_absolute())?;
    let folder = |name: &str, usual: &str| {
        let set = variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        set.unwrap_or_else(|| home.join(usual))
    };
    Some(match shell {
        // Terminals on macOS start login shells, which read no .bashrc.
        // Of three, bash reads the first that is there; a new one would hide the others.
        "bash" if cfg!(target_os = "macos") => [".bash_profile", ".bash_login", ".profile"]
            .map(|name| home.join(name))
            .into_iter()
            .find(|path| path.symlink_metadata().is_ok())
            .unwrap_or_else(|| home.join(".bash_profile")),
        "bash" => home.join(".bashrc"),
        "zsh" => folder("ZDOTDIR", "").join(".zshrc"),
        "sh" => home.join(".profile"),
        "fish" => folder("XDG_CONFIG_HOME", ".config").join("fish/config.fish"),
        "powershell" if cfg!(windows) => {
            home.join("Documents").join("PowerShell").join("Microsoft.PowerShell_profile.ps1")
        }
        "powershell" => {
            folder("XDG_CONFIG_HOME", ".config").join("powershell/Microsoft.PowerShell_profile.ps1")
        }
        _ => return None,
    })
}
