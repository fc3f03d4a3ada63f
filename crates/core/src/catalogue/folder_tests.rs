//! The user's folder, on a real disk.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::*;
use crate::Core;
use crate::changes::Topic;
use crate::clock::Clock;
use crate::folders::Folders;
use crate::vault::Vault;

fn manifest(id: &str, name: &str) -> String {
    format!(
        "id = \"{id}\"\nname = \"{name}\"\nenv_var = \"X_API_KEY\"\n[api]\nbase_urls = [{{ shape = \"openai\", url = \"https://x.example/v1\" }}]\nauth = [\"bearer\"]\n[[key_types]]\nid = \"api\"\nname = \"API key\"\nscope = \"all\"\n"
    )
}

fn read(folder: &Path) -> std::sync::Arc<Catalogue> {
    LiveCatalogue::new(folder.to_owned()).now()
}

fn problems(catalogue: &Catalogue) -> Vec<(&str, Option<u32>, &str)> {
    catalogue
        .providers_problems
        .iter()
        .map(|problem| (problem.file.as_str(), problem.line, problem.reason.as_str()))
        .collect()
}

#[test]
fn without_a_folder_there_are_the_embedded_ones() {
    let dir = tempfile::tempdir().unwrap();
    let catalogue = read(&dir.path().join("providers"));
    assert_eq!(catalogue.providers, Catalogue::embedded().unwrap().providers);
    assert!(problems(&catalogue).is_empty(), "{:?}", problems(&catalogue));
    assert!(!dir.path().join("providers").exists(), "nothing is made");
}

#[test]
fn a_file_adds_a_provider_or_takes_the_place_of_one() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.toml"), manifest("mine", "Mine")).unwrap();
    fs::write(dir.path().join("b.toml"), manifest("groq", "My Groq")).unwrap();
    fs::write(dir.path().join("notes.txt"), "not a manifest").unwrap();
    let catalogue = read(dir.path());
    assert_eq!(catalogue.provider("mine").unwrap().name, "Mine");
    let place = |catalogue: &Catalogue| catalogue.providers.iter().position(|found| found.id == "groq");
    assert_eq!(catalogue.provider("groq").unwrap().name, "My Groq");
    assert_eq!(place(&catalogue), place(&Catalogue::embedded().unwrap()));
    let used: Vec<_> =
        catalogue.user_manifests.iter().map(|used| (used.provider_id.as_str(), used.replaces)).collect();
    assert_eq!(used, [("mine", false), ("groq", true)]);
    assert!(problems(&catalogue).is_empty(), "{:?}", problems(&catalogue));
}

#[test]
fn what_cannot_be_used_is_listed_and_the_rest_stays() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    put("1-syntax.toml", b"id = \"x\"\nname = \n");
    put("2-latin1.toml", b"id = \"x\"\nname = \"caf\xe9\"\n");
    put("3-huge.toml", &vec![b'#'; 10 << 20]);
    put("4-local.toml", manifest("local", "Mine").as_bytes());
    put("5-good.toml", manifest("mine", "Mine").as_bytes());
    put("6-again.toml", manifest("mine", "Again").as_bytes());
    put("7-empty.toml", b"");
    put("8-deep.toml", format!("a = {}", "[".repeat(60_000)).as_bytes());
    fs::create_dir(dir.path().join("9-folder.toml")).unwrap();
    let catalogue = read(dir.path());
    assert_eq!(catalogue.provider("mine").unwrap().name, "Mine");
    assert_eq!(catalogue.provider("local").unwrap().name, "Local");
    let found = problems(&catalogue);
    let of = |file: &str| {
        found.iter().find(|(name, _, _)| *name == file).unwrap_or_else(|| panic!("{file}: {found:?}"))
    };
    assert_eq!(of("1-syntax.toml").1, Some(2));
    assert_eq!((of("2-latin1.toml").1, of("2-latin1.toml").2), (Some(2), "The file is not UTF-8 text."));
    assert_eq!(of("3-huge.toml").2, "The file is larger than 64 KiB.");
    assert!(of("4-local.toml").2.contains("cannot be replaced"));
    assert!(of("6-again.toml").2.contains("5-good.toml"));
    assert!(of("7-empty.toml").2.contains("id"));
    assert!(of("8-deep.toml").2.ends_with('.'));
    assert_eq!(of("9-folder.toml").2, "This is not a plain file.");
    assert_eq!(found.len(), 8);
}

#[test]
fn no_more_than_a_hundred_files_are_read() {
    let dir = tempfile::tempdir().unwrap();
    for n in 0..102 {
        fs::write(dir.path().join(format!("{n:03}.toml")), manifest(&format!("p{n}"), "P")).unwrap();
    }
    let catalogue = read(dir.path());
    assert_eq!(catalogue.user_manifests.len(), 100);
    assert_eq!(problems(&catalogue)[0].0, "100.toml");
}

#[cfg(target_os = "linux")]
#[test]
fn a_link_is_followed_to_a_plain_file_and_to_nothing_else() {
    use std::os::unix::fs::symlink;

    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("providers");
    fs::create_dir(&folder).unwrap();
    fs::write(dir.path().join("elsewhere"), manifest("mine", "Mine")).unwrap();
    symlink(dir.path().join("elsewhere"), folder.join("a.toml")).unwrap();
    symlink("/dev/zero", folder.join("b.toml")).unwrap();
    symlink(folder.join("c.toml"), folder.join("c.toml")).unwrap();
    let fifo = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, folder.join("d.toml"), rustix::fs::FileType::Fifo, fifo, 0).unwrap();
    let catalogue = read(&folder);
    assert!(catalogue.provider("mine").is_some());
    let found = problems(&catalogue);
    assert_eq!(found.iter().map(|(file, _, _)| *file).collect::<Vec<_>>(), ["b.toml", "c.toml", "d.toml"]);
    assert_eq!((found[0].2, found[2].2), ("This is not a plain file.", "This is not a plain file."));
}

#[test]
fn a_change_of_the_folder_is_taken_in_once() {
    let dir = tempfile::tempdir().unwrap();
    let live = LiveCatalogue::new(dir.path().join("providers"));
    assert!(live.now().provider("mine").is_none());
    assert!(!live.refresh());
    fs::create_dir(dir.path().join("providers")).unwrap();
    let file = dir.path().join("providers/mine.toml");
    fs::write(&file, manifest("mine", "Mine")).unwrap();
    assert!(live.refresh() && !live.refresh());
    assert_eq!(live.now().provider("mine").unwrap().name, "Mine");
    fs::write(&file, manifest("mine", "Mine, renamed")).unwrap();
    assert!(live.refresh());
    assert_eq!(live.now().provider("mine").unwrap().name, "Mine, renamed");
    fs::remove_file(&file).unwrap();
    assert!(live.refresh());
    assert!(live.now().provider("mine").is_none());
}

#[tokio::test]
async fn who_listens_hears_of_a_new_manifest() {
    let dir = tempfile::tempdir().unwrap();
    let folders = Folders::at(dir.path());
    let core = Core::open(folders.clone(), Clock::system(), Vault::unavailable()).await.unwrap();
    assert!(core.catalogue.now().provider("mine").is_none());
    let mut changes = core.changes.listen();
    core.watch_other_processes().await.unwrap();
    fs::create_dir(folders.providers()).unwrap();
    fs::write(folders.providers().join("mine.toml"), manifest("mine", "Mine")).unwrap();
    let heard = async {
        // The folder may be seen before the file is whole.
        while core.catalogue.now().provider("mine").is_none() {
            while !changes.recv().await.unwrap().contains(&Topic::Catalogue) {}
        }
    };
    tokio::time::timeout(Duration::from_secs(60), heard).await.unwrap();
    core.store.close().await;
}
