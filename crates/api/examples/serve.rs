//! Serves the UI and the contract to a browser, for tests and for work on the UI:
//! `serve --data-dir DIR --ui DIR [--vault memory|none|native] [--port N]` prints `{"url": …}` when it is ready.

use std::error::Error;
use std::io::Write;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use keyhinge_api::clipboard::Clipboard;
use keyhinge_api::{App, Options, http_host};
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::{Actor, token};
use keyhinge_core::secret::Secret;
use keyhinge_core::vault::{KdfCost, Vault};

/// A clipboard of this process only: a browser test must not touch the developer's.
#[derive(Default)]
struct OwnClipboard(Mutex<Option<String>>);

impl Clipboard for OwnClipboard {
    fn put(&self, text: &Secret) -> Result<bool, String> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(text.expose().to_owned());
        Ok(true)
    }

    fn text(&self) -> Result<Option<Secret>, String> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().map(Secret::new))
    }

    fn clear(&self) -> Result<(), String> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut data_dir, mut ui, mut vault, mut port) =
        (None, PathBuf::from("ui/dist"), "memory".to_owned(), 0_u16);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--data-dir" => data_dir = Some(value),
            "--ui" => ui = value.into(),
            "--vault" => vault = value,
            "--port" => port = value.parse()?,
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    let folders = Folders::at(Path::new(&data_dir.ok_or("--data-dir is missing")?));
    let app = App::new(Options {
        clock: Clock::system(),
        vault: match vault.as_str() {
            "memory" => {
                let keychain = keyring_core::mock::Store::new().map_err(|error| error.to_string())?;
                Vault::of_with(&folders, Some(keychain), KdfCost::default())
            }
            // No keychain at all, as on a server.
            "none" => Vault::of_with(&folders, None, KdfCost::default()),
            "native" => Vault::of(&folders),
            other => return Err(format!("unknown vault {other}").into()),
        },
        folders,
        clipboard: Some(Arc::new(OwnClipboard::default())),
        actor: Actor::App,
    });
    app.start().await;
    let token = token::session()?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let line =
        serde_json::json!({ "url": format!("http://{}/#token={}", listener.local_addr()?, token.expose()) });
    writeln!(std::io::stdout(), "{line}")?;
    let served = axum::serve(listener, http_host::router(app.clone(), token, ui));
    served.with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) }).await?;
    app.close().await;
    Ok(())
}
