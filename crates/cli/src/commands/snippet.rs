//! `khg snippet`.

use std::io::IsTerminal;

use keyhinge_api::contract::{KeyCopy, KeyRef, SnippetPreview};
use keyhinge_api::{App, commands, snippets};
use keyhinge_core::keys::mask;
use keyhinge_core::lifecycle;
use keyhinge_core::secret::Secret;
use keyhinge_core::snippets::{
    Choice, Form, Here, Snippet, Subject, TargetRow, describe, offers, targets, write,
};
use zeroize::Zeroize;

use super::find_key;
use crate::args::{Snippet as Args, SnippetCommand, SnippetList, SnippetText};
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::secrets;
use crate::table::table;

pub(super) async fn run(app: &App, args: Args, printer: Printer) -> Result<Exit, Failure> {
    match args.command {
        Some(SnippetCommand::List(args)) => list(app, &args, printer).await,
        None => text(app, args.text, printer).await,
    }
}

async fn list(app: &App, args: &SnippetList, printer: Printer) -> Result<Exit, Failure> {
    let rows: Vec<TargetRow> = match (&args.key, &args.provider) {
        (Some(key), _) => {
            let key = find_key(app, key).await?;
            commands::snippets_targets(app, KeyRef { key_id: key.id }).await?.targets
        }
        (None, Some(provider)) => {
            let catalogue = app.core().await?.catalogue.now();
            offers(&Subject::unstored(&catalogue, provider, String::new())?, &Here::detect())
        }
        (None, None) => targets().to_vec(),
    };
    let rows: Vec<TargetRow> = rows.into_iter().filter(|row| row.unfit.is_none()).collect();
    printer.answer(&rows, || {
        let forms = |row: &TargetRow| {
            let fit = row.forms.iter().filter(|form| form.unfit.is_none());
            fit.map(|form| form.form.as_str()).collect::<Vec<_>>().join(", ")
        };
        let cells: Vec<[String; 3]> =
            rows.iter().map(|row| [row.id.clone(), row.name.clone(), forms(row)]).collect();
        table(["TARGET", "NAME", "FORMS"], &cells)
    })?;
    Ok(Exit::Done)
}

async fn text(app: &App, args: SnippetText, printer: Printer) -> Result<Exit, Failure> {
    let (snippet, text) = match &args.key {
        Some(key) => {
            // The one that is used now, where another has taken its place.
            let used = lifecycle::usable(app.core().await?, key).await;
            let key_id = match (args.form.map(Form::from), used) {
                (_, Ok(used)) => used.id,
                (Some(Form::Reference | Form::Value), Err(error)) => return Err(error.into()),
                (_, Err(_)) => find_key(app, key).await?.id,
            };
            stored(app, &key_id, &args).await?
        }
        None => unstored(app, &args).await?,
    };
    if printer.is_json() {
        // What is masked elsewhere is asked for here.
        let mut whole = snippet;
        whole.text = text.expose().to_owned();
        let printed = printer.secret_json(&whole);
        whole.text.zeroize();
        printed?;
        return Ok(Exit::Done);
    }
    printer.secret(&text)?;
    tell(&snippet, printer);
    Ok(Exit::Done)
}

async fn stored(app: &App, key_id: &str, args: &SnippetText) -> Result<(Snippet, Secret), Failure> {
    let request = KeyCopy {
        key_id: key_id.to_owned(),
        target: args.target.clone(),
        form: args.form.map(Form::from),
        variable: args.name.clone(),
        shape: args.shape.map(Into::into),
        model: args.model.clone(),
        confirmed: args.yes,
    };
    if args.form.is_none() {
        let shown = SnippetPreview {
            key_id: key_id.to_owned(),
            target: args.target.clone().unwrap_or_default(),
            form: None,
            variable: args.name.clone(),
            shape: args.shape.map(Into::into),
            model: args.model.clone(),
        };
        asked_for(&commands::snippets_preview(app, shown).await?, args)?;
    }
    let written = snippets::write(app, request).await?;
    snippets::log(app, key_id, written.snippet.as_ref()).await?;
    let snippet =
        written.snippet.ok_or_else(|| keyhinge_core::Error::Internal("a snippet without a target".into()))?;
    Ok((snippet, written.text))
}

async fn unstored(app: &App, args: &SnippetText) -> Result<(Snippet, Secret), Failure> {
    let choice = Choice {
        target: args.target.clone().unwrap_or_default(),
        form: args.form.map(Form::from),
        variable: args.name.clone(),
        shape: args.shape.map(Into::into),
        model: args.model.clone(),
    };
    let secret = if args.secret_stdin { Some(secrets::one_key()?) } else { None };
    let catalogue = app.core().await?.catalogue.now();
    let masked = secret.as_ref().map(|secret| mask(secret.expose())).unwrap_or_default();
    let mut subject = Subject::unstored(&catalogue, args.provider.as_deref().unwrap_or_default(), masked)?;
    subject.held = secret.is_some();
    let here = Here::detect();
    let snippet = describe(&subject, &choice, &catalogue, &here)?;
    asked_for(&snippet, args)?;
    let text = write(&subject, &choice, &here, secret.as_ref())?;
    Ok((snippet, text))
}

/// The key is printed by its own word only.
fn asked_for(snippet: &Snippet, args: &SnippetText) -> Result<(), Failure> {
    if snippet.holds_key && args.form.is_none() {
        return Err(Failure::usage(
            "This target has no form without the key. Nothing was printed.",
            "Add --form value to print the key with it, or --form placeholder.",
        ));
    }
    Ok(())
}

/// What to know beside the text, on standard error: all of it at a terminal, what is dangerous anywhere.
fn tell(snippet: &Snippet, printer: Printer) {
    for danger in snippet.risk.iter().chain(&snippet.warnings) {
        printer.note(&format!("warning: {danger}"));
    }
    if !std::io::stdout().is_terminal() {
        return;
    }
    if snippet.holds_key {
        printer.note("warning: The key is on the screen now, and in what the terminal remembers.");
    }
    let facts = [("file", &snippet.file), ("install", &snippet.install), ("then", &snippet.then)];
    for (word, text) in facts {
        if let Some(text) = text {
            printer.note(&format!("{word}: {text}"));
        }
    }
    for note in &snippet.notes {
        printer.note(&format!("note: {note}"));
    }
}
