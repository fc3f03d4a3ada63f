use std::path::Path;

use keyhinge_core::Error;
use keyhinge_core::rotation::{self, Rotation};
use keyhinge_core::snippets::Form;
use keyhinge_core::snippets::into_file::{self, Written};

use super::Answer;
use super::snippets_write::{IntoFile, write_into};
use crate::app::App;
use crate::contract::{KeyRef, Nothing, RotationPaste, RotationSwitch, RotationTake, RotationWrite};

/// How the rotation of a key stands, or would.
///
/// # Errors
/// `NotFound`, or where the database cannot be read.
pub async fn rotation_get(app: &App, request: KeyRef) -> Answer<Rotation> {
    Ok(rotation::find(app.core().await?, &request.key_id).await?)
}

/// Makes a key that is here the one that is to take another's place.
///
/// # Errors
/// `NotFound`, `KeyEnded`, `Busy` once the switch was made, `Invalid` for a key that cannot take its place.
pub async fn rotation_take(app: &App, request: RotationTake) -> Answer<Rotation> {
    Ok(rotation::take(app.core().await?, &request.key_id, &request.new_key_id).await?)
}

/// Takes in the key that is to take another's place.
///
/// # Errors
/// As [`rotation_take`]; `Invalid` for what is no key of the provider; the vault's.
pub async fn rotation_paste(app: &App, request: RotationPaste) -> Answer<Rotation> {
    let core = app.core().await?;
    Ok(rotation::paste(core, &request.key_id, request.secret, request.name, app.actor()).await?)
}

/// Moves everything over to the new key.
///
/// # Errors
/// `RotationUnproved` where the new key is not known to work; `NotFound`, `Busy`.
pub async fn rotation_switch(app: &App, request: RotationSwitch) -> Answer<Rotation> {
    Ok(rotation::switch(app.core().await?, &request.key_id, request.unproved, app.actor()).await?)
}

/// Moves everything back to the old key.
///
/// # Errors
/// `NotFound`; `Busy` where the old key does not work any more.
pub async fn rotation_switch_back(app: &App, request: KeyRef) -> Answer<Rotation> {
    Ok(rotation::switch_back(app.core().await?, &request.key_id, app.actor()).await?)
}

/// Calls a rotation off before the switch.
///
/// # Errors
/// `NotFound`; `Busy` once the switch was made.
pub async fn rotation_cancel(app: &App, request: KeyRef) -> Answer<Nothing> {
    rotation::cancel(app.core().await?, &request.key_id).await?;
    Ok(Nothing {})
}

/// Writes the new key into a file that the old one was written to, in the same way.
///
/// # Errors
/// `NotFound` where the rotation has no such place, or no new key; `Invalid` where the old key is not in the file any more;
/// `SnippetUnconfirmed` with the question; those of writing a file.
pub async fn rotation_write(app: &App, request: RotationWrite) -> Answer<Written> {
    let rotation = rotation::find(app.core().await?, &request.key_id).await?;
    let place = rotation.places.iter().find(|place| {
        place.can_write
            && place.name.as_ref() == Some(&request.path)
            && place.variable.as_ref() == Some(&request.variable)
    });
    let key = rotation.new.map_or(rotation.old.id, |new| new.id);
    let Some(target) = place.and_then(|place| place.target.clone()) else {
        return Err(Error::NotFound { what: "place of the old key", id: request.variable }.into());
    };
    let variable = request.variable.clone();
    let into = IntoFile {
        key,
        target,
        form: Some(Form::Value),
        variable: Some(request.variable),
        confirmed: request.confirmed,
    };
    let path = Path::new(&request.path);
    into_file::still_stands(app.core().await?, path, &variable).await?;
    write_into(app, &into, path).await
}
