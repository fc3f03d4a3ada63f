use keyhinge_core::Error;
use keyhinge_core::changes::Topic;
use keyhinge_core::settings::{self, Settings, SettingsChange};

use super::Answer;
use crate::app::App;
use crate::contract::Nothing;

/// The settings as they apply now.
///
/// # Errors
/// None; the signature is every command's.
pub async fn settings_get(app: &App, _: Nothing) -> Answer<Settings> {
    Ok(app.settings())
}

/// Changes some settings; the rest stays.
///
/// # Errors
/// `Invalid` for a value that cannot be used; `Storage` where the file cannot be written.
pub async fn settings_change(app: &App, request: SettingsChange) -> Answer<Settings> {
    if request.vault.is_some_and(|kind| kind != app.vault().kind()) {
        return Err(Error::Invalid {
            field: "vault",
            reason: "Another vault is chosen with vault_choose_file or vault_choose_keychain, which take the secrets along.".into(),
        }
        .into());
    }
    // Before it is remembered: what the system refuses is not remembered as done.
    if let Some(wanted) = request.start_at_login {
        request.checked()?;
        app.window().start_at_login(wanted)?;
    }
    let changed = settings::change(&app.folders().settings_file(), &request)?;
    app.changes().announce(&[Topic::Settings, Topic::Gateway]);
    if request.rotation_age_days.is_some() {
        // Whether a key is old is part of its status.
        app.changes().announce(&[Topic::Keys]);
    }
    Ok(changed)
}
