//! Keys below an account, `…/accounts/{account_id}/apiKeys`: Forii, and our own gateway on another computer.

use chrono::NaiveDate;
use serde_json::json;

use super::adapter::{Management, Operation, delete, get, post};
use super::error::{ManagementError, Unreadable};
use super::fields::{Fields, list};
use super::listing::Page;
use super::money::Money;
use super::new_key::NewRemoteKey;
use super::remote_key::{Created, RemoteKey, RemoteState, masked};
use super::usage::{Balance, UsagePage, UsageRange, UsageRow};
use crate::http::Ask;

#[derive(Debug)]
pub(super) struct AccountApiKeys {
    account: String,
}

impl AccountApiKeys {
    pub(super) fn new(account: String) -> Self {
        Self { account }
    }

    fn path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        ["accounts", &self.account].into_iter().chain(rest.iter().copied()).collect()
    }
}

impl Management for AccountApiKeys {
    fn can(&self) -> &'static [Operation] {
        &[Operation::Create, Operation::List, Operation::Revoke, Operation::Usage, Operation::Balance]
    }

    fn create(&self, new: &NewRemoteKey) -> Result<Ask, ManagementError> {
        Ok(post(&self.path(&["apiKeys"])).json(json!({ "name": new.remote_name() })))
    }

    fn read_created(&self, body: &[u8]) -> Result<Created, Unreadable> {
        let fields = Fields::parse(body)?;
        Ok(Created { secret: fields.secret(&["key"])?, key: key(&fields, false)? })
    }

    fn read_created_id(&self, body: &[u8]) -> Option<String> {
        Fields::parse(body).ok()?.id(&["id"]).ok()
    }

    fn list(&self, next: Option<&str>) -> Result<Ask, ManagementError> {
        let ask = get(&self.path(&["apiKeys"]));
        Ok(match next {
            Some(next) => ask.query("pageToken", next),
            None => ask,
        })
    }

    // The envelope is not documented.
    fn read_page(&self, _next: Option<&str>, body: &[u8]) -> Result<Page, Unreadable> {
        let (items, envelope) = list(body, &["data", "apiKeys", "keys"])?;
        let keys = items.iter().map(|item| key(item, true)).collect::<Result<_, _>>()?;
        let next = envelope.as_ref().and_then(|fields| fields.text(&["nextPageToken"]));
        let cut = next.is_none() && envelope.and_then(|fields| fields.flag("has_more")) == Some(true);
        Ok(Page { keys, next, total: None, cut })
    }

    fn revoke(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(delete(&self.path(&["apiKeys", id])))
    }

    fn usage(&self, range: UsageRange, _next: Option<&str>) -> Result<Ask, ManagementError> {
        Ok(get(&self.path(&["usage"]))
            .query("start", range.start.to_string())
            .query("end", range.end.to_string())
            .query("group_by", "model"))
    }

    fn read_usage(&self, body: &[u8]) -> Result<UsagePage, Unreadable> {
        let (items, _) = list(body, &["data"])?;
        Ok(UsagePage { rows: items.iter().map(row).collect::<Result<_, _>>()?, next: None })
    }

    fn balance(&self) -> Result<Ask, ManagementError> {
        Ok(get(&self.path(&["balance"])))
    }

    fn read_balance(&self, body: &[u8]) -> Result<Balance, Unreadable> {
        let fields = Fields::parse(body)?;
        let available = fields
            .number(&["credits_inr"])
            .and_then(|units| Money::from_units(units, "INR"))
            .ok_or_else(|| fields.missing("credits_inr"))?;
        Ok(Balance { available: Some(available), plan: fields.text(&["plan"]) })
    }
}

fn key(fields: &Fields<'_>, listed: bool) -> Result<RemoteKey, Unreadable> {
    let mut key = RemoteKey::new(fields.id(&["id", "keyId", "key_id"])?);
    key.name = fields.text(&["name", "displayName"]);
    // In the answer to a create, "key" is the key.
    let names: &[&str] = if listed {
        &["masked_key", "maskedKey", "masked", "prefix", "key"]
    } else {
        &["masked_key", "masked"]
    };
    key.masked = fields.text(names).map(|text| masked(&text));
    key.state = fields.text(&["status"]).map_or(RemoteState::Active, |word| RemoteState::from_word(&word));
    key.created = fields.time(&["created", "created_at", "createdAt", "createTime"]);
    key.expires = fields.time(&["expires_at", "expiresAt", "expires", "expireTime"]);
    key.last_used = fields.time(&["last_used", "last_used_at", "lastUsed", "lastUsedAt"]);
    key.permissions = fields.texts("permissions");
    key.plan = fields.text(&["plan"]);
    Ok(key)
}

fn row(fields: &Fields<'_>) -> Result<UsageRow, Unreadable> {
    let date = fields.text(&["date"]).and_then(|text| text.parse::<NaiveDate>().ok());
    Ok(UsageRow {
        date: date.ok_or_else(|| fields.missing("date"))?,
        key_id: fields.text(&["key_id"]),
        model: fields.text(&["model"]),
        requests: fields.count(&["requests"]),
        prompt_tokens: fields.count(&["prompt_tokens"]),
        completion_tokens: fields.count(&["completion_tokens"]),
        cost: fields.number(&["cost_inr"]).and_then(|units| Money::from_units(units, "INR")),
    })
}
