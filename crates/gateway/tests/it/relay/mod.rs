//! Calls that are passed on to providers, over real HTTP on both sides.

mod ending;
mod models;
mod passing;
mod refusals;

use std::time::Duration;

use keyhinge_core::accounts::{self, AccountDraft, AddressName};
use keyhinge_core::clock::Clock;
use keyhinge_core::keys::Actor;
use keyhinge_core::secret::Secret;
use keyhinge_core::usage::{UsageGroup, UsageQuery};
use keyhinge_gateway::Caps;
use keyhinge_simulator::{Provider, Simulator};
use reqwest::Response;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

use crate::common::{Gateway, Key, folder, json_of};

/// How long anything may take on a slow machine before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A gateway with an account at a simulated provider, and a virtual key.
struct Setup {
    gateway: Gateway,
    simulator: Simulator,
    key: Key,
    account: String,
    upstream_key: String,
    secret: String,
    shape: AddressName,
    _folder: TempDir,
}

impl Setup {
    async fn openai() -> Self {
        Self::at(Provider::OpenAi, AddressName::OpenAi, Caps::default()).await
    }

    async fn anthropic() -> Self {
        Self::at(Provider::Anthropic, AddressName::Anthropic, Caps::default()).await
    }

    async fn at(provider: Provider, shape: AddressName, caps: Caps) -> Self {
        Self::at_time(provider, shape, caps, Clock::system()).await
    }

    async fn at_time(provider: Provider, shape: AddressName, caps: Caps, clock: Clock) -> Self {
        let folder = folder();
        let gateway = Gateway::start_with(folder.path(), clock, caps).await;
        let simulator = Simulator::start().await.unwrap();
        let secret = simulator.make_key(provider, "", "prod").secret;
        let (account, upstream_key) =
            connect(&gateway, &simulator, provider, shape, "My work", &secret).await;
        let key = gateway.key(json!({ "name": "k", "plan": "Pro" })).await;
        Self { gateway, simulator, key, account, upstream_key, secret, shape, _folder: folder }
    }

    /// Asks for a model, as a client of the account's shape does.
    async fn ask(&self, model: &str, stream: bool) -> Response {
        let body = json!({ "model": model, "stream": stream, "max_tokens": 50,
            "messages": [{ "role": "user", "content": "12345678" }] });
        self.gateway.post(self.path(), &self.key.token, body).await
    }

    /// The status of a plain answer; none where the connection was closed under it, as a key that ends just then does.
    async fn status_of(&self, model: &str) -> Option<u16> {
        let body = json!({ "model": model, "max_tokens": 50, "messages": [{ "role": "user", "content": "12345678" }] });
        let request = self.gateway.client.post(self.gateway.url(self.path())).bearer_auth(&self.key.token);
        let request = request.header("content-type", "application/json").body(body.to_string());
        request.send().await.ok().map(|response| response.status().as_u16())
    }

    fn path(&self) -> &'static str {
        if self.shape == AddressName::Anthropic { "/v1/messages" } else { "/v1/chat/completions" }
    }

    /// What a key used, by model.
    async fn usage(&self, account: &str) -> Value {
        let path = format!("/v1/accounts/{}/usage?group_by=model", self.gateway.account);
        json_of(self.gateway.get(&path, &self.gateway.session).await).await;
        let today = self.gateway.core.clock.now().date_naive();
        let query = UsageQuery {
            account_id: account,
            start: today - chrono::Days::new(1),
            end: today,
            group_by: UsageGroup::Model,
        };
        let rows = self.gateway.core.store.usage(query).await.unwrap();
        rows.into_iter()
            .map(|row| {
                (
                    row.model.unwrap_or_default(),
                    json!([row.requests, row.prompt_tokens, row.completion_tokens]),
                )
            })
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    /// No part of the provider's key is in this.
    fn assert_without_secret(&self, text: &str) {
        // What every key of the provider begins with is no part of this one.
        let tail = &self.secret.as_bytes()[self.secret.len() - 32..];
        let leaked = tail.windows(8).any(|part| text.as_bytes().windows(8).any(|at| at == part));
        assert!(!leaked, "{text}");
    }
}

/// An account that the gateway calls with a key of the provider's; its id and the key's.
async fn connect(
    gateway: &Gateway,
    simulator: &Simulator,
    provider: Provider,
    shape: AddressName,
    name: &str,
    secret: &str,
) -> (String, String) {
    let host = simulator.url().trim_start_matches("http://").to_owned();
    let draft = AccountDraft {
        provider_id: provider.as_str().into(),
        name: Some(name.into()),
        fields: Default::default(),
        base_urls: [(shape, format!("{}{}", simulator.url(), provider.base()))].into(),
        confirmed_hosts: vec![host],
        credential: None,
        key: Some(Secret::new(secret.to_owned())),
    };
    let account = accounts::add(&gateway.core, draft, true, Actor::Cli).await.unwrap().id;
    let keys = gateway.core.keys().await.unwrap();
    let key = keys.into_iter().find(|key| key.account_id == account).unwrap().id;
    accounts::set_upstream(&gateway.core, &account, Some(&key)).await.unwrap();
    (account, key)
}

async fn until(what: &str, mut is: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(timeout(PATIENCE, waiting).await.is_ok(), "{what}");
}

/// What comes until the stream ends or breaks off, and whether it ended well.
async fn drain(mut response: Response, already: &str) -> (String, bool) {
    let mut text = already.as_bytes().to_vec();
    let reading = async {
        loop {
            match response.chunk().await {
                Ok(Some(piece)) => text.extend_from_slice(&piece),
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    };
    let whole = timeout(PATIENCE, reading).await.expect("the stream ends");
    (String::from_utf8_lossy(&text).into_owned(), whole)
}
