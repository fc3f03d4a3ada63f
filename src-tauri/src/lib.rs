//! The desktop shell: the only place that knows Tauri. It opens the window and hands every call to
//! `keyhinge-api`.

#[cfg(test)]
mod acl_tests;
mod alerts;
mod autostart;
mod clipboard;
mod closing;
mod commands;
mod desktop;
mod events;
#[cfg(target_os = "linux")]
mod graphics;
mod hardening;
mod instance;
mod link;
mod logging;
mod notify;
mod options;
mod outlook;
mod place;
mod signals;
mod tray;
mod window;
mod words;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use keyhinge_api::{App, Options};
use keyhinge_core::changes::Topic;
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::Actor;
use keyhinge_core::settings;
use keyhinge_core::vault::Vault;
use tauri::{AppHandle, Emitter, Manager, RunEvent, WindowEvent};

use crate::clipboard::SystemClipboard;
use crate::desktop::Shell;
use crate::instance::{Claim, Instance};
use crate::link::Link;
use crate::logging::Logging;
use crate::options::{Request, Start};
use crate::place::Places;
use crate::signals::EndRequest;
use crate::window::Opening;

/// Runs the app until its user quits it.
#[must_use]
pub fn run() -> ExitCode {
    let start = match options::parse(std::env::args_os().skip(1)) {
        Ok(Request::Open(start)) => start,
        Ok(Request::Help) => return print(options::USAGE),
        Ok(Request::Version) => return print(concat!("keyhinge ", env!("CARGO_PKG_VERSION"), "\n")),
        Err(problem) => {
            drop(write!(std::io::stderr(), "{problem}\n\n{}", options::USAGE));
            return ExitCode::from(2);
        }
    };
    #[cfg(target_os = "linux")]
    graphics::suit();
    let logging = logging::start();
    hardening::guard_panics();
    hardening::apply();

    let folders = match start.data_dir.as_deref().map_or_else(Folders::standard, |dir| Ok(Folders::at(dir))) {
        Ok(folders) => folders,
        Err(error) => return failed(&error),
    };
    let instance = match claim(&folders, start.link.as_ref()) {
        Ok(instance) => instance,
        Err(leave) => return leave,
    };
    if instance.is_some() {
        logging.keep(&folders);
    }
    match open(folders, instance, start, logging) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(error.as_ref()),
    }
}

/// The lock, before the database is opened. A folder that cannot be used is no reason to end here: the window
/// opens without the lock and shows the reason, which every command finds again.
fn claim(folders: &Folders, link: Option<&Link>) -> Result<Option<Instance>, ExitCode> {
    if let Err(error) = folders.prepare() {
        tracing::error!(%error, "the data folder cannot be used");
        return Ok(None);
    }
    match instance::claim(folders.data(), link) {
        Ok(Claim::First(instance)) => Ok(Some(instance)),
        Ok(Claim::Second(Ok(()))) => {
            tracing::info!("Keyhinge runs for this data folder already; its window was brought to the front");
            Err(ExitCode::SUCCESS)
        }
        Ok(Claim::Second(Err(error))) => {
            tracing::error!(%error, "Keyhinge runs for this data folder already, but does not answer");
            Err(ExitCode::FAILURE)
        }
        Err(error) => {
            tracing::error!(%error, "the data folder could not be locked");
            Ok(None)
        }
    }
}

fn open(
    folders: Folders,
    instance: Option<Instance>,
    start: Start,
    logging: Logging,
) -> Result<(), Box<dyn Error>> {
    let app = App::new(Options {
        folders: folders.clone(),
        clock: Clock::system(),
        vault: Vault::of(&folders),
        clipboard: Some(Arc::new(SystemClipboard::default())),
        actor: Actor::App,
    });
    if let Some(link) = &start.link {
        app.window().show(&link.route());
    }
    let started = app.clone();
    let end_request = EndRequest::listen()?;
    tauri::Builder::default()
        .manage(app.clone())
        .invoke_handler(commands::handler())
        .setup(move |tauri| {
            let handle = tauri.handle();
            logging.follow(started.settings().log_level);
            // What the window keeps belongs to this data folder; one that cannot be used gets nothing.
            let kept = instance.is_some().then(|| folders.data().to_owned());
            tauri.manage(Opening {
                settings_file: folders.settings_file(),
                web_data: kept.as_ref().map(|data| data.join("webview")),
            });
            tauri.manage(Places::new(kept.clone()));
            if !start.hidden {
                window::open(handle)?;
            }
            let shell = Arc::new(Shell::new(handle, &started, start.data_dir, kept));
            started.window().opened_by(shell.clone());
            tauri::async_runtime::spawn(shell.accompany(start.hidden));
            tauri::async_runtime::spawn(place::follow(handle.clone()));
            tell_changes(handle, &started, folders, logging);
            if let Some(instance) = instance {
                let (front, asked) = (handle.clone(), started.clone());
                let knocked = move |link: Option<Link>| {
                    if let Some(link) = link {
                        asked.window().show(&link.route());
                    }
                    window::show(&front);
                };
                if let Err(error) = instance.answer(knocked) {
                    tracing::warn!(%error, "a second start will not find this window");
                }
                tauri.manage(instance);
            }
            tauri::async_runtime::spawn(async move { started.start().await });
            end_request.follow(handle);
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(move |tauri, event| match event {
            RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
                api.prevent_close();
                closing::requested(tauri, &app);
            }
            RunEvent::WindowEvent { event: WindowEvent::Moved(_) | WindowEvent::Resized(_), .. } => {
                tauri.state::<Places>().touched();
            }
            #[cfg(target_os = "macos")]
            RunEvent::Reopen { .. } => window::show(tauri),
            RunEvent::Exit => {
                if let Some(instance) = tauri.try_state::<Instance>() {
                    instance.leave();
                }
                tauri::async_runtime::block_on(app.close());
            }
            _ => {}
        });
    Ok(())
}

/// Passes what became stale on to the window, and follows the theme and the log's level itself.
fn tell_changes(handle: &AppHandle, app: &App, folders: Folders, logging: Logging) {
    let announcements = app.listen();
    let handle = handle.clone();
    tauri::async_runtime::spawn(events::pass_on(announcements, move |changed| {
        if changed.has(Topic::Settings) {
            let chosen = settings::load(&folders.settings_file()).settings;
            window::show_theme(&handle, chosen.theme);
            logging.follow(chosen.log_level);
        }
        if let Err(error) = handle.emit(events::CHANGED, changed) {
            tracing::warn!(%error, "the window did not hear of a change");
        }
    }));
}

fn print(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn failed(error: &dyn Error) -> ExitCode {
    tracing::error!("Keyhinge could not start: {error}");
    ExitCode::FAILURE
}
