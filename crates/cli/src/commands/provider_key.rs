//! `khg key test|rename|disable|enable|forget`: keys of providers.

use keyhinge_api::contract::{KeyRef, KeyRename, KeyTest, KeyTestBy, Nothing};
use keyhinge_api::{App, commands};
use keyhinge_core::diagnosis::{Doubt, Verdict};
use keyhinge_core::keys::KeySummary;

use super::find_key;
use crate::args;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::table::pairs;
use crate::{secrets, words};

pub(super) async fn test(app: &App, args: &args::KeyTest, printer: Printer) -> Result<Exit, Failure> {
    let key = find_key(app, &args.key).await?;
    let test = commands::keys_test(app, request(key.id.clone(), &args.by)).await?;
    printer.answer(&test, || pairs(&rows(&test)))?;
    if test.offers_one_token {
        let name = &key.id;
        printer.note(&format!("A call of about one token can tell: khg key test {name} --one-token"));
    }
    Ok(exit_of(&test))
}

/// A test of a key, as it was asked for.
pub(super) fn request(key_id: String, by: &args::TestBy) -> KeyTestBy {
    KeyTestBy { key_id, one_token: by.one_token, model: by.model.clone() }
}

/// Done unless the provider refuses the key or does not let it do this. What proves nothing is no failure of the key.
pub(super) fn exit_of(test: &KeyTest) -> Exit {
    match test.verdict {
        Verdict::Works | Verdict::WorksLater { .. } => Exit::Done,
        Verdict::Forbidden { .. } | Verdict::Refused { .. } => Exit::Provider,
        Verdict::CannotTell { .. } => Exit::Failed,
    }
}

/// What a test told, as names and values.
pub(super) fn rows(test: &KeyTest) -> Vec<(&'static str, String)> {
    let mut rows = vec![("test", verdict(&test.verdict).to_owned())];
    rows.extend(test.called.clone().map(|model| ("called", model)));
    rows.extend(test.latency_ms.map(|ms| ("took", format!("{ms} ms"))));
    if let Some(diagnosis) = &test.diagnosis {
        rows.push(("happened", diagnosis.sentence.clone()));
        rows.push(("means", diagnosis.meaning.clone()));
        rows.push(("next", diagnosis.next_step.clone()));
        rows.extend(diagnosis.provider_says.clone().map(|text| ("provider says", text)));
        rows.extend(diagnosis.request_id.clone().map(|id| ("request id", id)));
    }
    rows.extend(test.readings.iter().map(|reading| ("limit", words::reading(reading))));
    rows.extend(test.explained.iter().map(|(name, value)| ("explained", format!("{name}: {value}"))));
    rows
}

/// The same in a line.
pub(super) fn told(test: &KeyTest) -> String {
    let why = test.diagnosis.as_ref().map(|diagnosis| format!(": {}", diagnosis.sentence));
    format!("{}{}", verdict(&test.verdict), why.unwrap_or_default())
}

fn verdict(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Works => "works",
        Verdict::WorksLater { .. } => "works, but not now",
        Verdict::Forbidden { .. } => "not allowed",
        Verdict::Refused { .. } => "refused",
        Verdict::CannotTell { doubt } => match doubt {
            Doubt::AnswersAnyone => "cannot tell: the provider answers this without a key too",
            Doubt::NotTriedWithoutKey => "cannot tell: whether it is answered without a key is not known",
            Doubt::NoAnswer => "cannot tell: no answer came",
            Doubt::ProviderDown => "cannot tell: the provider is down",
            Doubt::NotTheApi => "cannot tell: something else than the provider answered",
            Doubt::KeyNotSeen => "cannot tell: the provider saw no key",
            Doubt::AnotherReason => "cannot tell: the answer is about something else",
        },
    }
}

pub(super) async fn rename(app: &App, args: &args::KeyRename, printer: Printer) -> Result<Exit, Failure> {
    let key = find_key(app, &args.key).await?;
    let request = KeyRename { key_id: key.id, name: args.name.clone() };
    let renamed = commands::keys_rename(app, request).await?;
    printer.answer(&renamed, || format!("It is called \u{201c}{}\u{201d} now.", renamed.name))?;
    Ok(Exit::Done)
}

pub(super) async fn disable(app: &App, named: &str, printer: Printer) -> Result<Exit, Failure> {
    let key = find_key(app, named).await?;
    let key = commands::keys_disable(app, KeyRef { key_id: key.id }).await?;
    switched(&key, "is disabled: the provider refuses it until it is enabled", printer)
}

pub(super) async fn enable(app: &App, named: &str, printer: Printer) -> Result<Exit, Failure> {
    let key = find_key(app, named).await?;
    let key = commands::keys_enable(app, KeyRef { key_id: key.id }).await?;
    switched(&key, "is enabled", printer)
}

fn switched(key: &KeySummary, what: &str, printer: Printer) -> Result<Exit, Failure> {
    printer.answer(key, || format!("\u{201c}{}\u{201d} ({}) {what}.", key.name, key.masked))?;
    Ok(Exit::Done)
}

pub(super) async fn forget(app: &App, args: &args::KeyForget, printer: Printer) -> Result<Exit, Failure> {
    let key = find_key(app, &args.key).await?;
    if !args.yes {
        printer
            .note("The key goes on working at the provider; its secret leaves the vault of this computer.");
        let typed = secrets::confirm(printer, &key.name, "forget the key").await?;
        if typed != key.name {
            return Err(Failure::usage("The typed name is not the key's name.", "Nothing was done."));
        }
    }
    let nothing: Nothing = commands::keys_forget(app, KeyRef { key_id: key.id }).await?;
    printer.answer(&nothing, || format!("\u{201c}{}\u{201d} ({}) is forgotten.", key.name, key.masked))?;
    Ok(Exit::Done)
}
