//! Adding an account: tested first, then kept.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::connection::{credential, find, is_same_name, refuse_taken};
use super::draft::{AccountDraft, Checked};
use super::probe::{KeyTest, probe};
use super::{Account, LOCAL_PROVIDER};
use crate::Core;
use crate::activity::{ActivityKind, NewActivity};
use crate::changes::Topic;
use crate::diagnosis::{Doubt, Verdict};
use crate::error::{Error, Result};
use crate::keys::{Actor, token};
use crate::lifecycle::{self, ImportInput};
use crate::management::{Balance, Gap, Operation};
use crate::operation::OperationKind;
use crate::secret::Secret;
use crate::store::{OperationState, accounts, operations};
use crate::vault::VaultEntry;

/// What a test of an account told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AccountTest {
    /// The hosts that get a key or the credential.
    pub hosts: Vec<String>,
    /// How many keys the provider lists; none where no credential was given, or it cannot list.
    pub keys: Option<u32>,
    /// Why the list may not be whole.
    pub gap: Option<Gap>,
    pub balance: Option<Balance>,
    /// What the test of the key told; none where none was given, or the provider has no probe.
    pub key: Option<KeyTest>,
}

/// Tries an account without keeping anything.
///
/// # Errors
/// `Invalid`, `NotFound`, `HostUnconfirmed`; `Provider` where the credential is refused or the provider cannot be reached.
pub async fn test(core: &Core, draft: AccountDraft) -> Result<AccountTest> {
    try_out(core, &draft.check(core).await?).await
}

async fn try_out(core: &Core, checked: &Checked) -> Result<AccountTest> {
    let connection = &checked.connection;
    let mut told = AccountTest { hosts: connection.hosts(), keys: None, gap: None, balance: None, key: None };
    if let Some(credential) = &checked.credential {
        let manager = connection.manager(Secret::new(credential.expose().to_owned()))?;
        let can = manager.adapter().can();
        if can.contains(&Operation::List) {
            let listing = manager.list().await.map_err(|error| connection.failed(&error))?;
            told.keys = Some(u32::try_from(listing.keys.len()).unwrap_or(u32::MAX));
            told.gap = listing.gap;
        } else {
            manager.check().await.map_err(|error| connection.failed(&error))?;
        }
        if can.contains(&Operation::Balance) {
            told.balance = manager.balance().await.ok();
        }
    }
    if let Some(key) = &checked.key
        && connection.provider.api.probe.is_some()
    {
        let test = probe(core, connection, key).await?;
        let kept_out =
            matches!(test.verdict, Verdict::Refused { .. } | Verdict::CannotTell { doubt: Doubt::NoAnswer });
        if kept_out && let Some(diagnosis) = test.diagnosis {
            return Err(Error::Provider(Box::new(diagnosis)));
        }
        told.key = Some(test);
    }
    Ok(told)
}

/// Adds an account, its credential and its first key. Tested first, unless `untested`: for a provider that cannot be
/// reached just now.
///
/// # Errors
/// As [`test`]; `Invalid` for a name that another account has; `Duplicate` for a key that is here already; `Vault` where a secret cannot be kept. Nothing was added then.
pub async fn add(core: &Core, draft: AccountDraft, untested: bool, actor: Actor) -> Result<Account> {
    let checked = draft.check(core).await?;
    refuse_taken(core, &checked.name).await?;
    if let Some(key) = &checked.key {
        lifecycle::refuse_duplicate(core, key).await?;
    }
    if !untested {
        try_out(core, &checked).await?;
    }
    core.vault.check().await?;
    let Checked { name, fields, base_urls, confirmed_hosts, connection, credential, key } = checked;
    let provider_id = connection.provider.id.clone();
    let account = Account {
        fields,
        base_urls,
        confirmed_hosts,
        ..Account::new(token::random_id("acc")?, provider_id, name, core.clock.now())
    };
    keep(core, &account, credential, |connection, account, entry| {
        Box::pin(accounts::insert(connection, account, entry))
    })
    .await?;
    log(core, ActivityKind::AccountAdded, &account, actor).await?;
    if let Some(secret) = key {
        let input = ImportInput {
            account_id: account.id.clone(),
            name: None,
            purpose: None,
            variable: None,
            secret,
            actor,
        };
        if let Err(error) = lifecycle::import(core, input).await {
            // An account without the key that it was added for is not what was asked for.
            super::remove(core, &account.id, actor).await?;
            return Err(error);
        }
    }
    find(core, &account.id).await
}

/// Changes an account. What the draft leaves out stays: a credential that is not given, and the account's provider.
///
/// # Errors
/// As [`add`]; nothing was changed then.
pub async fn change(
    core: &Core,
    account_id: &str,
    draft: AccountDraft,
    untested: bool,
    actor: Actor,
) -> Result<Account> {
    let account = find(core, account_id).await?;
    if account.provider_id == LOCAL_PROVIDER {
        return Err(Error::invalid("account_id", "The Local account has nothing to change."));
    }
    let name = draft.name.clone().or_else(|| Some(account.name.clone()));
    let given = draft.credential.is_some();
    let held = match draft.credential {
        Some(given) => Some(given),
        None if account.credential_held => Some(credential(core, &account).await?),
        None => None,
    };
    let draft =
        AccountDraft { provider_id: account.provider_id.clone(), name, credential: held, key: None, ..draft };
    let checked = draft.check(core).await?;
    // Its own name in other capitals is no other one.
    if !is_same_name(&checked.name, &account.name) {
        refuse_taken(core, &checked.name).await?;
    }
    if !untested {
        try_out(core, &checked).await?;
    }
    let Checked { name, fields, base_urls, confirmed_hosts, credential, .. } = checked;
    let changed = Account { name, fields, base_urls, confirmed_hosts, ..account };
    let old = core.store.credential_entry(account_id).await?;
    if given {
        keep(core, &changed, credential, |connection, account, entry| {
            Box::pin(accounts::update(connection, account, entry))
        })
        .await?;
        if let Some(old) = old
            && let Err(error) = core.vault.delete(&VaultEntry::of(core.store.id(), &old)).await
        {
            tracing::warn!(%error, "a credential that was replaced is still in the vault");
        }
    } else {
        let mut transaction = core.store.begin().await?;
        accounts::update(&mut transaction, &changed, old.as_deref()).await?;
        transaction.commit().await?;
    }
    log(core, ActivityKind::AccountChanged, &changed, actor).await?;
    find(core, account_id).await
}

type Written<'a> = std::pin::Pin<Box<dyn Future<Output = Result<(), crate::store::StoreError>> + Send + 'a>>;

/// Writes an account, with its credential in the vault first.
async fn keep(
    core: &Core,
    account: &Account,
    credential: Option<Secret>,
    write: impl for<'a> Fn(&'a mut sqlx::SqliteConnection, &'a Account, Option<&'a str>) -> Written<'a>,
) -> Result<()> {
    let kept = match credential {
        Some(secret) => {
            Some(lifecycle::put_aside(core, OperationKind::Import, &account.id, &account.id, secret).await?)
        }
        None => None,
    };
    let written = async {
        let mut transaction = core.store.begin().await?;
        let entry = kept.as_ref().map(|kept| kept.entry.id());
        write(&mut transaction, account, entry).await?;
        if let Some(kept) = &kept {
            let now = core.clock.now();
            operations::advance(&mut transaction, &kept.operation_id, OperationState::Done, None, now)
                .await?;
        }
        transaction.commit().await?;
        Ok::<_, Error>(())
    };
    match (written.await, kept) {
        (Err(error), Some(kept)) => {
            kept.withdraw(core).await;
            Err(error)
        }
        (other, _) => other,
    }
}

async fn log(core: &Core, kind: ActivityKind, account: &Account, actor: Actor) -> Result<()> {
    let entry = NewActivity {
        kind,
        actor,
        account_id: Some(&account.id),
        key_id: None,
        key_name: None,
        target: Some(&account.name),
    };
    core.store.log(entry, core.clock.now()).await?;
    core.changes.announce(&[Topic::Accounts, Topic::Activity]);
    Ok(())
}

impl Account {
    /// One with nothing but its name.
    pub(crate) fn new(
        id: String,
        provider_id: String,
        name: String,
        created_at: chrono::DateTime<chrono::Utc>,
    ) -> Self {
        Self {
            id,
            provider_id,
            name,
            created_at,
            live_keys: 0,
            fields: std::collections::BTreeMap::default(),
            base_urls: std::collections::BTreeMap::default(),
            confirmed_hosts: Vec::new(),
            credential_held: false,
            upstream_key_id: None,
            plan: None,
            balance: None,
            refreshed_at: None,
            trouble: None,
        }
    }
}
