//! The bodies of the commands: each asks the contract and hands the answer to the printer.

mod account;
mod activity;
mod backup;
mod call;
mod doctor;
mod env;
mod export;
mod gateway;
mod generate;
mod key;
mod key_create;
mod key_import;
mod key_print;
mod provider;
mod provider_key;
mod provider_page;
mod revoke;
mod rotate;
mod run;
mod snippet;
mod vault;

use keyhinge_api::{App, Options};
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::{Actor, KeySummary};
use keyhinge_core::logs::Log;
use keyhinge_core::settings::{self, LogLevel};
use keyhinge_core::vault::Vault;
use keyhinge_core::{Error, lifecycle};

use crate::args::{
    AccountCommand, Args, BackupCommand, Command, DataCommand, GatewayCommand, KeyCommand, ProviderCommand,
};
use crate::failure::{Exit, Failure};
use crate::passphrase;
use crate::printer::Printer;

pub(crate) async fn run(args: Args, printer: &Printer, log: &Log) -> Result<Exit, Failure> {
    let folders = folders(&args)?;
    // Nothing of it is touched before it is needed: serving runs where there is no keychain.
    let vault = Vault::of(&folders);
    let app =
        App::new(Options { folders, clock: Clock::system(), vault, clipboard: None, actor: Actor::Cli });
    if matches!(args.command, Command::Run(_) | Command::Env(_) | Command::Key(KeyCommand::Print(_))) {
        // While the database is opened.
        app.warm_vault();
    }
    let outcome = started(args.command, &app, *printer, log).await;
    app.close().await;
    outcome
}

fn folders(args: &Args) -> Result<Folders, Error> {
    Ok(match &args.data_dir {
        Some(dir) => Folders::at(dir),
        None => Folders::standard()?,
    })
}

/// What a process that stays logs; the default where the folders are not known.
pub(crate) fn log_level(args: &Args) -> LogLevel {
    folders(args)
        .map(|folders| settings::load(&folders.settings_file()).settings.log_level)
        .unwrap_or_default()
}

/// Unlocks a file vault for what may need it, then runs the command.
async fn started(command: Command, app: &App, printer: Printer, log: &Log) -> Result<Exit, Failure> {
    match &command {
        Command::Key(KeyCommand::List | KeyCommand::Show(_) | KeyCommand::Export(_))
        | Command::Account(AccountCommand::List) => {}
        Command::Key(KeyCommand::Rotate(args)) if args.status || args.back || args.cancel => {}
        // Only the form with the key reads the vault.
        Command::Snippet(args) if !args.prints_key() => {}
        Command::Key(_) | Command::Account(_) | Command::Snippet(_) => {
            passphrase::unlock(app, !printer.is_json()).await?;
        }
        Command::Doctor(_) | Command::Call(_) | Command::Gateway(_) => passphrase::unlock(app, false).await?,
        _ => {}
    }
    dispatch(command, app, printer, log).await
}

async fn dispatch(command: Command, app: &App, printer: Printer, log: &Log) -> Result<Exit, Failure> {
    match command {
        Command::Key(KeyCommand::List) => key::list(app, printer).await,
        Command::Key(KeyCommand::Create(args)) => key_create::create(app, *args, printer).await,
        Command::Key(KeyCommand::Show(args)) => key::show(app, &args.key, printer).await,
        Command::Key(KeyCommand::Revoke(args)) => revoke::revoke(app, &args, printer).await,
        Command::Key(KeyCommand::Import(args)) => key_import::import(app, args, printer).await,
        Command::Key(KeyCommand::Print(args)) => key_print::print(app, &args.key, printer).await,
        Command::Key(KeyCommand::Test(args)) => provider_key::test(app, &args, printer).await,
        Command::Key(KeyCommand::Rename(args)) => provider_key::rename(app, &args, printer).await,
        Command::Key(KeyCommand::Disable(args)) => provider_key::disable(app, &args.key, printer).await,
        Command::Key(KeyCommand::Enable(args)) => provider_key::enable(app, &args.key, printer).await,
        Command::Key(KeyCommand::Forget(args)) => provider_key::forget(app, &args, printer).await,
        Command::Key(KeyCommand::Rotate(args)) => rotate::rotate(app, *args, printer).await,
        Command::Env(command) => env::run(app, command, printer).await,
        Command::Run(args) => run::run(app, args, printer).await,
        Command::Account(command) => account::run(app, command, printer).await,
        Command::Activity(args) => activity::list(app, &args, printer).await,
        Command::Key(KeyCommand::Export(args)) => export::keys(app, &args, printer).await,
        Command::Backup(BackupCommand::Create(args)) => backup::create(app, &args, printer).await,
        Command::Backup(BackupCommand::Restore(args)) => backup::restore(app, &args, printer).await,
        Command::Data(DataCommand::DeleteAll(args)) => backup::delete_all(app, &args, printer).await,
        Command::Doctor(args) if args.report => doctor::diagnostics(app, printer).await,
        Command::Doctor(_) => doctor::report(app, printer).await,
        Command::Call(args) => call::call(app, &args, printer).await,
        Command::Snippet(args) => snippet::run(app, args, printer).await,
        Command::Provider(ProviderCommand::List) => provider::list(app, printer).await,
        Command::Provider(ProviderCommand::Show(args)) => provider::show(app, &args.provider, printer).await,
        Command::Gateway(GatewayCommand::Serve(args)) => gateway::serve(app, &args, printer, log).await,
        Command::Vault(command) => vault::run(app, command, printer).await,
        Command::Generate(args) => generate::write(&args.dir),
    }
}

/// The key with that id, or the one with that name. Of several with one name, the only one that is not revoked.
async fn find_key(app: &App, id_or_name: &str) -> Result<KeySummary, Failure> {
    let core = app.core().await?;
    let named = lifecycle::find_named(core, id_or_name).await?;
    // Between the two it may have been forgotten.
    let key = core.key(&named.id).await?.ok_or(Error::NotFound { what: "key", id: named.id })?;
    Ok(key)
}
