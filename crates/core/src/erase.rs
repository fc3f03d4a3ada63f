//! "Delete all Keyhinge data": the secrets in the vault first, then what names them. Only files that Keyhinge makes
//! are deleted; whatever else lies in its folders stays.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::Core;
use crate::error::{Error, Result};
use crate::files::FileError;
use crate::folders::Folders;
use crate::logs::Program;
use crate::vault::{VaultEntry, VaultError, VaultKind};

/// What was deleted, and what was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// Entries of the keychain.
    pub secrets: usize,
    /// Files of ours that could not be deleted; none of them holds a secret.
    pub left: Vec<PathBuf>,
}

/// Deletes everything of this data folder. The core is closed afterwards; no other process may have the folder open.
///
/// # Errors
/// `SecretsLeft` where the keychain keeps something: the database, which alone knows the entries, is kept too.
/// `Store` with `InUse`, or where the database cannot be read; nothing was deleted then.
pub async fn delete_all(core: &Core) -> Result<Deleted> {
    let alone = core.store.alone(&core.folders).await?;
    let secrets = match delete_secrets(core).await {
        Ok(secrets) => secrets,
        Err(error) => {
            core.store.share_again(alone)?;
            return Err(error);
        }
    };
    core.store.close().await;
    let database = core.folders.database();
    for beside in ["db-wal", "db-shm", "db-journal"] {
        remove(&database.with_extension(beside)).map_err(|error| FileError::write(&database, &error))?;
    }
    remove(&database).map_err(|error| FileError::write(&database, &error))?;
    let left = delete_files(&core.folders);
    drop(alone);
    Ok(Deleted { secrets, left })
}

async fn delete_secrets(core: &Core) -> Result<usize> {
    let entries = core.store.vault_entries().await?;
    if core.vault.kind() == VaultKind::File {
        return delete_vault_file(core, entries).await;
    }
    let (mut deleted, mut left, mut cause) = (0, Vec::new(), None);
    let mut entries = entries.into_iter();
    for (entry, name) in entries.by_ref() {
        match core.vault.delete(&VaultEntry::of(core.store.id(), &entry)).await {
            Ok(()) => {
                core.store.forget_entry(&entry).await?;
                deleted += 1;
            }
            Err(error) => {
                cause = Some(error);
                left.push(name);
                // Any other entry would fail alike, after a wait.
                if !matches!(error, VaultError::Failed | VaultError::Unreliable | VaultError::BadValue) {
                    break;
                }
            }
        }
    }
    left.extend(entries.map(|(_, name)| name));
    match cause {
        Some(cause) => Err(Error::SecretsLeft { names: told(&left), cause }),
        None => Ok(deleted),
    }
}

/// The file goes whole, unlocked or not.
async fn delete_vault_file(core: &Core, entries: Vec<(String, Option<String>)>) -> Result<usize> {
    let file = core.folders.vault_file();
    remove(&file).map_err(|error| FileError::write(&file, &error))?;
    for (entry, _) in &entries {
        core.store.forget_entry(entry).await?;
    }
    Ok(entries.len())
}

/// The first few names, and how many more there are.
pub(crate) fn told(names: &[Option<String>]) -> String {
    const FEW: usize = 5;
    let named: Vec<_> =
        names.iter().flatten().take(FEW).map(|name| format!("\u{201c}{name}\u{201d}")).collect();
    match names.len() - named.len() {
        0 => named.join(", "),
        more if named.is_empty() => format!("{more} unfinished keys"),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// Files that Keyhinge makes, by folder and name; those that could not be deleted.
fn delete_files(folders: &Folders) -> Vec<PathBuf> {
    let mut left = Vec::new();
    let mut try_to = |path: PathBuf, delete: fn(&Path) -> io::Result<()>| {
        if let Err(error) = delete(&path) {
            tracing::warn!(%error, "a file could not be deleted");
            left.push(path);
        }
    };
    for file in Program::ALL.into_iter().flat_map(|program| program.files(&folders.logs())) {
        try_to(file, remove);
    }
    let ours = |name: &str, starts: &[&str], ends: &[&str]| {
        starts.iter().any(|start| name.starts_with(start)) && ends.iter().any(|end| name.ends_with(end))
    };
    for file in named(&folders.backups(), |name| {
        ours(name, &["keyhinge-", "before-restore-"], &[".db", ".db-wal", ".khbackup", ".tmp"])
    }) {
        try_to(file, remove);
    }
    for file in
        named(&folders.exports(), |name| ours(name, &["keyhinge-"], &[".json", ".csv", ".khbackup", ".tmp"]))
    {
        try_to(file, remove);
    }
    for file in named(folders.config(), |name| name == "settings.toml" || name.starts_with("settings.toml."))
    {
        try_to(file, remove);
    }
    for file in named(folders.data(), |name| {
        ["window.json", "told.json"].contains(&name)
            || ours(name, &["keyhinge.db.", "window.json.", "told.json."], &[".tmp"])
            || name.starts_with("vault.bin")
    }) {
        try_to(file, remove);
    }
    try_to(folders.data().join("webview"), remove_folder);
    try_to(folders.gateway_address_file(), remove);
    try_to(folders.gateway_lock(), remove);
    // The window's own lock goes only where no window holds it.
    let window = folders.data().join("window.lock");
    if fs::File::options().write(true).open(&window).is_ok_and(|file| file.try_lock().is_ok()) {
        try_to(window, remove);
    }
    try_to(folders.vault_lock(), remove);
    try_to(folders.edit_lock(), remove);
    try_to(folders.rotation_lock(), remove);
    try_to(folders.open_lock(), remove);
    try_to(folders.in_use_lock(), remove);
    for folder in [&folders.logs(), &folders.backups(), &folders.exports(), folders.config(), folders.data()]
    {
        // A folder that holds something else stays with it.
        let _ = fs::remove_dir(folder);
    }
    left
}

/// The files of a folder whose name is one of ours.
fn named(folder: &Path, ours: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(&ours))
        .filter(|path| path.symlink_metadata().is_ok_and(|found| !found.is_dir()))
        .collect()
}

fn remove(path: &Path) -> io::Result<()> {
    missing_is_fine(fs::remove_file(path))
}

fn remove_folder(path: &Path) -> io::Result<()> {
    missing_is_fine(fs::remove_dir_all(path))
}

fn missing_is_fine(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use keyring_core::mock;

    use super::*;
    use crate::backup;
    use crate::clock::{Clock, from_millis};
    use crate::keys::Actor;
    use crate::lifecycle::{self, ExpiryChoice, NewKeyInput};
    use crate::settings::{self, SettingsChange};
    use crate::store::{OpenError, StoreError};
    use crate::vault::Vault;

    async fn open(folders: &Folders, vault: Vault) -> Core {
        Core::open(folders.clone(), Clock::manual(from_millis(0)), vault).await.unwrap()
    }

    async fn make_key(core: &Core, name: &str) -> String {
        let account = lifecycle::ensure_local_account(core, Actor::App).await.unwrap();
        let input = NewKeyInput {
            account_id: account.id,
            name: name.into(),
            purpose: None,
            permissions: None,
            generate: None,
            expiry: ExpiryChoice::Never,
            plan: None,
            limits: None,
            actor: Actor::App,
        };
        lifecycle::create(core, input.check(core).await.unwrap()).await.unwrap().0.id
    }

    #[tokio::test]
    async fn everything_of_ours_goes_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let folders = Folders::at(&dir.path().join("data"));
        let keychain: Arc<keyring_core::CredentialStore> = mock::Store::new().unwrap();
        let core = open(&folders, Vault::with_store(keychain.clone())).await;
        make_key(&core, "one").await;
        make_key(&core, "two").await;
        let entries = core.store.vault_entries().await.unwrap();
        assert_eq!(entries.len(), 2);
        settings::change(
            &folders.settings_file(),
            &SettingsChange { reveal_seconds: Some(20), ..SettingsChange::default() },
        )
        .unwrap();
        backup::create_in_exports(&core).await.unwrap();
        fs::create_dir(folders.logs()).unwrap();
        fs::write(folders.logs().join("keyhinge.log"), "x").unwrap();
        let mine = [folders.data().join("thesis.txt"), folders.exports().join("mine.csv")];
        for file in &mine {
            fs::write(file, "x").unwrap();
        }

        let deleted = delete_all(&core).await.unwrap();
        assert_eq!(deleted, Deleted { secrets: 2, left: vec![] });
        for (entry, _) in entries {
            let entry = VaultEntry::of(core.store.id(), &entry);
            assert_eq!(core.vault.get(&entry).await.err(), Some(VaultError::NoEntry));
        }
        let mut found: Vec<_> =
            fs::read_dir(folders.data()).unwrap().map(|entry| entry.unwrap().path()).collect();
        found.sort();
        assert_eq!(found, [folders.exports(), folders.data().join("thesis.txt")]);
        assert_eq!(fs::read_dir(folders.exports()).unwrap().count(), 1);
    }

    #[tokio::test]
    async fn an_empty_folder_goes_with_its_files() {
        let dir = tempfile::tempdir().unwrap();
        let folders = Folders::at(&dir.path().join("data"));
        // No secret, no keychain: none is needed to delete nothing from it.
        let core = open(&folders, Vault::unavailable()).await;
        delete_all(&core).await.unwrap();
        assert!(!folders.data().exists());
    }

    #[tokio::test]
    async fn a_keychain_that_keeps_something_keeps_the_database() {
        let dir = tempfile::tempdir().unwrap();
        let folders = Folders::at(dir.path());
        let keychain: Arc<keyring_core::CredentialStore> = mock::Store::new().unwrap();
        let core = open(&folders, Vault::with_store(keychain.clone())).await;
        let key = make_key(&core, "kept").await;
        let without = Core { vault: Vault::unavailable(), ..core.clone() };
        let refused = delete_all(&without).await;
        assert!(
            matches!(&refused, Err(Error::SecretsLeft { names, cause: VaultError::NotUsed }) if names == "\u{201c}kept\u{201d}"),
            "{refused:?}"
        );
        lifecycle::held_secret(&core, &key).await.unwrap();
        // It can be tried again, and is still guarded against others.
        let other = open(&folders, Vault::unavailable()).await;
        let refused = delete_all(&core).await;
        assert!(matches!(refused, Err(Error::Store(StoreError::Open(OpenError::InUse)))), "{refused:?}");
        lifecycle::held_secret(&core, &key).await.unwrap();
        other.store.close().await;
        assert_eq!(delete_all(&core).await.unwrap().secrets, 1);
    }
}
