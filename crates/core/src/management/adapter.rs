//! What an adapter is, and which there are.

use std::collections::BTreeMap;
use std::fmt;

use reqwest::Method;
use serde::Serialize;

use super::consequence::Consequence;
use super::error::{ManagementError, Unreadable};
use super::fields::is_id;
use super::listing::Page;
use super::new_key::{NewKeyOption, NewRemoteKey};
use super::remote_key::Created;
use super::usage::{Balance, UsagePage, UsageRange};
use super::{account_api_keys, anthropic_admin, fireworks, litellm, openai_admin, openrouter, xai};
use crate::http::{Ask, Scheme};

/// What can be done with keys at a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Create,
    List,
    Revoke,
    Disable,
    Enable,
    Rename,
    Usage,
    Balance,
}

/// The adapters, by the name that a manifest gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Adapter {
    AccountApiKeys,
    OpenRouter,
    OpenAiAdmin,
    AnthropicAdmin,
    LiteLlm,
    Xai,
    Fireworks,
}

/// How a provider's key management is spoken to. Requests are put together and answers read here; what is sent, how
/// often, and what its outcome means is [`Manager`](super::Manager)'s.
///
/// A method for an operation that the provider lacks answers [`ManagementError::NotOffered`].
pub trait Management: fmt::Debug + Send + Sync {
    /// The operations that the provider has.
    fn can(&self) -> &'static [Operation];

    /// What can be chosen for a new key.
    fn options(&self) -> &'static [NewKeyOption] {
        &[]
    }

    /// What an operation on this very key does beyond what the manifest says, for the user to know before.
    fn consequence(&self, _operation: Operation, _id: &str) -> Option<Consequence> {
        None
    }

    /// How the management credential is presented.
    fn scheme(&self) -> Scheme {
        Scheme::Bearer
    }

    /// The cheapest request that tells whether the credential works.
    ///
    /// # Errors
    /// `NotOffered` where there is none.
    fn check(&self) -> Result<Ask, ManagementError> {
        self.list(None)
    }

    /// # Errors
    /// `NotOffered`, or `Invalid` for what the provider cannot make.
    fn create(&self, _new: &NewRemoteKey) -> Result<Ask, ManagementError> {
        Err(ManagementError::NotOffered(Operation::Create))
    }

    /// # Errors
    /// [`Unreadable`] where the answer does not hold a key and its secret.
    fn read_created(&self, _body: &[u8]) -> Result<Created, Unreadable> {
        Err(Unreadable::SaysFailed)
    }

    /// What the answer to a create says of the key's id, where its secret cannot be read.
    fn read_created_id(&self, _body: &[u8]) -> Option<String> {
        None
    }

    /// One page of the keys; the first without `next`.
    ///
    /// # Errors
    /// `NotOffered`.
    fn list(&self, _next: Option<&str>) -> Result<Ask, ManagementError> {
        Err(ManagementError::NotOffered(Operation::List))
    }

    /// `next` is what the page was asked for with.
    ///
    /// # Errors
    /// [`Unreadable`] where even one key cannot be read: a list with a key left out would prove that it is gone.
    fn read_page(&self, _next: Option<&str>, _body: &[u8]) -> Result<Page, Unreadable> {
        Err(Unreadable::SaysFailed)
    }

    /// Whether each page has to begin with the last key of the one before, so that a shift is noticed.
    fn pages_overlap(&self) -> bool {
        false
    }

    /// # Errors
    /// `NotOffered`.
    fn revoke(&self, _id: &str) -> Result<Ask, ManagementError> {
        Err(ManagementError::NotOffered(Operation::Revoke))
    }

    /// Whether the body of a success really says so. An empty or unknown one does not object.
    fn confirms(&self, _operation: Operation, _body: &[u8]) -> bool {
        true
    }

    /// # Errors
    /// `NotOffered`.
    fn disable(&self, _id: &str) -> Result<Ask, ManagementError> {
        Err(ManagementError::NotOffered(Operation::Disable))
    }

    /// # Errors
    /// `NotOffered`.
    fn enable(&self, _id: &str) -> Result<Ask, ManagementError> {
        Err(ManagementError::NotOffered(Operation::Enable))
    }

    /// # Errors
    /// `NotOffered`.
    fn rename(&self, _id: &str, _name: &str) -> Result<Ask, ManagementError> {
        Err(ManagementError::NotOffered(Operation::Rename))
    }

    /// One page of what was used; the first without `next`.
    ///
    /// # Errors
    /// `NotOffered`.
    fn usage(&self, _range: UsageRange, _next: Option<&str>) -> Result<Ask, ManagementError> {
        Err(ManagementError::NotOffered(Operation::Usage))
    }

    /// # Errors
    /// [`Unreadable`].
    fn read_usage(&self, _body: &[u8]) -> Result<UsagePage, Unreadable> {
        Err(Unreadable::SaysFailed)
    }

    /// # Errors
    /// `NotOffered`.
    fn balance(&self) -> Result<Ask, ManagementError> {
        Err(ManagementError::NotOffered(Operation::Balance))
    }

    /// # Errors
    /// [`Unreadable`].
    fn read_balance(&self, _body: &[u8]) -> Result<Balance, Unreadable> {
        Err(Unreadable::SaysFailed)
    }
}

impl Adapter {
    pub const ALL: [Self; 7] = [
        Self::AccountApiKeys,
        Self::OpenRouter,
        Self::OpenAiAdmin,
        Self::AnthropicAdmin,
        Self::LiteLlm,
        Self::Xai,
        Self::Fireworks,
    ];

    /// The name in a manifest.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountApiKeys => "account_api_keys",
            Self::OpenRouter => "openrouter",
            Self::OpenAiAdmin => "openai_admin",
            Self::AnthropicAdmin => "anthropic_admin",
            Self::LiteLlm => "litellm",
            Self::Xai => "xai",
            Self::Fireworks => "fireworks",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|adapter| adapter.as_str() == name)
    }

    /// What an account has to tell beside its credential. A name with `?` may be left out.
    #[must_use]
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::AccountApiKeys => &["account_id"],
            Self::OpenAiAdmin => &["project_id?"],
            Self::Xai => &["team_id"],
            Self::Fireworks => &["account_id", "user_id"],
            Self::OpenRouter | Self::AnthropicAdmin | Self::LiteLlm => &[],
        }
    }

    /// The adapter for one account.
    ///
    /// # Errors
    /// `Invalid` naming a field that is absent, or cannot stand in a path.
    pub fn open(self, fields: &BTreeMap<String, String>) -> Result<Box<dyn Management>, ManagementError> {
        let given = |name: &'static str| match fields.get(name).map(|text| text.trim()) {
            None | Some("") => Ok(None),
            Some(id) if is_id(id) => Ok(Some(id.to_owned())),
            Some(_) => {
                Err(ManagementError::invalid(name, "It may hold letters, digits and . _ ~ : @ = + - only."))
            }
        };
        let needed = |name| given(name)?.ok_or_else(|| ManagementError::invalid(name, "It is missing."));
        Ok(match self {
            Self::AccountApiKeys => Box::new(account_api_keys::AccountApiKeys::new(needed("account_id")?)),
            Self::OpenRouter => Box::new(openrouter::OpenRouter),
            Self::OpenAiAdmin => Box::new(openai_admin::OpenAiAdmin::new(given("project_id")?)),
            Self::AnthropicAdmin => Box::new(anthropic_admin::AnthropicAdmin),
            Self::LiteLlm => Box::new(litellm::LiteLlm),
            Self::Xai => Box::new(xai::Xai::new(needed("team_id")?)),
            Self::Fireworks => Box::new(fireworks::Fireworks::new(needed("account_id")?, needed("user_id")?)),
        })
    }

    /// What an operation on this key does beyond its name; no field of the account changes that.
    #[must_use]
    pub fn consequence(self, operation: Operation, id: &str) -> Option<Consequence> {
        self.reader().ok()?.consequence(operation, id)
    }

    /// For reading alone, which no field changes.
    fn reader(self) -> Result<Box<dyn Management>, Unreadable> {
        let fields = ["account_id", "user_id", "team_id"].map(|name| (name.to_owned(), "any".to_owned()));
        self.open(&fields.into()).map_err(|_| Unreadable::SaysFailed)
    }
}

/// A page of keys from the bytes of an answer.
///
/// # Errors
/// [`Unreadable`].
pub fn parse_list(adapter: Adapter, body: &[u8]) -> Result<Page, Unreadable> {
    adapter.reader()?.read_page(None, body)
}

/// A new key from the bytes of an answer.
///
/// # Errors
/// [`Unreadable`].
pub fn parse_created(adapter: Adapter, body: &[u8]) -> Result<Created, Unreadable> {
    adapter.reader()?.read_created(body)
}

/// A page of usage from the bytes of an answer.
///
/// # Errors
/// [`Unreadable`].
pub fn parse_usage(adapter: Adapter, body: &[u8]) -> Result<UsagePage, Unreadable> {
    adapter.reader()?.read_usage(body)
}

/// A balance from the bytes of an answer.
///
/// # Errors
/// [`Unreadable`].
pub fn parse_balance(adapter: Adapter, body: &[u8]) -> Result<Balance, Unreadable> {
    adapter.reader()?.read_balance(body)
}

pub(super) fn get(path: &[&str]) -> Ask {
    Ask::new(Method::GET, path)
}

pub(super) fn post(path: &[&str]) -> Ask {
    Ask::new(Method::POST, path)
}

pub(super) fn delete(path: &[&str]) -> Ask {
    Ask::new(Method::DELETE, path)
}

impl fmt::Display for Operation {
    /// As in "offers to …".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create keys",
            Self::List => "list keys",
            Self::Revoke => "revoke keys",
            Self::Disable => "disable keys",
            Self::Enable => "enable keys",
            Self::Rename => "rename keys",
            Self::Usage => "read usage",
            Self::Balance => "read a balance",
        })
    }
}
