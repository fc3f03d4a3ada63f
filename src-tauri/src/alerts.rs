//! What is worth a notification: a limit that is nearly used up, a key at its end, a gateway that fell over while
//! nobody looks. Each is told once.

use std::collections::HashMap;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use keyhinge_api::contract::GatewayStatus;
use keyhinge_core::files;
use keyhinge_core::keys::{KeySummary, Status};
use keyhinge_core::limits::{Meter, Metric};
use serde::{Deserialize, Serialize};

use crate::notify::Note;
use crate::outlook::Outlook;
use crate::words::Words;

const FILE: &str = "told.json";

/// The steps of a limit that are told, in per cent.
const STEPS: [i64; 3] = [100, 95, 80];

/// A limit of one minute would be told every minute; this much time has to pass before the same step is told again.
const QUIET: TimeDelta = TimeDelta::minutes(10);

/// Keys at their end are told of once in this time.
const DAY: TimeDelta = TimeDelta::hours(24);

/// How many keys a notification names.
const NAMED: usize = 3;

/// What was told already.
pub(crate) struct Alerts {
    words: Words,
    file: Option<PathBuf>,
    kept: Kept,
    /// The highest step told of a limit, and until when it counts as told.
    limits: HashMap<(String, Metric), (i64, DateTime<Utc>)>,
    gateway_ran: bool,
}

/// What has to outlive a restart.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    expiry: Option<DateTime<Utc>>,
    still_running: bool,
}

impl Alerts {
    /// Without a folder, nothing outlives a restart.
    pub(crate) fn new(words: Words, folder: Option<PathBuf>) -> Self {
        let file = folder.map(|folder| folder.join(FILE));
        let read = file.as_ref().and_then(|file| std::fs::read(file).ok());
        let kept = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { words, file, kept, limits: HashMap::new(), gateway_ran: false }
    }

    /// In another language from now on, if it changed.
    pub(crate) fn speaking(&mut self, words: Words) -> &mut Self {
        self.words = words;
        self
    }

    /// What the outlook is worth. `seen` is whether the window can be seen.
    pub(crate) fn of(&mut self, outlook: &Outlook, now: DateTime<Utc>, seen: bool) -> Vec<Note> {
        let mut notes: Vec<Note> = self.gateway(&outlook.gateway, seen).into_iter().collect();
        for key in &outlook.keys {
            if let Some(meter) = key.tightest.as_ref().filter(|_| !is_over(key)) {
                notes.extend(self.limit(key, meter, now));
            }
        }
        notes.extend(self.expiry(&outlook.keys, now));
        notes
    }

    /// The window went while the app runs on; told once for good.
    pub(crate) fn still_running(&mut self, tray: bool) -> Option<Note> {
        if std::mem::replace(&mut self.kept.still_running, true) {
            return None;
        }
        self.keep();
        let body = self.words.still_running(tray).to_owned();
        Some(Note { title: self.words.still_running_title().into(), body, route: "#/gateway".into() })
    }

    fn gateway(&mut self, status: &GatewayStatus, seen: bool) -> Option<Note> {
        let ran = std::mem::replace(&mut self.gateway_ran, matches!(status, GatewayStatus::Running { .. }));
        match status {
            GatewayStatus::Failed { message, next_step, .. } if ran && !seen => Some(Note {
                title: self.words.gateway_stopped_title().into(),
                body: format!("{message} {next_step}"),
                route: "#/gateway".into(),
            }),
            _ => None,
        }
    }

    fn limit(&mut self, key: &KeySummary, meter: &Meter, now: DateTime<Utc>) -> Option<Note> {
        let percent = percent(meter)?;
        let step = STEPS.into_iter().find(|step| percent >= *step)?;
        let told = self.limits.entry((key.id.clone(), meter.metric)).or_insert((0, now));
        if told.0 >= step && now < told.1 {
            return None;
        }
        *told = (step, meter.resets_at.unwrap_or(now).max(now + QUIET));
        Some(Note {
            title: self.words.limit_title(&key.name, percent),
            body: self.words.meter(percent, meter.metric),
            route: format!("#/keys/{}/limits", key.id),
        })
    }

    fn expiry(&mut self, keys: &[KeySummary], now: DateTime<Utc>) -> Option<Note> {
        let before = self.kept.expiry.filter(|before| *before <= now);
        if before.is_some_and(|before| now - before < DAY) {
            return None;
        }
        let since = before.unwrap_or(now - DAY);
        let expired: Vec<&KeySummary> = keys
            .iter()
            .filter(|key| key.status == Status::Expired && key.expires_at.is_some_and(|at| at > since))
            .collect();
        let soon: Vec<&KeySummary> =
            keys.iter().filter(|key| matches!(key.status, Status::ExpiresSoon { .. })).collect();
        let first = expired.iter().chain(&soon).next()?;
        let (only, route) = (expired.len() + soon.len() == 1, format!("#/keys/{}", first.id));
        let sentences = [
            (!expired.is_empty()).then(|| self.words.expired(&self.named(&expired))),
            (!soon.is_empty()).then(|| self.words.expires_soon(&self.named(&soon))),
        ];
        let body = sentences.into_iter().flatten().collect::<Vec<_>>().join(" ");
        self.kept.expiry = Some(now);
        self.keep();
        Some(Note {
            title: self.words.expiry_title().into(),
            body,
            route: if only { route } else { "#/keys".into() },
        })
    }

    fn named(&self, keys: &[&KeySummary]) -> String {
        let names = keys.iter().take(NAMED).map(|key| key.name.as_str()).collect::<Vec<_>>().join(", ");
        match keys.len().saturating_sub(NAMED) {
            0 => names,
            more => self.words.and_more(&names, more),
        }
    }

    fn keep(&self) {
        let (Some(file), Ok(text)) = (&self.file, serde_json::to_vec(&self.kept)) else { return };
        if let Err(error) = files::replace(file, &text) {
            tracing::warn!(%error, "what was notified is not remembered");
        }
    }
}

/// A key whose limits matter to nobody any more.
fn is_over(key: &KeySummary) -> bool {
    matches!(key.status, Status::Revoked | Status::Expired)
}

/// Whole per cent, rounded down: 100 only where nothing is left.
pub(crate) fn percent(meter: &Meter) -> Option<i64> {
    meter.used.checked_mul(100)?.checked_div(meter.limit).map(|percent| percent.clamp(0, 100))
}

#[cfg(test)]
mod tests {
    use keyhinge_core::clock::from_millis;
    use keyhinge_core::limits::MeterSource;
    use serde_json::json;

    use super::*;

    fn key(name: &str, change: serde_json::Value) -> KeySummary {
        let mut key = json!({
            "id": format!("key_{name}"), "account_id": "acc", "account_name": "Local", "provider_id": "local",
            "name": name, "key_type": "virtual", "masked": "kh_…", "purpose": "Development", "permissions": ["read"],
            "generate": true, "plan": "Free", "limits": [], "status": {"kind": "active"},
            "created_at": "2026-01-01T00:00:00Z", "created_by": "app", "expires_at": null, "revoked_at": null,
            "last_used_at": null, "reveal": "used", "secret_held": true,
            "origin": "issued", "remote_facts": {}, "actions": [], "tightest": null
        });
        for (name, value) in change.as_object().unwrap() {
            key[name] = value.clone();
        }
        serde_json::from_value(key).unwrap()
    }

    fn at(used: i64, now: DateTime<Utc>) -> Outlook {
        let meter = Meter {
            metric: Metric::Requests,
            window_seconds: 60,
            limit: 60,
            used,
            resets_at: Some(now + TimeDelta::seconds(60)),
            source: MeterSource::Gateway,
            read_at: Some(now),
            steps: vec![],
        };
        let key = KeySummary { tightest: Some(meter), ..key("bot", json!({})) };
        Outlook { gateway: GatewayStatus::Off { port: 4517 }, keys: vec![key] }
    }

    fn alerts() -> Alerts {
        Alerts::new(Words::English, None)
    }

    #[test]
    fn each_step_of_a_limit_is_told_once() {
        let (mut alerts, now) = (alerts(), from_millis(1_000_000));
        let mut told = |used: i64, after: i64| {
            let now = now + TimeDelta::seconds(after);
            alerts.of(&at(used, now), now, true).into_iter().map(|note| note.body).collect::<Vec<_>>()
        };
        assert!(told(47, 0).is_empty());
        assert_eq!(told(48, 1), ["80 % of requests, close to the limit"]);
        assert!(told(50, 2).is_empty());
        assert_eq!(told(57, 3), ["95 % of requests, close to the limit"]);
        assert_eq!(told(60, 4), ["100 % of requests, limit reached"]);
        assert!(told(60, 5).is_empty());
        assert!(told(49, 90).is_empty(), "a minute later it would be told every minute");
        assert_eq!(told(48, 700), ["80 % of requests, close to the limit"]);
    }

    #[test]
    fn keys_at_their_end_are_told_once_a_day_and_after_a_restart_too() {
        let dir = tempfile::tempdir().unwrap();
        let now = from_millis(1_700_000_000_000);
        let soon = |name: &str| key(name, json!({ "status": {"kind": "expires_soon", "days": 3} }));
        let expired = |name: &str, days: i64| {
            key(
                name,
                json!({ "status": {"kind": "expired"}, "expires_at": now - TimeDelta::days(days) - TimeDelta::hours(1) }),
            )
        };
        let outlook = Outlook {
            gateway: GatewayStatus::Off { port: 4517 },
            keys: vec![soon("a"), soon("b"), soon("c"), soon("d"), expired("e", 0), expired("old", 30)],
        };
        let told = |after: i64| {
            let mut alerts = Alerts::new(Words::English, Some(dir.path().to_owned()));
            alerts.of(&outlook, now + TimeDelta::hours(after), true)
        };
        assert_eq!(told(0)[0].body, "Expired: e. Expires within 7 days: a, b, c and 1 more.");
        assert!(told(1).is_empty());
        assert_eq!(told(25)[0].body, "Expires within 7 days: a, b, c and 1 more.");
        std::fs::write(dir.path().join(FILE), "broken").unwrap();
        assert_eq!(told(26).len(), 1, "a broken file is no file");
    }

    #[test]
    fn a_gateway_that_fell_over_is_told_where_nobody_looks() {
        let failed =
            GatewayStatus::Failed { port: 1, message: "It ended.".into(), next_step: "Start it.".into() };
        let running = GatewayStatus::Running { url: "http://127.0.0.1:1".into(), port: 1 };
        let tell = |seen: bool, course: &[&GatewayStatus]| {
            let mut alerts = alerts();
            course.iter().filter_map(|status| alerts.gateway(status, seen)).count()
        };
        assert_eq!(tell(false, &[&running, &failed, &failed]), 1);
        assert_eq!(tell(true, &[&running, &failed]), 0);
        assert_eq!(tell(false, &[&failed]), 0, "it never ran");
        assert_eq!(tell(false, &[&running, &GatewayStatus::Off { port: 1 }]), 0, "the user stopped it");
    }

    #[test]
    fn that_it_runs_on_is_told_once_for_good() {
        let dir = tempfile::tempdir().unwrap();
        let alerts = || Alerts::new(Words::English, Some(dir.path().to_owned()));
        assert!(alerts().still_running(false).is_some());
        assert!(alerts().still_running(false).is_none());
    }

    #[test]
    fn a_limit_of_nothing_has_no_per_cent() {
        let mut outlook = at(5, from_millis(0));
        outlook.keys[0].tightest.as_mut().unwrap().limit = 0;
        assert!(alerts().of(&outlook, from_millis(0), true).is_empty());
    }
}
