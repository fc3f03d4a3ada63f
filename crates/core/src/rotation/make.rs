//! Making the key that is to take another's place, like the old one.

use chrono::TimeDelta;

use super::steps::{new_name, replaceable};
use super::{KeyProof, Rotation, RotationStage, find, suggested_name, take};
use crate::Core;
use crate::accounts;
use crate::catalogue::Ability;
use crate::error::{Error, Result};
use crate::keys::{Actor, KeyOrigin, KeySummary, Status};
use crate::lifecycle::{self, ExpiryChoice, Made, NewKeyInput, ProviderKeyInput, ProviderKeyOptions};
use crate::limits::MinuteLimits;
use crate::management::NewKeyOption;
use crate::store::lock;

/// What is chosen for the new key; all else is as the old one's.
#[derive(Debug, Clone)]
pub struct NewKeyChoice {
    /// The suggested one where absent.
    pub name: Option<String>,
    /// As long a life as the old one was given where absent.
    pub expiry: Option<ExpiryChoice>,
    pub actor: Actor,
}

/// What came of making the new key.
pub enum Making {
    /// It is the one that is to take the old one's place.
    Taken(Box<Rotation>),
    /// The provider made it, and the vault did not keep its secret, which is in this process alone. It takes no place.
    NotKept(Box<Made>),
}

/// Makes the key that is to take another's place, and takes it.
///
/// # Errors
/// As [`take`], [`lifecycle::create`] and [`lifecycle::create_at_provider`]. `NotOffered` and `NoCredential` where no key can be
/// made at the account from here; nothing was made then.
pub async fn make(core: &Core, old_key_id: &str, choice: NewKeyChoice) -> Result<Making> {
    // Of two that ask for the same at once, the second finds what the first has made.
    let _making = lock(core.folders.rotation_lock()).await?;
    let old = replaceable(core, old_key_id).await?;
    let any = choice.name.is_none() && choice.expiry.is_none();
    if any
        && core.store.rotation_of(old_key_id).await?.is_some_and(|row| row.stage() == RotationStage::Update)
    {
        let rotation = find(core, old_key_id).await?;
        if rotation.proof.is_some_and(|proof| proof != KeyProof::Unusable) {
            return Ok(Making::Taken(Box::new(rotation)));
        }
    }
    let new_key_id = if old.origin == KeyOrigin::Issued {
        let name = new_name(core, &old, choice.name).await?;
        let input = virtual_key(core, &old, name, choice.expiry, choice.actor);
        lifecycle::create(core, input.check(core).await?).await?.0.id
    } else {
        settle_first(core, &old, choice.name.as_deref()).await?;
        // Only now: what was found to be made has a name too.
        let name = new_name(core, &old, choice.name).await?;
        let input = provider_key(core, &old, name, choice.expiry, choice.actor).await?;
        let made = lifecycle::create_at_provider(core, input).await?;
        if !made.kept {
            return Ok(Making::NotKept(Box::new(made)));
        }
        made.key.id
    };
    Ok(Making::Taken(Box::new(take(core, old_key_id, &new_key_id).await?)))
}

/// A creation for this key that was cut off may have made one: the provider's list tells, and until it does, none is asked for
/// again.
async fn settle_first(core: &Core, old: &KeySummary, chosen: Option<&str>) -> Result<()> {
    // As it was before that one was begun.
    let keys: Vec<KeySummary> =
        core.keys().await?.into_iter().filter(|key| key.status != Status::Pending).collect();
    let suggested = suggested_name(old, &keys);
    // Another name is asked for knowingly.
    let wanted = chosen.map_or(suggested.as_str(), str::trim);
    let open = async || -> Result<Option<String>> {
        let open = core.store.open_creations(&old.account_id).await?;
        Ok(open.into_iter().map(|open| open.name).find(|name| name == wanted))
    };
    if open().await?.is_none() {
        return Ok(());
    }
    if let Err(error) = accounts::refresh(core, &old.account_id).await {
        tracing::info!(%error, "whether a key was made is not known yet");
    }
    match open().await? {
        Some(name) => {
            let catalogue = core.catalogue.now();
            let provider = catalogue.provider(&old.provider_id).map(|provider| provider.name.clone());
            Err(Error::CreationUnknown {
                name,
                provider: provider.unwrap_or_else(|| old.account_name.clone()),
            })
        }
        None => Ok(()),
    }
}

fn virtual_key(
    core: &Core,
    old: &KeySummary,
    name: String,
    expiry: Option<ExpiryChoice>,
    actor: Actor,
) -> NewKeyInput {
    NewKeyInput {
        account_id: old.account_id.clone(),
        name,
        purpose: purpose(old),
        permissions: Some(old.permissions.clone()),
        generate: Some(old.generate),
        expiry: expiry.unwrap_or_else(|| as_long(core, old)),
        plan: Some(old.plan.clone()),
        limits: Some(MinuteLimits::from_limits(&old.limits)),
        actor,
    }
}

async fn provider_key(
    core: &Core,
    old: &KeySummary,
    name: String,
    expiry: Option<ExpiryChoice>,
    actor: Actor,
) -> Result<ProviderKeyInput> {
    let account = accounts::find(core, &old.account_id).await?;
    let catalogue = core.catalogue.now();
    let provider = catalogue
        .provider(&old.provider_id)
        .ok_or_else(|| Error::NotFound { what: "provider", id: old.provider_id.clone() })?;
    let management = provider.management.as_ref();
    if !management.is_some_and(|management| management.can.contains(&Ability::Create)) {
        let what = "make keys from here".to_owned();
        return Err(Error::NotOffered { provider: provider.name.clone(), what });
    }
    let offered = accounts::key_form(provider, &account).options;
    let expiry = match expiry {
        Some(expiry) => expiry,
        None if offered.contains(&NewKeyOption::Expires) => as_long(core, old),
        None => ExpiryChoice::Never,
    };
    let permissions = if offered.contains(&NewKeyOption::Permissions) {
        old.remote_facts.permissions.clone()
    } else {
        Vec::new()
    };
    Ok(ProviderKeyInput {
        account_id: account.id,
        name,
        purpose: purpose(old),
        expiry,
        options: ProviderKeyOptions { permissions, ..ProviderKeyOptions::default() },
        actor,
    })
}

pub(super) fn purpose(old: &KeySummary) -> Option<String> {
    let purpose = old.purpose.as_str();
    (!purpose.is_empty()).then(|| purpose.to_owned())
}

/// From now on as many days as the old key was given, rounded, at least one.
fn as_long(core: &Core, old: &KeySummary) -> ExpiryChoice {
    match old.expires_at {
        None => ExpiryChoice::Never,
        Some(at) => {
            // The end was reckoned a moment before the key was there.
            let days = (at - old.created_at + TimeDelta::hours(12)).num_days().max(1);
            ExpiryChoice::At(core.clock.now() + TimeDelta::days(days))
        }
    }
}
