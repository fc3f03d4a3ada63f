//! The settings file: read forgivingly, written whole or not at all.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use toml::{Table, Value};

use super::{Settings, SettingsChange};
use crate::error::{Error, Result};
use crate::files;
use crate::folders::{make_private, private_file};

/// The shape that this version writes.
const VERSION: i64 = 1;

/// No settings file of ours comes near.
const SIZE_MAX: u64 = 1 << 20;

/// What was found in the file, and what was wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadedSettings {
    pub settings: Settings,
    /// Plain sentences; empty for a file that is missing or good.
    pub problems: Vec<String>,
}

/// Reads the file. What is missing or broken is at its default; the file is never changed.
#[must_use]
pub fn load(file: &Path) -> LoadedSettings {
    match read(file) {
        Ok(None) => LoadedSettings::default(),
        Ok(Some(table)) => from_table(table),
        Err(reason) => LoadedSettings {
            problems: vec![format!("The settings file {} {reason} Defaults are used.", file.display())],
            ..LoadedSettings::default()
        },
    }
}

/// Writes the file, whole or not at all. One that was broken, or that holds what this version does not know, is
/// first copied to `settings.toml.broken-<n>` beside it.
///
/// # Errors
/// `Settings` where the file or its copy cannot be written.
pub fn save(file: &Path, settings: &Settings) -> Result<()> {
    // Where the file is a link, as dotfile managers make it, what it points at is written.
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let failed = |error: std::io::Error| Error::Settings { reason: error.to_string() };
    if !load(&file).problems.is_empty() {
        set_aside(&file).map_err(failed)?;
    }
    let text = to_toml(settings)?;
    if let Some(folder) = file.parent() {
        make_private(folder).map_err(failed)?;
    }
    files::replace(&file, text.as_bytes()).map_err(|error| Error::Settings { reason: error.to_string() })
}

/// Changes some settings in the file and gives them all back.
///
/// # Errors
/// `Invalid` for a value out of its range, and nothing is written; else as [`save`].
pub fn change(file: &Path, change: &SettingsChange) -> Result<Settings> {
    // Two changes at once would otherwise undo each other.
    static CHANGING: Mutex<()> = Mutex::new(());
    let _alone = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
    let changed = load(file).settings.apply(change)?;
    save(file, &changed)?;
    Ok(changed)
}

fn to_toml(settings: &Settings) -> Result<String> {
    let failed = |error: toml::ser::Error| Error::Internal(format!("settings to TOML: {error}"));
    let mut table = Table::try_from(settings).map_err(failed)?;
    table.insert("version".into(), Value::Integer(VERSION));
    toml::to_string(&table).map_err(failed)
}

/// The file's content; `None` where there is no file; else what is wrong with it.
fn read(file: &Path) -> Result<Option<Table>, String> {
    let found = match fs::metadata(file) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot be read: {error}.")),
    };
    if !found.is_file() || found.len() > SIZE_MAX {
        return Err("is not a settings file.".into());
    }
    let bytes = fs::read(file).map_err(|error| format!("cannot be read: {error}."))?;
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text.".to_owned())?;
    text.parse().map(Some).map_err(|error: toml::de::Error| {
        let line =
            error.span().map(|span| text.get(..span.start).map_or(1, |before| before.lines().count().max(1)));
        line.map_or_else(|| "is not TOML.".into(), |line| format!("is not TOML (line {line})."))
    })
}

fn from_table(mut table: Table) -> LoadedSettings {
    let mut problems = Vec::new();
    if let Some(version) = table.remove("version")
        && version.as_integer().is_none_or(|version| version != VERSION)
    {
        problems.push(
            "The settings file was written by another version of Keyhinge; what this one knows of it is used.".into(),
        );
    }
    let mut settings = Settings::default();
    for (name, value) in table {
        match take(&settings, &name, value) {
            Ok(with) => settings = with,
            Err(problem) => problems.push(problem),
        }
    }
    LoadedSettings { settings, problems }
}

/// The settings with one value of the file, or why it is not used.
fn take(settings: &Settings, name: &str, value: Value) -> Result<Settings, String> {
    let Some(expected) = Settings::expected(name) else {
        return Err(format!(
            "The settings file has \u{201c}{}\u{201d}, which is not a setting.",
            name.escape_debug()
        ));
    };
    let unusable = format!("In the settings file, {name} is not {expected}; its default is used.");
    let one = Table::from_iter([(name.to_owned(), value)]);
    let Ok(change) = SettingsChange::deserialize(one) else { return Err(unusable) };
    settings.apply(&change).map_err(|error| match error {
        Error::Invalid { reason, .. } if !reason.contains(&expected) => format!("{unusable} {reason}"),
        _ => unusable,
    })
}

/// Copies a file to the first free `<name>.broken-<n>` beside it.
fn set_aside(file: &Path) -> std::io::Result<()> {
    for n in 1_u32.. {
        let copy = beside(file, &format!(".broken-{n}"));
        match create_private(&copy) {
            Ok(mut copy) => {
                std::io::copy(&mut File::open(file)?, &mut copy)?;
                return copy.sync_all();
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn create_private(path: &Path) -> std::io::Result<File> {
    private_file().create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Theme;

    fn load_text(text: &[u8]) -> LoadedSettings {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        fs::write(&file, text).unwrap();
        let loaded = load(&file);
        assert_eq!(fs::read(&file).unwrap(), text, "reading changes nothing");
        loaded
    }

    #[test]
    fn a_missing_file_is_no_problem() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(load(&dir.path().join("settings.toml")), LoadedSettings::default());
        assert_eq!(load_text(b""), LoadedSettings::default());
    }

    #[test]
    fn what_is_saved_loads_to_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        let settings =
            Settings { theme: Theme::Dark, gateway_enabled: true, gateway_port: 9000, ..Settings::default() };
        save(&file, &settings).unwrap();
        save(&file, &settings).unwrap();
        assert_eq!(load(&file), LoadedSettings { settings, problems: vec![] });
        let names: Vec<_> =
            fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["settings.toml"], "nothing is left beside it");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(&file).unwrap()) & 0o777, 0o600);
    }

    #[test]
    fn what_is_broken_falls_back_alone() {
        let loaded =
            load_text(b"theme = \"dark\"\ngateway_port = 80\nreveal_seconds = -1\ngateway_enabled = \"yes\"");
        assert_eq!(loaded.settings, Settings { theme: Theme::Dark, ..Settings::default() });
        assert_eq!(loaded.problems.len(), 3);
        for text in [
            "gateway_port = 0",
            "gateway_port = 65536",
            "gateway_port = 9223372036854775807",
            "gateway_port = nan",
        ] {
            let loaded = load_text(text.as_bytes());
            assert_eq!((loaded.settings.gateway_port, loaded.problems.len()), (4517, 1), "{text}");
        }
    }

    #[test]
    fn every_setting_falls_back_from_a_value_of_the_wrong_kind() {
        let whole = Table::try_from(Settings::default()).unwrap();
        for name in whole.keys() {
            for value in ["[]", "{}", "-7.5", "\"?\"", "\"\"", "1979-05-27", "{ a = { a = [{}] } }"] {
                let loaded = load_text(format!("{name} = {value}").as_bytes());
                assert_eq!(
                    (loaded.settings, loaded.problems.len()),
                    (Settings::default(), 1),
                    "{name} = {value}"
                );
            }
        }
    }

    #[test]
    fn every_setting_is_saved_and_read_back() {
        let text = "theme = \"light\"\nlanguage = \"de\"\ngateway_enabled = true\ngateway_port = 1024\n\
                    on_close = \"quit\"\nstart_at_login = true\nnotifications = false\nrotation_age_days = 3650\n\
                    clipboard_clear_seconds = 600\nreveal_seconds = 10\nlog_level = \"debug\"\nvault = \"file\"\n\
                    upstream_proxy = \"socks5://proxy.example:1080\"\n";
        let loaded = load_text(text.as_bytes());
        assert_eq!(loaded.problems, [""; 0]);
        let default = Table::try_from(Settings::default()).unwrap();
        let table = Table::try_from(&loaded.settings).unwrap();
        assert!(table.iter().all(|(name, value)| default[name] != *value), "each differs from its default");
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        save(&file, &loaded.settings).unwrap();
        assert_eq!(load(&file), loaded);
    }

    #[test]
    fn a_password_in_a_proxy_is_not_repeated_and_the_file_is_kept() {
        let loaded = load_text(b"upstream_proxy = \"http://ada:hunter22@proxy:3128\"");
        assert_eq!(loaded.settings, Settings::default());
        let [problem] = loaded.problems.as_slice() else { panic!("{:?}", loaded.problems) };
        assert!(problem.contains("readable") && !problem.contains("hunter22"), "{problem}");
    }

    #[test]
    fn what_is_unknown_or_newer_is_told_and_the_rest_is_used() {
        let loaded = load_text(b"version = 7\ntheme = \"light\"\nwarp = 9\n[deep]\nx = 1");
        assert_eq!(loaded.settings.theme, Theme::Light);
        assert_eq!(loaded.problems.len(), 3);
    }

    #[test]
    fn what_is_no_toml_at_all_gives_the_defaults() {
        let utf16: Vec<u8> = "theme = \"dark\"".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for text in
            [b"theme = ".as_slice(), b"{\"theme\":\"dark\"}", &utf16, b"\xff\xfe", b"a = 1\na = 2", &[0; 64]]
        {
            let loaded = load_text(text);
            assert_eq!((loaded.settings, loaded.problems.len()), (Settings::default(), 1));
        }
    }

    #[test]
    fn saving_over_a_broken_file_keeps_a_copy_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        for (n, text) in ["theme = ", "unknown = 1"].iter().enumerate() {
            fs::write(&file, text).unwrap();
            save(&file, &Settings::default()).unwrap();
            let copy = dir.path().join(format!("settings.toml.broken-{}", n + 1));
            assert_eq!(fs::read_to_string(copy).unwrap(), *text);
            assert!(load(&file).problems.is_empty());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_file_is_written_where_it_points() {
        let dir = tempfile::tempdir().unwrap();
        let (link, target) = (dir.path().join("settings.toml"), dir.path().join("dotfiles.toml"));
        fs::write(&target, "").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        change(&link, &SettingsChange { reveal_seconds: Some(20), ..SettingsChange::default() }).unwrap();
        assert_eq!(load(&target).settings.reveal_seconds, 20);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn a_folder_in_the_way_is_an_error_and_not_a_panic() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(load(dir.path()).problems.len(), 1);
        assert!(matches!(save(dir.path(), &Settings::default()), Err(Error::Settings { .. })));
    }
}
