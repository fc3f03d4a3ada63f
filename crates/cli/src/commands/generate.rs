//! `khg generate`: the man pages and the completions, made from the definitions that the command line is read with.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use crate::args::Args;
use crate::failure::{Exit, Failure};

const SHELLS: [Shell; 4] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell];

/// Writes one man page per command (`khg.1`, `khg-key-create.1`, …) and one file of completions per shell
/// (`khg.bash`, `_khg`, `khg.fish`, `_khg.ps1`) to `dir`.
pub(super) fn write(dir: &Path) -> Result<Exit, Failure> {
    files(dir).map_err(|error| Failure::folder(dir, &error))?;
    Ok(Exit::Done)
}

fn files(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    clap_mangen::generate_to(Args::command(), dir)?;
    for shell in SHELLS {
        clap_complete::generate_to(shell, &mut shown(), "khg", dir)?;
    }
    Ok(())
}

/// The command line without its hidden commands, which completions would offer.
fn shown() -> Command {
    let all = Args::command();
    Command::new("khg")
        .version(env!("CARGO_PKG_VERSION"))
        .propagate_version(true)
        .args(all.get_arguments().cloned())
        .subcommands(all.get_subcommands().filter(|command| !command.is_hide_set()).cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of every command that people are shown, as `["key", "create"]`.
    fn commands(of: &Command, before: &[String]) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        for command in of.get_subcommands().filter(|command| !command.is_hide_set()) {
            let words = [before, &[command.get_name().to_owned()]].concat();
            all.extend(commands(command, &words));
            all.push(words);
        }
        all
    }

    #[test]
    fn every_command_has_a_man_page_and_completions() {
        let dir = tempfile::tempdir().unwrap();
        files(&dir.path().join("made")).unwrap();
        let read = |name: &str| std::fs::read_to_string(dir.path().join("made").join(name)).unwrap();

        let main_page = read("khg.1");
        assert!(main_page.contains("KEYHINGE_DATA_DIR") && main_page.contains("Exit codes"));
        let completions = ["khg.bash", "_khg", "khg.fish", "_khg.ps1"].map(read);
        let commands = commands(&Args::command(), &[]);
        assert!(commands.len() > 8, "{commands:?}");
        for words in commands {
            let page = read(&format!("khg-{}.1", words.join("-")));
            assert!(page.contains(".SH SYNOPSIS"), "{words:?}");
            let last = words.last().unwrap();
            for text in &completions {
                assert!(text.contains(last.as_str()), "{words:?}");
            }
        }
    }

    #[test]
    fn what_is_hidden_is_in_none_of_them() {
        let dir = tempfile::tempdir().unwrap();
        files(dir.path()).unwrap();
        assert!(!dir.path().join("khg-generate.1").exists());
        for name in ["khg.1", "khg.bash", "_khg", "khg.fish", "_khg.ps1"] {
            let text = std::fs::read_to_string(dir.path().join(name)).unwrap();
            assert!(!text.contains("packages Keyhinge"), "{name}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(write(&file.path().join("below")).is_err_and(|failure| failure.exit == Exit::Usage));
    }
}
