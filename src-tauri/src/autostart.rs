//! Starting with the user's session: an entry in the desktop's own list of such programs, made and removed as the
//! setting says.

use std::path::Path;

use sha2::{Digest, Sha256};

/// The arguments after the program's name that a start with the session has.
fn arguments(data_dir: Option<&Path>) -> Result<Vec<String>, String> {
    let mut arguments = vec!["--hidden".to_owned()];
    if let Some(dir) = data_dir {
        let dir = std::path::absolute(dir).map_err(|error| error.to_string())?;
        let dir = dir.to_str().ok_or("The name of the data folder is not Unicode.")?;
        arguments.extend(["--data-dir".to_owned(), dir.to_owned()]);
    }
    Ok(arguments)
}

/// Makes the entry, or removes it. `data_dir` is the folder that this start was given.
///
/// # Errors
/// A plain sentence that says why it could not.
pub(crate) fn set(wanted: bool, data_dir: Option<&Path>) -> Result<(), String> {
    let program = program()?;
    system::set(&name(data_dir), wanted, &program, &arguments(data_dir)?)
}

/// Whether there is an entry, switched off by the desktop or not.
pub(crate) fn is_set(data_dir: Option<&Path>) -> bool {
    system::is_set(&name(data_dir))
}

/// Each data folder has an entry of its own.
fn name(data_dir: Option<&Path>) -> String {
    let Some(dir) = data_dir else { return "keyhinge".into() };
    let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let digest = Sha256::digest(dir.as_os_str().as_encoded_bytes());
    digest.iter().take(6).fold("keyhinge-".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

/// The program to start: an AppImage runs from a place that is another one each time.
fn program() -> Result<String, String> {
    let image = std::env::var_os("APPIMAGE").map(std::path::PathBuf::from);
    let program = match image {
        Some(image) => image,
        None => std::env::current_exe().map_err(|error| error.to_string())?,
    };
    program.into_os_string().into_string().map_err(|_| "The path of Keyhinge is not Unicode.".to_owned())
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;
    use std::io::ErrorKind;
    use std::path::{Path, PathBuf};

    use keyhinge_core::files;

    pub(super) fn set(name: &str, wanted: bool, program: &str, arguments: &[String]) -> Result<(), String> {
        let entry = entry(name).ok_or("The home folder of this user is not known.")?;
        set_at(&entry, wanted, program, arguments)
    }

    pub(super) fn is_set(name: &str) -> bool {
        entry(name).is_some_and(|entry| entry.exists())
    }

    /// The place that the desktop entry autostart specification gives it.
    fn entry(name: &str) -> Option<PathBuf> {
        let set = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let config = set.or_else(|| std::env::home_dir().map(|home| home.join(".config")))?;
        Some(config.join("autostart").join(format!("{name}.desktop")))
    }

    fn set_at(entry: &Path, wanted: bool, program: &str, arguments: &[String]) -> Result<(), String> {
        if !wanted {
            return match fs::remove_file(entry) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error.to_string()),
                _ => Ok(()),
            };
        }
        if let Some(folder) = entry.parent() {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        files::replace(entry, text(program, arguments)?.as_bytes()).map_err(|error| error.to_string())
    }

    fn text(program: &str, arguments: &[String]) -> Result<String, String> {
        let mut command = quoted(program)?;
        for argument in arguments {
            command.push(' ');
            command.push_str(&quoted(argument)?);
        }
        Ok(format!(
            "[Desktop Entry]\nType=Application\nVersion=1.4\nName=Keyhinge\nExec={command}\nIcon=keyhinge\n\
             Terminal=false\nX-GNOME-Autostart-enabled=true\n"
        ))
    }

    /// One argument of an `Exec` line: quoted, then escaped once more as every string of such a file.
    fn quoted(argument: &str) -> Result<String, String> {
        if argument.chars().any(char::is_control) {
            return Err("A path with control characters cannot be started with the session.".into());
        }
        let mut text = String::from('"');
        for c in argument.chars() {
            match c {
                '"' | '`' | '$' => text.extend(['\\', '\\', c]),
                '\\' => text.push_str("\\\\\\\\"),
                '%' => text.push_str("%%"),
                _ => text.push(c),
            }
        }
        text.push('"');
        Ok(text)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_entry_comes_and_goes() {
            let dir = tempfile::tempdir().unwrap();
            let entry = dir.path().join("new/autostart/keyhinge.desktop");
            set_at(&entry, true, "/usr/bin/keyhinge", &["--hidden".into()]).unwrap();
            let text = fs::read_to_string(&entry).unwrap();
            assert!(text.contains("\nExec=\"/usr/bin/keyhinge\" \"--hidden\"\n"), "{text}");
            set_at(&entry, false, "/usr/bin/keyhinge", &[]).unwrap();
            assert!(!entry.exists());
            set_at(&entry, false, "/usr/bin/keyhinge", &[]).unwrap();
        }

        #[test]
        fn a_path_is_quoted_as_the_specification_says() {
            assert_eq!(quoted("/data/my keys").unwrap(), r#""/data/my keys""#);
            assert_eq!(quoted("/50%").unwrap(), r#""/50%%""#);
            assert_eq!(quoted(r#"a"b`c$d\e"#).unwrap(), r#""a\\"b\\`c\\$d\\\\e""#);
            assert!(quoted("a\nExec=evil").is_err());
        }

        #[test]
        fn a_folder_that_cannot_be_written_says_so() {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("file");
            fs::write(&file, "").unwrap();
            assert!(set_at(&file.join("autostart/keyhinge.desktop"), true, "/k", &[]).is_err());
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use auto_launch::{AutoLaunch, AutoLaunchBuilder, MacOSLaunchMode, WindowsEnableMode};

    pub(super) fn set(name: &str, wanted: bool, program: &str, arguments: &[String]) -> Result<(), String> {
        let entry = entry(name, program, arguments)?;
        let set = if wanted { entry.enable() } else { entry.disable() };
        set.map_err(|error| error.to_string())
    }

    pub(super) fn is_set(name: &str) -> bool {
        super::program()
            .and_then(|program| entry(name, &program, &[]))
            .is_ok_and(|entry| entry.is_enabled().unwrap_or(false))
    }

    fn entry(name: &str, program: &str, arguments: &[String]) -> Result<AutoLaunch, String> {
        let arguments: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
        // macOS looks whether the program is there, by the very text that it is given.
        let program = if cfg!(windows) { quoted(program) } else { program.to_owned() };
        let mut builder = AutoLaunchBuilder::new();
        builder.set_macos_launch_mode(MacOSLaunchMode::LaunchAgent);
        // Else an administrator would make it every user's.
        builder.set_windows_enable_mode(WindowsEnableMode::CurrentUser);
        builder.set_app_name(name).set_app_path(&program).set_args(&arguments);
        builder.build().map_err(|error| error.to_string())
    }

    /// A part of a command line. Backslashes at its end would take the closing quote for text.
    #[cfg(windows)]
    fn quoted(text: &str) -> String {
        let backslashes = text.len() - text.trim_end_matches('\\').len();
        format!("\"{text}{}\"", "\\".repeat(backslashes))
    }

    /// An entry of a list in XML.
    #[cfg(not(windows))]
    fn quoted(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    #[test]
    fn an_argument_arrives_as_it_is() {
        let (text, written) = if cfg!(windows) {
            (r"D:\my data\", r#""D:\my data\\""#)
        } else {
            ("/a & <b>", "/a &amp; &lt;b&gt;")
        };
        assert_eq!(quoted(text), written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_data_folder_has_an_entry_of_its_own() {
        assert_eq!(name(None), "keyhinge");
        let (one, other) = (name(Some(Path::new("/one"))), name(Some(Path::new("/other"))));
        assert!(one != other && one.starts_with("keyhinge-") && one.len() == 21, "{one}");
    }

    #[test]
    fn the_data_folder_is_carried_over() {
        assert_eq!(arguments(None).unwrap(), ["--hidden"]);
        let dir = if cfg!(windows) { r"C:\my data" } else { "/my data" };
        assert_eq!(arguments(Some(Path::new(dir))).unwrap(), ["--hidden", "--data-dir", dir]);
    }
}
