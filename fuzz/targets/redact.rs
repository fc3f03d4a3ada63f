//! Any text on its way into the log: a key in it does not come out, and doing it twice changes nothing more.

#![no_main]

use keyhinge_core::redact::redact;
use libfuzzer_sys::fuzz_target;

const KEY: &str = "sk-proj-Zq7mXw2Lr9Tn4Vb8Yk3H";

fuzz_target!(|text: &str| {
    let clean = redact(text);
    assert_eq!(redact(&clean), clean);
    let (mut middle, at) = (text.len() / 2, text);
    while !at.is_char_boundary(middle) {
        middle -= 1;
    }
    let (before, after) = text.split_at(middle);
    let with_key = format!("{before} {KEY} {after}");
    assert!(!redact(&with_key).contains(KEY), "{with_key}");
});
