use super::Answer;
use crate::app::App;
use crate::contract::{Copied, GatewayStart, GatewayStatus, Nothing};
use crate::error::{CommandError, ErrorCode};
use keyhinge_core::changes::Topic;
use keyhinge_core::settings::{self, SettingsChange};

/// Whether the gateway runs, and where.
///
/// # Errors
/// None; the signature is every command's.
pub async fn gateway_status(app: &App, _: Nothing) -> Answer<GatewayStatus> {
    Ok(app.gateway().status(app.folders(), app.settings().gateway_port).await)
}

/// Starts the gateway, adds the account Local if there is none, and remembers both.
///
/// # Errors
/// `PortTaken` with one that is free, `GatewayElsewhere`, or a storage error. The gateway is off then.
pub async fn gateway_start(app: &App, request: GatewayStart) -> Answer<GatewayStatus> {
    let status = app.start_gateway(request.port).await?;
    if let GatewayStatus::Running { port, .. } = status
        && let Err(error) = remember(app, true, Some(port))
    {
        // A gateway that would be off again after a restart, and an error beside a running one, would both mislead.
        app.gateway().stop(app.core().await?, app.actor()).await;
        return Err(error);
    }
    Ok(status)
}

/// Stops the gateway, and keeps it off at the next start.
///
/// # Errors
/// A storage error where the choice cannot be remembered.
pub async fn gateway_stop(app: &App, _: Nothing) -> Answer<GatewayStatus> {
    app.gateway().stop(app.core().await?, app.actor()).await;
    remember(app, false, None)?;
    gateway_status(app, Nothing {}).await
}

/// Copies the token that manages keys over HTTP, for as long as this gateway runs.
///
/// # Errors
/// `NotFound` where no gateway runs in this process; `ClipboardUnavailable`.
pub async fn gateway_copy_session_token(app: &App, _: Nothing) -> Answer<Copied> {
    let token = app.gateway().session_token().await.ok_or_else(|| CommandError {
        code: ErrorCode::NotFound,
        message: "The gateway is off, so there is no session token.".into(),
        next_step: "Start the gateway first; each run has a token of its own.".into(),
    })?;
    app.clipboard().copy(token, None, app.settings().clipboard_clear_seconds).await
}

fn remember(app: &App, enabled: bool, port: Option<u16>) -> Answer<()> {
    let change =
        SettingsChange { gateway_enabled: Some(enabled), gateway_port: port, ..SettingsChange::default() };
    settings::change(&app.folders().settings_file(), &change)?;
    app.changes().announce(&[Topic::Settings, Topic::Gateway]);
    Ok(())
}
