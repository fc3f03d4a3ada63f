//! How the app is started: which data folder, which screen, and whether it shows itself.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::link::{Link, SCHEME};

/// Names the data folder where no `--data-dir` does.
const DATA_DIR_VARIABLE: &str = "KEYHINGE_DATA_DIR";

pub(crate) const USAGE: &str = "Usage: keyhinge [--data-dir DIR] [--hidden] [LINK]

  LINK            open this screen: keyhinge://keys, keyhinge://keys/ID/limits, keyhinge://settings
  --hidden        start in the tray, or minimised where there is none
  --data-dir DIR  keep everything in DIR instead of the usual folder (also: KEYHINGE_DATA_DIR)
  --version       print the version
  --help          print this
";

/// What a start asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Open(Start),
    Version,
    Help,
}

/// How to open.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// None is the usual folder.
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) link: Option<Link>,
    /// In the tray, if there is one.
    pub(crate) hidden: bool,
}

/// Reads the arguments after the program's name. The command line wins over the environment.
///
/// # Errors
/// A sentence, where an argument is unknown, there are two links, or `--data-dir` has no folder.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, String> {
    let mut arguments = arguments.into_iter();
    let mut data_dir = std::env::var_os(DATA_DIR_VARIABLE).filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let (mut link, mut hidden) = (None, false);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--data-dir") => {
                let dir = arguments.next().filter(|dir| !dir.is_empty());
                data_dir = Some(dir.ok_or("--data-dir needs a folder.")?.into());
            }
            Some("--hidden") => hidden = true,
            Some("--version") => return Ok(Request::Version),
            Some("--help" | "-h") => return Ok(Request::Help),
            Some(text) if text.starts_with(SCHEME) => {
                if link.replace(Link::parse(text)).is_some() {
                    return Err("There is more than one link.".into());
                }
            }
            Some(other) => match other.strip_prefix("--data-dir=") {
                Some(dir) if !dir.is_empty() => data_dir = Some(dir.into()),
                _ => return Err(format!("There is no argument \u{201c}{other}\u{201d}.")),
            },
            None => return Err("An argument is not valid Unicode.".into()),
        }
    }
    Ok(Request::Open(Start { data_dir, link, hidden }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Request, String> {
        parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn takes_the_folder_in_both_forms() {
        let expected = Ok(Request::Open(Start { data_dir: Some("/data".into()), ..Start::default() }));
        assert_eq!(parsed(&["--data-dir", "/data"]), expected);
        assert_eq!(parsed(&["--data-dir=/data"]), expected);
    }

    #[test]
    fn takes_one_link() {
        let link = "keyhinge://keys/key_1/limits";
        let opened = parsed(&["--data-dir=/d", "--hidden", link]);
        let expected = Start { data_dir: Some("/d".into()), link: Some(Link::parse(link)), hidden: true };
        assert_eq!(opened, Ok(Request::Open(expected)));
        assert!(parsed(&[link, link]).is_err());
        assert!(parsed(&["javascript:alert(1)"]).is_err());
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(parsed(&["--data-dir"]).is_err());
        assert!(parsed(&["--data-dir="]).is_err());
        assert!(parsed(&["--verbose"]).is_err());
        assert!(parsed(&["keys"]).is_err());
    }

    #[test]
    fn answers_help_and_version() {
        assert_eq!(parsed(&["--help"]), Ok(Request::Help));
        assert_eq!(parsed(&["--version"]), Ok(Request::Version));
    }
}
