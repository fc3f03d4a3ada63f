//! What the catalogue knows about a value: by how it begins, and by the variable that it stands in.

use std::collections::HashMap;

use crate::catalogue::{Catalogue, CredentialKind, KeyType, Provider};

use super::Candidate;

/// A provider that programs read a variable for.
#[derive(Clone, Copy)]
struct Reader<'a> {
    provider: &'a Provider,
    /// The variable is for the credential that manages keys.
    management: bool,
}

/// What the value can be.
#[derive(Default)]
pub(super) struct Guess {
    /// The likeliest first. Several are to be asked about; none is unknown.
    pub(super) candidates: Vec<Candidate>,
    /// The provider whose keys it manages, where it can be nothing else.
    pub(super) admin_of: Option<String>,
    /// The variable is of this provider, and the value is not.
    pub(super) variable_of: Option<String>,
}

/// The catalogue, arranged for looking values up.
pub(super) struct Names<'a> {
    prefixes: Vec<(&'a str, &'a Provider, &'a KeyType)>,
    readers: HashMap<&'a str, Vec<Reader<'a>>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(catalogue: &'a Catalogue) -> Self {
        let mut prefixes = Vec::new();
        let mut readers: HashMap<&str, Vec<Reader<'_>>> = HashMap::new();
        for provider in &catalogue.providers {
            for key_type in &provider.key_types {
                let known = key_type.prefixes.iter().filter(|prefix| !prefix.is_empty());
                prefixes.extend(known.map(|prefix| (prefix.as_str(), provider, key_type)));
            }
            for variable in provider.other_env_vars.iter().chain([&provider.env_var]) {
                readers.entry(variable).or_default().push(Reader { provider, management: false });
            }
            let credential =
                provider.management.as_ref().and_then(|management| management.credential.as_ref());
            let credential = credential.filter(|credential| credential.kind != CredentialKind::OrdinaryKey);
            if let Some(variable) = credential.and_then(|credential| credential.env_var.as_deref()) {
                readers.entry(variable).or_default().push(Reader { provider, management: true });
            }
        }
        Self { prefixes, readers }
    }

    /// Whether some provider's programs read this variable.
    pub(super) fn reads(&self, variable: &str) -> bool {
        self.readers.contains_key(variable)
    }

    /// The length of the longest known beginning of the value, or 0.
    pub(super) fn prefix_len(&self, value: &str) -> usize {
        let known = self.prefixes.iter().filter(|(prefix, ..)| value.starts_with(prefix));
        known.map(|(prefix, ..)| prefix.len()).max().unwrap_or(0)
    }

    pub(super) fn guess(&self, value: &str, variable: Option<&str>) -> Guess {
        let longest = self.prefix_len(value);
        let begins: Vec<_> = self
            .prefixes
            .iter()
            .filter(|(prefix, ..)| prefix.len() == longest && value.starts_with(prefix))
            .map(|&(_, provider, key_type)| (provider, key_type))
            .collect();
        let readers = variable.and_then(|variable| self.readers.get(variable)).map_or(&[][..], Vec::as_slice);
        let shared = begins.windows(2).any(|pair| pair[0].0.id != pair[1].0.id);

        let agreed: Vec<_> = begins
            .iter()
            .copied()
            .filter(|(provider, _)| readers.iter().any(|reader| reader.provider.id == provider.id))
            .collect();
        let mut pairs = if !agreed.is_empty() {
            prefer(agreed, |(provider, key_type)| {
                readers.iter().any(|it| it.provider.id == provider.id && it.management == key_type.management)
            })
        } else if readers.is_empty() || (!begins.is_empty() && !shared) {
            begins
        } else {
            by_variable(readers)
        };
        pairs.sort_by_key(|(_, key_type)| key_type.management);

        let admin = pairs.first().filter(|_| pairs.iter().all(|(_, key_type)| key_type.management));
        let managed = readers.first().filter(|_| readers.iter().all(|reader| reader.management));
        let admin_of = match (admin, managed) {
            (Some((provider, _)), _) => Some(provider.id.clone()),
            // Some management keys are no key type of the provider, and only the variable tells.
            (None, Some(reader)) if pairs.is_empty() => Some(reader.provider.id.clone()),
            _ => None,
        };
        let of_reader =
            pairs.iter().any(|(provider, _)| readers.iter().any(|it| it.provider.id == provider.id));
        let stranger = readers.first().filter(|_| !pairs.is_empty() && !of_reader);
        Guess {
            admin_of,
            variable_of: stranger.map(|reader| reader.provider.id.clone()),
            candidates: pairs
                .into_iter()
                .map(|(provider, key_type)| Candidate {
                    provider_id: provider.id.clone(),
                    key_type: key_type.id.clone(),
                })
                .collect(),
        }
    }
}

/// Those that match, or all where none does.
fn prefer<T: Copy>(all: Vec<T>, matches: impl Fn(&T) -> bool) -> Vec<T> {
    let better: Vec<T> = all.iter().copied().filter(|item| matches(item)).collect();
    if better.is_empty() { all } else { better }
}

/// What a variable says about a value that begins as no key of its providers does: a key type without a known beginning
/// first, since the value does not contradict it.
fn by_variable<'a>(readers: &[Reader<'a>]) -> Vec<(&'a Provider, &'a KeyType)> {
    let (mut open, mut other) = (Vec::new(), Vec::new());
    for reader in readers {
        let types = reader.provider.key_types.iter().filter(|it| it.management == reader.management);
        let (without, with): (Vec<_>, Vec<_>) = types.partition(|it| it.prefixes.is_empty());
        if without.is_empty() {
            other.extend(with.first().map(|&key_type| (reader.provider, key_type)));
        }
        open.extend(without.into_iter().map(|key_type| (reader.provider, key_type)));
    }
    open.append(&mut other);
    open
}

/// Whether a name says that a key stands in it: `MY_API_KEY`, `apiKey`, `x.auth-token`, `CLIENT_SECRET`.
pub(super) fn names_a_key(name: &str) -> bool {
    let letters: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    if letters.ends_with("apikey") {
        return true;
    }
    let (stem, word) = name.split_at(name.len() - last_word(name).len());
    !stem.is_empty() && ["key", "token", "secret"].iter().any(|it| word.eq_ignore_ascii_case(it))
}

/// The last word of `snake_case`, `kebab-case`, `dotted.names` and `camelCase`.
fn last_word(name: &str) -> &str {
    let after_mark = name
        .rfind(|c: char| !c.is_ascii_alphanumeric())
        .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    let word = &name[after_mark..];
    let hump = word
        .rfind(|c: char| c.is_ascii_uppercase())
        .filter(|&at| at > 0 && word.as_bytes().get(at - 1).is_some_and(u8::is_ascii_lowercase));
    &word[hump.unwrap_or(0)..]
}

/// Whether a value looks made by a machine: long, of a token's letters, with a run that mixes letters and digits.
pub(super) fn looks_random(value: &str) -> bool {
    let bytes = value.as_bytes();
    let mut seen = [false; 256];
    bytes.iter().for_each(|&byte| seen[usize::from(byte)] = true);
    let mixed = |run: &[u8]| {
        run.len() >= 12 && run.iter().any(u8::is_ascii_digit) && run.iter().any(u8::is_ascii_alphabetic)
    };
    bytes.len() >= 16
        && bytes.iter().all(|&byte| super::problem::in_token(byte))
        && seen.iter().filter(|&&it| it).count() >= 8
        && bytes.split(|byte| !byte.is_ascii_alphanumeric()).any(mixed)
}
