//! The list of keys for other programs: JSON, or CSV for spreadsheets. Never a secret, which this module never sees.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Error, Result};
use crate::keys::{Actor, KeySummary, Permissions, Status};
use crate::limits::{Limit, Metric};

/// The shape of the JSON form; a change that breaks a reader counts it up.
const VERSION: u32 = 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Json,
    Csv,
}

/// An export as text, and the name that its file should have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Exported {
    pub text: String,
    /// As `keyhinge-keys-20261121T070000Z.csv`.
    pub file_name: String,
}

/// Writes the keys in that format, in their order.
///
/// # Errors
/// `Internal` for what JSON cannot carry, which would be a defect of ours.
pub fn keys(keys: &[KeySummary], format: ExportFormat, now: DateTime<Utc>) -> Result<Exported> {
    let (text, extension) = match format {
        ExportFormat::Json => (json(keys, now)?, "json"),
        ExportFormat::Csv => (csv(keys), "csv"),
    };
    let file_name = format!("keyhinge-keys-{}.{extension}", now.format("%Y%m%dT%H%M%SZ"));
    Ok(Exported { text, file_name })
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    exported_at: DateTime<Utc>,
    keys: Vec<Record<'a>>,
}

/// A key without what is true only for a moment (meters) or only here (tickets).
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    name: &'a str,
    provider_id: &'a str,
    account_id: &'a str,
    account_name: &'a str,
    key_type: &'a str,
    masked: &'a str,
    purpose: &'a str,
    permissions: &'a Permissions,
    generate: bool,
    plan: &'a str,
    limits: &'a [Limit],
    status: &'static str,
    created_at: DateTime<Utc>,
    created_by: Actor,
    expires_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    secret_held: bool,
}

fn json(keys: &[KeySummary], now: DateTime<Utc>) -> Result<String> {
    let keys = keys
        .iter()
        .map(|key| Record {
            id: &key.id,
            name: &key.name,
            provider_id: &key.provider_id,
            account_id: &key.account_id,
            account_name: &key.account_name,
            key_type: &key.key_type,
            masked: &key.masked,
            purpose: key.purpose.as_str(),
            permissions: &key.permissions,
            generate: key.generate,
            plan: &key.plan,
            limits: &key.limits,
            status: status(&key.status),
            created_at: key.created_at,
            created_by: key.created_by,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
            last_used_at: key.last_used_at,
            secret_held: key.secret_held,
        })
        .collect();
    let document = Document { format: "keyhinge-keys", version: VERSION, exported_at: now, keys };
    let text = serde_json::to_string_pretty(&document);
    text.map(|text| text + "\n").map_err(|error| Error::Internal(format!("keys to JSON: {error}")))
}

const COLUMNS: [&str; 20] = [
    "id",
    "name",
    "provider_id",
    "account_id",
    "account_name",
    "key_type",
    "masked",
    "purpose",
    "permissions",
    "generate",
    "plan",
    "requests_per_minute",
    "prompt_tokens_per_minute",
    "completion_tokens_per_minute",
    "status",
    "created_at",
    "expires_at",
    "revoked_at",
    "last_used_at",
    "secret_held",
];

fn csv(keys: &[KeySummary]) -> String {
    let mut text = line(&COLUMNS.map(str::to_owned));
    for key in keys {
        let permissions: Vec<_> = key.permissions.words().iter().map(crate::store::words::word).collect();
        text.push_str(&line(&[
            key.id.clone(),
            key.name.clone(),
            key.provider_id.clone(),
            key.account_id.clone(),
            key.account_name.clone(),
            key.key_type.clone(),
            key.masked.clone(),
            key.purpose.as_str().to_owned(),
            permissions.join(" "),
            key.generate.to_string(),
            key.plan.clone(),
            per_minute(&key.limits, Metric::Requests),
            per_minute(&key.limits, Metric::PromptTokens),
            per_minute(&key.limits, Metric::CompletionTokens),
            status(&key.status).to_owned(),
            time(Some(key.created_at)),
            time(key.expires_at),
            time(key.revoked_at),
            time(key.last_used_at),
            key.secret_held.to_string(),
        ]));
    }
    text
}

/// One record of RFC 4180.
fn line(cells: &[String; COLUMNS.len()]) -> String {
    cells.each_ref().map(|text| cell(text)).join(",") + "\r\n"
}

/// A cell that no spreadsheet takes for a formula: one that begins like it gets an apostrophe before it, which
/// spreadsheets show as text (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn cell(text: &str) -> String {
    let first = text.trim_start().chars().next();
    let formula = first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
        || text.starts_with(['\t', '\r', '\n']);
    if !formula && !text.contains(['"', ',', '\r', '\n', ';', '\t']) {
        return text.to_owned();
    }
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

/// What a limit of a minute is; empty where there is none.
fn per_minute(limits: &[Limit], metric: Metric) -> String {
    let limit = limits.iter().find(|limit| limit.metric == metric && limit.window_seconds == 60);
    limit.map(|limit| limit.amount.to_string()).unwrap_or_default()
}

fn time(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
}

fn status(status: &Status) -> &'static str {
    match status {
        Status::Revoked => "revoked",
        Status::RevocationNotConfirmed => "revocation_not_confirmed",
        Status::Pending => "pending",
        Status::Gone => "gone",
        Status::Disabled => "disabled",
        Status::Expired => "expired",
        Status::Refused => "refused",
        Status::LimitReached { .. } => "limit_reached",
        Status::ExpiresSoon { .. } => "expires_soon",
        Status::Old { .. } => "old",
        Status::Active => "active",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::from_millis;
    use crate::keys::{KeyOrigin, Permission, Purpose, RemoteFacts, Reveal};

    fn key(name: &str) -> KeySummary {
        KeySummary {
            id: "key_123456789012".into(),
            account_id: "acc_123456789012".into(),
            account_name: "Local".into(),
            provider_id: "local".into(),
            name: name.into(),
            key_type: "virtual".into(),
            masked: "kh_4tQ9\u{2026}9f2c".into(),
            purpose: Purpose::stored("Production".into()),
            permissions: Permissions::new(vec![Permission::Read, Permission::Write]),
            generate: true,
            plan: "Free".into(),
            limits: vec![Limit { metric: Metric::Requests, window_seconds: 60, amount: 60 }],
            status: Status::ExpiresSoon { days: 3 },
            created_at: from_millis(1_700_000_000_000),
            created_by: Actor::Cli,
            expires_at: Some(from_millis(1_700_086_400_000)),
            revoked_at: None,
            last_used_at: None,
            reveal: Reveal::Used,
            secret_held: true,
            origin: KeyOrigin::Issued,
            remote_id: None,
            remote_facts: RemoteFacts::default(),
            as_of: None,
            last_test: None,
            rotation: None,
            actions: Vec::new(),
            tightest: None,
        }
    }

    /// The records of a CSV text, by the rules of RFC 4180.
    fn parse(text: &str) -> Vec<Vec<String>> {
        let (mut records, mut record, mut cell) = (Vec::new(), Vec::new(), String::new());
        let mut chars = text.chars().peekable();
        let mut quoted = false;
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => quoted = !quoted,
                ',' if !quoted => record.push(std::mem::take(&mut cell)),
                '\r' if !quoted => {
                    assert_eq!(chars.next(), Some('\n'));
                    record.push(std::mem::take(&mut cell));
                    records.push(std::mem::take(&mut record));
                }
                c => cell.push(c),
            }
        }
        assert!(!quoted && cell.is_empty() && record.is_empty());
        records
    }

    #[test]
    fn csv_has_a_head_and_a_line_per_key() {
        let exported = keys(&[key("a, \"b\""), key("c")], ExportFormat::Csv, from_millis(0)).unwrap();
        assert_eq!(exported.file_name, "keyhinge-keys-19700101T000000Z.csv");
        let records = parse(&exported.text);
        assert_eq!(records.len(), 3);
        assert_eq!(records[0], COLUMNS);
        let of =
            |column: &str| records[1][COLUMNS.iter().position(|known| *known == column).unwrap()].clone();
        assert_eq!(of("name"), "a, \"b\"");
        assert_eq!(of("permissions"), "read write");
        assert_eq!((of("requests_per_minute").as_str(), of("prompt_tokens_per_minute").as_str()), ("60", ""));
        assert_eq!(
            (of("status").as_str(), of("expires_at").as_str()),
            ("expires_soon", "2023-11-15T22:13:20Z")
        );
    }

    #[test]
    fn json_says_what_it_is() {
        let exported = keys(&[key("a")], ExportFormat::Json, from_millis(0)).unwrap();
        let value: serde_json::Value = serde_json::from_str(&exported.text).unwrap();
        assert_eq!((value["format"].as_str(), value["version"].as_u64()), (Some("keyhinge-keys"), Some(1)));
        assert_eq!(value["exported_at"], "1970-01-01T00:00:00Z");
        assert_eq!(value["keys"][0]["permissions"], serde_json::json!(["read", "write"]));
        assert_eq!(value["keys"][0]["limits"][0]["amount"], 60);
    }

    #[test]
    fn formulas_become_text() {
        for (text, expected) in [
            ("=1+1", "\"'=1+1\""),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
            ("  @SUM(A1)", "\"'  @SUM(A1)\""),
            ("＝1", "\"'＝1\""),
            ("plain", "plain"),
            ("a;b", "\"a;b\""),
            ("2027-01-31", "2027-01-31"),
        ] {
            assert_eq!(cell(text), expected);
        }
    }

    proptest! {
        #[test]
        fn any_name_comes_back_and_none_is_a_formula(name in "(\\PC|[\"=+@,;\r\n\t-]){0,40}") {
            let text = csv(&[key(&name)]);
            let found = &parse(&text)[1][1];
            prop_assert!(*found == name || found.strip_prefix('\'') == Some(name.as_str()));
            prop_assert!(!found.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
        }
    }
}
