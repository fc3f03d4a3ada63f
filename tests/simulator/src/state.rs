//! What the providers know: their keys, and which calls came.

use serde::{Deserialize, Serialize};

use crate::exchange::Request;
use crate::fault::{Fault, Rule};

/// A provider that is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    Forii,
    OpenRouter,
    OpenAi,
    Anthropic,
    LiteLlm,
    Xai,
    Fireworks,
    Fortytwo,
    MegaLlm,
    Generic,
}

/// A key at a provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Key {
    pub provider: Provider,
    /// The account, project, team or user that it belongs to.
    #[serde(default)]
    pub scope: String,
    pub id: String,
    /// The service account that it belongs to.
    #[serde(default)]
    pub parent: Option<String>,
    pub name: String,
    pub secret: String,
    /// Seconds since 1970.
    pub created: i64,
    #[serde(default)]
    pub expires: Option<i64>,
    #[serde(default)]
    pub disabled: bool,
    #[serde(default)]
    pub archived: bool,
}

/// A call that came.
#[derive(Debug, Clone, Serialize)]
pub struct SeenCall {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) keys: Vec<Key>,
    pub(crate) calls: Vec<SeenCall>,
    pub(crate) rules: Vec<Rule>,
    /// Connections that reached the second listener.
    pub(crate) elsewhere: usize,
    /// Clients that hung up during a pause.
    pub(crate) hung_up: usize,
    made: u64,
    /// The largest page, whatever is asked for; where the provider lets the size be chosen.
    pub(crate) page_max: Option<usize>,
}

impl Provider {
    pub const ALL: [Self; 10] = [
        Self::Forii,
        Self::OpenRouter,
        Self::OpenAi,
        Self::Anthropic,
        Self::LiteLlm,
        Self::Xai,
        Self::Fireworks,
        Self::Fortytwo,
        Self::MegaLlm,
        Self::Generic,
    ];

    /// The first part of the path.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forii => "forii",
            Self::OpenRouter => "openrouter",
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::LiteLlm => "litellm",
            Self::Xai => "xai",
            Self::Fireworks => "fireworks",
            Self::Fortytwo => "fortytwo",
            Self::MegaLlm => "megallm",
            Self::Generic => "generic",
        }
    }

    /// Where key management begins, or everything where there is none.
    #[must_use]
    pub fn base(self) -> &'static str {
        match self {
            Self::Forii => "/forii/v1",
            Self::OpenRouter => "/openrouter/api/v1",
            Self::OpenAi => "/openai/v1",
            Self::Anthropic => "/anthropic",
            Self::LiteLlm => "/litellm",
            Self::Xai => "/xai",
            Self::Fireworks => "/fireworks",
            Self::Fortytwo => "/fortytwo/v1",
            Self::MegaLlm => "/megallm/v1",
            Self::Generic => "/generic/v1",
        }
    }

    /// Where models are called.
    #[must_use]
    pub fn inference_base(self) -> &'static str {
        match self {
            Self::Forii => "/forii/inference/v1",
            Self::Fireworks => "/fireworks/inference/v1",
            Self::Anthropic => "/anthropic/v1",
            Self::LiteLlm => "/litellm/v1",
            Self::Xai => "/xai/v1",
            other => other.base(),
        }
    }

    /// What key management takes as its credential.
    #[must_use]
    pub fn credential(self) -> &'static str {
        match self {
            Self::Forii => "session-Vq7Lx2Tz9KbN4wMc8RyD",
            Self::OpenRouter => "sk-or-v1-Hn3Ws8Pk5Zt2Qv7Bx9Lm4Jd",
            Self::OpenAi => "sk-admin-Yc6Rb1Fg8Nz3Xp5Tw9Kq",
            Self::Anthropic => "sk-ant-admin01-Mj4Vd9Sx2Lh7Wb5Rk",
            Self::LiteLlm => "sk-Gt8Zp3Nq6Yw1Cf9Bv4Xs7Dk",
            Self::Xai => "xai-token-Pz5Kx8Wn2Tb9Lq4Vc7Rm",
            Self::Fireworks => "fw_Jw2Xt7Rz9Mb4Kp6Nd3Ys",
            Self::Fortytwo | Self::MegaLlm | Self::Generic => "",
        }
    }

    /// How a new key begins.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Forii => "forii_sk_",
            Self::OpenRouter => "sk-or-v1-",
            Self::OpenAi => "sk-svcacct-",
            Self::Anthropic => "sk-ant-api03-",
            Self::LiteLlm => "sk-",
            Self::Xai => "xai-",
            Self::Fireworks => "fw_",
            Self::Fortytwo => "ft-",
            Self::MegaLlm => "sk-mega-",
            Self::Generic => "gen_",
        }
    }
}

impl Key {
    /// The beginning and the end.
    #[must_use]
    pub fn masked(&self) -> String {
        let end = self.secret.len().saturating_sub(4);
        let start = self.secret.get(..(self.provider.prefix().len() + 3).min(end)).unwrap_or_default();
        format!("{start}...{}", self.secret.get(end..).unwrap_or_default())
    }
}

impl State {
    /// Makes a key; its secret is different from every other.
    pub(crate) fn make(&mut self, provider: Provider, scope: &str, name: &str) -> &mut Key {
        self.made += 1;
        let at = self.made;
        // Letters that look random and are the same in each run.
        let mut seed = at.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let tail: String = (0..32)
            .map(|_| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[usize::try_from(seed % 36).unwrap_or(0)])
            })
            .collect();
        let id = match provider {
            Provider::LiteLlm | Provider::OpenRouter => format!("{at:064x}"),
            Provider::Anthropic => format!("apikey_01{at:06}"),
            _ => format!("key_{at:06}"),
        };
        self.keys.push(Key {
            provider,
            scope: scope.to_owned(),
            id,
            parent: None,
            name: name.to_owned(),
            secret: format!("{}{tail}", provider.prefix()),
            created: now(),
            expires: None,
            disabled: false,
            archived: false,
        });
        let last = self.keys.len() - 1;
        &mut self.keys[last]
    }

    pub(crate) fn key(&mut self, provider: Provider, id: &str) -> Option<&mut Key> {
        self.keys.iter_mut().find(|key| key.provider == provider && key.id == id)
    }

    /// The keys of a provider's scope, in the order in which they were made.
    pub(crate) fn of(&self, provider: Provider, scope: &str) -> Vec<Key> {
        self.keys.iter().filter(|key| key.provider == provider && key.scope == scope).cloned().collect()
    }

    /// Whether there was such a key.
    pub(crate) fn remove(&mut self, provider: Provider, id: &str) -> bool {
        let before = self.keys.len();
        self.keys.retain(|key| key.provider != provider || key.id != id);
        self.keys.len() < before
    }

    pub(crate) fn note(&mut self, request: &Request) {
        self.calls.push(SeenCall {
            method: request.method.clone(),
            path: format!("/{}", request.path.join("/")),
            query: request.query.clone(),
            headers: request.headers.clone(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
        });
    }

    /// The first fault that strikes.
    pub(crate) fn fault(&mut self, request: &Request) -> Option<Fault> {
        self.rules.iter_mut().find_map(|rule| rule.strikes(request).then(|| rule.fault.clone()))
    }
}

/// Seconds since 1970. The code under test compares it with its own clock, so it is the true one.
#[expect(clippy::disallowed_methods, reason = "this is another program, with a clock of its own")]
pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
