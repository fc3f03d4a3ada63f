//! A data folder with a file vault, and providers to ask.

use keyhinge_simulator::{Key, Provider, Simulator};
use tokio::runtime::Runtime;

use crate::common::{Khg, Ran};

const PASSPHRASE: &str = "correct horse battery staple";

/// `khg` with a vault that it can open by itself.
pub(crate) struct Held {
    pub khg: Khg,
    passphrase: String,
}

impl Held {
    pub(crate) fn new() -> Self {
        let khg = Khg::without_keychain();
        let file = khg.root().join("passphrase");
        std::fs::write(&file, PASSPHRASE).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let made = khg.run_with(["vault", "create", "--passphrase-stdin"], PASSPHRASE.as_bytes());
        assert_eq!(made.code, 0, "{}", made.err);
        Self { passphrase: file.to_str().unwrap().to_owned(), khg }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    /// With `input` on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        use std::io::Write;
        use std::process::Stdio;

        let mut command = self.khg.command(arguments);
        command.env("KEYHINGE_PASSPHRASE_FILE", &self.passphrase).env("HOME", self.khg.root());
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A child that has read enough closes its end, which is its right.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap().into()
    }

    /// What has to be done and is.
    pub(crate) fn done(&self, arguments: &[&str]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        ran
    }
}

/// Providers that answer while this is there.
pub(crate) struct Providers {
    pub simulator: Simulator,
    _runtime: Runtime,
}

impl Providers {
    pub(crate) fn start() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let simulator = runtime.block_on(Simulator::start()).unwrap();
        Self { simulator, _runtime: runtime }
    }

    /// Where models are called.
    pub(crate) fn inference(&self, provider: Provider) -> String {
        format!("{}{}", self.simulator.url(), provider.inference_base())
    }

    /// With its port.
    pub(crate) fn host(&self) -> String {
        self.simulator.url().trim_start_matches("http://").to_owned()
    }

    /// Adds an account at a provider that speaks the OpenAI format, without a key.
    pub(crate) fn account(&self, held: &Held, id: &str, provider: Provider) {
        let url = format!("openai={}", self.inference(provider));
        held.done(&["account", "add", id, "--base-url", &url, "--confirm-host", &self.host()]);
    }

    /// Adds the account at Forii whose keys can be managed.
    pub(crate) fn forii(&self, held: &Held) {
        let management = format!("management={}", self.simulator.base(Provider::Forii));
        let openai = format!("openai={}", self.inference(Provider::Forii));
        let host = self.host();
        let line = ["account", "add", "forii", "--field", "account_id=acc_1", "--credential-stdin"];
        let line = [&line[..], &["--base-url", &management, "--base-url", &openai, "--confirm-host", &host]]
            .concat();
        let added = held.run_with(&line, Provider::Forii.credential());
        assert_eq!(added.code, 0, "{}", added.err);
    }

    pub(crate) fn key(&self, provider: Provider, name: &str) -> Key {
        self.simulator.make_key(provider, "acc_1", name)
    }
}
