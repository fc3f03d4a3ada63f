//! The contract and the command bodies: plain async functions of `(&App, Request)`. Knows nothing of Tauri; each
//! host expands [`with_commands!`].

mod app;
pub mod clipboard;
pub mod commands;
pub mod contract;
mod dispatch;
pub mod error;
mod file_choices;
mod gateway;
#[cfg(feature = "http-host")]
pub mod http_host;
mod import;
mod refresh;
pub mod snippets;
#[cfg(test)]
mod typescript;
pub mod window;

pub use app::{App, Options};
pub use dispatch::{COMMANDS, dispatch};
pub use error::{CommandError, ErrorCode};
pub use keyhinge_core as core;
