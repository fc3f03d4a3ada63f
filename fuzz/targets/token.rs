//! Whatever is presented as a key: parsed without a panic, and only what has the documented shape is one.

#![no_main]

use keyhinge_core::keys::token::{KEY_LEN, KEY_PREFIX, claimed_public_id, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let claimed = claimed_public_id(text);
    if let Some(presented) = parse(text) {
        assert_eq!(text.len(), KEY_LEN);
        assert!(text.starts_with(KEY_PREFIX));
        assert_eq!(claimed, Some(presented.public_id));
        assert!(!presented.matches(&[0; 32]));
        let shown = format!("{presented:?}");
        assert!(!shown.contains(&text[KEY_PREFIX.len() + 13..]), "its secret is not shown");
    }
});
