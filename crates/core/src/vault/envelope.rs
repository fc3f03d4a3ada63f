//! What one entry of the keychain holds: a versioned envelope, so that a later version, another program's edit
//! and a swapped entry are all noticed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::VaultError;
use crate::secret::Secret;

/// Windows allows 2,560 bytes per entry, and is the narrowest of the three.
pub const ENVELOPE_MAX: usize = 2_400;

const VERSION: u32 = 1;

/// A secret with the operation and the key that it belongs to.
#[derive(Debug)]
pub struct Envelope {
    pub operation_id: String,
    pub key_id: String,
    pub secret: Secret,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    v: u32,
    #[serde(borrow)]
    operation_id: Cow<'a, str>,
    #[serde(borrow)]
    key_id: Cow<'a, str>,
    #[serde(borrow)]
    secret: Cow<'a, str>,
}

impl Envelope {
    /// The bytes that the keychain stores. Called before anything irreversible, so that a value that no keychain
    /// can carry is refused in time.
    ///
    /// # Errors
    /// `BadValue` unless every part is printable ASCII, not empty and without blanks at its ends; `TooLong` above
    /// [`ENVELOPE_MAX`].
    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        for part in [&self.operation_id, &self.key_id, self.secret.expose()] {
            // A line break has destroyed whole collections of one keychain; blanks at the ends get trimmed.
            let printable = part.bytes().all(|byte| matches!(byte, b' '..=b'~'));
            if part.is_empty() || !printable || part.trim_ascii().len() != part.len() {
                return Err(VaultError::BadValue);
            }
            if part.len() > ENVELOPE_MAX {
                return Err(VaultError::TooLong);
            }
        }
        // Room for every byte escaped, so that no copy is left behind by growing.
        let mut bytes = Zeroizing::new(Vec::with_capacity(6 * ENVELOPE_MAX + 100));
        let wire = Wire {
            v: VERSION,
            operation_id: Cow::Borrowed(&self.operation_id),
            key_id: Cow::Borrowed(&self.key_id),
            secret: Cow::Borrowed(self.secret.expose()),
        };
        serde_json::to_writer(&mut *bytes, &wire).map_err(|_| VaultError::BadValue)?;
        if bytes.len() > ENVELOPE_MAX { Err(VaultError::TooLong) } else { Ok(bytes) }
    }

    /// # Errors
    /// `BadValue` for bytes that [`Self::encode`] of this version did not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, VaultError> {
        if bytes.len() > ENVELOPE_MAX {
            return Err(VaultError::BadValue);
        }
        let wire: Wire<'_> = serde_json::from_slice(bytes).map_err(|_| VaultError::BadValue)?;
        if wire.v != VERSION || wire.secret.is_empty() {
            return Err(VaultError::BadValue);
        }
        Ok(Self {
            operation_id: wire.operation_id.into_owned(),
            key_id: wire.key_id.into_owned(),
            secret: Secret::new(wire.secret.into_owned()),
        })
    }
}

/// Compares in constant time (the lengths are not hidden).
pub(super) fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(secret: &str) -> Envelope {
        Envelope { operation_id: "op_1".into(), key_id: "key_1".into(), secret: Secret::new(secret.into()) }
    }

    #[test]
    fn what_is_encoded_decodes_to_the_same() {
        for secret in ["kh_4tQ9_abc", r#"with "quotes" and \ inside"#, "x"] {
            let bytes = envelope(secret).encode().unwrap();
            assert!(bytes.iter().all(|byte| (b' '..=b'~').contains(byte)));
            let back = Envelope::decode(&bytes).unwrap();
            assert!(back.secret.matches(secret));
            assert_eq!((back.operation_id.as_str(), back.key_id.as_str()), ("op_1", "key_1"));
        }
    }

    #[test]
    fn what_a_keychain_could_spoil_is_refused() {
        for secret in ["", " x", "x ", "a\nb", "a\0b", "\u{1b}[2J", "ключ", "🔑", "a\u{7f}"] {
            assert!(matches!(envelope(secret).encode(), Err(VaultError::BadValue)), "{secret:?}");
        }
    }

    #[test]
    fn the_limit_is_on_the_whole_envelope() {
        let frame = envelope("x").encode().unwrap().len() - 1;
        let fits = "a".repeat(ENVELOPE_MAX - frame);
        assert_eq!(envelope(&fits).encode().unwrap().len(), ENVELOPE_MAX);
        for secret in [format!("{fits}a"), "a".repeat(2_401), "a".repeat(1 << 20), "\"".repeat(1_300)] {
            assert!(matches!(envelope(&secret).encode(), Err(VaultError::TooLong)));
        }
    }

    #[test]
    fn foreign_bytes_are_refused() {
        let long = format!(r#"{{"v":1,"operation_id":"o","key_id":"k","secret":"{}"}}"#, "a".repeat(3_000));
        for bytes in [
            "",
            "kh_plain",
            "{}",
            r#"{"v":2,"operation_id":"o","key_id":"k","secret":"s"}"#,
            r#"{"v":1,"operation_id":"o","key_id":"k","secret":""}"#,
            r#"{"v":1,"operation_id":"o","key_id":"k","secret":"s","more":1}"#,
            r#"{"v":1,"key_id":"k","secret":"s"}"#,
            "\u{feff}{}",
            &long,
        ] {
            assert!(matches!(Envelope::decode(bytes.as_bytes()), Err(VaultError::BadValue)), "{bytes:.40}");
        }
        assert!(matches!(Envelope::decode(&[0xff, 0xfe, 0x00]), Err(VaultError::BadValue)));
    }
}
