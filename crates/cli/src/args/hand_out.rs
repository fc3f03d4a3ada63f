//! Giving keys to commands and files.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

#[derive(Debug, ClapArgs)]
pub(crate) struct Run {
    /// A key by its id or name, and the variable that it is to stand in; the one that programs read such keys from where
    /// absent. Repeat it for more keys.
    #[arg(long = "key", required = true, value_name = "NAME[=VAR]", value_parser = KeyFor::parse)]
    pub keys: Vec<KeyFor>,
    /// The command with its arguments, after `--`.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EnvCommand {
    /// Writes the line of a key's variable into a file, in the place of the one that is there.
    ///
    /// The rest of the file stays byte for byte, and a reader sees the old file or the new one. A file that holds a key is
    /// its owner's alone afterwards. Where git would commit it, a warning says so.
    Write(EnvWrite),
    /// Takes back what was last written to a file: what stood there before stands there again.
    Undo(EnvUndo),
    /// The start file of a shell: keys by reference, in a block of Keyhinge's own. The key itself is never in it.
    #[command(subcommand)]
    Rc(RcCommand),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct EnvWrite {
    /// The file; it is made where it is missing.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// A key by its id or name, and the variable; the one that programs read such keys from where absent.
    #[arg(long = "key", value_name = "NAME[=VAR]", value_parser = KeyFor::parse)]
    pub key: KeyFor,
    /// How the line is written, as `khg snippet list` has it. A file named .envrc is direnv's, every other one a .env file
    /// where absent.
    #[arg(long, value_name = "TARGET")]
    pub target: Option<String>,
    /// The target's safest where absent.
    #[arg(long, value_enum, value_name = "FORM")]
    pub form: Option<WrittenForm>,
    /// Do it also with a key for production, which is else asked about.
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum WrittenForm {
    /// The line calls `khg key print`.
    Reference,
    /// The line holds the key.
    Value,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct EnvUndo {
    /// The file, as it was named when it was written.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RcCommand {
    /// Puts a key into the block.
    Add(Rc),
    /// Takes a key out of the block.
    Remove(Rc),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Rc {
    /// Whose start file.
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: RcShell,
    /// A key by its id or name, and the variable; the one that programs read such keys from where absent.
    #[arg(long = "key", value_name = "NAME[=VAR]", value_parser = KeyFor::parse)]
    pub key: KeyFor,
    /// Another file than the one that the shell reads by itself.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Do it also with a key for production, which is else asked about.
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RcShell {
    Bash,
    Zsh,
    /// The start file of login shells, ~/.profile.
    Sh,
    Fish,
    Powershell,
}

/// A key and the variable that it is to stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyFor {
    pub key: String,
    pub variable: Option<String>,
}

impl KeyFor {
    /// What stands after the last `=` is the variable. A key with a `=` in its name is named by its id, or with a variable.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let (key, variable) = match text.rsplit_once('=') {
            Some((_, "")) => return Err("there is no variable after the ="),
            Some((key, variable)) => (key, Some(variable.to_owned())),
            None => (text, None),
        };
        if key.trim().is_empty() {
            return Err("name a key, as NAME or NAME=VARIABLE");
        }
        Ok(Self { key: key.to_owned(), variable })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_follows_the_last_equals_sign() {
        let of = |text: &str| KeyFor::parse(text).map(|it| (it.key, it.variable));
        assert_eq!(of("work"), Ok(("work".into(), None)));
        assert_eq!(of("work key=OPENAI_API_KEY"), Ok(("work key".into(), Some("OPENAI_API_KEY".into()))));
        assert_eq!(of("a=b=C"), Ok(("a=b".into(), Some("C".into()))));
        for wrong in ["", " ", "=A", "work=", "="] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
    }
}
