//! Giving keys to commands and files.

use std::ffi::OsString;

use clap::Args as ClapArgs;

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
