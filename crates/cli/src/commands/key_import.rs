//! `khg key import`.

use std::io::IsTerminal;
use std::path::Path;

use keyhinge_api::contract::{
    Account, ImportChoice, ImportExamine, ImportExamineFiles, ImportFound, ImportKeys, ImportOutcome,
    ImportTray, Nothing,
};
use keyhinge_api::{App, CommandError, ErrorCode, commands};

use super::account::find_account;
use crate::args::KeyImport;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::secrets;

/// Where the keys are to go.
enum Aim {
    /// Its id.
    Account(String),
    Provider(String),
    /// Where each key itself tells.
    Told,
}

pub(super) async fn import(app: &App, args: KeyImport, printer: Printer) -> Result<Exit, Failure> {
    let aim = match (&args.account, &args.provider) {
        (Some(account), _) => Aim::Account(find_account(app, account).await?.id),
        (None, Some(provider)) => Aim::Provider(provider.clone()),
        (None, None) => Aim::Told,
    };
    let tray = examine(app, args.file.as_deref()).await?;
    let accounts = commands::accounts_list(app, Nothing {}).await?;
    let several = tray.found.len() > 1;
    if several && args.name.is_some() {
        return Err(Failure::usage(
            "--name is for one key, and several were found.",
            "Leave it out; keys are named after their variables.",
        ));
    }
    let (mut choices, mut refused) = (Vec::new(), Vec::new());
    for found in &tray.found {
        match choice(found, &aim, &accounts) {
            Ok(choice) => choices.push(ImportChoice {
                name: args.name.clone(),
                purpose: args.purpose.clone(),
                take_out_of_file: args.take_out,
                ..choice
            }),
            Err(error) if several => refused.push(ImportOutcome {
                index: found.index,
                key: None,
                already_here: false,
                error: Some(error),
                line: None,
            }),
            Err(error) => return Err(error.into()),
        }
    }
    let mut outcomes = commands::import_keys(app, ImportKeys { tray: tray.tray.clone(), choices }).await?;
    outcomes.append(&mut refused);
    outcomes.sort_by_key(|outcome| outcome.index);
    if !several && let Some(error) = outcomes.first_mut().and_then(|outcome| outcome.error.take()) {
        return Err(error.into());
    }
    printer.answer(&outcomes, || {
        let each = tray.found.iter().zip(&outcomes).map(|(found, outcome)| told(found, outcome));
        each.collect::<Vec<_>>().join("\n")
    })?;
    let failed = outcomes.iter().find_map(|outcome| outcome.error.clone());
    Ok(failed.map_or(Exit::Done, |error| Failure::from(error).exit))
}

async fn examine(app: &App, file: Option<&Path>) -> Result<ImportTray, Failure> {
    let tray = match file.filter(|file| *file != Path::new("-")) {
        Some(file) => {
            let whole = std::path::absolute(file).map_err(|error| Failure::internal(&error))?;
            let Some(path) = whole.to_str() else {
                return Err(Failure::usage(
                    "The name of the file is not Unicode.",
                    "Give its text on standard input.",
                ));
            };
            let paths = vec![path.to_owned()];
            commands::import_examine_files(app, ImportExamineFiles { paths }).await?
        }
        None => {
            let text = if file.is_none() && std::io::stdin().is_terminal() {
                secrets::typed("Key:")?.ok_or_else(|| invalid("There is no text.", "Give a key."))?
            } else {
                secrets::text()?
            };
            commands::import_examine(app, ImportExamine { text }).await?
        }
    };
    if let Some(problem) = tray.files.iter().find_map(|file| file.problem.as_ref()) {
        return Err(invalid(&problem.message, &problem.next_step).into());
    }
    if tray.found.is_empty() {
        let problem = tray.problem.as_ref();
        return Err(invalid(
            problem.map_or("There is no key in it.", |problem| &problem.message),
            problem.map_or("Give a file that holds one.", |problem| &problem.next_step),
        )
        .into());
    }
    Ok(tray)
}

/// Where one key goes.
fn choice(found: &ImportFound, aim: &Aim, accounts: &[Account]) -> Result<ImportChoice, CommandError> {
    if let Some(problem) = &found.problem {
        return Err(invalid(&problem.message, &problem.next_step));
    }
    let told = || {
        let mut providers: Vec<&str> =
            found.candidates.iter().map(|candidate| candidate.provider_id.as_str()).collect();
        providers.dedup();
        match providers.as_slice() {
            [one] => Ok((*one).to_owned()),
            [] => Err(invalid(
                "What provider it is of is not known.",
                "Add --provider, as `khg provider list` has it, or --account.",
            )),
            several => Err(invalid(
                &format!("It may be of any of these: {}.", several.join(", ")),
                "Add --provider with one of them, or --account.",
            )),
        }
    };
    let choice = |account_id, provider_id| ImportChoice {
        index: found.index,
        account_id,
        provider_id,
        name: None,
        purpose: None,
        take_out_of_file: false,
    };
    let provider = match aim {
        Aim::Account(id) => return Ok(choice(Some(id.clone()), None)),
        Aim::Provider(provider) => provider.clone(),
        // It goes nowhere: the key that has it is named.
        Aim::Told if found.already_here.is_some() => told().unwrap_or_default(),
        Aim::Told => told()?,
    };
    let there: Vec<_> = accounts.iter().filter(|account| account.provider_id == provider).collect();
    match there.as_slice() {
        [account] => Ok(choice(Some(account.id.clone()), None)),
        [] => Ok(choice(None, Some(provider))),
        several => {
            let names: Vec<_> = several.iter().map(|account| account.name.as_str()).collect();
            Err(invalid(
                &format!("There are several accounts at {provider}: {}.", names.join(", ")),
                "Add --account with one of them.",
            ))
        }
    }
}

fn told(found: &ImportFound, outcome: &ImportOutcome) -> String {
    let what = match (&outcome.key, &outcome.error) {
        (Some(key), _) if outcome.already_here => {
            format!("is here already: \u{201c}{}\u{201d} ({})", key.name, key.account_name)
        }
        (Some(key), _) => format!("imported as \u{201c}{}\u{201d} ({})", key.name, key.account_name),
        (None, Some(error)) => format!("not imported. {} {}", error.message, error.next_step),
        (None, None) => "not imported".into(),
    };
    let line = outcome.line.as_ref().map(|line| match &line.problem {
        None => format!("; its line was taken out of {}", line.file),
        Some(problem) => format!("; its line stays in {}: {}", line.file, problem.message()),
    });
    let name = found.variable.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    format!("{name}{}: {what}{}", found.masked, line.unwrap_or_default())
}

fn invalid(message: &str, next_step: &str) -> CommandError {
    CommandError {
        code: ErrorCode::Invalid { field: "key".into() },
        message: message.to_owned(),
        next_step: next_step.to_owned(),
    }
}
