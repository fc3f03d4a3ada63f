//! The masked form of a key that somebody else made, and whether two masked forms may be of the same key.

/// So much of the end is shown.
const TAIL: usize = 4;

/// What stands between beginning and end: ours, and what providers write.
const GAPS: [&str; 4] = ["\u{2026}", "...", "**", "\u{2022}"];

/// The beginning and the end of a secret, as `sk-mega-ab…9f2c`: enough to know it again, never enough to use it. Of a short
/// one less is shown.
#[must_use]
pub fn mask(secret: &str) -> String {
    let count = secret.chars().count();
    let tail = if count >= 20 { TAIL } else { 0 };
    // At most a third of it, and what tells the kind of key as far as it goes.
    let head = (count / 3).min(10);
    let start: String = secret.chars().take(head).collect();
    let end: String = secret.chars().skip(count - tail).collect();
    format!("{start}\u{2026}{end}")
}

/// Whether two masked forms show parts of the same text. Both have to show an end of at least three characters: a
/// beginning is shared by all keys of a kind.
#[must_use]
pub fn may_be_one(a: &str, b: &str) -> bool {
    let (Some((head_a, tail_a)), Some((head_b, tail_b))) = (parts(a), parts(b)) else { return false };
    tail_a.len().min(tail_b.len()) >= 3
        && (head_a.starts_with(head_b) || head_b.starts_with(head_a))
        && (tail_a.ends_with(tail_b) || tail_b.ends_with(tail_a))
}

fn parts(masked: &str) -> Option<(&str, &str)> {
    let (from, gap) = GAPS.iter().filter_map(|gap| Some((masked.find(gap)?, gap))).min()?;
    let tail = masked.get(from + gap.len()..)?.trim_start_matches(['.', '*', '\u{2022}', '\u{2026}']);
    Some((masked.get(..from)?, tail))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn beginning_and_end_are_shown_and_no_more() {
        assert_eq!(mask("sk-mega-0123456789abcdefghijklmnop"), "sk-mega-01\u{2026}mnop");
        assert_eq!(mask("short-key"), "sho\u{2026}");
        assert_eq!(mask(""), "\u{2026}");
    }

    #[test]
    fn two_masks_of_one_key_fit() {
        assert!(may_be_one("sk-or-v1-0\u{2026}1c96", "sk-or-v1-0e6...1c96"));
        assert!(may_be_one("sk-ant-api\u{2026}igAA", "sk-ant-api03-R2D...igAA"));
        assert!(!may_be_one("sk-or-v1-0\u{2026}1c96", "sk-or-v1-0e6...1c97"));
        assert!(!may_be_one("sk-or-v1-0\u{2026}1c96", "sk-or-v1-abc...1c96"));
        assert!(!may_be_one("fw_3Zab", "fw_3Zab"), "no end is shown");
        assert!(!may_be_one("sk-\u{2026}", "sk-\u{2026}"));
    }

    proptest! {
        #[test]
        fn most_of_it_is_never_shown(secret in "\\PC{0,200}") {
            let shown = mask(&secret).chars().count() - 1;
            prop_assert!(shown <= secret.chars().count() * 2 / 3);
            prop_assert!(shown <= 14);
        }
    }
}
