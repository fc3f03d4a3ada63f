//! Exit codes, and what goes where.

use crate::common::Khg;

#[test]
fn help_and_version_go_to_standard_output() {
    let khg = Khg::without_keychain();
    let help = khg.run(["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    for part in ["Exit codes:", "--data-dir", "KEYHINGE_DATA_DIR", "--json", "gateway", "doctor"] {
        assert!(help.out.contains(part), "{part}");
    }
    assert!(khg.run(["--version"]).out.starts_with("khg "));
    assert!(!khg.data().exists(), "asking for help touches nothing");
}

#[test]
fn a_command_line_that_cannot_be_read_is_two() {
    let khg = Khg::without_keychain();
    let lines: [&[&str]; 9] = [
        &[],
        &["nonsense"],
        &["key"],
        &["key", "create"],
        &["key", "create", "x", "--permission", "everything"],
        &["key", "create", "x", "--expires", "soon"],
        &["key", "create", "x", "--rpm", "many"],
        &["gateway", "serve", "--port", "65536"],
        &["activity", "--limit", "0"],
    ];
    for line in lines {
        let ran = khg.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line:?}: {}", ran.err);
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn bad_values_are_three_and_name_their_field() {
    let khg = Khg::without_keychain();
    let long = "a".repeat(101);
    // Windows takes command lines of 32767 characters at most.
    let huge = "a".repeat(if cfg!(windows) { 20_000 } else { 100_000 });
    let cases: [(&str, &str, &str); 16] = [
        ("", "--json", "name"),
        ("   ", "--json", "name"),
        ("a\nb", "--json", "name"),
        ("a\u{1b}[2J", "--json", "name"),
        ("safe\u{202e}txt", "--json", "name"),
        (&long, "--json", "name"),
        (&huge, "--json", "name"),
        ("x", "--expires=2020-01-01", "expiry"),
        ("x", "--expires=0d", "expiry"),
        ("x", "--expires=99999d", "expiry"),
        ("x", "--rpm=0", "requests_per_minute"),
        ("x", "--prompt-tpm=-1", "prompt_tokens_per_minute"),
        ("x", "--completion-tpm=100000000000000000000", "completion_tokens_per_minute"),
        ("x", "--plan=Platinum", "plan"),
        ("x", "--plan=Enterprise", "limits"),
        ("x", "--purpose= ", "purpose"),
    ];
    for (name, option, field) in cases {
        let mut line = vec!["key", "create", name, option];
        if option != "--json" {
            line.push("--json");
        }
        let ran = khg.run(&line);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{field}: {}", ran.err);
        assert_eq!(ran.error_code(), "invalid");
        assert!(ran.err.contains(&format!("\"field\":\"{field}\"")), "{}", ran.err);
        assert!(ran.err.len() < 2_000, "the value is not thrown back");
    }
    assert_eq!(khg.run(["key", "list", "--json"]).out, "[]\n");
}

#[cfg(target_os = "linux")]
#[test]
fn an_absent_keychain_is_five_and_nothing_is_created() {
    let khg = Khg::without_keychain();
    let ran = khg.run(["key", "create", "demo"]);
    assert_eq!((ran.code, ran.out.as_str()), (5, ""));
    assert!(ran.err.starts_with("error: ") && ran.err.contains("\nnext: "), "{}", ran.err);
    assert_eq!(khg.run(["--json", "key", "create", "demo"]).error_code(), "keychain_absent");
    assert_eq!(khg.run(["key", "list", "--json"]).out, "[]\n");
    let doctor = khg.run(["doctor", "--json"]);
    assert_eq!(doctor.code, 5);
    let checks = doctor.json()["checks"].clone();
    let state = |id: &str| {
        checks.as_array().unwrap().iter().find(|check| check["id"] == id).unwrap()["state"].clone()
    };
    assert_eq!((state("keychain"), state("database")), ("failed".into(), "ok".into()));
}

#[test]
fn what_is_not_there_is_four() {
    let khg = Khg::without_keychain();
    for line in [["key", "show", "nothing"], ["key", "revoke", "nothing"], ["activity", "--key", "nothing"]] {
        assert_eq!(khg.run(line).code, 4, "{line:?}");
    }
    let ran = khg.run(["key", "create", "x", "--account", "nobody", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "not_found"));
}

#[test]
fn a_database_that_cannot_be_used_is_six_and_stays_as_it_is() {
    let cases: [(&str, &[u8]); 3] = [
        ("database_damaged", b"SQLite format 3\0 and then nothing that could be a page"),
        ("database_damaged", &[7; 5_000]),
        ("database_damaged", b"not a database at all"),
    ];
    for (code, bytes) in cases {
        let khg = Khg::without_keychain();
        std::fs::create_dir(khg.data()).unwrap();
        let file = khg.data().join("keyhinge.db");
        std::fs::write(&file, bytes).unwrap();
        let ran = khg.run(["key", "list", "--json"]);
        assert_eq!((ran.code, ran.out.as_str(), ran.error_code().as_str()), (6, "", code), "{}", ran.err);
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
}

#[cfg(unix)]
#[test]
fn a_linked_database_and_a_shared_folder_are_refused() {
    let khg = Khg::without_keychain();
    std::fs::create_dir(khg.data()).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", khg.data().join("keyhinge.db")).unwrap();
    assert_eq!(khg.run(["key", "list"]).code, 6);
    assert_eq!(khg.run(["key", "list", "--data-dir", "/usr"]).code, 6);
}

#[test]
fn without_a_data_folder_the_standard_one_is_used() {
    let khg = Khg::without_keychain();
    let mut command = khg.command(["key", "list", "--json"]);
    command.env_remove("KEYHINGE_DATA_DIR").env("HOME", khg.root());
    command.env("XDG_DATA_HOME", khg.root().join("share")).env("XDG_CONFIG_HOME", khg.root().join("config"));
    assert!(command.output().unwrap().status.success());
    #[cfg(target_os = "linux")]
    assert!(khg.root().join("share/keyhinge/keyhinge.db").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let khg = Khg::without_keychain();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = khg.command(["key", "list", "--json"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"));
}

#[cfg(unix)]
#[test]
fn everything_written_is_private_whatever_the_umask() {
    use std::os::unix::fs::MetadataExt;

    let khg = Khg::without_keychain();
    let status = std::process::Command::new("sh")
        .args([
            "-c",
            "umask 000; exec \"$0\" call settings_change '{\"theme\":\"dark\"}'",
            env!("CARGO_BIN_EXE_khg"),
        ])
        .env("KEYHINGE_DATA_DIR", khg.data())
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(khg.run(["key", "list"]).code, 0);
    assert_eq!(std::fs::metadata(khg.data()).unwrap().mode() & 0o777, 0o700);
    for entry in std::fs::read_dir(khg.data()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().mode() & 0o077, 0, "{:?}", entry.path());
    }
}
