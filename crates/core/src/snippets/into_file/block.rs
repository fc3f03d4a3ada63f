//! Our block in a start file of a shell: the lines between two marks. It carries references only; everything outside it
//! stays as it is.

use std::ops::Range;

use super::edit::{Edit, LineBreak, lines};
use super::{Which, WriteProblem};
use crate::snippets::quote::Rule;

const BEGIN: &str = "# >>> keyhinge >>>";
const ABOUT: &str = "# Keys by reference, written by Keyhinge (khg env rc).";
const END: &str = "# <<< keyhinge <<<";

/// Puts the line that sets `variable` into the block, in the place of the one that is there; makes the block where there
/// is none.
///
/// # Errors
/// `BrokenBlock` where the marks do not make one block.
pub(super) fn add(text: &[u8], variable: &str, line: &str) -> Result<Added, WriteProblem> {
    let line_break = LineBreak::of(text);
    let Some(block) = Block::find(text)? else {
        let joined = [BEGIN, ABOUT, line, END].join(&String::from_utf8_lossy(line_break.bytes()));
        return Ok(Added { edit: Edit::append(text, joined.as_bytes(), line_break), replaced: false });
    };
    let mut inner = block.inner(text);
    let old = inner.iter().position(|old| sets(old, variable));
    match old {
        Some(at) => inner[at] = line.as_bytes(),
        None => inner.push(line.as_bytes()),
    }
    Ok(Added { edit: block.with(text, &inner, line_break), replaced: old.is_some() })
}

/// What is to be done, and whether a line is replaced by it.
pub(super) struct Added {
    pub(super) edit: Edit,
    pub(super) replaced: bool,
}

/// Takes the first of the lines that are meant out of the block, and the block where nothing is left in it. None where there
/// is no such line.
///
/// # Errors
/// As [`add`].
pub(super) fn remove(text: &[u8], which: &Which) -> Result<Option<Removed>, WriteProblem> {
    let Some(block) = Block::find(text)? else { return Ok(None) };
    let mut inner = block.inner(text);
    let meant = inner.iter().position(|line| match which {
        Which::Variable(variable) => sets(line, variable),
        Which::Key { id, names } => std::iter::once(id).chain(names).any(|key| fetches(line, key)),
    });
    let Some(line) = meant.map(|at| inner.remove(at)) else { return Ok(None) };
    let variable = match which {
        Which::Variable(variable) => variable.clone(),
        Which::Key { .. } => set_by(&String::from_utf8_lossy(line)).next().unwrap_or_default().to_owned(),
    };
    if inner.iter().any(|line| !line.trim_ascii().is_empty() && !line.trim_ascii().starts_with(b"#")) {
        return Ok(Some(Removed { edit: block.with(text, &inner, LineBreak::of(text)), variable }));
    }
    // With the break after it; where it stands at the very end, with the one before.
    let rest = &text[block.whole.end..];
    let after = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
    let head = &text[..block.whole.start];
    let ahead = match after {
        0 if head.ends_with(b"\r\n") => 2,
        0 if head.ends_with(b"\n") => 1,
        _ => 0,
    };
    let edit = Edit::new(text, block.whole.start - ahead..block.whole.end + after, Vec::new());
    Ok(Some(Removed { edit, variable }))
}

/// A line that is taken out, and what it sets; empty where it sets nothing.
pub(super) struct Removed {
    pub(super) edit: Edit,
    pub(super) variable: String,
}

/// Whether the marks in a text make one block, or none.
pub(super) fn is_whole(text: &[u8]) -> bool {
    Block::find(text).is_ok()
}

/// Whether a line outside the block sets the variable as well.
pub(super) fn sets_elsewhere(text: &[u8], variable: &str) -> bool {
    let whole = Block::find(text).ok().flatten().map_or(0..0, |block| block.whole);
    lines(text).any(|line| !whole.contains(&line.start) && sets(&text[line], variable))
}

struct Block {
    /// From the first mark to the end of the last one.
    whole: Range<usize>,
    lines: Vec<Range<usize>>,
}

impl Block {
    fn find(text: &[u8]) -> Result<Option<Self>, WriteProblem> {
        let (mut begin, mut found, mut inner) = (None, None, Vec::new());
        for line in lines(text) {
            let content = text[line.clone()].trim_ascii();
            match (content == BEGIN.as_bytes(), content == END.as_bytes(), begin) {
                (true, _, None) if found.is_none() => begin = Some(line.start),
                (_, true, Some(start)) => {
                    found = Some(Self { whole: start..line.end, lines: std::mem::take(&mut inner) });
                    begin = None;
                }
                (true, ..) | (_, true, None) => return Err(WriteProblem::BrokenBlock),
                (_, _, Some(_)) => inner.push(line),
                (_, _, None) => {}
            }
        }
        if begin.is_some() { Err(WriteProblem::BrokenBlock) } else { Ok(found) }
    }

    fn inner<'a>(&self, text: &'a [u8]) -> Vec<&'a [u8]> {
        self.lines.iter().map(|line| &text[line.clone()]).collect()
    }

    fn with(&self, text: &[u8], inner: &[&[u8]], line_break: LineBreak) -> Edit {
        let all = [&[BEGIN.as_bytes()], inner, &[END.as_bytes()]].concat();
        Edit::new(text, self.whole.clone(), all.join(line_break.bytes()))
    }
}

/// Whether a line of a shell sets the variable.
fn sets(line: &[u8], variable: &str) -> bool {
    set_by(&String::from_utf8_lossy(line)).any(|set| set == variable)
}

/// What a line of a shell sets: `export K=`, `K=`, `set -gx K `, `$env:K = `.
fn set_by(line: &str) -> impl Iterator<Item = &str> {
    let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    // The name of a key in the command has no =.
    let name = |word| str::split_once(word, '=').map(|(name, _)| name);
    let (all, one) = match first {
        "export" => (true, None),
        "set" => (false, words.find(|word| !word.starts_with('-'))),
        _ => match first.split_at_checked(5) {
            Some((mark, set)) if mark.eq_ignore_ascii_case("$env:") => {
                (false, Some(name(set).unwrap_or(set)))
            }
            _ => (false, name(first)),
        },
    };
    words.filter(move |_| all).filter_map(name).chain(one)
}

/// Whether a line fetches the key of that id or name, however it is quoted.
fn fetches(line: &[u8], key: &str) -> bool {
    let line = String::from_utf8_lossy(line);
    let Some((_, rest)) = line.split_once("khg key print ") else { return false };
    let rest = rest.trim_start();
    let words = [Rule::PosixWord, Rule::Posix, Rule::Fish, Rule::Powershell].iter().filter_map(|rule| {
        let mut word = String::new();
        rule.quote(key, &mut word).ok().map(|()| word)
    });
    // The whole word: what goes on behind it is another name.
    let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '`' | ';' | '|' | '&');
    words
        .chain([format!("\"{key}\"")])
        .any(|word| rest.strip_prefix(&word).is_some_and(|rest| rest.is_empty() || rest.starts_with(ends)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const K: &str = "export K=\"$(khg key print key_1)\"";

    fn added(text: &str, variable: &str, line: &str) -> Result<String, WriteProblem> {
        let edit = add(text.as_bytes(), variable, line)?.edit;
        Ok(String::from_utf8(edit.apply(text.as_bytes()).to_vec()).unwrap())
    }

    fn removed(text: &str, variable: &str) -> Result<Option<String>, WriteProblem> {
        let taken_out = remove(text.as_bytes(), &Which::Variable(variable.into()))?;
        Ok(taken_out.map(|removed| String::from_utf8(removed.edit.apply(text.as_bytes()).to_vec()).unwrap()))
    }

    /// Without every line that fetches the key.
    fn without(text: &str, id: &str, name: &str) -> String {
        let which = Which::Key { id: id.into(), names: vec![name.into()] };
        let mut text = text.as_bytes().to_vec();
        while let Some(removed) = remove(&text, &which).unwrap() {
            let shorter = removed.edit.apply(&text).to_vec();
            assert_eq!(removed.edit.undo(&shorter).unwrap().to_vec(), text);
            text = shorter;
        }
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn the_block_is_made_filled_and_emptied() {
        let one = added("PS1=x\n", "K", K).unwrap();
        assert_eq!(one, format!("PS1=x\n{BEGIN}\n{ABOUT}\n{K}\n{END}\n"));
        let two = added(&one, "L", "export L=2").unwrap();
        assert_eq!(two, format!("PS1=x\n{BEGIN}\n{ABOUT}\n{K}\nexport L=2\n{END}\n"));
        let other = added(&two, "K", "export K=3").unwrap();
        assert_eq!(other, format!("PS1=x\n{BEGIN}\n{ABOUT}\nexport K=3\nexport L=2\n{END}\n"));
        let without = removed(&other, "K").unwrap().unwrap();
        assert_eq!(removed(&without, "L"), Ok(Some("PS1=x\n".into())));
        assert_eq!(removed("PS1=x\n", "K"), Ok(None));
        assert_eq!(removed(&one, "L"), Ok(None));
    }

    #[test]
    fn what_stands_around_and_in_it_stays() {
        let text = format!("a\r\n  {BEGIN} \r\n# mine\r\nexport L=1\r\n\t{END}\r\nlast");
        let edit = add(text.as_bytes(), "K", K).unwrap().edit;
        let new = String::from_utf8(edit.apply(text.as_bytes()).to_vec()).unwrap();
        assert_eq!(new, format!("a\r\n{BEGIN}\r\n# mine\r\nexport L=1\r\n{K}\r\n{END}\r\nlast"));
        assert_eq!(edit.undo(new.as_bytes()).unwrap().to_vec(), text.as_bytes());
    }

    #[test]
    fn the_lines_of_a_key_go_whatever_they_set() {
        let text = format!(
            "{BEGIN}\nexport A=\"$(khg key print 'my key')\"\nexport B=\"$(khg key print key_1)\"\n\
             set -gx C (khg key print my)\n$env:D = khg key print 'my key'\n{END}\n"
        );
        let left = without(&text, "key_1", "my key");
        assert_eq!(left, format!("{BEGIN}\nset -gx C (khg key print my)\n{END}\n"));
        assert_eq!(without(&left, "key_2", "my"), "");
    }

    #[test]
    fn a_key_whose_name_begins_like_another_is_another() {
        let lines = |lines: &[&str]| format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"));
        let others = [
            "export A=\"$(khg key print 'web 2')\"",
            "export B=\"$(khg key print 'web)')\"",
            "export C=\"$(khg key print web-2)\"",
            r"export D='web'; E=$(khg key print 'web'\''s')",
            "$env:F = khg key print 'web''s'",
        ];
        let ours = [
            "export G=\"$(khg key print web)\"",
            "$env:H = khg key print 'web'",
            "I=`khg key print \"web\"`",
        ];
        let text = lines(&[&others[..], &ours].concat());
        assert_eq!(without(&text, "key_1", "web"), lines(&others));
        for (line, name) in others.iter().zip(["web 2", "web)", "web-2", "web's", "web's"]) {
            assert_eq!(without(&lines(&[line]), "key_1", name), "", "{line}");
        }
    }

    #[test]
    fn marks_that_make_no_block_are_refused() {
        for marks in
            [vec![BEGIN], vec![END], vec![BEGIN, BEGIN, END], vec![END, BEGIN], vec![BEGIN, END, BEGIN, END]]
        {
            let text = marks.join("\n");
            assert_eq!(added(&text, "K", K), Err(WriteProblem::BrokenBlock), "{text}");
            assert_eq!(removed(&text, "K"), Err(WriteProblem::BrokenBlock), "{text}");
        }
    }

    #[test]
    fn lines_that_set_a_variable_are_known_in_every_shell() {
        for line in [
            "export K=1",
            " K=1",
            "export A=1 K=2",
            "set -gx K v",
            "set -g -x K v",
            "$env:K = 'v'",
            "$ENV:K='v'",
        ] {
            assert!(sets(line.as_bytes(), "K"), "{line}");
            assert!(!sets(line.as_bytes(), "X"), "{line}");
        }
        for line in ["# export K=1", "echo K=1", "KK=1", "set -gx KK v", "$env:KK = 1", "", "K", "unset K"] {
            assert!(!sets(line.as_bytes(), "K"), "{line}");
        }
        let text = format!("K=1\n{BEGIN}\n{K}\n{END}\n");
        assert!(sets_elsewhere(text.as_bytes(), "K"));
        assert!(!sets_elsewhere(&text.as_bytes()[4..], "K"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn adding_and_removing_leaves_the_file_as_it_was(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec!["\n", "\r\n", "x", "export A=1", "\u{feff}", "#", " ", "\\", "'"]), 0..20
            )
        ) {
            let text = pieces.concat();
            let with = added(&text, "K", K).unwrap();
            prop_assert!(with.starts_with(&text));
            let back = removed(&with, "K").unwrap().unwrap();
            // A break that was added to end the last line is the only thing that may stay behind.
            prop_assert_eq!(back.trim_end_matches(['\r', '\n']), text.trim_end_matches(['\r', '\n']));
            prop_assert!(back.len() <= text.len() + 2, "{:?} {:?}", back, text);
        }
    }
}
