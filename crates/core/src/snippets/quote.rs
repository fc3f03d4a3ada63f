//! How each dialect writes a value so that it means exactly that value.
//!
//! A rule appends to `out` instead of returning a string, so that a secret is copied no more often than needed. What
//! a dialect cannot carry is refused with the reason, never bent.

/// A quoting rule; the error is the reason for refusing.
pub(super) type Quote = fn(value: &str, out: &mut String) -> Result<(), &'static str>;

const CONTROL: &str = "it holds a control character or a line break.";

/// bash, zsh, dash and the like: everything is literal between single quotes but the single quote.
pub(super) fn posix(value: &str, out: &mut String) -> Result<(), &'static str> {
    no_controls(value)?;
    surround(value, out, |c, out| match c {
        '\'' => out.push_str(r"'\''"),
        c => out.push(c),
    });
    Ok(())
}

/// fish: between single quotes, the backslash escapes itself and the single quote.
pub(super) fn fish(value: &str, out: &mut String) -> Result<(), &'static str> {
    no_controls(value)?;
    surround(value, out, |c, out| {
        if matches!(c, '\\' | '\'') {
            out.push('\\');
        }
        out.push(c);
    });
    Ok(())
}

/// PowerShell: a quote is doubled, and it takes the typographic single quotes for quotes as well.
pub(super) fn powershell(value: &str, out: &mut String) -> Result<(), &'static str> {
    no_controls(value)?;
    surround(value, out, |c, out| {
        if matches!(c, '\'' | '\u{2018}'..='\u{201B}') {
            out.push(c);
        }
        out.push(c);
    });
    Ok(())
}

/// cmd.exe has no way to write some characters at its prompt; what it can, stands as it is within
/// `set "NAME=value"`.
pub(super) fn cmd(value: &str, out: &mut String) -> Result<(), &'static str> {
    // Its line may have 8,191 characters, the command and the name included.
    const LENGTH_MAX: usize = 8_000;
    if !value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err("it holds characters beyond printable ASCII.");
    }
    if value.contains(['%', '"', '!', '^']) {
        return Err("it holds one of % \" ! ^, which have a meaning of their own there.");
    }
    if value.len() > LENGTH_MAX {
        return Err("it is longer than a line may be.");
    }
    out.push_str(value);
    Ok(())
}

/// A `.env` line that every reader understands alike: no quotes, so only what needs none.
pub(super) fn dotenv(value: &str, out: &mut String) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:/+=@%,~^*-".contains(&byte);
    if !value.bytes().all(plain) {
        return Err("readers of .env files disagree on some of its characters.");
    }
    // A shell that sources the file expands these: ~ and (in zsh) = at the start of the value or after a colon.
    let expands = value.split(':').any(|part| part.starts_with(['~', '='])) || value.starts_with('*');
    if expands {
        return Err("a shell that sources the file would expand it.");
    }
    out.push_str(value);
    Ok(())
}

fn surround(value: &str, out: &mut String, mut push: impl FnMut(char, &mut String)) {
    out.push('\'');
    for c in value.chars() {
        push(c, out);
    }
    out.push('\'');
}

/// A terminal acts on control characters when they are pasted, whatever the quotes around them say.
fn no_controls(value: &str) -> Result<(), &'static str> {
    if value.chars().any(char::is_control) { Err(CONTROL) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quoted(rule: Quote, value: &str) -> Option<String> {
        let mut out = String::new();
        rule(value, &mut out).ok().map(|()| out)
    }

    /// Values made of what dialects trip over, and of anything else.
    fn hostile() -> impl Strategy<Value = String> {
        let pieces = prop_oneof![
            4 => proptest::sample::select(vec![
                "'", "\"", "\\", "`", "$", "${HOME}", "$(id)", "%PATH%", "%", "!", "!!", "^", "&", "|", ";", "<", ">",
                "(", ")", "{", "}", "[", "]", "*", "?", "~", "#", "=", " ", "  ", "'\\''", "\\'", "''", "\u{2018}",
                "\u{2019}", "\u{201A}", "\u{201B}", "\u{201C}", "@", ":", ":~", ",", "-", "--", "é", "🔑", "\u{202e}",
                "\u{feff}", "\u{a0}", "EOF", "\\n", "\\x41", "-n", "\\c",
            ]).prop_map(str::to_owned),
            2 => "[A-Za-z0-9_./+=-]{1,12}",
            1 => any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(pieces, 1..12).prop_map(|pieces| pieces.concat())
    }

    /// Reads what a POSIX shell would: quoted parts, and `\'` between them.
    fn read_posix(mut text: &str) -> Option<String> {
        let mut value = String::new();
        while !text.is_empty() {
            if let Some(rest) = text.strip_prefix("\\'") {
                value.push('\'');
                text = rest;
            } else {
                let (inside, rest) = text.strip_prefix('\'')?.split_once('\'')?;
                value.push_str(inside);
                text = rest;
            }
        }
        Some(value)
    }

    fn read_fish(text: &str) -> Option<String> {
        let mut value = String::new();
        let mut chars = text.strip_prefix('\'')?.chars();
        loop {
            match chars.next()? {
                '\'' => break,
                '\\' => match chars.next()? {
                    c @ ('\\' | '\'') => value.push(c),
                    c => value.extend(['\\', c]),
                },
                c => value.push(c),
            }
        }
        chars.next().is_none().then_some(value)
    }

    /// As PowerShell's tokenizer: any single quote, doubled, is one; alone, it ends the string.
    fn read_powershell(text: &str) -> Option<String> {
        let is_quote = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}');
        let mut chars = text.chars().peekable();
        chars.next().filter(|c| is_quote(*c))?;
        let mut value = String::new();
        loop {
            let c = chars.next()?;
            if !is_quote(c) {
                value.push(c);
            } else if chars.peek().copied().is_some_and(is_quote) {
                value.push(c);
                chars.next();
            } else {
                return chars.next().is_none().then_some(value);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_500))]

        #[test]
        fn posix_reads_back(value in hostile()) {
            if let Some(text) = quoted(posix, &value) {
                prop_assert_eq!(read_posix(&text), Some(value));
            } else {
                prop_assert!(value.chars().any(char::is_control));
            }
        }

        #[test]
        fn fish_reads_back(value in hostile()) {
            if let Some(text) = quoted(fish, &value) {
                prop_assert_eq!(read_fish(&text), Some(value));
            } else {
                prop_assert!(value.chars().any(char::is_control));
            }
        }

        #[test]
        fn powershell_reads_back(value in hostile()) {
            if let Some(text) = quoted(powershell, &value) {
                prop_assert_eq!(read_powershell(&text), Some(value));
            } else {
                prop_assert!(value.chars().any(char::is_control));
            }
        }

        #[test]
        fn cmd_carries_unchanged_or_refuses(value in hostile()) {
            let carries = value.bytes().all(|byte| (b' '..=b'~').contains(&byte) && !b"%\"!^".contains(&byte));
            prop_assert_eq!(quoted(cmd, &value), carries.then_some(value));
        }

        #[test]
        fn dotenv_carries_unchanged_or_refuses(value in hostile()) {
            if let Some(text) = quoted(dotenv, &value) {
                prop_assert!(!text.contains([' ', '\'', '"', '$', '#', '\\', '`', '&', ';', '|', '<', '>', '(', ')']));
                prop_assert!(!text.starts_with(['~', '*', '=']) && !text.contains(":~") && !text.contains(":="));
                prop_assert_eq!(text, value);
            }
        }

        #[test]
        fn every_real_key_passes_everywhere(value in "[A-Za-z0-9_][A-Za-z0-9._/+-]{8,200}={0,2}") {
            for rule in [posix, fish, powershell, cmd, dotenv] {
                prop_assert!(quoted(rule, &value).is_some());
            }
        }
    }

    #[test]
    fn what_no_dialect_carries_is_refused_by_all() {
        for value in ["a\nb", "a\rb", "a\0b", "\u{1b}[2J", "\u{7f}", "\u{85}"] {
            for rule in [posix, fish, powershell, cmd, dotenv] {
                assert_eq!(quoted(rule, value), None, "{value:?}");
            }
        }
    }
}
