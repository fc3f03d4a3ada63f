//! The icon in the tray, where the desktop has one: what the gateway does, the keys nearest to a limit, and a few acts.
//! What it shows is decided here; who draws it differs by system.

#[cfg(target_os = "linux")]
#[path = "tray/linux.rs"]
mod drawn;
#[cfg(not(target_os = "linux"))]
#[path = "tray/other.rs"]
mod drawn;

use keyhinge_api::contract::GatewayStatus;
use keyhinge_core::keys::{KeySummary, Status};

pub(crate) use self::drawn::Tray;
use crate::alerts::percent;
use crate::outlook::Outlook;
use crate::words::Words;

/// How many keys are listed.
const KEYS: usize = 3;

/// How much of a name there is room for.
const NAME_MAX: usize = 40;

/// What a click does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    Open,
    /// Opens the window at a route of the page.
    Show(String),
    CreateKey,
    StartGateway,
    StopGateway,
    Quit,
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// Says something; a click does nothing.
    Says(String),
    Does(String, Act),
    Separator,
}

/// The menu, from top to bottom.
pub(crate) fn menu(outlook: Option<&Outlook>, words: Words) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(outlook) = outlook {
        lines.push(Line::Says(gateway(&outlook.gateway, words)));
        match outlook.gateway {
            GatewayStatus::Running { .. } => {
                lines.push(Line::Does(words.stop_gateway().into(), Act::StopGateway));
            }
            GatewayStatus::Off { .. } | GatewayStatus::Failed { .. } => {
                lines.push(Line::Does(words.start_gateway().into(), Act::StartGateway));
            }
            GatewayStatus::Elsewhere { .. } => {}
        }
        lines.push(Line::Separator);
        let meters = meters(&outlook.keys, words);
        if !meters.is_empty() {
            lines.extend(meters);
            lines.push(Line::Separator);
        }
    }
    lines.push(Line::Does(words.open().into(), Act::Open));
    lines.push(Line::Does(words.create_key().into(), Act::CreateKey));
    lines.push(Line::Separator);
    lines.push(Line::Does(words.quit().into(), Act::Quit));
    lines
}

/// What the gateway does, in a few words; also what the icon says when it is pointed at.
pub(crate) fn gateway(status: &GatewayStatus, words: Words) -> String {
    match status {
        GatewayStatus::Running { url, .. } => words.gateway_on(url.trim_start_matches("http://")),
        GatewayStatus::Off { .. } => words.gateway_off().into(),
        GatewayStatus::Elsewhere { .. } => words.gateway_elsewhere().into(),
        GatewayStatus::Failed { .. } => words.gateway_failed().into(),
    }
}

/// The keys nearest to a limit, the nearest first.
fn meters(keys: &[KeySummary], words: Words) -> Vec<Line> {
    let mut used: Vec<_> = keys
        .iter()
        .filter(|key| key.status != Status::Revoked)
        .filter_map(|key| key.tightest.as_ref().and_then(|meter| Some((percent(meter)?, meter, key))))
        .collect();
    used.sort_by_key(|(percent, _, key)| (std::cmp::Reverse(*percent), key.name.clone()));
    let line = |(percent, meter, key): (i64, &keyhinge_core::limits::Meter, &KeySummary)| {
        let text = format!("{}: {}", short(&key.name), words.meter(percent, meter.metric));
        Line::Does(text, Act::Show(format!("#/keys/{}/limits", key.id)))
    };
    used.into_iter().take(KEYS).map(line).collect()
}

fn short(name: &str) -> String {
    match name.char_indices().nth(NAME_MAX) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlook(gateway: GatewayStatus, keys: &[(&str, i64)]) -> Outlook {
        let key = |&(name, used): &(&str, i64)| {
            serde_json::from_value(serde_json::json!({
                "id": format!("key_{name}"), "account_id": "acc", "account_name": "Local", "provider_id": "local",
                "name": name, "key_type": "virtual", "masked": "kh_…", "purpose": "Development",
                "permissions": ["read"], "generate": true, "plan": "Free", "limits": [], "status": {"kind": "active"},
                "created_at": "2026-01-01T00:00:00Z", "created_by": "app", "expires_at": null, "revoked_at": null,
                "last_used_at": null, "reveal": "used", "secret_held": true,
                "origin": "issued", "remote_facts": {}, "actions": [],
                "tightest": { "metric": "requests", "window_seconds": 60, "limit": 60, "used": used,
                    "resets_at": null, "source": "gateway", "read_at": null, "steps": [] }
            }))
            .unwrap()
        };
        Outlook { gateway, keys: keys.iter().map(key).collect() }
    }

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines
            .iter()
            .map(|line| match line {
                Line::Says(text) | Line::Does(text, _) => text.as_str(),
                Line::Separator => "-",
            })
            .collect()
    }

    #[test]
    fn a_running_gateway_can_be_stopped_and_the_tightest_keys_come_first() {
        let running = GatewayStatus::Running { url: "http://127.0.0.1:4517".into(), port: 4517 };
        let lines =
            menu(Some(&outlook(running, &[("a", 6), ("b", 60), ("c", 48), ("d", 1)])), Words::English);
        assert_eq!(
            texts(&lines),
            [
                "Gateway on 127.0.0.1:4517",
                "Stop gateway",
                "-",
                "b: 100 % of requests, limit reached",
                "c: 80 % of requests, close to the limit",
                "a: 10 % of requests",
                "-",
                "Open Keyhinge",
                "Create key…",
                "-",
                "Quit"
            ]
        );
        assert!(
            lines
                .contains(&Line::Does("a: 10 % of requests".into(), Act::Show("#/keys/key_a/limits".into())))
        );
    }

    #[test]
    fn a_gateway_that_is_off_can_be_started_and_one_elsewhere_cannot() {
        let off = menu(Some(&outlook(GatewayStatus::Off { port: 1 }, &[])), Words::English);
        assert_eq!(texts(&off)[..2], ["Gateway off", "Start gateway"]);
        let elsewhere = menu(Some(&outlook(GatewayStatus::Elsewhere { url: None }, &[])), Words::English);
        assert_eq!(texts(&elsewhere)[..2], ["Gateway runs in another process", "-"]);
        assert_eq!(texts(&menu(None, Words::English)), ["Open Keyhinge", "Create key…", "-", "Quit"]);
    }

    #[test]
    fn a_long_name_is_cut_between_letters() {
        assert_eq!(short(&"ü".repeat(50)), format!("{}…", "ü".repeat(40)));
    }
}
