//! `khg account`.

use clap::{Args as ClapArgs, Subcommand};
use keyhinge_core::accounts::AddressName;

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Adds an account that works; its credential and its first key go to the vault.
    ///
    /// Without --credential-stdin and --key-stdin they are asked for at a terminal, without echo. One of the two is
    /// enough, and an account can be added without any.
    Add(AccountAdd),
    /// Lists every account, oldest first.
    List,
    /// Asks the provider whether the account's credential and the keys that are held here work.
    Test(AccountNamed),
    /// Reads the keys of an account from its provider.
    Refresh(AccountRefresh),
    /// Takes an account out of Keyhinge, with its keys and their secrets. At the provider nothing changes.
    Remove(AccountRemove),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AccountAdd {
    /// The provider's id, as `khg provider list` has it.
    #[arg(value_name = "PROVIDER")]
    pub provider: String,
    /// The provider's name, numbered, where absent.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What the provider's key management needs beside the credential, as account_id=acc_1; repeat it for more.
    #[arg(long = "field", value_parser = field, value_name = "ID=VALUE")]
    pub fields: Vec<(String, String)>,
    /// An address in the place of the provider's: openai, anthropic, native or management, = and the address.
    #[arg(long = "base-url", value_parser = base_url, value_name = "SHAPE=URL")]
    pub base_urls: Vec<(AddressName, String)>,
    /// A host that may get the key though it is not the provider's, or not reached with https; repeat it for more.
    #[arg(long = "confirm-host", value_name = "HOST")]
    pub confirmed_hosts: Vec<String>,
    /// Read the credential that manages keys from the first line of standard input.
    #[arg(long)]
    pub credential_stdin: bool,
    /// Read a key that calls models from standard input: its first line, or the second after the credential.
    #[arg(long)]
    pub key_stdin: bool,
    /// Keep it though it was not tested.
    #[arg(long)]
    pub untested: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AccountNamed {
    /// The account's id or its name.
    #[arg(value_name = "ID|NAME")]
    pub account: String,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AccountRefresh {
    /// The account's id or its name.
    #[arg(value_name = "ID|NAME", required_unless_present = "all")]
    pub account: Option<String>,
    /// Every account whose keys can be read. One that fails does not keep the others.
    #[arg(long, conflicts_with = "account")]
    pub all: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AccountRemove {
    /// The account's id or its name.
    #[arg(value_name = "ID|NAME")]
    pub account: String,
    /// Do not ask for the name to be typed.
    #[arg(long, short)]
    pub yes: bool,
}

fn field(text: &str) -> Result<(String, String), &'static str> {
    let (id, value) = text.split_once('=').ok_or("give it as ID=VALUE")?;
    Ok((id.to_owned(), value.to_owned()))
}

fn base_url(text: &str) -> Result<(AddressName, String), &'static str> {
    const FORMS: &str = "give it as openai=URL, anthropic=URL, native=URL or management=URL";
    let (name, url) = text.split_once('=').ok_or(FORMS)?;
    let all = [AddressName::OpenAi, AddressName::Anthropic, AddressName::Native, AddressName::Management];
    let name = all.into_iter().find(|known| known.as_str() == name).ok_or(FORMS)?;
    Ok((name, url.to_owned()))
}
