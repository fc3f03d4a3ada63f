//! Which key takes whose place.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{OperationState, Store, StoreError, operations};
use crate::clock::from_millis;
use crate::operation::{Operation, OperationKind};
use crate::rotation::{KeyRotation, RotationRole, RotationStage};

/// A rotation that was not called off.
#[derive(Debug, Clone)]
pub(crate) struct RotationRow {
    pub(crate) operation_id: String,
    pub(crate) old_key_id: String,
    pub(crate) new_key_id: String,
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) switched_at: Option<DateTime<Utc>>,
    pub(crate) done: bool,
}

impl RotationRow {
    pub(crate) fn stage(&self) -> RotationStage {
        match (self.done, self.switched_at) {
            (true, _) => RotationStage::Done,
            (false, Some(_)) => RotationStage::Delete,
            (false, None) => RotationStage::Update,
        }
    }
}

/// A [`RotationRow`] as it is read.
struct Columns {
    operation_id: String,
    old_key_id: String,
    new_key_id: String,
    started_at: i64,
    switched_at: Option<i64>,
    done: bool,
}

impl From<Columns> for RotationRow {
    fn from(row: Columns) -> Self {
        Self {
            operation_id: row.operation_id,
            old_key_id: row.old_key_id,
            new_key_id: row.new_key_id,
            started_at: from_millis(row.started_at),
            switched_at: row.switched_at.map(from_millis),
            done: row.done,
        }
    }
}

/// Makes a key the one that is to take another's place: journaled anew, or in the place of the one that was chosen before.
/// Answers whether it could be: not once the switch was made, nor where either is at work in another rotation by now.
pub(crate) async fn choose(
    connection: &mut SqliteConnection,
    account_id: &str,
    old_key_id: &str,
    new_key_id: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let elsewhere = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM rotations r JOIN operations o ON o.id = r.operation_id
               WHERE o.state NOT IN ('done', 'failed')
                     AND (r.old_key_id = ?2
                          OR r.switched_at IS NULL AND (r.new_key_id = ?1 OR r.new_key_id = ?2 AND r.old_key_id <> ?1)))
             OR NOT EXISTS (SELECT 1 FROM keys WHERE id = ?2 AND state = 'active') AS "busy!: bool""#,
        old_key_id,
        new_key_id
    )
    .fetch_one(&mut *connection)
    .await?;
    if elsewhere {
        return Ok(false);
    }
    let open = sqlx::query!(
        r#"SELECT r.operation_id FROM rotations r JOIN operations o ON o.id = r.operation_id
           WHERE r.old_key_id = ? AND o.state NOT IN ('done', 'failed')"#,
        old_key_id
    )
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(open) = open {
        let chosen = sqlx::query!(
            "UPDATE rotations SET new_key_id = ? WHERE operation_id = ? AND switched_at IS NULL",
            new_key_id,
            open.operation_id
        )
        .execute(connection)
        .await?;
        return Ok(chosen.rows_affected() == 1);
    }
    let operation = Operation::new(OperationKind::Rotate, account_id, Some(old_key_id), "{}".into());
    operations::begin(&mut *connection, &operation, now).await?;
    operations::advance(&mut *connection, &operation.id, OperationState::Stored, None, now).await?;
    sqlx::query!(
        "INSERT INTO rotations (operation_id, old_key_id, new_key_id) VALUES (?, ?, ?)",
        operation.id,
        old_key_id,
        new_key_id
    )
    .execute(connection)
    .await?;
    Ok(true)
}

/// Moves everything that points to the old key over to the new one; answers whether it was for this call to do.
pub(crate) async fn switch(
    connection: &mut SqliteConnection,
    row: &RotationRow,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let at = now.timestamp_millis();
    let switched = sqlx::query!(
        "UPDATE rotations SET switched_at = ?1, moved_upstream = EXISTS (
             SELECT 1 FROM accounts WHERE upstream_key_id = ?2)
         WHERE operation_id = ?3 AND new_key_id = ?4 AND switched_at IS NULL
               AND EXISTS (SELECT 1 FROM operations WHERE id = ?3 AND state NOT IN ('done', 'failed'))
               AND EXISTS (SELECT 1 FROM keys WHERE id = ?4 AND state = 'active')",
        at,
        row.old_key_id,
        row.operation_id,
        row.new_key_id
    )
    .execute(&mut *connection)
    .await?;
    if switched.rows_affected() == 0 {
        return Ok(false);
    }
    move_upstream(connection, &row.old_key_id, &row.new_key_id).await?;
    Ok(true)
}

/// Moves it all back from `taken`, the keys that took the place one after the other; answers whether there was something to
/// move, to a key that works. A key that took the place and was replaced itself goes back first, unless it ended.
pub(crate) async fn switch_back(
    connection: &mut SqliteConnection,
    row: &RotationRow,
    taken: &[String],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let at = now.timestamp_millis();
    let back = sqlx::query_scalar!(
        r#"SELECT moved_upstream AS "moved_upstream: bool" FROM rotations
           WHERE operation_id = ?1 AND switched_at IS NOT NULL
                 AND EXISTS (SELECT 1 FROM operations WHERE id = ?1 AND state NOT IN ('done', 'failed'))
                 AND EXISTS (SELECT 1 FROM keys WHERE id = ?2 AND state = 'active'
                             AND (expires_at IS NULL OR expires_at > ?4))
                 AND NOT EXISTS (SELECT 1 FROM rotations n JOIN operations o ON o.id = n.operation_id
                                 JOIN keys k ON k.id = n.old_key_id
                                 WHERE n.old_key_id = ?3 AND n.switched_at IS NOT NULL AND o.state <> 'failed'
                                       AND k.state = 'active' AND (k.expires_at IS NULL OR k.expires_at > ?4))"#,
        row.operation_id,
        row.old_key_id,
        row.new_key_id,
        at
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(moved_upstream) = back else { return Ok(false) };
    if moved_upstream {
        for new in taken {
            move_upstream(connection, new, &row.old_key_id).await?;
        }
    }
    sqlx::query!(
        "UPDATE rotations SET switched_at = NULL, moved_upstream = 0 WHERE operation_id = ?",
        row.operation_id
    )
    .execute(connection)
    .await?;
    Ok(true)
}

async fn move_upstream(connection: &mut SqliteConnection, from: &str, to: &str) -> Result<(), StoreError> {
    sqlx::query!("UPDATE accounts SET upstream_key_id = ? WHERE upstream_key_id = ?", to, from)
        .execute(connection)
        .await?;
    Ok(())
}

/// Calls it off; answers whether it could be: not once the switch was made.
pub(crate) async fn call_off(
    connection: &mut SqliteConnection,
    row: &RotationRow,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let at = now.timestamp_millis();
    let ended = sqlx::query!(
        "UPDATE operations SET state = 'failed', outcome = 'called off', updated_at = ?2
         WHERE id = ?1 AND state NOT IN ('done', 'failed')
               AND EXISTS (SELECT 1 FROM rotations WHERE operation_id = ?1 AND switched_at IS NULL)",
        row.operation_id,
        at
    )
    .execute(connection)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends the rotations of a key that was just revoked: done where another has taken its place, called off else.
pub(crate) async fn close(
    connection: &mut SqliteConnection,
    old_key_id: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let at = now.timestamp_millis();
    sqlx::query!(
        "UPDATE operations SET updated_at = ?1,
             state = (SELECT iif(switched_at IS NULL, 'failed', 'done') FROM rotations WHERE operation_id = operations.id)
         WHERE state NOT IN ('done', 'failed') AND id IN (SELECT operation_id FROM rotations WHERE old_key_id = ?2)",
        at,
        old_key_id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a key out of every rotation. Where it had taken a place and another has its own by now, that one has both.
pub(crate) async fn forget(connection: &mut SqliteConnection, key_id: &str) -> Result<(), StoreError> {
    for statement in [
        sqlx::query!(
            "UPDATE rotations SET new_key_id = next.new_key_id
             FROM (SELECT n.new_key_id FROM rotations n JOIN operations o ON o.id = n.operation_id
                   WHERE n.old_key_id = ?1 AND n.switched_at IS NOT NULL AND o.state <> 'failed' LIMIT 1) AS next
             WHERE rotations.new_key_id = ?1 AND rotations.switched_at IS NOT NULL",
            key_id
        ),
        sqlx::query!(
            "UPDATE operations SET state = 'failed', outcome = 'forgotten'
             WHERE state NOT IN ('done', 'failed')
                   AND id IN (SELECT operation_id FROM rotations WHERE ?1 IN (old_key_id, new_key_id))",
            key_id
        ),
        sqlx::query!("DELETE FROM rotations WHERE ?1 IN (old_key_id, new_key_id)", key_id),
    ] {
        statement.execute(&mut *connection).await?;
    }
    Ok(())
}

impl Store {
    /// The rotation that is to replace a key, or has; the newest.
    pub(crate) async fn rotation_of(&self, old_key_id: &str) -> Result<Option<RotationRow>, StoreError> {
        let row = sqlx::query_as!(
            Columns,
            r#"SELECT r.operation_id, r.old_key_id, r.new_key_id, r.switched_at, o.started_at,
                      o.state = 'done' AS "done!: bool"
               FROM rotations r JOIN operations o ON o.id = r.operation_id
               WHERE r.old_key_id = ? AND o.state <> 'failed' ORDER BY o.started_at DESC, o.id DESC LIMIT 1"#,
            old_key_id
        )
        .fetch_optional(self.reader())
        .await?;
        Ok(row.map(RotationRow::from))
    }

    /// The keys that took a place, one after the other; before the switch, the one that is to.
    pub(crate) async fn successors(&self, rotation: &RotationRow) -> Result<Vec<String>, StoreError> {
        let mut taken = vec![rotation.new_key_id.clone()];
        let mut last = rotation.clone();
        while last.switched_at.is_some() {
            match self.rotation_of(&last.new_key_id).await? {
                Some(next) if next.switched_at.is_some() && !taken.contains(&next.new_key_id) => {
                    taken.push(next.new_key_id.clone());
                    last = next;
                }
                _ => break,
            }
        }
        Ok(taken)
    }

    /// What rotations say of keys, of one or of all. Where a key is in several, the one that is under way counts, and being
    /// replaced before replacing.
    pub(crate) async fn rotation_marks(
        &self,
        key_id: Option<&str>,
    ) -> Result<HashMap<String, KeyRotation>, StoreError> {
        let rows = sqlx::query_as!(
            Columns,
            r#"SELECT r.operation_id, r.old_key_id, r.new_key_id, r.switched_at, o.started_at,
                      o.state = 'done' AS "done!: bool"
               FROM rotations r JOIN operations o ON o.id = r.operation_id
               WHERE o.state <> 'failed' AND (?1 IS NULL OR ?1 IN (r.old_key_id, r.new_key_id))
               ORDER BY 6 DESC, o.started_at, o.id"#,
            key_id
        )
        .fetch_all(self.reader())
        .await?;
        let mut marks = HashMap::new();
        // Later ones win: those under way after those that are done.
        for row in rows.into_iter().map(RotationRow::from) {
            let stage = row.stage();
            let new = KeyRotation { role: RotationRole::New, other_key_id: row.old_key_id.clone(), stage };
            let replaced = |mark: &KeyRotation| mark.role == RotationRole::Old && mark.stage == stage;
            if !marks.get(&row.new_key_id).is_some_and(replaced) {
                marks.insert(row.new_key_id.clone(), new);
            }
            marks.insert(
                row.old_key_id,
                KeyRotation { role: RotationRole::Old, other_key_id: row.new_key_id, stage },
            );
        }
        Ok(marks)
    }
}
