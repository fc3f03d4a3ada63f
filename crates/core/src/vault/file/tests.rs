use super::*;

const CHEAP: KdfCost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };

fn secret(text: &str) -> Secret {
    Secret::new(text.into())
}

fn entry() -> VaultEntry {
    VaultEntry::random("8b2f0c9e-5f0b-4a51-9d3f-6f4a3d0c7b11")
}

/// A vault as one process has it.
fn vault(dir: &Path) -> FileVault {
    FileVault::new(&Folders::at(dir), CHEAP)
}

fn settled() -> Result<(), VaultError> {
    Ok(())
}

/// A new file, unlocked.
fn made(dir: &Path) -> FileVault {
    let vault = vault(dir);
    vault.create(&secret("correct horse"), Vec::new(), false, settled).unwrap();
    vault
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_is_set_can_be_got_until_it_is_deleted_and_the_file_is_private() {
    let dir = tempfile::tempdir().unwrap();
    let vault = made(dir.path());
    let (one, other) = (entry(), entry());
    vault.set(&one, b"kh_canary").unwrap();
    vault.set(&one, b"kh_canary_2").unwrap();
    assert_eq!(vault.get(&one).unwrap().as_slice(), b"kh_canary_2");
    assert_eq!(vault.get(&other), Err(VaultError::NoEntry));
    vault.delete(&one).unwrap();
    assert_eq!(vault.delete(&one), Err(VaultError::NoEntry));
    assert_eq!(vault.get(&one), Err(VaultError::NoEntry));
    assert_eq!(names(dir.path()), ["vault.bin", "vault.lock"]);
    #[cfg(unix)]
    for file in names(dir.path()) {
        let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(dir.path().join(file)).unwrap());
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_locked_vault_gives_takes_and_deletes_nothing_and_only_its_passphrase_opens_it() {
    let dir = tempfile::tempdir().unwrap();
    let first = made(dir.path());
    let kept = entry();
    first.set(&kept, b"kept").unwrap();
    let before = fs::read(first.path()).unwrap();
    let second = vault(dir.path());
    for refused in [second.look(), second.get(&kept).map(drop), second.set(&kept, b"x"), second.delete(&kept)]
    {
        assert_eq!(refused, Err(VaultError::FileLocked));
    }
    assert_eq!(second.unlock(&secret("correct horsf")), Err(VaultError::WrongPassphrase));
    assert_eq!(second.look(), Err(VaultError::FileLocked));
    assert_eq!(fs::read(first.path()).unwrap(), before, "untouched");
    second.unlock(&secret("correct horse")).unwrap();
    assert_eq!(second.get(&kept).unwrap().as_slice(), b"kept");
    second.lock();
    assert_eq!(second.look(), Err(VaultError::FileLocked));
    first.look().unwrap();
}

#[test]
fn two_that_write_at_once_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let first = made(dir.path());
    let second = vault(dir.path());
    second.unlock(&secret("correct horse")).unwrap();
    let write = |vault: &FileVault| {
        (0..20)
            .map(|n: u8| {
                let entry = entry();
                vault.set(&entry, &[n]).unwrap();
                (entry, n)
            })
            .collect::<Vec<_>>()
    };
    let written: Vec<_> = std::thread::scope(|scope| {
        let other = scope.spawn(|| write(&second));
        let mine = write(&first);
        mine.into_iter().chain(other.join().unwrap()).collect()
    });
    for (entry, n) in &written {
        assert_eq!(first.get(entry).unwrap().as_slice(), [*n]);
        assert_eq!(second.get(entry).unwrap().as_slice(), [*n]);
    }
    assert_eq!(first.all().unwrap().len(), 40);
}

#[test]
fn a_new_passphrase_takes_everything_along_and_locks_the_others_out() {
    let dir = tempfile::tempdir().unwrap();
    let first = made(dir.path());
    let second = vault(dir.path());
    second.unlock(&secret("correct horse")).unwrap();
    let kept = entry();
    first.set(&kept, b"kept").unwrap();
    let before = fs::read(first.path()).unwrap();
    let wrong = first.change_passphrase(&secret("wrong"), &secret("battery staple"));
    assert_eq!(wrong, Err(VaultError::WrongPassphrase));
    assert_eq!(fs::read(first.path()).unwrap(), before);
    first.change_passphrase(&secret("correct horse"), &secret("battery staple")).unwrap();
    assert_eq!(first.get(&kept).unwrap().as_slice(), b"kept");
    assert_eq!(second.get(&kept), Err(VaultError::FileLocked));
    assert_eq!(second.set(&kept, b"x"), Err(VaultError::FileLocked));
    assert_eq!(second.unlock(&secret("correct horse")), Err(VaultError::WrongPassphrase));
    second.unlock(&secret("battery staple")).unwrap();
    assert_eq!(second.get(&kept).unwrap().as_slice(), b"kept");
}

#[test]
fn a_file_that_vanished_or_was_spoiled_is_told_and_never_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let vault = made(dir.path());
    let kept = entry();
    vault.set(&kept, b"kept").unwrap();
    let good = fs::read(vault.path()).unwrap();
    for (bytes, expected) in [
        (Vec::new(), VaultError::FileDamaged),
        (good[..good.len() / 2].to_vec(), VaultError::FileDamaged),
        (b"SQLite format 3\0".to_vec(), VaultError::FileForeign),
    ] {
        fs::write(vault.path(), &bytes).unwrap();
        for refused in [
            vault.look(),
            vault.get(&kept).map(drop),
            vault.set(&kept, b"x"),
            vault.unlock(&secret("correct horse")),
        ] {
            assert_eq!(refused, Err(expected));
        }
        assert_eq!(fs::read(vault.path()).unwrap(), bytes, "left as it is");
    }
    fs::remove_file(vault.path()).unwrap();
    for refused in [vault.look(), vault.get(&kept).map(drop), vault.set(&kept, b"x"), vault.delete(&kept)] {
        assert_eq!(refused, Err(VaultError::FileMissing));
    }
    assert!(!vault.is_there());
    // Put back, it works as before.
    fs::write(vault.path(), &good).unwrap();
    assert_eq!(vault.get(&kept).unwrap().as_slice(), b"kept");
    fs::remove_file(vault.path()).unwrap();
    fs::create_dir(vault.path()).unwrap();
    assert_eq!(vault.look(), Err(VaultError::FileForeign));
}

#[cfg(unix)]
#[test]
fn a_link_in_its_place_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let vault = made(dir.path());
    let elsewhere = dir.path().join("elsewhere");
    fs::rename(vault.path(), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, vault.path()).unwrap();
    assert_eq!(vault.look(), Err(VaultError::FileForeign));
}

#[test]
fn one_that_is_there_is_never_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let vault = made(dir.path());
    let before = fs::read(vault.path()).unwrap();
    let again = vault.create(&secret("battery staple"), Vec::new(), false, settled);
    assert_eq!(again, Err(VaultError::FileExists));
    assert_eq!(fs::read(vault.path()).unwrap(), before);
    vault.create(&secret("battery staple"), Vec::new(), true, settled).unwrap();
    assert_eq!(fs::read(dir.path().join("vault.bin.old-1")).unwrap(), before, "kept under another name");
}

#[test]
fn a_choice_that_cannot_be_saved_undoes_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let failed = || Err(VaultError::NotSettled);
    let vault = vault(dir.path());
    assert_eq!(
        vault.create(&secret("battery staple"), Vec::new(), false, failed),
        Err(VaultError::NotSettled)
    );
    assert_eq!(names(dir.path()), ["vault.lock"]);
    let vault = made(dir.path());
    let before = fs::read(vault.path()).unwrap();
    assert_eq!(
        vault.create(&secret("battery staple"), Vec::new(), true, failed),
        Err(VaultError::NotSettled)
    );
    assert_eq!(vault.retire(&[], failed), Err(VaultError::NotSettled));
    assert_eq!(
        (names(dir.path()), fs::read(vault.path()).unwrap()),
        (vec!["vault.bin".into(), "vault.lock".into()], before)
    );
}

#[test]
fn it_is_only_retired_when_everything_in_it_was_copied() {
    let dir = tempfile::tempdir().unwrap();
    let vault = made(dir.path());
    let (copied, late) = (entry(), entry());
    vault.set(&copied, b"x").unwrap();
    vault.set(&late, b"y").unwrap();
    vault.set(&VaultEntry::probe(), b"left by a check").unwrap();
    assert_eq!(vault.retire(std::slice::from_ref(&copied), settled), Err(VaultError::Changed));
    assert_eq!(vault.all().unwrap().len(), 2);
    vault.retire(&[copied, late], settled).unwrap();
    assert!(!vault.is_there());
}

#[test]
fn drafts_that_a_kill_left_are_swept_and_other_files_stay() {
    let dir = tempfile::tempdir().unwrap();
    let vault = made(dir.path());
    for name in ["vault.bin.0123.tmp", "vault.binary", "vault.bin.old-1", "mine.tmp"] {
        fs::write(dir.path().join(name), "x").unwrap();
    }
    vault.set(&entry(), b"x").unwrap();
    assert_eq!(names(dir.path()), ["mine.tmp", "vault.bin", "vault.bin.old-1", "vault.binary", "vault.lock"]);
}

#[test]
fn where_there_is_no_folder_there_is_nothing_to_hold() {
    let dir = tempfile::tempdir().unwrap();
    assert!(vault(&dir.path().join("none")).shared().unwrap().is_none());
    assert!(vault(dir.path()).shared().unwrap().is_some());
}
