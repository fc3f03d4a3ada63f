//! Any bytes as a text with keys: no panic, spans within the text, no key in what is shown, and a line that is taken out
//! comes back.

#![no_main]

use std::sync::LazyLock;

use keyhinge_core::catalogue::Catalogue;
use keyhinge_core::recognise::{recognise_bytes, remove_key_line, restore_key_line};
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

fuzz_target!(|bytes: &[u8]| {
    let Ok(recognised) = recognise_bytes(bytes, &CATALOGUE) else { return };
    for found in &recognised.found {
        let secret = found.secret.expose();
        // What is masked already, or a beginning and nothing else, is no key.
        assert!(found.problem.is_some() || secret.len() < 8 || !found.masked.contains(secret));
        if let Ok((without, removal)) = remove_key_line(bytes, found, "khg") {
            let back = restore_key_line(&without, &removal, &found.secret).unwrap();
            assert_eq!(&*back, bytes);
        }
    }
});
