//! What `khg key` does with keys of providers.

use std::path::PathBuf;

use clap::Args as ClapArgs;

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyImport {
    /// What to read; - or nothing is standard input, or a prompt at a terminal.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The account that the keys belong to, by id or name.
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "provider")]
    pub account: Option<String>,
    /// The provider, where the key does not tell. Without an account there, one is added.
    #[arg(long, value_name = "ID")]
    pub provider: Option<String>,
    /// What the key is called; only for one key. The variable's name where absent.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Development, Production, Read-only or Admin, or a word of your own.
    #[arg(long, value_name = "P")]
    pub purpose: Option<String>,
    /// Take each key's line out of FILE once the vault has the key. A comment says where it went.
    #[arg(long, requires = "file")]
    pub take_out: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyTest {
    /// The key's id or its name.
    #[arg(value_name = "ID|NAME")]
    pub key: String,
    #[command(flatten)]
    pub by: TestBy,
}

/// How a key is tested.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct TestBy {
    /// Test with a call of a model, which costs about one token.
    #[arg(long)]
    pub one_token: bool,
    /// The model to call; one that the provider lists where absent.
    #[arg(long, value_name = "MODEL", requires = "one_token")]
    pub model: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyRename {
    /// The key's id or its name.
    #[arg(value_name = "ID|NAME")]
    pub key: String,
    /// The new name.
    #[arg(value_name = "NEW NAME")]
    pub name: String,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyForget {
    /// The key's id or its name.
    #[arg(value_name = "ID|NAME")]
    pub key: String,
    /// Do not ask for the name to be typed.
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyRevoke {
    /// The key's id or its name.
    #[arg(value_name = "ID|NAME")]
    pub key: String,
    /// Do not ask for the name to be typed.
    #[arg(long, short)]
    pub yes: bool,
    /// Look whether a key that was to be revoked is.
    #[arg(long, conflicts_with_all = ["keep", "seen"])]
    pub check: bool,
    /// Take a revocation back that was left to you: the key goes on as before.
    #[arg(long, conflicts_with = "seen")]
    pub keep: bool,
    /// Say that you have seen at the provider that the key is revoked, where nothing here can prove it.
    #[arg(long)]
    pub seen: bool,
    /// Look by a call of a model, which costs about one token.
    #[arg(long, requires = "check")]
    pub one_token: bool,
    /// The model to call; one that the provider lists where absent.
    #[arg(long, value_name = "MODEL", requires = "one_token")]
    pub model: Option<String>,
}
