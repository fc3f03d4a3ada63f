//! The log: one egress, on which every line is [redacted](crate::redact) before it reaches standard error or a file.
//! Files are rotated by size, so that a program that runs for months fills no disk.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::folders::{make_private, private_file};
use crate::redact::redact;

/// A file that reaches this size, in bytes, is put aside.
const SIZE_MAX: u64 = 1 << 20;

/// How many files that were put aside are kept, of each program.
const KEPT: usize = 3;

/// What [`tail`] reads of the end of a file at most, in bytes.
const TAIL_MAX: u64 = 64 << 10;

/// Who writes; each has a file of its own, since rotating one together would need a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The window.
    App,
    /// `khg gateway serve`.
    Gateway,
}

impl Program {
    pub const ALL: [Self; 2] = [Self::App, Self::Gateway];

    /// The word for it in a sentence.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Gateway => "gateway",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::App => "keyhinge",
            Self::Gateway => "gateway",
        }
    }

    /// The file that is written now.
    fn file(self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.log", self.name()))
    }

    /// A file that was put aside; 1 is the newest.
    fn old(self, folder: &Path, n: usize) -> PathBuf {
        folder.join(format!("{}.{n}.log", self.name()))
    }

    /// Every file that this program may have left in the folder.
    #[must_use]
    pub fn files(self, folder: &Path) -> Vec<PathBuf> {
        (1..=KEPT).map(|n| self.old(folder, n)).chain([self.file(folder)]).collect()
    }
}

/// Where a subscriber writes, one event per call. Cheap to clone; clones are the same log.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Option<Rotating>>>);

impl Log {
    /// Also writes to this program's file in `folder` from now on.
    ///
    /// # Errors
    /// Where the folder cannot be made or the file cannot be opened; standard error still gets everything.
    pub fn keep_in(&self, folder: &Path, program: Program) -> io::Result<()> {
        let file = Rotating::open(folder, program, SIZE_MAX)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
        Ok(())
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let clean = redact(&text);
        let told = io::stderr().lock().write_all(clean.as_bytes());
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = file.as_mut().map_or(Ok(()), |file| file.write(clean.as_bytes()));
        // A closed standard error is no reason to keep nothing.
        told.or(kept).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().lock().flush()
    }
}

/// One program's files.
struct Rotating {
    folder: PathBuf,
    program: Program,
    size_max: u64,
    file: File,
    size: u64,
}

impl Rotating {
    fn open(folder: &Path, program: Program, size_max: u64) -> io::Result<Self> {
        make_private(folder)?;
        let file = append_to(&program.file(folder))?;
        let size = file.metadata()?.len();
        Ok(Self { folder: folder.to_owned(), program, size_max, file, size })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.size > 0 && self.size.saturating_add(length) > self.size_max {
            self.rotate()?;
        }
        self.file.write_all(bytes)?;
        self.size += length;
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        for n in (0..KEPT).rev() {
            let from =
                if n == 0 { self.program.file(&self.folder) } else { self.program.old(&self.folder, n) };
            match fs::rename(from, self.program.old(&self.folder, n + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.file = append_to(&self.program.file(&self.folder))?;
        self.size = self.file.metadata()?.len();
        Ok(())
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    private_file().append(true).create(true).open(path)
}

/// The last `lines` lines that a program kept in `folder`, oldest first; fewer where there are no more, none where there
/// is no log.
///
/// # Errors
/// Where a file is there and cannot be read.
pub fn tail(folder: &Path, program: Program, lines: usize) -> io::Result<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for file in [program.file(folder), program.old(folder, 1)] {
        if found.len() < lines {
            let mut older = last_lines(&file)?;
            older.append(&mut found);
            found = older;
        }
    }
    let surplus = found.len().saturating_sub(lines);
    found.drain(..surplus);
    // A file may be older than a rule of what is taken out.
    Ok(found.iter().map(|line| redact(line).into_owned()).collect())
}

fn last_lines(path: &Path) -> io::Result<Vec<String>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let skipped = file.metadata()?.len().saturating_sub(TAIL_MAX);
    file.seek(SeekFrom::Start(skipped))?;
    let mut bytes = Vec::new();
    file.take(TAIL_MAX).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // The first line is a part of one where something was skipped.
    Ok(text.lines().skip(usize::from(skipped > 0)).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_kept_is_redacted() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("logs");
        let mut log = Log::default();
        log.keep_in(&folder, Program::App).unwrap();
        log.clone().write_all(b"GET /v1/models Bearer kh_canary_in_the_log\n").unwrap();
        log.write_all(b"\xff not text\n").unwrap();
        let kept = fs::read_to_string(folder.join("keyhinge.log")).unwrap();
        assert_eq!(kept, "GET /v1/models Bearer [redacted]\n\u{fffd} not text\n");
        assert_eq!(names(&folder), ["keyhinge.log"]);
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::MetadataExt::mode(&fs::metadata(folder.join("keyhinge.log")).unwrap()) & 0o777,
            0o600
        );
    }

    #[test]
    fn files_stay_small_and_few_and_lose_only_the_oldest() {
        let dir = tempfile::tempdir().unwrap();
        let mut rotating = Rotating::open(dir.path(), Program::Gateway, 100).unwrap();
        for n in 0..100 {
            rotating.write(format!("line {n:04}\n").as_bytes()).unwrap();
        }
        assert_eq!(names(dir.path()), ["gateway.1.log", "gateway.2.log", "gateway.3.log", "gateway.log"]);
        for name in names(dir.path()) {
            assert!(fs::metadata(dir.path().join(name)).unwrap().len() <= 100);
        }
        let last = tail(dir.path(), Program::Gateway, 12).unwrap();
        assert_eq!((last.len(), last[0].as_str(), last[11].as_str()), (12, "line 0088", "line 0099"));
        assert!(tail(dir.path(), Program::App, 12).unwrap().is_empty());
    }

    #[test]
    fn a_later_start_goes_on_where_the_last_one_ended() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..3 {
            Rotating::open(dir.path(), Program::App, 1000)
                .unwrap()
                .write(format!("{n}\n").as_bytes())
                .unwrap();
        }
        assert_eq!(tail(dir.path(), Program::App, 10).unwrap(), ["0", "1", "2"]);
    }

    #[test]
    fn a_line_longer_than_a_file_is_kept_whole_in_one_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let mut rotating = Rotating::open(dir.path(), Program::App, 10).unwrap();
        rotating.write(b"a line that is longer\n").unwrap();
        rotating.write(b"next\n").unwrap();
        assert_eq!(tail(dir.path(), Program::App, 2).unwrap(), ["a line that is longer", "next"]);
    }
}
