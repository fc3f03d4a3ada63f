//! What stands around a key that was copied, and the letters that only look like ours.

/// The value without blanks, quotes and invisible characters around it, and where it begins in `raw`.
pub(super) fn clean(raw: &str) -> (&str, usize) {
    let start = raw.trim_start_matches(around);
    let value = start.trim_end_matches(|c| around(c) || matches!(c, ',' | ';'));
    (value, raw.len() - start.len())
}

/// What never belongs to a key and often stands at its ends.
fn around(c: char) -> bool {
    invisible(c)
        || c.is_whitespace()
        || matches!(
            c,
            '"' | '\'' | '`' | '\u{2018}'..='\u{201F}' | '\u{AB}' | '\u{BB}' | '\u{2039}' | '\u{203A}'
        )
}

/// Characters without a shape: zero-width ones, marks of direction, byte order marks.
pub(super) fn invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The ASCII letter that a letter of another script looks like.
pub(super) fn looks_like(c: char) -> Option<char> {
    const PAIRS: &str = "аaеeоoрpсcуyхxѕsіiјjԁdһhԛqԝwвBгrкkмMнHтTпnАAВBЕEЅSІIЈJКKМMНHОOРPСCТTХXУY\
        οoαaνvρpιiκkυuΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXɑaɡgıi\u{2010}-\u{2011}-\u{2012}-\u{2013}-\u{2014}-\u{2212}-";
    if let full @ '\u{FF01}'..='\u{FF5E}' = c {
        return char::from_u32(u32::from(full) - 0xFEE0);
    }
    let mut letters = PAIRS.chars();
    while let (Some(other), Some(ours)) = (letters.next(), letters.next()) {
        if other == c {
            return Some(ours);
        }
    }
    None
}
