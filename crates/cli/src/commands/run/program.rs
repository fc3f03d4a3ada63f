//! Finding a command, as a shell would, but for this: folders of `PATH` that are relative do not count, so that nothing
//! of the folder that one happens to be in is started unasked.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use keyhinge_api::{CommandError, ErrorCode};

use crate::failure::{Exit, Failure};

/// Where commands are looked for when there is no `PATH`.
const USUAL_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

#[derive(Debug)]
pub(super) struct Program {
    /// As it was typed; the command sees it as its own name.
    pub(super) typed: OsString,
    pub(super) path: PathBuf,
}

impl Program {
    pub(super) fn find(typed: OsString) -> Result<Self, Failure> {
        let path = env::var_os("PATH").unwrap_or_else(|| USUAL_PATH.into());
        Self::find_in(typed, &path)
    }

    fn find_in(typed: OsString, path: &OsStr) -> Result<Self, Failure> {
        let folders: Vec<_> = env::split_paths(path).filter(|folder| folder.is_absolute()).collect();
        let joined = env::join_paths(&folders).map_err(|error| Failure::internal(&error))?;
        let has_folder = Path::new(&typed).components().count() > 1 || Path::new(&typed).is_absolute();
        let found = if has_folder {
            let here = env::current_dir().unwrap_or_default();
            which::which_in(&typed, Some(&joined), here)
        } else {
            which::which_in_global(&typed, Some(&joined))
                .and_then(|mut found| found.next().ok_or(which::Error::CannotFindBinaryPath))
        };
        if let Ok(path) = found {
            return Ok(Self { typed, path });
        }
        let there = if has_folder {
            Path::new(&typed).symlink_metadata().is_ok()
        } else {
            !typed.is_empty() && folders.iter().any(|folder| folder.join(&typed).is_file())
        };
        Err(if there {
            not_executable(&typed, "it is no program that you may start")
        } else {
            missing(&typed)
        })
    }

    /// The command's name without its folder.
    pub(super) fn name(&self) -> String {
        let name = Path::new(&self.typed).file_name().unwrap_or(&self.typed);
        name.to_string_lossy().chars().filter(|c| !c.is_control()).take(100).collect()
    }
}

fn missing(typed: &OsStr) -> Failure {
    let error = CommandError {
        code: ErrorCode::NotFound,
        message: format!("There is no command \u{201c}{}\u{201d}.", typed.to_string_lossy()),
        next_step: "Check its name and PATH. No key was read.".into(),
    };
    Failure { exit: Exit::CommandNotFound, error }
}

/// The command is there, and `why` it is not started.
pub(super) fn not_executable(typed: &OsStr, why: &str) -> Failure {
    let error = CommandError {
        code: ErrorCode::BadRequest,
        message: format!("\u{201c}{}\u{201d} cannot be started: {why}.", typed.to_string_lossy()),
        next_step: "Check the file and its rights.".into(),
    };
    Failure { exit: Exit::NotExecutable, error }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn exit(typed: impl Into<OsString>, path: &str) -> Result<PathBuf, Exit> {
        Program::find_in(typed.into(), OsStr::new(path)).map(|it| it.path).map_err(|failure| failure.exit)
    }

    #[test]
    fn a_command_is_found_as_by_a_shell() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for (name, mode) in [("tool", 0o755), ("notes", 0o644)] {
            fs::write(at(name), "#!/bin/sh\n").unwrap();
            fs::set_permissions(at(name), fs::Permissions::from_mode(mode)).unwrap();
        }
        let path = dir.path().to_str().unwrap();
        assert_eq!(exit("tool", path), Ok(at("tool")));
        assert_eq!(exit("notes", path), Err(Exit::NotExecutable));
        assert_eq!(exit("nothing", path), Err(Exit::CommandNotFound));
        assert_eq!(exit("tool", ""), Err(Exit::CommandNotFound), "an empty PATH is not the present folder");
        assert_eq!(exit("", path), Err(Exit::CommandNotFound));
        assert_eq!(exit(at("tool"), ""), Ok(at("tool")));
        assert_eq!(exit(at("notes"), path), Err(Exit::NotExecutable));
        assert_eq!(exit(dir.path(), path), Err(Exit::NotExecutable), "a folder");
        assert_eq!(exit(at("none/tool"), path), Err(Exit::CommandNotFound));
        assert_eq!(exit("tool\0", path), Err(Exit::CommandNotFound));
    }

    #[test]
    fn a_relative_folder_of_path_does_not_count() {
        assert_eq!(exit("Cargo.toml", "."), Err(Exit::CommandNotFound));
        assert_eq!(exit("./Cargo.toml", "."), Err(Exit::NotExecutable), "named outright, it does");
    }
}
