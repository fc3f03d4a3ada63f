//! What works on this computer and what does not, with the next step for each; and all of it as a text to pass on.

use std::fmt::Write;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::folders::Folders;
use crate::keys::{KeySummary, Status};
use crate::logs::{self, Program};
use crate::redact::redact;
use crate::settings;

/// How many lines of each log a report carries.
const LOG_LINES: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    Ok,
    Warning,
    Failed,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Check {
    /// `keychain`, `database`, `gateway_port`, `data_folder`, `settings`, `memory_protection`.
    pub id: String,
    pub name: String,
    pub state: CheckState,
    /// What was found, in a sentence.
    pub found: String,
    /// What the user can do; empty where nothing is needed.
    pub next_step: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorReport {
    pub version: String,
    pub sqlite_version: String,
    pub schema_version: i64,
    pub platform: String,
    pub data_folder: String,
    pub checks: Vec<Check>,
}

/// The report with settings, counts and the last lines of the logs, as a text that holds no secret, no key's name and
/// not the name of the user's home folder. `keys` is none where the database cannot be read.
#[must_use]
pub fn report_text(
    report: &DoctorReport,
    folders: &Folders,
    keys: Option<&[KeySummary]>,
    now: DateTime<Utc>,
) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_report(&mut text, report, folders, keys, now);
    let text = redact(&text);
    match std::env::home_dir() {
        Some(home) => without_home(&text, &home),
        None => text.into_owned(),
    }
}

fn write_report(
    text: &mut String,
    report: &DoctorReport,
    folders: &Folders,
    keys: Option<&[KeySummary]>,
    now: DateTime<Utc>,
) -> std::fmt::Result {
    writeln!(
        text,
        "Keyhinge {} on {}, {}",
        report.version,
        report.platform,
        now.format("%Y-%m-%d %H:%M:%S UTC")
    )?;
    writeln!(text, "Data folder: {}", report.data_folder)?;
    writeln!(text, "SQLite {}, schema {}", report.sqlite_version, report.schema_version)?;
    match keys {
        Some(keys) => {
            let revoked = keys.iter().filter(|key| key.status == Status::Revoked).count();
            let held = keys.iter().filter(|key| key.secret_held).count();
            writeln!(
                text,
                "Keys: {}, of which {revoked} revoked and {held} with their secret here",
                keys.len()
            )?;
        }
        None => writeln!(text, "Keys: the database cannot be read")?,
    }
    writeln!(text, "\nChecks")?;
    for check in &report.checks {
        let state = match check.state {
            CheckState::Ok => "ok",
            CheckState::Warning => "warning",
            CheckState::Failed => "failed",
        };
        writeln!(text, "  {} ({}): {state}. {} {}", check.name, check.id, check.found, check.next_step)?;
    }
    writeln!(text, "\nSettings")?;
    let loaded = settings::load(&folders.settings_file());
    match serde_json::to_value(&loaded.settings) {
        Ok(serde_json::Value::Object(fields)) => {
            for (name, value) in fields {
                writeln!(text, "  {name} = {value}")?;
            }
        }
        _ => writeln!(text, "  cannot be shown")?,
    }
    for program in Program::ALL {
        let lines = match logs::tail(&folders.logs(), program, LOG_LINES) {
            Ok(lines) => lines,
            Err(error) => vec![format!("The log cannot be read: {error}.")],
        };
        writeln!(text, "\nLog of the {} ({} lines)", program.title(), lines.len())?;
        for line in lines {
            writeln!(text, "  {line}")?;
        }
    }
    Ok(())
}

/// The home folder carries the user's name.
fn without_home(text: &str, home: &Path) -> String {
    match home.to_str() {
        Some(home) if home.len() > 1 => text.replace(home, "~"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::clock::from_millis;
    use crate::logs::Log;

    #[test]
    fn a_report_tells_what_helps_and_no_secret() {
        let dir = tempfile::tempdir().unwrap();
        let folders = Folders::at(dir.path());
        std::fs::create_dir(folders.logs()).unwrap();
        // An older version, or somebody's hand, may have written what this one would not.
        std::fs::write(folders.logs().join("keyhinge.log"), "old line with sk-canary0123456789\n").unwrap();
        let mut log = Log::default();
        log.keep_in(&folders.logs(), Program::Gateway).unwrap();
        log.write_all(b"the gateway serves\n").unwrap();
        let report = DoctorReport {
            version: "1.2.3".into(),
            sqlite_version: "3.51.3".into(),
            schema_version: 7,
            platform: "linux x86_64".into(),
            data_folder: "/home/someone/.local/share/keyhinge".into(),
            checks: vec![Check {
                id: "keychain".into(),
                name: "Keychain".into(),
                state: CheckState::Failed,
                found: "There is no keychain.".into(),
                next_step: "Start one.".into(),
            }],
        };
        let text = report_text(&report, &folders, None, from_millis(0));
        for part in [
            "Keyhinge 1.2.3 on linux x86_64, 1970-01-01 00:00:00 UTC",
            "SQLite 3.51.3, schema 7",
            "Keychain (keychain): failed. There is no keychain. Start one.",
            "gateway_port = 4517",
            "old line with sk-[redacted]",
            "the gateway serves",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("canary"));
        assert_eq!(without_home("/home/someone/.local", Path::new("/home/someone")), "~/.local");
        assert_eq!(without_home("/data", Path::new("/")), "/data");
    }
}
