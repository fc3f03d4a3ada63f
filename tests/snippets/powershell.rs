//! PowerShell: its grammar here, the real one where it is installed.

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

/// Every text in PowerShell, for every provider, is one that its grammar has.
#[test]
fn every_text_is_in_the_grammar() {
    let catalogue = Catalogue::embedded().unwrap();
    let here = Here { os: "windows".into(), shell: None };
    let mut parser = parser();
    let mut texts = 0;
    for provider in &catalogue.providers {
        let mut subject = Subject::unstored(&catalogue, &provider.id, String::new()).unwrap();
        subject.reference = Some("my laptop".into());
        for row in offers(&subject, &here)
            .iter()
            .filter(|row| row.id.starts_with("powershell") && row.unfit.is_none())
        {
            for form in row.forms.iter().filter(|form| form.form != Form::Value) {
                let choice = Choice { target: row.id.clone(), form: Some(form.form), ..Choice::default() };
                let text = write(&subject, &choice, &here, None).unwrap();
                let tree = parser.parse(text.expose(), None).unwrap();
                assert!(!tree.root_node().has_error(), "{}", text.expose());
                texts += 1;
            }
        }
    }
    assert!(texts > 100, "{texts}");
}

#[test]
fn the_real_one() {
    if !installed("pwsh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let pairs = carried("powershell", |_| "LOCAL_API_KEY".into());
    let mut script = "$out = [Console]::OpenStandardOutput()\n".to_owned();
    for (_, text) in &pairs {
        script.extend([text.as_str(), "\n"]);
        script.push_str("$bytes = [Text.Encoding]::UTF8.GetBytes($env:LOCAL_API_KEY + [char]0)\n");
        script.push_str("$out.Write($bytes, 0, $bytes.Length)\n");
    }
    let file = dir.path().join("script.ps1");
    std::fs::write(&file, script).unwrap();
    let found = output(Command::new("pwsh").args(["-NoLogo", "-NoProfile", "-File"]).arg(&file));
    compare("pwsh", &split(&found), &pairs);
}
