use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use keyhinge_core::http::{BaseUrl, Bounds, Client, Confirmed, Patience};
use keyhinge_core::management::{Adapter, Creation, ListBounds, Manager, NewRemoteKey, Nonce, Operation};
use keyhinge_core::secret::Secret;
use keyhinge_core::settings::ProxyChoice;
pub(crate) use keyhinge_simulator::{Fault, Provider, Rule, Simulator};

/// A time that a test may call now.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_763_720_000, 0).expect("in range")
}

pub(crate) fn provider(adapter: Adapter) -> Provider {
    match adapter {
        Adapter::AccountApiKeys => Provider::Forii,
        Adapter::OpenRouter => Provider::OpenRouter,
        Adapter::OpenAiAdmin => Provider::OpenAi,
        Adapter::AnthropicAdmin => Provider::Anthropic,
        Adapter::LiteLlm => Provider::LiteLlm,
        Adapter::Xai => Provider::Xai,
        Adapter::Fireworks => Provider::Fireworks,
    }
}

/// Where the simulator keeps the keys of the account that [`manager`] opens.
pub(crate) fn scope(adapter: Adapter) -> &'static str {
    match adapter {
        Adapter::AccountApiKeys => "acc_1",
        Adapter::OpenAiAdmin => "proj_1",
        Adapter::Xai => "team_1",
        Adapter::Fireworks => "acc_1/user_1",
        Adapter::OpenRouter | Adapter::AnthropicAdmin | Adapter::LiteLlm => "",
    }
}

pub(crate) fn fields() -> BTreeMap<String, String> {
    [("account_id", "acc_1"), ("user_id", "user_1"), ("team_id", "team_1"), ("project_id", "proj_1")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

pub(crate) fn client(base: &str, bounds: Bounds) -> Client {
    let base = BaseUrl::parse(base, &Confirmed::default()).expect("a good address");
    Client::new(base, &ProxyChoice::System, bounds).expect("a client")
}

/// Tries again at once.
pub(crate) fn at_once() -> Patience {
    Patience { base: Duration::ZERO, ..Patience::default() }
}

pub(crate) fn manager_within(simulator: &Simulator, adapter: Adapter, bounds: Bounds) -> Manager {
    let provider = provider(adapter);
    let opened = adapter.open(&fields()).expect("all fields are there");
    let client = client(&simulator.base(provider), bounds);
    Manager::new(client, Secret::new(provider.credential().into()), opened)
        .with_bounds(at_once(), ListBounds::default())
}

pub(crate) fn manager(simulator: &Simulator, adapter: Adapter) -> Manager {
    manager_within(simulator, adapter, Bounds::default())
}

pub(crate) fn new_key() -> NewRemoteKey {
    NewRemoteKey::named("prod-api", Nonce::generate().expect("random"), now())
}

/// The adapters that can make keys.
pub(crate) fn creators() -> impl Iterator<Item = Adapter> {
    Adapter::ALL.into_iter().filter(|adapter| {
        adapter.open(&fields()).expect("all fields are there").can().contains(&Operation::Create)
    })
}

/// Whether a secret is known from this.
pub(crate) fn secret_of(creation: &Creation) -> Option<&str> {
    match creation {
        Creation::Made(created) => Some(created.secret.expose()),
        Creation::SecretUnusable { secret, .. } => Some(secret.expose()),
        Creation::SecretLost { .. } => None,
    }
}

/// How many requests of a method came.
pub(crate) fn count(simulator: &Simulator, method: &str) -> usize {
    simulator.calls().iter().filter(|call| call.method == method).count()
}
