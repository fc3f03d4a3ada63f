//! The places a key can be put, as rows of data.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::into_file::Reader;
use super::quote::Rule;
use crate::catalogue::ApiShape;
use crate::error::{Error, Result};

/// Where a target is at home, so that the likely ones are offered first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    Unix,
    Windows,
    Any,
}

/// The kinds of targets, in the order in which they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TargetGroup {
    Shell,
    File,
    Container,
    Ci,
    Code,
    Tool,
}

/// How a text comes by the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// It reads the variable, which is set elsewhere.
    Variable,
    /// It asks for the key, which nothing keeps.
    Ask,
    /// It calls `khg key print`, each time it is run.
    Reference,
    /// It holds the key.
    Value,
    /// As `value`, with words in the place of the key.
    Placeholder,
}

impl Form {
    /// As rows, requests and `khg` name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::Ask => "ask",
            Self::Reference => "reference",
            Self::Value => "value",
            Self::Placeholder => "placeholder",
        }
    }
}

/// A place for a key, as it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TargetRow {
    /// Small letters, digits and `_`; what `khg snippet` names it by.
    pub id: String,
    pub name: String,
    pub group: TargetGroup,
    pub platform: Platform,
    /// What the text does, in a sentence.
    pub about: String,
    /// The shapes of API that it can be written for; empty where it is the same for all.
    pub shapes: Vec<ApiShape>,
    /// The variable that it always sets or reads; none where any name will do.
    pub variable: Option<String>,
    /// The safest first.
    pub forms: Vec<FormRow>,
    /// Why it does not fit this key, as a sentence.
    pub unfit: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormRow {
    pub form: Form,
    /// How this form can leak the key, or why else it is not safe; none where it does not.
    pub risk: Option<String>,
    /// Why it cannot be had for this key, as a sentence.
    pub unfit: Option<String>,
}

/// How a text is put into a file of the user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WriteAs {
    /// In the place of the line that sets the variable.
    Line,
    /// Into the block of Keyhinge's own in a start file of a shell.
    Block,
}

/// A row as its file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default = "any")]
    pub(super) platform: Platform,
    /// What the text is written in, as highlighters call it.
    pub(super) language: String,
    pub(super) about: String,
    /// How inserted text is written: addresses, names, models. The value too, where the form has no other.
    pub(super) rule: Rule,
    /// It is on the developer's own computer: a key for production is asked about.
    #[serde(default)]
    pub(super) development: bool,
    #[serde(default)]
    pub(super) shapes: Vec<ApiShape>,
    #[serde(default)]
    pub(super) variable: Option<String>,
    /// The provider's programs must read the key from this variable.
    #[serde(default)]
    pub(super) reads: Option<String>,
    /// Where it runs, if not on this computer itself.
    #[serde(default)]
    pub(super) runs: Option<Runs>,
    /// The request that it sends, for shapes that have no usual one.
    #[serde(default)]
    pub(super) sends: Option<Sends>,
    /// What installs what the text needs.
    #[serde(default)]
    pub(super) install: Option<String>,
    /// How its references and values are written into a file; none where they are pasted.
    #[serde(default)]
    pub(super) write_as: Option<WriteAs>,
    /// Targets that carry what this one refuses, the likeliest first.
    #[serde(default)]
    pub(super) instead: Vec<String>,
    #[serde(rename = "form")]
    pub(super) forms: Vec<FormText>,
    #[serde(skip, default = "shell")]
    pub(super) group: TargetGroup,
}

/// Where a target runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Runs {
    /// In a container on this computer, which may share its network.
    Container,
    /// On another computer.
    Elsewhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sends {
    Get,
    Post,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormText {
    pub(super) form: Form,
    pub(super) text: String,
    #[serde(default)]
    pub(super) risk: Option<String>,
    /// For the value, where it is not the row's.
    #[serde(default)]
    pub(super) rule: Option<Rule>,
    #[serde(default)]
    pub(super) language: Option<String>,
    /// The file that it goes into.
    #[serde(default)]
    pub(super) file: Option<String>,
    /// What to run with it, as a template.
    #[serde(default)]
    pub(super) then: Option<String>,
    #[serde(default)]
    pub(super) notes: Vec<String>,
}

fn any() -> Platform {
    Platform::Any
}

fn shell() -> TargetGroup {
    TargetGroup::Shell
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    target: Vec<Target>,
}

const FILES: [(TargetGroup, &str); 6] = [
    (TargetGroup::Shell, include_str!("../../snippets/shell.toml")),
    (TargetGroup::File, include_str!("../../snippets/file.toml")),
    (TargetGroup::Container, include_str!("../../snippets/container.toml")),
    (TargetGroup::Ci, include_str!("../../snippets/ci.toml")),
    (TargetGroup::Code, include_str!("../../snippets/code.toml")),
    (TargetGroup::Tool, include_str!("../../snippets/tool.toml")),
];

/// A file that cannot be read leaves its targets out; a test rules that out.
static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (group, text) in FILES {
        match parse(group, text) {
            Ok(targets) => all.extend(targets),
            Err(error) => tracing::error!(%error, ?group, "the snippets of this group cannot be read"),
        }
    }
    all
});

static ROWS: LazyLock<Vec<TargetRow>> = LazyLock::new(|| TARGETS.iter().map(Target::row).collect());

fn parse(group: TargetGroup, text: &str) -> std::result::Result<Vec<Target>, toml::de::Error> {
    let mut file: File = toml::from_str(text)?;
    for target in &mut file.target {
        target.group = group;
        // What can hold the key can hold words in its place.
        let held = target.forms.iter().find(|form| form.form == Form::Value).cloned();
        let placeholder =
            held.map(|value| FormText { form: Form::Placeholder, risk: None, notes: Vec::new(), ..value });
        target.forms.extend(placeholder);
    }
    Ok(file.target)
}

impl Target {
    fn row(&self) -> TargetRow {
        let form = |form: &FormText| FormRow { form: form.form, risk: form.risk.clone(), unfit: None };
        TargetRow {
            id: self.id.clone(),
            name: self.name.clone(),
            group: self.group,
            platform: self.platform,
            about: self.about.clone(),
            shapes: self.shapes.clone(),
            variable: self.variable.clone(),
            forms: self.forms.iter().map(form).collect(),
            unfit: None,
        }
    }

    pub(super) fn form(&self, form: Form) -> Option<&FormText> {
        self.forms.iter().find(|text| text.form == form)
    }
}

/// The file that a target is written into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOf {
    pub write_as: WriteAs,
    /// The file's usual name, without its folder.
    pub name: String,
    /// The safest form that is written.
    pub form: Form,
    pub reader: Reader,
}

/// How a target is written into a file.
///
/// # Errors
/// `NotFound` for the target; `Invalid` for one that is pasted.
pub fn file_of(id: &str) -> Result<FileOf> {
    let target = find(id)?;
    let written = || target.forms.iter().filter(|form| matches!(form.form, Form::Reference | Form::Value));
    let (Some(write_as), Some(first)) = (target.write_as, written().next()) else {
        let reason = format!("{} is not written into a file from here.", target.name);
        return Err(Error::invalid("target", reason));
    };
    let file = written().find_map(|form| form.file.as_deref()).unwrap_or(".env");
    let reader = match target.rule {
        Rule::Posix | Rule::PosixWord => Reader::Shell,
        Rule::DockerEnv => Reader::Plain,
        _ => Reader::Quotes,
    };
    let name = file.rsplit('/').next().unwrap_or(file).to_owned();
    Ok(FileOf { write_as, name, form: first.form, reader })
}

/// Every target, in the order in which they are offered.
#[must_use]
pub fn targets() -> &'static [TargetRow] {
    &ROWS
}

/// # Errors
/// `NotFound` for an id that no target has.
pub fn target(id: &str) -> Result<&'static TargetRow> {
    ROWS.iter().find(|row| row.id == id).ok_or_else(|| unknown(id))
}

pub(super) fn find(id: &str) -> Result<&'static Target> {
    TARGETS.iter().find(|target| target.id == id).ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> Error {
    Error::not_found("snippet target", id)
}

#[cfg(test)]
pub(super) fn all() -> &'static [Target] {
    &TARGETS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_ids_are_unique() {
        for (group, text) in FILES {
            assert!(!parse(group, text).unwrap().is_empty());
        }
        let mut ids: Vec<_> = targets().iter().map(|row| row.id.as_str()).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
        assert!(
            ids.iter()
                .all(|id| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))
        );
    }

    #[test]
    fn forms_are_distinct_and_every_value_tells_its_risk() {
        for target in all() {
            for (at, form) in target.forms.iter().enumerate() {
                assert!(
                    target.forms.iter().skip(at + 1).all(|other| other.form != form.form),
                    "{}",
                    target.id
                );
                assert!(form.form != Form::Value || form.risk.is_some(), "{}", target.id);
                let holds = form.text.contains("{{ value }}");
                assert_eq!(holds, matches!(form.form, Form::Value | Form::Placeholder), "{}", target.id);
            }
            for other in &target.instead {
                assert!(find(other).unwrap().form(Form::Value).is_some(), "{other}");
            }
        }
    }
}
