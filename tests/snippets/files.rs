//! Readers of files.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools::{here, installed, output, python, there};
use super::values::{carried, compare, split};

/// The lines for all values that a target carries, as `K0`, `K1`, …, in one file.
fn lines(target: &str, file: &Path) -> Vec<(String, String)> {
    let pairs = carried(target, |i| format!("K{i}"));
    let text: String = pairs.iter().map(|(_, text)| format!("{text}\n")).collect();
    std::fs::write(file, text).unwrap();
    pairs
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(".env");
    (dir, file)
}

#[test]
fn direnv() {
    if !installed("direnv") {
        return;
    }
    let (dir, _) = folder();
    let pairs = lines("direnv", &dir.path().join(".envrc"));
    let command = |arguments: &[&str]| {
        let mut command = Command::new("direnv");
        command.args(arguments).current_dir(dir.path()).env("HOME", dir.path()).env("DIRENV_LOG_FORMAT", "");
        for folder in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(folder, dir.path().join("xdg"));
        }
        command
    };
    output(&mut command(&["allow", "."]));
    let environment = output(&mut command(&["exec", ".", "env", "-0"]));
    let found = of_environment(&environment, pairs.len());
    compare("direnv", &found, &pairs);
}

/// `K0`, `K1`, … of what `env -0` prints.
fn of_environment(printed: &[u8], count: usize) -> Vec<String> {
    let all: std::collections::HashMap<String, String> = split(printed)
        .into_iter()
        .filter_map(|line| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect();
    (0..count).map(|i| all[&format!("K{i}")].clone()).collect()
}

fn by_python(target: &str, program: &str) {
    let Some(python) = python() else { return };
    let (_dir, file) = folder();
    let pairs = lines(target, &file);
    let print = "import sys\nfrom dotenv import dotenv_values\nfound = dotenv_values(sys.argv[1])\n\
                 sys.stdout.buffer.write(b''.join(found[f'K{i}'].encode() + b'\\0' for i in range(int(sys.argv[2]))))";
    let found = output(Command::new(python).args(["-c", print]).arg(&file).arg(pairs.len().to_string()));
    compare(program, &split(&found), &pairs);
}

fn by_node_dotenv(target: &str) {
    let package = here().join("node_modules/dotenv");
    if !installed("node") || !there(&package) {
        return;
    }
    let (_dir, file) = folder();
    let pairs = lines(target, &file);
    let print = "const [package, file, count] = process.argv.slice(1);\n\
                 const found = require(package).parse(require('fs').readFileSync(file));\n\
                 for (let i = 0; i < Number(count); i++) process.stdout.write(found['K' + i] + '\\0');";
    let found = output(
        Command::new("node").args(["-e", print]).arg(&package).arg(&file).arg(pairs.len().to_string()),
    );
    compare("dotenv", &split(&found), &pairs);
}

fn by_node_itself(target: &str) {
    if !installed("node") {
        return;
    }
    let (_dir, file) = folder();
    let pairs = lines(target, &file);
    let print = format!(
        "for (let i = 0; i < {}; i++) process.stdout.write(process.env['K' + i] + '\\0')",
        pairs.len()
    );
    let found =
        output(Command::new("node").arg(format!("--env-file={}", file.display())).args(["-e", &print]));
    compare("node --env-file", &split(&found), &pairs);
}

#[test]
fn python_dotenv() {
    by_python("dotenv_python", "python-dotenv");
}

#[test]
fn node_dotenv() {
    by_node_dotenv("dotenv_node");
}

#[test]
fn node_env_file() {
    by_node_itself("node_env_file");
}

#[test]
fn a_portable_line_means_the_same_to_all_of_them() {
    by_python("dotenv", "python-dotenv");
    by_node_dotenv("dotenv");
    by_node_itself("dotenv");
}

/// systemd's own parser of such files, in the program that reads `environment.d`. After parsing, that one expands
/// variables, which `EnvironmentFile` does not, so every `$` is doubled on the way in.
#[test]
fn systemd() {
    let generator =
        Path::new("/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator");
    if cfg!(not(target_os = "linux")) || !there(generator) || !installed("bash") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let pairs = carried("systemd", |i| format!("K{i}"));
    std::fs::create_dir(dir.path().join("environment.d")).unwrap();
    let text: String = pairs.iter().map(|(_, text)| format!("{}\n", text.replace("\\$", "\\$\\$"))).collect();
    std::fs::write(dir.path().join("environment.d/keys.conf"), text).unwrap();
    let printed = output(
        Command::new(generator).env_clear().env("HOME", dir.path()).env("XDG_CONFIG_HOME", dir.path()),
    );
    // It answers in lines for a shell, without quotes where it sees no need; bash would expand a ~ there.
    let printed = String::from_utf8(printed).unwrap();
    let quoted = |line: &str| match line.split_once('=') {
        Some((name, value)) if !value.starts_with(['"', '$']) => format!("{name}='{value}'\n"),
        _ => format!("{line}\n"),
    };
    let printed: String = printed.lines().map(quoted).collect();
    let script = dir.path().join("script");
    let print =
        format!("for ((i = 0; i < {}; i++)); do n=K$i; printf '%s\\0' \"${{!n}}\"; done", pairs.len());
    std::fs::write(&script, [printed, print].concat()).unwrap();
    let found = output(Command::new("bash").args(["--norc"]).arg(&script).env("LC_ALL", "C.UTF-8"));
    compare("systemd", &split(&found), &pairs);
}

/// The parser of `docker run --env-file` is the same library's.
#[test]
fn an_env_file_of_containers() {
    let kubectl =
        Command::new("kubectl").args(["version", "--client"]).output().is_ok_and(|o| o.status.success());
    if !kubectl {
        eprintln!("skipped: kubectl is not there");
        return;
    }
    let (_dir, file) = folder();
    let pairs = lines("docker_env_file", &file);
    let made = output(
        Command::new("kubectl")
            .args(["create", "secret", "generic", "keys", "--dry-run=client", "-o", "json"])
            .arg(format!("--from-env-file={}", file.display())),
    );
    let made: serde_json::Value = serde_json::from_slice(&made).unwrap();
    use base64::Engine as _;
    let value = |i: usize| {
        let encoded = made["data"][format!("K{i}")].as_str().unwrap();
        String::from_utf8(base64::engine::general_purpose::STANDARD.decode(encoded).unwrap()).unwrap()
    };
    compare("kubectl", &(0..pairs.len()).map(value).collect::<Vec<_>>(), &pairs);
}

/// YAML and JSON, by a reader that is not ours.
#[test]
fn documents() {
    let Some(python) = python() else { return };
    let (_dir, file) = folder();
    let reads = [
        ("kubernetes_secret", "document['stringData']['K']"),
        ("compose", "document['services']['app']['environment']['K'].replace('$$', '$')"),
        ("vscode_launch", "document['configurations'][0]['env']['K']"),
    ];
    for (target, read) in reads {
        let pairs = carried(target, |_| "K".into());
        let text: Vec<&str> = pairs.iter().map(|(_, text)| text.as_str()).collect();
        std::fs::write(&file, text.join("\n---\n")).unwrap();
        let print = format!(
            "import sys, yaml\nfor document in yaml.load_all(open(sys.argv[1], encoding='utf-8', newline=''), \
             Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader)):\n    \
             sys.stdout.buffer.write({read}.encode() + b'\\0')"
        );
        let found = output(Command::new(&python).args(["-c", &print]).arg(&file));
        compare(target, &split(&found), &pairs);
    }
}
