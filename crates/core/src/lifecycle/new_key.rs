//! What somebody asks for, and what it becomes once it is checked. The window, the command line and the gateway's
//! API all pass here, so the same rules hold everywhere.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use crate::Core;
use crate::accounts::LOCAL_PROVIDER;
use crate::error::{Error, Result};
use crate::keys::{Actor, Permission, Permissions, Purpose, clean_name};
use crate::limits::{Limit, MinuteLimits};

/// The longest life that may be given in days.
const DAYS_MAX: u32 = 3650;
/// The plan of a key for which none is named.
const DEFAULT_PLAN: &str = "Free";

/// When a key is to expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExpiryChoice {
    /// What the named purpose presets; never, where no purpose is named.
    #[default]
    Preset,
    Never,
    InDays(u32),
    At(DateTime<Utc>),
}

/// A request for a key, unchecked. What is absent comes from the purpose's preset or the plan.
#[derive(Debug, Clone)]
pub struct NewKeyInput {
    /// An account's id; `local` for the gateway's own, which is added with the key where it is missing.
    pub account_id: String,
    pub name: String,
    pub purpose: Option<String>,
    pub permissions: Option<Permissions>,
    pub generate: Option<bool>,
    pub expiry: ExpiryChoice,
    pub plan: Option<String>,
    /// Overrides the plan's numbers one by one.
    pub limits: Option<MinuteLimits>,
    pub actor: Actor,
}

/// A request that can be carried out.
#[derive(Debug, Clone)]
pub struct NewKey {
    pub account_id: String,
    pub name: String,
    pub purpose: Purpose,
    pub permissions: Permissions,
    pub generate: bool,
    pub expires_at: Option<DateTime<Utc>>,
    pub plan: String,
    pub limits: Vec<Limit>,
    pub actor: Actor,
}

impl NewKeyInput {
    /// # Errors
    /// `Invalid` naming the first field that cannot be used; `NotFound` for an account that does not exist.
    pub async fn check(self, core: &Core) -> Result<NewKey> {
        let name = clean_name(&self.name)?;
        let (account_id, provider_id) = if self.account_id == LOCAL_PROVIDER {
            (self.account_id, LOCAL_PROVIDER.to_owned())
        } else {
            let accounts = core.store.accounts().await?;
            let Some(account) = accounts.into_iter().find(|account| account.id == self.account_id) else {
                return Err(Error::not_found("account", &self.account_id));
            };
            if account.provider_id != LOCAL_PROVIDER {
                return Err(Error::invalid("account_id", "Virtual keys are issued at the Local account."));
            }
            (account.id, account.provider_id)
        };
        let catalogue = core.catalogue.now();
        let provider = catalogue
            .provider(&provider_id)
            .ok_or_else(|| Error::NotFound { what: "provider", id: provider_id.clone() })?;
        let named = self.purpose.as_deref().map(Purpose::parse).transpose()?;
        let preset = named.as_ref().and_then(Purpose::preset);
        let purpose = named.unwrap_or_default();
        let permissions = match (self.permissions, &preset) {
            (Some(permissions), _) => permissions.checked()?,
            (None, Some(preset)) => preset.permissions.clone(),
            (None, None) => Permissions::new(vec![Permission::Read, Permission::Write]),
        };
        let generate = self.generate.or(preset.as_ref().map(|preset| preset.generate)).unwrap_or(true);
        let preset_days = preset.and_then(|preset| preset.expires_in_days);
        let expires_at = expires_at(self.expiry, preset_days, core.clock.now())?;
        let plan = provider.plan(self.plan.as_deref().unwrap_or(DEFAULT_PLAN))?;
        let limits = self.limits.unwrap_or_default().or(&plan.minute_limits()).checked()?;
        if limits.is_empty() {
            return Err(Error::invalid(
                "limits",
                format!("The {} plan has no numbers of its own: give at least one.", plan.name),
            ));
        }
        Ok(NewKey {
            account_id,
            name,
            purpose,
            permissions,
            generate,
            expires_at,
            plan: plan.name.clone(),
            limits,
            actor: self.actor,
        })
    }
}

pub(super) fn expires_at(
    choice: ExpiryChoice,
    preset_days: Option<u32>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let in_days = |days: u32| {
        if (1..=DAYS_MAX).contains(&days) {
            Ok(Some(now + TimeDelta::days(i64::from(days))))
        } else {
            Err(Error::invalid(
                "expiry",
                format!("A key lives from 1 to {DAYS_MAX} days, to a date, or without end."),
            ))
        }
    };
    match choice {
        ExpiryChoice::Never => Ok(None),
        ExpiryChoice::Preset => preset_days.map_or(Ok(None), in_days),
        ExpiryChoice::InDays(days) => in_days(days),
        ExpiryChoice::At(at) if at <= now => {
            Err(Error::invalid("expiry", "This time has passed. Choose one in the future."))
        }
        ExpiryChoice::At(at) if at.year() > 9999 => {
            Err(Error::invalid("expiry", "Choose a year up to 9999, or no end."))
        }
        ExpiryChoice::At(at) => Ok(Some(at)),
    }
}
