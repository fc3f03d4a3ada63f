//! OpenRouter, with a management key.

use chrono::NaiveDate;
use reqwest::Method;
use serde_json::json;

use super::adapter::{Management, Operation, delete, get, post};
use super::error::{ManagementError, Unreadable};
use super::fields::{Fields, list};
use super::listing::Page;
use super::money::Money;
use super::new_key::{NewKeyOption, NewRemoteKey};
use super::remote_key::{Created, RemoteKey, RemoteState, masked};
use super::usage::{Balance, UsagePage, UsageRange, UsageRow};
use crate::http::Ask;

/// A page that is not full is the last.
const PAGE: usize = 100;

#[derive(Debug)]
pub(super) struct OpenRouter;

impl Management for OpenRouter {
    fn can(&self) -> &'static [Operation] {
        &[
            Operation::Create,
            Operation::List,
            Operation::Revoke,
            Operation::Disable,
            Operation::Enable,
            Operation::Rename,
            Operation::Usage,
            Operation::Balance,
        ]
    }

    fn options(&self) -> &'static [NewKeyOption] {
        &[NewKeyOption::Expires, NewKeyOption::SpendLimit]
    }

    fn create(&self, new: &NewRemoteKey) -> Result<Ask, ManagementError> {
        let mut body = json!({ "name": new.remote_name() });
        if let Some(at) = new.expires {
            body["expires_at"] = at.format("%Y-%m-%dT%H:%M:%SZ").to_string().into();
        }
        if let Some(limit) = new.spend_limit {
            body["limit"] = limit.into();
        }
        Ok(post(&["keys"]).json(body))
    }

    fn read_created(&self, body: &[u8]) -> Result<Created, Unreadable> {
        let fields = Fields::parse(body)?;
        let data = fields.object("data")?.ok_or_else(|| fields.missing("data"))?;
        Ok(Created { secret: fields.secret(&["key"])?, key: key(&data)? })
    }

    fn read_created_id(&self, body: &[u8]) -> Option<String> {
        Fields::parse(body).ok()?.object("data").ok()??.id(&["hash"]).ok()
    }

    fn list(&self, next: Option<&str>) -> Result<Ask, ManagementError> {
        Ok(get(&["keys"]).query("offset", next.unwrap_or("0")).query("include_disabled", "true"))
    }

    fn read_page(&self, next: Option<&str>, body: &[u8]) -> Result<Page, Unreadable> {
        let (items, _) = list(body, &["data"])?;
        let keys: Vec<_> = items.iter().map(key).collect::<Result<_, _>>()?;
        let offset: usize = next.and_then(|next| next.parse().ok()).unwrap_or(0);
        // One key is read twice: where it is another one, the list has moved.
        let next = (keys.len() >= PAGE).then(|| (offset + keys.len() - 1).to_string());
        Ok(Page { keys, next, total: None, cut: false })
    }

    fn pages_overlap(&self) -> bool {
        true
    }

    fn revoke(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(delete(&["keys", id]))
    }

    fn confirms(&self, operation: Operation, body: &[u8]) -> bool {
        operation != Operation::Revoke
            || Fields::parse(body).ok().and_then(|fields| fields.flag("deleted")) != Some(false)
    }

    fn disable(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(patch(id).json(json!({ "disabled": true })))
    }

    fn enable(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(patch(id).json(json!({ "disabled": false })))
    }

    fn rename(&self, id: &str, name: &str) -> Result<Ask, ManagementError> {
        Ok(patch(id).json(json!({ "name": name })))
    }

    // The last 30 days, always: what is asked for is picked out by whoever asked.
    fn usage(&self, _range: UsageRange, _next: Option<&str>) -> Result<Ask, ManagementError> {
        Ok(get(&["activity"]))
    }

    fn read_usage(&self, body: &[u8]) -> Result<UsagePage, Unreadable> {
        let (items, _) = list(body, &["data"])?;
        Ok(UsagePage { rows: items.iter().map(row).collect::<Result<_, _>>()?, next: None })
    }

    fn balance(&self) -> Result<Ask, ManagementError> {
        Ok(get(&["credits"]))
    }

    fn read_balance(&self, body: &[u8]) -> Result<Balance, Unreadable> {
        let fields = Fields::parse(body)?;
        let data = fields.object("data")?.ok_or_else(|| fields.missing("data"))?;
        let number = |name| data.number(&[name]).ok_or_else(|| data.missing(name));
        let left = number("total_credits")? - number("total_usage")?;
        Ok(Balance { available: Money::from_units(left, "USD"), plan: None })
    }
}

fn patch(id: &str) -> Ask {
    Ask::new(Method::PATCH, &["keys", id])
}

fn key(fields: &Fields<'_>) -> Result<RemoteKey, Unreadable> {
    let mut key = RemoteKey::new(fields.id(&["hash"])?);
    key.name = fields.text(&["name"]);
    // Sometimes the label is the name again.
    key.masked =
        fields.text(&["label"]).filter(|label| key.name.as_ref() != Some(label)).map(|text| masked(&text));
    key.created = fields.time(&["created_at"]);
    key.expires = fields.time(&["expires_at"]);
    if fields.flag("disabled") == Some(true) {
        key.state = RemoteState::Disabled;
    }
    key.spent = fields.number(&["usage"]).and_then(|units| Money::from_units(units, "USD"));
    for name in ["limit", "limit_remaining", "limit_reset", "workspace_id"] {
        if let Some(text) = fields.text(&[name]) {
            key.extra.insert(name, text);
        }
    }
    Ok(key)
}

fn row(fields: &Fields<'_>) -> Result<UsageRow, Unreadable> {
    // A day, or the midnight at which it begins.
    let date = fields.text(&["date"]).and_then(|text| text.get(..10)?.parse::<NaiveDate>().ok());
    Ok(UsageRow {
        date: date.ok_or_else(|| fields.missing("date"))?,
        key_id: fields.text(&["api_key_hash"]),
        model: fields.text(&["model", "model_permaslug"]),
        requests: fields.count(&["requests"]),
        prompt_tokens: fields.count(&["prompt_tokens"]),
        completion_tokens: fields.count(&["completion_tokens"]),
        cost: fields.number(&["usage"]).and_then(|units| Money::from_units(units, "USD")),
    })
}
