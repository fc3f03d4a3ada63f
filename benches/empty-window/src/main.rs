//! An empty Tauri window: the floor that the app is measured against.

use std::process::ExitCode;

/// A command that does nothing: the floor of a round trip.
#[tauri::command]
async fn nothing() {}

fn main() -> ExitCode {
    let window = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![nothing])
        .run(tauri::generate_context!());
    match window {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
