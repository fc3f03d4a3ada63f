//! PowerShell: its grammar here, the real one where it is installed.

use std::path::Path;
use std::process::Command;

use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::snippets::{Choice, Form, Here, Subject, offers, write};
use tree_sitter::{Node, Parser};

use super::tools::{installed, output};
use super::values::{carried, compare, split};

fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_pwsh::LANGUAGE.into()).unwrap();
    parser
}

/// Every node of a kind, from left to right.
fn nodes<'a>(node: Node<'a>, kind: &str, found: &mut Vec<Node<'a>>) {
    if node.kind() == kind {
        found.push(node);
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        nodes(child, kind, found);
    }
}

/// By its grammar, the value is one literal, and nothing of it is outside.
#[test]
fn a_value_is_one_literal() {
    let mut parser = parser();
    for target in ["powershell", "powershell_user"] {
        let mut literals_found = 0;
        for (value, text) in carried(target, |_| "K".into()) {
            // The grammar does not take the typographic quotes for quotes, as PowerShell does; doubled, they are what they
            // are in both.
            if value.contains(['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}']) || value.len() > 1_000 {
                continue;
            }
            let tree = parser.parse(&text, None).unwrap();
            assert!(!tree.root_node().has_error(), "{text}");
            let mut literals = Vec::new();
            nodes(tree.root_node(), "verbatim_string_characters", &mut literals);
            let position = usize::from(target == "powershell_user");
            let literal = literals[position].utf8_text(text.as_bytes()).unwrap();
            let inside = literal.strip_prefix('\'').unwrap().strip_suffix('\'').unwrap();
            assert_eq!(inside.replace("''", "'"), value, "{text}");
            literals_found += 1;
        }
        assert!(literals_found > 500);
    }
}

/// Every text in PowerShell, for every provider.
fn texts() -> Vec<String> {
    let catalogue = Catalogue::embedded().unwrap();
    let here = Here { os: "windows".into(), shell: None };
    let mut texts = Vec::new();
    for provider in &catalogue.providers {
        let mut subject = Subject::unstored(&catalogue, &provider.id, String::new()).unwrap();
        subject.reference = Some("my laptop".into());
        for row in offers(&subject, &here)
            .iter()
            .filter(|row| row.id.starts_with("powershell") && row.unfit.is_none())
        {
            for form in row.forms.iter().filter(|form| form.form != Form::Value) {
                let choice = Choice { target: row.id.clone(), form: Some(form.form), ..Choice::default() };
                texts.push(write(&subject, &choice, &here, None).unwrap().expose().to_owned());
            }
        }
    }
    assert!(texts.len() > 100, "{}", texts.len());
    texts
}

#[test]
fn every_text_is_in_the_grammar() {
    let mut parser = parser();
    for text in texts() {
        let tree = parser.parse(&text, None).unwrap();
        assert!(!tree.root_node().has_error(), "{text}");
    }
}

/// Opens what the answer goes to, and names how to put a text there.
const ANSWERS: &str = "$ErrorActionPreference = 'Stop'
$out = [IO.File]::Create((Join-Path $PWD found))
function found([string] $text) {
    $bytes = [Text.Encoding]::UTF8.GetBytes($text + [char]0)
    $out.Write($bytes, 0, $bytes.Length)
}
";

/// Has the real one run a script, which leaves its answer in `found`: it may have no standard output that can be piped.
fn run(dir: &Path, script: &str) -> Vec<u8> {
    std::fs::write(dir.join("script.ps1"), format!("{ANSWERS}{script}\n$out.Close()\n")).unwrap();
    let mut command = Command::new("pwsh");
    command.args(["-NoLogo", "-NoProfile", "-File", "script.ps1"]).current_dir(dir);
    output(command.env("POWERSHELL_TELEMETRY_OPTOUT", "1").env("POWERSHELL_UPDATECHECK", "Off"));
    std::fs::read(dir.join("found")).unwrap()
}

#[test]
fn the_real_one_gives_every_value_back() {
    if !installed("pwsh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let pairs = carried("powershell", |_| "LOCAL_API_KEY".into());
    let mut script = String::new();
    for (_, text) in &pairs {
        script.extend([text.as_str(), "\nfound $env:LOCAL_API_KEY\n"]);
    }
    let found = run(dir.path(), &script);
    compare("pwsh", &split(&found), &pairs);
}

/// What is kept for the user is what was handed over, each name once. Where the user is somebody, nothing is kept: a
/// type of the same shape stands in front of the system's.
#[test]
fn the_real_one_keeps_every_value_for_the_user() {
    if !installed("pwsh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let pairs = carried("powershell_user", |i| format!("K{i}"));
    let mut script =
        "class Kept { static [void] SetEnvironmentVariable($name, $value, $where) {\n".to_owned();
    script.push_str("    if ($where -ne 'User') { throw $where }\n    found $value\n} }\n");
    for (_, text) in &pairs {
        let changed = text.replacen(
            "[System.Environment]::SetEnvironmentVariable(",
            "[Kept]::SetEnvironmentVariable(",
            1,
        );
        assert_ne!(&changed, text);
        script.extend([changed.as_str(), "\n"]);
    }
    let found = run(dir.path(), &script);
    compare("pwsh, for the user", &split(&found), &pairs);
}

/// Its own parser takes every text, for every provider and form.
#[test]
fn the_real_one_parses_every_text() {
    if !installed("pwsh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let texts = texts();
    for (i, text) in texts.iter().enumerate() {
        std::fs::write(dir.path().join(format!("text{i}")), text).unwrap();
    }
    let script = format!(
        "foreach ($i in 0..{}) {{
    $tokens = $null; $errors = $null
    $text = [IO.File]::ReadAllText((Join-Path $PWD \"text$i\"))
    $null = [Management.Automation.Language.Parser]::ParseInput($text, [ref] $tokens, [ref] $errors)
    found \"$errors\"
}}
",
        texts.len() - 1
    );
    let found = split(&run(dir.path(), &script));
    assert_eq!(found.len(), texts.len());
    for (errors, text) in found.iter().zip(&texts) {
        assert_eq!(errors, "", "{text}");
    }
}

/// A name that a reference calls `khg` with arrives as one argument, and what it answers is in the variable.
#[test]
fn the_real_one_asks_khg_for_what_is_named() {
    if !installed("pwsh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let here = Here { os: "windows".into(), shell: None };
    let catalogue = Catalogue::embedded().unwrap();
    let names = ["my laptop", "a.b_c-d", "2026 new", "key_01JABCDEFGHJKMNPQRSTVWXYZ0"];
    let mut script = "function khg { found ($args -join '|'); 'the key' }\n".to_owned();
    for name in names {
        let mut subject = Subject::unstored(&catalogue, "forii", String::new()).unwrap();
        subject.reference = Some(name.into());
        let choice = Choice { target: "powershell".into(), form: Some(Form::Reference), ..Choice::default() };
        script.push_str(write(&subject, &choice, &here, None).unwrap().expose());
        script.push_str("\nfound $env:FORII_API_KEY\n");
    }
    let found = split(&run(dir.path(), &script));
    let expected: Vec<String> =
        names.iter().flat_map(|name| [format!("key|print|{name}"), "the key".into()]).collect();
    assert_eq!(found, expected);
}
