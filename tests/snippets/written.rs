//! What programs and tools are given, for every provider and with names that try to break out of their place.

use std::sync::LazyLock;

use keyhinge_core::Error;
use keyhinge_core::catalogue::{ApiShape, Catalogue};
use keyhinge_core::snippets::{self, Choice, Here, Snippet, Subject, TargetGroup};
use serde_json::{Value, json};

pub(crate) const VARIABLE: &str = "TRIAL_API_KEY";
/// Programs of each target with names that try to break out; each has three such names.
pub(crate) const TRIES: usize = 700;

fn here() -> Here {
    Here { os: "linux".into(), shell: None }
}

/// A stored key, reached at the manifest's addresses, or at the gateway's.
fn subject(catalogue: &Catalogue, provider: &str) -> Subject {
    let mut subject = Subject::unstored(catalogue, provider, "kh_4tQ9\u{2026}9f2c".into()).unwrap();
    if subject.addresses.is_empty() {
        let bases = subject.provider.api.base_urls.iter();
        subject.addresses = bases.map(|base| (base.shape, "http://127.0.0.1:4517/v1".to_owned())).collect();
    }
    subject.reference = Some("my laptop".into());
    subject
}

/// What programs and tools are given for a key, in every format and form that it has.
fn snippets_of(catalogue: &Catalogue, subject: &Subject) -> Vec<Snippet> {
    let mut all = Vec::new();
    for row in snippets::offers(subject, &here()) {
        if !matches!(row.group, TargetGroup::Code | TargetGroup::Tool) || row.unfit.is_some() {
            continue;
        }
        let shapes: Vec<Option<ApiShape>> = match row.shapes.as_slice() {
            [] => vec![None],
            shapes => shapes.iter().copied().map(Some).collect(),
        };
        for (form, shape) in row.forms.iter().flat_map(|form| shapes.iter().map(move |shape| (form, *shape)))
        {
            let choice = Choice {
                target: row.id.clone(),
                form: Some(form.form),
                variable: row.variable.is_none().then(|| VARIABLE.to_owned()),
                shape,
                model: None,
            };
            match snippets::describe(subject, &choice, catalogue, &here()) {
                Ok(snippet) => all.push(snippet),
                Err(Error::SnippetRefused { .. }) => {}
                Err(error) => panic!("{} for {}: {error}", row.id, subject.provider.id),
            }
        }
    }
    all
}

/// Names made of what languages trip over; other ones at each call.
fn hostile() -> impl FnMut() -> String {
    const PIECES: &[&str] = &[
        "'",
        "\"",
        "\\",
        "`",
        "${apiKey}",
        "${",
        "$(id)",
        "$HOME",
        "%",
        "!",
        "{",
        "}",
        "{{ variable }}",
        "{% raw %}",
        "#",
        "//",
        "/*",
        "*/",
        "\"\"\"",
        "'''",
        "\\n",
        "\\x41",
        "\\u{41}",
        "\\N{BULLET}",
        "\n",
        "\r",
        "\t",
        "\u{7f}",
        "\u{2028}",
        "\u{2029}",
        "\u{feff}",
        "\u{85}",
        "\u{202e}",
        "\u{ffff}",
        "é",
        "🔑",
        " ",
        ";",
        "\"); import(\"os\"); (\"",
        "{env:HOME}",
        "{file:/etc/passwd}",
        "${{ secrets.HOME }}",
        "</script>",
        "gpt-4o",
        "local/echo",
        "a",
        "0",
        "f'{",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    move || (0..=random(8)).map(|_| PIECES[random(PIECES.len())]).collect()
}

/// A program for its checker: the text, and the names that it must carry.
fn program(snippet: Snippet, model: Option<&str>, url: Option<&str>) -> (String, Value) {
    let id = format!("{} {:?} {:?}", snippet.target, snippet.form, snippet.shape);
    let model = model.filter(|_| snippet.model.is_some());
    let url = url.filter(|_| snippet.text.contains("127.0.0.1"));
    (snippet.language, json!({ "id": id, "text": snippet.text, "model": model, "url": url }))
}

/// For a key at the gateway, where every name tries to break out.
pub(crate) static HOSTILE: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let catalogue = Catalogue::embedded().unwrap();
    let mut subject = subject(&catalogue, "local");
    let mut name = hostile();
    let mut programs = Vec::new();
    for _ in 0..TRIES {
        let model = format!("m{}", name());
        let url = format!("http://127.0.0.1:4517/{}", name());
        subject.provider.name = name();
        subject.models = vec![model.clone()];
        for (_, address) in &mut subject.addresses {
            address.clone_from(&url);
        }
        let snippets = snippets_of(&catalogue, &subject).into_iter();
        programs.extend(snippets.map(|snippet| program(snippet, Some(&model), Some(&url))));
    }
    programs
});

/// For every provider, as its manifest has it.
pub(crate) static USUAL: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let catalogue = Catalogue::embedded().unwrap();
    let mut programs = Vec::new();
    for provider in &catalogue.providers {
        let snippets = snippets_of(&catalogue, &subject(&catalogue, &provider.id)).into_iter();
        programs.extend(snippets.map(|snippet| program(snippet, None, None)));
    }
    programs
});

/// Those in one of these languages.
pub(crate) fn of(programs: &[(String, Value)], languages: &[&str]) -> Vec<Value> {
    let wanted = programs.iter().filter(|(language, _)| languages.contains(&language.as_str()));
    wanted.map(|(_, program)| program.clone()).collect()
}
