use proptest::prelude::*;

use super::*;

pub(super) fn catalogue() -> Catalogue {
    Catalogue::embedded().unwrap()
}

/// Variable, value and line of each, in order.
fn listed(text: &str) -> Vec<(Option<String>, String, u32)> {
    let recognised = recognise(text, &catalogue());
    let found = recognised.found.into_iter();
    found.map(|it| (it.variable, it.secret.expose().to_owned(), it.line)).collect()
}

/// The one that is found in the text.
pub(super) fn one(text: &str) -> Found {
    let mut found = recognise(text, &catalogue()).found;
    assert_eq!(found.len(), 1, "{text:?}: {found:?}");
    found.remove(0)
}

fn ids(found: &Found) -> Vec<String> {
    found.candidates.iter().map(|it| format!("{}/{}", it.provider_id, it.key_type)).collect()
}

/// A key of OpenAI's.
pub(super) const KEY: &str = "sk-proj-Zq7mXw2Lr9Tn4Vb8Yk3H";
/// A key that no beginning tells.
const PLAIN: &str = "q7mXw2Lr9Tn4Vb8Yk3HZ5cPd6s";

#[test]
fn a_bare_key_is_found_with_its_provider() {
    for (key, candidates) in [
        (KEY, vec!["openai/project"]),
        ("forii_sk_Zq7mXw2Lr9Tn4Vb8", vec!["forii/sdk"]),
        ("forii_Zq7mXw2Lr9Tn4Vb8Yk3", vec!["forii/api"]),
        ("sk-mega-Zq7mXw2Lr9Tn4Vb8", vec!["megallm/api"]),
        ("sk-or-v1-Zq7mXw2Lr9Tn4Vb8", vec!["openrouter/api"]),
    ] {
        for text in [
            key.to_owned(),
            format!("  {key}\r\n"),
            format!("\u{feff}\"{key}\""),
            format!("\u{200b}{key}\u{a0}"),
        ] {
            let found = one(&text);
            assert_eq!(found.secret.expose(), key);
            let providers = |ids: &[String]| {
                ids.iter().map(|it| it.split('/').next().unwrap().to_owned()).collect::<Vec<_>>()
            };
            let wanted: Vec<String> = candidates.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(providers(&ids(&found)), providers(&wanted));
            assert_eq!(found.problem, None, "{text:?}");
            assert_eq!(&text[found.span.clone()], key);
            assert_eq!(found.notes.contains(&Note::Cleaned), text.trim() != key, "{text:?}");
            assert!(!found.masked.contains(&key[10..key.len() - 4]));
        }
    }
    let unknown = one(PLAIN);
    assert_eq!((unknown.candidates, unknown.problem), (vec![], None));
    assert!(
        one("sk-Zq7mXw2Lr9Tn4Vb8Yk3H").candidates.len() > 1,
        "a beginning that several providers share is asked about"
    );
}

#[test]
fn every_way_of_setting_a_variable_gives_its_name_and_its_value() {
    for line in [
        "OPENAI_API_KEY=@",
        "OPENAI_API_KEY='@'",
        "OPENAI_API_KEY=\"@\"",
        "OPENAI_API_KEY=`@`",
        "OPENAI_API_KEY = @",
        "  OPENAI_API_KEY=@  # the new one",
        "OPENAI_API_KEY=\"@\" # the new one",
        "\u{feff}OPENAI_API_KEY=@",
        "export OPENAI_API_KEY=@",
        "export OPENAI_API_KEY=\"@\"; echo done",
        "export  OPENAI_API_KEY='@'",
        "export OPENAI_API_KEY='@''' # empty quotes behind",
        "declare -x OPENAI_API_KEY=\"@\"",
        "OPENAI_API_KEY=@ python main.py",
        "set -gx OPENAI_API_KEY '@'",
        "set -x OPENAI_API_KEY @",
        "set --global --export OPENAI_API_KEY \"@\"",
        "setenv OPENAI_API_KEY @",
        "$env:OPENAI_API_KEY = '@'",
        "$env:OPENAI_API_KEY=\"@\"",
        "$Env:OPENAI_API_KEY = \"@\" # comment",
        "${env:OPENAI_API_KEY} = '@'",
        "[System.Environment]::SetEnvironmentVariable('OPENAI_API_KEY', '@', 'User')",
        "[Environment]::SetEnvironmentVariable(\"OPENAI_API_KEY\",\"@\",\"User\")",
        "set \"OPENAI_API_KEY=@\"",
        "set OPENAI_API_KEY=@",
        "SET OPENAI_API_KEY=@ & node main.js",
        "setx OPENAI_API_KEY \"@\"",
        "setx OPENAI_API_KEY @ /M",
        "ENV OPENAI_API_KEY=@",
        "  - OPENAI_API_KEY=@",
        "  - \"OPENAI_API_KEY=@\"",
        "OPENAI_API_KEY: @",
        "  OPENAI_API_KEY: \"@\"  # comment",
        "OPENAI_API_KEY = \"@\"",
        "Environment=\"OPENAI_API_KEY=@\"",
        "{\"OPENAI_API_KEY\": \"@\"}",
        "{\"a\":{\"b\":[{\"OPENAI_API_KEY\":\"@\",\"c\":1}]}}",
        "os.environ[\"OPENAI_API_KEY\"] = \"@\"",
        "process.env.OPENAI_API_KEY = '@';",
        "OPENAI_API_KEY=\"\n@\n\"",
    ] {
        for key in [KEY, PLAIN] {
            let text = format!("PORT=3000\n{}\nexport EDITOR=vim\n", line.replace('@', key));
            let found = one(&text);
            let variable = found.variable.as_deref().unwrap_or_default().trim_start_matches("process.env.");
            assert_eq!((variable, found.secret.expose()), ("OPENAI_API_KEY", key), "{line}");
            assert_eq!(found.problem, None, "{line}");
            assert_eq!(found.line, 2, "{line}");
        }
    }
}

#[test]
fn escapes_of_a_dialect_are_read_back() {
    let data = "{\n \"env\": {\"OPENAI_API_KEY\": \"\\u0073k-proj-Zq7mXw2Lr9Tn4Vb8Yk3H\"}\n}";
    assert_eq!(one(data).secret.expose(), KEY);
    assert_eq!(one("export OPENAI_API_KEY=sk-proj-'Zq7mXw2L'\"r9Tn4Vb8Yk3H\"").secret.expose(), KEY);
    assert_eq!(
        one("set -gx OPENAI_API_KEY 'q7mXw2Lr9T\\'n4Vb8Yk3HZ'").secret.expose(),
        "q7mXw2Lr9T'n4Vb8Yk3HZ"
    );
    assert_eq!(one("$env:OPENAI_API_KEY='q7mXw2Lr9T''n4Vb8Yk3HZ'").secret.expose(), "q7mXw2Lr9T'n4Vb8Yk3HZ");
}

#[test]
fn headers_and_commands_give_their_key() {
    for text in [
        "Authorization: Bearer @",
        "authorization: bearer @",
        "Bearer @",
        "x-api-key: @",
        "X-Goog-Api-Key: @",
        "curl https://api.openai.com/v1/models -H \"Authorization: Bearer @\"",
        "curl -X POST 'https://api.openai.com/v1/chat/completions' \\\n  -H 'Content-Type: application/json' \\\n  -H 'Authorization: Bearer @' \\\n  -d '{\"model\": \"m\"}'",
        "curl -H 'x-api-key: @' -H \"anthropic-version: 2023-06-01\" https://api.anthropic.com/v1/messages",
        "headers = {\"Authorization\": \"Bearer @\"}",
        "{\"headers\":{\"x-api-key\":\"@\"}}",
        "\"args\": [\"--header\", \"Authorization: Bearer @\"]",
        "requests.get(url, headers={'Authorization': f'Bearer @'})",
    ] {
        for key in [KEY, PLAIN] {
            let found = one(&text.replace('@', key));
            assert_eq!((found.variable.as_deref(), found.secret.expose()), (None, key), "{text}");
            assert_eq!(found.problem, None, "{text}");
        }
    }
    assert_eq!(one(&format!("curl -u {KEY}: https://api.example.com")).secret.expose(), KEY);
    assert_eq!(one(&format!("client = OpenAI(api_key=\"{KEY}\")")).variable.as_deref(), Some("api_key"));
    assert_eq!(
        one("https://example.com/v1?key=AIzaZq7mXw2Lr9Tn4Vb8&x=1").secret.expose(),
        "AIzaZq7mXw2Lr9Tn4Vb8"
    );
}

#[test]
fn several_keys_come_in_their_order() {
    let other = "gsk_Zq7mXw2Lr9Tn4Vb8Yk3H";
    for text in [
        format!("{KEY}\n{other}\n"),
        format!("{KEY}, {other}"),
        format!("{KEY};{other}\r\n"),
        format!("[\"{KEY}\", \"{other}\"]"),
        format!("KEYS={KEY},{other}"),
    ] {
        let values: Vec<_> = listed(&text).into_iter().map(|it| it.1).collect();
        assert_eq!(values, [KEY, other], "{text:?}");
    }
    assert_eq!(listed(&format!("{KEY}\n\n{PLAIN}\n")).len(), 2, "an unknown key counts among bare ones");
}

#[test]
fn of_an_env_file_only_keys_are_listed_and_the_rest_is_counted() {
    let text = format!(
        "# settings\r\nPORT=3000\r\nDATABASE_URL=postgres://u:p@host/db\r\nSECRET_KEY=short\r\nCACHE_KEY=my-cache-key-name\r\n\
         OPENAI_API_KEY={KEY}\r\nSTRIPE_TOKEN={PLAIN}\r\nEMPTY=\r\nGROQ_API_KEY=\r\n# MISTRAL_API_KEY={KEY}x\r\nDEBUG=fw_updates_on\r\n"
    );
    let recognised = recognise(&text, &catalogue());
    let names: Vec<_> =
        recognised.found.iter().map(|it| (it.variable.as_deref().unwrap(), it.line)).collect();
    assert_eq!(names, [("OPENAI_API_KEY", 6), ("STRIPE_TOKEN", 7), ("MISTRAL_API_KEY", 10)]);
    assert!(recognised.found[2].notes.contains(&Note::Commented));
    assert_eq!((recognised.skipped, recognised.problem), (7, None));
}

#[test]
fn a_quote_that_is_closed_some_lines_on_hides_no_key() {
    let text = format!("MOTTO='tis\nOPENAI_API_KEY={KEY}\nEND=it's\n");
    assert_eq!(one(&text).secret.expose(), KEY);
    let pem = format!("CERT=\"-----BEGIN X-----\nabc\n-----END X-----\"\nOPENAI_API_KEY={KEY}\n");
    assert_eq!(listed(&pem), [(Some("OPENAI_API_KEY".into()), KEY.into(), 4)]);
}

#[test]
fn the_variable_settles_what_the_beginning_leaves_open() {
    let ambiguous = "sk-Zq7mXw2Lr9Tn4Vb8Yk3H";
    assert_eq!(ids(&one(&format!("DEEPSEEK_API_KEY={ambiguous}"))).len(), 1);
    assert_eq!(one(&format!("DEEPSEEK_API_KEY={ambiguous}")).candidates[0].provider_id, "deepseek");
    assert_eq!(one(&format!("MISTRAL_API_KEY={PLAIN}")).candidates[0].provider_id, "mistral");
    assert_eq!(one(&format!("FORTYTWO_API_KEY={ambiguous}")).candidates[0].provider_id, "fortytwo");
    let other = one("OPENAI_API_KEY=gsk_Zq7mXw2Lr9Tn4Vb8Yk3H");
    assert_eq!(other.candidates[0].provider_id, "groq");
    assert!(matches!(&other.notes[..], [Note::VariableOfAnother { provider_id }] if provider_id == "openai"));
}

/// Values of the letters of a bearer token.
fn token() -> impl Strategy<Value = String> {
    "[A-Za-z0-9._~+/-]{1,80}={0,2}"
}

proptest! {
    #[test]
    fn a_token_comes_back_from_every_dialect(value in token(), at in 0..16_usize) {
        let forms = [
            "N=@", "N='@'", "N=\"@\"", "N=`@`", "export N='@'", "export N=@", "set -gx N '@'", "set -gx N \"@\"",
            "$env:N = '@'", "$env:N=\"@\"", "[Environment]::SetEnvironmentVariable('N', '@', 'User')", "set \"N=@\"",
            "setx N \"@\"", "{\"N\": \"@\"}", "  N: '@'", "N = \"@\"",
        ];
        let text = format!("A=1\n{}\r\nB=2", forms[at].replace('N', "GROQ_API_KEY").replace('@', &value));
        let found = recognise(&text, &catalogue()).found;
        prop_assert_eq!(found.len(), 1, "{}", text);
        prop_assert_eq!(found[0].secret.expose(), &value);
        prop_assert_eq!(found[0].variable.as_deref(), Some("GROQ_API_KEY"));
        prop_assert_eq!(&text[found[0].span.clone()], &value);
    }

    #[test]
    fn any_text_is_read_without_a_panic(pieces in proptest::collection::vec(prop_oneof![
        proptest::sample::select(vec![
            "export ", "set ", "set -gx ", "setx ", "$env:", "${env:", "[Environment]::SetEnvironmentVariable(", "A_KEY",
            "OPENAI_API_KEY", "=", ":", " ", "\n", "\r\n", "\r", "'", "\"", "`", "\\", "\\u00", "#", "//", "sk-", KEY, ",", ";", "{",
            "}", "(", ")", "[", "]", "Bearer ", "Authorization: ", "x-api-key:", "<", ">", "…", "\u{2018}", "\u{feff}", "é",
            "://", "?", "&", "kh_", "khs_", "- ", "/M", "$", "$'", "== ",
        ]).prop_map(str::to_owned),
        ".{0,6}",
    ], 0..40)) {
        let text = pieces.concat();
        for found in recognise(&text, &catalogue()).found {
            prop_assert!(text.get(found.span.clone()).is_some());
            prop_assert!(found.secret.expose().len() < 8 || !found.masked.contains(found.secret.expose()));
            let shown = format!("{found:?}");
            prop_assert!(!shown.contains(KEY), "{}", shown);
        }
    }
}
