//! A session that ends asks the app to end with a signal. That is answered like a closed window, so that counts are
//! written and the clipboard is cleared.

use tauri::AppHandle;

#[cfg(unix)]
pub(crate) use unix::EndRequest;

#[cfg(unix)]
mod unix {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::AppHandle;
    use crate::closing;

    /// The signals that ask for the end, listened to from the moment it is made.
    pub(crate) struct EndRequest {
        terminate: Signal,
        interrupt: Signal,
    }

    impl EndRequest {
        /// # Errors
        /// If the system refuses the handlers.
        pub(crate) fn listen() -> std::io::Result<Self> {
            // The handlers belong to the runtime that they are made in.
            tauri::async_runtime::block_on(async {
                Ok(Self {
                    terminate: signal(SignalKind::terminate())?,
                    interrupt: signal(SignalKind::interrupt())?,
                })
            })
        }

        /// Ends `app` at the first request.
        pub(crate) fn follow(mut self, app: &AppHandle) {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                tokio::select! {
                    _ = self.terminate.recv() => {}
                    _ = self.interrupt.recv() => {}
                }
                closing::quit(&app);
            });
        }
    }
}

/// Windows closes the window instead.
#[cfg(not(unix))]
pub(crate) struct EndRequest;

#[cfg(not(unix))]
impl EndRequest {
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn follow(self, _app: &AppHandle) {}
}
