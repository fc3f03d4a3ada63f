//! What a passphrase must be. There is no second try for it: who forgets it loses every secret of the vault.

use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::secret::Secret;

/// Characters. With Argon2id at 64 MiB a guess is dear, and no rule makes a short passphrase good.
pub const PASSPHRASE_MIN: usize = 12;

/// A pasted file is not a passphrase.
const PASSPHRASE_MAX: usize = 1024;

/// Refuses a passphrase for a new vault that is no protection.
///
/// # Errors
/// `Invalid` naming `field`, without the passphrase.
pub fn check_passphrase(passphrase: &Secret, field: &'static str) -> Result<()> {
    let text = passphrase.expose();
    let refuse = |reason: &str| Err(Error::invalid(field, reason));
    if text.chars().count() < PASSPHRASE_MIN {
        return refuse(
            "The passphrase needs at least 12 characters; a few words that do not belong together are good.",
        );
    }
    if text.len() > PASSPHRASE_MAX {
        return refuse("The passphrase is longer than 1,024 bytes.");
    }
    if text.chars().any(char::is_control) {
        return refuse(
            "The passphrase holds a line break or a control character, which cannot be typed again.",
        );
    }
    if text.chars().collect::<HashSet<_>>().len() < 5 {
        return refuse("The passphrase has fewer than five different characters.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_protects_nothing_is_refused() {
        for bad in [
            "",
            "short",
            "elevenchars",
            "aaaaaaaaaaaaaaaa",
            "            ",
            "abababababababab",
            "twelve\nchars!",
            &"x1y2z3".repeat(200),
        ] {
            let refused = check_passphrase(&Secret::new(bad.into()), "passphrase").unwrap_err();
            assert!(matches!(&refused, Error::Invalid { field: "passphrase", .. }));
            assert!(bad.len() < 5 || !refused.to_string().contains(bad));
        }
        for good in ["correct horse battery", "pässwörter zwölf", "密码密码一二三四五六七八九"]
        {
            check_passphrase(&Secret::new(good.into()), "passphrase").unwrap();
        }
    }
}
