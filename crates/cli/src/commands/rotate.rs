//! `khg key rotate`: goes on from wherever the rotation of a key stands.

mod next;
mod told;

use keyhinge_api::contract::{KeyRef, Nothing, RotationPaste, RotationSwitch, RotationTake, RotationWrite};
use keyhinge_api::{App, CommandError, ErrorCode, commands};
use keyhinge_core::keys::{KeySummary, Status};
use keyhinge_core::lifecycle::Made;
use keyhinge_core::rotation::{
    self, KeyProof, Making, NewKeyChoice, Pause, Place, PlaceState, Rotation, RotationStage,
};

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
        if let Some(error) = next::not_back(&found) {
            return Err(error.into());
        }
        let back = commands::rotation_switch_back(app, of_old()).await;
        return told::moved_back(&back.map_err(|error| row_of(error, &found))?, printer);
    }
    if args.cancel {
        if found.stage >= RotationStage::Delete {
            let (first, option) = if next::goes_back(&found) {
                ("Move it back first", "back")
            } else {
                ("See how it stands", "status")
            };
            let next = format!("{first}: khg key rotate {key_id} --{option}");
            return Err(busy("Everything was moved over to the new key.", &next));
        }
        let Nothing {} = commands::rotation_cancel(app, of_old()).await?;
        return told::cancelled(&found, &commands::rotation_get(app, of_old()).await?, printer);
    }
    let mut now = with_new_key(app, found, &args, printer).await?;
    if now.stage == RotationStage::Update {
        now = prove(app, &now, &args, printer).await?;
        for weaker in next::weaker(&now) {
            note(printer, weaker);
        }
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
    // Before the switch, seen only where nothing was to be moved over.
    Ok(next::fails(&now).unwrap_or(Exit::Done))
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
        let next = match next::fails(&found) {
            Some(_) => next::remedy(&found).join(". "),
            None => format!("To replace that one: khg key rotate {}", new.id),
        };
        return Err(busy(&message, &next));
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
    make(app, &found, args, printer).await
}

async fn make(app: &App, found: &Rotation, args: &KeyRotate, printer: Printer) -> Result<Rotation, Failure> {
    let (core, old) = (app.core().await?, &found.old);
    let before = core.keys().await?;
    let choice = NewKeyChoice {
        name: args.name.clone(),
        expiry: args.expires.clone().map(Into::into),
        actor: app.actor(),
    };
    let made = rotation::make(core, &old.id, choice).await;
    let rotation = match made {
        Ok(Making::Taken(rotation)) => *rotation,
        Ok(Making::NotKept(made)) => keep(app, old, *made, printer).await?,
        Err(error) => {
            let name = args.name.as_deref().unwrap_or(&found.suggested_name).trim();
            let made = |key: &KeySummary| {
                key.account_id == old.account_id && key.name == name && key.status != Status::Pending
            };
            let mut there = core.keys().await?.into_iter().filter(made);
            return Err(match there.find(|key| before.iter().all(|other| other.id != key.id)) {
                Some(key) => untaken(error.into(), old, &key),
                None => unmade(ended(error.into()), old),
            });
        }
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
            let request = RotationTake { key_id: old.id.clone(), new_key_id: key.id.clone() };
            commands::rotation_take(app, request).await.map_err(|error| untaken(error, old, &key))
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
    if next::fails(now).is_some() {
        lines.push("Nothing was written: the new key does not work.".to_owned());
        return Ok((lines, problem));
    }
    // Where another key was put meanwhile, that may be as it should: it is not written over unasked.
    let old = |place: &&Place| place.can_write && place.state == PlaceState::HoldsOld;
    for place in now.places.iter().filter(old) {
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

/// Where one key after the other took the place, they go back in that order.
fn row_of(mut error: CommandError, now: &Rotation) -> CommandError {
    if let (ErrorCode::Invalid { .. }, Some(first)) = (&error.code, next::first(now)) {
        error.next_step = format!("Move that one back: khg key rotate {first} --back");
    }
    error
}

fn ended(mut error: CommandError) -> CommandError {
    if error.code == ErrorCode::KeyEnded {
        error.next_step = "A key is replaced while it works. Make a new one: khg key create NAME".into();
    }
    error
}

/// The new key is there, and did not become the one that is to take the place: nothing else would name it.
fn untaken(mut error: CommandError, old: &KeySummary, key: &KeySummary) -> Failure {
    let take = match error.code {
        ErrorCode::KeyEnded | ErrorCode::NotFound => String::new(),
        _ => format!("To take it: khg key rotate {} --with {}. ", old.id, key.id),
    };
    error.message = format!("{} Made before that, and there: {}.", error.message, told::named(key));
    error.next_step = format!("{take}If it is not to be kept: khg key revoke {}", key.id);
    error.into()
}

/// Where no key can be made from here, its user makes one.
fn unmade(mut error: CommandError, old: &KeySummary) -> Failure {
    if error.code == ErrorCode::CreationUnknown {
        let id = &old.id;
        error.next_step = format!(
            "Go on in a few minutes, when the provider\u{2019}s list tells: khg key rotate {id}. Or give it another name, or a key that is there: khg key rotate {id} --with KEY"
        );
    }
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
    if matches!(now.proof, Some(KeyProof::Refused { .. })) || next::unanswered(now) {
        failure.exit = Exit::Provider;
    }
    let steps = next::before_moving(now);
    if !steps.is_empty() {
        failure.error.next_step = steps.join(". ");
    }
    failure
}
