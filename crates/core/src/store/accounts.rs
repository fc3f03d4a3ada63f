use super::{Store, StoreError};
use crate::accounts::Account;
use crate::clock::from_millis;

impl Store {
    /// Every account, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT a.id, a.provider_id, a.name, a.created_at,
                      (SELECT count(*) FROM keys k WHERE k.account_id = a.id AND k.state IN ('active', 'revoking')) AS "live_keys!: i64"
               FROM accounts a ORDER BY a.created_at, a.id"#
        )
        .fetch_all(self.reader())
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| Account {
                id: row.id,
                provider_id: row.provider_id,
                name: row.name,
                created_at: from_millis(row.created_at),
                live_keys: row.live_keys,
            })
            .collect())
    }

    /// Adds an account unless its provider has one; answers whether it did. The check and the write are one
    /// statement, so two processes cannot both add it.
    pub(crate) async fn add_only_account(
        &self,
        connection: &mut sqlx::SqliteConnection,
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
