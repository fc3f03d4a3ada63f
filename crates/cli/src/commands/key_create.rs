//! `khg key create`.

use keyhinge_api::contract::{self, Expiry, KeyCreated, KeyReveal, Nothing};
use keyhinge_api::{App, commands};
use keyhinge_core::Error;
use keyhinge_core::accounts::LOCAL_PROVIDER;
use keyhinge_core::keys::{KeySummary, Permission, Permissions, Preset, Purpose};
use keyhinge_core::limits::MinuteLimits;
use keyhinge_core::secret::Secret;
use keyhinge_core::settings::VaultKind;
use serde::Serialize;

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
    let print_secret = args.print_secret;
    let request = request(app, args).await?;
    let KeyCreated { key, ticket } = commands::keys_create(app, request).await?;
    if !print_secret {
        printer.answer(&Created { key: &key, secret: None }, || summary(&key, app.vault_kind()))?;
        return Ok(Exit::Done);
    }
    let secret = Secret::new(commands::keys_reveal(app, KeyReveal { ticket }).await?.secret);
    if printer.is_json() {
        printer.secret_json(&Created { key: &key, secret: Some(secret.expose()) })?;
    } else {
        printer.note(&summary(&key, app.vault_kind()));
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
    let account = account(app, args.account.as_deref()).await?;
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
        account_id: account,
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

/// The id of the named account, or of the local gateway's, which is added with its first key.
async fn account(app: &App, named: Option<&str>) -> Result<String, Failure> {
    let Some(named) = named else { return Ok(LOCAL_PROVIDER.to_owned()) };
    let accounts = commands::accounts_list(app, Nothing {}).await?;
    let found =
        accounts.into_iter().find(|account| account.id == named || account.name.eq_ignore_ascii_case(named));
    let id = || named.chars().filter(|c| !c.is_control()).take(40).collect();
    found.map(|account| account.id).ok_or_else(|| Error::NotFound { what: "account", id: id() }.into())
}
