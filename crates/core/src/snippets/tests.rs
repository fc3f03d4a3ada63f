//! Every target, in every form, for every provider.

use super::row::{Form, Sends, all};
use super::subject::{NO_MODEL, PLACEHOLDER};
use super::template::MARK;
use super::*;
use crate::catalogue::{ApiShape, Catalogue};
use crate::error::Error;
use crate::keys::Purpose;
use crate::secret::Secret;

const KEY: &str = "kh_4tQ9aBcD_x-y.z";

fn catalogue() -> Catalogue {
    Catalogue::embedded().unwrap()
}

/// A stored key of a provider, reached at the manifest's addresses, or at the gateway's.
fn subject(provider: &str) -> Subject {
    let mut subject = Subject::unstored(&catalogue(), provider, "kh_4tQ9\u{2026}9f2c".into()).unwrap();
    if subject.addresses.is_empty() {
        let base = |base: &crate::catalogue::BaseUrl| {
            let version = if base.shape == ApiShape::OpenAi { "/v1" } else { "" };
            (base.shape, format!("http://127.0.0.1:4517{version}"))
        };
        subject.addresses = subject.provider.api.base_urls.iter().map(base).collect();
    }
    subject.reference = Some("my laptop".into());
    subject.name = Some("my laptop".into());
    subject
}

fn here(os: &str) -> Here {
    Here { os: os.into(), shell: None }
}

fn choice(target: &str, form: Form) -> Choice {
    Choice { target: target.into(), form: Some(form), ..Choice::default() }
}

fn text(subject: &Subject, choice: &Choice) -> String {
    let secret = Secret::new(KEY.into());
    write(subject, choice, &here("linux"), Some(&secret)).map(|text| text.expose().to_owned()).unwrap()
}

fn of(provider: &str, target: &str, form: Form) -> String {
    text(&subject(provider), &choice(target, form))
}

#[test]
fn a_reference_to_a_key_of_another_data_folder_says_what_it_needs() {
    let mut subject = subject("openai");
    let warns = |subject: &Subject, form| {
        let described = describe(subject, &choice("bash", form), &catalogue(), &here("linux")).unwrap();
        described.warnings.iter().any(|warning| warning.contains("KEYHINGE_DATA_DIR"))
    };
    assert!(!warns(&subject, Form::Reference));
    subject.other_folder = Some("/srv/keys".into());
    assert!(warns(&subject, Form::Reference));
    assert!(!warns(&subject, Form::Value));
}

#[test]
fn the_shells_in_their_forms() {
    let local = |target, form| of("local", target, form);
    assert_eq!(local("bash", Form::Value), " export KEYHINGE_API_KEY='kh_4tQ9aBcD_x-y.z'");
    assert_eq!(local("zsh", Form::Value), local("bash", Form::Value));
    assert_eq!(local("sh", Form::Value), " KEYHINGE_API_KEY='kh_4tQ9aBcD_x-y.z'; export KEYHINGE_API_KEY");
    assert_eq!(local("fish", Form::Value), " set -gx KEYHINGE_API_KEY 'kh_4tQ9aBcD_x-y.z'");
    assert_eq!(local("powershell", Form::Value), "$env:KEYHINGE_API_KEY = 'kh_4tQ9aBcD_x-y.z'");
    assert_eq!(local("cmd", Form::Value), "set \"KEYHINGE_API_KEY=kh_4tQ9aBcD_x-y.z\"");
    assert_eq!(local("setx", Form::Value), "setx KEYHINGE_API_KEY \"kh_4tQ9aBcD_x-y.z\"");
    assert_eq!(local("dotenv", Form::Value), "KEYHINGE_API_KEY=kh_4tQ9aBcD_x-y.z");
    assert_eq!(local("bash", Form::Reference), "export KEYHINGE_API_KEY=\"$(khg key print 'my laptop')\"");
    assert_eq!(local("fish", Form::Reference), "set -gx KEYHINGE_API_KEY (khg key print 'my laptop')");
    assert_eq!(local("powershell", Form::Reference), "$env:KEYHINGE_API_KEY = khg key print 'my laptop'");
    assert_eq!(
        local("cmd", Form::Reference),
        "for /f \"delims=\" %k in ('khg key print \"my laptop\"') do @set \"KEYHINGE_API_KEY=%k\""
    );
    assert_eq!(
        local("bash", Form::Ask),
        "IFS= read -rs -p 'KEYHINGE_API_KEY: ' KEYHINGE_API_KEY && export KEYHINGE_API_KEY; echo"
    );
    assert_eq!(local("bash", Form::Placeholder), format!(" export KEYHINGE_API_KEY='{PLACEHOLDER}'"));
}

#[test]
fn base_urls_have_the_version_where_the_client_wants_it() {
    let line = |provider: &str, target: &str, begins: &str| {
        let text = of(provider, target, Form::Variable);
        text.lines().find(|line| line.trim_start().starts_with(begins)).unwrap().trim().to_owned()
    };
    assert_eq!(
        line("forii", "openai_python", "base_url"),
        r#"base_url="https://api.forii.in/inference/v1","#
    );
    assert_eq!(line("forii", "openai_python", "model"), r#"model="forii/deepseek-v3","#);
    assert_eq!(line("local", "openai_js", "baseURL"), r#"baseURL: "http://127.0.0.1:4517/v1","#);
    assert_eq!(line("local", "anthropic_python", "base_url"), r#"base_url="http://127.0.0.1:4517","#);
    assert_eq!(line("megallm", "anthropic_ts", "baseURL"), r#"baseURL: "https://ai.megallm.io","#);
    let vercel = Choice { shape: Some(ApiShape::Anthropic), ..choice("vercel_anthropic", Form::Variable) };
    assert!(text(&subject("megallm"), &vercel).contains(r#"baseURL: "https://ai.megallm.io/v1","#));
    assert_eq!(
        of("fortytwo", "curl", Form::Variable),
        "curl https://api.fortytwo.network/v1/models \\\n  -H \"Authorization: Bearer $FORTYTWO_API_KEY\""
    );
    assert_eq!(
        of("anthropic", "curl", Form::Variable),
        "curl https://api.anthropic.com/v1/models \\\n  -H 'anthropic-version: 2023-06-01' \\\n  \
         -H \"x-api-key: $ANTHROPIC_API_KEY\""
    );
}

#[test]
fn every_target_is_written_for_every_provider_and_shape_or_says_why_not() {
    let catalogue = catalogue();
    let mut written = 0;
    for provider in &catalogue.providers {
        let subject = subject(&provider.id);
        for row in offers(&subject, &here("linux")) {
            if let Some(reason) = &row.unfit {
                assert!(reason.ends_with('.'), "{reason}");
                let refused =
                    describe(&subject, &choice(&row.id, Form::Variable), &catalogue, &here("linux"));
                assert!(matches!(refused, Err(Error::Invalid { field: "target", .. })), "{}", row.id);
                continue;
            }
            let shapes: Vec<Option<ApiShape>> = if row.shapes.is_empty() {
                vec![None]
            } else {
                row.shapes.iter().copied().map(Some).collect()
            };
            for (form, shape) in
                row.forms.iter().flat_map(|form| shapes.iter().map(move |shape| (form, *shape)))
            {
                let at = format!("{} {} {:?} {shape:?}", provider.id, row.id, form.form);
                let choice = Choice { shape, ..choice(&row.id, form.form) };
                let snippet = describe(&subject, &choice, &catalogue, &here("linux"));
                let snippet = snippet.unwrap_or_else(|error| panic!("{at}: {error}"));
                let real = text(&subject, &choice);
                assert_eq!(real.contains(KEY), form.form == Form::Value, "{at}");
                assert!(!real.contains(MARK) && !snippet.text.contains(MARK), "{at}");
                assert!(
                    !real.contains("{%") && !real.contains(" }}") | real.contains("${{ secrets."),
                    "{at}: {real}"
                );
                assert!(!snippet.text.contains(KEY) && !snippet.text.is_empty(), "{at}");
                assert!(!real.lines().any(|line| line.ends_with(' ')), "{at}: {real}");
                assert!(!real.contains("\n\n\n"), "{at}: {real}");
                let silent = matches!(
                    row.id.as_str(),
                    "aider" | "claude_code" | "codex" | "compose_env_file" | "vscode_launch"
                );
                assert!(silent || real.contains(&snippet.variable), "{at}: {real}");
                assert_eq!(snippet.risk.is_some(), form.risk.is_some());
                written += 1;
            }
        }
    }
    assert!(written > 900, "{written}");
}

#[test]
fn what_reaches_a_loopback_address_is_said_and_the_rest_refused() {
    let local = subject("local");
    let unfit = |os: &str, id: &str| {
        offers(&local, &here(os)).into_iter().find(|row| row.id == id).and_then(|row| row.unfit)
    };
    assert_eq!(unfit("linux", "docker_run"), None);
    assert!(of("local", "docker_run", Form::Variable).contains("--network host"));
    assert!(of("local", "compose", Form::Variable).contains("network_mode: host"));
    assert!(!of("forii", "docker_run", Form::Variable).contains("--network host"));
    for os in ["macos", "windows"] {
        assert!(unfit(os, "docker_run").unwrap().contains("host.docker.internal"));
        assert!(unfit(os, "compose").is_some() && unfit(os, "dockerfile").is_some());
    }
    for id in ["kubernetes_secret", "kubernetes_pod", "github_secret", "github_workflow"] {
        assert!(unfit("linux", id).unwrap().contains("this computer only"), "{id}");
    }
}

#[test]
fn a_production_key_is_asked_about_where_development_happens() {
    let mut production = subject("forii");
    production.purpose = Some(Purpose::parse("production").unwrap());
    let question = |target: &str, form| {
        describe(&production, &choice(target, form), &catalogue(), &here("linux")).unwrap().question
    };
    for target in ["bash", "dotenv", "vscode_launch", "setx", "docker_run"] {
        assert!(question(target, Form::Value).unwrap().contains("my laptop"), "{target}");
    }
    assert!(question("zshrc", Form::Reference).is_some());
    assert_eq!(question("bash", Form::Placeholder), None);
    assert_eq!(question("bash", Form::Ask), None);
    assert_eq!(question("systemd", Form::Value), None);
    assert_eq!(question("kubernetes_secret", Form::Value), None);
    let development = subject("forii");
    let snippet = describe(&development, &choice("bash", Form::Value), &catalogue(), &here("linux")).unwrap();
    assert_eq!(snippet.question, None);
}

#[test]
fn warnings_and_notes_say_what_is_odd() {
    let odd = Choice { variable: Some("OPENAI_API_KEY".into()), ..choice("bash", Form::Value) };
    let snippet = describe(&subject("forii"), &odd, &catalogue(), &here("linux")).unwrap();
    assert!(snippet.warnings[0].contains("key of OpenAI"), "{:?}", snippet.warnings);
    let mut admin = subject("openai");
    admin.management = true;
    let snippet =
        describe(&admin, &choice("openai_python", Form::Variable), &catalogue(), &here("linux")).unwrap();
    assert!(snippet.warnings[0].contains("manages other keys"));
    assert_eq!(snippet.model.as_deref(), Some(NO_MODEL));
    assert!(snippet.notes.iter().any(|note| note.contains(NO_MODEL)));
}

#[test]
fn a_refusal_names_what_can_carry_the_value() {
    let refused = |target: &str, value: &str| match render(target, "K", value) {
        Err(Error::SnippetRefused { instead, .. }) => instead.map(|instead| (instead.target, instead.form)),
        other => panic!("{target}: {}", other.is_ok()),
    };
    let to = |target: &str, form| Some((target.to_owned(), form));
    assert_eq!(refused("cmd", "50%"), to("powershell", Form::Value));
    assert_eq!(refused("setx", &"k".repeat(1_025)), to("powershell_user", Form::Value));
    assert_eq!(refused("setx", &"k".repeat(40_000)), None);
    assert_eq!(refused("dotenv", "a b"), to("dotenv_node", Form::Value));
    assert_eq!(refused("dotenv_node", "'`\""), to("dotenv_python", Form::Value));
    assert_eq!(refused("dotenv_python", "${HOME}"), to("dotenv_node", Form::Value));
    assert_eq!(refused("bash", "a\nb"), to("bash", Form::Ask));
    assert_eq!(refused("setx", "a\nb"), None);
    for target in all().iter().filter(|target| target.form(Form::Value).is_some()) {
        assert!(matches!(render(&target.id, "K", ""), Err(Error::SnippetRefused { .. })), "{}", target.id);
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let subject = subject("forii");
    let field = |choice: &Choice| match describe(&subject, choice, &catalogue(), &here("linux")) {
        Err(Error::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(field(&choice("claude_code", Form::Reference)), "target");
    assert_eq!(field(&choice("gemini_cli", Form::Reference)), "target");
    assert_eq!(field(&choice("bashrc", Form::Value)), "form");
    let with = |change: fn(&mut Choice)| {
        let mut choice = choice("openai_python", Form::Variable);
        change(&mut choice);
        field(&choice)
    };
    assert_eq!(with(|choice| choice.variable = Some("LD_PRELOAD".into())), "variable");
    assert_eq!(with(|choice| choice.shape = Some(ApiShape::Anthropic)), "shape");
    assert_eq!(with(|choice| choice.model = Some("a\nb".into())), "model");
    assert!(matches!(
        describe(&subject, &choice("csh", Form::Value), &catalogue(), &here("linux")),
        Err(Error::NotFound { .. })
    ));
}

#[test]
fn what_a_provider_or_a_user_names_cannot_leave_its_place() {
    let hostile = "a\"b'c`d$(id){{ value }}{% raw %}\\%PATH%";
    let mut subject = subject("local");
    subject.provider.name = hostile.into();
    for row in targets() {
        for form in &row.forms {
            let choice = Choice { model: Some(hostile.into()), ..choice(&row.id, form.form) };
            match write(&subject, &choice, &here("linux"), Some(&Secret::new(KEY.into()))) {
                Ok(text) => {
                    assert_eq!(text.expose().matches(KEY).count(), usize::from(form.form == Form::Value))
                }
                Err(Error::SnippetRefused { .. } | Error::Invalid { .. }) => {}
                Err(error) => panic!("{}: {error}", row.id),
            }
        }
    }
    let python = Choice { model: Some(hostile.into()), ..choice("openai_python", Form::Variable) };
    let line =
        text(&subject, &python).lines().find(|line| line.contains("model=")).unwrap().trim().to_owned();
    let written = line.strip_prefix("model=").unwrap().strip_suffix(',').unwrap();
    assert_eq!(serde_json::from_str::<String>(written).unwrap(), hostile);
}

#[test]
fn what_needs_the_secret_is_not_written_without_it() {
    let mut subject = subject("forii");
    subject.held = false;
    let form = |form| write(&subject, &choice("bash", form), &here("linux"), None);
    assert!(matches!(form(Form::Value), Err(Error::SecretNotHeld)));
    assert!(matches!(form(Form::Reference), Err(Error::SecretNotHeld)));
    assert!(form(Form::Ask).is_ok() && form(Form::Placeholder).is_ok());
    let safest = Choice { form: None, ..choice("bash", Form::Ask) };
    assert_eq!(describe(&subject, &safest, &catalogue(), &here("linux")).unwrap().form, Form::Ask);
    let unstored = Subject::unstored(&catalogue(), "forii", String::new()).unwrap();
    let refused = write(&unstored, &choice("bash", Form::Reference), &here("linux"), None);
    assert!(matches!(refused, Err(Error::Invalid { field: "form", .. })));
}

#[test]
fn the_shell_of_this_computer_is_found() {
    let target = |os: &str, shell: &str| Here { os: os.into(), shell: Some(shell.into()) }.target();
    assert_eq!(target("linux", "/usr/bin/zsh"), "zsh");
    assert_eq!(target("linux", "/bin/dash"), "sh");
    assert_eq!(target("linux", "/opt/unknown"), "bash");
    assert_eq!(target("macos", ""), "zsh");
    assert_eq!(target("windows", "/usr/bin/bash"), "powershell");
}

#[test]
fn a_request_of_its_own_is_what_the_manifest_documents() {
    let generic = subject("generic");
    assert_eq!(generic.path(ApiShape::Native, Sends::Post).as_deref(), Some("/generate"));
    let curl = of("generic", "curl_post", Form::Variable);
    assert!(curl.contains(r#"-d '{"prompt": "Hello, world!", "model": "gpt-4"}'"#), "{curl}");
}
