//! `khg env`: keys in files, and the way back.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Khg, files_with};

const SECRET: &str = "sk-proj-Canary0123456789abcdefghijklmnopqrstuvwxyzT3BlbkFJ";
const OLD: &str = "sk-proj-OldCanary456789abcdefghijklmnopqrstuvwxyzT3BlbkFJ";

fn bench() -> Khg {
    let khg = Khg::with_file_vault();
    khg.import("openai", "work", SECRET);
    khg
}

fn project(khg: &Khg, text: &[u8]) -> PathBuf {
    let file = khg.root().join("project/.env");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, text).unwrap();
    file
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().mode() & 0o777
}

#[test]
fn a_line_is_replaced_privately_and_taken_back_byte_for_byte() {
    let khg = bench();
    let before = format!("\u{feff}A='x'\r\n# OPENAI_API_KEY=no\r\nexport OPENAI_API_KEY={OLD}\r\nB=\u{e9}")
        .into_bytes();
    let before = [before.as_slice(), b"\xff\xfe raw"].concat();
    let file = project(&khg, &before);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let path = file.to_str().unwrap();
    let ran = khg.run(["env", "write", path, "--key", "work", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let written = ran.json();
    assert_eq!(
        (written["path"].as_str(), written["replaced"].as_bool(), written["created"].as_bool()),
        (Some(path), Some(true), Some(false))
    );
    assert_eq!(written["git"], "no_repository");
    let after = fs::read(&file).unwrap();
    let expected = String::from_utf8_lossy(&before).replace(OLD, SECRET);
    assert_eq!(String::from_utf8_lossy(&after), expected);
    assert!(after.ends_with(b"\xff\xfe raw"));
    assert_eq!(mode(&file), 0o600);
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "no draft is left");
    // What stood there is kept for the way back, and readable nowhere.
    assert!(files_with(OLD, &khg.data()).is_empty() && files_with(SECRET, &khg.data()).is_empty());
    let activity = khg.run(["activity", "--key", "work", "--json", "--limit", "1"]).json();
    let entry = &activity["entries"][0];
    assert_eq!((entry["kind"].as_str(), entry["target"].as_str()), (Some("written"), Some(path)));
    let consequences =
        khg.run(["call", "keys_revoke_consequences", &format!(r#"{{"key_id":{}}}"#, entry["key_id"])]);
    assert!(consequences.out.contains(path), "{}", consequences.out);

    // A write over it, and both back again.
    assert_eq!(khg.run(["env", "write", path, "--key", "work=OTHER"]).code, 0);
    assert_eq!(khg.run(["env", "undo", path]).code, 0);
    let ran = khg.run(["env", "undo", path, "--json"]);
    assert_eq!((ran.code, ran.json()["deleted"].as_bool()), (0, Some(false)), "{}", ran.err);
    assert_eq!(fs::read(&file).unwrap(), before);
    let nothing = khg.run(["env", "undo", path, "--json"]);
    assert_eq!((nothing.code, nothing.error_code().as_str()), (3, "invalid"));
}

#[test]
fn a_file_that_was_made_is_gone_again_unless_it_was_used_meanwhile() {
    let khg = bench();
    let file = project(&khg, b"");
    fs::remove_file(&file).unwrap();
    let path = file.to_str().unwrap();
    assert_eq!(khg.run(["env", "write", path, "--key", "work"]).code, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("OPENAI_API_KEY={SECRET}\n"));
    assert_eq!(mode(&file), 0o600);
    assert_eq!(khg.run(["env", "undo", path]).code, 0);
    assert!(!file.exists());

    assert_eq!(khg.run(["env", "write", path, "--key", "work"]).code, 0);
    fs::write(&file, format!("MINE=1\nOPENAI_API_KEY={SECRET}\n")).unwrap();
    assert_eq!(khg.run(["env", "undo", path]).code, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "MINE=1\n");
    // A line that the user has changed since is the user's.
    assert_eq!(khg.run(["env", "write", path, "--key", "work"]).code, 0);
    fs::write(&file, format!("OPENAI_API_KEY={SECRET}-x\n")).unwrap();
    assert_eq!(khg.run(["env", "undo", path]).code, 3);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("OPENAI_API_KEY={SECRET}-x\n"));
}

#[test]
fn links_are_followed_and_what_is_no_text_file_is_refused_untouched() {
    let khg = bench();
    let file = project(&khg, b"A=1\n");
    let folder = file.parent().unwrap().to_owned();
    let link = folder.join("link");
    symlink(&file, &link).unwrap();
    let ran = khg.run(["env", "write", link.to_str().unwrap(), "--key", "work", "--json"]);
    assert_eq!(ran.json()["link_to"].as_str(), file.to_str(), "{}", ran.err);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&file).unwrap().contains(SECRET));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    let ran = khg.run(["env", "write", file.to_str().unwrap(), "--key", "work"]);
    assert!(ran.code == 3 && ran.err.contains("read-only"), "{} {}", ran.code, ran.err);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o200)).unwrap();
    assert_eq!(khg.run(["env", "write", file.to_str().unwrap(), "--key", "work"]).code, 0);
    assert_eq!(mode(&file), 0o200, "what is stricter stays");

    fs::create_dir(folder.join("dir")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
    fs::write(folder.join("large"), vec![b'#'; (1 << 20) + 1]).unwrap();
    fs::write(folder.join("binary"), b"A=\0\n").unwrap();
    fs::write(folder.join("wide"), b"\xff\xfeA\0=\0").unwrap();
    fs::write(folder.join("goes-on"), b"A=\"1\nOPENAI_API_KEY=2\n\"\n").unwrap();
    symlink(folder.join("nowhere"), folder.join("dangling")).unwrap();
    symlink("/dev/null", folder.join("device")).unwrap();
    for name in ["dir", "pipe", "large", "binary", "wide", "goes-on", "dangling", "device", "missing/.env"] {
        let at = folder.join(name);
        let before = at.is_file().then(|| fs::read(&at).unwrap());
        let ran = khg.run(["env", "write", at.to_str().unwrap(), "--key", "work", "--json"]);
        assert_eq!((ran.code, ran.error_code().as_str()), (3, "invalid"), "{name}: {}", ran.err);
        assert!(ran.err.contains("\"field\":\"file\""), "{name}: {}", ran.err);
        assert_eq!(at.is_file().then(|| fs::read(&at).unwrap()), before, "{name}");
    }
    assert!(!folder.join("nowhere").exists());
    for (variable, field) in [("PATH", "variable"), ("1K", "variable")] {
        let ran =
            khg.run(["env", "write", file.to_str().unwrap(), "--key", &format!("work={variable}"), "--json"]);
        assert!(ran.code == 3 && ran.err.contains(field), "{}", ran.err);
    }
    let ran = khg.run([
        "env",
        "write",
        file.to_str().unwrap(),
        "--key",
        "work",
        "--target",
        "vscode_launch",
        "--json",
    ]);
    assert!(ran.code == 3 && ran.err.contains("\"field\":\"target\""), "{}", ran.err);
}

#[test]
fn git_is_asked_and_an_envrc_has_a_reference() {
    let khg = bench();
    let file = project(&khg, b"");
    let folder = file.parent().unwrap();
    let made = Command::new("git").args(["init", "--quiet"]).arg(folder).status();
    if !made.is_ok_and(|made| made.success()) {
        eprintln!("skipped: there is no git");
        return;
    }
    let ran = khg.run(["env", "write", file.to_str().unwrap(), "--key", "work"]);
    assert!(ran.code == 0 && ran.err.contains("git does not ignore"), "{}", ran.err);
    fs::write(folder.join(".gitignore"), ".env\n").unwrap();
    let ran = khg.run(["env", "write", file.to_str().unwrap(), "--key", "work"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let envrc = folder.join(".envrc");
    let ran = khg.run(["env", "write", envrc.to_str().unwrap(), "--key", "work", "--json"]);
    assert!(ran.json()["git"].is_null(), "a reference may be committed");
    let text = fs::read_to_string(&envrc).unwrap();
    assert!(
        text.starts_with("export OPENAI_API_KEY=\"$(khg key print ") && text.ends_with(")\"\n"),
        "{text}"
    );
    assert!(files_with(SECRET, folder) == [file]);
}

#[test]
fn what_comes_next_can_be_typed_and_a_line_that_does_more_stays() {
    let khg = bench();
    let folder = khg.root().join("my project");
    fs::create_dir(&folder).unwrap();
    let envrc = folder.join(".envrc");
    fs::write(&envrc, "export OPENAI_API_KEY=old; export B=2\n").unwrap();
    let ran = khg.run(["env", "write", envrc.to_str().unwrap(), "--key", "work"]);
    assert!(ran.code == 3 && ran.err.contains("does something else too"), "{} {}", ran.code, ran.err);
    assert_eq!(fs::read_to_string(&envrc).unwrap(), "export OPENAI_API_KEY=old; export B=2\n");

    fs::remove_file(&envrc).unwrap();
    let ran = khg.run(["env", "write", envrc.to_str().unwrap(), "--key", "work"]);
    assert!(ran.code == 0 && ran.out.contains(&format!("khg env undo '{}'", envrc.display())), "{}", ran.out);
    assert!(ran.err.contains("KEYHINGE_DATA_DIR"), "{}", ran.err);
    // A target whose first form is not written takes one that is.
    let file = folder.join("key.env");
    let ran =
        khg.run(["env", "write", file.to_str().unwrap(), "--key", "work", "--target", "compose_env_file"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(fs::read_to_string(&file).unwrap().contains(SECRET));
}

#[test]
fn writers_at_once_all_get_their_line_in() {
    let khg = bench();
    let file = project(&khg, b"A=1\n");
    let at = file.to_str().unwrap();
    std::thread::scope(|scope| {
        for n in 0..6 {
            let khg = &khg;
            scope.spawn(move || {
                let ran = khg.run(["env", "write", at, "--key", &format!("work=K{n}")]);
                assert_eq!(ran.code, 0, "{}", ran.err);
            });
        }
    });
    let text = fs::read_to_string(&file).unwrap();
    for n in 0..6 {
        assert!(text.contains(&format!("K{n}={SECRET}\n")), "K{n}");
    }
    assert!(text.starts_with("A=1\n"));
}

#[test]
fn a_shell_is_given_no_line_that_it_would_read_otherwise() {
    let khg = bench();
    let envrc = project(&khg, b"").with_file_name(".envrc");
    let at = envrc.to_str().unwrap();
    for (text, told) in [
        ("export A=1\r\n", "end as on Windows"),
        ("cat > app.conf <<EOF\nOPENAI_API_KEY=x\nEOF\n", "over several lines"),
        ("echo 'it\n", "over several lines"),
    ] {
        fs::write(&envrc, text).unwrap();
        let ran = khg.run(["env", "write", at, "--key", "work"]);
        assert!(ran.code == 3 && ran.err.contains(told), "{text:?}: {} {}", ran.code, ran.err);
        assert_eq!(fs::read_to_string(&envrc).unwrap(), text);
    }
    let rc = envrc.with_file_name("rc");
    fs::write(&rc, "A=1\r\n").unwrap();
    let add =
        |shell: &str| khg.run(["env", "rc", "add", shell, "--key", "work", "--file", rc.to_str().unwrap()]);
    assert!(add("bash").err.contains("end as on Windows"));
    assert_eq!(add("powershell").code, 0, "PowerShell knows both");
}

#[test]
fn the_folder_of_a_start_file_is_made_and_a_key_is_taken_out_by_its_name() {
    let khg = bench();
    let config = khg.root().join("config");
    let run = |arguments: &[&str]| {
        let mut command = khg.command(arguments);
        let ran = command.env("XDG_CONFIG_HOME", &config).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    };
    assert!(run(&["env", "rc", "add", "fish", "--key", "work"]).contains("a new file"));
    let second = run(&["env", "rc", "add", "fish", "--key", "work=SECOND"]);
    assert!(second.contains("added"), "{second}");
    let file = config.join("fish/config.fish");
    assert_eq!(fs::read_to_string(&file).unwrap().matches("khg key print").count(), 2);
    assert_eq!(mode(&config), 0o700);
    run(&["env", "rc", "remove", "fish", "--key", "work"]);
    assert_eq!(fs::read_to_string(&file).unwrap().matches("khg").count(), 0);
}

#[test]
fn what_is_removed_is_the_named_keys_and_comes_back() {
    let khg = bench();
    khg.import("openai", "work 2", OLD);
    let rc = khg.root().join("rc");
    fs::write(&rc, "export A=1\n").unwrap();
    let file = rc.to_str().unwrap();
    for key in ["work 2=SECOND", "work=FIRST", "work=THIRD"] {
        let ran = khg.run(["env", "rc", "add", "bash", "--key", key, "--file", file]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let before = fs::read_to_string(&rc).unwrap();
    let ran = khg.run(["env", "rc", "remove", "bash", "--key", "work", "--file", file]);
    assert!(ran.code == 0 && ran.out.contains(&format!("khg env undo {file}")), "{} {}", ran.out, ran.err);
    let left = fs::read_to_string(&rc).unwrap();
    assert!(left.contains("SECOND") && !left.contains("FIRST") && !left.contains("THIRD"), "{left}");
    // Nothing of the key stands there now, so nothing says that it does.
    let places = |key: &str| khg.run(["key", "rotate", key, "--status", "--json"]).out;
    assert!(!places("work").contains(file), "{}", places("work"));
    assert!(places("work 2").contains(file), "{}", places("work 2"));

    assert_eq!(khg.run(["env", "rc", "remove", "bash", "--key", "work 2", "--file", file]).code, 0);
    assert_eq!(fs::read_to_string(&rc).unwrap(), "export A=1\n");
    for _ in 0..3 {
        let ran = khg.run(["env", "undo", file]);
        assert!(ran.code == 0 && ran.out.contains("as it was before"), "{} {}", ran.out, ran.err);
    }
    assert_eq!(fs::read_to_string(&rc).unwrap(), before);
    assert!(places("work").contains(file), "{}", places("work"));
    // The block that was made anew meanwhile is not doubled.
    let only = ["env", "rc", "remove", "bash", "--key", "x=THIRD", "--file", file];
    for variable in ["FIRST", "SECOND", "THIRD"] {
        let key = format!("x={variable}");
        assert_eq!(khg.run([&only[..5], &[&key], &only[6..]].concat()).code, 0);
    }
    fs::write(&rc, before.replace("export A=1\n", "")).unwrap();
    assert_eq!(khg.run(["env", "undo", file]).code, 3);
}

#[test]
fn a_renamed_key_is_found_by_what_refers_to_it() {
    let khg = bench();
    let rc = khg.root().join("rc");
    let file = rc.to_str().unwrap();
    for key in ["work=FIRST", "work=SECOND"] {
        assert_eq!(khg.run(["env", "rc", "add", "bash", "--key", key, "--file", file]).code, 0);
    }
    assert_eq!(khg.run(["key", "rename", "work", "renamed"]).code, 0);
    assert_eq!(khg.run(["key", "print", "work"]).out.trim_end(), SECRET);
    // What acts on the key itself takes the name that it has.
    assert_eq!(khg.run(["key", "forget", "work", "--yes"]).code, 4);
    assert_eq!(khg.run(["env", "rc", "remove", "bash", "--key", "renamed", "--file", file]).code, 0);
    assert_eq!(fs::read_to_string(&rc).unwrap(), "");

    // Once another key has the name, it is that one's.
    assert_eq!(khg.run(["env", "undo", file]).code, 0);
    khg.import("openai", "work", OLD);
    assert_eq!(khg.run(["key", "print", "work"]).out.trim_end(), OLD);
    let ran = khg.run(["env", "rc", "remove", "bash", "--key", "renamed", "--file", file, "--json"]);
    assert_eq!(ran.json()["removed"], false, "{}", ran.err);
    assert_eq!(khg.run(["env", "rc", "remove", "bash", "--key", "work", "--file", file]).code, 0);
    assert_eq!(fs::read_to_string(&rc).unwrap(), "");
}

#[test]
fn a_path_that_cannot_be_pasted_is_not_and_a_folder_that_is_gone_is_told() {
    let khg = bench();
    let ran = khg.run(["env", "write", "two\nlines.env", "--key", "work"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("cannot be pasted") && !ran.out.contains("undo two"), "{}", ran.out);

    let gone = khg.root().join("gone");
    fs::create_dir(&gone).unwrap();
    let command = khg.command(["env", "write", ".env", "--key", "work"]);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "rmdir \"$PWD\" && exec \"$@\"", "sh"])
        .arg(command.get_program())
        .args(command.get_args());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(&gone);
    let ran: crate::common::Ran = shell.output().unwrap().into();
    assert!(ran.code == 2 && ran.err.contains("Go to a folder that is there"), "{} {}", ran.code, ran.err);
}

#[test]
fn a_start_file_gets_a_block_that_the_shell_can_run_and_no_key() {
    let khg = bench();
    let rc = khg.root().join("rc");
    fs::write(&rc, "export A=1\n").unwrap();
    fs::set_permissions(&rc, fs::Permissions::from_mode(0o644)).unwrap();
    let (file, before) = (rc.to_str().unwrap(), fs::read(&rc).unwrap());
    let ran = khg.run(["env", "rc", "add", "bash", "--key", "work", "--file", file]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(khg.run(["env", "rc", "add", "bash", "--key", "work=SECOND", "--file", file]).code, 0);
    assert_eq!(khg.run(["env", "rc", "add", "bash", "--key", "work=SECOND", "--file", file]).code, 0);
    assert_eq!(mode(&rc), 0o644, "nothing in it is secret");
    let text = fs::read_to_string(&rc).unwrap();
    assert_eq!(text.matches("khg key print").count(), 2, "{text}");
    assert!(!text.contains("Canary"));
    // What the shell makes of it, with khg on its PATH.
    let bin = Path::new(env!("CARGO_BIN_EXE_khg")).parent().unwrap().to_owned();
    let path = std::env::join_paths(
        std::iter::once(bin).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let shell = khg.command([""; 0]);
    let ran = Command::new("bash")
        .args([
            "--norc",
            "-c",
            &format!(". '{file}' && printf '%s %s %s' \"$A\" \"$OPENAI_API_KEY\" \"$SECOND\""),
        ])
        .envs(shell.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("PATH", path.unwrap())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), format!("1 {SECRET} {SECRET}"));

    assert_eq!(
        khg.run(["env", "rc", "remove", "bash", "--key", "work=OPENAI_API_KEY", "--file", file]).code,
        0
    );
    let ran = khg.run(["env", "rc", "remove", "bash", "--key", "gone=SECOND", "--file", file, "--json"]);
    assert_eq!((ran.code, ran.json()["removed"].as_bool()), (0, Some(true)), "{}", ran.err);
    assert_eq!(fs::read(&rc).unwrap(), before);
    let ran = khg.run(["env", "rc", "remove", "bash", "--key", "gone=SECOND", "--file", file, "--json"]);
    assert_eq!(ran.json()["removed"], false);
}

/// Killed at every step: the old file is there or the new one, and the next write works.
#[cfg(target_os = "linux")]
#[test]
fn a_kill_leaves_the_old_file_or_the_new_one() {
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("skipped: there is no strace");
        return;
    }
    let khg = bench();
    let before = [b"#".repeat(300_000).as_slice(), b"\nOPENAI_API_KEY=old\n"].concat();
    let file = project(&khg, &before);
    let path = file.to_str().unwrap();
    let new = String::from_utf8(before.clone()).unwrap().replace("=old", &format!("={SECRET}")).into_bytes();
    let mut killed = 0;
    for (calls, times) in [("write", 4), ("fchmod,chmod", 1), ("fsync", 2), ("rename", 1), ("unlink", 1)] {
        for when in 1..=times {
            fs::write(&file, &before).unwrap();
            let run = khg.command(["env", "write", path, "--key", "work"]);
            let mut traced = Command::new("strace");
            let filter = format!("inject={calls}:signal=SIGKILL:when={when}");
            traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={calls}"), "-e", &filter]);
            traced.arg(run.get_program()).args(run.get_args());
            traced.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let ended = traced.status().unwrap();
            killed += u32::from(!ended.success());
            let now = fs::read(&file).unwrap();
            assert!(now == before || now == new, "half a file after {calls} {when}");
        }
    }
    if killed == 0 {
        eprintln!("skipped: strace may not trace here");
        return;
    }
    fs::write(&file, &before).unwrap();
    assert_eq!(khg.run(["env", "write", path, "--key", "work"]).code, 0);
    assert_eq!(fs::read(&file).unwrap(), new);
    assert_eq!(khg.run(["env", "undo", path]).code, 0);
    assert_eq!(fs::read(&file).unwrap(), before);
}
