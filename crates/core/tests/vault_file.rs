//! The encrypted file vault under a kill: what was acknowledged is there, and the file is never half of anything.

#![cfg(test)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use keyhinge_core::Core;
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::secret::Secret;
use keyhinge_core::vault::{Envelope, KdfCost, Vault, VaultEntry, switch};

const CHEAP: KdfCost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };
const STORE: &str = "8b2f0c9e-5f0b-4a51-9d3f-6f4a3d0c7b11";
const FOLDER: &str = "KEYHINGE_TEST_VAULT_FOLDER";
const ROUNDS: usize = 12;

fn passphrase() -> Secret {
    Secret::new("correct horse battery staple".into())
}

fn vault(dir: &Path) -> Vault {
    Vault::of_with(&Folders::at(dir), None, CHEAP)
}

fn envelope(id: &str) -> Envelope {
    Envelope {
        operation_id: "op_1".into(),
        key_id: "key_1".into(),
        secret: Secret::new(format!("kh_canary_{id}")),
    }
}

/// Writes one secret after another, and says each once it is stored.
#[tokio::test]
#[ignore = "the other process of the test below, which names its folder"]
async fn writes_until_it_is_killed() {
    let dir = std::env::var_os(FOLDER).expect("run by the test below");
    let vault = vault(Path::new(&dir));
    vault.unlock(passphrase()).await.unwrap();
    loop {
        let entry = VaultEntry::random(STORE);
        vault.put_verified(&entry, &envelope(entry.id())).await.unwrap();
        // Raw, since the test harness would keep it back.
        writeln!(std::io::stderr(), "stored {}", entry.id()).unwrap();
    }
}

#[tokio::test]
async fn a_kill_while_writing_loses_nothing_that_was_stored() {
    let dir = tempfile::tempdir().unwrap();
    let core = Core::open(Folders::at(dir.path()), Clock::system(), vault(dir.path())).await.unwrap();
    switch::to_file(&core, passphrase(), false).await.unwrap();
    let mut stored = Vec::new();
    for round in 0..ROUNDS {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "writes_until_it_is_killed", "--nocapture"])
            .env(FOLDER, dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stderr.take().unwrap()).lines();
        // The kill comes after a different number of writes each round, while the next is under way.
        for _ in 0..=(round * 5 % 7) {
            let line = lines.next().expect("it writes until it is killed").unwrap();
            stored.push(line.strip_prefix("stored ").expect(&line).to_owned());
        }
        writer.kill().unwrap();
        writer.wait().unwrap();
        let rest =
            lines.map_while(Result::ok).filter_map(|line| Some(line.strip_prefix("stored ")?.to_owned()));
        // The kill may have cut the last line.
        stored.extend(rest.filter(|id| id.len() == 36));
        // No lock is left held, and this process finds all of it.
        for id in &stored {
            let found = core.vault.get(&VaultEntry::of(STORE, id)).await.unwrap();
            assert!(found.secret.matches(&format!("kh_canary_{id}")));
        }
        core.vault.check().await.unwrap();
    }
    let mut left = Vec::new();
    for entry in std::fs::read_dir(dir.path()).unwrap() {
        let entry = entry.unwrap();
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        assert!(
            !bytes.windows(10).any(|window| window == b"kh_canary_"),
            "in clear in {:?}",
            entry.file_name()
        );
        left.push(entry.file_name().into_string().unwrap());
    }
    assert!(!left.iter().any(|name| name.ends_with(".tmp")), "drafts are swept: {left:?}");
}
