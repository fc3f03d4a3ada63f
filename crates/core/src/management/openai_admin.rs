//! OpenAI, with an admin key. With a project its keys, which are made by way of service accounts; without one the
//! organization's admin keys.

use serde_json::json;

use super::adapter::{Management, Operation, delete, get, post};
use super::consequence::Consequence;
use super::error::{ManagementError, Unreadable};
use super::fields::Fields;
use super::listing::Page;
use super::new_key::{NewKeyOption, NewRemoteKey};
use super::remote_key::{Created, RemoteKey, RemoteState, masked};
use super::usage::{UsagePage, UsageRange, UsageRow};
use crate::http::Ask;

/// Between a service account and its key in the id of a key: such a key is deleted with its account only.
const OF: char = ':';

/// The longest life of an admin key, in seconds: a year.
const LIFE_MAX: i64 = 31_536_000;

#[derive(Debug)]
pub(super) struct OpenAiAdmin {
    project: Option<String>,
}

impl OpenAiAdmin {
    pub(super) fn new(project: Option<String>) -> Self {
        Self { project }
    }
}

impl Management for OpenAiAdmin {
    fn can(&self) -> &'static [Operation] {
        &[Operation::Create, Operation::List, Operation::Revoke, Operation::Usage]
    }

    fn options(&self) -> &'static [NewKeyOption] {
        if self.project.is_some() { &[] } else { &[NewKeyOption::Expires] }
    }

    fn consequence(&self, operation: Operation, id: &str) -> Option<Consequence> {
        match operation {
            Operation::Create if self.project.is_some() => Some(Consequence::MakesServiceAccount),
            Operation::Create => Some(Consequence::MakesAdminKey),
            Operation::Revoke if id.contains(OF) => Some(Consequence::DeletesServiceAccount),
            _ => None,
        }
    }

    fn check(&self) -> Result<Ask, ManagementError> {
        Ok(self.list(None)?.query("limit", "1"))
    }

    fn create(&self, new: &NewRemoteKey) -> Result<Ask, ManagementError> {
        let mut body = json!({ "name": new.remote_name() });
        Ok(match &self.project {
            Some(project) => post(&["organization", "projects", project, "service_accounts"]).json(body),
            None => {
                if let Some(seconds) = new.lifetime() {
                    if seconds > LIFE_MAX {
                        return Err(ManagementError::invalid(
                            "expires",
                            "An admin key lives a year at most.",
                        ));
                    }
                    body["expires_in_seconds"] = seconds.into();
                }
                post(&["organization", "admin_api_keys"]).json(body)
            }
        })
    }

    fn read_created(&self, body: &[u8]) -> Result<Created, Unreadable> {
        let fields = Fields::parse(body)?;
        if fields.has("value") {
            return Ok(Created { secret: fields.secret(&["value"])?, key: key(&fields)? });
        }
        let inner = fields.object("api_key")?.ok_or_else(|| fields.missing("api_key"))?;
        let mut key = key(&inner)?;
        key.id = format!("{}{OF}{}", fields.id(&["id"])?, key.id);
        key.name = fields.text(&["name"]).or(key.name);
        Ok(Created { secret: inner.secret(&["value"])?, key })
    }

    fn read_created_id(&self, body: &[u8]) -> Option<String> {
        let fields = Fields::parse(body).ok()?;
        let outer = fields.id(&["id"]).ok()?;
        if self.project.is_none() {
            return Some(outer);
        }
        let inner = fields.object("api_key").ok()?.and_then(|key| key.id(&["id"]).ok());
        // Without a key there is still the account, and revoking takes nothing else.
        Some(format!("{outer}{OF}{}", inner.unwrap_or_default()))
    }

    fn list(&self, next: Option<&str>) -> Result<Ask, ManagementError> {
        let ask = match &self.project {
            Some(project) => {
                get(&["organization", "projects", project, "api_keys"]).query("owner_project_access", "any")
            }
            None => get(&["organization", "admin_api_keys"]).query("order", "asc"),
        };
        Ok(match next {
            Some(after) => ask.query("limit", "100").query("after", after),
            None => ask.query("limit", "100"),
        })
    }

    fn read_page(&self, _next: Option<&str>, body: &[u8]) -> Result<Page, Unreadable> {
        let fields = Fields::parse(body)?;
        let items = fields.objects(&["data"])?;
        let keys = items.iter().map(key).collect::<Result<Vec<_>, _>>()?;
        let more = fields.flag("has_more") == Some(true);
        // The id of the provider, not the one that names the account too.
        let last = match fields.id(&["last_id"]) {
            Ok(id) => Some(id),
            Err(_) => items.last().and_then(|item| item.id(&["id"]).ok()),
        };
        let next = last.filter(|_| more);
        Ok(Page { keys, cut: more && next.is_none(), next, total: None })
    }

    fn revoke(&self, id: &str) -> Result<Ask, ManagementError> {
        let Some(project) = &self.project else {
            return Ok(delete(&["organization", "admin_api_keys", id]));
        };
        Ok(match id.split_once(OF) {
            Some((account, _)) => delete(&["organization", "projects", project, "service_accounts", account]),
            None => delete(&["organization", "projects", project, "api_keys", id]),
        })
    }

    fn confirms(&self, operation: Operation, body: &[u8]) -> bool {
        operation != Operation::Revoke
            || Fields::parse(body).ok().and_then(|fields| fields.flag("deleted")) != Some(false)
    }

    fn usage(&self, range: UsageRange, next: Option<&str>) -> Result<Ask, ManagementError> {
        let midnight = |date: chrono::NaiveDate| date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        let end = range.end.succ_opt().unwrap_or(range.end);
        let mut ask = get(&["organization", "usage", "completions"])
            .query("start_time", midnight(range.start).to_string())
            .query("end_time", midnight(end).to_string())
            .query("bucket_width", "1d")
            .query("limit", "31")
            .query("group_by", "api_key_id")
            .query("group_by", "model");
        if let Some(project) = &self.project {
            ask = ask.query("project_ids", project);
        }
        Ok(match next {
            Some(page) => ask.query("page", page),
            None => ask,
        })
    }

    fn read_usage(&self, body: &[u8]) -> Result<UsagePage, Unreadable> {
        let fields = Fields::parse(body)?;
        let mut rows = Vec::new();
        for bucket in fields.objects(&["data"])? {
            let start = bucket.time(&["start_time"]).ok_or_else(|| bucket.missing("start_time"))?;
            for result in bucket.objects(&["results"])? {
                rows.push(UsageRow {
                    date: start.date_naive(),
                    key_id: result.text(&["api_key_id"]),
                    model: result.text(&["model"]),
                    requests: result.count(&["num_model_requests"]),
                    prompt_tokens: result.count(&["input_tokens"]),
                    completion_tokens: result.count(&["output_tokens"]),
                    cost: None,
                });
            }
        }
        let more = fields.flag("has_more") == Some(true);
        Ok(UsagePage { rows, next: fields.text(&["next_page"]).filter(|_| more) })
    }
}

fn key(fields: &Fields<'_>) -> Result<RemoteKey, Unreadable> {
    let id = fields.id(&["id"])?;
    let owner = fields.object("owner")?;
    let account = match &owner {
        Some(owner) => owner.object("service_account")?.and_then(|account| account.id(&["id"]).ok()),
        None => None,
    };
    let mut key = RemoteKey::new(account.map_or(id.clone(), |account| format!("{account}{OF}{id}")));
    key.name = fields.text(&["name"]);
    key.masked = fields.text(&["redacted_value"]).map(|text| masked(&text));
    key.created = fields.time(&["created_at"]);
    key.expires = fields.time(&["expires_at"]);
    key.last_used = fields.time(&["last_used_at"]);
    if let Some(word) = fields.text(&["owner_project_access"]) {
        if word == "inactive" {
            key.state = RemoteState::Disabled;
        }
        key.extra.insert("owner_project_access", word);
    }
    if let Some(kind) = owner.and_then(|owner| owner.text(&["type"])) {
        key.extra.insert("owner", kind);
    }
    Ok(key)
}
