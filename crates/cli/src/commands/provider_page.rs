//! A provider as names and values.

use keyhinge_core::catalogue::{BaseUrl, KeyType, Plan, Probe, Provider};

use super::provider::{abilities, listed};
use crate::words;

type Rows = Vec<(&'static str, String)>;

pub(super) fn rows(provider: &Provider) -> Rows {
    let mut rows = vec![
        ("id", provider.id.clone()),
        ("name", provider.name.clone()),
        ("about", provider.about.clone()),
        ("variable", provider.env_var.clone()),
    ];
    rows.extend(provider.other_env_vars.iter().map(|name| ("also read from", name.clone())));
    rows.extend(provider.api.base_urls.iter().map(|base| ("base URL", base_url(base))));
    rows.extend(provider.api.auth.iter().map(|auth| ("sent as", words::auth(*auth).to_owned())));
    rows.extend(provider.key_types.iter().map(|key_type| ("key", key(key_type))));
    let links = &provider.links;
    for (name, link) in [
        ("sign up", &links.sign_up),
        ("keys page", &links.keys_page),
        ("documentation", &links.docs),
        ("support", &links.support),
        ("status page", &links.status),
    ] {
        rows.extend(link.clone().map(|link| (name, link)));
    }
    rows.extend(
        provider.steps.iter().enumerate().map(|(at, step)| ("to get a key", format!("{}. {step}", at + 1))),
    );
    rows.push(("from here", abilities(provider)));
    if !provider.api.key_can.is_empty() {
        rows.push(("a key can ask for", listed(&provider.api.key_can)));
    }
    rows.extend(provider.management.iter().flat_map(|management| {
        let consequence = |found: &keyhinge_core::catalogue::AbilityConsequence| {
            ("mind", format!("{}: {}", words::ability(found.ability), found.text))
        };
        management.consequences.iter().map(consequence)
    }));
    rows.extend(
        provider
            .cannot
            .iter()
            .map(|cannot| ("not from here", format!("{}: {}", words::ability(cannot.ability), cannot.why))),
    );
    rows.extend(provider.plans.iter().map(|found| ("plan", plan(found))));
    rows.extend(
        provider.limit_headers.iter().map(|header| {
            ("limit header", format!("{}: {}{}", header.name, header.about, hint(header.hint)))
        }),
    );
    rows.extend(provider.api.probe.iter().flat_map(probe));
    rows.extend(provider.api.no_probe.iter().map(|why| ("test", why.clone())));
    rows.extend(provider.notes.iter().map(|note| ("note", format!("{}{}", note.text, hint(note.hint)))));
    rows
}

fn hint(hint: bool) -> &'static str {
    if hint { " (not confirmed)" } else { "" }
}

fn base_url(base: &BaseUrl) -> String {
    let url = base.url.as_deref().unwrap_or("the account's own");
    let other = if base.editable && base.url.is_some() { ", or the account's own" } else { "" };
    format!("{url}{other} ({} format)", words::shape(base.shape))
}

fn key(key_type: &KeyType) -> String {
    let begins = if key_type.prefixes.is_empty() {
        "no known beginning".into()
    } else {
        format!("begins with {}{}", key_type.prefixes.join(" or "), hint(key_type.hint))
    };
    format!("{}; {begins}; {}", key_type.name, key_type.scope)
}

fn plan(plan: &Plan) -> String {
    let numbers = [
        (plan.requests_per_minute, "requests per minute"),
        (plan.prompt_tokens_per_minute, "prompt tokens per minute"),
        (plan.completion_tokens_per_minute, "completion tokens per minute"),
        (plan.tokens_per_minute, "tokens per minute"),
        (plan.requests_per_hour, "requests per hour"),
        (plan.requests_per_day, "requests per day"),
        (plan.concurrent_requests, "requests at once"),
    ];
    let mut parts: Vec<_> =
        numbers.iter().filter_map(|(number, of)| number.map(|number| format!("{number} {of}"))).collect();
    if parts.is_empty() {
        parts.push("numbers of its own".into());
    }
    let soon = if plan.available { "" } else { " (coming soon)" };
    format!("{}{soon}: {}", plan.name, parts.join(", "))
}

fn probe(probe: &Probe) -> Rows {
    let mut rows = vec![(
        "test",
        format!(
            "{} {} ({} format){}",
            words::method(probe.method),
            probe.path,
            words::shape(probe.shape),
            hint(probe.hint)
        ),
    )];
    rows.extend(
        probe.proves.iter().map(|proof| ("test answers", format!("{}: {}", proof.status, proof.means))),
    );
    rows
}
