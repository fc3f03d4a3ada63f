//! From the text of a manifest to a provider: what the types cannot say is checked here.

use serde_json::Value;
use url::{Host, Url};

use super::{Adapter, Provider};
use crate::accounts::LOCAL_PROVIDER;

/// The longest text of a manifest, in bytes.
const TEXT_MAX: usize = 2000;
/// The longest name and the like, in bytes.
const WORD_MAX: usize = 100;
/// The longest list.
const LIST_MAX: usize = 100;

/// Why a manifest cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// From 1; none where no single line is to blame.
    pub line: Option<u32>,
    /// A plain sentence.
    pub reason: String,
}

/// A broken rule, and the text that breaks it.
struct Broken(String, String);

impl Provider {
    /// Reads a manifest.
    ///
    /// # Errors
    /// [`Fault`] where it is not TOML, has a field that manifests do not have, lacks one, or breaks a rule.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let provider: Self = toml::from_str(text).map_err(|error| Fault {
            line: error.span().map(|span| line_at(text, span.start)),
            reason: sentence(error.message()),
        })?;
        provider.check().map_err(|Broken(reason, near)| Fault { line: line_of(text, &near), reason })?;
        Ok(provider)
    }

    fn check(&self) -> Result<(), Broken> {
        check_texts(&serde_json::to_value(self).unwrap_or_default())?;
        rule(is_id(&self.id), "An id has 1 to 40 small letters, digits, - and _.", &self.id)?;
        rule(is_word(&self.name), "A name has 1 to 100 characters.", &self.name)?;
        let keys = [&self.env_var].into_iter().chain(&self.other_env_vars);
        for name in keys.chain(&self.base_url_var).chain(&self.other_base_url_vars) {
            rule(is_variable(name), "This is not the name of an environment variable.", name)?;
        }
        let links = &self.links;
        for link in [&links.sign_up, &links.keys_page, &links.docs, &links.support, &links.status] {
            link.as_deref().map_or(Ok(()), check_link)?;
        }
        self.check_api()?;
        self.check_keys()?;
        self.check_management()?;
        distinct("plan", self.plans.iter().map(|plan| plan.name.as_str()))?;
        for plan in &self.plans {
            rule(is_word(&plan.name), "A plan's name has 1 to 100 characters.", &plan.name)?;
            let good = plan.minute_limits().checked().is_ok() && plan.numbers().all(|number| number > 0);
            rule(good, "A limit of a plan is a whole number from 1 to 1,000,000,000,000.", &plan.name)?;
        }
        for header in &self.limit_headers {
            rule(is_header(&header.name), "This is not the name of a header.", &header.name)?;
        }
        for row in &self.diagnosis {
            let about = row.class.is_some() || row.status.is_some() || row.code.is_some();
            rule(about, "A row of diagnosis needs a class, a status or a code.", &row.meaning)?;
            rule(row.status.is_none_or(is_status), "A status is a number from 100 to 599.", &row.meaning)?;
        }
        Ok(())
    }

    fn check_api(&self) -> Result<(), Broken> {
        let api = &self.api;
        rule(!api.base_urls.is_empty(), "A provider needs at least one base URL.", "base_urls")?;
        rule(!api.auth.is_empty(), "A key is sent in at least one way.", "auth")?;
        for (at, base) in api.base_urls.iter().enumerate() {
            let other = api.base_urls.iter().take(at).any(|other| other.shape == base.shape);
            rule(!other, "There is one base URL for each shape.", "base_urls")?;
            if let Some(url) = &base.url {
                check_base(url)?;
            }
        }
        let has = |shape| api.base_urls.iter().any(|base| base.shape == shape);
        let requests = [
            api.probe.as_ref().map(|probe| (probe.shape, &probe.path)),
            api.example.as_ref().map(|example| (example.shape, &example.path)),
        ];
        for (shape, path) in requests.into_iter().flatten() {
            rule(has(shape), "There is no base URL for this shape.", path)?;
            rule(is_path(path), "A path begins with / and has no spaces, no query and no fragment.", path)?;
        }
        for proof in api.probe.iter().flat_map(|probe| &probe.proves) {
            rule(is_status(proof.status), "A status is a number from 100 to 599.", &proof.means)?;
        }
        let names = api.request_headers.iter().map(|header| &header.name).chain(&api.debug_auth_header);
        for name in names {
            rule(is_header(name), "This is not the name of a header.", name)?;
        }
        Ok(())
    }

    fn check_keys(&self) -> Result<(), Broken> {
        rule(!self.key_types.is_empty(), "A provider has at least one key type.", "key_types")?;
        distinct("key type", self.key_types.iter().map(|key_type| key_type.id.as_str()))?;
        for key_type in &self.key_types {
            rule(is_id(&key_type.id), "An id has 1 to 40 small letters, digits, - and _.", &key_type.id)?;
            for prefix in &key_type.prefixes {
                let good = (2..=40).contains(&prefix.len())
                    && prefix.bytes().all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c));
                rule(good, "A prefix has 2 to 40 letters, digits, dots, - and _.", prefix)?;
            }
        }
        Ok(())
    }

    fn check_management(&self) -> Result<(), Broken> {
        let local = self.management.as_ref().is_some_and(|found| found.adapter == Adapter::Local);
        rule(
            !local || self.id == LOCAL_PROVIDER,
            "The adapter \u{201c}local\u{201d} belongs to the provider Local alone.",
            "adapter",
        )?;
        let Some(management) = &self.management else { return Ok(()) };
        match &management.base_url {
            Some(url) => check_base(url)?,
            None => rule(
                local || self.api.base_urls.iter().any(|base| base.editable),
                "Management needs a base URL, or one of the account's own.",
                "[management]",
            )?,
        }
        for field in &management.fields {
            rule(is_id(&field.id), "An id has 1 to 40 small letters, digits, - and _.", &field.id)?;
        }
        distinct("field", management.fields.iter().map(|field| field.id.as_str()))
    }
}

/// Whether a key may be sent to this address: `https`, or `http` to this computer, without a password.
fn is_safe(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return false,
    };
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    scheme && url.username().is_empty() && url.password().is_none()
}

fn check_link(link: &str) -> Result<(), Broken> {
    let safe = Url::parse(link).is_ok_and(|url| is_safe(&url));
    rule(safe, "A link is an https address, or http on this computer, without a password.", link)
}

fn check_base(text: &str) -> Result<(), Broken> {
    let good = Url::parse(text).is_ok_and(|url| {
        is_safe(&url) && url.query().is_none() && url.fragment().is_none() && !text.ends_with('/')
    });
    rule(
        good,
        "A base URL is an https address, or http on this computer, without a password, a query or a slash at its end.",
        text,
    )
}

/// Texts can be shown as they are, and nothing is without end.
fn check_texts(value: &Value) -> Result<(), Broken> {
    match value {
        Value::String(text) => {
            rule(text.len() <= TEXT_MAX, "A text has at most 2000 bytes.", text)?;
            rule(text.chars().all(is_plain), "A text has no control characters.", text)
        }
        Value::Array(list) => {
            rule(list.len() <= LIST_MAX, "A list has at most 100 entries.", "")?;
            list.iter().try_for_each(check_texts)
        }
        Value::Object(fields) => fields.values().try_for_each(check_texts),
        _ => Ok(()),
    }
}

fn rule(kept: bool, reason: &str, near: &str) -> Result<(), Broken> {
    if kept { Ok(()) } else { Err(Broken(reason.into(), near.into())) }
}

fn distinct<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), Broken> {
    let mut seen = std::collections::HashSet::new();
    for id in ids {
        rule(seen.insert(id), &format!("There are two entries for one {what}."), id)?;
    }
    Ok(())
}

fn is_plain(c: char) -> bool {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    (!c.is_control() || c == '\n') && !turns
}

fn is_word(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= WORD_MAX && !text.contains('\n')
}

fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-_".contains(&c))
}

fn is_variable(text: &str) -> bool {
    text.len() <= WORD_MAX
        && text.bytes().next().is_some_and(|c| !c.is_ascii_digit())
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
}

fn is_header(text: &str) -> bool {
    (1..=WORD_MAX).contains(&text.len())
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_".contains(&c))
}

fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && text.bytes().all(|c| c.is_ascii_graphic() && !b"?#\\".contains(&c))
        && !text.split('/').any(|part| part == "..")
}

fn is_status(status: u16) -> bool {
    (100..=599).contains(&status)
}

/// Where a value stands: in quotes, as values do, or bare.
fn line_of(text: &str, value: &str) -> Option<u32> {
    let forms = [format!("\"{value}\""), format!("'{value}'"), value.to_owned()];
    let found = forms.iter().filter(|_| !value.is_empty()).find_map(|form| text.find(form.as_str()));
    found.map(|at| line_at(text, at))
}

fn line_at(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
}

/// The parser's message as a sentence on one line.
fn sentence(message: &str) -> String {
    let line: Vec<_> = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let text: String = line.join(", ").chars().filter(|c| is_plain(*c)).take(400).collect();
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    format!("{}.", first.chain(letters).collect::<String>().trim_end_matches('.'))
}
