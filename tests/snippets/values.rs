//! What is put through every target: values made of what dialects trip over, and a key of every format that is known.

use keyhinge_core::catalogue::Catalogue;

pub(crate) const HOSTILE: usize = 2_500;

const PIECES: &[&str] = &[
    "'", "\"", "\\", "`", "$", "${HOME}", "$(id)", "$HOME", "%PATH%", "%", "!", "!!", "^", "&", "|", ";",
    "<", ">", "(", ")", "{", "}", "[a-z]", "*", "?", "~", "#", "=", " ", "  ", "'\\''", "\\'", "''", "\\\\",
    "\u{2018}", "\u{2019}", "\u{201c}", "@", ":", ":~", ",", "-", "--", "é", "🔑", "\u{202e}", "\u{feff}",
    "\\n", "\\x41", "-n", "\\c", "a", "kh_4tQ9", "sk-ant-", "0", "/etc", ".", "_", "+", "==ls", "~root",
    "$$", "\\u0041", "# c", " #", "\u{a0}", "%%", "\n", "\r\n", "\t", "\0",
];

/// A source of numbers that is the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

/// At least [`HOSTILE`] of them; the same ones in every run.
pub(crate) fn hostile() -> Vec<String> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut values: Vec<String> = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
    values.extend([String::new(), "k".repeat(32 * 1024), "it's ".repeat(6_000)]);
    // The first half of what breaks least, so that strict dialects have enough to carry.
    const MILD: &[&str] =
        &["a", "0", "_", ".", "-", "/", "+", "=", ":", "@", ",", "%", "~", "^", "sk-", "é", " "];
    while values.len() < HOSTILE / 2 {
        values.push((0..=random.below(12)).map(|_| MILD[random.below(MILD.len())]).collect());
    }
    while values.len() < HOSTILE {
        values.push((0..=random.below(10)).map(|_| PIECES[random.below(PIECES.len())]).collect());
    }
    values
}

/// A key of every format that a manifest knows.
pub(crate) fn keys() -> Vec<String> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    let mut random = Random(7);
    let mut keys = Vec::new();
    for provider in &Catalogue::embedded().unwrap().providers {
        for kind in &provider.key_types {
            for prefix in kind.prefixes.iter().map(String::as_str).chain([""]) {
                let length = kind.length.map_or(48, usize::from);
                let letters = (0..length).map(|_| char::from(LETTERS[random.below(LETTERS.len() - 2)]));
                keys.push(format!("{prefix}{}", letters.collect::<String>()));
            }
        }
    }
    // What a bearer token may hold at most (RFC 6750).
    keys.push("Az09-._~+/Az09==".into());
    assert!(keys.len() > 40);
    keys
}

/// The values that a target carries, with their texts, by `name(i)`; every real key is among them.
pub(crate) fn carried(target: &str, name: impl Fn(usize) -> String) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (real, value) in
        keys().into_iter().map(|key| (true, key)).chain(hostile().into_iter().map(|v| (false, v)))
    {
        match keyhinge_core::snippets::render(target, &name(pairs.len()), &value) {
            Ok(text) => pairs.push((value, text.expose().to_owned())),
            Err(error) => assert!(!real, "{target}: {error}"),
        }
    }
    assert!(pairs.len() > HOSTILE / 15, "{target} carries only {}", pairs.len());
    pairs
}

/// Compares what arrived with what was sent, and says which value was the first to differ.
pub(crate) fn compare(program: &str, found: &[String], pairs: &[(String, String)]) {
    for (found, (sent, text)) in found.iter().zip(pairs) {
        assert_eq!(found, sent, "{program} of {text}");
    }
    assert_eq!(found.len(), pairs.len(), "{program}");
}

/// Splits what a program printed with a NUL after each value.
pub(crate) fn split(output: &[u8]) -> Vec<String> {
    let mut values: Vec<String> =
        output.split(|byte| *byte == 0).map(|value| String::from_utf8(value.to_vec()).unwrap()).collect();
    assert_eq!(values.pop().as_deref(), Some(""));
    values
}
