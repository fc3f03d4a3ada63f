//! What a snippet is about: a key, where it is used, and how programs present it.

use std::path::PathBuf;

use minijinja::context;
use minijinja::value::Value;

use super::row::{Sends, Target};
use super::template::{MARK, safe};
use crate::Core;
use crate::accounts::{AddressName, LOCAL_PROVIDER};
use crate::catalogue::{ApiShape, Catalogue, HttpMethod, KeyAuth, Provider};
use crate::error::{Error, Result};
use crate::keys::{KeySummary, Purpose};
use crate::settings;

/// The words in the place of a model that is not known.
pub(super) const NO_MODEL: &str = "MODEL_ID";
/// The words in the place of a key.
pub(super) const PLACEHOLDER: &str = "your-api-key-here";

/// A key with everything that texts say of it. It holds no secret.
#[derive(Debug, Clone)]
pub struct Subject {
    pub provider: Provider,
    /// Where programs of each shape go; those without an address are left out.
    pub addresses: Vec<(ApiShape, String)>,
    /// What `khg key print` takes; none for a key that is not stored.
    pub reference: Option<String>,
    /// The data folder that it is stored in, where that is not the one that `khg` looks into by itself.
    pub other_folder: Option<PathBuf>,
    /// What the key is called, for a question about it.
    pub name: Option<String>,
    pub masked: String,
    /// Its secret is at hand.
    pub held: bool,
    pub purpose: Option<Purpose>,
    /// It manages keys; programs cannot call models with it.
    pub management: bool,
    /// Names of models to choose from, the likeliest first.
    pub models: Vec<String>,
}

impl Subject {
    /// A stored key.
    ///
    /// # Errors
    /// `NotFound` where its provider's manifest or its account is gone; `Store`.
    pub async fn of_key(core: &Core, key: &KeySummary) -> Result<Self> {
        let catalogue = core.catalogue.now();
        let provider = find(&catalogue, &key.provider_id)?;
        let accounts = core.store.accounts().await?;
        let account = accounts.iter().find(|account| account.id == key.account_id);
        let local = key.provider_id == LOCAL_PROVIDER;
        let given = |shape: ApiShape| {
            if local {
                let port = settings::load(&core.folders.settings_file()).settings.gateway_port;
                let version = if shape == ApiShape::OpenAi { "/v1" } else { "" };
                return Some(format!("http://127.0.0.1:{port}{version}"));
            }
            account.and_then(|account| account.base_urls.get(&AddressName::from(shape)).cloned())
        };
        let mut models = model_of(provider).into_iter().collect::<Vec<_>>();
        if local {
            for account in accounts.iter().filter(|account| account.upstream_key_id.is_some()) {
                let model = catalogue.provider(&account.provider_id).and_then(model_of);
                // An account goes by its provider where that has no other.
                let others = accounts.iter().filter(|other| other.provider_id == account.provider_id).count();
                let name = if others == 1 { &account.provider_id } else { &account.id };
                models.push(format!("{name}/{}", model.as_deref().unwrap_or(NO_MODEL)));
            }
        }
        let keys = core.keys().await?;
        Ok(Self {
            addresses: addresses(provider, given),
            reference: Some(reference(&keys, key)),
            other_folder: (!core.folders.are_standard()).then(|| core.folders.data().to_owned()),
            name: Some(key.name.clone()),
            masked: key.masked.clone(),
            held: key.secret_held,
            purpose: Some(key.purpose.clone()),
            management: provider.key_types.iter().any(|kind| kind.id == key.key_type && kind.management),
            models,
            provider: provider.clone(),
        })
    }

    /// A key of a provider that is not stored.
    ///
    /// # Errors
    /// `NotFound` for an unknown provider.
    pub fn unstored(catalogue: &Catalogue, provider_id: &str, masked: String) -> Result<Self> {
        let provider = find(catalogue, provider_id)?;
        Ok(Self {
            addresses: addresses(provider, |_| None),
            reference: None,
            other_folder: None,
            name: None,
            masked,
            held: true,
            purpose: None,
            management: false,
            models: model_of(provider).into_iter().collect(),
            provider: provider.clone(),
        })
    }

    /// The shapes that it can be used in, as the provider's manifest has them.
    #[must_use]
    pub fn shapes(&self) -> Vec<ApiShape> {
        self.addresses.iter().map(|(shape, _)| *shape).collect()
    }

    pub(super) fn address(&self, shape: ApiShape) -> Option<&str> {
        self.addresses.iter().find(|(other, _)| *other == shape).map(|(_, url)| url.as_str())
    }

    /// An address on this computer, which nothing else reaches.
    pub(super) fn is_loopback(&self) -> bool {
        let loopback = |url: &str| {
            url::Url::parse(url).is_ok_and(|url| match url.host() {
                Some(url::Host::Ipv4(address)) => address.is_loopback(),
                Some(url::Host::Ipv6(address)) => address.is_loopback(),
                Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
                None => false,
            })
        };
        self.addresses.iter().any(|(_, url)| loopback(url))
    }

    /// What a GET or a POST of this shape goes to, below its base URL; none where that is not known.
    pub(super) fn path(&self, shape: ApiShape, sends: Sends) -> Option<String> {
        let api = &self.provider.api;
        let (usual, method) = match (shape, sends) {
            (ApiShape::OpenAi, Sends::Get) => (Some("/models"), HttpMethod::Get),
            (ApiShape::OpenAi, Sends::Post) => (Some("/chat/completions"), HttpMethod::Post),
            (ApiShape::Anthropic, Sends::Get) => (Some("/v1/models"), HttpMethod::Get),
            (ApiShape::Anthropic, Sends::Post) => (Some("/v1/messages"), HttpMethod::Post),
            (ApiShape::Native, Sends::Get) => (None, HttpMethod::Get),
            (ApiShape::Native, Sends::Post) => (None, HttpMethod::Post),
        };
        let probe = api.probe.as_ref().filter(|probe| probe.shape == shape && probe.method == method);
        let example =
            api.example.as_ref().filter(|example| example.shape == shape && example.method == method);
        // Where no request is known that costs nothing, the usual one is none either.
        let usual = usual.filter(|_| sends == Sends::Post || api.no_probe.is_none());
        let documented = match sends {
            Sends::Get => probe.map(|probe| &probe.path).or(example.map(|example| &example.path)),
            // Without a body there is nothing to send.
            Sends::Post => example.filter(|example| example.body.is_some()).map(|example| &example.path),
        };
        documented.map(String::as_str).filter(|path| !path.contains(['{', '}'])).or(usual).map(str::to_owned)
    }

    /// Everything that a template can insert.
    pub(super) fn slots(
        &self,
        target: &Target,
        shape: Option<ApiShape>,
        variable: &str,
        model: &str,
    ) -> Value {
        let base_url = shape.and_then(|shape| self.address(shape)).unwrap_or_default();
        let url = |sends| {
            let path = shape.and_then(|shape| self.path(shape, sends)).unwrap_or_default();
            format!("{base_url}{path}")
        };
        let auth = shape.map(|shape| self.auth(shape)).unwrap_or(KeyAuth::Bearer);
        let (auth_header, auth_prefix) = match auth {
            KeyAuth::Bearer => ("Authorization", "Bearer "),
            KeyAuth::XApiKey => ("x-api-key", ""),
            KeyAuth::XGoogApiKey => ("x-goog-api-key", ""),
        };
        let headers = self.provider.api.request_headers.iter().filter(|header| header.required);
        let headers: Vec<Value> = headers
            .filter_map(|header| {
                let value = header.value.as_deref()?;
                Some(context! { name => header.name.as_str(), value => value })
            })
            .collect();
        let body = shape.map(|shape| self.body(shape, model)).unwrap_or_default();
        let slug: String =
            self.provider.id.chars().map(|c| if c == '_' { '-' } else { c }).collect::<String>();
        let reference = self.reference.clone().unwrap_or_default();
        let mut command = "khg key print ".to_owned();
        // What has no name that a shell takes has an id; see `reference`.
        let _ = super::quote::Rule::PosixWord.quote(&reference, &mut command);
        context! {
            variable => safe(variable),
            value => safe(MARK.to_string()),
            model_known => model != NO_MODEL,
            reference => reference,
            command => command,
            provider => self.provider.name.as_str(),
            slug => safe(slug),
            model => model,
            base_url => base_url,
            get_url => url(Sends::Get),
            post_url => url(Sends::Post),
            shape => shape.map_or("", shape_name),
            bearer => auth == KeyAuth::Bearer,
            auth_header => safe(auth_header),
            auth_prefix => safe(auth_prefix),
            headers => headers.into_iter().collect::<Value>(),
            body => body.as_str(),
            // JSON is JavaScript, and the usual bodies have nothing that Python writes otherwise.
            body_code => safe(body.as_str()),
            usual_body => shape != Some(ApiShape::Native),
            shared_network => target.runs.is_some() && self.is_loopback(),
        }
    }

    /// How programs of this shape send the key. OpenAI's libraries know one way, Anthropic's two.
    fn auth(&self, shape: ApiShape) -> KeyAuth {
        let ways = &self.provider.api.auth;
        match shape {
            ApiShape::OpenAi => KeyAuth::Bearer,
            ApiShape::Anthropic if ways.contains(&KeyAuth::XApiKey) => KeyAuth::XApiKey,
            ApiShape::Anthropic => KeyAuth::Bearer,
            ApiShape::Native => ways.first().copied().unwrap_or(KeyAuth::Bearer),
        }
    }

    fn body(&self, shape: ApiShape, model: &str) -> String {
        let mut written = String::new();
        // Checked before: it holds nothing that JSON cannot.
        let _ = super::quote::Rule::Json.quote(model, &mut written);
        let messages = r#""messages": [{"role": "user", "content": "Hello"}]"#;
        match shape {
            ApiShape::OpenAi => format!(r#"{{"model": {written}, {messages}}}"#),
            ApiShape::Anthropic => format!(r#"{{"model": {written}, "max_tokens": 256, {messages}}}"#),
            ApiShape::Native => {
                let example = self.provider.api.example.as_ref().filter(|example| example.shape == shape);
                example.and_then(|example| example.body.clone()).unwrap_or_default()
            }
        }
    }
}

pub(super) fn shape_name(shape: ApiShape) -> &'static str {
    AddressName::from(shape).as_str()
}

fn find<'a>(catalogue: &'a Catalogue, id: &str) -> Result<&'a Provider> {
    catalogue.provider(id).ok_or_else(|| Error::not_found("provider", id))
}

fn addresses(provider: &Provider, given: impl Fn(ApiShape) -> Option<String>) -> Vec<(ApiShape, String)> {
    let address = |base: &crate::catalogue::BaseUrl| {
        let url = given(base.shape).or_else(|| base.url.clone())?;
        Some((base.shape, url.trim().trim_end_matches('/').to_owned()))
    };
    provider.api.base_urls.iter().filter_map(address).filter(|(_, url)| !url.is_empty()).collect()
}

/// The model of the manifest's example.
fn model_of(provider: &Provider) -> Option<String> {
    let body = provider.api.example.as_ref()?.body.as_deref()?;
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    body.get("model")?.as_str().map(str::to_owned)
}

/// The key's name where it is plain and no other key has it, else its id: what every shell writes alike and `khg` finds.
fn reference(keys: &[KeySummary], key: &KeySummary) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " _.-".contains(c);
    let usable = key.name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && key.name.chars().all(plain)
        && !key.name.ends_with(' ');
    let alone = keys.iter().filter(|other| other.name == key.name).count() == 1;
    // A name that looks like an id could be another key's.
    if usable && alone && !key.name.starts_with("key_") { key.name.clone() } else { key.id.clone() }
}
