//! `khg key rotate`: goes on from wherever the rotation of a key stands.

mod told;

use keyhinge_api::contract::{KeyRef, Nothing, RotationPaste, RotationSwitch, RotationTake, RotationWrite};
use keyhinge_api::{App, CommandError, ErrorCode, commands};
use keyhinge_core::keys::{KeyAction, KeySummary};
use keyhinge_core::lifecycle::Made;
use keyhinge_core::rotation::{self, KeyProof, Making, NewKeyChoice, Pause, Rotation, RotationStage};

use super::{env, find_key, provider_key};
use crate::args::KeyRotate;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;
use crate::{secrets, words};

pub(super) async fn rotate(app: &App, args: KeyRotate, printer: Printer) -> Result<Exit, Failure> {
    let key_id = find_key(app, &args.key).await?.id;
    let of_old = || KeyRef { key_id: key_id.clone() };
    let found = commands::rotation_get(app, of_old()).await?;
    if args.status {
        return told::tell(&found, &[], printer);
    }
    if args.back {
        let moved = found.switched_at.is_some() || found.stage == RotationStage::Create;
        if !moved {
            return Err(busy("Nothing was moved over to the new key yet.", "There is nothing to move back."));
        }
        return told::tell(&commands::rotation_switch_back(app, of_old()).await?, &[], printer);
    }
    if args.cancel {
        if found.stage == RotationStage::Delete {
            let next = format!("Move it back first: khg key rotate {key_id} --back");
            return Err(busy("Everything was moved over to the new key.", &next));
        }
        let Nothing {} = commands::rotation_cancel(app, of_old()).await?;
        return told::cancelled(&commands::rotation_get(app, of_old()).await?, found.new.as_ref(), printer);
    }
    let mut now = with_new_key(app, found, &args, printer).await?;
    if now.stage == RotationStage::Update {
        now = prove(app, &now, &args, printer).await?;
        if !args.no_switch {
            let request = RotationSwitch { key_id: key_id.clone(), unproved: args.unproved };
            now = commands::rotation_switch(app, request).await.map_err(|error| unproved(error, &now))?;
        }
    }
    let (lines, problem) =
        if args.files { write_files(app, &now, args.yes, printer).await? } else { (Vec::new(), None) };
    let now = commands::rotation_get(app, of_old()).await?;
    told::tell(&now, &lines, printer)?;
    if let Some(problem) = problem {
        return Err(problem);
    }
    Ok(match now.proof {
        // Seen only where nothing was to be moved over.
        Some(KeyProof::Refused { .. }) if now.stage == RotationStage::Update => Exit::Provider,
        Some(KeyProof::Unusable) if now.stage == RotationStage::Update => Exit::Failed,
        _ => Exit::Done,
    })
}

/// Sees to it that there is a new key: the one that was chosen before, the one that is named or given, or one that is made.
async fn with_new_key(
    app: &App,
    found: Rotation,
    args: &KeyRotate,
    printer: Printer,
) -> Result<Rotation, Failure> {
    let key_id = found.old.id.clone();
    let wants_another = args.with.is_some() || args.secret_stdin;
    let new = found.new.as_ref();
    if let Some(new) = new.filter(|_| found.stage >= RotationStage::Delete)
        && (wants_another || args.name.is_some() || args.expires.is_some())
    {
        let message = format!("{} has taken the place of this key.", told::named(new));
        return Err(busy(&message, &format!("To replace that one: khg key rotate {}", new.id)));
    }
    if let Some(with) = &args.with {
        let new_key_id = find_key(app, with).await?.id;
        return Ok(commands::rotation_take(app, RotationTake { key_id, new_key_id }).await.map_err(ended)?);
    }
    if args.secret_stdin {
        let request = RotationPaste { key_id, secret: secrets::one_key()?, name: args.name.clone() };
        return Ok(commands::rotation_paste(app, request).await.map_err(ended)?);
    }
    if let Some(new) = new {
        if args.name.is_some() || args.expires.is_some() {
            note(printer, &format!("There is a new key already, and none is made: {}.", told::named(new)));
        }
        return Ok(found);
    }
    make(app, &found.old, args, printer).await
}

async fn make(app: &App, old: &KeySummary, args: &KeyRotate, printer: Printer) -> Result<Rotation, Failure> {
    let core = app.core().await?;
    let choice = NewKeyChoice {
        name: args.name.clone(),
        expiry: args.expires.clone().map(Into::into),
        actor: app.actor(),
    };
    let made = rotation::make(core, &old.id, choice).await;
    let rotation = match made.map_err(|error| unmade(ended(error.into()), old))? {
        Making::Taken(rotation) => *rotation,
        Making::NotKept(made) => keep(app, old, *made, printer).await?,
    };
    if let Some(new) = &rotation.new {
        note(printer, &format!("Made: {}.", told::named(new)));
    }
    Ok(rotation)
}

/// This process alone has the secret, and it ends: once more into the vault, or nobody ever gets it.
async fn keep(app: &App, old: &KeySummary, made: Made, printer: Printer) -> Result<Rotation, Failure> {
    let key = made.key;
    match commands::keys_keep(app, KeyRef { key_id: key.id.clone() }).await {
        Ok(key) => {
            let request = RotationTake { key_id: old.id.clone(), new_key_id: key.id };
            Ok(commands::rotation_take(app, request).await?)
        }
        Err(mut error) => {
            note(
                printer,
                &format!("{} was made, and its secret is lost with this process.", told::named(&key)),
            );
            error.next_step =
                format!("Revoke the new key: khg key revoke {}. Then: {}", key.id, error.next_step);
            Err(error.into())
        }
    }
}

/// Tests the new key, again while it may only be too new.
async fn prove(app: &App, now: &Rotation, args: &KeyRotate, printer: Printer) -> Result<Rotation, Failure> {
    let by = provider_key::request(String::new(), &args.by).by();
    let mut said = false;
    let pause = async |pause: Pause| {
        if !said {
            let until = words::time(pause.until);
            note(
                printer,
                &format!("The provider refuses the new key so far. It is asked again until {until}."),
            );
        }
        said = true;
        tokio::time::sleep(pause.wait).await;
    };
    let proved = rotation::prove(app.core().await?, &now.old.id, &by, app.actor(), pause).await?;
    let tested = proved.new.as_ref().and_then(|new| new.last_test.as_ref());
    if let Some(test) = tested.filter(|_| proved.proof != now.proof || proved.proof != Some(KeyProof::Works))
    {
        note(printer, &format!("Test: {}", provider_key::told(test)));
    }
    Ok(proved)
}

/// Writes the new key where the old one was written to. Answers what to say of each, and what kept one from being written.
async fn write_files(
    app: &App,
    now: &Rotation,
    confirmed: bool,
    printer: Printer,
) -> Result<(Vec<String>, Option<Failure>), Failure> {
    let (mut lines, mut problem) = (Vec::new(), None);
    for place in now.places.iter().filter(|place| place.can_write) {
        let (Some(path), Some(variable)) = (&place.name, &place.variable) else { continue };
        let request = RotationWrite {
            key_id: now.old.id.clone(),
            path: path.clone(),
            variable: variable.clone(),
            confirmed,
        };
        match commands::rotation_write(app, request).await {
            Ok(written) => {
                lines.push(env::told(&written));
                env::warn(app, &written, printer).await?;
            }
            Err(error) => {
                let failure = Failure::from(error);
                lines.push(format!("Not written: {variable} to {path}. {}", failure.error.message));
                problem.get_or_insert(failure);
            }
        }
    }
    Ok((lines, problem))
}

/// A word on the way, for people; programs get the answer alone.
fn note(printer: Printer, text: &str) {
    if !printer.is_json() {
        printer.note(text);
    }
}

fn busy(message: &str, next_step: &str) -> Failure {
    let (message, next_step) = (message.to_owned(), next_step.to_owned());
    CommandError { code: ErrorCode::Busy, message, next_step }.into()
}

fn ended(mut error: CommandError) -> CommandError {
    if error.code == ErrorCode::KeyEnded {
        error.next_step = "A key is replaced while it works. Make a new one: khg key create NAME".into();
    }
    error
}

/// Where no key can be made from here, its user makes one.
fn unmade(mut error: CommandError, old: &KeySummary) -> Failure {
    if matches!(error.code, ErrorCode::NotOffered | ErrorCode::NoCredential) {
        let (id, provider) = (&old.id, &old.provider_id);
        error.next_step = format!(
            "Make a key on the provider\u{2019}s page (khg provider show {provider}), then give it on standard input: khg key rotate {id} --secret-stdin"
        );
    }
    error.into()
}

/// Why nothing was moved over, and how to go on.
fn unproved(error: CommandError, now: &Rotation) -> Failure {
    let mut failure = Failure::from(error);
    if !matches!(failure.error.code, ErrorCode::RotationUnproved { .. }) {
        return failure;
    }
    let id = &now.old.id;
    let one_token = now.new.as_ref().is_some_and(|new| new.actions.contains(&KeyAction::TestOneToken));
    failure.error.next_step = match now.proof {
        Some(KeyProof::Refused { .. }) => {
            failure.exit = Exit::Provider;
            format!(
                "Test it again: khg key rotate {id}. Or take another: khg key rotate {id} --with KEY. Or call it off: khg key rotate {id} --cancel"
            )
        }
        Some(KeyProof::Unusable) => format!(
            "Take another: khg key rotate {id} --with KEY. Or call it off and begin anew: khg key rotate {id} --cancel"
        ),
        _ if one_token => format!(
            "A call of about one token can tell: khg key rotate {id} --one-token. If you know that it works: khg key rotate {id} --unproved"
        ),
        _ => format!("If you know that it works: khg key rotate {id} --unproved"),
    };
    failure
}
