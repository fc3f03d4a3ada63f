//! The environment of a command that is started with keys: what it gets, and what it does not inherit.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;

use crate::Core;
use crate::accounts::{self, AddressName, Connection, LOCAL_PROVIDER};
use crate::catalogue::{ApiShape, Catalogue, Provider};
use crate::error::{Error, Result};
use crate::snippets::check_variable;
use crate::store::NamedKey;

/// Our own settings begin with it, and programs that are started inherit none of them.
const OURS: &str = "KEYHINGE_";

/// A key with the variable that it is to stand in.
#[derive(Debug, Clone)]
pub struct Wish {
    provider: Provider,
    variable: String,
    /// Where the key's account is, for the shapes that it has.
    addresses: BTreeMap<AddressName, String>,
    /// The account is elsewhere than its provider's keys usually are.
    elsewhere: bool,
}

/// What is done to an inherited environment. It holds no secret.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The variables of the keys, in the order of the wishes.
    pub variables: Vec<String>,
    /// Variables with the addresses that belong to the keys.
    pub addresses: BTreeMap<String, String>,
    /// What the user should know, each a sentence.
    pub notes: Vec<String>,
    removed: BTreeSet<String>,
    /// Where each variable for an address has to lead for the keys; none for where programs go by themselves.
    claims: BTreeMap<String, Option<String>>,
}

/// Whether a key may stand in a variable of that name: as in snippets, and capital letters only, since that is how
/// programs name what they read keys from.
///
/// # Errors
/// `Invalid` with the reason.
pub fn check_name(name: &str) -> Result<()> {
    check_variable(name)?;
    if name.starts_with('_') || name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Err(Error::invalid(
            "variable",
            format!(
                "{name} is no name for a key\u{2019}s variable: capital letters, digits and _, a letter in front."
            ),
        ));
    }
    Ok(())
}

impl Wish {
    /// `variable` is the one that programs read such keys from, where none is given; `gateway` the address of the
    /// gateway, as `http://127.0.0.1:4517`.
    ///
    /// # Errors
    /// `Invalid` for the variable; `NotFound` where the manifest is gone; where the account's addresses cannot be used.
    pub async fn new(core: &Core, key: &NamedKey, variable: Option<&str>, gateway: &str) -> Result<Self> {
        let catalogue = core.catalogue.now();
        let provider = catalogue
            .provider(&key.provider_id)
            .ok_or_else(|| Error::NotFound { what: "provider", id: key.provider_id.clone() })?
            .clone();
        let variable = variable.unwrap_or(&provider.env_var).to_owned();
        if !(provider.id == LOCAL_PROVIDER && variable == provider.env_var) {
            check_name(&variable)?;
            if variable.starts_with(OURS) {
                return Err(Error::invalid("variable", format!("{variable} is a setting of Keyhinge.")));
            }
        }
        let (addresses, elsewhere) = if provider.id == LOCAL_PROVIDER {
            let openai = (AddressName::OpenAi, format!("{gateway}/v1"));
            (BTreeMap::from([openai, (AddressName::Anthropic, gateway.to_owned())]), true)
        } else {
            let account = accounts::find(core, &key.account_id).await?;
            let connection = Connection::of(core, &account)?;
            let shapes = [ApiShape::OpenAi, ApiShape::Anthropic, ApiShape::Native];
            let named = shapes.into_iter().filter_map(|shape| {
                Some((AddressName::from(shape), connection.address(shape)?.as_str().to_owned()))
            });
            (named.collect(), account.base_urls.keys().any(|name| *name != AddressName::Management))
        };
        Ok(Self { provider, variable, addresses, elsewhere })
    }
}

impl Changes {
    /// What the wishes come to, together.
    ///
    /// # Errors
    /// `Invalid` where two of them exclude each other.
    pub fn of(wishes: &[Wish], catalogue: &Catalogue) -> Result<Self> {
        let mut changes = Self::default();
        for wish in wishes {
            changes.add(wish, catalogue)?;
        }
        for variable in &changes.variables {
            if changes.variables.iter().filter(|other| *other == variable).count() > 1 {
                return Err(Error::invalid("variable", format!("Two keys would stand in {variable}.")));
            }
            if changes.addresses.contains_key(variable) {
                return Err(Error::invalid(
                    "variable",
                    format!("{variable} is for an address, not for a key."),
                ));
            }
        }
        Ok(changes)
    }

    fn add(&mut self, wish: &Wish, catalogue: &Catalogue) -> Result<()> {
        let (provider, variable) = (&wish.provider, &wish.variable);
        // Programs decide by the variable whose key they take it for.
        let reader = if reads(provider, variable) {
            Some(provider)
        } else {
            catalogue.providers.iter().find(|other| reads(other, variable))
        };
        self.variables.push(variable.clone());
        self.removed.insert(variable.clone());
        self.removed.extend(family(provider).map(str::to_owned));
        let Some(reader) = reader else { return Ok(()) };
        self.removed.extend(family(reader).map(str::to_owned));
        let usual = reader.id == provider.id && !wish.elsewhere;
        let shape = reader.api.base_urls.first().map(|base| AddressName::from(base.shape));
        let address = shape.and_then(|shape| wish.addresses.get(&shape)).filter(|_| !usual);
        if let Some(name) = reader.base_url_var.as_ref().filter(|_| usual || address.is_some()) {
            let before = self.claims.insert(name.clone(), address.cloned());
            if before.is_some_and(|before| before.as_ref() != address) {
                return Err(Error::invalid(
                    "variable",
                    format!("Two keys would have {name} lead to different addresses."),
                ));
            }
        }
        match (&reader.base_url_var, address) {
            _ if usual => {}
            (Some(name), Some(address)) => drop(self.addresses.insert(name.clone(), address.clone())),
            _ if reader.id != provider.id => self.notes.push(format!(
                "Programs take what stands in {variable} for a key of {}, and may send this key of {} there.",
                reader.name, provider.name
            )),
            _ => {}
        }
        Ok(())
    }

    /// Whether the command inherits a variable of that name.
    #[must_use]
    pub fn inherits(&self, name: &OsStr) -> bool {
        // A name that is not Unicode is none of those that go.
        let Some(name) = name.to_str() else { return true };
        // Windows takes no notice of the case.
        let name = if cfg!(windows) { name.to_ascii_uppercase() } else { name.to_owned() };
        !name.starts_with(OURS) && !self.removed.contains(&name) && !self.addresses.contains_key(&name)
    }
}

fn reads(provider: &Provider, variable: &str) -> bool {
    provider.env_var == variable || provider.other_env_vars.iter().any(|other| other == variable)
}

/// Every variable by which programs are told of this provider.
fn family(provider: &Provider) -> impl Iterator<Item = &str> {
    let credential = provider.management.as_ref().and_then(|management| management.credential.as_ref());
    std::iter::once(&provider.env_var)
        .chain(&provider.other_env_vars)
        .chain(&provider.base_url_var)
        .chain(&provider.other_base_url_vars)
        .chain(credential.and_then(|credential| credential.env_var.as_ref()))
        .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(catalogue: &Catalogue, provider: &str, variable: Option<&str>, elsewhere: Option<&str>) -> Wish {
        let provider = catalogue.provider(provider).unwrap().clone();
        let mut addresses: BTreeMap<_, _> = provider
            .api
            .base_urls
            .iter()
            .filter_map(|base| Some((AddressName::from(base.shape), base.url.clone()?)))
            .collect();
        if let Some(address) = elsewhere {
            addresses.insert(AddressName::OpenAi, address.into());
        }
        let variable = variable.unwrap_or(&provider.env_var).to_owned();
        Wish { provider, variable, addresses, elsewhere: elsewhere.is_some() }
    }

    #[test]
    fn names_that_could_turn_a_program_around_are_refused() {
        for name in ["OPENAI_API_KEY", "A", "X2_", &"A".repeat(64)] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "=",
            "A=B",
            "a",
            "openai_api_key",
            "_A",
            "1A",
            "A-B",
            "A B",
            "Ä",
            "A\n",
            "A\0",
            "ı",
            &"A".repeat(65),
            "PATH",
            "LD_PRELOAD",
            "DYLD_INSERT_LIBRARIES",
            "NODE_OPTIONS",
            "PYTHONPATH",
            "PYTHON",
            "RUBYOPT",
            "PERL5OPT",
            "BASH_ENV",
            "ENV",
            "IFS",
            "GIT_SSH_COMMAND",
            "SSH_AUTH_SOCK",
            "HOME",
            "SHELL",
            "HTTPS_PROXY",
            "NO_PROXY",
            "SSL_CERT_FILE",
        ] {
            assert!(matches!(check_name(name), Err(Error::Invalid { field: "variable", .. })), "{name:?}");
        }
    }

    #[test]
    fn every_variable_of_the_catalogue_may_hold_a_key() {
        for provider in &Catalogue::embedded().unwrap().providers {
            assert!(check_name(&provider.env_var).is_ok(), "{}", provider.id);
        }
    }

    #[test]
    fn what_was_set_for_the_same_provider_is_not_inherited_and_everything_else_is() {
        let catalogue = Catalogue::embedded().unwrap();
        let changes = Changes::of(&[wish(&catalogue, "openai", None, None)], &catalogue).unwrap();
        for gone in [
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "OPENAI_API_BASE",
            "OPENAI_ADMIN_KEY",
            "KEYHINGE_DATA_DIR",
            "KEYHINGE_API_KEY",
        ] {
            assert!(!changes.inherits(OsStr::new(gone)), "{gone}");
        }
        for kept in ["PATH", "ANTHROPIC_API_KEY", "OPENAI_LOG", "", "LD_PRELOAD"] {
            assert!(changes.inherits(OsStr::new(kept)), "{kept}");
        }
        assert_eq!(changes.inherits(OsStr::new("openai_api_key")), !cfg!(windows));
        assert_eq!(
            (changes.variables.as_slice(), changes.addresses.len()),
            (["OPENAI_API_KEY".to_owned()].as_slice(), 0)
        );
    }

    #[test]
    fn a_key_that_is_given_as_another_providers_takes_its_address_along() {
        let catalogue = Catalogue::embedded().unwrap();
        let of = |wishes: &[Wish]| Changes::of(wishes, &catalogue).unwrap();
        let changes = of(&[wish(&catalogue, "fortytwo", Some("OPENAI_API_KEY"), None)]);
        assert_eq!(changes.addresses["OPENAI_BASE_URL"], "https://api.fortytwo.network/v1");
        assert!(
            !changes.inherits(OsStr::new("FORTYTWO_API_KEY"))
                && !changes.inherits(OsStr::new("OPENAI_ADMIN_KEY"))
        );
        // An account with an address of its own says so, where programs ask for it.
        let changes = of(&[wish(&catalogue, "openai", None, Some("https://proxy.example.org/v1"))]);
        assert_eq!(changes.addresses["OPENAI_BASE_URL"], "https://proxy.example.org/v1");
        let changes = of(&[wish(&catalogue, "fortytwo", Some("GROQ_API_KEY"), None)]);
        assert!(changes.addresses.is_empty() && changes.notes[0].contains("Groq"), "{changes:?}");
        let changes = of(&[wish(&catalogue, "fortytwo", Some("MY_KEY"), None)]);
        assert!(changes.addresses.is_empty() && changes.notes.is_empty(), "{changes:?}");
    }

    #[test]
    fn two_keys_for_one_variable_or_two_addresses_for_one_are_refused() {
        let catalogue = Catalogue::embedded().unwrap();
        for pair in [
            [("openai", None), ("openai", None)],
            [("fortytwo", Some("OPENAI_API_KEY")), ("openai", None)],
            [("fortytwo", Some("OPENAI_API_KEY")), ("forii", Some("OPENAI_BASE_URL"))],
            // One of Anthropic's own would be sent to the other's address.
            [("anthropic", None), ("megallm", Some("ANTHROPIC_AUTH_TOKEN"))],
            [("megallm", Some("ANTHROPIC_AUTH_TOKEN")), ("anthropic", None)],
        ] {
            let wishes = pair.map(|(provider, variable)| wish(&catalogue, provider, variable, None));
            assert!(matches!(Changes::of(&wishes, &catalogue), Err(Error::Invalid { .. })), "{pair:?}");
        }
        let both = [wish(&catalogue, "openai", None, None), wish(&catalogue, "anthropic", None, None)];
        assert_eq!(Changes::of(&both, &catalogue).unwrap().variables.len(), 2);
    }
}
