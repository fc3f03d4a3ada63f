//! A backup that somebody else made or that was damaged: it is restored to a database that opens, or refused, and then
//! nothing was changed. The first byte chooses: the rest is the file, or changes to a good one, five bytes each (where,
//! and what to); a last piece of two bytes cuts it.

#![no_main]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use keyhinge_core::Core;
use keyhinge_core::backup::{create, restore};
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::Actor;
use keyhinge_core::lifecycle::ensure_local_account;
use keyhinge_core::vault::Vault;
use keyring_core::mock;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| RUNTIME.block_on(good()));

async fn open(folder: &Path) -> keyhinge_core::Result<Core> {
    let vault = Vault::with_store(mock::Store::new().unwrap());
    Core::open(Folders::at(folder), Clock::system(), vault).await
}

async fn good() -> Vec<u8> {
    let folder = TempDir::new_in("/dev/shm").unwrap();
    let core = open(folder.path()).await.unwrap();
    ensure_local_account(&core, Actor::Cli).await.unwrap();
    let file = folder.path().join("good.khbackup");
    create(&core, &file).await.unwrap();
    core.store.close().await;
    fs::read(file).unwrap()
}

fn file_of(input: &[u8]) -> Vec<u8> {
    let Some((kind, rest)) = input.split_first() else { return Vec::new() };
    if kind % 8 == 0 {
        return rest.to_vec();
    }
    let mut file = GOOD.clone();
    let (changes, cut) = rest.as_chunks::<5>();
    for &[a, b, c, d, to] in changes {
        let at = u32::from_le_bytes([a, b, c, d]) as usize % file.len();
        file[at] = to;
    }
    if let [a, b] = *cut {
        file.truncate(file.len() * usize::from(u16::from_le_bytes([a, b])) / usize::from(u16::MAX));
    }
    file
}

fuzz_target!(|input: &[u8]| {
    let foreign = file_of(input);
    RUNTIME.block_on(async {
        let folder = TempDir::new_in("/dev/shm").unwrap();
        let file = folder.path().join("foreign.khbackup");
        fs::write(&file, foreign).unwrap();
        let folders = Folders::at(&folder.path().join("data"));
        match restore(&folders, &Clock::system(), &file).await {
            Err(_) => assert!(!folders.database().exists(), "a refused backup leaves nothing"),
            Ok(_) => open(&folder.path().join("data")).await.unwrap().store.close().await,
        }
    });
});
