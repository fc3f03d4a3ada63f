use keyhinge_core::doctor::{self, Check, CheckState, DoctorReport};
use keyhinge_core::vault::{VaultError, VaultKind};
use keyhinge_core::{Error, settings};

use super::Answer;
use super::keys::keys_list;
use crate::app::App;
use crate::contract::{Diagnostics, GatewayStatus, Nothing};
use crate::error::CommandError;
use crate::gateway::port_is_free;

/// Looks at everything that Keyhinge depends on. A part that fails is a line of the report, not an error.
///
/// # Errors
/// None; the signature is every command's.
pub async fn doctor(app: &App, _: Nothing) -> Answer<DoctorReport> {
    let (database, versions) = database(app).await;
    let (sqlite_version, schema_version) = versions.unwrap_or_else(|| ("unknown".into(), 0));
    Ok(DoctorReport {
        version: env!("CARGO_PKG_VERSION").into(),
        sqlite_version,
        schema_version,
        platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        data_folder: app.folders().data().display().to_string(),
        checks: [keychain(app).await, database, gateway_port(app).await, settings_file(app)]
            .into_iter()
            .chain(memory_protection())
            .collect(),
    })
}

/// Everything that helps whoever helps, as a text to copy: checks, versions, settings, the last lines of the logs.
///
/// # Errors
/// None; the signature is every command's.
pub async fn diagnostics_report(app: &App, _: Nothing) -> Answer<Diagnostics> {
    let report = doctor(app, Nothing {}).await?;
    let keys = keys_list(app, Nothing {}).await.ok();
    let text = doctor::report_text(&report, app.folders(), keys.as_deref(), app.clock().now());
    Ok(Diagnostics { text })
}

fn ok(id: &str, name: &str, found: impl Into<String>) -> Check {
    Check {
        id: id.into(),
        name: name.into(),
        state: CheckState::Ok,
        found: found.into(),
        next_step: String::new(),
    }
}

fn failed(id: &str, name: &str, error: CommandError) -> Check {
    Check {
        id: id.into(),
        name: name.into(),
        state: CheckState::Failed,
        found: error.message,
        next_step: error.next_step,
    }
}

async fn keychain(app: &App) -> Check {
    const WORKS: &str = "An entry was written, read back and deleted.";
    let (id, name) = match app.vault().kind() {
        VaultKind::Keychain => ("keychain", "Keychain"),
        VaultKind::File => ("file_vault", "Encrypted file vault"),
    };
    match app.vault().check().await {
        Ok(()) => ok(id, name, WORKS),
        // As it should be, while nobody uses it.
        Err(error @ VaultError::FileLocked) => Check {
            state: CheckState::Warning,
            found: error.to_string(),
            ..failed(id, name, Error::from(error).into())
        },
        Err(error) => failed(id, name, Error::from(error).into()),
    }
}

async fn database(app: &App) -> (Check, Option<(String, i64)>) {
    const NAME: &str = "Database";
    let core = match app.core().await {
        Ok(core) => core,
        Err(error) => return (failed("database", NAME, error), None),
    };
    let versions = core.store.versions().await.ok();
    let check = match core.store.is_sound().await {
        Ok(true) => ok("database", NAME, "The file is sound."),
        Ok(false) => failed("database", NAME, Error::from(keyhinge_core::store::StoreError::Damaged).into()),
        Err(error) => failed("database", NAME, Error::from(error).into()),
    };
    (check, versions)
}

async fn gateway_port(app: &App) -> Check {
    const NAME: &str = "Gateway port";
    let port = app.settings().gateway_port;
    match app.gateway().status(app.folders(), port).await {
        GatewayStatus::Running { url, .. } => ok("gateway_port", NAME, format!("The gateway runs at {url}.")),
        GatewayStatus::Elsewhere { url } => ok(
            "gateway_port",
            NAME,
            format!(
                "Another process serves this data folder{}.",
                url.map(|url| format!(" at {url}")).unwrap_or_default()
            ),
        ),
        GatewayStatus::Off { port } | GatewayStatus::Failed { port, .. } if port_is_free(port) => {
            ok("gateway_port", NAME, format!("Port {port} is free; the gateway is off."))
        }
        GatewayStatus::Off { port } | GatewayStatus::Failed { port, .. } => Check {
            id: "gateway_port".into(),
            name: NAME.into(),
            state: CheckState::Warning,
            found: format!("Port {port} is used by another program; the gateway is off."),
            next_step: "Choose another port for the gateway, or end that program.".into(),
        },
    }
}

fn settings_file(app: &App) -> Check {
    let loaded = settings::load(&app.folders().settings_file());
    if loaded.problems.is_empty() {
        return ok("settings", "Settings", "The settings file is fine.");
    }
    Check {
        id: "settings".into(),
        name: "Settings".into(),
        state: CheckState::Warning,
        found: loaded.problems.join(" "),
        next_step:
            "Defaults apply to what could not be read. Saving a setting writes a new file and keeps a copy."
                .into(),
    }
}

/// Whether a crash of this process could write secrets to a core file. Only Linux tells without asking the system.
fn memory_protection() -> Option<Check> {
    const NAME: &str = "Memory protection";
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find(|line| line.starts_with("Max core file size"))?;
    let soft = line.split_whitespace().nth(4)?;
    if soft == "0" {
        return Some(ok("memory_protection", NAME, "Core files are off for this process."));
    }
    Some(Check {
        id: "memory_protection".into(),
        name: NAME.into(),
        state: CheckState::Warning,
        found: "A crash of this process could write its memory to a core file.".into(),
        next_step: "Start it from a shell in which `ulimit -c 0` was run.".into(),
    })
}
