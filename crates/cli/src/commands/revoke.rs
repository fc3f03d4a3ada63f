//! `khg key revoke`: by the provider's API where it has one, else by the user, proved with the key itself.

use std::io::IsTerminal;

use keyhinge_api::contract::{KeyRef, KeyRevoke, KeyTest, Nothing};
use keyhinge_api::{App, commands};
use keyhinge_core::keys::{KeyAction, KeySummary, Status};
use keyhinge_core::settings::VaultKind;

use super::{find_key, provider_key};
use crate::args;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::table::pairs;

pub(super) async fn revoke(app: &App, args: &args::KeyRevoke, printer: Printer) -> Result<Exit, Failure> {
    let key = find_key(app, &args.key).await?;
    if args.check {
        let by = args::TestBy { one_token: args.one_token, model: args.model.clone() };
        return check(app, key, &by, printer).await;
    }
    if args.keep {
        let key = commands::keys_revoke_cancel(app, KeyRef { key_id: key.id }).await?;
        printer
            .answer(&key, || format!("\u{201c}{}\u{201d} ({}) goes on as before.", key.name, key.masked))?;
        return Ok(Exit::Done);
    }
    let typed_name = if args.yes { key.name.clone() } else { typed(app, &key, printer).await? };
    let request = KeyRevoke { key_id: key.id, typed_name };
    let key = if args.seen {
        commands::keys_revoke_by_hand(app, request).await?
    } else {
        commands::keys_revoke(app, request).await?
    };
    tell(app, &key, None, printer).await
}

/// Looks at the provider, or with the key itself, whether it is revoked.
async fn check(app: &App, key: KeySummary, by: &args::TestBy, printer: Printer) -> Result<Exit, Failure> {
    let found = commands::keys_revoke_confirm(app, provider_key::request(key.id, by)).await?;
    tell(app, &found.key, found.test.as_ref(), printer).await
}

async fn tell(
    app: &App,
    key: &KeySummary,
    test: Option<&KeyTest>,
    printer: Printer,
) -> Result<Exit, Failure> {
    if key.status == Status::Revoked {
        printer.answer(key, || format!("\u{201c}{}\u{201d} ({}) is revoked.", key.name, key.masked))?;
        if key.secret_held {
            printer.note(match app.vault_kind() {
                VaultKind::Keychain => {
                    "Its secret is still in the keychain, which did not let go of it; the app will try again."
                }
                VaultKind::File => "Its secret is still in the file vault, until that is unlocked.",
            });
        }
        return Ok(Exit::Done);
    }
    let steps = steps(app, key).await?;
    printer.answer(key, || {
        let mut rows = vec![("status", crate::words::status(&key.status))];
        rows.extend(test.map(provider_key::rows).unwrap_or_default());
        format!("{}\n{}", pairs(&rows), steps.join("\n"))
    })?;
    // Begun, and not at its end.
    Ok(Exit::Failed)
}

/// What is left to do until the revocation is proved.
async fn steps(app: &App, key: &KeySummary) -> Result<Vec<String>, Failure> {
    let name = &key.id;
    let again = if key.actions.contains(&KeyAction::TestOneToken) {
        format!("Then prove it, by a call of about one token: khg key revoke {name} --check --one-token")
    } else {
        format!("Then prove it: khg key revoke {name} --check")
    };
    if !key.actions.contains(&KeyAction::RevokeGuided) {
        return Ok(vec![format!(
            "The provider was asked to revoke it. Look again: khg key revoke {name} --check"
        )]);
    }
    let catalogue = commands::catalogue_get(app, Nothing {}).await?;
    let provider = catalogue.provider(&key.provider_id);
    let links = provider.map(|provider| &provider.links);
    let page =
        links.and_then(|links| links.keys_page.as_ref().or(links.sign_up.as_ref()).or(links.docs.as_ref()));
    let at = provider.map_or(key.account_name.as_str(), |provider| provider.name.as_str());
    Ok(vec![
        match page {
            Some(page) => format!("Revoke it yourself at {at}: {page}"),
            None => format!("Revoke it yourself at {at}."),
        },
        again,
        format!("Where that cannot be proved, and you have seen it there: khg key revoke {name} --seen"),
        format!("To go on with the key after all: khg key revoke {name} --keep"),
    ])
}

/// Says what breaks and has the name typed.
async fn typed(app: &App, key: &KeySummary, printer: Printer) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(
            "Revoking a key asks for a confirmation.",
            "Add --yes, or run it at a terminal.",
        ));
    }
    let consequences = commands::keys_revoke_consequences(app, KeyRef { key_id: key.id.clone() }).await?;
    for sentence in &consequences.sentences {
        printer.note(&sentence.text);
    }
    crate::secrets::confirm(printer, &key.name, "revoke the key").await
}
