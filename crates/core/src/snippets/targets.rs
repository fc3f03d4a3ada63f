//! The places a key can be put.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Platform;
use super::quote::{self, Quote};
use crate::error::{Error, Result};

/// A place for a key, as it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TargetRow {
    pub id: String,
    pub name: String,
    pub platform: Platform,
    /// What the text does, in a sentence.
    pub about: String,
    /// Why this form can leak the key; none where it does not.
    pub risk: Option<String>,
}

/// A row with the text around the name and the value, and the rule for the value.
struct Target {
    row: TargetRow,
    dialect: &'static str,
    before: &'static str,
    between: &'static str,
    after: &'static str,
    quote: Quote,
}

static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(all);
static ROWS: LazyLock<Vec<TargetRow>> =
    LazyLock::new(|| TARGETS.iter().map(|target| target.row.clone()).collect());

fn all() -> Vec<Target> {
    let row = |id: &str, name: &str, platform, about: &str, risk: &str| TargetRow {
        id: id.into(),
        name: name.into(),
        platform,
        about: about.into(),
        risk: Some(risk.into()),
    };
    // The blank in front keeps a line out of the history, where the shell is set up so.
    vec![
        Target {
            row: row(
                "bash",
                "bash",
                Platform::Unix,
                "Sets the variable in this shell and what it starts.",
                "bash keeps the line in its history, unless HISTCONTROL has ignorespace or ignoreboth.",
            ),
            dialect: "bash",
            before: " export ",
            between: "=",
            after: "",
            quote: quote::posix,
        },
        Target {
            row: row(
                "zsh",
                "zsh",
                Platform::Unix,
                "Sets the variable in this shell and what it starts.",
                "zsh keeps the line in its history, unless HIST_IGNORE_SPACE is set.",
            ),
            dialect: "zsh",
            before: " export ",
            between: "=",
            after: "",
            quote: quote::posix,
        },
        Target {
            row: row(
                "fish",
                "fish",
                Platform::Unix,
                "Sets the variable in this session and what it starts.",
                "The blank in front keeps the line out of fish's history; without it, the key is saved there.",
            ),
            dialect: "fish",
            before: " set -gx ",
            between: " ",
            after: "",
            quote: quote::fish,
        },
        Target {
            row: row(
                "powershell",
                "PowerShell",
                Platform::Any,
                "Sets the variable in this session and what it starts.",
                "PSReadLine writes the line to its history file.",
            ),
            dialect: "PowerShell",
            before: "$env:",
            between: " = ",
            after: "",
            quote: quote::powershell,
        },
        Target {
            row: row(
                "cmd",
                "Command Prompt",
                Platform::Windows,
                "Sets the variable in this window and what it starts.",
                "The line can be recalled in this window until it is closed.",
            ),
            dialect: "Command Prompt",
            before: "set \"",
            between: "=",
            after: "\"",
            quote: quote::cmd,
        },
        Target {
            row: row(
                "dotenv",
                ".env file",
                Platform::Any,
                "A line for a .env file, in the form that every reader understands.",
                "The file holds the key in plain text: keep it out of version control and out of images.",
            ),
            dialect: "A .env file",
            before: "",
            between: "=",
            after: "",
            quote: quote::dotenv,
        },
    ]
}

/// Every target, in the order in which they are offered.
#[must_use]
pub fn targets() -> &'static [TargetRow] {
    &ROWS
}

/// # Errors
/// `NotFound` for an id that no target has.
pub fn target(id: &str) -> Result<&'static TargetRow> {
    find(id).map(|target| &target.row)
}

/// The text that puts `value` into `variable` at that target. It holds the value in plaintext.
///
/// # Errors
/// `NotFound` for the target, `Invalid` for the variable's name, `SnippetRefused` where the dialect cannot carry the
/// value.
pub fn render(target_id: &str, variable: &str, value: &str) -> Result<String> {
    let target = find(target_id)?;
    check_variable(variable)?;
    let refused = |reason: &str| Error::SnippetRefused { dialect: target.dialect, reason: reason.to_owned() };
    if value.is_empty() {
        return Err(refused("it is empty."));
    }
    // Room for every byte quoted, so that no copy is left behind by growing.
    let mut text = String::with_capacity(4 * value.len() + variable.len() + 32);
    text.extend([target.before, variable, target.between]);
    (target.quote)(value, &mut text).map_err(refused)?;
    text.push_str(target.after);
    Ok(text)
}

/// The same text around a masked key, for the eye: quoted alike, and never refused for the dots of the mask.
///
/// # Errors
/// `NotFound` for the target, `Invalid` for the variable's name.
pub fn preview(target_id: &str, variable: &str, masked: &str) -> Result<String> {
    let target = find(target_id)?;
    check_variable(variable)?;
    let mut value = String::new();
    if (target.quote)(masked, &mut value).is_err() {
        value = masked.chars().filter(|c| !c.is_control()).collect();
    }
    Ok([target.before, variable, target.between, &value, target.after].concat())
}

fn find(id: &str) -> Result<&'static Target> {
    TARGETS
        .iter()
        .find(|target| target.row.id == id)
        .ok_or_else(|| Error::NotFound { what: "snippet target", id: id.chars().take(40).collect() })
}

/// A name that every shell takes.
fn check_variable(name: &str) -> Result<()> {
    let good = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
        && name.len() <= 64;
    if good {
        Ok(())
    } else {
        Err(Error::invalid(
            "variable",
            "A variable's name has up to 64 letters, digits and _, and no digit in front.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "kh_4tQ9aBcD_x-y.z";

    #[test]
    fn each_target_writes_its_dialect() {
        let of = |id: &str| render(id, "LOCAL_API_KEY", KEY).unwrap();
        assert_eq!(of("bash"), " export LOCAL_API_KEY='kh_4tQ9aBcD_x-y.z'");
        assert_eq!(of("zsh"), of("bash"));
        assert_eq!(of("fish"), " set -gx LOCAL_API_KEY 'kh_4tQ9aBcD_x-y.z'");
        assert_eq!(of("powershell"), "$env:LOCAL_API_KEY = 'kh_4tQ9aBcD_x-y.z'");
        assert_eq!(of("cmd"), "set \"LOCAL_API_KEY=kh_4tQ9aBcD_x-y.z\"");
        assert_eq!(of("dotenv"), "LOCAL_API_KEY=kh_4tQ9aBcD_x-y.z");
    }

    #[test]
    fn a_preview_is_the_snippet_with_the_mask() {
        for row in targets() {
            let masked = preview(&row.id, "K", "kh_4tQ9\u{2026}9f2c").unwrap();
            let real = render(&row.id, "K", "kh_4tQ9-----9f2c").unwrap();
            assert_eq!(masked.replace('\u{2026}', "-----"), real, "{}", row.id);
        }
    }

    #[test]
    fn ids_are_unique_and_risks_are_told() {
        let mut ids: Vec<_> = targets().iter().map(|row| row.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), targets().len());
        assert!(targets().iter().all(|row| row.risk.is_some() && target(&row.id).is_ok()));
    }

    #[test]
    fn bad_names_unknown_targets_and_empty_values_are_refused() {
        for name in ["", "1K", "A-B", "A B", "K;id", "K\n", "É", "$K", &"A".repeat(65)] {
            assert!(
                matches!(render("bash", name, KEY), Err(Error::Invalid { field: "variable", .. })),
                "{name}"
            );
            assert!(preview("bash", name, KEY).is_err());
        }
        assert!(matches!(render("csh", "K", KEY), Err(Error::NotFound { .. })));
        for row in targets() {
            assert!(matches!(render(&row.id, "K", ""), Err(Error::SnippetRefused { .. })));
        }
        assert!(matches!(
            render("dotenv", "K", "a b"),
            Err(Error::SnippetRefused { dialect: "A .env file", .. })
        ));
    }
}
