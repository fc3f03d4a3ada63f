//! Nothing but a feature of Tauri; see the manifest.
