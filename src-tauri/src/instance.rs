//! One window per data folder: a second start asks the first to come to the front, and leaves.
//!
//! The lock is a file in the data folder, so two folders never meet, it works without a session bus, and it
//! is held before the database is opened. (The single-instance plugin has one name per app and user, and
//! needs D-Bus on Linux.) Knocking is a connection that carries a link or nothing: on Unix to a socket in the data
//! folder, on Windows to a loopback port that a file there names.

mod door;

use std::fs::{File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::link::{LINK_MAX, Link, SCHEME};

const LOCK: &str = "window.lock";

/// How long a second start waits for the first to open its door, since it may be starting too, or to end.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// How long a second start may take to say what it wants.
const HEARING: Duration = Duration::from_secs(1);

/// The outcome of [`claim`].
pub(crate) enum Claim {
    First(Instance),
    /// Another process has the window and, unless `Err`, has been asked to show it.
    Second(io::Result<()>),
}

/// The right to be the window of a data folder; given back when dropped.
pub(crate) struct Instance {
    folder: PathBuf,
    /// Open from the start, so that a knock during start-up waits to be heard.
    door: io::Result<door::Door>,
    _lock: File,
}

/// Takes the lock of `folder`, which must exist. Whoever has it already is handed the link.
///
/// # Errors
/// If the lock file cannot be opened or the system refuses to lock it.
pub(crate) fn claim(folder: &Path, link: Option<&Link>) -> io::Result<Claim> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let lock = options.open(folder.join(LOCK))?;
    let end = Instant::now() + PATIENCE;
    loop {
        match lock.try_lock() {
            Ok(()) => {
                let door = door::open(folder);
                return Ok(Claim::First(Instance { folder: folder.to_owned(), door, _lock: lock }));
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        match knock(folder, link) {
            Err(_) if Instant::now() < end => std::thread::sleep(BETWEEN_TRIES),
            outcome => return Ok(Claim::Second(outcome)),
        }
    }
}

impl Instance {
    /// Calls `on_knock` on a thread of its own for every second start, with its link, until the process ends.
    ///
    /// # Errors
    /// If the door could not be opened; the lock still holds.
    pub(crate) fn answer(&self, on_knock: impl Fn(Option<Link>) + Send + 'static) -> io::Result<()> {
        let door = self.door.as_ref().map_err(|error| io::Error::new(error.kind(), error.to_string()))?;
        let door = door.try_clone()?;
        std::thread::Builder::new().name("second-starts".into()).spawn(move || {
            for knock in door.incoming().filter_map(Result::ok) {
                on_knock(hear(knock));
            }
        })?;
        Ok(())
    }

    /// Answers no more: whoever starts from now on waits for this process to end, and is the first then.
    pub(crate) fn leave(&self) {
        if let Err(error) = door::close(&self.folder) {
            tracing::debug!(%error, "the door was not there to be closed");
        }
    }
}

fn knock(folder: &Path, link: Option<&Link>) -> io::Result<()> {
    let mut first = door::knock(folder)?;
    match link {
        Some(link) => first.write_all(link.to_string().as_bytes()),
        None => Ok(()),
    }
}

/// What a second start wants. It is believed no more than any other link; what is none only knocked.
fn hear(mut knock: door::Knock) -> Option<Link> {
    let end = Instant::now() + HEARING;
    let mut heard = Vec::new();
    let mut part = [0; LINK_MAX + 1];
    while heard.len() <= LINK_MAX {
        let left = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
        // macOS refuses it once the other side is gone; what was said is there to be read, and reading does not wait.
        if knock.set_read_timeout(Some(left)).is_err() && !cfg!(target_os = "macos") {
            return None;
        }
        match knock.read(&mut part).ok()? {
            0 => break,
            more => heard.extend(part.iter().take(more)),
        }
    }
    let text = String::from_utf8(heard).ok()?;
    text.starts_with(SCHEME).then(|| Link::parse(&text))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver};
    use std::time::Duration;

    use super::*;

    fn first(folder: &Path) -> (Instance, Receiver<Option<Link>>) {
        let Claim::First(first) = claim(folder, None).unwrap() else { panic!("the first start is first") };
        let (heard, hears) = mpsc::channel();
        first.answer(move |link| drop(heard.send(link))).unwrap();
        (first, hears)
    }

    fn second(folder: &Path, link: Option<&Link>) {
        let Claim::Second(knocked) = claim(folder, link).unwrap() else { panic!("the folder is taken") };
        knocked.unwrap();
    }

    #[test]
    fn a_link_is_handed_over() {
        let folder = tempfile::tempdir().unwrap();
        let (_first, hears) = first(folder.path());
        for link in [Some(Link::parse("keyhinge://keys/key_1/limits")), None] {
            second(folder.path(), link.as_ref());
            assert_eq!(hears.recv_timeout(Duration::from_secs(10)).unwrap(), link);
        }
    }

    #[test]
    fn what_is_no_link_is_a_knock_only() {
        let folder = tempfile::tempdir().unwrap();
        let (_first, hears) = first(folder.path());
        let long = "x".repeat(100_000);
        for text in ["GET / HTTP/1.1\r\n\r\n", "\0", &long] {
            let mut knock = door::knock(folder.path()).unwrap();
            // The other side may have heard enough already.
            drop(knock.write_all(text.as_bytes()));
            drop(knock);
            assert_eq!(hears.recv_timeout(Duration::from_secs(10)).unwrap(), None);
        }
        let mut knock = door::knock(folder.path()).unwrap();
        knock.write_all(b"keyhinge://keys/../settings").unwrap();
        drop(knock);
        assert_eq!(
            hears.recv_timeout(Duration::from_secs(10)).unwrap(),
            Some(Link::parse("keyhinge://keys"))
        );
    }

    #[test]
    fn who_knocks_and_says_nothing_is_heard_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (_first, hears) = first(folder.path());
        let _open = door::knock(folder.path()).unwrap();
        assert_eq!(hears.recv_timeout(Duration::from_secs(10)).unwrap(), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_path_too_long_for_a_socket_works_too() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("a".repeat(200)).join("b".repeat(200));
        std::fs::create_dir_all(&folder).unwrap();
        let (first, hears) = first(&folder);
        second(&folder, None);
        hears.recv_timeout(Duration::from_secs(10)).unwrap();
        first.leave();
        assert!(door::knock(&folder).is_err(), "the door is closed");
    }

    #[test]
    fn the_second_start_knocks_and_the_first_hears_it() {
        let folder = tempfile::tempdir().unwrap();
        let Claim::First(first) = claim(folder.path(), None).unwrap() else {
            panic!("the first start is first")
        };
        let (heard, hears) = mpsc::channel();
        first.answer(move |link| heard.send(link).unwrap()).unwrap();

        let Claim::Second(knocked) = claim(folder.path(), None).unwrap() else {
            panic!("the folder is taken")
        };
        knocked.unwrap();
        hears.recv_timeout(Duration::from_secs(10)).unwrap();
    }

    #[test]
    fn a_knock_during_start_up_waits_to_be_heard() {
        let folder = tempfile::tempdir().unwrap();
        let Claim::First(first) = claim(folder.path(), None).unwrap() else {
            panic!("the first start is first")
        };
        let Claim::Second(knocked) = claim(folder.path(), None).unwrap() else {
            panic!("the folder is taken")
        };
        knocked.unwrap();
        let (heard, hears) = mpsc::channel();
        first.answer(move |link| heard.send(link).unwrap()).unwrap();
        hears.recv_timeout(Duration::from_secs(10)).unwrap();
    }

    #[test]
    fn a_start_while_the_first_ends_becomes_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let Claim::First(first) = claim(folder.path(), None).unwrap() else {
            panic!("the first start is first")
        };
        first.answer(drop).unwrap();
        first.leave();
        let path = folder.path().to_owned();
        let next = std::thread::spawn(move || matches!(claim(&path, None).unwrap(), Claim::First(_)));
        drop(first);
        assert!(next.join().unwrap());
    }

    #[test]
    fn two_folders_do_not_meet_and_a_freed_one_can_be_taken() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = claim(one.path(), None).unwrap();
        assert!(matches!(claim(other.path(), None).unwrap(), Claim::First(_)));
        drop(first);
        assert!(matches!(claim(one.path(), None).unwrap(), Claim::First(_)));
    }

    #[test]
    fn a_dead_process_socket_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        for _start in 0..2 {
            let Claim::First(first) = claim(folder.path(), None).unwrap() else { panic!("nobody holds it") };
            first.answer(drop).unwrap();
        }
    }
}
