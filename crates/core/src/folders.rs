//! Where everything lies on this computer. One data folder is one store: its database, its lock files and, by
//! the database's UUID, its entries in the keychain.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a folder cannot be used. Nothing was changed in it.
#[derive(Debug, thiserror::Error)]
pub enum FoldersError {
    #[error("The home folder of this user is not known.")]
    NoHome,
    #[error("The folder {} could not be made: {reason}.", .path.display())]
    Make { path: PathBuf, reason: String },
    #[error("{} is not a folder.", .0.display())]
    NotAFolder(PathBuf),
    #[error("The folder {} belongs to another user.", .0.display())]
    NotOurs(PathBuf),
    /// Made private, it would lock others out of files that are not Keyhinge's.
    #[error("The folder {} holds other files and is open to other users.", .0.display())]
    Shared(PathBuf),
    #[error("{} is a link or not a plain file, so the database is not opened.", .0.display())]
    NotAPlainFile(PathBuf),
}

/// The folders and files of one store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Folders(Arc<Paths>);

#[derive(Debug)]
struct Paths {
    data: PathBuf,
    config: PathBuf,
}

/// Files that mark a folder as ours already.
#[cfg(unix)]
const OUR_FILES: [&str; 5] = ["keyhinge.db", "open.lock", "gateway.lock", "settings.toml", "vault.bin"];

impl Folders {
    /// Everything in `dir`, which need not exist yet.
    #[must_use]
    pub fn at(dir: &Path) -> Self {
        let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
        Self(Arc::new(Paths { config: dir.clone(), data: dir }))
    }

    /// This user's standard folders: XDG on Linux, Application Support on macOS, AppData on Windows.
    ///
    /// # Errors
    /// `NoHome` where the system does not say where they are.
    pub fn standard() -> Result<Self, FoldersError> {
        let (data, config) = standard_paths(&|name| std::env::var_os(name), std::env::home_dir())?;
        Ok(Self(Arc::new(Paths { data, config })))
    }

    /// Whether `khg` finds this store where nothing names its folder.
    #[must_use]
    pub fn are_standard(&self) -> bool {
        Self::standard().is_ok_and(|standard| standard.data() == self.data())
    }

    #[must_use]
    pub fn data(&self) -> &Path {
        &self.0.data
    }

    #[must_use]
    pub fn config(&self) -> &Path {
        &self.0.config
    }

    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.0.data.join("keyhinge.db")
    }

    #[must_use]
    pub fn settings_file(&self) -> PathBuf {
        self.0.config.join("settings.toml")
    }

    /// The user's own provider manifests. Read only, and never made.
    #[must_use]
    pub fn providers(&self) -> PathBuf {
        self.0.config.join("providers")
    }

    /// Held by the process that serves the gateway of this store.
    #[must_use]
    pub fn gateway_lock(&self) -> PathBuf {
        self.0.data.join("gateway.lock")
    }

    /// Says where the gateway of this store listens; written by the holder of [`Self::gateway_lock`].
    #[must_use]
    pub fn gateway_address_file(&self) -> PathBuf {
        self.0.data.join("gateway.json")
    }

    /// Held while the database is opened and migrated.
    #[must_use]
    pub fn open_lock(&self) -> PathBuf {
        self.0.data.join("open.lock")
    }

    /// Held, shared, by every process that has the database open; exclusively by who replaces or deletes it.
    #[must_use]
    pub fn in_use_lock(&self) -> PathBuf {
        self.0.data.join("in-use.lock")
    }

    /// Held while a file of the user's is edited, so that no two processes edit one at a time.
    #[must_use]
    pub fn edit_lock(&self) -> PathBuf {
        self.0.data.join("edit.lock")
    }

    /// Held while a key is made that is to take another's place, so that only one is.
    #[must_use]
    pub fn rotation_lock(&self) -> PathBuf {
        self.0.data.join("rotation.lock")
    }

    /// Every secret, sealed, where the user has chosen a file instead of the keychain.
    #[must_use]
    pub fn vault_file(&self) -> PathBuf {
        self.0.data.join("vault.bin")
    }

    /// Held, shared, by who writes to the keychain; exclusively by who writes the file or chooses between the two.
    #[must_use]
    pub fn vault_lock(&self) -> PathBuf {
        self.0.data.join("vault.lock")
    }

    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.0.data.join("backups")
    }

    /// Where the window puts what the user asks it to write.
    #[must_use]
    pub fn exports(&self) -> PathBuf {
        self.0.data.join("exports")
    }

    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.0.data.join("logs")
    }

    /// Makes the folders, private to this user, and checks what is there already. Call it before the database
    /// is opened; several processes may call it at once.
    ///
    /// # Errors
    /// [`FoldersError`] for a folder that cannot be made or is not ours, and for a database that is a link.
    pub fn prepare(&self) -> Result<(), FoldersError> {
        prepare_folder(&self.0.data)?;
        if self.0.config != self.0.data {
            prepare_folder(&self.0.config)?;
        }
        let database = self.database();
        match std::fs::symlink_metadata(&database) {
            Ok(found) if !found.is_file() => Err(FoldersError::NotAPlainFile(database)),
            _ => Ok(()),
        }
    }
}

type Variable<'a> = &'a dyn Fn(&str) -> Option<OsString>;

#[cfg(not(any(target_os = "macos", windows)))]
fn standard_paths(variable: Variable<'_>, home: Option<PathBuf>) -> Result<(PathBuf, PathBuf), FoldersError> {
    // The XDG base directory specification: a relative path is to be ignored.
    let base = |name: &str, under_home: &str| {
        let set = variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        set.or_else(|| home.as_deref().filter(|home| home.is_absolute()).map(|home| home.join(under_home)))
            .map(|base| base.join("keyhinge"))
            .ok_or(FoldersError::NoHome)
    };
    Ok((base("XDG_DATA_HOME", ".local/share")?, base("XDG_CONFIG_HOME", ".config")?))
}

#[cfg(target_os = "macos")]
fn standard_paths(_: Variable<'_>, home: Option<PathBuf>) -> Result<(PathBuf, PathBuf), FoldersError> {
    let home = home.filter(|home| home.is_absolute()).ok_or(FoldersError::NoHome)?;
    let folder = home.join("Library/Application Support/Keyhinge");
    Ok((folder.clone(), folder))
}

#[cfg(windows)]
fn standard_paths(variable: Variable<'_>, _: Option<PathBuf>) -> Result<(PathBuf, PathBuf), FoldersError> {
    let base = |name: &str| {
        let set = variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        set.map(|base| base.join("Keyhinge")).ok_or(FoldersError::NoHome)
    };
    Ok((base("LOCALAPPDATA")?, base("APPDATA")?))
}

fn prepare_folder(path: &Path) -> Result<(), FoldersError> {
    let failed =
        |error: std::io::Error| FoldersError::Make { path: path.to_owned(), reason: error.to_string() };
    match std::fs::metadata(path) {
        Ok(found) if !found.is_dir() => return Err(FoldersError::NotAFolder(path.to_owned())),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent).map_err(failed)?;
            }
            make_private(path).map_err(failed)?;
        }
        Err(error) => return Err(failed(error)),
    }
    check_private(path)
}

/// For a file that only this user can read: what is created with these options is private, whatever the umask.
#[must_use]
pub fn private_file() -> std::fs::OpenOptions {
    let mut options = std::fs::File::options();
    options.write(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
        // Neither through a link to somewhere else, nor waiting for the other end of a pipe.
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    options
}

/// Makes a folder that only this user can enter, where there is none.
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), FoldersError> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    let failed =
        |error: std::io::Error| FoldersError::Make { path: path.to_owned(), reason: error.to_string() };
    let found = std::fs::metadata(path).map_err(failed)?;
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(FoldersError::NotOurs(path.to_owned()));
    }
    if found.mode() & 0o077 == 0 {
        return Ok(());
    }
    let ours = OUR_FILES.iter().any(|file| path.join(file).symlink_metadata().is_ok());
    if !ours && std::fs::read_dir(path).map_err(failed)?.next().is_some() {
        return Err(FoldersError::Shared(path.to_owned()));
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).map_err(failed)
}

/// The profile folders of Windows are private by their inherited access lists.
#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), FoldersError> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn a_missing_folder_is_made_private_with_its_parents() {
        let dir = tempfile::tempdir().unwrap();
        let folders = Folders::at(&dir.path().join("a/b"));
        folders.prepare().unwrap();
        folders.prepare().unwrap();
        assert_eq!(mode(folders.data()), 0o700);
    }

    #[test]
    fn an_open_empty_folder_is_made_private() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        Folders::at(dir.path()).prepare().unwrap();
        assert_eq!(mode(dir.path()), 0o700);
    }

    #[test]
    fn an_open_folder_with_other_files_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("thesis.txt"), "x").unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(Folders::at(dir.path()).prepare(), Err(FoldersError::Shared(_))));
        assert_eq!(mode(dir.path()), 0o755);
        std::fs::write(dir.path().join("keyhinge.db"), "x").unwrap();
        Folders::at(dir.path()).prepare().unwrap();
        assert_eq!(mode(dir.path()), 0o700);
    }

    #[test]
    fn a_linked_database_and_a_file_in_the_way_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let folders = Folders::at(dir.path());
        std::os::unix::fs::symlink("/etc/hostname", folders.database()).unwrap();
        assert!(matches!(folders.prepare(), Err(FoldersError::NotAPlainFile(_))));
        std::fs::remove_file(folders.database()).unwrap();
        std::fs::create_dir(folders.database()).unwrap();
        assert!(matches!(folders.prepare(), Err(FoldersError::NotAPlainFile(_))));
        let file = dir.path().join("file");
        std::fs::write(&file, "x").unwrap();
        assert!(matches!(Folders::at(&file).prepare(), Err(FoldersError::NotAFolder(_))));
    }

    #[test]
    fn a_folder_of_another_user_is_refused() {
        let owner = std::fs::metadata("/proc/1").map(|found| found.uid());
        if owner.is_ok_and(|uid| uid != rustix::process::geteuid().as_raw()) {
            assert!(matches!(check_private(Path::new("/proc/1")), Err(FoldersError::NotOurs(_))));
        }
        // As root, any folder can be given away to make the same point.
        if rustix::process::geteuid().is_root() {
            let dir = tempfile::tempdir().unwrap();
            std::os::unix::fs::chown(dir.path(), Some(65534), None).unwrap();
            assert!(matches!(Folders::at(dir.path()).prepare(), Err(FoldersError::NotOurs(_))));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_standard_folders_follow_xdg_and_ignore_relative_paths() {
        let home = Some(PathBuf::from("/home/u"));
        let none = |_: &str| None;
        assert_eq!(
            standard_paths(&none, home.clone()).unwrap(),
            ("/home/u/.local/share/keyhinge".into(), "/home/u/.config/keyhinge".into())
        );
        let set = |name: &str| Some(OsString::from(if name == "XDG_DATA_HOME" { "/d" } else { "relative" }));
        assert_eq!(
            standard_paths(&set, home).unwrap(),
            ("/d/keyhinge".into(), "/home/u/.config/keyhinge".into())
        );
        assert!(matches!(standard_paths(&none, None), Err(FoldersError::NoHome)));
    }
}
