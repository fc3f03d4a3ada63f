//! The domain of Keyhinge: keys, where their secrets live, what they may do and how near they are to
//! their limits. Knows nothing of Tauri, of HTTP servers or of command lines.

pub mod accounts;
pub mod activity;
pub mod backup;
pub mod catalogue;
pub mod changes;
pub mod clock;
pub mod core;
pub mod diagnosis;
pub mod doctor;
pub mod environment;
pub mod erase;
pub mod error;
pub mod export;
pub mod files;
pub mod folders;
pub mod http;
pub mod keys;
pub mod lifecycle;
pub mod limits;
pub mod logs;
pub mod management;
pub mod operation;
pub mod recognise;
pub mod redact;
pub mod rotation;
pub mod secret;
pub mod settings;
pub mod snippets;
pub mod store;
pub mod usage;
pub mod vault;

pub use crate::core::Core;
pub use crate::error::{Error, Result};
