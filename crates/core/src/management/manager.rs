//! Carries out operations at an account, and says honestly what is known of their effect.

use super::adapter::{Management, Operation};
use super::error::{ManagementError, Unreadable};
use super::listing::{Gap, Gatherer, Listing};
use super::new_key::NewRemoteKey;
use super::remote_key::{Created, RemoteKey};
use super::usage::{Balance, UsageRange, UsageRow};
use crate::http::{Answer, Ask, Client, Credential, Failure, Lost, Patience};
use crate::secret::Secret;

/// A secret of other lengths is no key that could be stored and used.
const SECRET_LENGTH: std::ops::RangeInclusive<usize> = 8..=2048;

/// How far a list is read.
#[derive(Debug, Clone, Copy)]
pub struct ListBounds {
    pub pages: usize,
    pub items: usize,
    /// Of all pages together.
    pub bytes: usize,
}

impl Default for ListBounds {
    fn default() -> Self {
        Self { pages: 1000, items: 100_000, bytes: 64 * 1024 * 1024 }
    }
}

/// An account's key management: its address, its credential, and the way to speak to it.
#[derive(Debug)]
pub struct Manager {
    client: Client,
    credential: Credential,
    adapter: Box<dyn Management>,
    patience: Patience,
    bounds: ListBounds,
}

/// What came of a request to create, once the provider has answered with a success.
#[derive(Debug)]
pub enum Creation {
    Made(Created),
    /// There is, or may be, a key whose secret nobody will ever know. Listing for the nonce tells.
    SecretLost {
        id: Option<String>,
        why: SecretLoss,
    },
    /// There is a key, and what came as its secret cannot be stored: it may be shown once, or the key revoked.
    SecretUnusable {
        key: RemoteKey,
        secret: Secret,
    },
}

/// Why the secret is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretLoss {
    #[error(transparent)]
    Lost(Lost),
    #[error("The answer cannot be read: {0}")]
    Unreadable(Unreadable),
}

impl Manager {
    #[must_use]
    pub fn new(client: Client, secret: Secret, adapter: Box<dyn Management>) -> Self {
        let credential = Credential::new(adapter.scheme(), secret);
        Self { client, credential, adapter, patience: Patience::default(), bounds: ListBounds::default() }
    }

    /// With other bounds than the usual.
    #[must_use]
    pub fn with_bounds(mut self, patience: Patience, bounds: ListBounds) -> Self {
        (self.patience, self.bounds) = (patience, bounds);
        self
    }

    #[must_use]
    pub fn adapter(&self) -> &dyn Management {
        self.adapter.as_ref()
    }

    /// Whether the credential works here.
    ///
    /// # Errors
    /// `Rejected` where it does not; the others as they are.
    pub async fn check(&self) -> Result<(), ManagementError> {
        self.read(&self.adapter.check()?).await.map(drop)
    }

    /// Asks for a key, exactly once.
    ///
    /// # Errors
    /// `NotSent`, `Invalid`, `NotOffered` and `Rejected`: no key was made. `Unknown`: one may have been, and only listing
    /// for the nonce tells.
    pub async fn create(&self, new: &NewRemoteKey) -> Result<Creation, ManagementError> {
        self.offers(Operation::Create)?;
        for (option, field) in new.options() {
            if !self.adapter.options().contains(&option) {
                return Err(ManagementError::invalid(field, "This provider cannot set it for a new key."));
            }
        }
        let ask = self.adapter.create(new)?;
        let answer = match self.client.send(&ask, Some(&self.credential)).await {
            Ok(answer) => answer,
            // It said yes before its answer broke off.
            Err(Failure::Unknown { status: Some(200..300), lost }) => {
                return Ok(Creation::SecretLost { id: None, why: SecretLoss::Lost(lost) });
            }
            Err(failure) => return Err(failure.into()),
        };
        match answer.status {
            200..300 => Ok(self.creation(&answer)),
            // Said before anything was made. 409 and 429 are not here: something on the way may have sent it twice.
            400..=405 | 410..=422 => Err(ManagementError::Rejected(Box::new(answer))),
            status => Err(ManagementError::Unknown { status: Some(status), lost: None }),
        }
    }

    fn creation(&self, answer: &Answer) -> Creation {
        let body = answer.body.bytes();
        match self.adapter.read_created(body) {
            Ok(Created { key, secret }) => {
                let text = secret.expose();
                let usable = SECRET_LENGTH.contains(&text.len())
                    && text.bytes().all(|byte| byte.is_ascii_graphic())
                    && text != key.id
                    && Some(text) != key.name.as_deref();
                if usable {
                    Creation::Made(Created { key, secret })
                } else {
                    Creation::SecretUnusable { key, secret }
                }
            }
            Err(why) => {
                let id = self.adapter.read_created_id(body);
                Creation::SecretLost { id, why: SecretLoss::Unreadable(why) }
            }
        }
    }

    /// All keys of the account, as far as they can be read.
    ///
    /// # Errors
    /// The first that a page brings; no part of a list is told then.
    pub async fn list(&self) -> Result<Listing, ManagementError> {
        self.offers(Operation::List)?;
        let mut gatherer = Gatherer::default();
        let (mut next, mut bytes) = (None, 0);
        for _ in 0..self.bounds.pages {
            let answer = self.read(&self.adapter.list(next.as_deref())?).await?;
            bytes += answer.body.bytes().len();
            let page = self.adapter.read_page(next.as_deref(), answer.body.bytes())?;
            next = gatherer.take(page, self.adapter.pages_overlap(), self.bounds.items);
            if next.is_none() {
                return Ok(gatherer.finish());
            }
            if bytes > self.bounds.bytes {
                break;
            }
        }
        gatherer.miss(Gap::TooLong);
        Ok(gatherer.finish())
    }

    /// Asks for the end of a key. Success means that the provider said yes, and no more: that the key is gone is for a
    /// later list or a probe to prove.
    ///
    /// # Errors
    /// `Rejected` with status 404 may mean that it is gone, or that it is somewhere else.
    pub async fn revoke(&self, id: &str) -> Result<(), ManagementError> {
        self.change(Operation::Revoke, self.adapter.revoke(id)?).await
    }

    /// # Errors
    /// As they are.
    pub async fn disable(&self, id: &str) -> Result<(), ManagementError> {
        self.change(Operation::Disable, self.adapter.disable(id)?).await
    }

    /// # Errors
    /// As they are.
    pub async fn enable(&self, id: &str) -> Result<(), ManagementError> {
        self.change(Operation::Enable, self.adapter.enable(id)?).await
    }

    /// # Errors
    /// As they are.
    pub async fn rename(&self, id: &str, name: &str) -> Result<(), ManagementError> {
        self.change(Operation::Rename, self.adapter.rename(id, name)?).await
    }

    /// What was used in a range of days, as far as the provider splits it.
    ///
    /// # Errors
    /// The first that a page brings.
    pub async fn usage(&self, range: UsageRange) -> Result<Vec<UsageRow>, ManagementError> {
        self.offers(Operation::Usage)?;
        let (mut rows, mut next) = (Vec::new(), None::<String>);
        for _ in 0..self.bounds.pages {
            let answer = self.read(&self.adapter.usage(range, next.as_deref())?).await?;
            let page = self.adapter.read_usage(answer.body.bytes())?;
            rows.extend(page.rows.into_iter().filter(|row| (range.start..=range.end).contains(&row.date)));
            if page.next.is_none() || page.next == next || rows.len() >= self.bounds.items {
                break;
            }
            next = page.next;
        }
        Ok(rows)
    }

    /// # Errors
    /// As they are.
    pub async fn balance(&self) -> Result<Balance, ManagementError> {
        let answer = self.read(&self.adapter.balance()?).await?;
        Ok(self.adapter.read_balance(answer.body.bytes())?)
    }

    fn offers(&self, operation: Operation) -> Result<(), ManagementError> {
        if self.adapter.can().contains(&operation) {
            Ok(())
        } else {
            Err(ManagementError::NotOffered(operation))
        }
    }

    /// A request that changes nothing.
    async fn read(&self, ask: &Ask) -> Result<Answer, ManagementError> {
        let answer = self.client.send_patiently(ask, Some(&self.credential), self.patience).await?;
        if answer.is_success() { Ok(answer) } else { Err(ManagementError::Rejected(Box::new(answer))) }
    }

    /// A request that may be made again without doing more.
    async fn change(&self, operation: Operation, ask: Ask) -> Result<(), ManagementError> {
        let answer = self.client.send_patiently(&ask, Some(&self.credential), self.patience).await?;
        match answer.status {
            200..300 if self.adapter.confirms(operation, answer.body.bytes()) => Ok(()),
            200..300 => Err(Unreadable::SaysFailed.into()),
            400..500 => Err(ManagementError::Rejected(Box::new(answer))),
            status => Err(ManagementError::Unknown { status: Some(status), lost: None }),
        }
    }
}
