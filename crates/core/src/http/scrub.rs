//! Takes a secret that is known out of what came from outside: providers quote keys in their errors, in part too.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::secret::Secret;

const GONE: &[u8] = b"[redacted]";

/// So many characters in a row of a secret are taken for a part of it.
const PART: usize = 8;

/// `text` without `secret`, its parts from [`PART`] bytes on, and its usual encodings.
pub(super) fn without(secret: &Secret, text: &[u8]) -> Vec<u8> {
    let forms = forms(secret.expose());
    let size = PART.min(secret.expose().len());
    if size == 0 {
        return text.to_vec();
    }
    let parts: HashSet<&[u8]> = forms.iter().flat_map(|form| form.as_bytes().windows(size)).collect();
    let mut clean = Vec::with_capacity(text.len());
    // From where on the text is not yet copied, and up to where it is a secret.
    let (mut kept_to, mut gone_to) = (0, 0);
    for (at, window) in text.windows(size).enumerate() {
        if parts.contains(window) {
            if at >= gone_to {
                clean.extend_from_slice(text.get(kept_to..at).unwrap_or_default());
                clean.extend_from_slice(GONE);
            }
            gone_to = at + size;
            kept_to = gone_to;
        }
    }
    clean.extend_from_slice(text.get(kept_to..).unwrap_or_default());
    clean
}

/// The ways in which a secret is met in text.
fn forms(secret: &str) -> Vec<Zeroizing<String>> {
    let bytes = secret.as_bytes();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let url_encoded: String = url::form_urlencoded::byte_serialize(bytes).collect();
    let json = serde_json::to_string(secret).unwrap_or_default();
    let mut forms = vec![
        secret.to_owned(),
        url_encoded,
        json.trim_matches('"').to_owned(),
        secret.replace('/', "\\/"),
        hex(bytes),
        hex(bytes).to_uppercase(),
        hex(&Sha256::digest(bytes)),
    ];
    // Inside other bytes, base64 looks different for each of three positions.
    for skip in 0..3.min(bytes.len()) {
        let rest = bytes.get(skip..).unwrap_or_default();
        // The last letters depend on what follows.
        let whole = rest.get(..rest.len() / 3 * 3).unwrap_or_default();
        forms.push(STANDARD_NO_PAD.encode(whole));
        forms.push(URL_SAFE_NO_PAD.encode(whole));
    }
    forms.into_iter().map(Zeroizing::new).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_without_the_secret_stays() {
        let secret = Secret::new("sk-canary-0123456789".into());
        assert_eq!(without(&secret, b"Incorrect API key provided."), b"Incorrect API key provided.");
        assert_eq!(without(&Secret::new(String::new()), b"text"), b"text");
    }

    #[test]
    fn a_part_is_taken_out_too() {
        let secret = Secret::new("sk-canary-0123456789".into());
        assert_eq!(without(&secret, b"key sk-canary-01***89."), b"key [redacted]***89.");
    }

    proptest! {
        #[test]
        fn no_eight_characters_of_it_are_left(
            secret in "[A-Za-z0-9+/=._~-]{12,80}",
            before in "\\PC{0,30}",
            after in "\\PC{0,30}",
        ) {
            for form in forms(&secret) {
                let text = format!("{before}{}{after}", form.as_str());
                let clean = without(&Secret::new(secret.clone()), text.as_bytes());
                for part in secret.as_bytes().windows(PART) {
                    prop_assert!(!clean.windows(PART).any(|window| window == part));
                }
                if form.len() >= PART {
                    prop_assert!(!clean.windows(form.len()).any(|window| window == form.as_bytes()));
                }
                prop_assert_eq!(&without(&Secret::new(secret.clone()), &clean), &clean);
            }
        }
    }
}
