//! Asking a provider whether a key works, by the probe that its manifest names.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::connection::{Connection, find};
use super::one_token;
use crate::Core;
use crate::activity::{ActivityKind, NewActivity};
use crate::catalogue::Probe;
use crate::changes::Topic;
use crate::diagnosis::{Call, Diagnosis, Doubt, Verdict, judge_probe};
use crate::error::{Error, Result};
use crate::http::{Answer, Ask, Bounds, Credential, Failure};
use crate::keys::{Actor, KeyOrigin};
use crate::lifecycle;
use crate::limits::Reading;
use crate::redact::redact;
use crate::secret::Secret;
use crate::store::{activity, provider_keys};

/// A probe is small, and somebody waits for it.
const BOUNDS: Bounds = Bounds {
    connect: Duration::from_secs(10),
    idle: Duration::from_secs(10),
    total: Duration::from_secs(20),
    body: 4 * 1024 * 1024,
    headers: 128,
};

/// So many headers of an explanation are kept, of so many characters.
const DEBUG_MAX: usize = 20;
const DEBUG_LENGTH_MAX: usize = 200;

/// What a test of a key told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct KeyTest {
    pub at: DateTime<Utc>,
    /// From the request to the whole answer; none where none came.
    pub latency_ms: Option<u32>,
    pub verdict: Verdict,
    /// Where it did not simply work: what happened, what it means here, what to do.
    pub diagnosis: Option<Diagnosis>,
    /// What the answer said of the key's limits.
    pub readings: Vec<Reading>,
    /// How the provider read the key, where it explains that.
    pub explained: BTreeMap<String, String>,
    /// The model that was called, where the test was a call of one token.
    #[serde(default)]
    pub called: Option<String>,
    /// The probe can tell nothing of any key, and a call of one token is known here: it would tell.
    #[serde(default)]
    pub offers_one_token: bool,
}

/// How a key is tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestBy {
    /// By the request that the manifest names, which costs nothing.
    Probe,
    /// By a call that costs about one token: of this model, else of one that the provider lists.
    OneToken { model: Option<String> },
}

/// Tests a key that is held here, and keeps what it told. A network failure never marks a key as refused.
///
/// # Errors
/// `NotFound`, `SecretNotHeld`, `Vault`, `Store`; `NotOffered` where the provider has no such test; `Invalid` for a model that
/// cannot be called. That the provider refuses the key, or cannot be reached, is no error: the verdict says it.
pub async fn test_key(core: &Core, key_id: &str, by: &TestBy, actor: Actor) -> Result<KeyTest> {
    let row = lifecycle::key_row(core, key_id).await?;
    if row.origin == KeyOrigin::Issued {
        return Err(Error::NotThisKey {
            sentence: "A virtual key has no provider to ask: the gateway on this computer decides about it.",
            next_step: "Call the gateway with it; with the header X-Debug-Auth: true its answer explains the decision.",
        });
    }
    let account = find(core, &row.account_id).await?;
    let connection = Connection::of(core, &account)?;
    let secret = lifecycle::any_secret(core, &row).await?;
    let test = match by {
        TestBy::Probe => probe(core, &connection, &secret).await?,
        TestBy::OneToken { model } => one_token::call(core, &connection, &secret, model.as_deref()).await?,
    };
    let mut transaction = core.store.begin().await?;
    provider_keys::note_test(&mut transaction, key_id, &test).await?;
    let entry = NewActivity {
        kind: ActivityKind::Tested,
        actor,
        account_id: Some(&row.account_id),
        key_id: Some(&row.id),
        key_name: Some(&row.name),
        target: Some(word(test.verdict)),
    };
    activity::log(&mut transaction, entry, test.at).await?;
    transaction.commit().await?;
    core.changes.announce(&[Topic::Keys, Topic::Limits, Topic::Activity]);
    Ok(test)
}

/// What the log says of a test.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Works => "works",
        Verdict::WorksLater { .. } => "works, but not now",
        Verdict::Forbidden { .. } => "not allowed",
        Verdict::Refused { .. } => "refused",
        Verdict::CannotTell { .. } => "cannot tell",
    }
}

/// Probes with a key.
pub(crate) async fn probe(core: &Core, connection: &Connection, key: &Secret) -> Result<KeyTest> {
    let provider = &connection.provider;
    let Some(spec) = &provider.api.probe else {
        return Err(Error::NotOffered { provider: provider.name.clone(), what: "test a key".into() });
    };
    let client = connection.client(spec.shape.into(), BOUNDS)?;
    let ask = ask(connection, spec);
    let credential = connection.present(Secret::new(key.expose().to_owned()));
    let exchange = Exchange::begin();
    let outcome = client.send(&ask, Some(&credential)).await;
    let exchange = exchange.end(core, connection, &credential, outcome);
    let judge = |anyone| judge_probe(Some(provider), anyone, exchange.outcome.as_ref());
    let mut verdict = judge(None);
    if verdict == (Verdict::CannotTell { doubt: Doubt::NotTriedWithoutKey }) {
        // An answer that anyone gets proves nothing about the key.
        let anyone = client.send(&ask, None).await;
        verdict = match anyone {
            Ok(answer) => judge(Some(answer.is_success())),
            Err(_) => verdict,
        };
    }
    let nothing =
        matches!(verdict, Verdict::CannotTell { doubt: Doubt::AnswersAnyone | Doubt::NotTriedWithoutKey });
    let offers_one_token = nothing && one_token::is_known(provider);
    Ok(KeyTest { offers_one_token, ..exchange.told(verdict) })
}

/// A question to a provider, and how long its answer took.
pub(super) struct Exchange(Instant);

/// What came of it.
pub(super) struct Exchanged<'a> {
    pub(super) outcome: std::result::Result<Answer, Failure>,
    latency: Duration,
    at: DateTime<Utc>,
    call: Call<'a>,
}

impl Exchange {
    pub(super) fn begin() -> Self {
        Self(Instant::now())
    }

    pub(super) fn end<'a>(
        self,
        core: &Core,
        connection: &'a Connection,
        credential: &'a Credential,
        outcome: std::result::Result<Answer, Failure>,
    ) -> Exchanged<'a> {
        let call = connection.call(Some(credential));
        Exchanged { outcome, latency: self.0.elapsed(), at: core.clock.now(), call }
    }
}

impl Exchanged<'_> {
    /// What the answer told beside the verdict.
    pub(super) fn told(&self, verdict: Verdict) -> KeyTest {
        let answered = self.outcome.as_ref().ok();
        let failed = answered.is_none_or(|answer| !answer.is_success());
        KeyTest {
            at: self.at,
            latency_ms: answered.map(|_| u32::try_from(self.latency.as_millis()).unwrap_or(u32::MAX)),
            verdict,
            diagnosis: failed.then(|| self.call.diagnose(self.outcome.as_ref())),
            readings: answered.map(|answer| self.call.readings(answer)).unwrap_or_default(),
            explained: answered.map(|answer| explained(&answer.headers)).unwrap_or_default(),
            called: None,
            offers_one_token: false,
        }
    }
}

fn ask(connection: &Connection, spec: &Probe) -> Ask {
    let ask = connection.ask(spec.method, &spec.path);
    match &connection.provider.api.debug_auth_header {
        Some(name) => ask.header(name.clone(), "true"),
        None => ask,
    }
}

/// What an answer explains of how the key was read: its headers about debugging and authentication.
fn explained(headers: &HeaderMap) -> BTreeMap<String, String> {
    let about =
        |name: &str| name.contains("debug") || name.contains("auth") && !name.contains("authorization");
    headers
        .iter()
        .filter(|(name, _)| about(name.as_str()))
        .filter_map(|(name, value)| {
            let text: String = redact(value.to_str().ok()?).chars().take(DEBUG_LENGTH_MAX).collect();
            Some((name.to_string(), text))
        })
        .take(DEBUG_MAX)
        .collect()
}
