//! The glossary's words for what the domain says in types.

use chrono::{DateTime, Utc};
use keyhinge_core::activity::ActivityKind;
use keyhinge_core::catalogue::{Ability, ApiShape, HttpMethod, KeyAuth};
use keyhinge_core::doctor::CheckState;
use keyhinge_core::keys::{Actor, KeySummary, Permission, Reveal, Status};
use keyhinge_core::limits::{Limit, Meter, Metric, Reading, ReadingMetric};
use keyhinge_core::rotation::{KeyRotation, RotationRole, RotationStage};
use keyhinge_core::settings::VaultKind;

pub(crate) fn status(status: &Status) -> String {
    match status {
        Status::Revoked => "Revoked".into(),
        Status::RevocationNotConfirmed => "Revocation not confirmed".into(),
        Status::Pending => "Pending".into(),
        Status::Gone => "Gone from the provider".into(),
        Status::Disabled => "Disabled".into(),
        Status::Expired => "Expired".into(),
        Status::Refused => "Refused at the last test".into(),
        Status::LimitReached { .. } => "Limit reached".into(),
        Status::ExpiresSoon { days: 0 } => "Expires within a day".into(),
        Status::ExpiresSoon { days } => format!("Expires in {days} d"),
        Status::Old { days } => format!("Old ({days} d)"),
        Status::Active => "Active".into(),
    }
}

/// The status, and whether another key takes its place.
pub(crate) fn standing(key: &KeySummary) -> String {
    let replaced = key.rotation.as_ref().and_then(|rotation| match (rotation.role, rotation.stage) {
        (RotationRole::Old, RotationStage::Create | RotationStage::Update) => Some("being replaced"),
        (RotationRole::Old, RotationStage::Delete | RotationStage::Done) => Some("replaced"),
        (RotationRole::New, RotationStage::Create | RotationStage::Update) => Some("to replace another"),
        // It has taken the place, and is a key as any other.
        (RotationRole::New, RotationStage::Delete | RotationStage::Done) => None,
    });
    let status = status(&key.status);
    replaced.map_or_else(|| status.clone(), |replaced| format!("{status}, {replaced}"))
}

/// What a rotation says of a key; `other` is the key that takes its place, or whose place it takes.
pub(crate) fn rotation(rotation: &KeyRotation, other: &str) -> String {
    let switched = rotation.stage >= RotationStage::Delete;
    match (rotation.role, switched) {
        (RotationRole::Old, false) => format!("to be replaced by {other}"),
        (RotationRole::Old, true) => format!("replaced by {other}"),
        (RotationRole::New, false) => format!("to replace {other}"),
        (RotationRole::New, true) => format!("replaced {other}"),
    }
}

pub(crate) fn permissions(key: &KeySummary) -> String {
    let word = |permission: &Permission| match permission {
        Permission::Read => "read",
        Permission::Write => "write",
        Permission::Admin => "admin",
        Permission::Webhook => "webhook",
    };
    let words: Vec<_> = key.permissions.words().iter().map(word).collect();
    let generate = if key.generate { "" } else { " (no generation)" };
    format!("{}{generate}", words.join(", "))
}

pub(crate) fn actor(actor: Actor) -> &'static str {
    match actor {
        Actor::App => "app",
        Actor::Cli => "khg",
        Actor::Http => "gateway API",
        Actor::Gateway => "gateway",
    }
}

pub(crate) fn activity(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::AccountAdded => "Account added",
        ActivityKind::AccountChanged => "Account changed",
        ActivityKind::AccountRemoved => "Account removed",
        ActivityKind::Imported => "Imported",
        ActivityKind::Tested => "Tested",
        ActivityKind::Renamed => "Renamed",
        ActivityKind::Disabled => "Disabled",
        ActivityKind::Enabled => "Enabled",
        ActivityKind::Forgotten => "Forgotten",
        ActivityKind::Rotated => "Replaced",
        ActivityKind::RotatedBack => "In its place again",
        ActivityKind::Created => "Created",
        ActivityKind::CreateFailed => "Creating failed",
        ActivityKind::Revealed => "Revealed",
        ActivityKind::Copied => "Copied",
        ActivityKind::SnippetCopied => "Snippet copied",
        ActivityKind::Printed => "Printed",
        ActivityKind::Ran => "Given to",
        ActivityKind::Written => "Written to",
        ActivityKind::Unwritten => "Taken out of",
        ActivityKind::FirstUsed => "First used",
        ActivityKind::Revoked => "Revoked",
        ActivityKind::RevokeFailed => "Revoking failed",
        ActivityKind::GatewayStarted => "Gateway started",
        ActivityKind::GatewayStopped => "Gateway stopped",
    }
}

pub(crate) fn check(state: CheckState) -> &'static str {
    match state {
        CheckState::Ok => "ok",
        CheckState::Warning => "warning",
        CheckState::Failed => "failed",
    }
}

pub(crate) fn reveal(key: &KeySummary, vault: VaultKind) -> &'static str {
    match (key.reveal, key.secret_held, vault) {
        (Reveal::Available, _, VaultKind::Keychain) => "in the keychain, not shown yet",
        (Reveal::Available, _, VaultKind::File) => "in the file vault, not shown yet",
        (Reveal::Used, true, VaultKind::Keychain) => "in the keychain, shown once already",
        (Reveal::Used, true, VaultKind::File) => "in the file vault, shown once already",
        (Reveal::Used, false, _) | (Reveal::NotHeld, ..) => "not held on this computer",
    }
}

pub(crate) fn limit(limit: &Limit) -> String {
    format!("{} {} per {}", limit.amount, metric(limit.metric), window(limit.window_seconds))
}

/// A meter as number, bar and word.
pub(crate) fn meter(meter: &Meter) -> String {
    const STEPS: i64 = 20;
    let filled = (meter.used.clamp(0, meter.limit) * STEPS).checked_div(meter.limit).unwrap_or(0);
    let bar: String = (0..STEPS).map(|step| if step < filled { '#' } else { '.' }).collect();
    let word = match meter.used.saturating_mul(100).checked_div(meter.limit).unwrap_or(0) {
        100.. => "used up",
        80.. => "nearly used up",
        _ => "fine",
    };
    let resets = meter.resets_at.map(|at| format!(", all back at {}", time(at))).unwrap_or_default();
    format!("{} / {} {} [{bar}] {word}{resets}", meter.used, meter.limit, metric(meter.metric))
}

/// What a provider said of a limit.
pub(crate) fn reading(reading: &Reading) -> String {
    let of = match reading.metric {
        ReadingMetric::Requests => "requests",
        ReadingMetric::PromptTokens => "prompt tokens",
        ReadingMetric::CompletionTokens => "completion tokens",
        ReadingMetric::Tokens => "tokens",
        ReadingMetric::ConcurrentRequests => "requests at once",
    };
    let left = reading.remaining.map(|left| format!("{left} left"));
    let most = match (reading.limit, reading.unlimited) {
        (_, true) => Some("no limit".to_owned()),
        (Some(limit), false) => Some(format!("of {limit}")),
        (None, false) => None,
    };
    let per = reading.window_seconds.map(|seconds| format!("per {}", window(seconds)));
    let resets = reading.resets_at.map(|at| format!("(whole again at {})", time(at)));
    let name = reading.name.as_ref().map(|name| format!("[{name}]"));
    let parts = [left, most, Some(of.to_owned()), per, resets, name];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

pub(crate) fn ability(ability: Ability) -> &'static str {
    match ability {
        Ability::Create => "create",
        Ability::List => "list",
        Ability::Revoke => "revoke",
        Ability::Disable => "disable",
        Ability::Enable => "enable",
        Ability::Rename => "rename",
        Ability::Rotate => "rotate",
        Ability::Usage => "usage",
        Ability::Balance => "balance",
        Ability::Permissions => "permissions",
        Ability::Expiry => "expiry",
        Ability::Limits => "limits",
    }
}

pub(crate) fn shape(shape: ApiShape) -> &'static str {
    match shape {
        ApiShape::OpenAi => "OpenAI",
        ApiShape::Anthropic => "Anthropic",
        ApiShape::Native => "its own",
    }
}

pub(crate) fn auth(auth: KeyAuth) -> &'static str {
    match auth {
        KeyAuth::Bearer => "Authorization: Bearer KEY",
        KeyAuth::XApiKey => "x-api-key: KEY",
        KeyAuth::XGoogApiKey => "x-goog-api-key: KEY",
    }
}

pub(crate) fn method(method: HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
    }
}

pub(crate) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A date, or a dash where there is none.
pub(crate) fn date_or_dash(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "-".into(), |at| at.format("%Y-%m-%d").to_string())
}

fn metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Requests => "requests",
        Metric::PromptTokens => "prompt tokens",
        Metric::CompletionTokens => "completion tokens",
    }
}

fn window(seconds: u32) -> String {
    match seconds {
        60 => "minute".into(),
        3600 => "hour".into(),
        86_400 => "day".into(),
        other => format!("{other} s"),
    }
}
