//! Facts about the file itself.

use sqlx::SqlitePool;
use uuid::Uuid;

use super::{Store, StoreError};

/// Set by a restore: nobody has looked yet whether this keychain holds what the keys name.
pub(crate) const SECRETS_UNCHECKED: &str = "secrets_unchecked";

/// Where the vault has the key of the fingerprints.
pub(crate) const FINGERPRINT_ENTRY: &str = "fingerprint_entry";

/// Where the vault has the key that seals what was written into files.
pub(crate) const FILE_WRITES_ENTRY: &str = "file_writes_entry";

/// The database's own UUID, made on the first open.
pub(super) async fn store_id(writer: &SqlitePool) -> Result<String, StoreError> {
    let fresh = Uuid::new_v4().to_string();
    sqlx::query!("INSERT INTO meta (name, value) VALUES ('store_id', ?) ON CONFLICT DO NOTHING", fresh)
        .execute(writer)
        .await?;
    Ok(sqlx::query_scalar!("SELECT value FROM meta WHERE name = 'store_id'").fetch_one(writer).await?)
}

impl Store {
    pub(crate) async fn fact(&self, name: &str) -> Result<Option<String>, StoreError> {
        let found = sqlx::query_scalar!("SELECT value FROM meta WHERE name = ?", name);
        Ok(found.fetch_optional(self.reader()).await?)
    }

    /// What is known by that name; `value` from now on where nothing is.
    pub(crate) async fn fact_or(&self, name: &str, value: &str) -> Result<String, StoreError> {
        sqlx::query!("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", name, value)
            .execute(self.writer())
            .await?;
        let found = sqlx::query_scalar!("SELECT value FROM meta WHERE name = ?", name);
        Ok(found.fetch_one(self.writer()).await?)
    }

    pub(crate) async fn remember_fact(&self, name: &str) -> Result<(), StoreError> {
        sqlx::query!("INSERT INTO meta (name, value) VALUES (?, '') ON CONFLICT DO NOTHING", name)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    pub(crate) async fn forget_fact(&self, name: &str) -> Result<(), StoreError> {
        sqlx::query!("DELETE FROM meta WHERE name = ?", name).execute(self.writer()).await?;
        Ok(())
    }

    /// SQLite's version and the newest applied migration, for the doctor.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn versions(&self) -> Result<(String, i64), StoreError> {
        let sqlite: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(self.reader()).await?;
        let schema: i64 = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
            .fetch_one(self.reader())
            .await?;
        Ok((sqlite, schema))
    }

    /// Whether the whole file is sound, as SQLite's own check tells.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be read.
    pub async fn is_sound(&self) -> Result<bool, StoreError> {
        let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(self.reader()).await?;
        Ok(verdict == "ok")
    }
}
