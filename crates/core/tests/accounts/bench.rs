use std::collections::BTreeMap;

use keyhinge_core::accounts::{self, Account, AccountDraft, AddressName};
use keyhinge_core::clock::Clock;
use keyhinge_core::folders::Folders;
use keyhinge_core::keys::{Actor, KeySummary};
use keyhinge_core::lifecycle::{self, ExpiryChoice, ImportInput, Made, ProviderKeyInput, ProviderKeyOptions};
use keyhinge_core::secret::Secret;
use keyhinge_core::vault::Vault;
use keyhinge_core::{Core, Result};
pub(crate) use keyhinge_simulator::{Fault, Provider, Rule, Simulator};
use keyring_core::mock;

pub(crate) struct Bench {
    pub(crate) core: Core,
    pub(crate) simulator: Simulator,
    pub(crate) folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with_vault(Vault::with_store(mock::Store::new().unwrap())).await
    }

    pub(crate) async fn with_vault(vault: Vault) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::at(&folder.path().join("data"));
        let core = Core::open(folders, Clock::manual(Clock::system().now()), vault).await.unwrap();
        Self { core, simulator: Simulator::start().await.unwrap(), folder }
    }

    /// An account whose provider is the simulator, with a management credential where it takes one.
    pub(crate) fn draft(&self, provider: Provider, id: &str) -> AccountDraft {
        let host = self.simulator.url().trim_start_matches("http://").to_owned();
        let inference = format!("{}{}", self.simulator.url(), provider.inference_base());
        let mut base_urls = BTreeMap::from([
            (AddressName::OpenAi, inference.clone()),
            (AddressName::Native, inference.clone()),
            (AddressName::Anthropic, inference),
        ]);
        let credential = provider.credential();
        if !credential.is_empty() {
            base_urls.insert(AddressName::Management, self.simulator.base(provider));
        }
        AccountDraft {
            provider_id: id.into(),
            name: None,
            fields: [
                ("account_id", "acc_1"),
                ("user_id", "user_1"),
                ("team_id", "team_1"),
                ("project_id", "proj_1"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            base_urls,
            confirmed_hosts: vec![host],
            credential: (!credential.is_empty()).then(|| Secret::new(credential.into())),
            key: None,
        }
    }

    pub(crate) async fn forii(&self) -> Account {
        accounts::add(&self.core, self.draft(Provider::Forii, "forii"), false, Actor::App).await.unwrap()
    }

    pub(crate) async fn make(&self, account: &Account, name: &str) -> Result<Made> {
        let input = ProviderKeyInput {
            account_id: account.id.clone(),
            name: name.into(),
            purpose: Some("Development".into()),
            expiry: ExpiryChoice::Never,
            options: ProviderKeyOptions::default(),
            actor: Actor::App,
        };
        lifecycle::create_at_provider(&self.core, input).await
    }

    pub(crate) async fn import(&self, account: &Account, secret: &str) -> Result<KeySummary> {
        let input = ImportInput {
            account_id: account.id.clone(),
            name: None,
            purpose: None,
            variable: None,
            secret: Secret::new(secret.into()),
            actor: Actor::App,
        };
        lifecycle::import(&self.core, input).await
    }

    pub(crate) async fn key(&self, id: &str) -> KeySummary {
        self.core.key(id).await.unwrap().expect("the key is there")
    }

    pub(crate) async fn named(&self, name: &str) -> KeySummary {
        let keys = self.core.keys().await.unwrap();
        keys.into_iter().find(|key| key.name == name).unwrap_or_else(|| panic!("no key {name}"))
    }

    /// Every byte that was written to the data folder.
    pub(crate) async fn written(&self) -> Vec<u8> {
        self.core.store.close().await;
        let mut bytes = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    bytes.extend(std::fs::read(path).unwrap());
                }
            }
        }
        bytes
    }
}

pub(crate) fn contains(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}
