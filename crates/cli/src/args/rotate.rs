//! `khg key rotate`: another key in the place of one.

use clap::{ArgGroup, Args as ClapArgs};
use keyhinge_api::contract::Expiry;

use super::{TestBy, expiry};

#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("new").args(["name", "expires", "with", "secret_stdin"]).multiple(true))]
#[command(group = ArgGroup::new("steps").args(["one_token", "model", "no_switch", "unproved"]).multiple(true))]
#[command(group = ArgGroup::new("instead").args(["status", "back", "cancel"]).conflicts_with_all(["new", "steps", "files"]))]
pub(crate) struct KeyRotate {
    /// The old key's id or its name.
    #[arg(value_name = "ID|NAME")]
    pub key: String,
    /// What the new key is called; the old one's name with the next number where absent.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// When the new key is to end, as in `khg key create`; after as many days as the old one was given, at least one, where absent.
    #[arg(long, value_parser = expiry, value_name = "WHEN")]
    pub expires: Option<Expiry>,
    /// Take this key, which is here already, instead of making one.
    #[arg(long, value_name = "ID|NAME", conflicts_with_all = ["name", "expires", "secret_stdin"])]
    pub with: Option<String>,
    /// Take in a key that was made on the provider's page: from standard input, or typed without echo.
    #[arg(long, conflicts_with = "expires")]
    pub secret_stdin: bool,
    #[command(flatten)]
    pub by: TestBy,
    /// Make and test the new key, and move nothing over to it yet.
    #[arg(long)]
    pub no_switch: bool,
    /// Move over although the provider's answers do not tell whether the new key works.
    #[arg(long, conflicts_with = "no_switch")]
    pub unproved: bool,
    /// Write the new key into the files that the old one was written to.
    #[arg(long)]
    pub files: bool,
    /// Do it also with a key for production, which is else asked about.
    #[arg(long, short, requires = "files")]
    pub yes: bool,
    /// Show how it stands, and do nothing.
    #[arg(long)]
    pub status: bool,
    /// Move back to the old key, while it works. What has the new one by now keeps it, and is listed.
    #[arg(long)]
    pub back: bool,
    /// Call it off before anything was moved over. The new key stays, as any other.
    #[arg(long)]
    pub cancel: bool,
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::args::Args;

    fn reads(options: &[&str]) -> bool {
        Args::try_parse_from([&["khg", "key", "rotate", "ci"], options].concat()).is_ok()
    }

    #[test]
    fn options_that_contradict_each_other_are_refused() {
        for good in [
            &[][..],
            &["--name", "ci 2", "--expires", "30d", "--no-switch"],
            &["--secret-stdin", "--name", "ci 2", "--one-token", "--model", "m", "--unproved"],
            &["--with", "next", "--files", "--yes"],
            &["--status"],
            &["--back", "--json"],
        ] {
            assert!(reads(good), "{good:?}");
        }
        for bad in [
            &["--with", "next", "--secret-stdin"][..],
            &["--with", "next", "--name", "ci 2"],
            &["--secret-stdin", "--expires", "30d"],
            &["--no-switch", "--unproved"],
            &["--status", "--back"],
            &["--cancel", "--files"],
            &["--back", "--name", "ci 2"],
            &["--status", "--one-token"],
            &["--status", "--no-switch"],
            &["--model", "m"],
            &["--yes"],
            &["--expires", "soon"],
        ] {
            assert!(!reads(bad), "{bad:?}");
        }
    }
}
