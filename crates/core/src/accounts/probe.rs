//! Asking a provider whether a key works, by the probe that its manifest names.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::connection::{Connection, find};
use crate::Core;
use crate::activity::{ActivityKind, NewActivity};
use crate::catalogue::{HttpMethod, Probe};
use crate::changes::Topic;
use crate::diagnosis::{Diagnosis, Doubt, Verdict, judge_probe};
use crate::error::{Error, Result};
use crate::http::{Ask, Bounds};
use crate::keys::Actor;
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
}

/// Tests a key that is held here, and keeps what it told. A network failure never marks a key as refused.
///
/// # Errors
/// `NotFound`, `SecretNotHeld`, `Vault`, `Store`; `NotOffered` where the provider has no probe. That the provider refuses the
/// key, or cannot be reached, is no error: the verdict says it.
pub async fn test_key(core: &Core, key_id: &str, actor: Actor) -> Result<KeyTest> {
    let row = lifecycle::key_row(core, key_id).await?;
    let account = find(core, &row.account_id).await?;
    let connection = Connection::of(core, &account)?;
    let secret = lifecycle::any_secret(core, &row).await?;
    let test = probe(core, &connection, &secret).await?;
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
    let started = Instant::now();
    let outcome = client.send(&ask, Some(&credential)).await;
    let latency = started.elapsed();
    let now = core.clock.now();
    let judge = |anyone| judge_probe(Some(provider), anyone, outcome.as_ref());
    let mut verdict = judge(None);
    if verdict == (Verdict::CannotTell { doubt: Doubt::NotTriedWithoutKey }) {
        // An answer that anyone gets proves nothing about the key.
        let anyone = client.send(&ask, None).await;
        verdict = match anyone {
            Ok(answer) => judge(Some(answer.is_success())),
            Err(_) => verdict,
        };
    }
    let call = connection.call(Some(&credential));
    let answered = outcome.as_ref().ok();
    let failed = answered.is_none_or(|answer| !answer.is_success());
    Ok(KeyTest {
        at: now,
        latency_ms: answered.map(|_| u32::try_from(latency.as_millis()).unwrap_or(u32::MAX)),
        verdict,
        diagnosis: failed.then(|| call.diagnose(outcome.as_ref())),
        readings: answered.map(|answer| call.readings(answer)).unwrap_or_default(),
        explained: answered.map(|answer| explained(&answer.headers)).unwrap_or_default(),
    })
}

fn ask(connection: &Connection, spec: &Probe) -> Ask {
    let method = match spec.method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
    };
    let parts: Vec<&str> = spec.path.split('/').filter(|part| !part.is_empty()).collect();
    let api = &connection.provider.api;
    let mut ask = Ask::new(method, &parts);
    for header in &api.request_headers {
        if let Some(value) = header.value.as_ref().filter(|_| header.required) {
            ask = ask.header(header.name.clone(), value.clone());
        }
    }
    match &api.debug_auth_header {
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
