//! Where a word of a POSIX shell ends: <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_03>.

/// Where the word that begins at `from` ends; none where a quote or a substitution in it is never closed.
pub(super) fn end(text: &[u8], from: usize) -> Option<usize> {
    // What closes each of those that are open, the innermost last.
    let mut open: Vec<u8> = Vec::new();
    let mut at = from;
    while let Some(&byte) = text.get(at) {
        let quoted = open.last() == Some(&b'"');
        let mut step = 1;
        match byte {
            b'\\' => step = 2,
            _ if open.last() == Some(&byte) => drop(open.pop()),
            b'"' | b'`' => open.push(byte),
            b'\'' if !quoted => step = text[at + 1..].iter().position(|&byte| byte == b'\'')? + 2,
            b'$' if matches!(text.get(at + 1), Some(b'(' | b'{')) => {
                open.push(if text[at + 1] == b'(' { b')' } else { b'}' });
                step = 2;
            }
            b'(' if open.last() == Some(&b')') => open.push(b')'),
            b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')'
                if open.is_empty() =>
            {
                return Some(at);
            }
            _ => {}
        }
        at += step;
    }
    open.is_empty().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_where_a_shell_ends_it() {
        for (word, rest) in [
            ("plain", " more"),
            ("plain", ""),
            ("", ""),
            ("a\\ b", ";c"),
            ("a\\", ""),
            ("'a b;'c", "&d"),
            ("\"a \\\" b\"", "|c"),
            ("\"it's\"", " 'x"),
            ("$(a 'b)' \"c)\" (d))", ")"),
            ("\"$(a \"b c\")\"", "\nd"),
            ("${a:-b c}", " d"),
            ("`a b`", " c"),
            ("$a", "\r\n"),
            ("a#b", " #c"),
        ] {
            let text = format!("K={word}{rest}");
            assert_eq!(end(text.as_bytes(), 2), Some(2 + word.len()), "{text:?}");
        }
        for open in ["'a", "\"a", "$(a", "${a", "`a", "\"$(a\""] {
            assert_eq!(end(open.as_bytes(), 0), None, "{open:?}");
        }
    }
}
