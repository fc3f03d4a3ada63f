//! xAI, with a management key.

use reqwest::Method;
use serde_json::json;

use super::adapter::{Management, Operation, delete, get, post};
use super::error::{ManagementError, Unreadable};
use super::fields::Fields;
use super::listing::Page;
use super::money::Money;
use super::new_key::{NewKeyOption, NewRemoteKey};
use super::remote_key::{Created, RemoteKey, RemoteState, masked};
use super::usage::Balance;
use crate::http::Ask;

/// Without any, every request with the key would fail.
const EVERYTHING: [&str; 2] = ["api-key:model:*", "api-key:endpoint:*"];

#[derive(Debug)]
pub(super) struct Xai {
    team: String,
}

impl Xai {
    pub(super) fn new(team: String) -> Self {
        Self { team }
    }
}

impl Management for Xai {
    fn can(&self) -> &'static [Operation] {
        &[
            Operation::Create,
            Operation::List,
            Operation::Revoke,
            Operation::Disable,
            Operation::Enable,
            Operation::Rename,
            Operation::Balance,
        ]
    }

    fn options(&self) -> &'static [NewKeyOption] {
        &[
            NewKeyOption::Expires,
            NewKeyOption::Permissions,
            NewKeyOption::RequestsPerMinute,
            NewKeyOption::TokensPerMinute,
        ]
    }

    fn check(&self) -> Result<Ask, ManagementError> {
        Ok(get(&["auth", "management-keys", "validation"]))
    }

    fn create(&self, new: &NewRemoteKey) -> Result<Ask, ManagementError> {
        let mut body = json!({ "name": new.remote_name(), "acls": EVERYTHING });
        if !new.permissions.is_empty() {
            body["acls"] = json!(new.permissions);
        }
        if let Some(at) = new.expires {
            body["expireTime"] = at.format("%Y-%m-%dT%H:%M:%SZ").to_string().into();
        }
        if let Some(limit) = new.requests_per_minute {
            body["qpm"] = limit.into();
        }
        if let Some(limit) = new.tokens_per_minute {
            body["tpm"] = limit.to_string().into();
        }
        Ok(post(&["auth", "teams", &self.team, "api-keys"]).json(body))
    }

    fn read_created(&self, body: &[u8]) -> Result<Created, Unreadable> {
        let fields = Fields::parse(body)?;
        Ok(Created { secret: fields.secret(&["apiKey"])?, key: key(&fields)? })
    }

    fn read_created_id(&self, body: &[u8]) -> Option<String> {
        Fields::parse(body).ok()?.id(&["apiKeyId"]).ok()
    }

    fn list(&self, next: Option<&str>) -> Result<Ask, ManagementError> {
        let ask = get(&["auth", "teams", &self.team, "api-keys"]).query("pageSize", "100");
        Ok(match next {
            Some(token) => ask.query("paginationToken", token),
            None => ask,
        })
    }

    fn read_page(&self, _next: Option<&str>, body: &[u8]) -> Result<Page, Unreadable> {
        let fields = Fields::parse(body)?;
        let keys = fields.objects(&["apiKeys"])?.iter().map(key).collect::<Result<_, _>>()?;
        Ok(Page { keys, next: fields.text(&["paginationToken"]), total: None, cut: false })
    }

    fn revoke(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(delete(&["auth", "api-keys", id]))
    }

    fn disable(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(update(id, json!({ "disabled": true }), "disabled"))
    }

    fn enable(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(update(id, json!({ "disabled": false }), "disabled"))
    }

    fn rename(&self, id: &str, name: &str) -> Result<Ask, ManagementError> {
        Ok(update(id, json!({ "name": name }), "name"))
    }

    fn balance(&self) -> Result<Ask, ManagementError> {
        Ok(get(&["v1", "billing", "teams", &self.team, "prepaid", "balance"]))
    }

    fn read_balance(&self, body: &[u8]) -> Result<Balance, Unreadable> {
        let fields = Fields::parse(body)?;
        let total = fields.object("total")?.ok_or_else(|| fields.missing("total"))?;
        let cents = total.number(&["val"]).ok_or_else(|| total.missing("val"))?;
        // What is there to spend is told as a negative number of cents.
        Ok(Balance { available: Money::from_units(-cents / 100.0, "USD"), plan: None })
    }
}

/// Routes of a single key do not name the team.
fn update(id: &str, key: serde_json::Value, field: &str) -> Ask {
    Ask::new(Method::PUT, &["auth", "api-keys", id]).json(json!({ "apiKey": key, "fieldMask": field }))
}

fn key(fields: &Fields<'_>) -> Result<RemoteKey, Unreadable> {
    let mut key = RemoteKey::new(fields.id(&["apiKeyId"])?);
    key.name = fields.text(&["name"]);
    key.masked = fields.text(&["redactedApiKey"]).map(|text| masked(&text));
    key.created = fields.time(&["createTime"]);
    key.expires = fields.time(&["expireTime"]);
    if fields.flag("disabled") == Some(true) {
        key.state = RemoteState::Disabled;
    }
    key.permissions = fields.texts("aclStrings");
    if key.permissions.is_empty() {
        key.permissions = fields.texts("acls");
    }
    for name in ["qps", "qpm", "tpm", "userId"] {
        if let Some(text) = fields.text(&[name]) {
            key.extra.insert(name, text);
        }
    }
    Ok(key)
}
