//! Providers as data: what a manifest says, and the presets that go with it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Error, Result};
use crate::keys::{Preset, Purpose};
use crate::limits::MinuteLimits;

/// Everything the UI needs to offer what each provider can do.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Catalogue {
    pub providers: Vec<Provider>,
    pub presets: Vec<Preset>,
}

/// A provider's manifest. `can` drives the UI: an action that is not listed is not offered.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Provider {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub about: String,
    /// The variable that programs read the key from.
    pub env_var: String,
    pub api: Api,
    pub key_types: Vec<KeyType>,
    pub management: Option<Management>,
    #[serde(default)]
    pub plans: Vec<Plan>,
}

/// How programs reach the provider.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Api {
    /// `bearer`, `x-api-key`.
    pub auth: Vec<String>,
    /// Method and path that tell whether a key works.
    pub probe: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KeyType {
    pub id: String,
    pub name: String,
    pub prefix: String,
    pub scope: String,
}

/// What can be done with keys at this provider, and by which adapter.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Management {
    pub adapter: String,
    pub can: Vec<String>,
}

/// A plan and its numbers per minute; Enterprise has none of its own.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Plan {
    pub name: String,
    #[serde(flatten)]
    pub limits: PlanLimits,
    pub available: bool,
}

/// The numbers of a plan; see [`MinuteLimits`] for what a request sends.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct PlanLimits {
    #[serde(default)]
    pub requests_per_minute: Option<i64>,
    #[serde(default)]
    pub prompt_tokens_per_minute: Option<i64>,
    #[serde(default)]
    pub completion_tokens_per_minute: Option<i64>,
}

impl From<PlanLimits> for MinuteLimits {
    fn from(plan: PlanLimits) -> Self {
        Self {
            requests_per_minute: plan.requests_per_minute.map(Into::into),
            prompt_tokens_per_minute: plan.prompt_tokens_per_minute.map(Into::into),
            completion_tokens_per_minute: plan.completion_tokens_per_minute.map(Into::into),
        }
    }
}

const EMBEDDED: [(&str, &str); 1] = [("local.toml", include_str!("../providers/local.toml"))];

impl Catalogue {
    /// The embedded manifests.
    ///
    /// # Errors
    /// `Internal` where an embedded manifest is broken, which a test rules out.
    pub fn embedded() -> Result<Self> {
        let providers = EMBEDDED
            .iter()
            .map(|(file, text)| {
                toml::from_str(text).map_err(|error| Error::Internal(format!("{file}: {error}")))
            })
            .collect::<Result<_>>()?;
        Ok(Self { providers, presets: Purpose::presets() })
    }

    #[must_use]
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }
}

impl Provider {
    /// The plan of that name, in any case.
    ///
    /// # Errors
    /// `Invalid { field: "plan" }` for a plan that the provider does not have.
    pub fn plan(&self, name: &str) -> Result<&Plan> {
        self.plans.iter().find(|plan| plan.name.eq_ignore_ascii_case(name.trim())).ok_or_else(|| {
            let names: Vec<_> = self.plans.iter().map(|plan| plan.name.as_str()).collect();
            Error::invalid("plan", format!("There is no such plan; choose one of {}.", names.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_manifest_parses_and_its_plans_hold_good_limits() {
        let catalogue = Catalogue::embedded().expect("embedded manifests parse");
        for provider in &catalogue.providers {
            for plan in &provider.plans {
                MinuteLimits::from(plan.limits).checked().expect("plan limits are in range");
            }
        }
        let local = catalogue.provider("local").expect("Local is embedded");
        let free = MinuteLimits::from(local.plan("free").expect("Free exists").limits);
        assert_eq!(
            free.checked().map(|limits| limits.iter().map(|l| l.amount).collect::<Vec<_>>()).ok(),
            Some(vec![60, 100_000, 10_000])
        );
    }
}
