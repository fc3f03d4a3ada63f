//! Where a passphrase comes from: standard input, a private file, or the terminal without echo. Never the command line
//! or a variable's value, which other programs can read.

use std::fs;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use keyhinge_api::contract::{Nothing, VaultState, VaultUnlock};
use keyhinge_api::{App, commands};
use keyhinge_core::secret::Secret;
use keyhinge_core::settings::VaultKind;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::printer::Printer;

/// Names a private file with the passphrase in its first line, as service managers hand credentials over.
const FILE_VARIABLE: &str = "KEYHINGE_PASSPHRASE_FILE";

/// No passphrase comes near.
const SIZE_MAX: u64 = 8 * 1024;

/// Where passphrases come from in this run.
pub(crate) enum Source {
    /// One per line.
    Lines(std::vec::IntoIter<Secret>),
    File(PathBuf),
    Terminal,
}

impl Source {
    /// Standard input where it is asked for, else the file of the variable, else the terminal.
    pub(crate) fn choose(stdin: bool) -> Result<Self, Failure> {
        if stdin {
            return lines(std::io::stdin().lock()).map(|lines| Self::Lines(lines.into_iter()));
        }
        if let Some(file) = named_file() {
            return Ok(Self::File(file));
        }
        if std::io::stdin().is_terminal() {
            return Ok(Self::Terminal);
        }
        Err(Failure::usage(
            "The vault's passphrase is asked for at a terminal, and this is none.",
            "Add --passphrase-stdin, or name a private file in KEYHINGE_PASSPHRASE_FILE.",
        ))
    }

    /// The present passphrase.
    pub(crate) fn one(&mut self, question: &str) -> Result<Secret, Failure> {
        match self {
            Self::Lines(lines) => lines.next().ok_or_else(too_few),
            Self::File(path) => private_file(path),
            Self::Terminal => typed(question),
        }
    }

    /// A new one, typed twice at a terminal.
    pub(crate) fn new_one(&mut self) -> Result<Secret, Failure> {
        let first = self.one("New passphrase:")?;
        if matches!(self, Self::Terminal) && !typed("The same again:")?.matches(first.expose()) {
            return Err(Failure::usage(
                "The two passphrases are not the same. Nothing was done.",
                "Start again.",
            ));
        }
        Ok(first)
    }
}

/// Unlocks the file vault for this run, where it is chosen and a passphrase can be had. Otherwise what needs it says so.
pub(crate) async fn unlock(app: &App, ask: bool) -> Result<(), Failure> {
    // Looking at a keychain takes a connection to it.
    if app.vault_kind() == VaultKind::Keychain {
        return Ok(());
    }
    let status = commands::vault_status(app, Nothing {}).await?;
    if (status.kind, status.state) != (VaultKind::File, VaultState::Locked) {
        return Ok(());
    }
    if named_file().is_some() || (ask && std::io::stdin().is_terminal()) {
        let passphrase = Source::choose(false)?.one("Passphrase of the vault:")?;
        commands::vault_unlock(app, VaultUnlock { passphrase }).await?;
    }
    Ok(())
}

/// Set to nothing is not set.
fn named_file() -> Option<PathBuf> {
    std::env::var_os(FILE_VARIABLE).filter(|file| !file.is_empty()).map(PathBuf::from)
}

fn typed(question: &str) -> Result<Secret, Failure> {
    // On standard error, as every question; the answer is not shown.
    Printer::new(false).ask(question);
    rpassword::read_password().map(Secret::new).map_err(|error| Failure::internal(&error))
}

fn private_file(path: &Path) -> Result<Secret, Failure> {
    let unusable = |reason: String| {
        Failure::usage(
            &format!("The passphrase file {} {reason}.", path.display()),
            "Name a file that only you can read (mode 0600) and that holds the passphrase in its first line.",
        )
    };
    let failed = |error: std::io::Error| unusable(format!("cannot be read: {error}"));
    let found = fs::metadata(path).map_err(failed)?;
    if !found.is_file() {
        return Err(unusable("is not a plain file".into()));
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::mode(&found) & 0o077 != 0 {
        return Err(unusable("is open to other users".into()));
    }
    let file = fs::File::open(path).map_err(failed)?;
    lines(file)?.into_iter().next().ok_or_else(|| unusable("is empty".into()))
}

fn lines(from: impl Read) -> Result<Vec<Secret>, Failure> {
    // Room enough that no copy is left behind by growing.
    let mut bytes = Zeroizing::new(Vec::with_capacity(SIZE_MAX as usize + 1));
    from.take(SIZE_MAX + 1).read_to_end(&mut bytes).map_err(|error| Failure::internal(&error))?;
    let text = std::str::from_utf8(&bytes).ok().filter(|text| text.len() as u64 <= SIZE_MAX);
    let text =
        text.ok_or_else(|| Failure::usage("That is not a passphrase.", "Give a line of UTF-8 text."))?;
    Ok(text.lines().map(|line| Secret::new(line.to_owned())).collect())
}

fn too_few() -> Failure {
    Failure::usage(
        "Standard input ended before the passphrase.",
        "Give each passphrase on a line of its own.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_one_and_nothing_is_trimmed_but_the_line_break() {
        let of = |text: &str| lines(text.as_bytes()).map(|lines| lines.len()).map_err(|_| ());
        assert_eq!((of(""), of("a"), of("a\n"), of("a\r\nb\n")), (Ok(0), Ok(1), Ok(1), Ok(2)));
        assert!(lines("  two words \n".as_bytes()).unwrap()[0].matches("  two words "));
        assert_eq!(of(&"a".repeat(9_000)), Err(()));
        assert!(lines([0xff_u8, 0xfe].as_slice()).is_err());
    }
}
