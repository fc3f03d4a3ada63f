//! Virtual keys as text: `kh_<12 public id>_<43 secret><6 checksum>`, all in base62.
//!
//! The public id names the key and may be shown. The secret is 43 characters of the OS random source
//! (256 bits). The checksum is the CRC-32 of everything before it, so that a mistyped or shortened key is
//! refused before anything is looked up. What is stored is the SHA-256 of the 43 secret characters alone.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::secret::Secret;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What a virtual key starts with.
pub const KEY_PREFIX: &str = "kh_";
/// What a gateway's session token starts with.
pub const SESSION_PREFIX: &str = "khs_";

const PUBLIC_LEN: usize = 12;
const SECRET_LEN: usize = 43;
const CHECKSUM_LEN: usize = 6;
/// The length of every virtual key, in bytes.
pub const KEY_LEN: usize = KEY_PREFIX.len() + PUBLIC_LEN + 1 + SECRET_LEN + CHECKSUM_LEN;

/// A new virtual key, in the only moment in which its plaintext exists here.
#[derive(Debug)]
pub struct IssuedToken {
    /// Twelve letters or digits: how the gateway finds the key.
    pub public_id: String,
    pub token: Secret,
    /// SHA-256 of the secret part, for the database.
    pub hash: [u8; 32],
    /// As `kh_4tQ9…9f2c`: the first four of the public id and the last four of the key.
    pub masked: String,
}

/// Makes a new virtual key from the OS random source.
///
/// # Errors
/// `Internal` where the OS gives no randomness.
pub fn issue() -> Result<IssuedToken> {
    let public_id = random_base62(PUBLIC_LEN)?.to_string();
    let secret = random_base62(SECRET_LEN)?;
    // Room for the whole key, so that the buffer never moves and leaves a copy behind.
    let mut token = String::with_capacity(KEY_LEN);
    token.push_str(KEY_PREFIX);
    token.push_str(&public_id);
    token.push('_');
    token.push_str(&secret);
    let sum = checksum(&token);
    token.push_str(&sum);
    let masked = format!("{KEY_PREFIX}{}\u{2026}{}", &public_id[..4], &token[KEY_LEN - 4..]);
    Ok(IssuedToken { public_id, hash: hash(&secret), masked, token: Secret::new(token) })
}

/// Makes the token that manages keys for one run of the gateway: `khs_`, 43 random characters, a checksum.
///
/// # Errors
/// `Internal` where the OS gives no randomness.
pub fn session() -> Result<Secret> {
    let mut token = String::with_capacity(SESSION_PREFIX.len() + SECRET_LEN + CHECKSUM_LEN);
    token.push_str(SESSION_PREFIX);
    token.push_str(&random_base62(SECRET_LEN)?);
    let sum = checksum(&token);
    token.push_str(&sum);
    Ok(Secret::new(token))
}

/// A new id: `prefix`, an underscore, and twelve random letters or digits.
///
/// # Errors
/// `Internal` where the OS gives no randomness.
pub fn random_id(prefix: &str) -> Result<String> {
    Ok(format!("{prefix}_{}", &*random_base62(PUBLIC_LEN)?))
}

/// Whether a text reads like an id of a key or an account, as [`random_id`] makes them. A word in small letters is none.
pub(crate) fn is_id(text: &str) -> bool {
    let random = text.strip_prefix("key_").or_else(|| text.strip_prefix("acc_"));
    random.is_some_and(|random| {
        random.len() == PUBLIC_LEN
            && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !random.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// A virtual key that somebody presented. It is well formed; whether it exists is not known yet.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    pub public_id: &'a str,
    secret: &'a str,
}

impl std::fmt::Debug for Presented<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Presented").field("public_id", &self.public_id).finish_non_exhaustive()
    }
}

impl Presented<'_> {
    /// Whether the secret is the one with this SHA-256. Compares in constant time.
    #[must_use]
    pub fn matches(&self, stored: &[u8; 32]) -> bool {
        hash(self.secret).ct_eq(stored).into()
    }
}

/// The parts of a virtual key, or nothing for any other text: prefix, length, alphabet and checksum are
/// all checked before anyone looks anything up.
#[must_use]
pub fn parse(text: &str) -> Option<Presented<'_>> {
    if text.len() != KEY_LEN || !text.is_ascii() {
        return None;
    }
    let (public_id, rest) = text.strip_prefix(KEY_PREFIX)?.split_at(PUBLIC_LEN);
    let (secret, sum) = rest.strip_prefix('_')?.split_at(SECRET_LEN);
    let alphanumeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !alphanumeric(public_id) || !alphanumeric(secret) {
        return None;
    }
    (checksum(&text[..KEY_LEN - CHECKSUM_LEN]) == sum).then_some(Presented { public_id, secret })
}

/// The public id of what looks like a virtual key, however wrong the rest is: told back to whoever sent it,
/// so that they see which key they used. Never a look-up.
#[must_use]
pub fn claimed_public_id(text: &str) -> Option<&str> {
    let (public_id, rest) = text.strip_prefix(KEY_PREFIX)?.split_at_checked(PUBLIC_LEN)?;
    (rest.starts_with('_') && public_id.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(public_id)
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The CRC-32 of `text` as six base62 digits, most significant first.
fn checksum(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut digits = [b'0'; CHECKSUM_LEN];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().map(|&byte| char::from(byte)).collect()
}

/// `len` characters, each of the 62 equally likely.
fn random_base62(len: usize) -> Result<Zeroizing<String>> {
    // 62 fits into a byte four times; larger bytes would favour the first characters and are thrown away.
    const FAIR: u8 = 62 * 4;
    let mut text = Zeroizing::new(String::with_capacity(len));
    let mut bytes = Zeroizing::new([0_u8; 64]);
    while text.len() < len {
        getrandom::fill(bytes.as_mut_slice())
            .map_err(|error| Error::Internal(format!("the system gives no random numbers: {error}")))?;
        for byte in bytes.iter().filter(|byte| **byte < FAIR).take(len - text.len()) {
            text.push(char::from(ALPHABET[usize::from(byte % 62)]));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_has_the_documented_shape() {
        let issued = issue().unwrap();
        let token = issued.token.expose();
        assert_eq!(token.len(), 65);
        assert_eq!(token[..16], format!("kh_{}_", issued.public_id));
        assert_eq!(issued.masked, format!("kh_{}…{}", &issued.public_id[..4], &token[61..]));
        assert_eq!(issued.hash, <[u8; 32]>::from(Sha256::digest(&token[16..59])));
        assert!(!format!("{issued:?}").contains(&token[16..]));
    }

    #[test]
    fn what_was_issued_parses_and_matches_only_its_own_hash() {
        for _ in 0..200 {
            let (one, other) = (issue().unwrap(), issue().unwrap());
            let presented = parse(one.token.expose()).unwrap();
            assert_eq!(presented.public_id, one.public_id);
            assert!(presented.matches(&one.hash));
            assert!(!presented.matches(&other.hash));
            assert!(!format!("{presented:?}").contains(&one.token.expose()[16..]));
        }
    }

    #[test]
    fn a_hundred_thousand_keys_hold_no_repeat_and_every_letter_is_about_as_frequent() {
        let mut seen = HashSet::new();
        let mut counts = [0_u32; 128];
        for _ in 0..100_000 {
            let text = random_base62(PUBLIC_LEN).unwrap().to_string();
            text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
            assert!(seen.insert(text));
        }
        // 1,200,000 characters over 62 letters: 19,355 each, with a standard deviation of about 138.
        for &letter in ALPHABET {
            let count = counts[usize::from(letter)];
            assert!((18_400..20_300).contains(&count), "{}: {count}", char::from(letter));
        }
    }

    #[test]
    fn nothing_else_parses() {
        let good = issue().unwrap().token.expose().to_owned();
        let bad = [
            String::new(),
            "kh_".into(),
            good[..64].into(),
            format!("{good}0"),
            format!(" {good}"),
            format!("{good}\n"),
            good.replace("kh_", "KH_"),
            format!("khs{}", &good[3..]),
            good.replacen('_', "-", 2),
            "kh_' OR 1=1;--".into(),
            format!("kh_{}", "ü".repeat(31)),
            format!("kh_{}", "१".repeat(62)),
            "a".repeat(1 << 20),
            session().unwrap().expose().to_owned(),
        ];
        for text in bad {
            assert!(parse(&text).is_none(), "{:?}", text.chars().take(80).collect::<String>());
        }
        assert!(parse(&good).is_some());
    }

    #[test]
    fn the_claimed_id_is_read_from_wrong_keys_too() {
        assert_eq!(claimed_public_id("kh_0123456789ab_"), Some("0123456789ab"));
        assert_eq!(claimed_public_id("kh_0123456789ab_tooshort"), Some("0123456789ab"));
        for text in
            ["", "kh_", "kh_0123456789ab", "sk-0123456789ab_x", "kh_0123456789a'_x", "kh_ü123456789ab_"]
        {
            assert_eq!(claimed_public_id(text), None, "{text}");
        }
    }

    #[test]
    fn session_tokens_differ_and_carry_their_prefix() {
        let (one, other) = (session().unwrap(), session().unwrap());
        assert!(one.expose().starts_with(SESSION_PREFIX));
        assert_eq!(one.expose().len(), 53);
        assert!(!one.matches(other.expose()));
    }

    proptest! {
        #[test]
        fn every_edit_of_one_character_is_refused(at in 0..KEY_LEN, with in any::<char>(), kind in 0..3_u8) {
            let good = issue().unwrap().token.expose().to_owned();
            let mut letters: Vec<char> = good.chars().collect();
            match kind {
                0 => letters[at] = with,
                1 => letters.insert(at, with),
                _ => { letters.remove(at); }
            }
            let edited: String = letters.into_iter().collect();
            prop_assume!(edited != good);
            prop_assert!(parse(&edited).is_none());
        }

        #[test]
        fn an_alphabetic_edit_is_refused_at_every_place(letter in 0..62_usize) {
            let good = issue().unwrap().token.expose().to_owned();
            for at in 0..KEY_LEN {
                let mut bytes = good.clone().into_bytes();
                bytes[at] = ALPHABET[letter];
                let edited = String::from_utf8(bytes).unwrap();
                prop_assert!(edited == good || parse(&edited).is_none(), "at {}", at);
            }
        }

        #[test]
        fn any_text_is_parsed_without_a_panic(text in ".{0,80}") {
            let _ = parse(&text);
        }
    }
}
