//! `khg gateway serve`: the gateway without a window, for servers, scripts and tests.

use keyhinge_api::contract::{GatewayStatus, Nothing};
use keyhinge_api::{App, commands};
use keyhinge_core::Error;
use keyhinge_core::accounts::LOCAL_PROVIDER;
use keyhinge_core::logs::{Log, Program};
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;

use crate::args::Serve;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;

/// The one line on standard output, when the gateway is ready.
#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    account_id: &'a str,
    session_token: &'a str,
}

pub(super) async fn serve(app: &App, args: &Serve, printer: Printer, log: &Log) -> Result<Exit, Failure> {
    // Heard from before the ready line on, so that whoever reads it can stop us at once.
    let asked_to_stop = stop_signal()?;
    let mut changes = app.listen();
    app.core().await?.watch_other_processes().await?;
    let status = app.start_gateway(args.port).await?;
    let GatewayStatus::Running { url, .. } = status else {
        return Err(Error::Internal("a started gateway does not run".into()).into());
    };
    // Only now: the gateway's lock says that nobody else writes the file.
    if let Err(error) = log.keep_in(&app.folders().logs(), Program::Gateway) {
        tracing::warn!(%error, "the log cannot be kept in the data folder");
    }
    announce(app, &url, printer).await?;
    tracing::info!(url, "the gateway serves");
    let ended = async {
        loop {
            match changes.recv().await {
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
            let status = commands::gateway_status(app, Nothing {}).await;
            if !matches!(status, Ok(GatewayStatus::Running { .. })) {
                return;
            }
        }
    };
    tokio::select! {
        () = asked_to_stop => {
            tracing::info!("stopping");
            Ok(Exit::Done)
        }
        () = ended => Err(Error::Internal("the gateway ended by itself".into()).into()),
    }
}

async fn announce(app: &App, url: &str, printer: Printer) -> Result<(), Failure> {
    let accounts = commands::accounts_list(app, Nothing {}).await?;
    let local = accounts.iter().find(|account| account.provider_id == LOCAL_PROVIDER);
    let (Some(local), Some(token)) = (local, app.session_token().await) else {
        return Err(Error::Internal("a started gateway has no account or no token".into()).into());
    };
    printer.secret_json(&Ready { url, account_id: &local.id, session_token: token.expose() })
}

/// Ends when the process is asked to stop.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| Failure::internal(&error))?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| Failure::internal(&error))?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(windows)]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    let mut interrupt = tokio::signal::windows::ctrl_c().map_err(|error| Failure::internal(&error))?;
    let mut close = tokio::signal::windows::ctrl_close().map_err(|error| Failure::internal(&error))?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = close.recv() => {}
        }
    })
}
