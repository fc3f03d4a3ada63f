//! `khg provider list|show`.

use keyhinge_api::contract::{Catalogue, Nothing};
use keyhinge_api::{App, commands};
use keyhinge_core::Error;
use keyhinge_core::catalogue::{Ability, Provider};
use serde::Serialize;

use super::provider_page;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::table::{pairs, table};
use crate::words;

/// A provider, and the user's manifest that it comes from.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    provider: &'a Provider,
    manifest: Option<&'a str>,
}

fn shown<'a>(catalogue: &'a Catalogue, provider: &'a Provider) -> Shown<'a> {
    let used = catalogue.user_manifests.iter().find(|used| used.provider_id == provider.id);
    Shown { provider, manifest: used.map(|used| used.file.as_str()) }
}

pub(super) async fn list(app: &App, printer: Printer) -> Result<Exit, Failure> {
    let catalogue = commands::catalogue_get(app, Nothing {}).await?;
    let all: Vec<_> = catalogue.providers.iter().map(|provider| shown(&catalogue, provider)).collect();
    printer.answer(&all, || {
        let row = |shown: &Shown<'_>| {
            [
                shown.provider.id.clone(),
                shown.provider.name.clone(),
                shown.provider.env_var.clone(),
                shown.manifest.unwrap_or("-").to_owned(),
                abilities(shown.provider),
            ]
        };
        table(
            ["ID", "NAME", "VARIABLE", "YOUR FILE", "KEYS FROM HERE"],
            &all.iter().map(row).collect::<Vec<_>>(),
        )
    })?;
    tell_problems(&catalogue, printer);
    Ok(Exit::Done)
}

pub(super) async fn show(app: &App, id: &str, printer: Printer) -> Result<Exit, Failure> {
    let catalogue = commands::catalogue_get(app, Nothing {}).await?;
    let Some(provider) = catalogue.provider(id) else {
        tell_problems(&catalogue, printer);
        return Err(Error::not_found("provider", id).into());
    };
    let shown = shown(&catalogue, provider);
    printer.answer(&shown, || {
        let mut rows = provider_page::rows(provider);
        rows.extend(shown.manifest.map(|file| ("your file", file.to_owned())));
        pairs(&rows)
    })?;
    Ok(Exit::Done)
}

/// What can be done with keys from here, in a few words.
pub(super) fn abilities(provider: &Provider) -> String {
    let can = provider.management.as_ref().map(|management| management.can.as_slice()).unwrap_or_default();
    if can.is_empty() { "import, test".into() } else { listed(can) }
}

pub(super) fn listed(abilities: &[Ability]) -> String {
    abilities.iter().map(|ability| words::ability(*ability)).collect::<Vec<_>>().join(", ")
}

fn tell_problems(catalogue: &Catalogue, printer: Printer) {
    for problem in &catalogue.providers_problems {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        printer.note(&format!("not used: {}{line}: {}", problem.file, problem.reason));
    }
}
