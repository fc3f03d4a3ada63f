//! Any file in the place of the settings: it is read without a panic and never changed; what was taken from it is kept
//! by writing it, and the broken file is kept beside.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use keyhinge_core::settings::{load, save};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| TempDir::new_in("/dev/shm").unwrap());

fuzz_target!(|bytes: &[u8]| {
    let file: PathBuf = FOLDER.path().join("settings.toml");
    fs::write(&file, bytes).unwrap();
    let loaded = load(&file);
    assert_eq!(fs::read(&file).unwrap(), bytes, "reading changes nothing");
    save(&file, &loaded.settings).unwrap();
    let again = load(&file);
    assert_eq!(again.settings, loaded.settings);
    assert!(again.problems.is_empty(), "{:?}", again.problems);
    let copy = FOLDER.path().join("settings.toml.broken-1");
    if loaded.problems.is_empty() {
        assert!(!copy.exists());
    } else {
        assert_eq!(fs::read(&copy).unwrap(), bytes, "a broken file is kept");
        fs::remove_file(copy).unwrap();
    }
});
