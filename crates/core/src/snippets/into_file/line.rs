//! The line of one variable in a file of such lines: `.env`, `.envrc`, a file for systemd or Docker. Works on bytes, since
//! all but that line stays as it is, whatever it is.
//!
//! Of several lines that set the variable, the last is replaced: it is the one that readers go by. Comments are left
//! alone. A value between quotes may go on over several lines. In a file for a shell, a line may do more than set the
//! variable, or stand in a text; such a file is left to the user.

use std::ops::Range;

use super::WriteProblem;
use super::edit::{Edit, LineBreak, lines};
use super::shell_word;

/// Puts `statement`, as `K=value` or `export K=value`, into the place of the line that sets `variable`; at the end where
/// there is none. Indentation and an `export` stay.
///
/// # Errors
/// `SeveralLines` where it cannot be told which line counts, or the last one would swallow the new one; `DoesMore` where the
/// line would lose something else that it does.
pub(super) fn put(
    text: &[u8],
    variable: &str,
    statement: &[u8],
    reader: Reader,
) -> Result<Put, WriteProblem> {
    let mut found = scan(text, variable, reader)?;
    let earlier = found.len().saturating_sub(1);
    match found.pop() {
        Some(assignment) if assignment.does_more => Err(WriteProblem::DoesMore),
        Some(assignment) => {
            let mut after = assignment.before_name(text).to_vec();
            if !assignment.exports || !exports(statement) {
                after.extend_from_slice(statement);
            } else {
                after.extend_from_slice(statement[EXPORT.len()..].trim_ascii_start());
            }
            Ok(Put { edit: Edit::new(text, assignment.start..assignment.end, after), earlier })
        }
        None => {
            let edit = Edit::append(text, statement, LineBreak::of(text));
            // The last line may go on into what is put behind it.
            let stands = scan(&edit.apply(text), variable, reader)?.len() == 1;
            if stands { Ok(Put { edit, earlier }) } else { Err(WriteProblem::SeveralLines) }
        }
    }
}

/// Where the line stands that [`put`] replaces; none where no line sets the variable.
///
/// # Errors
/// As [`put`].
pub(super) fn set_at(
    text: &[u8],
    variable: &str,
    reader: Reader,
) -> Result<Option<Range<usize>>, WriteProblem> {
    match scan(text, variable, reader)?.pop() {
        Some(assignment) if assignment.does_more => Err(WriteProblem::DoesMore),
        found => Ok(found.map(|assignment| assignment.start..assignment.end)),
    }
}

/// The lines that set the variable, in their order.
///
/// # Errors
/// `SeveralLines` where one of them is a part of something else.
fn scan(text: &[u8], variable: &str, reader: Reader) -> Result<Vec<Assignment>, WriteProblem> {
    let mut found = Vec::new();
    // Where a value that goes on over several lines ends.
    let mut until = 0;
    let mut continued = false;
    for line in lines(text) {
        let assignment = Assignment::read(text, &line, variable, reader);
        let wanted = assignment.as_ref().is_some_and(|assignment| assignment.is_wanted);
        if wanted && (line.start < until || continued) {
            return Err(WriteProblem::SeveralLines);
        }
        if line.start < until {
            continue;
        }
        let span = assignment.as_ref().map_or(line.clone(), |it| it.start..it.end);
        until = match reader {
            Reader::Shell => shell_word::command_end(text, line.start).ok_or(WriteProblem::SeveralLines)?,
            Reader::Quotes | Reader::Plain => span.end,
        };
        found.extend(assignment.filter(|_| wanted));
        continued = reader == Reader::Quotes && goes_on(&text[span]);
    }
    Ok(found)
}

/// How the file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// By a POSIX shell.
    Shell,
    /// Line by line; a value between quotes goes on over several.
    Quotes,
    /// Line by line; quotes are a part of the value.
    Plain,
}

/// What is to be done, and how many earlier lines set the variable too.
pub(super) struct Put {
    pub(super) edit: Edit,
    pub(super) earlier: usize,
}

const EXPORT: &[u8] = b"export";

/// Whether a line begins with `export`.
pub(super) fn exports(line: &[u8]) -> bool {
    line.strip_prefix(EXPORT).is_some_and(|rest| rest.starts_with(b" ") || rest.starts_with(b"\t"))
}

/// A line that sets a variable, with the lines that its value goes on over. Without the last line break.
struct Assignment {
    start: usize,
    /// Where the name begins.
    name: usize,
    end: usize,
    exports: bool,
    is_wanted: bool,
    /// A shell would do something else by it too.
    does_more: bool,
}

impl Assignment {
    fn read(text: &[u8], line: &Range<usize>, variable: &str, reader: Reader) -> Option<Self> {
        let bytes = &text[line.clone()];
        let mut at = bytes.len() - blanks_off(bytes).len();
        let exports = exports(&bytes[at..]);
        if exports {
            let rest = &bytes[at + EXPORT.len()..];
            at += EXPORT.len() + rest.len() - blanks_off(rest).len();
        }
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        let length = bytes[at..].iter().take_while(|byte| word(byte)).count();
        let (name, rest) = bytes[at..].split_at(length);
        let value = blanks_off(rest).strip_prefix(b"=")?;
        if name.is_empty() {
            return None;
        }
        let value_at = line.end - value.len();
        let (end, does_more) = match reader {
            Reader::Shell => {
                let word_end = shell_word::end(text, value_at);
                let end = word_end.map_or(line.end, |end| line_end(text, end).max(line.end));
                // Never closed: what the shell makes of it is not known here.
                (end, word_end.is_none_or(|word_end| !is_blank_or_comment(&text[word_end..end])))
            }
            Reader::Quotes => (value_end(text, value_at, line.end), false),
            Reader::Plain => (line.end, false),
        };
        Some(Self {
            start: line.start,
            name: line.start + at,
            end,
            exports,
            is_wanted: name == variable.as_bytes(),
            does_more,
        })
    }

    /// Indentation and `export`.
    fn before_name<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.start..self.name]
    }
}

/// Where a value ends that begins at `from`, in a line that ends at `line_end`: there, or after more lines where it stands
/// between quotes.
fn value_end(text: &[u8], from: usize, line_end: usize) -> usize {
    let quoted = blanks_off(&text[from..line_end]);
    let Some((&quote @ (b'"' | b'\'' | b'`'), _)) = quoted.split_first() else { return line_end };
    let opened = line_end - quoted.len();
    let mut escaped = false;
    for (at, &byte) in text.iter().enumerate().skip(opened + 1) {
        if byte == quote && !escaped {
            return self::line_end(text, at).max(line_end);
        }
        escaped = byte == b'\\' && !escaped && quote == b'"';
    }
    // Never closed: readers take it for a part of the value.
    line_end
}

/// Where the line ends in which `at` is, without its line break.
fn line_end(text: &[u8], at: usize) -> usize {
    let end = text[at..].iter().position(|&byte| byte == b'\n').map_or(text.len(), |more| at + more);
    if end < text.len() && end > at && text[..end].ends_with(b"\r") { end - 1 } else { end }
}

/// Whether a shell does nothing by what stands behind a word.
fn is_blank_or_comment(rest: &[u8]) -> bool {
    let seen = blanks_off(rest);
    seen.is_empty() || (seen.len() < rest.len() && seen.starts_with(b"#"))
}

/// Whether a shell or systemd would read the next line as a part of this one.
fn goes_on(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

fn blanks_off(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    &bytes[blanks..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str, statement: &str) -> Result<String, WriteProblem> {
        let reader = if exports(statement.as_bytes()) { Reader::Shell } else { Reader::Quotes };
        written_for(text, statement, reader)
    }

    fn written_for(text: &str, statement: &str, reader: Reader) -> Result<String, WriteProblem> {
        let put = put(text.as_bytes(), "K", statement.as_bytes(), reader)?;
        Ok(String::from_utf8(put.edit.apply(text.as_bytes()).to_vec()).unwrap())
    }

    #[test]
    fn the_line_is_replaced_where_it_stands_and_nothing_else_changes() {
        for (before, after) in [
            ("K=old\n", "K=new\n"),
            ("A=1\nK=old\nB=2\n", "A=1\nK=new\nB=2\n"),
            ("A=1\r\nK=old\r\nB=2", "A=1\r\nK=new\r\nB=2"),
            ("\u{feff}K=old\n", "\u{feff}K=new\n"),
            ("export K=old\n", "export K=new\n"),
            ("  export\tK = 'old' # why\nX", "  export\tK=new\nX"),
            ("K =old", "K=new"),
            ("K=\n", "K=new\n"),
            ("# K=old\n#K=old\nKK=1\nK_=2\nA.K=3\nK\n", "# K=old\n#K=old\nKK=1\nK_=2\nA.K=3\nK\nK=new\n"),
            ("K=1\nK=2\n# last\n", "K=1\nK=new\n# last\n"),
            ("K=\"first\nsecond\"\nB=2\n", "K=new\nB=2\n"),
            ("K='first\r\nsecond' # c\r\nB=2\r\n", "K=new\r\nB=2\r\n"),
            ("K=\"a\\\"b\" x\nB=2\n", "K=new\nB=2\n"),
            ("K='it\nB=2\n", "K=new\nB=2\n"),
            ("A=\"first\nsecond\"\nK=old\n", "A=\"first\nsecond\"\nK=new\n"),
        ] {
            assert_eq!(written(before, "K=new").as_deref(), Ok(after), "{before:?}");
        }
        assert_eq!(written("export K=old\n", "export K='new'").as_deref(), Ok("export K='new'\n"));
        assert_eq!(written("K=old\n", "export K='new'").as_deref(), Ok("export K='new'\n"));
    }

    #[test]
    fn without_one_it_is_added_at_the_end_in_the_files_own_way() {
        for (before, after) in [
            ("", "K=new\n"),
            ("\u{feff}", "\u{feff}K=new\n"),
            ("A=1\n", "A=1\nK=new\n"),
            ("A=1", "A=1\nK=new"),
            ("A=1\r\n", "A=1\r\nK=new\r\n"),
            ("A=1\r\nB=2", "A=1\r\nB=2\r\nK=new"),
            ("\n\n", "\n\nK=new\n"),
        ] {
            assert_eq!(written(before, "K=new").as_deref(), Ok(after), "{before:?}");
        }
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        for text in ["A=\"1\nK=old\n\"\n", "A=1\\\nK=old\n", "A=1\\", "A=1\nB=2\\\n", "A='\n K=x\n'\nK=y\n"] {
            assert_eq!(written(text, "K=new"), Err(WriteProblem::SeveralLines), "{text:?}");
        }
        assert!(written("A=1\\\\\nK=old\n", "K=new").is_ok(), "two backslashes are one");
        // What is put behind these would be read as a part of them.
        for (text, reader) in
            [("A=1\\\r\r", Reader::Quotes), ("\\\n", Reader::Shell), ("ls \\\n", Reader::Shell)]
        {
            let put = written_for(text, "K=new", reader);
            assert_eq!(put, Err(WriteProblem::SeveralLines), "{text:?}");
        }
        assert!(written_for("# a \\\n", "K=new", Reader::Shell).is_ok(), "no comment goes on");
    }

    #[test]
    fn a_line_of_a_shell_that_does_more_is_left_to_the_user() {
        for line in [
            "export K=old; export B=2",
            "export K=old B=2",
            "K=old command",
            "export K=old && source_up",
            "K=a;B=2 # c",
            "export K=$(one; two) | three",
            "export K=old#no comment",
            "K=(1 2)",
        ] {
            let text = format!("A=1\n{line}\nB=2\n");
            assert_eq!(written(&text, "export K='new'"), Err(WriteProblem::DoesMore), "{line}");
        }
        for line in [
            "export K=old",
            "export K=old # why; so",
            "export K=$(op read 'op://x;y')",
            "export K=\"$(printf '%s' \"a b\")\"  ",
            "export K=a\\ b",
            "export K=${OTHER:-a b}",
            "export K=`khg key print x`",
            "export K=$(\n  khg key print x\n)",
            "export K='first\nsecond'",
        ] {
            let text = format!("A=1\n{line}\nB=2\n");
            assert_eq!(
                written(&text, "export K='new'").as_deref(),
                Ok("A=1\nexport K='new'\nB=2\n"),
                "{line}"
            );
        }
        // The same characters are a value for what is no shell.
        assert_eq!(written("K=a; b\n", "K=new").as_deref(), Ok("K=new\n"));
        for text in [
            "A=$(\n  K=old\n)\n",
            "cat > f <<EOF\nK=old\nEOF\n",
            "echo 'several\nK=old\n'\n",
            "export K=\"never closed\n",
            "cat <<EOF\n",
            "A=1 \\",
        ] {
            assert_eq!(written(text, "export K='new'"), Err(WriteProblem::SeveralLines), "{text:?}");
        }
        let text = "# it's\ncat > f <<EOF\nA=1\nEOF\n";
        assert_eq!(written(text, "export K='new'").as_deref(), Ok(&*format!("{text}export K='new'\n")));
    }

    #[test]
    fn where_quotes_are_a_part_of_the_value_a_line_is_a_line() {
        assert_eq!(
            written_for("K='old\nB=2\nC='x\n", "K=new", Reader::Plain).as_deref(),
            Ok("K=new\nB=2\nC='x\n")
        );
        assert_eq!(written_for("A=1\\\nK=old\n", "K=new", Reader::Plain).as_deref(), Ok("A=1\\\nK=new\n"));
    }

    #[test]
    fn earlier_lines_are_counted() {
        assert_eq!(put(b"K=1\nK=2\nexport K=3\n", "K", b"K=n", Reader::Quotes).unwrap().earlier, 2);
    }

    fn readers() -> impl Strategy<Value = Reader> {
        proptest::sample::select(vec![Reader::Shell, Reader::Quotes, Reader::Plain])
    }

    /// Files made of what such files hold, and of any bytes.
    fn hostile() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            5 => proptest::sample::select(vec![
                "\n", "\r\n", "\r", "K=", "K = ", "export K=", " export ", "A=1", "B='x'", "C=\"y", "\"", "'", "`", "# K=9",
                "#", "\\", "\\\"", "K", "=", " ", "\t", "é", "\u{feff}", "value", "KK=2", "$(x)", "$(", ")",
                "${", "}", ";",
                "<<A", "\nA\n",
            ]).prop_map(|text| text.as_bytes().to_vec()),
            1 => proptest::collection::vec(any::<u8>(), 0..6),
        ];
        proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn all_but_one_stretch_stays_byte_for_byte_and_is_restored(text in hostile(), reader in readers()) {
            if let Ok(put) = put(&text, "K", b"K=the-new-value", reader) {
                let new = put.edit.apply(&text);
                let (at, before, after) = put.edit.parts();
                prop_assert_eq!(&new[..at], &text[..at]);
                prop_assert_eq!(&new[at + after.len()..], &text[at + before.len()..]);
                prop_assert!(after.windows(15).any(|window| window == b"K=the-new-value"));
                prop_assert_eq!(put.edit.undo(&new).unwrap().to_vec(), text);
            }
        }

        #[test]
        fn a_second_write_replaces_the_first(text in hostile(), reader in readers()) {
            let export = if reader == Reader::Shell { "export " } else { "" };
            let statement = |value: &str| format!("{export}K={value}");
            if let Ok(first) = put(&text, "K", statement("first-value").as_bytes(), reader) {
                let once = first.edit.apply(&text);
                let second = put(&once, "K", statement("second").as_bytes(), reader).unwrap();
                let (_, before, _) = second.edit.parts();
                prop_assert!(before.ends_with(b"K=first-value"), "{:?}", String::from_utf8_lossy(before));
                let twice = second.edit.apply(&once);
                prop_assert!(!twice.windows(13).any(|window| window == b"K=first-value"));
            }
        }
    }
}
