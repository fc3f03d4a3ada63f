//! Makes a provider's text fit to be shown and kept: one short line without key material.

use crate::http::Credential;
use crate::redact::redact;

/// The longest line that is shown, in characters.
const LINE_MAX: usize = 200;

/// The longest word that is taken over.
const WORD_MAX: usize = 64;

const GONE: &str = "[redacted]";

/// A message as one line of at most 200 characters, without what looks like a key or a part of one, and without the
/// credential that was presented, whole, in part or encoded.
pub(super) fn line(text: &str, credential: Option<&Credential>) -> String {
    // What hides between letters would hide a key too.
    let visible = text.chars().filter(|c| !is_hidden(*c)).map(|c| if c.is_control() { ' ' } else { c });
    let joined = visible.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let own = credential.map_or_else(
        || joined.clone(),
        |credential| String::from_utf8_lossy(&credential.scrub(joined.as_bytes())).into_owned(),
    );
    let mut clean = redact(&masks_out(&own)).into_owned();
    if let Some((end, _)) = clean.char_indices().nth(LINE_MAX) {
        clean.truncate(end);
    }
    clean
}

/// A code or an id; none where it is not a plain word, or holds what looks like a key.
pub(super) fn word(text: &str, credential: Option<&Credential>) -> Option<String> {
    let plain = (1..=WORD_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:/ ".contains(&byte));
    (plain && line(text, credential) == text).then(|| text.to_owned())
}

/// Marks of direction and characters without width.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Takes out keys that are masked in the middle, as `sk-ab***yz` and `sk-ant-api03-R2D...igAA`: they show both ends.
fn masks_out(text: &str) -> String {
    text.split(' ').map(around_mask).collect::<Vec<_>>().join(" ")
}

/// Where the key with its mask begins and ends.
fn mask_span(word: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some((start, end)) = mask_at(word, from) {
        let before = &word[..start];
        let after = &word[end..];
        let head = before.len() - before.trim_end_matches(is_key_letter).len();
        let gone = before.ends_with(GONE);
        let tail = after.len() - after.trim_start_matches(is_key_letter).len();
        let run = word[start..end].chars().count();
        let stars = word[start..end].contains(['*', '\u{2022}']) && (run >= 3 || (head > 0 && tail > 0));
        // "Wait…" and "one...two" are no keys.
        let key_like = before[before.len() - head..].contains(['-', '_'])
            || before.ends_with(|c: char| c.is_ascii_digit());
        if gone || (stars && (head > 0 || tail > 0)) || (head > 0 && tail > 0 && key_like) {
            let first = if gone { start - GONE.len() } else { start - head };
            return Some((first, end + tail));
        }
        from = end;
    }
    None
}

fn around_mask(word: &str) -> String {
    let mut rest = word.to_owned();
    // Each round takes one mask out.
    while let Some((from, to)) = mask_span(&rest) {
        rest.replace_range(from..to, GONE);
    }
    rest
}

/// The next run of at least two `*` or `•`, three `.`, or one `…`.
fn mask_at(word: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    while let Some(c) = word[at..].chars().next() {
        let run = word[at..].len() - word[at..].trim_start_matches(c).len();
        let enough = match c {
            '*' | '\u{2022}' => run >= 2 * c.len_utf8(),
            '.' => run >= 3,
            '\u{2026}' => true,
            _ => false,
        };
        if enough {
            return Some((at, at + run));
        }
        at += run;
    }
    None
}

fn is_key_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::http::Scheme;
    use crate::secret::Secret;

    const KEY: &str = "mega-Zq7mXw2Lr9Tn4Vb8Yk3H";

    fn credential() -> Credential {
        Credential::new(Scheme::Bearer, Secret::new(KEY.into()))
    }

    #[test]
    fn keys_go_whole_and_masked() {
        for (text, clean) in [
            ("Incorrect API key provided: sk-ab***yz.", "Incorrect API key provided: [redacted]."),
            (
                "Incorrect API key provided: sk-proj-********************abcd.",
                "Incorrect API key provided: [redacted].",
            ),
            ("key sk-or-v1-0e6...1c96 is disabled", "key [redacted] is disabled"),
            ("key sk-ant-api03-R2D...igAA", "key [redacted]"),
            ("key forii_sk_\u{2022}\u{2022}\u{2022}\u{2022}9f2c!", "key [redacted]!"),
            ("key sk-abcdefghijklmnop is wrong", "key sk-[redacted] is wrong"),
            ("key (gsk_1234\u{2026}89ab)", "key ([redacted])"),
            ("****abcd", "[redacted]"),
        ] {
            assert_eq!(line(text, None), clean, "{text}");
        }
    }

    #[test]
    fn what_people_need_to_read_stays() {
        for text in [
            "You exceeded your current quota, please check your plan.",
            "Wait\u{2026} and try again...",
            "one...two **bold",
            "Rate limit of 60 requests per minute reached; retry after 12s.",
            "",
        ] {
            assert_eq!(line(text, None), text);
        }
    }

    #[test]
    fn what_was_presented_goes_in_every_form() {
        let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, KEY);
        for text in [
            format!("key {KEY} is wrong"),
            format!("key {}*** is wrong", &KEY[..12]),
            format!("key {encoded} is wrong"),
            format!("key {}\u{200b}{} is wrong", &KEY[..7], &KEY[7..]),
        ] {
            let clean = line(&text, Some(&credential()));
            assert!(clean.starts_with("key [redacted]") && clean.ends_with("is wrong"), "{clean}");
            assert!(!clean.contains(&KEY[..8]) && !clean.contains(&encoded[..12]), "{clean}");
        }
    }

    #[test]
    fn a_line_is_short_and_has_no_controls() {
        let shown = line("no\r\n\x1b[2J\u{202e}such  key\0", None);
        assert_eq!(shown, "no [2Jsuch key");
        assert_eq!(line(&"\u{e4} ".repeat(5000), None).chars().count(), LINE_MAX);
    }

    #[test]
    fn words_are_plain_or_nothing() {
        assert_eq!(word("INVALID_API_KEY", None).as_deref(), Some("INVALID_API_KEY"));
        for bad in ["", "a\nb", "<b>", "sk-abcdefghijklmnop", "\u{e4}", &"a".repeat(65), KEY] {
            assert_eq!(word(bad, Some(&credential())), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_none_keeps_the_key(before in "\\PC{0,40}", after in "\\PC{0,40}", cut in 8_usize..25) {
            for told in [KEY, &KEY[..cut], &KEY[cut - 8..]] {
                let clean = line(&format!("{before}{told}{after}"), Some(&credential()));
                prop_assert!(clean.chars().count() <= LINE_MAX);
                for part in KEY.as_bytes().windows(8) {
                    prop_assert!(!clean.as_bytes().windows(8).any(|window| window == part), "{}", clean);
                }
            }
        }

        #[test]
        fn masked_keys_never_show_an_end(head in "sk-[A-Za-z0-9]{2,7}", mask in "[*]{2,20}|[.]{3}|\u{2026}|\u{2022}{2,9}", tail in "[A-Za-z0-9]{2,6}") {
            let clean = line(&format!("Wrong key: {head}{mask}{tail}, sorry"), None);
            prop_assert_eq!(clean, "Wrong key: [redacted], sorry");
        }
    }
}
