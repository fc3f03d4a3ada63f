//! Keys taken in from text and files. What was found waits in a tray in this process; secrets never come back.

use keyhinge_core::keys::KeySummary;
use keyhinge_core::recognise::{Candidate, FileProblem, Note, Problem, RemovalProblem, TextProblem};
use keyhinge_core::secret::Secret;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::CommandError;

#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportExamine {
    /// One key, several, a whole `.env`, a command.
    #[ts(type = "string")]
    pub text: Secret,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportExamineFiles {
    /// At most 200; `~` is the home folder.
    pub paths: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportPlaces {
    /// Whose `.env` files are looked for too.
    #[serde(default)]
    #[ts(optional)]
    pub folder: Option<String>,
}

/// Files that may hold keys and exist. None was opened.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportPlacesFound {
    pub files: Vec<String>,
}

/// What was found. It is let go of after ten minutes, and where something else is examined.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportTray {
    pub tray: String,
    pub found: Vec<ImportFound>,
    /// Names with values that are no keys, as `PORT=3000`.
    pub skipped: u32,
    /// What is to be said of the text; none of files.
    pub problem: Option<ImportTextProblem>,
    pub files: Vec<ImportFile>,
}

/// One key that was found, or what was meant for one.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportFound {
    pub index: u32,
    pub masked: String,
    pub variable: Option<String>,
    /// From 1.
    pub line: u32,
    pub file: Option<String>,
    /// The likeliest first. Several are to be asked about; none is unknown.
    pub candidates: Vec<Candidate>,
    /// The ids of accounts at the candidates' providers.
    pub accounts: Vec<String>,
    /// Why it cannot be taken.
    pub problem: Option<ImportProblem>,
    pub notes: Vec<Note>,
    /// The earlier one in the tray with the same secret.
    pub same_as: Option<u32>,
    /// The id of the key that has this secret.
    pub already_here: Option<String>,
    /// Its line can be taken out of the file.
    pub removable: bool,
    /// Why not, where it is in a file.
    pub not_removable: Option<ImportLineProblem>,
}

/// A problem with its sentences.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportProblem {
    #[serde(flatten)]
    pub problem: Problem,
    pub message: String,
    pub next_step: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportTextProblem {
    pub kind: TextProblem,
    pub message: String,
    pub next_step: String,
}

/// A file that was to be read.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportFile {
    pub path: String,
    /// Where the path is a link to it.
    pub link_to: Option<String>,
    pub found: u32,
    pub problem: Option<ImportFileProblem>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportFileProblem {
    #[serde(flatten)]
    pub problem: FileProblem,
    pub message: String,
    pub next_step: String,
}

/// Why the line of a key stays as it is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum ImportLineProblem {
    Line {
        kind: RemovalProblem,
        message: String,
        next_step: String,
    },
    File {
        problem: FileProblem,
        message: String,
        next_step: String,
    },
    /// It is UTF-16, whose lines are not edited.
    Recoded {
        message: String,
        next_step: String,
    },
}

impl ImportLineProblem {
    /// Why, in a sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::Line { message, .. } | Self::File { message, .. } | Self::Recoded { message, .. } => {
                message
            }
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportKeys {
    pub tray: String,
    pub choices: Vec<ImportChoice>,
}

/// One key to take in: into an account, or into a new one at a provider, with its default addresses.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportChoice {
    pub index: u32,
    #[serde(default)]
    #[ts(optional)]
    pub account_id: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub provider_id: Option<String>,
    /// From the variable where absent.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub purpose: Option<String>,
    /// Take its line out of the file, once the vault has the key.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub take_out_of_file: bool,
}

/// What became of one choice.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportOutcome {
    pub index: u32,
    /// The key that has the secret now.
    pub key: Option<KeySummary>,
    /// It had it before.
    pub already_here: bool,
    /// Why nothing was kept.
    pub error: Option<CommandError>,
    /// What became of the line; none where it was not to be taken out.
    pub line: Option<ImportLine>,
}

/// What became of a line of a file.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportLine {
    pub file: String,
    /// It was changed as asked.
    pub done: bool,
    pub problem: Option<ImportLineProblem>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportUndo {
    pub tray: String,
    pub indexes: Vec<u32>,
}

/// What became of one that was to be undone.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportUndone {
    pub index: u32,
    /// The line is as it was; none where it was not taken out.
    pub line: Option<ImportLine>,
    /// Why the key is still here.
    pub error: Option<CommandError>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportForget {
    pub tray: String,
}
