//! Gives every command of the contract a permission of its own, so that a capability can name each one.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const CONTRACT: &str = "crates/api/src/contract.rs";
const CAPABILITIES: &str = "src-tauri/capabilities";
const UI: &str = "ui/dist";

fn main() -> Result<(), Box<dyn Error>> {
    for watched in [CONTRACT, CAPABILITIES, UI] {
        println!("cargo:rerun-if-changed={watched}");
    }
    // The context macro refuses a missing folder; checks that show no window need no UI.
    fs::create_dir_all(UI)?;

    let permissions = write_permissions(&commands(&fs::read_to_string(CONTRACT)?)?)?;
    let pattern: &'static str = Box::leak(permissions.into_boxed_str());
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            // Not `AppManifest::commands`: it writes its files into the source tree.
            .app_manifest(tauri_build::AppManifest::new().permissions_path_pattern(pattern)),
    )?;
    Ok(())
}

/// The names in the contract's list, which is the only place that has them. A test compares the result
/// with what the macro expands to.
fn commands(contract: &str) -> Result<Vec<&str>, Box<dyn Error>> {
    let (_, list) = contract.split_once("$callback! {").ok_or("the contract's list has moved")?;
    let (list, _) = list.split_once('}').ok_or("the contract's list does not end")?;
    let names: Vec<&str> = list
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .map(|line| line.split_once('(').map(|(name, _)| name).ok_or("an entry without a request"))
        .collect::<Result<_, _>>()?;
    if names.is_empty() {
        return Err("the contract's list is empty".into());
    }
    Ok(names)
}

/// Writes one permission per command and returns the pattern that finds the file.
fn write_permissions(commands: &[&str]) -> Result<String, Box<dyn Error>> {
    let folder = PathBuf::from(env::var("OUT_DIR")?).join("permissions");
    fs::create_dir_all(&folder)?;
    let mut file = String::new();
    for command in commands {
        let name = command.replace('_', "-");
        write!(file, "[[permission]]\nidentifier = \"allow-{name}\"\ncommands.allow = [\"{command}\"]\n\n")?;
    }
    fs::write(folder.join("commands.toml"), file)?;
    Ok(as_pattern(&folder))
}

/// `folder/*`, with what a glob would read as a wildcard taken literally.
fn as_pattern(folder: &Path) -> String {
    let literal: String = folder
        .to_string_lossy()
        .chars()
        .map(|c| if "?*[]".contains(c) { format!("[{c}]") } else { c.to_string() })
        .collect();
    format!("{literal}/*.toml")
}
