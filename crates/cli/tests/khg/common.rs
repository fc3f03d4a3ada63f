//! Running `khg` over a data folder of its own, far from the keychain of whoever runs the tests.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A data folder that does not exist yet.
pub(crate) struct Khg {
    root: TempDir,
    keychain: bool,
    /// The private file with the passphrase of its file vault.
    passphrase: Option<PathBuf>,
}

/// What one run left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Khg {
    /// Without a keychain on Linux: the bus it would be on does not exist. Other systems always have one.
    pub(crate) fn without_keychain() -> Self {
        Self { root: tempfile::tempdir().unwrap(), keychain: false, passphrase: None }
    }

    /// With the keychain of the environment; only for tests that asked whether it may be used.
    #[cfg(target_os = "linux")]
    pub(crate) fn with_keychain() -> Self {
        Self { root: tempfile::tempdir().unwrap(), keychain: true, passphrase: None }
    }

    /// With an encrypted file in the place of a keychain, which every run finds unlocked.
    pub(crate) fn with_file_vault() -> Self {
        const PASSPHRASE: &str = "correct horse battery staple";
        let mut khg = Self::without_keychain();
        let made = khg.run_with(["vault", "create", "--passphrase-stdin"], PASSPHRASE.as_bytes());
        assert_eq!(made.code, 0, "{}", made.err);
        let file = khg.root().join("passphrase");
        std::fs::write(&file, PASSPHRASE).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        khg.passphrase = Some(file);
        khg
    }

    /// Takes a key in.
    pub(crate) fn import(&self, provider: &str, name: &str, secret: &str) {
        let ran = self.run_with(["key", "import", "--provider", provider, "--name", name], secret.as_bytes());
        assert_eq!(ran.code, 0, "{}", ran.err);
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    pub(crate) fn command<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khg"));
        command
            .args(arguments)
            .env("KEYHINGE_DATA_DIR", self.data())
            .stdin(Stdio::null())
            .current_dir(self.root());
        if let Some(file) = &self.passphrase {
            command.env("KEYHINGE_PASSPHRASE_FILE", file);
        }
        if !self.keychain {
            command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/no-bus", self.root().display()));
        }
        command
    }

    pub(crate) fn run<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs with `input` on standard input.
    pub(crate) fn run_with<I: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = I>,
        input: &[u8],
    ) -> Ran {
        let mut command = self.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A child that has read enough closes its end, which is its right.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap().into()
    }
}

impl From<std::process::Output> for Ran {
    fn from(output: std::process::Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error's code; it is alone on standard error.
    pub(crate) fn error_code(&self) -> String {
        let error: Value =
            serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        for part in ["message", "next_step"] {
            assert!(error[part].as_str().is_some_and(|text| !text.is_empty()), "{self:?}");
        }
        error["code"].as_str().unwrap().to_owned()
    }
}

/// Every file under `dir` that holds the secret, or its last 24 characters, in one of the forms it could leak in.
pub(crate) fn files_with(secret: &str, dir: &Path) -> Vec<PathBuf> {
    let tail = &secret[secret.len().saturating_sub(24)..];
    let hex: String = tail.bytes().map(|byte| format!("{byte:02x}")).collect();
    let wide: Vec<u8> = tail.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let decimal = tail.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ");
    let needles = [tail.as_bytes(), hex.as_bytes(), &wide, decimal.as_bytes()];
    let (mut found, mut folders) = (Vec::new(), vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap();
            if needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == *needle)) {
                found.push(entry.path());
            }
        }
    }
    found
}

#[test]
fn the_search_finds_what_is_planted() {
    let dir = tempfile::tempdir().unwrap();
    let secret = "kh_0123456789_abcdefghijklmnopqrstuvwxyz";
    assert!(files_with(secret, dir.path()).is_empty());
    std::fs::create_dir(dir.path().join("deep")).unwrap();
    std::fs::write(dir.path().join("deep/plain"), format!("xx{secret}yy")).unwrap();
    let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(dir.path().join("wide"), wide).unwrap();
    assert_eq!(files_with(secret, dir.path()).len(), 2);
}

/// What khg shows at a terminal of its own.
#[cfg(target_os = "linux")]
pub(crate) fn at_terminal(khg: &Khg, arguments: &[&str]) -> String {
    let quoted = |word: &str| format!("'{}'", word.replace('\'', r"'\''"));
    let command = khg.command(arguments);
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| quoted(word.to_str().unwrap()))
        .collect();
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &words.join(" "), "/dev/null"]);
    script.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = script.stdin(Stdio::null()).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}
