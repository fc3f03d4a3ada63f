//! What the vault holds of this store: secrets of keys, credentials of accounts, the key of the fingerprints, and the one that
//! seals what was written into files.

use super::{Store, StoreError};

impl Store {
    /// Each entry with the name of what it belongs to, where that has one.
    pub(crate) async fn vault_entries(&self) -> Result<Vec<(String, Option<String>)>, StoreError> {
        // What was cut off has named its entry before it was written.
        let rows = sqlx::query!(
            r#"SELECT vault_entry AS "entry!: String", name AS "name?: String" FROM keys WHERE vault_entry IS NOT NULL
               UNION
               SELECT credential_entry, name FROM accounts WHERE credential_entry IS NOT NULL
               UNION
               SELECT value, NULL FROM meta WHERE name IN ('fingerprint_entry', 'file_writes_entry')
               UNION
               SELECT json_extract(o.parameters, '$.vault_entry'), NULL FROM operations o
               WHERE o.kind IN ('create', 'import') AND json_extract(o.parameters, '$.vault_entry') IS NOT NULL
                     AND o.state <> 'done'"#
        )
        .fetch_all(self.reader())
        .await?;
        Ok(rows.into_iter().map(|row| (row.entry, row.name)).collect())
    }

    /// The entries of an account and of its keys.
    pub(crate) async fn entries_of_account(&self, account_id: &str) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar!(
            r#"SELECT vault_entry AS "entry!: String" FROM keys WHERE account_id = ?1 AND vault_entry IS NOT NULL
               UNION
               SELECT credential_entry FROM accounts WHERE id = ?1 AND credential_entry IS NOT NULL"#,
            account_id
        )
        .fetch_all(self.reader())
        .await?)
    }

    /// Forgets an entry that was deleted from the vault, whoever has it.
    pub(crate) async fn forget_entry(&self, entry: &str) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for statement in [
            sqlx::query!("UPDATE keys SET vault_entry = NULL WHERE vault_entry = ?", entry),
            sqlx::query!("UPDATE accounts SET credential_entry = NULL WHERE credential_entry = ?", entry),
            sqlx::query!(
                "DELETE FROM meta WHERE name IN ('fingerprint_entry', 'file_writes_entry') AND value = ?",
                entry
            ),
        ] {
            statement.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}
