//! Knowing a secret again without keeping it: HMAC-SHA-256 with a key of this store's own from the vault, so that nobody
//! who has the database can try secrets against it.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::error::{Error, Result};
use crate::secret::Secret;

/// Makes the fingerprints of one store.
pub(crate) struct Fingerprints(Hmac<Sha256>);

impl Fingerprints {
    /// A new key for them, in hex.
    pub(crate) fn new_key() -> Result<Secret> {
        let mut bits = [0_u8; 32];
        getrandom::fill(&mut bits).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
        Ok(Secret::new(bits.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    pub(crate) fn with_key(key: &Secret) -> Result<Self> {
        Hmac::new_from_slice(key.expose().as_bytes())
            .map(Self)
            .map_err(|_| Error::Internal("the fingerprints' key is unusable".into()))
    }

    pub(crate) fn of(&self, secret: &Secret) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(secret.expose().as_bytes());
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_secret_has_the_same_one_with_the_same_key_only() {
        let key = Fingerprints::new_key().unwrap();
        let one = Fingerprints::with_key(&key).unwrap();
        let secret = Secret::new("sk-canary-0123456789".into());
        assert_eq!(one.of(&secret), Fingerprints::with_key(&key).unwrap().of(&secret));
        assert_ne!(one.of(&secret), one.of(&Secret::new("sk-canary-0123456788".into())));
        let other = Fingerprints::with_key(&Fingerprints::new_key().unwrap()).unwrap();
        assert_ne!(one.of(&secret), other.of(&secret));
    }
}
