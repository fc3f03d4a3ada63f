//! Taking the line of a key out of its file, and putting it back.

use std::path::Path;

use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::recognise::{
    FileProblem, FileText, Found, Removal, RemovalProblem, read_text_file, recognise, remove_key_line,
    restore_key_line, rewrite_file,
};
use keyhinge_core::secret::Secret;

/// Why a line stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LineProblem {
    Line(RemovalProblem),
    File(FileProblem),
    /// The file is UTF-16.
    Recoded,
}

impl LineProblem {
    /// Of work on a file that did not come to its end.
    pub(crate) fn failed(cause: &dyn std::error::Error) -> Self {
        Self::File(FileProblem::Failed { reason: cause.to_string() })
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Line(problem) => problem.to_string(),
            Self::File(problem) => problem.to_string(),
            Self::Recoded => "The file is written in UTF-16, whose lines are not edited.".into(),
        }
    }

    pub(crate) fn next_step(&self) -> &'static str {
        match self {
            Self::Line(problem) => problem.next_step(),
            Self::File(problem) => problem.next_step(),
            Self::Recoded => "Edit the file yourself.",
        }
    }
}

impl From<RemovalProblem> for LineProblem {
    fn from(problem: RemovalProblem) -> Self {
        Self::Line(problem)
    }
}

impl From<FileProblem> for LineProblem {
    fn from(problem: FileProblem) -> Self {
        Self::File(problem)
    }
}

/// Whether the line of a key can be taken out.
pub(super) fn removable(file: &FileText, found: &Found) -> Result<(), LineProblem> {
    if file.recoded {
        return Err(LineProblem::Recoded);
    }
    remove_key_line(&file.bytes, found, "").map(drop).map_err(LineProblem::Line)
}

/// Takes the line of a key out. It is looked for anew, so that what else changed in the file since does no harm.
pub(crate) fn take_out(
    path: &Path,
    secret: &Secret,
    variable: Option<&str>,
    line: u32,
    command: &str,
    catalogue: &Catalogue,
) -> Result<Removal, LineProblem> {
    let file = read_text_file(path)?;
    if file.recoded {
        return Err(LineProblem::Recoded);
    }
    let found = recognise(&file.text, catalogue).found;
    let same =
        |found: &&Found| found.variable.as_deref() == variable && found.secret.matches(secret.expose());
    let nearest = found.iter().filter(same).min_by_key(|found| found.line.abs_diff(line));
    let (bytes, removal) = remove_key_line(&file.bytes, nearest.ok_or(RemovalProblem::Changed)?, command)?;
    rewrite_file(path, file.hash, &bytes)?;
    Ok(removal)
}

/// Puts a line back as it was.
pub(crate) fn put_back(path: &Path, removal: &Removal, secret: &Secret) -> Result<(), LineProblem> {
    let file = read_text_file(path)?;
    let bytes = restore_key_line(&file.bytes, removal, secret)?;
    Ok(rewrite_file(path, file.hash, &bytes)?)
}
