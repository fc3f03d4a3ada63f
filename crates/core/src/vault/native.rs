//! The keychain of each system: how it is opened, and what its errors mean.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialPersistence;
use keyring_core::{CredentialStore, Entry};

use super::VaultError;
use super::keychain::classify;

/// An opened store of this system.
pub(super) struct Opened {
    store: Arc<CredentialStore>,
}

/// Opens the keychain of this system.
///
/// # Errors
/// `Absent` where there is none; `Failed` for a store that would forget.
pub(super) fn open() -> Result<Opened, VaultError> {
    let store = system_store()?;
    accept(&store)?;
    Ok(Opened { store })
}

/// Whether the keychain could be used now; asks the user nothing.
///
/// # Errors
/// As [`open`]; `Locked` where that is known.
pub(super) fn look() -> Result<(), VaultError> {
    open()?;
    #[cfg(target_os = "linux")]
    if linux::is_locked()? {
        return Err(VaultError::Locked);
    }
    Ok(())
}

/// Whether a call that takes long may be waiting for the user.
#[cfg(target_os = "linux")]
pub(super) fn may_be_asking() -> bool {
    linux::is_locked().unwrap_or(false)
}

/// The Keychain of macOS asks whenever it sees a new version of the program.
#[cfg(not(target_os = "linux"))]
pub(super) fn may_be_asking() -> bool {
    cfg!(target_os = "macos")
}

/// A store that keeps entries for less than "until deleted" is no keychain.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum is not ours, and it is open")]
fn accept(store: &Arc<CredentialStore>) -> Result<(), VaultError> {
    match store.persistence() {
        CredentialPersistence::UntilDelete => Ok(()),
        _ => Err(VaultError::Absent),
    }
}

impl Opened {
    /// The entry of that name; nothing is read or written yet.
    pub(super) fn entry(&self, service: &str, user: &str) -> keyring_core::Result<Entry> {
        // What a keychain viewer shows says whose entry it is, and nothing of the key.
        #[cfg(target_os = "linux")]
        let modifiers = [("label", "Keyhinge key")];
        // Not to be carried to other computers of the domain.
        #[cfg(windows)]
        let modifiers = [("persistence", "Local")];
        #[cfg(not(any(target_os = "linux", windows)))]
        let modifiers: [(&str, &str); 0] = [];
        self.store.build(service, user, Some(&HashMap::from(modifiers)))
    }
}

#[cfg(target_os = "linux")]
fn system_store() -> Result<Arc<CredentialStore>, VaultError> {
    let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new().map_err(classify)?;
    Ok(store)
}

#[cfg(target_os = "macos")]
fn system_store() -> Result<Arc<CredentialStore>, VaultError> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new().map_err(classify)?;
    Ok(store)
}

#[cfg(windows)]
fn system_store() -> Result<Arc<CredentialStore>, VaultError> {
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new().map_err(classify)?;
    Ok(store)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn system_store() -> Result<Arc<CredentialStore>, VaultError> {
    Err(VaultError::Absent)
}

/// What the system's own error means, by its type and code; `None` where it says nothing we know.
pub(super) fn reason(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<VaultError> {
    #[cfg(target_os = "linux")]
    return cause.downcast_ref::<secret_service::Error>().and_then(linux::reason);
    #[cfg(target_os = "macos")]
    return cause.downcast_ref::<security_framework::base::Error>().and_then(macos_reason);
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    {
        let _ = cause;
        None
    }
}

/// Codes of `SecBase.h`.
#[cfg(target_os = "macos")]
fn macos_reason(error: &security_framework::base::Error) -> Option<VaultError> {
    match error.code() {
        -128 => Some(VaultError::Dismissed),
        -25293 => Some(VaultError::Denied),
        -25308 => Some(VaultError::Locked),
        -25291 | -25294 | -25307 => Some(VaultError::Absent),
        _ => None,
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error};

    use crate::vault::VaultError;

    /// Over a connection of its own, since the other may be busy with the very call that waits. No secret crosses it.
    pub(super) fn is_locked() -> Result<bool, VaultError> {
        let failed = |error: Error| reason(&error).unwrap_or(VaultError::Failed);
        let service = SecretService::connect(EncryptionType::Plain).map_err(failed)?;
        let collection = service.get_default_collection().map_err(failed)?;
        collection.is_locked().map_err(failed)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the enum is not ours, and it is open")]
    pub(super) fn reason(error: &Error) -> Option<VaultError> {
        match error {
            Error::Locked => Some(VaultError::Locked),
            Error::Prompt => Some(VaultError::Dismissed),
            // No default collection (as on WSL), no provider, no bus.
            Error::NoResult | Error::Unavailable => Some(VaultError::Absent),
            Error::Zbus(error) => of_bus(error),
            Error::ZbusFdo(error) => of_fdo(error),
            _ => None,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the enum is not ours, and only these tell a reason")]
    fn of_bus(error: &zbus::Error) -> Option<VaultError> {
        match error {
            zbus::Error::MethodError(name, ..) => of_name(name.as_str()),
            zbus::Error::FDO(error) => of_fdo(error),
            zbus::Error::Address(_)
            | zbus::Error::InterfaceNotFound
            | zbus::Error::Connection(..)
            | zbus::Error::Handshake(_) => Some(VaultError::Absent),
            _ => None,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the enum is not ours, and only these tell a reason")]
    fn of_fdo(error: &zbus::fdo::Error) -> Option<VaultError> {
        use zbus::fdo::Error;
        match error {
            Error::ServiceUnknown(_) | Error::NameHasNoOwner(_) | Error::NoServer(_) => {
                Some(VaultError::Absent)
            }
            Error::AccessDenied(_) | Error::AuthFailed(_) => Some(VaultError::Denied),
            Error::ZBus(error) => of_bus(error),
            _ => None,
        }
    }

    /// Names of the Secret Service specification and of D-Bus.
    fn of_name(name: &str) -> Option<VaultError> {
        match name {
            "org.freedesktop.Secret.Error.IsLocked" => Some(VaultError::Locked),
            "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner" => {
                Some(VaultError::Absent)
            }
            "org.freedesktop.DBus.Error.AccessDenied" => Some(VaultError::Denied),
            name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => Some(VaultError::Absent),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_forgets_is_no_keychain() {
        let mock: Arc<CredentialStore> = keyring_core::mock::Store::new().unwrap();
        assert_eq!(accept(&mock), Err(VaultError::Absent));
    }
}
