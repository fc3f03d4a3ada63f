//! The accounts in memory, each with its addresses and the key that it is called with.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, Weak};
use std::time::Duration;

use keyhinge_core::accounts::{self, Connection, Upstream, UpstreamKey};
use keyhinge_core::catalogue::ApiShape;
use keyhinge_core::changes::{Changes, Topic};
use keyhinge_core::http::{Credential, Forwarder, Refusal};
use keyhinge_core::{Core, Error, Result};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use super::models::Models;
use super::names::{self, Named};
use crate::news::{self, Kept, News};

/// All accounts that calls can be passed on to.
pub(crate) struct Upstreams {
    accounts: RwLock<Arc<Vec<Arc<Account>>>>,
    connect: Duration,
    /// One reload at a time.
    reloading: tokio::sync::Mutex<Reloading>,
}

struct Reloading {
    news: News,
    /// Every key that was handed out and may be in use, also those that have been replaced since.
    handed_out: Vec<Weak<LiveKey>>,
}

/// One account.
pub(super) struct Account {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) provider_id: String,
    /// What stands before the slash in the names of its models.
    pub(super) label: String,
    /// None where its addresses cannot be used as they are set up.
    pub(super) way: Option<Arc<Way>>,
    /// None where no key was chosen, or the chosen one may not be used.
    pub(super) key: Option<Arc<LiveKey>>,
}

/// How an account is reached. Its connections are kept for as long as nothing about that changes.
pub(super) struct Way {
    pub(super) connection: Connection,
    connect: Duration,
    openai: OnceLock<std::result::Result<Option<Forwarder>, Refusal>>,
    anthropic: OnceLock<std::result::Result<Option<Forwarder>, Refusal>>,
}

/// A provider's key while the gateway may use it. Its secret is read when it is first needed, and gone with the last call
/// that uses it.
pub(super) struct LiveKey {
    key: UpstreamKey,
    pub(super) id: Arc<str>,
    /// Cancelled when the key may not be used any more; every open answer listens.
    pub(super) cut: CancellationToken,
    credential: OnceCell<Credential>,
    /// What the provider listed for it.
    pub(super) models: Models,
    refused: AtomicBool,
}

impl Way {
    /// What passes calls of one shape on; none where the provider does not have it.
    ///
    /// # Errors
    /// [`Refusal`] where no client can be made.
    pub(super) fn forwarder(&self, shape: ApiShape) -> std::result::Result<Option<&Forwarder>, Refusal> {
        let cell = match shape {
            ApiShape::OpenAi => &self.openai,
            ApiShape::Anthropic => &self.anthropic,
            ApiShape::Native => return Ok(None),
        };
        cell.get_or_init(|| self.connection.forwarder(shape, self.connect))
            .as_ref()
            .map(Option::as_ref)
            .map_err(Clone::clone)
    }
}

impl LiveKey {
    fn new(key: UpstreamKey) -> Self {
        Self {
            id: key.id.as_str().into(),
            key,
            cut: CancellationToken::new(),
            credential: OnceCell::new(),
            models: Models::default(),
            refused: AtomicBool::new(false),
        }
    }

    /// The secret, ready to be sent. One look into the vault serves all calls.
    ///
    /// # Errors
    /// The vault's, or that the key may not be used any more.
    pub(super) async fn credential(&self, core: &Core, connection: &Connection) -> Result<&Credential> {
        let read = || accounts::upstream_credential(core, connection, &self.id);
        let credential = self.credential.get_or_try_init(read).await?;
        // It may have been revoked while the vault was asked.
        if self.cut.is_cancelled() { Err(Error::AlreadyRevoked) } else { Ok(credential) }
    }

    /// The provider takes the key: a refusal would be news.
    pub(super) fn works(&self) {
        self.refused.store(false, Ordering::Release);
    }

    /// Whether this is the first time that the provider refuses the key, or the first since it worked.
    pub(super) fn is_newly_refused(&self) -> bool {
        !self.refused.swap(true, Ordering::AcqRel)
    }
}

impl Account {
    pub(super) fn speaks(&self, shape: ApiShape) -> bool {
        self.way.as_ref().is_none_or(|way| way.connection.address(shape).is_some())
    }
}

impl Upstreams {
    pub(crate) fn new(changes: &Changes, connect: Duration) -> Self {
        let reloading = Reloading { news: News::new(Self::TOPICS, changes), handed_out: Vec::new() };
        Self { accounts: RwLock::default(), connect, reloading: tokio::sync::Mutex::new(reloading) }
    }

    fn all(&self) -> Arc<Vec<Arc<Account>>> {
        Arc::clone(&self.accounts.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whom a model's name means, among the accounts that speak this shape.
    pub(super) fn find(&self, model: &str, shape: ApiShape) -> Named {
        names::find(&self.all(), model, shape)
    }

    /// The accounts that calls of this shape can be passed on to, by what they are called.
    pub(super) fn ready(&self, shape: ApiShape) -> Vec<Arc<Account>> {
        let accounts = self.all();
        let ready = accounts
            .iter()
            .filter(|account| account.way.is_some() && account.key.is_some() && account.speaks(shape));
        let mut ready: Vec<Arc<Account>> = ready.cloned().collect();
        ready.sort_by(|one, other| one.label.cmp(&other.label));
        ready
    }

    /// Reads the accounts again if there may be news.
    pub(crate) async fn reload_if_stale(&self, core: &Core) -> Result<()> {
        let mut reloading = self.reloading.lock().await;
        if !reloading.news.is_any(core).await? {
            return Ok(());
        }
        let version = reloading.news.begin(core).await?;
        let found = accounts::upstreams(core).await?;
        self.cut_unusable(core, &mut reloading.handed_out, &found).await?;
        let accounts = self.take(found, &mut reloading.handed_out);
        *self.accounts.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(accounts);
        reloading.news.done(version);
        Ok(())
    }

    /// Cuts the calls of every key that may not be used any more, whether or not it is still an account's.
    async fn cut_unusable(
        &self,
        core: &Core,
        handed_out: &mut Vec<Weak<LiveKey>>,
        found: &[Upstream],
    ) -> Result<()> {
        handed_out.retain(|key| key.strong_count() > 0);
        for key in handed_out.iter().filter_map(Weak::upgrade) {
            let chosen =
                found.iter().any(|upstream| upstream.key.as_ref().is_some_and(|new| new.id == *key.id));
            if !chosen && accounts::upstream_key(core, &key.id).await?.is_none() {
                key.cut.cancel();
            }
        }
        Ok(())
    }

    /// The accounts as they were read, with what is held of them already.
    fn take(&self, found: Vec<Upstream>, handed_out: &mut Vec<Weak<LiveKey>>) -> Vec<Arc<Account>> {
        let known = self.all();
        let labels = names::labels(
            found.iter().map(|upstream| (upstream.account.id.as_str(), upstream.account.name.as_str())),
        );
        let mut accounts = Vec::with_capacity(found.len());
        for (Upstream { account, connection, key }, label) in found.into_iter().zip(labels) {
            let known = known.iter().find(|known| known.id == account.id);
            let kept = known.and_then(|known| known.way.as_ref());
            let way = connection.map(|connection| match kept {
                Some(way) if way.connection.is_same(&connection) => Arc::clone(way),
                _ => Arc::new(Way {
                    connection,
                    connect: self.connect,
                    openai: OnceLock::new(),
                    anthropic: OnceLock::new(),
                }),
            });
            // How a key is presented is the provider's to say, so another way takes it anew.
            let same_way = kept.zip(way.as_ref()).is_some_and(|(kept, way)| Arc::ptr_eq(kept, way));
            let live = known.and_then(|known| known.key.as_ref()).filter(|_| same_way);
            let key = key.map(|key| match live {
                Some(live) if live.key == key && !live.cut.is_cancelled() => Arc::clone(live),
                _ => {
                    let live = Arc::new(LiveKey::new(key));
                    handed_out.push(Arc::downgrade(&live));
                    live
                }
            });
            accounts.push(Arc::new(Account {
                id: account.id,
                name: account.name,
                provider_id: account.provider_id,
                label,
                way,
                key,
            }));
        }
        accounts
    }

    /// Keeps the accounts true until it is dropped.
    pub(crate) async fn keep_true(&self, core: &Core) {
        news::follow(self, core).await;
    }
}

impl Kept for Upstreams {
    const TOPICS: &'static [Topic] = &[Topic::Accounts, Topic::Keys, Topic::Catalogue, Topic::Settings];
    const WHAT: &'static str = "accounts";

    async fn refresh(&self, core: &Core) -> Result<()> {
        self.reload_if_stale(core).await
    }
}
