use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;

use super::{Store, StoreError};
use crate::accounts::{Account, Trouble};
use crate::clock::from_millis;
use crate::management::Balance;

/// Writes a new account. `credential_entry` names where the vault has, or is about to have, the management credential.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    account: &Account,
    credential_entry: Option<&str>,
) -> Result<(), StoreError> {
    let created_at = account.created_at.timestamp_millis();
    let (fields, base_urls, confirmed_hosts) =
        (json(&account.fields)?, json(&account.base_urls)?, json(&account.confirmed_hosts)?);
    sqlx::query!(
        "INSERT INTO accounts (id, provider_id, name, created_at, fields, base_urls, confirmed_hosts, credential_entry)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        account.id,
        account.provider_id,
        account.name,
        created_at,
        fields,
        base_urls,
        confirmed_hosts,
        credential_entry
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what the user can change of an account.
pub(crate) async fn update(
    connection: &mut SqliteConnection,
    account: &Account,
    credential_entry: Option<&str>,
) -> Result<(), StoreError> {
    let (fields, base_urls, confirmed_hosts) =
        (json(&account.fields)?, json(&account.base_urls)?, json(&account.confirmed_hosts)?);
    sqlx::query!(
        "UPDATE accounts SET name = ?, fields = ?, base_urls = ?, confirmed_hosts = ?, credential_entry = ? WHERE id = ?",
        account.name,
        fields,
        base_urls,
        confirmed_hosts,
        credential_entry,
        account.id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that the account's keys were read.
pub(crate) async fn note_refreshed(
    connection: &mut SqliteConnection,
    account_id: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let at = at.timestamp_millis();
    sqlx::query!("UPDATE accounts SET refreshed_at = ?, trouble = NULL WHERE id = ?", at, account_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes what the provider says is left, and of which plan the account is.
pub(crate) async fn note_balance(
    connection: &mut SqliteConnection,
    account_id: &str,
    balance: &Balance,
) -> Result<(), StoreError> {
    let (text, plan) = (json(balance)?, balance.plan.as_deref());
    sqlx::query!(
        "UPDATE accounts SET balance = ?, plan = coalesce(?, plan) WHERE id = ?",
        text,
        plan,
        account_id
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn set_upstream(
    connection: &mut SqliteConnection,
    account_id: &str,
    key_id: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query!("UPDATE accounts SET upstream_key_id = ? WHERE id = ?", key_id, account_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes an account and its keys out of the file; what was logged and counted stays.
pub(crate) async fn delete(connection: &mut SqliteConnection, account_id: &str) -> Result<(), StoreError> {
    for child in [
        sqlx::query!(
            "DELETE FROM readings WHERE key_id IN (SELECT id FROM keys WHERE account_id = ?)",
            account_id
        ),
        sqlx::query!(
            "DELETE FROM key_limits WHERE key_id IN (SELECT id FROM keys WHERE account_id = ?)",
            account_id
        ),
        sqlx::query!(
            "DELETE FROM reveal_tickets WHERE key_id IN (SELECT id FROM keys WHERE account_id = ?)",
            account_id
        ),
        sqlx::query!(
            "UPDATE operations SET state = 'failed', outcome = 'forgotten'
             WHERE kind = 'rotate' AND account_id = ? AND state NOT IN ('done', 'failed')",
            account_id
        ),
        sqlx::query!(
            "DELETE FROM rotations WHERE old_key_id IN (SELECT id FROM keys WHERE account_id = ?)",
            account_id
        ),
        sqlx::query!("DELETE FROM keys WHERE account_id = ?", account_id),
        sqlx::query!("DELETE FROM accounts WHERE id = ?", account_id),
    ] {
        child.execute(&mut *connection).await?;
    }
    Ok(())
}

impl Store {
    /// Every account, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT a.id, a.provider_id, a.name, a.created_at, a.fields, a.base_urls, a.confirmed_hosts,
                      a.credential_entry IS NOT NULL AS "credential_held!: bool", a.upstream_key_id, a.plan, a.balance,
                      a.refreshed_at, a.trouble,
                      (SELECT count(*) FROM keys k WHERE k.account_id = a.id
                       AND k.state IN ('active', 'disabled', 'revoking')) AS "live_keys!: i64"
               FROM accounts a ORDER BY a.created_at, a.id"#
        )
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Account {
                    id: row.id,
                    provider_id: row.provider_id,
                    name: row.name,
                    created_at: from_millis(row.created_at),
                    live_keys: row.live_keys,
                    // An address that cannot be read must not become the provider's own.
                    fields: parse("accounts.fields", &row.fields)?,
                    base_urls: parse("accounts.base_urls", &row.base_urls)?,
                    confirmed_hosts: parse("accounts.confirmed_hosts", &row.confirmed_hosts)?,
                    credential_held: row.credential_held,
                    upstream_key_id: row.upstream_key_id,
                    plan: row.plan,
                    balance: row.balance.and_then(|text| serde_json::from_str(&text).ok()),
                    refreshed_at: row.refreshed_at.map(from_millis),
                    trouble: row.trouble.and_then(|text| serde_json::from_str(&text).ok()),
                })
            })
            .collect()
    }

    /// Where the vault has the management credential of an account.
    pub(crate) async fn credential_entry(&self, account_id: &str) -> Result<Option<String>, StoreError> {
        let found = sqlx::query_scalar!("SELECT credential_entry FROM accounts WHERE id = ?", account_id);
        Ok(found.fetch_optional(self.reader()).await?.flatten())
    }

    /// Notes why the account could not be read.
    pub(crate) async fn note_trouble(&self, account_id: &str, trouble: &Trouble) -> Result<(), StoreError> {
        let text = json(trouble)?;
        sqlx::query!("UPDATE accounts SET trouble = ? WHERE id = ?", text, account_id)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// Adds an account unless its provider has one; answers whether it did. The check and the write are one
    /// statement, so two processes cannot both add it.
    pub(crate) async fn add_only_account(
        &self,
        connection: &mut SqliteConnection,
        account: &Account,
    ) -> Result<bool, StoreError> {
        let created_at = account.created_at.timestamp_millis();
        let added = sqlx::query!(
            "INSERT INTO accounts (id, provider_id, name, created_at)
             SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE provider_id = ?)",
            account.id,
            account.provider_id,
            account.name,
            created_at,
            account.provider_id
        )
        .execute(connection)
        .await?;
        Ok(added.rows_affected() == 1)
    }
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Other(error.to_string()))
}

fn parse<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Other(format!("{column} cannot be read")))
}
