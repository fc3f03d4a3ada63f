use std::fs;

use proptest::prelude::*;

use super::*;

const KEY: &str = "sk-proj-Zq7mXw2Lr9Tn4Vb8Yk3H";

fn catalogue() -> Catalogue {
    Catalogue::embedded().unwrap()
}

fn remove(text: &str) -> Result<(String, Removal), RemovalProblem> {
    let found = recognise(text, &catalogue()).found;
    let (bytes, removal) = remove_key_line(text.as_bytes(), &found[0], "khg key copy work")?;
    Ok((String::from_utf8(bytes.to_vec()).unwrap(), removal))
}

#[test]
fn the_line_becomes_a_comment_and_nothing_else_changes() {
    for (line, put) in [
        ("OPENAI_API_KEY=@", "# OPENAI_API_KEY moved to Keyhinge (khg key copy work)"),
        ("OPENAI_API_KEY='@' # mine", "# OPENAI_API_KEY moved to Keyhinge (khg key copy work)"),
        ("export OPENAI_API_KEY=\"@\"", "# OPENAI_API_KEY moved to Keyhinge (khg key copy work)"),
        ("  export OPENAI_API_KEY=@;", "  : # OPENAI_API_KEY moved to Keyhinge (khg key copy work)"),
        ("set -gx OPENAI_API_KEY '@'", "# OPENAI_API_KEY moved to Keyhinge (khg key copy work)"),
        ("$env:OPENAI_API_KEY = '@'", "# OPENAI_API_KEY moved to Keyhinge (khg key copy work)"),
        ("set \"OPENAI_API_KEY=@\"", "rem OPENAI_API_KEY moved to Keyhinge (khg key copy work)"),
    ] {
        for (head, tail) in
            [("", ""), ("A=1\n", "\nB=2\n"), ("\u{feff}", "\r\nB=2"), ("\u{feff}A=1\r\n\r\n", "\r\n")]
        {
            let text = format!("{head}{}{tail}", line.replace('@', KEY));
            let (without, removal) = remove(&text).unwrap();
            assert_eq!(without, format!("{head}{put}{tail}"), "{text:?}");
            assert!(!serde_json::to_string(&removal).unwrap().contains(KEY), "the record holds no secret");
            let back = restore_key_line(without.as_bytes(), &removal, &Secret::new(KEY.into())).unwrap();
            assert_eq!(*back, text.as_bytes());
        }
    }
    assert_eq!(remove(&format!("a\nsetx OPENAI_API_KEY {KEY}\r\nb\n")).unwrap().0, "a\nb\n");
}

#[test]
fn a_line_that_cannot_be_edited_safely_stays() {
    for (text, problem) in [
        ("{\"OPENAI_API_KEY\": \"@\"}", RemovalProblem::Structured),
        ("OPENAI_API_KEY: @", RemovalProblem::Structured),
        ("- OPENAI_API_KEY=@", RemovalProblem::Structured),
        ("@", RemovalProblem::NoStatement),
        ("Authorization: Bearer @", RemovalProblem::NoStatement),
        ("export OPENAI_API_KEY=@ PORT=3000", RemovalProblem::SharedLine),
        ("export OPENAI_API_KEY=@; run", RemovalProblem::SharedLine),
        ("OPENAI_API_KEY='@\n'", RemovalProblem::SeveralLines),
        ("env \\\nOPENAI_API_KEY=@", RemovalProblem::SeveralLines),
        ("export OPENAI_API_KEY=sk-proj-'Zq7mXw2Lr9Tn'4Vb8Yk3H", RemovalProblem::Escaped),
    ] {
        assert_eq!(remove(&text.replace('@', KEY)).unwrap_err(), problem, "{text}");
    }
    let found = recognise(&format!("A_API_KEY={KEY}"), &catalogue()).found;
    assert!(remove_key_line(b"A_API_KEY=another-of-the-same-length..", &found[0], "x").is_err());
    assert!(remove_key_line(b"", &found[0], "x").is_err());
}

#[test]
fn a_line_is_put_back_where_its_comment_is_by_now() {
    let text = format!("A=1\nOPENAI_API_KEY={KEY}\n");
    let (without, removal) = remove(&text).unwrap();
    let secret = Secret::new(KEY.into());
    let back = restore_key_line(format!("NEW=1\n{without}").as_bytes(), &removal, &secret).unwrap();
    assert_eq!(*back, format!("NEW=1\n{text}").as_bytes());
    for changed in ["A=1\n", "", &format!("{without}{without}")] {
        assert_eq!(
            restore_key_line(changed.as_bytes(), &removal, &secret).unwrap_err(),
            RemovalProblem::Changed
        );
    }
}

proptest! {
    #[test]
    fn removing_and_restoring_is_the_identity(
        before in "([A-Z]{1,5}=[a-z0-9 ]{0,8}(\r\n|\n)){0,4}",
        value in "[A-Za-z0-9._~+/-]{8,60}",
        after in "((\r\n|\n)[A-Z#]{1,5}=[a-z0-9 ]{0,8}){0,4}(\n)?",
    ) {
        let text = format!("{before}GROQ_API_KEY=\"{value}\"{after}");
        let found = recognise(&text, &catalogue()).found;
        prop_assert_eq!(found.len(), 1);
        let (bytes, removal) = remove_key_line(text.as_bytes(), &found[0], "khg").unwrap();
        let back = restore_key_line(&bytes, &removal, &found[0].secret).unwrap();
        prop_assert_eq!(&*back, text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut marked = vec![0xFF, 0xFE];
        marked.extend(&bytes);
        for bytes in [&bytes, &marked] {
            if let Ok(recognised) = recognise_bytes(bytes, &catalogue()) {
                prop_assert!(recognised.found.len() <= bytes.len());
            }
        }
    }
}

#[test]
fn only_regular_files_with_text_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        read_text_file(&path)
    };
    assert_eq!(file("empty", b"").unwrap().text.as_str(), "");
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF).chain("A=1".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let recoded = file("utf16", &utf16).unwrap();
    assert_eq!((recoded.text.as_str(), recoded.recoded), ("A=1", true));
    assert_eq!(file("binary", b"A=\0").unwrap_err(), FileProblem::Binary);
    assert_eq!(file("latin", b"A=\xe9").unwrap_err(), FileProblem::NotUtf8);
    assert_eq!(file("half", b"\xff\xfeA").unwrap_err(), FileProblem::NotUtf8);
    assert_eq!(file("huge", &vec![b'a'; TEXT_MAX + 1]).unwrap_err(), FileProblem::TooLarge);
    assert_eq!(read_text_file(dir.path()).unwrap_err(), FileProblem::Folder);
    assert_eq!(read_text_file(&dir.path().join("no")).unwrap_err(), FileProblem::Missing);
    #[cfg(unix)]
    {
        let pipe = dir.path().join("pipe");
        // By its program: macOS has no such call in `rustix`.
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(read_text_file(&pipe).unwrap_err(), FileProblem::NotAFile);
        assert_eq!(read_text_file(std::path::Path::new("/dev/zero")).unwrap_err(), FileProblem::NotAFile);
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(dir.path().join("empty"), &link).unwrap();
        let target = fs::canonicalize(dir.path().join("empty")).unwrap();
        assert_eq!(read_text_file(&link).unwrap().link_to, Some(target));
    }
}

#[test]
fn a_file_is_rewritten_whole_with_its_rights_and_only_where_it_is_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(".env");
    fs::write(&path, "old").unwrap();
    let hash = read_text_file(&path).unwrap().hash;
    #[cfg(unix)]
    let link = {
        use std::os::unix::fs::{PermissionsExt, symlink};
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let link = dir.path().join("link");
        symlink(&path, &link).unwrap();
        link
    };
    #[cfg(not(unix))]
    let link = path.clone();
    assert_eq!(rewrite_file(&link, [0; 32], b"new"), Err(FileProblem::Changed));
    assert_eq!(fs::read(&path).unwrap(), b"old");
    rewrite_file(&link, hash, b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    #[cfg(unix)]
    {
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(&path).unwrap()) & 0o777, 0o640);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "no draft is left");
    }
}

#[test]
fn shell_files_and_env_files_are_offered_and_scanned() {
    let dir = tempfile::tempdir().unwrap();
    let (home, work) = (dir.path().join("home"), dir.path().join("work"));
    for folder in ["home/.config/fish/conf.d", "work/api/deep", "work/node_modules", "work/.git"] {
        fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    for file in [
        "home/.zshrc",
        "home/.config/fish/conf.d/keys.fish",
        "home/notes.txt",
        "work/.env",
        "work/api/.env.local",
        "work/api/deep/.env",
        "work/node_modules/.env",
        "work/.git/.env",
        "work/main.py",
    ] {
        fs::write(dir.path().join(file), format!("export OPENAI_API_KEY={KEY}\n")).unwrap();
    }
    let files = candidate_files(&home, Some(&work));
    let names: Vec<_> = files.iter().map(|it| it.strip_prefix(dir.path()).unwrap().to_owned()).collect();
    let wanted = ["home/.zshrc", "home/.config/fish/conf.d/keys.fish", "work/.env", "work/api/.env.local"];
    assert_eq!(names, wanted.map(std::path::PathBuf::from));
    assert_eq!(candidate_files(&home, None).len(), 2);
    let mut all = files;
    all.push(work.clone());
    let findings = scan(&all, &catalogue());
    assert!(findings[..4].iter().all(|it| it.recognised.found.len() == 1 && it.problem.is_none()));
    assert_eq!(findings[4].problem, Some(FileProblem::Folder));
}
