//! The form that calls `khg key print`, with a stand-in for `khg`: what it prints arrives.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::snippets::{Choice, Form, Here, Subject, write};

use super::tools::{installed, output};

const KEY: &str = "kh_4tQ9 it's \"$HOME\" `x` \\ \u{e9}";

/// The text for a key that is called `my laptop`.
fn text(target: &str) -> String {
    let mut subject = Subject::unstored(&Catalogue::embedded().unwrap(), "forii", String::new()).unwrap();
    subject.reference = Some("my laptop".into());
    let choice = Choice { target: target.into(), form: Some(Form::Reference), ..Choice::default() };
    let here = Here { os: "linux".into(), shell: None };
    write(&subject, &choice, &here, None).unwrap().expose().to_owned()
}

/// A folder with a `khg` that knows one key by its name, and a folder of its own for the shell.
fn stand_in(dir: &Path) {
    let khg = dir.join("khg");
    let script = format!(
        "#!/bin/sh\n[ \"$*\" = 'key print my laptop' ] || {{ echo \"asked for: $*\" >&2; exit 4; }}\n\
         cat <<'END'\n{KEY}\nEND\n"
    );
    std::fs::write(&khg, script).unwrap();
    std::fs::set_permissions(&khg, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn evaluate(program: &str, arguments: &[&str], target: &str) {
    if !installed(program) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    stand_in(dir.path());
    let file = dir.path().join("script");
    std::fs::write(&file, format!("{}\nenv\n", text(target))).unwrap();
    let path = format!("{}:{}", dir.path().display(), std::env::var("PATH").unwrap());
    let command = &mut Command::new(program);
    let printed = output(command.args(arguments).arg(&file).env("PATH", path).env("LC_ALL", "C.UTF-8"));
    let printed = String::from_utf8(printed).unwrap();
    assert!(
        printed.lines().any(|line| line == format!("FORII_API_KEY={KEY}")),
        "{program} {target}: {printed}"
    );
}

#[test]
fn in_shells_and_their_own_files() {
    evaluate("bash", &["--norc"], "bash");
    evaluate("bash", &["--norc"], "bashrc");
    evaluate("bash", &["--norc"], "direnv");
    evaluate("zsh", &["-f"], "zsh");
    evaluate("zsh", &["-f"], "zshrc");
    evaluate("fish", &["--no-config"], "fish");
    evaluate("fish", &["--no-config"], "fish_config");
    for (program, arguments) in
        [("dash", &[][..]), ("mksh", &[]), ("busybox", &["sh"]), ("bash", &["--posix"])]
    {
        evaluate(program, arguments, "sh");
        evaluate(program, arguments, "profile");
    }
}

/// What is piped on has no line break at its end, and no other program's argument has the key.
#[test]
fn into_other_programs() {
    if !installed("dash") {
        return;
    }
    for (target, program) in [("github_secret", "gh"), ("kubernetes_secret", "kubectl")] {
        let dir = tempfile::tempdir().unwrap();
        stand_in(dir.path());
        let script = format!(
            "{program}() {{ case \"$*\" in *kh_4tQ9*) exit 9;; esac; cat > got; }}\n{}\n",
            text(target)
        );
        std::fs::write(dir.path().join("script"), script).unwrap();
        let path = format!("{}:{}", dir.path().display(), std::env::var("PATH").unwrap());
        output(Command::new("dash").arg("script").current_dir(dir.path()).env("PATH", path));
        assert_eq!(std::fs::read_to_string(dir.path().join("got")).unwrap(), KEY, "{target}");
    }
}
