//! The rules of shells: text that is pasted at a prompt or stands in a script.

use super::{Refused, no_controls, printable_ascii, surround};

/// bash, zsh, dash and the like: everything is literal between single quotes but the single quote.
pub(super) fn posix(value: &str, out: &mut String) -> Refused {
    no_controls(value)?;
    surround(value, out, '\'', |c, out| match c {
        '\'' => out.push_str(r"'\''"),
        c => out.push(c),
    });
    Ok(())
}

/// As [`posix`], without quotes where no shell needs any: for addresses and names, which are easier to read so.
pub(super) fn posix_word(value: &str, out: &mut String) -> Refused {
    bare_or(value, out, posix)
}

/// fish: between single quotes, the backslash escapes itself and the single quote.
pub(super) fn fish(value: &str, out: &mut String) -> Refused {
    no_controls(value)?;
    surround(value, out, '\'', |c, out| {
        if matches!(c, '\\' | '\'') {
            out.push('\\');
        }
        out.push(c);
    });
    Ok(())
}

/// As [`fish`], without quotes where none are needed.
pub(super) fn fish_word(value: &str, out: &mut String) -> Refused {
    bare_or(value, out, fish)
}

fn bare_or(value: &str, out: &mut String, quote: super::Quote) -> Refused {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:-".contains(&byte);
    if !value.is_empty() && value.bytes().all(plain) {
        out.push_str(value);
        return Ok(());
    }
    quote(value, out)
}

/// PowerShell: a quote is doubled, and it takes the typographic single quotes for quotes as well.
pub(super) fn powershell(value: &str, out: &mut String) -> Refused {
    no_controls(value)?;
    if value.encode_utf16().count() > 32_767 {
        return Err("a variable of Windows holds at most 32,767 characters.");
    }
    surround(value, out, '\'', |c, out| {
        if matches!(c, '\'' | '\u{2018}'..='\u{201B}') {
            out.push(c);
        }
        out.push(c);
    });
    Ok(())
}

/// cmd.exe has no way to write some characters at its prompt; what it can, stands as it is within
/// `set "NAME=value"`.
pub(super) fn cmd(value: &str, out: &mut String) -> Refused {
    // Its line may have 8,191 characters, the command and the name included.
    const LENGTH_MAX: usize = 8_000;
    cmd_plain(value)?;
    if value.len() > LENGTH_MAX {
        return Err("it is longer than a line may be.");
    }
    out.push_str(value);
    Ok(())
}

/// `setx NAME "value"`: as [`cmd`], shorter, and a backslash before the last quote would escape it.
pub(super) fn setx(value: &str, out: &mut String) -> Refused {
    cmd_plain(value)?;
    if value.len() > 1_024 {
        return Err("setx cuts a value off after 1,024 characters.");
    }
    out.push('"');
    out.push_str(value);
    let trailing = value.len() - value.trim_end_matches('\\').len();
    out.extend(std::iter::repeat_n('\\', trailing));
    out.push('"');
    Ok(())
}

fn cmd_plain(value: &str) -> Refused {
    printable_ascii(value)?;
    if value.contains(['%', '"', '!', '^']) {
        return Err("it holds one of % \" ! ^, which have a meaning of their own there.");
    }
    Ok(())
}
