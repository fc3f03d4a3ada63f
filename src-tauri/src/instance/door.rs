//! Where a second start finds the first: a socket on Unix, a loopback port on Windows.

#[cfg(unix)]
pub(super) use unix::{Door, Knock, close, knock, open};
#[cfg(windows)]
pub(super) use windows::{Door, Knock, close, knock, open};

#[cfg(unix)]
mod unix {
    use std::io;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::Path;

    const SOCKET: &str = "window.sock";

    pub(crate) type Door = UnixListener;
    pub(crate) type Knock = UnixStream;

    pub(crate) fn open(folder: &Path) -> io::Result<Door> {
        // A socket that is there belongs to a process that died: we hold the lock.
        match close(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => reach(folder, |path| Door::bind(path)),
        }
    }

    pub(crate) fn knock(folder: &Path) -> io::Result<Knock> {
        reach(folder, |path| Knock::connect(path))
    }

    pub(crate) fn close(folder: &Path) -> io::Result<()> {
        std::fs::remove_file(folder.join(SOCKET))
    }

    /// The address of a socket has room for about 100 bytes of path. On Linux, an open folder has a short name.
    #[cfg(target_os = "linux")]
    fn reach<T>(folder: &Path, act: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
        use std::os::fd::AsRawFd;
        let open = std::fs::File::open(folder)?;
        act(&Path::new("/proc/self/fd").join(open.as_raw_fd().to_string()).join(SOCKET))
    }

    #[cfg(not(target_os = "linux"))]
    fn reach<T>(folder: &Path, act: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
        act(&folder.join(SOCKET))
    }
}

#[cfg(windows)]
mod windows {
    use std::io;
    use std::net::{Ipv4Addr, TcpListener, TcpStream};
    use std::path::Path;

    const PORT: &str = "window.port";

    pub(crate) type Door = TcpListener;
    pub(crate) type Knock = TcpStream;

    pub(crate) fn open(folder: &Path) -> io::Result<Door> {
        let door = Door::bind((Ipv4Addr::LOCALHOST, 0))?;
        std::fs::write(folder.join(PORT), door.local_addr()?.port().to_string())?;
        Ok(door)
    }

    pub(crate) fn knock(folder: &Path) -> io::Result<Knock> {
        let port = std::fs::read_to_string(folder.join(PORT))?;
        let port: u16 = port.trim().parse().map_err(io::Error::other)?;
        Knock::connect((Ipv4Addr::LOCALHOST, port))
    }

    pub(crate) fn close(folder: &Path) -> io::Result<()> {
        std::fs::remove_file(folder.join(PORT))
    }
}
