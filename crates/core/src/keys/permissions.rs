//! What a key may do. At the gateway: `read` = GET and generate, `write` = read plus creating resources,
//! `webhook` = managing webhooks, `admin` = everything.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    Read,
    Write,
    Admin,
    Webhook,
}

/// A set of permissions, sorted and without repeats; never empty once checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Permissions(Vec<Permission>);

impl Permissions {
    #[must_use]
    pub fn new(mut words: Vec<Permission>) -> Self {
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    /// # Errors
    /// `Invalid` where the set is empty.
    pub fn checked(self) -> Result<Self> {
        let set = Self::new(self.0);
        if set.0.is_empty() {
            return Err(Error::invalid("permissions", "Choose at least one permission."));
        }
        Ok(set)
    }

    #[must_use]
    pub fn words(&self) -> &[Permission] {
        &self.0
    }

    /// Whether the set grants `wanted`, by itself or through a wider permission.
    #[must_use]
    pub fn grants(&self, wanted: Permission) -> bool {
        self.0.iter().any(|held| match held {
            Permission::Admin => true,
            Permission::Write => matches!(wanted, Permission::Write | Permission::Read),
            Permission::Read | Permission::Webhook => *held == wanted,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_permissions_include_narrower_ones() {
        let grants = |held: Permission, wanted| Permissions::new(vec![held]).grants(wanted);
        assert!(grants(Permission::Admin, Permission::Webhook));
        assert!(grants(Permission::Write, Permission::Read));
        assert!(!grants(Permission::Read, Permission::Write));
        assert!(!grants(Permission::Webhook, Permission::Read));
    }

    #[test]
    fn an_empty_set_is_refused() {
        assert!(Permissions::new(vec![]).checked().is_err());
    }

    #[test]
    fn repeats_are_dropped() {
        let set = Permissions::new(vec![Permission::Write, Permission::Read, Permission::Write]);
        assert_eq!(set.words(), [Permission::Read, Permission::Write]);
    }
}
