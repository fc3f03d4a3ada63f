//! The rules of files: `.env` in its dialects, unit files, JSON and YAML.

use super::{Refused, no_controls, surround};

/// A `.env` line that every reader understands alike: no quotes, so only what needs none.
pub(super) fn dotenv(value: &str, out: &mut String) -> Refused {
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

/// python-dotenv: single quotes with escapes, in which it expands `${NAME}` all the same.
pub(super) fn dotenv_python(value: &str, out: &mut String) -> Refused {
    no_controls(value)?;
    if value.contains("${") {
        return Err("python-dotenv expands ${, and has no way to write it.");
    }
    // It takes the quote after any backslash for an escaped one, and reads on in the next line.
    if value.ends_with('\\') {
        return Err("a backslash at its end would hide the closing quote.");
    }
    surround(value, out, '\'', |c, out| {
        if matches!(c, '\\' | '\'') {
            out.push('\\');
        }
        out.push(c);
    });
    Ok(())
}

/// dotenv for Node and `node --env-file`: no escapes, but three kinds of quotes to choose from.
pub(super) fn dotenv_node(value: &str, out: &mut String) -> Refused {
    no_controls(value)?;
    if value.ends_with('\\') {
        return Err("a backslash at its end would hide the closing quote.");
    }
    // Double quotes last: between them, \n is a line break.
    let quote = ['\'', '`'].into_iter().find(|quote| !value.contains(*quote));
    let quote = quote.or_else(|| (!value.contains(['"', '\\'])).then_some('"'));
    let quote = quote.ok_or("it holds every kind of quote that could stand around it.")?;
    surround(value, out, quote, |c, out| out.push(c));
    Ok(())
}

/// `docker run --env-file` and `kubectl --from-env-file`: the rest of the line, as it is.
pub(super) fn docker_env(value: &str, out: &mut String) -> Refused {
    no_controls(value)?;
    if value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace) {
        return Err("blanks at its ends do not survive in such a file.");
    }
    out.push_str(value);
    Ok(())
}

/// Compose's `.env` and `env_file`: double quotes, with `$` escaped.
pub(super) fn compose_env(value: &str, out: &mut String) -> Refused {
    no_controls(value)?;
    escaped(value, out, &['"', '\\', '$']);
    Ok(())
}

/// systemd's `EnvironmentFile`.
pub(super) fn systemd(value: &str, out: &mut String) -> Refused {
    no_controls(value)?;
    escaped(value, out, &['"', '\\', '$', '`']);
    Ok(())
}

fn escaped(value: &str, out: &mut String, special: &[char]) {
    surround(value, out, '"', |c, out| {
        if special.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    });
}

/// A JSON string, which JavaScript, Python, YAML and TOML read as well.
pub(super) fn json(value: &str, out: &mut String) -> Refused {
    no_nul(value)?;
    surround(value, out, '"', json_char);
    Ok(())
}

/// As [`json`], in a text where the reader replaces what stands in braces before it reads the rest.
pub(super) fn templated_json(value: &str, out: &mut String) -> Refused {
    no_nul(value)?;
    surround(value, out, '"', |c, out| match c {
        '{' => out.push_str("\\u007b"),
        c => json_char(c, out),
    });
    Ok(())
}

/// A value in a Compose file, where a `$` is doubled.
pub(super) fn compose_yaml(value: &str, out: &mut String) -> Refused {
    no_nul(value)?;
    surround(value, out, '"', |c, out| {
        if c == '$' {
            out.push('$');
        }
        json_char(c, out);
    });
    Ok(())
}

/// A string in VS Code's `launch.json`, which has variables and no way to write their beginning.
pub(super) fn launch_json(value: &str, out: &mut String) -> Refused {
    if value.contains("${") {
        return Err("VS Code replaces ${, and has no way to write it.");
    }
    json(value, out)
}

fn json_char(c: char, out: &mut String) {
    match c {
        '"' | '\\' => out.extend(['\\', c]),
        // What is invisible, or ends a line for one of the readers.
        c if c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
        {
            let digit = |shift: u32| char::from_digit((u32::from(c) >> shift) & 0xf, 16).unwrap_or('0');
            out.extend(['\\', 'u', digit(12), digit(8), digit(4), digit(0)]);
        }
        c => out.push(c),
    }
}

fn no_nul(value: &str) -> Refused {
    if value.contains('\0') { Err("no variable can hold a NUL.") } else { Ok(()) }
}
