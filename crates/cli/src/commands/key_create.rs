//! `khg key create`.

use keyhinge_api::contract::{
    self, Account, AccountRef, Expiry, KeyCreated, KeyMade, KeyRef, KeyReveal, Nothing,
};
use keyhinge_api::{App, commands};
use keyhinge_core::accounts::LOCAL_PROVIDER;
use keyhinge_core::keys::{KeySummary, Permission, Permissions, Preset, Purpose};
use keyhinge_core::lifecycle::ProviderKeyOptions;
use keyhinge_core::limits::MinuteLimits;
use keyhinge_core::secret::Secret;
use keyhinge_core::settings::VaultKind;
use serde::Serialize;

use super::account::find_account;
use super::key::details;
use crate::args::KeyCreate;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::table::pairs;

/// A new key. The ticket that comes with it is as good as the secret, so it is not printed.
#[derive(Serialize)]
struct Created<'a> {
    #[serde(flatten)]
    key: &'a KeySummary,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
}

pub(super) async fn create(app: &App, args: KeyCreate, printer: Printer) -> Result<Exit, Failure> {
    if let Some(account) = account(app, args.account.as_deref()).await? {
        return create_at_provider(app, args, account, printer).await;
    }
    let print_secret = args.print_secret;
    let request = request(app, args).await?;
    let KeyCreated { key, ticket } = commands::keys_create(app, request).await?;
    show(app, &key, ticket, print_secret, printer).await
}

async fn show(
    app: &App,
    key: &KeySummary,
    ticket: String,
    print_secret: bool,
    printer: Printer,
) -> Result<Exit, Failure> {
    if !print_secret {
        printer.answer(&Created { key, secret: None }, || summary(key, app.vault_kind()))?;
        return Ok(Exit::Done);
    }
    let secret = Secret::new(commands::keys_reveal(app, KeyReveal { ticket }).await?.secret);
    if printer.is_json() {
        printer.secret_json(&Created { key, secret: Some(secret.expose()) })?;
    } else {
        printer.note(&summary(key, app.vault_kind()));
        printer.secret(&secret)?;
    }
    Ok(Exit::Done)
}

fn summary(key: &KeySummary, vault: VaultKind) -> String {
    let place = match vault {
        VaultKind::Keychain => "keychain",
        VaultKind::File => "file vault",
    };
    format!("Created; the secret is in the {place} and was read back.\n{}", pairs(&details(key, vault)))
}

async fn request(app: &App, args: KeyCreate) -> Result<contract::KeyCreate, Failure> {
    let purpose = Purpose::parse(&args.purpose)?;
    let presets = commands::catalogue_get(app, Nothing {}).await?.presets;
    let preset = presets.into_iter().find(|preset| preset.purpose == purpose);
    let permissions = if args.permissions.is_empty() {
        preset.as_ref().map_or_else(own_word_permissions, |preset| preset.permissions.clone())
    } else {
        Permissions::new(args.permissions.into_iter().map(Permission::from).collect())
    };
    let limits = MinuteLimits {
        requests_per_minute: args.rpm,
        prompt_tokens_per_minute: args.prompt_tpm,
        completion_tokens_per_minute: args.completion_tpm,
    };
    Ok(contract::KeyCreate {
        account_id: LOCAL_PROVIDER.to_owned(),
        name: args.name,
        purpose: purpose.as_str().to_owned(),
        permissions,
        generate: !args.no_generate && preset.as_ref().is_none_or(|preset| preset.generate),
        expiry: args.expires.unwrap_or_else(|| preset_expiry(preset.as_ref())),
        plan: args.plan,
        limits: (limits != MinuteLimits::default()).then_some(limits),
    })
}

fn own_word_permissions() -> Permissions {
    Permissions::new(vec![Permission::Read, Permission::Write])
}

fn preset_expiry(preset: Option<&Preset>) -> Expiry {
    preset.and_then(|preset| preset.expires_in_days).map_or(Expiry::Never, |days| Expiry::InDays { days })
}

/// The named account; none for the local gateway's, which is added with its first key.
async fn account(app: &App, named: Option<&str>) -> Result<Option<Account>, Failure> {
    let Some(named) = named else { return Ok(None) };
    let account = find_account(app, named).await?;
    Ok((account.provider_id != LOCAL_PROVIDER).then_some(account))
}

/// Makes a key at an account's provider.
async fn create_at_provider(
    app: &App,
    args: KeyCreate,
    account: Account,
    printer: Printer,
) -> Result<Exit, Failure> {
    let of_the_gateway = args.no_generate
        || !args.permissions.is_empty()
        || [&args.rpm, &args.prompt_tpm, &args.completion_tpm].into_iter().any(Option::is_some);
    if of_the_gateway {
        return Err(Failure::usage(
            "These options are for keys of the local gateway.",
            "Leave out --permission, --no-generate, --rpm, --prompt-tpm and --completion-tpm.",
        ));
    }
    let form = commands::accounts_key_form(app, AccountRef { account_id: account.id.clone() }).await?;
    if let Some(consequence) = &form.consequence {
        printer.note(&consequence.to_string());
    }
    let request = contract::KeyCreateAtProvider {
        account_id: account.id,
        name: args.name,
        purpose: Some(Purpose::parse(&args.purpose)?.as_str().to_owned()),
        expiry: args.expires.unwrap_or(Expiry::Never),
        options: ProviderKeyOptions::default(),
    };
    let KeyMade { key, ticket, kept } = commands::keys_create_at_provider(app, request).await?;
    if kept {
        return show(app, &key, ticket, args.print_secret, printer).await;
    }
    // This process alone has the secret, and it ends: whoever asked gets it, or nobody ever does.
    if args.print_secret {
        printer.note("The vault did not keep the secret: this is the only time that it can be had.");
        return show(app, &key, ticket, true, printer).await;
    }
    match commands::keys_keep(app, KeyRef { key_id: key.id.clone() }).await {
        Ok(key) => show(app, &key, ticket, false, printer).await,
        Err(error) => {
            printer.note(&format!(
                "The key \u{201c}{}\u{201d} was made, and its secret is lost with this process. Revoke it: khg key revoke {}",
                key.name, key.id
            ));
            Err(error.into())
        }
    }
}
