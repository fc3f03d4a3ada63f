//! Export, report, backup and deletion: everything at once.

use crate::common::Khg;

#[test]
fn the_key_list_is_exported_as_a_document_of_its_own_form() {
    let khg = Khg::without_keychain();
    let csv = khg.run(["key", "export", "--format", "csv"]);
    assert_eq!(csv.code, 0, "{}", csv.err);
    assert!(
        csv.out.starts_with("id,name,provider_id,") && csv.out.ends_with(",secret_held\r\n"),
        "{}",
        csv.out
    );
    let json = khg.run(["key", "export", "--format", "json"]).json();
    assert_eq!((json["format"].as_str(), json["version"].as_u64()), (Some("keyhinge-keys"), Some(1)));
    assert_eq!(khg.run(["key", "export"]).code, 2);
    assert_eq!(khg.run(["key", "export", "--format", "xml"]).code, 2);
}

#[test]
fn an_export_is_written_to_a_new_private_file_only() {
    let khg = Khg::without_keychain();
    let file = khg.root().join("keys.json");
    let line = ["key", "export", "--format", "json", "--json", "--output", file.to_str().unwrap()];
    let ran = khg.run(line);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    let written = std::fs::read(&file).unwrap();
    let again = khg.run(line);
    assert_eq!((again.code, again.error_code().as_str()), (3, "invalid"));
    assert_eq!(std::fs::read(&file).unwrap(), written);
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&file).unwrap()) & 0o777, 0o600);
    let nowhere = khg.root().join("missing/keys.json");
    let line = ["key", "export", "--format", "json", "--json", "--output", nowhere.to_str().unwrap()];
    let ran = khg.run(line);
    assert_eq!((ran.code, ran.error_code().as_str()), (3, "invalid"), "the database is not at fault");
}

#[test]
fn the_report_says_what_was_found_even_without_a_database() {
    let khg = Khg::without_keychain();
    let ran = khg.run(["doctor", "--report"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let keychain =
        if cfg!(target_os = "linux") { "Keychain (keychain): failed." } else { "Keychain (keychain): " };
    for part in ["Keyhinge ", "Checks", keychain, "Settings", "Keys: 0", "Log of the app"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    std::fs::write(khg.data().join("keyhinge.db"), "broken").unwrap();
    let ran = khg.run(["doctor", "--report", "--json"]);
    assert!(ran.json()["text"].as_str().unwrap().contains("Keys: the database cannot be read"), "{ran:?}");
}

#[test]
fn a_backup_is_restored_and_a_bad_one_is_refused() {
    let khg = Khg::without_keychain();
    let file = khg.root().join("all.khbackup");
    let (create, restore) = (["backup", "create"], ["backup", "restore"]);
    let with = |words: [&str; 2], more: &[&str]| {
        let mut line: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        line.push(file.display().to_string());
        line.extend(more.iter().map(|word| (*word).to_owned()));
        khg.run(line)
    };
    assert_eq!(khg.run(["call", "settings_change", r#"{"reveal_seconds":20}"#]).code, 0);
    let ran = with(create, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(with(create, &[]).code, 3, "never over another file");
    assert_eq!(khg.run(["call", "settings_change", r#"{"reveal_seconds":30}"#]).code, 0);
    assert_eq!(with(restore, &[]).code, 2, "it must be confirmed");
    let restored = with(restore, &["--yes", "--json"]);
    assert_eq!(restored.code, 0, "{}", restored.err);
    assert!(restored.json()["kept"].as_str().unwrap().ends_with(".khbackup"));
    assert!(khg.run(["call", "settings_get"]).out.contains("\"reveal_seconds\":20"));

    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    let ran = with(restore, &["--yes", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (6, "database_damaged"));
    std::fs::write(&file, "recipes").unwrap();
    let ran = with(restore, &["--yes", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (6, "database_foreign"));
}

#[test]
fn everything_is_deleted_only_when_confirmed_and_alone() {
    let khg = Khg::without_keychain();
    assert_eq!(khg.run(["key", "list"]).code, 0);
    let refused = khg.run(["data", "delete-all", "--json"]);
    assert_eq!(refused.code, 2);
    let refused = khg.run(["call", "data_delete_all", r#"{"typed":"yes"}"#]);
    assert_eq!((refused.code, refused.error_code().as_str()), (3, "name_mismatch"));
    assert!(khg.data().join("keyhinge.db").exists());
    std::fs::write(khg.data().join("thesis.txt"), "x").unwrap();
    let ran = khg.run(["data", "delete-all", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let left: Vec<_> =
        std::fs::read_dir(khg.data()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["thesis.txt"]);
}
