//! Whether git would take a file along. Asked of git itself, which alone knows what is tracked; nothing that a repository
//! brings is run for it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::process::Command;
use ts_rs::TS;

const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GitSays {
    /// The file is in no repository.
    NoRepository,
    Ignored,
    /// The file would be committed with everything else, or is committed already.
    NotIgnored,
    /// There is no git on this computer, or it did not answer.
    Unknown,
}

pub(super) async fn ask(file: &Path) -> GitSays {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { return GitSays::NoRepository };
    // A file in the place of the folder is what a worktree and a submodule have.
    if !folder.ancestors().any(|folder| folder.join(".git").symlink_metadata().is_ok()) {
        return GitSays::NoRepository;
    }
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        // What the repository's own settings could have git start, or fetch.
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"])
        .args(["--no-pager", "check-ignore", "--quiet", "--"])
        .arg(Path::new(".").join(name))
        .env_clear()
        .envs([("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_NO_LAZY_FETCH", "1")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    // The user's own list of ignored files counts.
    for name in ["HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    // Folders that are relative would be folders of the repository.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
    let Ok(path) = std::env::join_paths(folders) else { return GitSays::Unknown };
    if path.is_empty() {
        return GitSays::Unknown;
    }
    command.env("PATH", path);
    match tokio::time::timeout(PATIENCE, command.status())
        .await
        .map(|ended| ended.map(|status| status.code()))
    {
        Ok(Ok(Some(0))) => GitSays::Ignored,
        Ok(Ok(Some(1))) => GitSays::NotIgnored,
        _ => GitSays::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn outside_a_repository_nothing_is_asked() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(ask(&dir.path().join(".env")).await, GitSays::NoRepository);
        fs::write(dir.path().join(".git"), "gitdir: /nowhere").unwrap();
        assert_eq!(ask(&dir.path().join(".env")).await, GitSays::Unknown, "a broken repository");
    }

    #[tokio::test]
    async fn a_repository_says_what_it_ignores_and_nothing_of_it_is_run() {
        let dir = tempfile::tempdir().unwrap();
        let git = |arguments: &[&str]| {
            let ran = std::process::Command::new("git")
                .current_dir(dir.path())
                .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
                .args(arguments)
                .output();
            ran.is_ok_and(|ran| ran.status.success())
        };
        if !git(&["init", "--quiet"]) {
            eprintln!("skipped: there is no git");
            return;
        }
        let trap = dir.path().join("trap");
        fs::write(&trap, format!("#!/bin/sh\ntouch {}/sprung\n", dir.path().display())).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&trap, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        assert!(git(&["config", "core.fsmonitor", trap.to_str().unwrap()]));
        let file = dir.path().join("sub dir").join(".env");
        fs::create_dir(file.parent().unwrap()).unwrap();
        fs::write(&file, "").unwrap();
        assert_eq!(ask(&file).await, GitSays::NotIgnored);
        fs::write(dir.path().join(".gitignore"), ".env\n").unwrap();
        assert_eq!(ask(&file).await, GitSays::Ignored);
        let new = dir.path().join(".env");
        assert_eq!(ask(&new).await, GitSays::Ignored, "also before it is there");
        assert!(!dir.path().join("sprung").exists());
        // What is committed goes along, whatever is ignored.
        assert!(git(&["-c", "core.fsmonitor=false", "add", "--force", "sub dir/.env"]));
        assert_eq!(ask(&file).await, GitSays::NotIgnored);
    }
}
