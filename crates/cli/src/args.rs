//! The command line's shape.

mod account;
mod hand_out;
mod provider_key;
mod rotate;
mod snippet;

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use keyhinge_api::contract::Expiry;
use keyhinge_core::keys::Permission;
use keyhinge_core::limits::Amount;

pub(crate) use self::account::{AccountAdd, AccountCommand, AccountRemove};
pub(crate) use self::hand_out::{EnvCommand, EnvUndo, EnvWrite, Rc, RcCommand, RcShell, Run, WrittenForm};
pub(crate) use self::provider_key::{KeyForget, KeyImport, KeyRename, KeyRevoke, KeyTest, TestBy};
pub(crate) use self::rotate::KeyRotate;
pub(crate) use self::snippet::{Snippet, SnippetCommand, SnippetList, SnippetText};

const EXIT_CODES: &str = "Exit codes:
  0  done
  1  failed
  2  the command line cannot be read, or a confirmation is missing
  3  invalid input
  4  not found
  5  the keychain or the file vault is locked, missing, slow or unreliable
  6  the database or the data folder cannot be used
  7  the port is taken, or the gateway runs elsewhere
  8  the provider said no, or could not be asked
`khg run` ends as its command does; 126 where that cannot be started, 127 where it is not found.

Secrets are never taken from the command line. None is printed, but by `khg key print` and where --print-secret asks
for it.";

/// Creates, lists and revokes LLM API keys; their secrets stay in the system's keychain.
#[derive(Debug, Parser)]
#[command(name = "khg", version, after_help = EXIT_CODES, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Args {
    /// Keep everything in this folder instead of the user's standard ones.
    #[arg(long, global = true, value_name = "DIR", env = "KEYHINGE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print JSON: the stable form for scripts. Errors are JSON on standard error.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Keys: list, create, import, show, test, rotate, revoke.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Starts a command with keys in its environment, and nothing on disk.
    ///
    /// The command takes the place of khg: it has its terminal, gets its signals, and its exit code is the one that is
    /// returned. No shell is involved. The command inherits the environment but for this: what was set for the same
    /// providers (the variables of their keys, addresses and management keys) goes, and so does everything of
    /// Keyhinge's own (KEYHINGE_*). It can write no core file. Nothing is read from the folder that it starts in.
    ///
    /// Where the variable is one that programs read another provider's keys from, as OPENAI_API_KEY for a virtual key,
    /// that provider's variable for the address is set as well, as OPENAI_BASE_URL to the gateway. So it is for an
    /// account with an address of its own.
    Run(Run),
    /// Keys in files: a line of a .env, a reference in a shell's start file.
    #[command(subcommand)]
    Env(EnvCommand),
    /// What was done to which key, newest first.
    Activity(Activity),
    /// Backups of everything but secrets, which stay in the keychain.
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Everything that Keyhinge keeps.
    #[command(subcommand)]
    Data(DataCommand),
    /// Looks at the keychain, the database, the port and the settings.
    Doctor(Doctor),
    /// Calls one command of the contract, in JSON.
    Call(Call),
    /// Accounts at providers: add, list, test, refresh, remove.
    #[command(subcommand)]
    Account(AccountCommand),
    /// The right text for where a key goes: a shell, a file, a container, code, a tool.
    ///
    /// Prints the text alone on standard output. Without --form it is the safest one, which holds no key: it asks for the
    /// key, fetches it with `khg key print`, or reads the variable.
    Snippet(Snippet),
    /// Providers: what each is and what can be done with its keys from here.
    #[command(subcommand)]
    Provider(ProviderCommand),
    /// Where secrets are kept: the system's keychain, or an encrypted file with a passphrase.
    ///
    /// The passphrase is typed without echo, or comes from standard input (--passphrase-stdin) or from the private file
    /// that KEYHINGE_PASSPHRASE_FILE names. Commands that need a locked vault ask for it in the same way.
    #[command(subcommand)]
    Vault(VaultCommand),
    /// The local gateway.
    #[command(subcommand)]
    Gateway(GatewayCommand),
    /// Writes the man pages and the shell completions of this version; for who packages Keyhinge.
    #[command(hide = true)]
    Generate(Generate),
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Lists every key, oldest first.
    List,
    /// Makes a key; its secret goes to the keychain and is read back.
    Create(Box<KeyCreate>),
    /// Takes keys in that exist already, from text or a file.
    ///
    /// Reads a key, several, a whole .env, or any command or header with a key in it. Keys come from standard input,
    /// from FILE, or are typed without echo; never from the command line.
    Import(KeyImport),
    /// Shows one key and its meters, without its secret.
    Show(KeyNamed),
    /// Prints a secret, and nothing else.
    ///
    /// For "$(khg key print NAME)" and for pipes: a line break follows only at a terminal. It never asks anything where
    /// there is no terminal. The activity has a line for each time.
    Print(KeyNamed),
    /// Asks the provider whether a key works.
    ///
    /// Where the provider answers its test without a key too, or has none, --one-token calls a model with the key.
    Test(KeyTest),
    /// Gives a key another name, at its provider too where that knows it.
    Rename(KeyRename),
    /// Has the provider refuse a key until it is enabled again.
    Disable(KeyNamed),
    /// Has the provider accept a disabled key again.
    Enable(KeyNamed),
    /// Takes a key out of Keyhinge, with its secret. At the provider nothing changes.
    Forget(KeyForget),
    /// Has a new key take the place of one, step by step.
    ///
    /// Makes a key like the old one, tests it, and moves over to it: the gateway forwards with the new one, and who asks for
    /// the old one by name or id is given the new one. Then says what still holds the old key, which works on until you
    /// revoke it. What was begun goes on where it stands: give the same command again.
    Rotate(Box<KeyRotate>),
    /// Revokes a key, at once and for good.
    ///
    /// Where the provider has no API for it, this says where to revoke it, and --check proves with the key itself that
    /// it no longer works.
    Revoke(KeyRevoke),
    /// Writes the list of keys for other programs, without secrets.
    Export(KeyExport),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProviderCommand {
    /// Lists every provider, those of your own manifests too.
    List,
    /// Shows one provider: addresses, variable, keys, plans, and what its answers mean.
    Show(ProviderNamed),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ProviderNamed {
    /// The provider's id, as `khg provider list` has it.
    #[arg(value_name = "ID")]
    pub provider: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Writes a backup to a new file.
    Create(BackupCreate),
    /// Puts a backup in the place of the database and the settings, which are kept as a backup first.
    ///
    /// Keyhinge must be closed. The keychain is not touched: keys whose secret is not in it say so. Keys that were
    /// revoked since the backup was made stay revoked.
    Restore(BackupRestore),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BackupCreate {
    /// The file; it must not exist.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BackupRestore {
    /// What `khg backup create` or the window wrote.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Confirms that the present database is replaced.
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// Deletes everything of this data folder: every secret in the keychain, the database, backups, exports, logs and
    /// settings. Keyhinge must be closed.
    DeleteAll(DataDeleteAll),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DataDeleteAll {
    /// Confirms it.
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VaultCommand {
    /// Which vault is chosen, and whether it can be used.
    Status,
    /// Makes an encrypted file the vault and moves every secret from the keychain into it.
    Create(VaultSwitch),
    /// Looks whether a passphrase opens the vault.
    Check(PassphraseFrom),
    /// Seals the vault under another passphrase: the present one first, then the new one.
    ChangePassphrase(PassphraseFrom),
    /// Moves every secret back into the system's keychain and deletes the file.
    UseKeychain(VaultLeave),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PassphraseFrom {
    /// Read the passphrase from standard input, one per line.
    #[arg(long)]
    pub passphrase_stdin: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VaultLeave {
    /// Go on although the file cannot be opened; it is kept under another name, and its keys say that their secret is
    /// not held here.
    #[arg(long)]
    pub leave_secrets: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VaultSwitch {
    /// Read the passphrase from standard input.
    #[arg(long)]
    pub passphrase_stdin: bool,
    /// Go on although secrets stay behind that the present vault does not give; their keys then say that their secret
    /// is not held here.
    #[arg(long)]
    pub leave_secrets: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyExport {
    /// JSON, or CSV for spreadsheets.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Format,
    /// A new file; standard output where absent.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    Json,
    Csv,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Doctor {
    /// Print everything that helps whoever helps, without secrets: checks, settings, the last lines of the logs.
    #[arg(long)]
    pub report: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyCreate {
    /// What the key is called.
    #[arg(value_name = "NAME", allow_hyphen_values = false)]
    pub name: String,
    /// Development, Production, Read-only or Admin, which preset permissions and expiry; or a word of your own.
    #[arg(long, default_value = "Development", value_name = "P")]
    pub purpose: String,
    /// What the key may do; repeat it for more. The purpose's preset where absent.
    #[arg(long = "permission", value_enum, value_name = "PERMISSION")]
    pub permissions: Vec<PermissionWord>,
    /// The key may read but not call models.
    #[arg(long)]
    pub no_generate: bool,
    /// 30d, 60d, 90d (any number of days), never, a date (its end, in UTC) or an RFC 3339 time. The purpose's
    /// preset where absent.
    #[arg(long, value_parser = expiry, value_name = "WHEN")]
    pub expires: Option<Expiry>,
    /// A plan of the provider; its numbers are the limits.
    #[arg(long, default_value = "Free", value_name = "PLAN")]
    pub plan: String,
    /// At most so many requests per minute.
    #[arg(long, value_parser = amount, allow_negative_numbers = true, value_name = "N")]
    pub rpm: Option<Amount>,
    /// At most so many prompt tokens per minute.
    #[arg(long, value_parser = amount, allow_negative_numbers = true, value_name = "N")]
    pub prompt_tpm: Option<Amount>,
    /// At most so many completion tokens per minute.
    #[arg(long, value_parser = amount, allow_negative_numbers = true, value_name = "N")]
    pub completion_tpm: Option<Amount>,
    /// The account's id or name; the local gateway where absent.
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// Print the secret: alone on standard output, the summary on standard error.
    #[arg(long)]
    pub print_secret: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyNamed {
    /// The key's id or its name.
    #[arg(value_name = "ID|NAME")]
    pub key: String,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Activity {
    /// Only what was done to this key.
    #[arg(long, value_name = "ID|NAME")]
    pub key: Option<String>,
    /// At most so many entries, up to 500.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=500), value_name = "N")]
    pub limit: u32,
    /// Entries older than the one with this number.
    #[arg(long, value_name = "NUMBER")]
    pub before: Option<i64>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Call {
    /// The command's name.
    #[arg(value_name = "NAME", required_unless_present = "list")]
    pub name: Option<String>,
    /// Its request; - reads it from standard input.
    #[arg(value_name = "JSON", default_value = "{}", allow_hyphen_values = true)]
    pub request: String,
    /// Lists the names of all commands.
    #[arg(long)]
    pub list: bool,
    /// Allow keys_reveal, whose answer is a secret.
    #[arg(long)]
    pub print_secret: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GatewayCommand {
    /// Serves the gateway until SIGTERM or SIGINT; needs no keychain.
    ///
    /// Prints one line of JSON when it is ready: {"url","account_id","session_token"}. The log goes to standard
    /// error. One process may serve a data folder.
    Serve(Serve),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    /// The port on 127.0.0.1; 0 takes any. The settings' port where absent.
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Generate {
    /// The folder to write to; it is made where it is missing.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PermissionWord {
    Read,
    Write,
    Admin,
    Webhook,
}

impl From<PermissionWord> for Permission {
    fn from(word: PermissionWord) -> Self {
        match word {
            PermissionWord::Read => Self::Read,
            PermissionWord::Write => Self::Write,
            PermissionWord::Admin => Self::Admin,
            PermissionWord::Webhook => Self::Webhook,
        }
    }
}

/// Any number passes here; whether it is a good limit is the core's to say.
fn amount(text: &str) -> Result<Amount, &'static str> {
    serde_json::from_str(text).map_err(|_| "not a number")
}

fn expiry(text: &str) -> Result<Expiry, &'static str> {
    const FORMS: &str = "give 30d, never, a date like 2027-01-31, or a time like 2027-01-31T12:00:00Z";
    if text == "never" {
        return Ok(Expiry::Never);
    }
    if let Some(days) = text.strip_suffix('d') {
        return days.parse().map(|days| Expiry::InDays { days }).map_err(|_| FORMS);
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        let end = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
        return Ok(Expiry::At { at: date.and_time(end).and_utc() });
    }
    DateTime::parse_from_rfc3339(text).map(|at| Expiry::At { at: at.with_timezone(&Utc) }).map_err(|_| FORMS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_hold_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn expiries_are_read_in_each_form() {
        assert!(matches!(expiry("never"), Ok(Expiry::Never)));
        assert!(matches!(expiry("30d"), Ok(Expiry::InDays { days: 30 })));
        let of = |text| match expiry(text) {
            Ok(Expiry::At { at }) => at.to_rfc3339(),
            _ => String::new(),
        };
        assert_eq!(of("2027-01-31"), "2027-01-31T23:59:59+00:00");
        assert_eq!(of("2027-01-31T12:00:00+02:00"), "2027-01-31T10:00:00+00:00");
        for text in ["", "d", "-1d", "30", "soon", "2027-02-30", "99999999999d"] {
            assert!(expiry(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_global_options_may_stand_anywhere() {
        for line in [
            ["khg", "--json", "key", "list"],
            ["khg", "key", "--json", "list"],
            ["khg", "key", "list", "--json"],
        ] {
            assert!(Args::try_parse_from(line).is_ok_and(|args| args.json));
        }
    }
}
