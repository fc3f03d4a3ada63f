//! Anthropic, with an admin key: keys are made in its Console only; here they are listed, renamed, switched off and on,
//! and archived.

use chrono::SecondsFormat;
use serde_json::json;

use super::adapter::{Management, Operation, get, post};
use super::error::{ManagementError, Unreadable};
use super::fields::Fields;
use super::listing::Page;
use super::remote_key::{RemoteKey, RemoteState, masked};
use super::usage::{UsagePage, UsageRange, UsageRow};
use crate::http::{Ask, Scheme};

#[derive(Debug)]
pub(super) struct AnthropicAdmin;

const KEYS: [&str; 3] = ["v1", "organizations", "api_keys"];

fn versioned(ask: Ask) -> Ask {
    ask.header("anthropic-version", "2023-06-01")
}

fn update(id: &str, change: serde_json::Value) -> Ask {
    let [version, organizations, keys] = KEYS;
    versioned(post(&[version, organizations, keys, id])).json(change)
}

impl Management for AnthropicAdmin {
    fn can(&self) -> &'static [Operation] {
        &[
            Operation::List,
            Operation::Revoke,
            Operation::Disable,
            Operation::Enable,
            Operation::Rename,
            Operation::Usage,
        ]
    }

    fn scheme(&self) -> Scheme {
        Scheme::XApiKey
    }

    fn check(&self) -> Result<Ask, ManagementError> {
        Ok(versioned(get(&["v1", "organizations", "me"])))
    }

    fn list(&self, next: Option<&str>) -> Result<Ask, ManagementError> {
        let ask = versioned(get(&KEYS)).query("limit", "100");
        Ok(match next {
            Some(after) => ask.query("after_id", after),
            None => ask,
        })
    }

    fn read_page(&self, _next: Option<&str>, body: &[u8]) -> Result<Page, Unreadable> {
        let fields = Fields::parse(body)?;
        let keys = fields.objects(&["data"])?.iter().map(key).collect::<Result<Vec<_>, _>>()?;
        let more = fields.flag("has_more") == Some(true);
        let last = fields.id(&["last_id"]).ok().or_else(|| keys.last().map(|key| key.id.clone()));
        let next = last.filter(|_| more);
        Ok(Page { keys, cut: more && next.is_none(), next, total: None })
    }

    fn revoke(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(update(id, json!({ "status": "archived" })))
    }

    fn confirms(&self, operation: Operation, body: &[u8]) -> bool {
        let expected = match operation {
            Operation::Revoke => "archived",
            Operation::Disable => "inactive",
            Operation::Enable => "active",
            _ => return true,
        };
        Fields::parse(body)
            .ok()
            .and_then(|fields| fields.text(&["status"]))
            .is_none_or(|status| status == expected)
    }

    fn disable(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(update(id, json!({ "status": "inactive" })))
    }

    fn enable(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(update(id, json!({ "status": "active" })))
    }

    fn rename(&self, id: &str, name: &str) -> Result<Ask, ManagementError> {
        Ok(update(id, json!({ "name": name })))
    }

    fn usage(&self, range: UsageRange, next: Option<&str>) -> Result<Ask, ManagementError> {
        let midnight = |date: chrono::NaiveDate| {
            date.and_time(chrono::NaiveTime::MIN).and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
        };
        let end = range.end.succ_opt().unwrap_or(range.end);
        let ask = versioned(get(&["v1", "organizations", "usage_report", "messages"]))
            .query("starting_at", midnight(range.start))
            .query("ending_at", midnight(end))
            .query("bucket_width", "1d")
            .query("limit", "31")
            .query("group_by[]", "api_key_id")
            .query("group_by[]", "model");
        Ok(match next {
            Some(page) => ask.query("page", page),
            None => ask,
        })
    }

    fn read_usage(&self, body: &[u8]) -> Result<UsagePage, Unreadable> {
        let fields = Fields::parse(body)?;
        let mut rows = Vec::new();
        for bucket in fields.objects(&["data"])? {
            let start = bucket.time(&["starting_at"]).ok_or_else(|| bucket.missing("starting_at"))?;
            for result in bucket.objects(&["results"])? {
                rows.push(UsageRow {
                    date: start.date_naive(),
                    key_id: result.text(&["api_key_id"]),
                    model: result.text(&["model"]),
                    requests: None,
                    prompt_tokens: prompt_tokens(&result)?,
                    completion_tokens: result.count(&["output_tokens"]),
                    cost: None,
                });
            }
        }
        let more = fields.flag("has_more") == Some(true);
        Ok(UsagePage { rows, next: fields.text(&["next_page"]).filter(|_| more) })
    }
}

/// What was read as prompt, from the cache or not.
fn prompt_tokens(result: &Fields<'_>) -> Result<Option<u64>, Unreadable> {
    let Some(uncached) = result.count(&["uncached_input_tokens"]) else { return Ok(None) };
    let read = result.count(&["cache_read_input_tokens"]).unwrap_or(0);
    let written = match result.object("cache_creation")? {
        Some(parts) => ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"]
            .iter()
            .filter_map(|name| parts.count(&[name]))
            .fold(0, u64::saturating_add),
        None => 0,
    };
    Ok(Some(uncached.saturating_add(read).saturating_add(written)))
}

fn key(fields: &Fields<'_>) -> Result<RemoteKey, Unreadable> {
    let mut key = RemoteKey::new(fields.id(&["id"])?);
    key.name = fields.text(&["name"]);
    key.masked = fields.text(&["partial_key_hint"]).map(|text| masked(&text));
    key.state = fields.text(&["status"]).map_or(RemoteState::Unknown, |word| RemoteState::from_word(&word));
    key.created = fields.time(&["created_at"]);
    key.expires = fields.time(&["expires_at"]);
    if let Some(workspace) = fields.text(&["workspace_id"]) {
        key.extra.insert("workspace_id", workspace);
    }
    Ok(key)
}
