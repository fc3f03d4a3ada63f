//! `khg account`.

use std::io::IsTerminal;

use keyhinge_api::contract::{
    Account, AccountAdd, AccountInput, AccountRefreshed, AccountRemove, AccountsRefresh, KeyTest, KeyTestBy,
    Nothing,
};
use keyhinge_api::{App, CommandError, ErrorCode, commands};
use keyhinge_core::Error;
use keyhinge_core::accounts::{self, AddressName, is_listed};
use keyhinge_core::keys::{KeyAction, KeySummary};
use keyhinge_core::secret::Secret;
use serde::Serialize;

use super::provider_key::told;
use crate::args::{self, AccountCommand};
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::table::{pairs, table};
use crate::{secrets, words};

pub(super) async fn run(app: &App, command: AccountCommand, printer: Printer) -> Result<Exit, Failure> {
    match command {
        AccountCommand::Add(args) => add(app, args, printer).await,
        AccountCommand::List => list(app, printer).await,
        AccountCommand::Test(args) => test(app, &args.account, printer).await,
        AccountCommand::Refresh(args) => refresh(app, args.account.as_deref(), printer).await,
        AccountCommand::Remove(args) => remove(app, &args, printer).await,
    }
}

async fn add(app: &App, args: args::AccountAdd, printer: Printer) -> Result<Exit, Failure> {
    check_known(app, &args).await?;
    let (credential, key) = entered(app, &args).await?;
    let asked = is_asked(app, &args.provider, credential.as_ref(), key.as_ref()).await?;
    let account = AccountInput {
        provider_id: args.provider,
        name: args.name,
        fields: args.fields.into_iter().collect(),
        base_urls: args.base_urls.into_iter().collect(),
        confirmed_hosts: args.confirmed_hosts,
        credential,
        key,
    };
    let added = commands::accounts_add(app, AccountAdd { account, untested: args.untested }).await;
    let account = added.map_err(with_options)?;
    printer.answer(&account, || {
        let how = match (args.untested, asked) {
            (true, _) => "Added, untested.",
            (false, true) => "Added, tested.",
            (false, false) => "Added. Nothing was asked: there is no credential or key to test it with yet.",
        };
        format!("{how}\n{}", pairs(&details(&account)))
    })?;
    Ok(Exit::Done)
}

/// Whether what is given has the provider asked something.
async fn is_asked(
    app: &App,
    provider: &str,
    credential: Option<&Secret>,
    key: Option<&Secret>,
) -> Result<bool, Failure> {
    let given = |secret: Option<&Secret>| secret.is_some_and(|secret| !secret.expose().trim().is_empty());
    let catalogue = commands::catalogue_get(app, Nothing {}).await?;
    let probed = catalogue.provider(provider).is_some_and(|provider| provider.api.probe.is_some());
    Ok(given(credential) || (given(key) && probed))
}

/// Refuses what the provider has no use for, before a secret is asked for: an address that is empty by mistake would be the
/// provider's own.
async fn check_known(app: &App, args: &args::AccountAdd) -> Result<(), Failure> {
    let invalid = |field, reason: String| Err(Failure::from(Error::Invalid { field, reason }));
    let catalogue = commands::catalogue_get(app, Nothing {}).await?;
    let Some(provider) = catalogue.provider(&args.provider) else { return Ok(()) };
    let fields = provider.management.iter().flat_map(|management| &management.fields);
    let fields: Vec<&str> = fields.map(|field| field.id.as_str()).collect();
    if let Some((unknown, _)) = args.fields.iter().find(|(id, _)| !fields.contains(&id.as_str())) {
        let has = if fields.is_empty() { "none".to_owned() } else { fields.join(", ") };
        let unknown: String = unknown.chars().filter(|c| !c.is_control()).take(40).collect();
        return invalid(
            "fields",
            format!("{} has no field \u{201c}{unknown}\u{201d}. It has: {has}.", provider.name),
        );
    }
    for (name, url) in &args.base_urls {
        if url.trim().is_empty() {
            return invalid("base_urls", format!("The address \u{201c}{}\u{201d} is empty.", name.as_str()));
        }
        let offered = match name {
            AddressName::Management => provider.management.is_some(),
            name => provider.api.base_urls.iter().any(|base| AddressName::from(base.shape) == *name),
        };
        if !offered {
            let reason = format!("{} has no address \u{201c}{}\u{201d}.", provider.name, name.as_str());
            return invalid("base_urls", reason);
        }
    }
    Ok(())
}

/// The credential and the key: from standard input, or typed at a terminal.
async fn entered(app: &App, args: &args::AccountAdd) -> Result<(Option<Secret>, Option<Secret>), Failure> {
    if args.credential_stdin || args.key_stdin {
        let mut lines = secrets::lines()?.into_iter();
        let mut next = |wanted: bool| match wanted.then(|| lines.next()) {
            Some(None) => Err(Failure::usage(
                "Standard input ended too early.",
                "Give the credential on the first line, and the key on the next.",
            )),
            line => Ok(line.flatten()),
        };
        return Ok((next(args.credential_stdin)?, next(args.key_stdin)?));
    }
    if !std::io::stdin().is_terminal() {
        return Ok((None, None));
    }
    let catalogue = commands::catalogue_get(app, Nothing {}).await?;
    let provider = catalogue.provider(&args.provider);
    let wanted = provider
        .and_then(|provider| provider.management.as_ref())
        .and_then(|management| management.credential.as_ref());
    let credential = match wanted {
        Some(wanted) => secrets::typed(&format!("{} (empty for none):", wanted.name))?,
        None => None,
    };
    let key = secrets::typed("API key (empty for none):")?;
    Ok((credential, key))
}

/// Names the options where the general sentence would name the form of the window.
fn with_options(error: CommandError) -> CommandError {
    match &error.code {
        ErrorCode::HostUnconfirmed { hosts } => {
            let options: Vec<_> = hosts.iter().map(|host| format!("--confirm-host {host}")).collect();
            let next_step = format!(
                "If this is where the key should go, add {}. A key that goes to a wrong host is lost.",
                options.join(" ")
            );
            CommandError { next_step, ..error }
        }
        _ => error,
    }
}

async fn list(app: &App, printer: Printer) -> Result<Exit, Failure> {
    let accounts = commands::accounts_list(app, Nothing {}).await?;
    printer.answer(&accounts, || {
        if accounts.is_empty() {
            return "There are no accounts yet. Add one with: khg account add PROVIDER".into();
        }
        let row = |account: &Account| {
            [
                account.name.clone(),
                account.provider_id.clone(),
                account.live_keys.to_string(),
                if account.credential_held { "yes" } else { "no" }.to_owned(),
                account.refreshed_at.map_or_else(|| "-".into(), words::time),
                account
                    .trouble
                    .as_ref()
                    .map_or("-", |trouble| trouble.diagnosis.sentence.as_str())
                    .to_owned(),
                account.id.clone(),
            ]
        };
        let head = ["NAME", "PROVIDER", "KEYS", "CREDENTIAL", "AS OF", "TROUBLE", "ID"];
        table(head, &accounts.iter().map(row).collect::<Vec<_>>())
    })?;
    Ok(Exit::Done)
}

fn details(account: &Account) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("name", account.name.clone()),
        ("id", account.id.clone()),
        ("provider", account.provider_id.clone()),
        ("keys", account.live_keys.to_string()),
        ("credential", if account.credential_held { "held in the vault" } else { "none" }.into()),
    ];
    rows.extend(account.fields.iter().map(|(id, value)| ("field", format!("{id}={value}"))));
    rows.extend(account.base_urls.iter().map(|(name, url)| ("address", format!("{}={url}", name.as_str()))));
    rows
}

/// What a test of an account told.
#[derive(Serialize)]
struct Tested {
    /// None where its keys cannot be read with what is held.
    refreshed: Option<AccountRefreshed>,
    keys: Vec<TestedKey>,
}

#[derive(Serialize)]
struct TestedKey {
    key_id: String,
    name: String,
    test: Option<KeyTest>,
    error: Option<CommandError>,
}

async fn test(app: &App, named: &str, printer: Printer) -> Result<Exit, Failure> {
    let account = find_account(app, named).await?;
    let catalogue = commands::catalogue_get(app, Nothing {}).await?;
    let listed =
        catalogue.provider(&account.provider_id).is_some_and(|provider| is_listed(provider, &account));
    let mut tested = Tested { refreshed: None, keys: Vec::new() };
    if listed {
        let request = AccountsRefresh { account_id: Some(account.id.clone()) };
        tested.refreshed = commands::accounts_refresh(app, request).await?.pop();
    }
    let keys = commands::keys_list(app, Nothing {}).await?;
    let testable = |key: &&KeySummary| key.account_id == account.id && key.actions.contains(&KeyAction::Test);
    for key in keys.iter().filter(testable) {
        let outcome = commands::keys_test(app, KeyTestBy::probe(key.id.clone())).await;
        let (test, error) = outcome.map_or_else(|error| (None, Some(error)), |test| (Some(test), None));
        tested.keys.push(TestedKey { key_id: key.id.clone(), name: key.name.clone(), test, error });
    }
    if tested.refreshed.is_none() && tested.keys.is_empty() {
        return Err(Failure::usage(
            "There is nothing to test: no credential that lists keys, and no key that is held here.",
            "Add a key with `khg key import --account`.",
        ));
    }
    printer.answer(&tested, || {
        let list = tested.refreshed.iter().map(|refreshed| ("list", read(refreshed)));
        let keys = tested.keys.iter().map(|key| {
            let what = match (&key.test, &key.error) {
                (Some(test), _) => told(test),
                (None, Some(error)) => error.message.clone(),
                (None, None) => String::new(),
            };
            ("key", format!("{}: {what}", key.name))
        });
        pairs(&list.chain(keys).collect::<Vec<_>>())
    })?;
    let fine = tested.refreshed.iter().all(|refreshed| refreshed.error.is_none())
        && tested.keys.iter().all(|key| key.test.as_ref().is_some_and(|test| test.diagnosis.is_none()));
    Ok(if fine { Exit::Done } else { Exit::Provider })
}

async fn refresh(app: &App, named: Option<&str>, printer: Printer) -> Result<Exit, Failure> {
    let account_id = match named {
        Some(named) => Some(find_account(app, named).await?.id),
        None => None,
    };
    let one = account_id.is_some();
    let mut all = commands::accounts_refresh(app, AccountsRefresh { account_id }).await?;
    if one && let Some(error) = all.first_mut().and_then(|refreshed| refreshed.error.take()) {
        return Err(error.into());
    }
    printer.answer(&all, || {
        if all.is_empty() {
            return "No account's keys can be read from here.".into();
        }
        let line = |refreshed: &AccountRefreshed| format!("{}: {}", refreshed.account_name, read(refreshed));
        all.iter().map(line).collect::<Vec<_>>().join("\n")
    })?;
    let fine = all.iter().all(|refreshed| refreshed.error.is_none());
    Ok(if fine { Exit::Done } else { Exit::Provider })
}

fn read(refreshed: &AccountRefreshed) -> String {
    match (&refreshed.refreshed, &refreshed.error) {
        (Some(read), _) => {
            let gap = read.gap.as_ref().map(|gap| format!("; {gap}")).unwrap_or_default();
            format!("{} keys, {} new, {} gone{gap}", read.keys, read.new, read.gone)
        }
        (None, Some(error)) => format!("{} {}", error.message, error.next_step),
        (None, None) => "cancelled".into(),
    }
}

async fn remove(app: &App, args: &args::AccountRemove, printer: Printer) -> Result<Exit, Failure> {
    let account = find_account(app, &args.account).await?;
    let typed_name = if args.yes {
        account.name.clone()
    } else {
        printer
            .note("Its keys go on working at the provider; their secrets leave the vault of this computer.");
        secrets::confirm(printer, &account.name, "remove the account").await?
    };
    let request = AccountRemove { account_id: account.id.clone(), typed_name };
    let removed = commands::accounts_remove(app, request).await?;
    printer.answer(&removed, || {
        format!("\u{201c}{}\u{201d} is removed, with {} keys.", account.name, removed.keys)
    })?;
    Ok(Exit::Done)
}

/// The account with that id, or the only one with that name.
pub(super) async fn find_account(app: &App, named: &str) -> Result<Account, Failure> {
    Ok(accounts::find_named(app.core().await?, named).await?)
}
