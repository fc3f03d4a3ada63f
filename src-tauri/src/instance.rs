//! One window per data folder: a second start asks the first to come to the front, and leaves.
//!
//! The lock is a file in the data folder, so two folders never meet, it works without a session bus, and it
//! is held before the database is opened. (The single-instance plugin has one name per app and user, and
//! needs D-Bus on Linux.) Knocking is a connection without content: on Unix to a socket in the data
//! folder, on Windows to a loopback port that a file there names.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const LOCK: &str = "window.lock";

/// How long a second start waits for the first to open its door, since it may be starting too, or to end.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

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

/// Takes the lock of `folder`, which must exist.
///
/// # Errors
/// If the lock file cannot be opened or the system refuses to lock it.
pub(crate) fn claim(folder: &Path) -> io::Result<Claim> {
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
        match door::knock(folder) {
            Err(_) if Instant::now() < end => std::thread::sleep(BETWEEN_TRIES),
            outcome => return Ok(Claim::Second(outcome)),
        }
    }
}

impl Instance {
    /// Calls `on_knock` on a thread of its own for every second start, until the process ends.
    ///
    /// # Errors
    /// If the door could not be opened; the lock still holds.
    pub(crate) fn answer(&self, on_knock: impl Fn() + Send + 'static) -> io::Result<()> {
        let door = self.door.as_ref().map_err(|error| io::Error::new(error.kind(), error.to_string()))?;
        let door = door.try_clone()?;
        std::thread::Builder::new().name("second-starts".into()).spawn(move || {
            for _knock in door.incoming().filter_map(Result::ok) {
                on_knock();
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

#[cfg(unix)]
mod door {
    use std::io;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::Path;

    const SOCKET: &str = "window.sock";

    pub(super) type Door = UnixListener;

    pub(super) fn open(folder: &Path) -> io::Result<Door> {
        let path = folder.join(SOCKET);
        // A socket that is there belongs to a process that died: we hold the lock.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Door::bind(path),
        }
    }

    pub(super) fn knock(folder: &Path) -> io::Result<()> {
        UnixStream::connect(folder.join(SOCKET)).map(drop)
    }

    pub(super) fn close(folder: &Path) -> io::Result<()> {
        std::fs::remove_file(folder.join(SOCKET))
    }
}

#[cfg(windows)]
mod door {
    use std::io;
    use std::net::{Ipv4Addr, TcpListener, TcpStream};
    use std::path::Path;

    const PORT: &str = "window.port";

    pub(super) type Door = TcpListener;

    pub(super) fn open(folder: &Path) -> io::Result<Door> {
        let door = Door::bind((Ipv4Addr::LOCALHOST, 0))?;
        std::fs::write(folder.join(PORT), door.local_addr()?.port().to_string())?;
        Ok(door)
    }

    pub(super) fn knock(folder: &Path) -> io::Result<()> {
        let port = std::fs::read_to_string(folder.join(PORT))?;
        let port: u16 = port.trim().parse().map_err(io::Error::other)?;
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map(drop)
    }

    pub(super) fn close(folder: &Path) -> io::Result<()> {
        std::fs::remove_file(folder.join(PORT))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_second_start_knocks_and_the_first_hears_it() {
        let folder = tempfile::tempdir().unwrap();
        let Claim::First(first) = claim(folder.path()).unwrap() else { panic!("the first start is first") };
        let (heard, hears) = mpsc::channel();
        first.answer(move || heard.send(()).unwrap()).unwrap();

        let Claim::Second(knocked) = claim(folder.path()).unwrap() else { panic!("the folder is taken") };
        knocked.unwrap();
        hears.recv_timeout(Duration::from_secs(10)).unwrap();
    }

    #[test]
    fn a_knock_during_start_up_waits_to_be_heard() {
        let folder = tempfile::tempdir().unwrap();
        let Claim::First(first) = claim(folder.path()).unwrap() else { panic!("the first start is first") };
        let Claim::Second(knocked) = claim(folder.path()).unwrap() else { panic!("the folder is taken") };
        knocked.unwrap();
        let (heard, hears) = mpsc::channel();
        first.answer(move || heard.send(()).unwrap()).unwrap();
        hears.recv_timeout(Duration::from_secs(10)).unwrap();
    }

    #[test]
    fn a_start_while_the_first_ends_becomes_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let Claim::First(first) = claim(folder.path()).unwrap() else { panic!("the first start is first") };
        first.answer(|| ()).unwrap();
        first.leave();
        let path = folder.path().to_owned();
        let next = std::thread::spawn(move || matches!(claim(&path).unwrap(), Claim::First(_)));
        drop(first);
        assert!(next.join().unwrap());
    }

    #[test]
    fn two_folders_do_not_meet_and_a_freed_one_can_be_taken() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = claim(one.path()).unwrap();
        assert!(matches!(claim(other.path()).unwrap(), Claim::First(_)));
        drop(first);
        assert!(matches!(claim(one.path()).unwrap(), Claim::First(_)));
    }

    #[test]
    fn a_dead_process_socket_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        for _start in 0..2 {
            let Claim::First(first) = claim(folder.path()).unwrap() else { panic!("nobody holds it") };
            first.answer(|| ()).unwrap();
        }
    }
}
