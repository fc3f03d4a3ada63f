//! Files that the user asks for: written whole or not at all, private, and never over another one.

use std::ffi::OsStr;
#[cfg(not(windows))]
use std::fs::rename;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::folders::{make_private, private_file};

/// Why a file was not written or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("There is a file at {} already.", .0.display())]
    Exists(PathBuf),
    #[error("The disk is full, so {} was not written.", .0.display())]
    Full(PathBuf),
    #[error("The file {} could not be written: {reason}.", .path.display())]
    Write { path: PathBuf, reason: String },
    #[error("The file {} cannot be read: {reason}.", .path.display())]
    Read { path: PathBuf, reason: String },
}

impl FileError {
    pub(crate) fn write(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::AlreadyExists => Self::Exists(path.into()),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full(path.into()),
            _ => Self::Write { path: path.into(), reason: error.to_string() },
        }
    }

    pub(crate) fn read(path: &Path, error: &io::Error) -> Self {
        Self::Read { path: path.into(), reason: error.to_string() }
    }
}

/// Writes a new file.
///
/// # Errors
/// `Exists`, `Full` or `Write`; nothing is left behind then.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let draft = Draft::beside(path)?;
    draft.fill(bytes)?;
    draft.keep_new()
}

/// Writes a file in the place of the one that may be there: a reader sees the old bytes or the new.
///
/// # Errors
/// `Full` or `Write`; the old file stays as it is then.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    Draft::filled(path, bytes)?.replace()
}

/// Writes a new file in a folder of ours, which is made where it is missing. A name that is taken gets a number.
///
/// # Errors
/// As [`write_new`].
pub fn write_into(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, FileError> {
    make_private(folder).map_err(|error| FileError::write(folder, &error))?;
    let mut n = 1_u32;
    loop {
        let path = folder.join(numbered(name, n));
        match write_new(&path, bytes) {
            Err(FileError::Exists(_)) => n += 1,
            other => return other.map(|()| path),
        }
    }
}

/// `name.txt`, `name-2.txt`, and so on.
pub(crate) fn numbered(name: &str, n: u32) -> String {
    match (n, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (_, Some((stem, extension))) => format!("{stem}-{n}.{extension}"),
        (_, None) => format!("{name}-{n}"),
    }
}

/// An empty private file beside the one that it will become; removed unless it is kept.
pub(crate) struct Draft {
    pub(crate) path: PathBuf,
    target: PathBuf,
}

impl Draft {
    /// Nothing but the draft is made; a target that exists is refused at once.
    pub(crate) fn beside(target: &Path) -> Result<Self, FileError> {
        if target.symlink_metadata().is_ok() {
            return Err(FileError::Exists(target.into()));
        }
        Self::to_replace(target)
    }

    /// The draft of a file that may exist.
    pub(crate) fn to_replace(target: &Path) -> Result<Self, FileError> {
        let mut name = target.as_os_str().to_owned();
        name.push(format!(".{}.tmp", uuid::Uuid::new_v4().simple()));
        let path = PathBuf::from(name);
        private_file().create_new(true).open(&path).map_err(|error| FileError::write(target, &error))?;
        Ok(Self { path, target: target.to_owned() })
    }

    /// A draft with these bytes, of a file that may exist.
    pub(crate) fn filled(target: &Path, bytes: &[u8]) -> Result<Self, FileError> {
        let draft = Self::to_replace(target)?;
        draft.fill(bytes)?;
        Ok(draft)
    }

    fn fill(&self, bytes: &[u8]) -> Result<(), FileError> {
        let written = File::options().write(true).open(&self.path).and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| FileError::write(&self.target, &error))
    }

    /// Gives the draft its name, once its bytes are on the disk. A file that has that name by now is left alone.
    pub(crate) fn keep_new(self) -> Result<(), FileError> {
        let target = self.target.clone();
        let kept = sync(&self.path).and_then(|()| match fs::hard_link(&self.path, &target) {
            // A file system without links, as on many memory sticks: the check was made before.
            Err(error) if error.kind() != ErrorKind::AlreadyExists && target.symlink_metadata().is_err() => {
                rename(&self.path, &target)
            }
            other => other,
        });
        kept.and_then(|()| sync_folder(&target)).map_err(|error| FileError::write(&target, &error))
    }

    /// Puts the draft in the place of the file.
    pub(crate) fn replace(self) -> Result<(), FileError> {
        let target = self.target.clone();
        let kept = sync(&self.path).and_then(|()| rename(&self.path, &target));
        kept.and_then(|()| sync_folder(&target)).map_err(|error| FileError::write(&target, &error))
    }
}

/// A draft that has been there for so long is nobody's any more.
const LEFT_BEHIND: Duration = Duration::from_secs(600);

/// Removes the drafts of a file that were left behind when a process was killed: they hold what was to be written.
pub(crate) fn remove_left_drafts(target: &Path) {
    let (Some(folder), Some(name)) = (target.parent(), target.file_name().and_then(OsStr::to_str)) else {
        return;
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let file = entry.file_name();
        let id =
            file.to_str().and_then(|file| file.strip_prefix(name)?.strip_prefix('.')?.strip_suffix(".tmp"));
        let is_draft = id.is_some_and(|id| id.len() == 32 && uuid::Uuid::try_parse(id).is_ok());
        let is_old = || {
            let found = entry.metadata().ok().filter(fs::Metadata::is_file);
            let age = found.and_then(|found| found.modified().ok()?.elapsed().ok());
            age.is_some_and(|age| age > LEFT_BEHIND)
        };
        if is_draft && is_old() {
            // The next write tries it again.
            let _ = fs::remove_file(entry.path());
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Renamed, it is not there any more; else there is nothing more to be done about it.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whoever looks at a file on Windows, as scanners for viruses do, keeps it from being replaced meanwhile.
#[cfg(windows)]
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    // ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION.
    const TAKEN: [Option<i32>; 2] = [Some(5), Some(32)];
    let end = std::time::Instant::now() + Duration::from_millis(500);
    loop {
        match fs::rename(from, to) {
            Err(error) if TAKEN.contains(&error.raw_os_error()) && std::time::Instant::now() < end => {
                std::thread::sleep(Duration::from_millis(5));
            }
            other => return other,
        }
    }
}

fn sync(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.sync_all()
}

#[cfg(unix)]
fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Windows has no such call; its renames are journaled.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn a_new_file_is_private_and_never_takes_the_place_of_another() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        write_new(&path, b"one").unwrap();
        assert!(matches!(write_new(&path, b"two"), Err(FileError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(&path).unwrap()) & 0o777, 0o600);
        let second = write_into(dir.path(), "a.csv", b"two").unwrap();
        assert_eq!(second, dir.path().join("a-2.csv"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "no draft is left");
    }

    #[test]
    fn what_a_kill_has_left_is_removed_once_it_is_old() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join(".env");
        let id = uuid::Uuid::new_v4().simple().to_string();
        for name in
            [format!(".env.{id}.tmp"), ".env.mine.tmp".into(), format!("other.{id}.tmp"), ".env".into()]
        {
            let file = File::create(dir.path().join(name)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        }
        let young = Draft::to_replace(&target).unwrap();
        remove_left_drafts(&target);
        assert!(young.path.exists() && target.exists());
        assert!(!dir.path().join(format!(".env.{id}.tmp")).exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4, "nothing else is touched");
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(write_new(&dir.path().join("no/a.csv"), b"x"), Err(FileError::Write { .. })));
    }

    #[test]
    fn a_file_that_appears_meanwhile_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let draft = Draft::beside(&path).unwrap();
        fs::write(&path, "other").unwrap();
        assert!(matches!(draft.keep_new(), Err(FileError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "other");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
