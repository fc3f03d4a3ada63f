//! Each rule, read back by a reader of its dialect that is written from the dialect's own documentation. The real
//! programs read it in `tests/snippets`.

use proptest::prelude::*;

use super::Rule;

const ALL: [Rule; 17] = [
    Rule::Posix,
    Rule::PosixWord,
    Rule::Fish,
    Rule::FishWord,
    Rule::Powershell,
    Rule::Cmd,
    Rule::Setx,
    Rule::Dotenv,
    Rule::DotenvPython,
    Rule::DotenvNode,
    Rule::DockerEnv,
    Rule::ComposeEnv,
    Rule::ComposeYaml,
    Rule::Systemd,
    Rule::Json,
    Rule::TemplatedJson,
    Rule::LaunchJson,
];

fn quoted(rule: Rule, value: &str) -> Option<String> {
    let mut out = String::new();
    rule.quote(value, &mut out).ok().map(|()| out)
}

/// Values made of what dialects trip over, and of anything else.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => proptest::sample::select(vec![
            "'", "\"", "\\", "`", "$", "${HOME}", "$(id)", "%PATH%", "%", "!", "!!", "^", "&", "|", ";", "<", ">",
            "(", ")", "{", "}", "[", "]", "*", "?", "~", "#", "=", " ", "  ", "'\\''", "\\'", "''", "\u{2018}",
            "\u{2019}", "\u{201A}", "\u{201B}", "\u{201C}", "@", ":", ":~", ",", "-", "--", "é", "🔑", "\u{202e}",
            "\u{feff}", "\u{a0}", "EOF", "\\n", "\\x41", "-n", "\\c", "\n", "\r", "\t", "\0", "\u{7f}", "\u{2028}",
            "\\\\", "\\u0041", "$$", "{{", "}}", "{% raw %}", "\u{e000}",
        ]).prop_map(str::to_owned),
        2 => "[A-Za-z0-9_./+=-]{1,12}",
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(pieces, 1..12).prop_map(|pieces| pieces.concat())
}

/// Reads what a POSIX shell would: quoted parts, and `\'` between them; bare words of harmless characters.
fn read_posix(mut text: &str) -> Option<String> {
    if !text.starts_with(['\'', '\\']) {
        return bare(text);
    }
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

fn bare(text: &str) -> Option<String> {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:-".contains(&byte);
    (!text.is_empty() && text.bytes().all(harmless)).then(|| text.to_owned())
}

/// Reads between `quote`s; a backslash before one of `special` stands for it, before anything else for itself.
fn read_escaped(text: &str, quote: char, special: &[char]) -> Option<String> {
    let mut value = String::new();
    let mut chars = text.strip_prefix(quote)?.chars();
    loop {
        match chars.next()? {
            c if c == quote => return chars.next().is_none().then_some(value),
            '\\' => match chars.next()? {
                c if special.contains(&c) => value.push(c),
                c => value.extend(['\\', c]),
            },
            c => value.push(c),
        }
    }
}

/// As PowerShell's tokenizer: any single quote, doubled, is one; alone, it ends the string.
fn read_powershell(text: &str) -> Option<String> {
    let is_quote = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}');
    let mut chars = text.chars().peekable();
    chars.next().filter(|c| is_quote(*c))?;
    let mut value = String::new();
    loop {
        let c = chars.next()?;
        if !is_quote(c) || chars.next_if(|next| is_quote(*next)).is_some() {
            value.push(c);
        } else {
            return chars.next().is_none().then_some(value);
        }
    }
}

/// As the C runtime splits a program's arguments: a backslash counts before a quote only.
fn read_argument(text: &str) -> Option<String> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    let trailing = inside.len() - inside.trim_end_matches('\\').len();
    (trailing % 2 == 0 && !inside.contains('"')).then(|| inside[..inside.len() - trailing / 2].to_owned())
}

/// As a Compose file: YAML's double quotes, then `$$` for `$`.
fn read_compose(text: &str) -> Option<String> {
    let yaml: String = serde_json::from_str(text).ok()?;
    let mut value = String::new();
    let mut chars = yaml.chars();
    while let Some(c) = chars.next() {
        if c == '$' && chars.next()? != '$' {
            return None;
        }
        value.push(c);
    }
    Some(value)
}

fn read(rule: Rule, text: &str) -> Option<String> {
    match rule {
        Rule::Posix => read_posix(text),
        Rule::PosixWord => bare(text).or_else(|| read_posix(text)),
        Rule::Fish => read_escaped(text, '\'', &['\\', '\'']),
        Rule::FishWord => bare(text).or_else(|| read_escaped(text, '\'', &['\\', '\''])),
        Rule::Powershell => read_powershell(text),
        Rule::Setx => read_argument(text),
        Rule::Cmd | Rule::Dotenv | Rule::DockerEnv => Some(text.to_owned()),
        Rule::DotenvPython => read_escaped(text, '\'', &['\\', '\'']),
        Rule::DotenvNode => {
            let quote = text.chars().next()?;
            let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
            let escapes = quote == '"' && inside.contains('\\');
            (!escapes && !inside.contains(quote)).then(|| inside.to_owned())
        }
        Rule::ComposeEnv => read_escaped(text, '"', &['"', '\\', '$']),
        Rule::Systemd => read_escaped(text, '"', &['"', '\\', '$', '`']),
        Rule::ComposeYaml => read_compose(text),
        Rule::Json | Rule::LaunchJson => serde_json::from_str(text).ok(),
        Rule::TemplatedJson => serde_json::from_str(text).ok().filter(|_| !text.contains('{')),
    }
}

/// Why the value may be refused, from what the dialects say of themselves.
fn may_refuse(rule: Rule, value: &str) -> bool {
    let controls = value.chars().any(char::is_control);
    match rule {
        Rule::Json | Rule::TemplatedJson | Rule::ComposeYaml => value.contains('\0'),
        Rule::LaunchJson => value.contains('\0') || value.contains("${"),
        Rule::DotenvPython => controls || value.contains("${") || value.ends_with('\\'),
        Rule::DotenvNode => controls || value.ends_with('\\') || value.contains('\'') && value.contains('`'),
        Rule::DockerEnv => controls || value.trim() != value,
        Rule::Cmd | Rule::Setx => {
            value.bytes().any(|byte| !matches!(byte, b' '..=b'~') || b"%\"!^".contains(&byte))
        }
        Rule::Dotenv => value.bytes().any(|byte| !byte.is_ascii_alphanumeric()),
        _ => controls,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_500))]

    #[test]
    fn every_rule_reads_back_or_refuses_with_reason(value in hostile()) {
        for rule in ALL {
            match quoted(rule, &value) {
                Some(text) => prop_assert_eq!(read(rule, &text), Some(value.clone()), "{:?}: {}", rule, text),
                None => prop_assert!(may_refuse(rule, &value), "{:?} refuses {:?}", rule, value),
            }
        }
    }

    #[test]
    fn a_portable_line_needs_no_quotes_and_expands_nowhere(value in hostile()) {
        if let Some(text) = quoted(Rule::Dotenv, &value) {
            prop_assert!(!text.contains([' ', '\'', '"', '$', '#', '\\', '`', '&', ';', '|', '<', '>', '(', ')']));
            prop_assert!(!text.starts_with(['~', '*', '=']) && !text.contains(":~") && !text.contains(":="));
        }
    }

    #[test]
    fn every_real_key_passes_everywhere(value in "[A-Za-z0-9_][A-Za-z0-9._/+-]{8,200}={0,2}") {
        for rule in ALL {
            prop_assert!(quoted(rule, &value).is_some(), "{:?}", rule);
        }
    }
}

#[test]
fn no_line_holds_a_character_that_a_terminal_acts_on() {
    for value in ["a\nb", "a\rb", "a\0b", "\u{1b}[2J", "\u{7f}", "\u{85}", "a\tb"] {
        for rule in ALL {
            let text = quoted(rule, value).unwrap_or_default();
            assert!(!text.chars().any(char::is_control), "{rule:?} {value:?}");
        }
    }
}

#[test]
fn long_values_are_refused_where_they_would_be_cut_off() {
    let value = |length: usize| "k".repeat(length);
    assert!(quoted(Rule::Setx, &value(1_024)).is_some() && quoted(Rule::Setx, &value(1_025)).is_none());
    assert!(quoted(Rule::Cmd, &value(8_000)).is_some() && quoted(Rule::Cmd, &value(8_001)).is_none());
    assert!(quoted(Rule::Powershell, &value(32_767)).is_some());
    assert!(quoted(Rule::Powershell, &value(32_768)).is_none());
    for rule in [Rule::Posix, Rule::Fish, Rule::Dotenv, Rule::Systemd, Rule::Json] {
        assert!(quoted(rule, &value(32_768)).is_some());
    }
}

#[test]
fn a_backslash_at_the_end_does_not_escape_the_quote() {
    assert_eq!(quoted(Rule::Setx, r"a\\").as_deref(), Some(r#""a\\\\""#));
    assert_eq!(quoted(Rule::DotenvNode, "a\\"), None);
    assert_eq!(quoted(Rule::DotenvPython, "a\\"), None);
}
