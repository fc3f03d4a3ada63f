//! Links of the form `keyhinge://…`. A link opens a screen and does nothing else, whoever made it; what is not one of
//! the screens below opens the first.

/// The scheme that the desktop hands to Keyhinge.
pub(crate) const SCHEME: &str = "keyhinge:";

/// The longest link that is read; also what one start hands to another.
pub(crate) const LINK_MAX: usize = 256;

const ID_MAX: usize = 64;

/// The screens, as the page names them.
const SCREENS: [&str; 7] = ["keys", "limits", "usage", "providers", "gateway", "activity", "settings"];

/// The tabs of an opened key, as the page names them.
const TABS: [&str; 5] = ["overview", "limits", "snippets", "rotation", "activity"];

/// A screen to open. Holds nothing but names from the lists above and one plain id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link(String);

impl Link {
    /// What a link means. Every text has a meaning, the first screen at worst.
    pub(crate) fn parse(text: &str) -> Self {
        Self(path(text).unwrap_or_else(|| SCREENS[0].to_owned()))
    }

    /// The fragment of the page: `#/keys`.
    pub(crate) fn route(&self) -> String {
        format!("#/{}", self.0)
    }
}

/// The link again, in its plainest form; at most [`LINK_MAX`] bytes.
impl std::fmt::Display for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{SCHEME}//{}", self.0)
    }
}

fn path(text: &str) -> Option<String> {
    if text.len() > LINK_MAX {
        return None;
    }
    let path = text.strip_prefix(SCHEME)?.strip_prefix("//")?;
    // Browsers add the slash after what they take for a host.
    let path = path.strip_suffix('/').unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    let known = match parts[..] {
        [screen] => SCREENS.contains(&screen),
        ["keys", id] => is_id(id),
        ["keys", id, tab] => is_id(id) && TABS.contains(&tab),
        _ => false,
    };
    known.then(|| path.to_owned())
}

fn is_id(text: &str) -> bool {
    (1..=ID_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_link_opens_a_screen() {
        for (link, route) in [
            ("keyhinge://keys", "#/keys"),
            ("keyhinge://settings", "#/settings"),
            ("keyhinge://settings/", "#/settings"),
            ("keyhinge://keys/key_4f7Kq2mZ9xLp", "#/keys/key_4f7Kq2mZ9xLp"),
            ("keyhinge://keys/key_4f7Kq2mZ9xLp/limits", "#/keys/key_4f7Kq2mZ9xLp/limits"),
        ] {
            assert_eq!(Link::parse(link).route(), route);
        }
    }

    #[test]
    fn anything_else_opens_the_first_screen() {
        let long = format!("keyhinge://keys/{}", "a".repeat(10_240));
        let id_too_long = format!("keyhinge://keys/{}", "a".repeat(65));
        for hostile in [
            "",
            "keyhinge:",
            "keyhinge:keys",
            "keyhinge://",
            "keyhinge:///keys",
            "KEYHINGE://settings",
            "keyhinge://Settings",
            "keyhinge://keys/../settings",
            "keyhinge://../../etc/passwd",
            "keyhinge://keys/..",
            "keyhinge://keys/./limits",
            "keyhinge://keys//limits",
            "keyhinge://keys/a/revoke",
            "keyhinge://keys/a/limits/b",
            "keyhinge://revoke/a",
            "keyhinge://javascript:alert(1)",
            "javascript:alert(1)",
            "keyhinge://keys/javascript:alert(1)",
            "keyhinge://keys/a%2F..%2Fsettings",
            "keyhinge://settings%0a",
            "keyhinge://settings%00",
            "keyhinge://settings?x=1",
            "keyhinge://settings#x",
            "keyhinge://user@settings",
            "keyhinge://settings:80",
            "keyhinge://settings\n",
            "keyhinge://settings\r\nkeyhinge://keys/a",
            "keyhinge://keys/a\0",
            "keyhinge://keys/a\u{7}",
            "keyhinge://keys/\u{202e}a",
            "keyhinge://keys/schlüssel",
            " keyhinge://settings",
            "keyhinge://keys/a b",
            "--data-dir=/tmp",
            &long,
            &id_too_long,
        ] {
            assert_eq!(Link::parse(hostile).route(), "#/keys", "{hostile:?}");
        }
    }

    #[test]
    fn the_screens_are_those_of_the_page() {
        let page = include_str!("../../ui/src/lib/route.svelte.ts");
        let list = |name: &str| {
            let (_, rest) = page.split_once(&format!("export const {name} = [")).unwrap();
            let (list, _) = rest.split_once(']').unwrap();
            list.split(',').map(|name| name.trim().trim_matches('\'').to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(list("SCREENS"), SCREENS);
        assert_eq!(list("KEY_TABS"), TABS);
    }

    proptest! {
        #[test]
        fn a_route_is_plain_whatever_the_link(text in "(keyhinge://(keys/)?)?\\PC{0,300}") {
            let link = Link::parse(&text);
            prop_assert!(link.route().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"#/_-".contains(&byte)));
            prop_assert!(link.to_string().len() <= LINK_MAX);
            prop_assert_eq!(Link::parse(&link.to_string()), link);
        }
    }
}
