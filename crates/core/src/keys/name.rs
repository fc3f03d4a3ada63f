//! Names that people type: checked once, here, for the window, the command line and the gateway's API.

use super::token;
use crate::error::{Error, Result};
use crate::redact::holds_key;

/// The longest name of a key, in characters.
pub(crate) const NAME_MAX: usize = 100;

/// A key's name with its outer blanks removed.
///
/// # Errors
/// `Invalid { field: "name" }` for an empty name, one over 100 characters, one with control or direction-changing
/// characters, what is a key itself, or reads like an id. Markup is fine: it is shown as text everywhere.
pub fn clean_name(text: &str) -> Result<String> {
    let name = clean_word("name", text, NAME_MAX)?;
    if holds_key(&name) {
        return Err(Error::invalid(
            "name",
            "This looks like a key itself. A name is shown and stored in plain text; choose words for it.",
        ));
    }
    if token::is_id(&name) {
        return Err(Error::invalid(
            "name",
            "This reads like the id of a key or an account, and an id goes before a name. Choose another.",
        ));
    }
    Ok(name)
}

/// The name that is wanted, numbered from 2 on where it is taken.
pub(crate) fn free_name(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u32..).map(|number| format!("{wanted} {number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

pub(super) fn clean_word(field: &'static str, text: &str, max: usize) -> Result<String> {
    // An absurdly long text is refused before it is walked.
    if text.len() > max * 8 {
        return Err(too_long(field, max));
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(field, format!("The {field} is empty.")));
    }
    if text.chars().count() > max {
        return Err(too_long(field, max));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(field, format!("The {field} holds a control character or a line break.")));
    }
    if !text.chars().any(is_visible) {
        return Err(Error::invalid(field, format!("The {field} holds nothing that can be seen.")));
    }
    if text.chars().any(misleads) {
        return Err(Error::invalid(
            field,
            format!(
                "The {field} holds an invisible or direction-changing character, which can make it look like another."
            ),
        ));
    }
    Ok(text.to_owned())
}

fn too_long(field: &'static str, max: usize) -> Error {
    Error::invalid(field, format!("The {field} is longer than {max} characters."))
}

/// Characters that change the direction of text, or that cannot be seen. The joiners of emoji and of Indic
/// and Persian scripts are allowed.
fn misleads(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Joiners and variation selectors are seen only beside another character.
fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_names_are_kept() {
        for name in [
            "prod-api",
            "key_production",
            "acc_1",
            "sk-learn-pipeline",
            "hf_production-2026",
            "fw_upgrade 2026-11-22",
            "<img src=x onerror=alert(1)>",
            "клю́ч 👩‍👧",
            "'; DROP TABLE keys;--",
            &"a".repeat(100),
        ] {
            assert_eq!(clean_name(name).ok().as_deref(), Some(name));
        }
        assert_eq!(clean_name("  padded\t").ok().as_deref(), Some("padded"));
    }

    #[test]
    fn a_key_is_no_name_and_is_not_repeated() {
        for key in [
            "sk-proj-Canary0123456789abcdefghijklmnopqrstuvwxyzT3BlbkFJ",
            "sk-mega-0123456789abcdefghijklmnop",
            "my key: gsk_0123456789abcdefghij",
            "AIzaSyA0123456789abcdefghijklmnopqrstuv",
            "forii_sk_0123456789abcdef",
        ] {
            let refused = clean_name(key).unwrap_err();
            assert!(matches!(refused, Error::Invalid { field: "name", .. }), "{refused:?}");
            let missed = Error::not_found("key", key);
            for told in [refused.to_string(), missed.to_string()] {
                assert!(!told.contains("0123456789") && !told.contains("Canary"), "{told}");
            }
        }
    }

    #[test]
    fn bad_names_are_refused_with_the_field() {
        let long = "a".repeat(101);
        let huge = "a".repeat(1 << 20);
        for name in [
            "",
            "   ",
            "a\nb",
            "a\0b",
            "\u{1b}[2J",
            "safe\u{202e}txt",
            "in\u{200b}visible",
            "\u{feff}bom-inside",
            "\u{ad}",
            "\u{180e}",
            "\u{34f}",
            "\u{3164}",
            "\u{200d}\u{fe0f}",
            "key_Twj4lA8Ly4Wl",
            "acc_X0FIaARKHAwo",
            &long,
            &huge,
        ] {
            assert!(
                matches!(clean_name(name), Err(Error::Invalid { field: "name", .. })),
                "{:?}",
                &name[..name.len().min(20)]
            );
        }
    }
}
