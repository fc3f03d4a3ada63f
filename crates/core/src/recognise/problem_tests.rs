use super::tests::{KEY, catalogue, one};
use super::*;

#[test]
fn what_is_no_key_says_what_it_is() {
    let virtual_key = crate::keys::token::issue().unwrap();
    let long = format!("sk-{}", "aB3".repeat(800));
    for (text, problem) in [
        ("sk-...abcd", Problem::Masked),
        ("sk-proj-…abcd", Problem::Masked),
        ("sk-or-v1-0e6...1c96", Problem::Masked),
        ("sk-ant-api03-R2D...igAA", Problem::Masked),
        ("sk-proj-****************abcd", Problem::Masked),
        ("sk-••••••••abcd", Problem::Masked),
        ("••••••••", Problem::Masked),
        ("forii_sk_...", Problem::Masked),
        ("x-api-key: sk-proj-'", Problem::Masked),
        ("OPENAI_API_KEY=sk-proj-aB3", Problem::Masked),
        (virtual_key.token.expose(), Problem::OwnKey),
        ("kh_0123456789ab_x", Problem::OwnKey),
        ("sk-admin-Zq7mXw2Lr9Tn4Vb8", Problem::AdminKey { provider_id: "openai".into() }),
        ("sk-ant-admin01-Zq7mXw2Lr9Tn4Vb8", Problem::AdminKey { provider_id: "anthropic".into() }),
        ("XAI_MANAGEMENT_KEY=q7mXw2Lr9Tn4Vb8Yk3HZ", Problem::AdminKey { provider_id: "xai".into() }),
        ("LITELLM_MASTER_KEY=sk-q7mXw2Lr9Tn4Vb8", Problem::AdminKey { provider_id: "litellm".into() }),
        ("API_KEY=your-api-key-here", Problem::Placeholder),
        ("export API_KEY=\"your-api-key-here\"", Problem::Placeholder),
        ("$env:API_KEY=\"your-api-key-here\"", Problem::Placeholder),
        ("set API_KEY=your-api-key-here", Problem::Placeholder),
        ("setx MEGALLM_API_KEY \"your_api_key_here\"", Problem::Placeholder),
        ("FORTYTWO_API_KEY=YOUR_FORTYTWO_API_KEY", Problem::Placeholder),
        ("Authorization: Bearer YOUR_API_KEY", Problem::Placeholder),
        ("x-api-key: YOUR_API_KEY", Problem::Placeholder),
        ("Authorization: Bearer <your key>", Problem::Placeholder),
        ("OPENAI_API_KEY=<KEY>", Problem::Placeholder),
        ("YOUR_API_KEY", Problem::Placeholder),
        ("sk-xxxx", Problem::Placeholder),
        ("forii_sk_xxxxxxxxxxxxxxxxxxxxxxxx", Problem::Placeholder),
        ("changeme", Problem::Placeholder),
        ("OPENAI_API_KEY=changeme", Problem::Placeholder),
        ("sk-openai-key", Problem::Placeholder),
        ("MEGALLM_API_KEY=${MEGALLM_API_KEY}", Problem::Reference),
        ("ENV MEGALLM_API_KEY=${MEGALLM_API_KEY}", Problem::Reference),
        ("      - MEGALLM_API_KEY=${MEGALLM_API_KEY}", Problem::Reference),
        ("export OPENAI_API_KEY=\"$(khg key print work)\"", Problem::Reference),
        ("OPENAI_API_KEY=op://vault/openai/key", Problem::Reference),
        ("-H \"Authorization: Bearer $FORII_API_KEY\"", Problem::Reference),
        ("set OPENAI_API_KEY=%OTHER%", Problem::Reference),
        ("https://app.forii.in/dashboard/keys", Problem::NotAKey { what: Mistaken::Address }),
        ("OPENAI_API_KEY=https://api.openai.com/v1", Problem::NotAKey { what: Mistaken::Address }),
        ("~/.config/key", Problem::NotAKey { what: Mistaken::Path }),
        ("/etc/keys/openai", Problem::NotAKey { what: Mistaken::Path }),
        ("C:\\keys\\openai.txt", Problem::NotAKey { what: Mistaken::Path }),
        ("this is my key", Problem::NotAKey { what: Mistaken::Words }),
        ("sk-proj-Zq7m\u{200b}Xw2Lr9Tn4", Problem::Unsendable { character: "U+200B".into() }),
        ("OPENAI_API_KEY=\"sk-proj-Zq7m\\nXw2Lr9\"", Problem::Unsendable { character: "U+000A".into() }),
        ("sk-proj-Zq7m\u{1b}Xw2Lr9Tn4", Problem::Unsendable { character: "U+001B".into() }),
        ("ѕk-proj-Zq7mXw2Lr9Tn4", Problem::LookAlike { character: "U+0455".into(), looks_like: "s".into() }),
        ("ｓk-proj-Zq7mXw2Lr9Tn4", Problem::LookAlike { character: "U+FF53".into(), looks_like: "s".into() }),
        ("sk-1a", Problem::TooShort { length: 5 }),
        ("x", Problem::TooShort { length: 1 }),
        (&long, Problem::TooLong { length: 2_403 }),
    ] {
        let found = one(text);
        assert_eq!(found.problem, Some(problem), "{text}");
        let problem = found.problem.unwrap();
        for sentence in [problem.message().as_str(), problem.next_step()] {
            assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{sentence}");
        }
    }
}

#[test]
fn a_key_that_stands_twice_says_where_it_stood_first() {
    let found = recognise(&format!("A_API_KEY={KEY}\nB=1\nB_API_KEY=\"{KEY}\"\n"), &catalogue()).found;
    assert_eq!(found[0].problem, None);
    assert_eq!(found[1].problem, Some(Problem::Duplicate { line: 1 }));
    let found = recognise(&format!("{KEY}, {KEY}"), &catalogue()).found;
    assert_eq!(found[1].problem, Some(Problem::Duplicate { line: 1 }));
}

#[test]
fn a_text_without_keys_says_so() {
    for (text, problem) in [
        ("", TextProblem::Empty),
        (" \r\n\t\u{feff}", TextProblem::Empty),
        ("PORT=3000\n", TextProblem::NoKeys),
        ("A line of words.\nAnd one more of them.\n", TextProblem::NoKeys),
        (&"a".repeat(TEXT_MAX + 1), TextProblem::TooLong),
    ] {
        let recognised = recognise(text, &catalogue());
        assert!(recognised.found.is_empty(), "{:?}", recognised.found);
        assert_eq!(recognised.problem, Some(problem));
    }
    let many: String = (0..1_200).map(|n| format!("sk-proj-Zq7mXw2Lr9Tn{n}\n")).collect();
    let recognised = recognise(&many, &catalogue());
    assert_eq!((recognised.found.len(), recognised.problem), (FOUND_MAX, Some(TextProblem::TooMany)));
}

#[test]
fn look_alikes_are_pairs_of_another_letter_and_one_of_ours() {
    for c in ('\u{80}'..='\u{2fff}').chain('\u{ff01}'..='\u{ff5e}') {
        assert!(super::clean::looks_like(c).is_none_or(|ours| ours.is_ascii_graphic()), "{c}");
    }
    assert!((' '..='~').all(|c| super::clean::looks_like(c).is_none()));
}
