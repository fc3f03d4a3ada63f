//! Fireworks: keys of a user of an account, managed with any key of that user.

use serde_json::json;

use super::adapter::{Management, Operation, get, post};
use super::error::{ManagementError, Unreadable};
use super::fields::Fields;
use super::listing::Page;
use super::new_key::{NewKeyOption, NewRemoteKey};
use super::remote_key::{Created, RemoteKey, masked};
use crate::http::Ask;

#[derive(Debug)]
pub(super) struct Fireworks {
    account: String,
    user: String,
}

impl Fireworks {
    pub(super) fn new(account: String, user: String) -> Self {
        Self { account, user }
    }

    fn path<'a>(&'a self, last: &'a str) -> [&'a str; 6] {
        ["v1", "accounts", &self.account, "users", &self.user, last]
    }
}

impl Management for Fireworks {
    fn can(&self) -> &'static [Operation] {
        &[Operation::Create, Operation::List, Operation::Revoke]
    }

    fn options(&self) -> &'static [NewKeyOption] {
        &[NewKeyOption::Expires]
    }

    fn create(&self, new: &NewRemoteKey) -> Result<Ask, ManagementError> {
        let mut key = json!({ "displayName": new.remote_name() });
        if let Some(at) = new.expires {
            key["expireTime"] = at.format("%Y-%m-%dT%H:%M:%SZ").to_string().into();
        }
        Ok(post(&self.path("apiKeys")).json(json!({ "apiKey": key })))
    }

    fn read_created(&self, body: &[u8]) -> Result<Created, Unreadable> {
        let fields = Fields::parse(body)?;
        Ok(Created { secret: fields.secret(&["key"])?, key: key(&fields)? })
    }

    fn read_created_id(&self, body: &[u8]) -> Option<String> {
        Fields::parse(body).ok()?.id(&["keyId"]).ok()
    }

    fn list(&self, next: Option<&str>) -> Result<Ask, ManagementError> {
        let ask = get(&self.path("apiKeys")).query("pageSize", "200");
        Ok(match next {
            Some(token) => ask.query("pageToken", token),
            None => ask,
        })
    }

    fn read_page(&self, _next: Option<&str>, body: &[u8]) -> Result<Page, Unreadable> {
        let fields = Fields::parse(body)?;
        // A service of this kind leaves an empty list out.
        let items = if fields.has("apiKeys") { fields.objects(&["apiKeys"])? } else { Vec::new() };
        let keys = items.iter().map(key).collect::<Result<Vec<_>, _>>()?;
        // And 0 may mean that nobody counted.
        let total = fields.count(&["totalSize"]).filter(|total| *total > 0);
        Ok(Page { keys, next: fields.text(&["nextPageToken"]), total, cut: false })
    }

    fn revoke(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(post(&self.path("apiKeys:delete")).json(json!({ "keyId": id })))
    }
}

fn key(fields: &Fields<'_>) -> Result<RemoteKey, Unreadable> {
    let mut key = RemoteKey::new(fields.id(&["keyId"])?);
    key.name = fields.text(&["displayName"]);
    key.masked = fields.text(&["prefix"]).map(|text| masked(&text));
    key.created = fields.time(&["createTime"]);
    key.expires = fields.time(&["expireTime"]);
    key.last_used = fields.time(&["lastUsed"]);
    if let Some(email) = fields.text(&["email"]) {
        key.extra.insert("email", email);
    }
    Ok(key)
}
