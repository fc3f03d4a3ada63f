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
    #[cfg(target_os = "linux")]
    service: secret_service::blocking::SecretService<'static>,
}

/// Opens the keychain of this system.
///
/// # Errors
/// `Absent` where there is none; `Failed` for a store that would forget.
pub(super) fn open() -> Result<Opened, VaultError> {
    let store = system_store()?;
    accept(&store)?;
    Ok(Opened {
        store,
        #[cfg(target_os = "linux")]
        service: linux::connect()?,
    })
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

    /// Whether it could be used now; asks the user nothing.
    #[cfg(target_os = "linux")]
    pub(super) fn look(&self) -> Result<(), VaultError> {
        if linux::is_locked(&self.service)? { Err(VaultError::Locked) } else { Ok(()) }
    }

    /// Nothing more can be known without a prompt.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn look(&self) -> Result<(), VaultError> {
        Ok(())
    }

    /// Whether the next call may have to ask the user.
    #[cfg(target_os = "linux")]
    pub(super) fn expects_prompt(&self) -> bool {
        linux::is_locked(&self.service).unwrap_or(false)
    }

    /// The Keychain asks whenever it sees a new version of the program.
    #[cfg(target_os = "macos")]
    pub(super) fn expects_prompt(&self) -> bool {
        true
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    pub(super) fn expects_prompt(&self) -> bool {
        false
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

    /// A connection that only asks whether the keychain is locked; no secret crosses it.
    pub(super) fn connect() -> Result<SecretService<'static>, VaultError> {
        SecretService::connect(EncryptionType::Plain)
            .map_err(|error| reason(&error).unwrap_or(VaultError::Failed))
    }

    pub(super) fn is_locked(service: &SecretService<'static>) -> Result<bool, VaultError> {
        let locked = service.get_default_collection().and_then(|found| found.is_locked());
        locked.map_err(|error| reason(&error).unwrap_or(VaultError::Failed))
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
