//! The keys in memory. A request never waits for the disk to know what its key may do.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use keyhinge_core::changes::{Changes, Topic};
use keyhinge_core::keys::KeyState;
use keyhinge_core::limits::window::Window;
use keyhinge_core::store::GatewayKey;
use keyhinge_core::{Core, Result};
use tokio_util::sync::CancellationToken;

use crate::news::{self, Kept, News};
use crate::ticks::Ticks;

/// A key and what is going on with it.
pub(crate) struct Key {
    pub(crate) stored: GatewayKey,
    pub(crate) id: Arc<str>,
    /// Outlives a reload: limits may change, what was counted stays.
    pub(crate) live: Arc<Live>,
}

/// The part of a key that changes with every call.
pub(crate) struct Live {
    window: Mutex<Window>,
    in_flight: AtomicUsize,
    /// Why the key works no longer, from the moment this process knows it, whatever a reload still reads.
    ended: OnceLock<Ended>,
    /// Cancelled when the key is revoked or expires; every open answer of the key listens.
    pub(crate) cut: CancellationToken,
}

/// Why a key works no longer. For good: a clock that is set back does not bring an expired key back to life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Expired(DateTime<Utc>),
    /// Since when, where that is known.
    Revoked(Option<DateTime<Utc>>),
}

impl Live {
    fn new(window: Window) -> Self {
        Self {
            window: Mutex::new(window),
            in_flight: AtomicUsize::new(0),
            ended: OnceLock::new(),
            cut: CancellationToken::new(),
        }
    }

    /// Ends the key and cuts what it has open. The first reason stays.
    fn end(&self, why: Ended) {
        self.ended.get_or_init(|| why);
        self.cut.cancel();
    }

    /// Works on the key's window. Nothing in it can fail half-way, so a panic elsewhere does not close the key.
    pub(crate) fn window<T>(&self, work: impl FnOnce(&mut Window) -> T) -> T {
        work(&mut self.window.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts a call that is being answered, unless `cap` are already.
    pub(crate) fn enter(self: &Arc<Self>, cap: usize) -> Option<InFlight> {
        self.in_flight
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |calls| (calls < cap).then_some(calls + 1))
            .ok()
            .map(|_| InFlight(Arc::clone(self)))
    }
}

/// One call that is being answered.
pub(crate) struct InFlight(Arc<Live>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Key {
    /// Why the key works no longer at `now`; none while it works.
    pub(crate) fn ended(&self, now: DateTime<Utc>) -> Option<Ended> {
        if matches!(self.stored.state, KeyState::Revoking | KeyState::Revoked) {
            return Some(Ended::Revoked(self.stored.revoked_at));
        }
        if let Some(at) = self.stored.expires_at.filter(|at| *at <= now) {
            self.live.end(Ended::Expired(at));
        }
        self.live.ended.get().copied()
    }
}

type Keys = HashMap<String, Arc<Key>>;

/// All keys by public id.
pub(crate) struct Registry {
    keys: RwLock<Arc<Keys>>,
    ticks: Ticks,
    /// One reload at a time.
    reloading: tokio::sync::Mutex<News>,
}

impl Kept for Registry {
    const TOPICS: &'static [Topic] = &[Topic::Keys];
    const WHAT: &'static str = "virtual keys";

    async fn refresh(&self, core: &Core) -> Result<()> {
        self.reload_if_stale(core).await
    }
}

impl Registry {
    pub(crate) fn new(ticks: Ticks, changes: &Changes) -> Self {
        let news = News::new(Self::TOPICS, changes);
        Self { keys: RwLock::default(), ticks, reloading: tokio::sync::Mutex::new(news) }
    }

    pub(crate) fn find(&self, public_id: &str) -> Option<Arc<Key>> {
        self.all().get(public_id).cloned()
    }

    fn all(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads all keys, with the windows of those that are new here, and cuts what a key that no longer works has open.
    pub(crate) async fn reload(&self, core: &Core) -> Result<()> {
        let mut news = self.reloading.lock().await;
        self.reload_locked(core, &mut news).await
    }

    /// Reads all keys if there may be news: a key that the window or `khg` has just made works at once. Costs
    /// one pragma where there is none.
    pub(crate) async fn reload_if_stale(&self, core: &Core) -> Result<()> {
        let mut news = self.reloading.lock().await;
        if news.is_any(core).await? { self.reload_locked(core, &mut news).await } else { Ok(()) }
    }

    async fn reload_locked(&self, core: &Core, news: &mut News) -> Result<()> {
        let version = news.begin(core).await?;
        let stored = core.store.gateway_keys().await?;
        let known = self.all();
        let unknown = stored.iter().any(|key| !known.contains_key(&key.public_id));
        let now = core.clock.now();
        let mut windows = if unknown { core.store.windows(now).await? } else { HashMap::new() };
        let mut keys = Keys::with_capacity(stored.len());
        for key in stored {
            let live = match known.get(&key.public_id) {
                Some(known) => {
                    known.live.window(|window| window.set_limits(&key.limits));
                    Arc::clone(&known.live)
                }
                None => {
                    let mut window = Window::new(&key.limits);
                    let counts = windows.remove(&key.id).unwrap_or_default();
                    window.refill(self.ticks.now(), now.timestamp_millis(), &counts);
                    Arc::new(Live::new(window))
                }
            };
            if key.state != KeyState::Active {
                live.end(Ended::Revoked(key.revoked_at));
            }
            keys.insert(
                key.public_id.clone(),
                Arc::new(Key { id: key.id.as_str().into(), stored: key, live }),
            );
        }
        // A key that is gone altogether must not go on either.
        for (public_id, key) in known.iter() {
            if !keys.contains_key(public_id) {
                key.live.end(Ended::Revoked(None));
            }
        }
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        news.done(version);
        self.cut_expired(now);
        Ok(())
    }

    /// Cuts the open answers of keys that have expired.
    fn cut_expired(&self, now: DateTime<Utc>) {
        for key in self.all().values() {
            key.ended(now);
        }
    }

    /// Ends a key here and now: from this on it is refused and its open answers are cut, whether or not the
    /// keys can be read again.
    pub(crate) fn revoke(&self, key_id: &str, at: Option<DateTime<Utc>>) {
        for key in self.all().values().filter(|key| key.stored.id == key_id) {
            key.live.end(Ended::Revoked(at));
        }
    }
}

/// Keeps the registry true until it is dropped: cuts what expires, and reloads when keys change. The two do not
/// wait for each other: expiry needs no disk.
pub(crate) async fn keep_true(registry: &Registry, core: &Core) {
    tokio::select! {
        () = expire(registry, core) => {}
        () = news::follow(registry, core) => {}
    }
}

async fn expire(registry: &Registry, core: &Core) {
    let mut tick = news::every();
    loop {
        tick.tick().await;
        registry.cut_expired(core.clock.now());
    }
}
