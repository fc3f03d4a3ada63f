//! A LiteLLM proxy, with its master key.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::adapter::{Management, Operation, get, post};
use super::error::{ManagementError, Unreadable};
use super::fields::Fields;
use super::listing::Page;
use super::money::Money;
use super::new_key::{NewKeyOption, NewRemoteKey};
use super::remote_key::{Created, RemoteKey, RemoteState, masked};
use crate::http::Ask;
use crate::secret::Secret;

#[derive(Debug)]
pub(super) struct LiteLlm;

impl Management for LiteLlm {
    fn can(&self) -> &'static [Operation] {
        &[
            Operation::Create,
            Operation::List,
            Operation::Revoke,
            Operation::Disable,
            Operation::Enable,
            Operation::Rename,
        ]
    }

    fn options(&self) -> &'static [NewKeyOption] {
        &[
            NewKeyOption::Expires,
            NewKeyOption::SpendLimit,
            NewKeyOption::RequestsPerMinute,
            NewKeyOption::TokensPerMinute,
        ]
    }

    fn create(&self, new: &NewRemoteKey) -> Result<Ask, ManagementError> {
        let mut body = json!({ "key_alias": new.remote_name() });
        if let Some(seconds) = new.lifetime() {
            body["duration"] = format!("{seconds}s").into();
        }
        if let Some(limit) = new.spend_limit {
            body["max_budget"] = limit.into();
        }
        if let Some(limit) = new.requests_per_minute {
            body["rpm_limit"] = limit.into();
        }
        if let Some(limit) = new.tokens_per_minute {
            body["tpm_limit"] = limit.into();
        }
        Ok(post(&["key", "generate"]).json(body))
    }

    fn read_created(&self, body: &[u8]) -> Result<Created, Unreadable> {
        let fields = Fields::parse(body)?;
        let secret = fields.secret(&["key"])?;
        let id = fields.id(&["token_id", "token"]).ok().filter(|id| !secret.matches(id));
        let key = key(&fields, id.unwrap_or_else(|| hash(&secret)));
        Ok(Created { secret, key })
    }

    fn read_created_id(&self, body: &[u8]) -> Option<String> {
        Fields::parse(body).ok()?.id(&["token_id", "token"]).ok().filter(|id| is_hash(id))
    }

    fn list(&self, next: Option<&str>) -> Result<Ask, ManagementError> {
        Ok(get(&["key", "list"])
            .query("page", next.unwrap_or("1"))
            .query("size", "100")
            .query("return_full_object", "true"))
    }

    fn read_page(&self, next: Option<&str>, body: &[u8]) -> Result<Page, Unreadable> {
        let fields = Fields::parse(body)?;
        // Older versions list hashes only, whatever is asked for.
        let keys = match fields.objects(&["keys"]) {
            Ok(items) => items
                .iter()
                .map(|item| Ok(key(item, item.id(&["token", "token_id"])?)))
                .collect::<Result<_, Unreadable>>()?,
            Err(error) => {
                let hashes = fields.texts("keys");
                if hashes.is_empty() || !hashes.iter().all(|hash| is_hash(hash)) {
                    return Err(error);
                }
                hashes.into_iter().map(RemoteKey::new).collect()
            }
        };
        let page: u64 = next.and_then(|next| next.parse().ok()).unwrap_or(1);
        let pages = fields.count(&["total_pages"]);
        let next = pages.filter(|pages| *pages > page).map(|_| (page + 1).to_string());
        Ok(Page { keys, next, total: fields.count(&["total_count"]), cut: pages.is_none() })
    }

    fn revoke(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(post(&["key", "delete"]).json(json!({ "keys": [id] })))
    }

    fn confirms(&self, operation: Operation, body: &[u8]) -> bool {
        let Ok(fields) = Fields::parse(body) else { return true };
        operation != Operation::Revoke
            || !fields.has("deleted_keys")
            || !fields.texts("deleted_keys").is_empty()
    }

    fn disable(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(post(&["key", "block"]).json(json!({ "key": id })))
    }

    fn enable(&self, id: &str) -> Result<Ask, ManagementError> {
        Ok(post(&["key", "unblock"]).json(json!({ "key": id })))
    }

    fn rename(&self, id: &str, name: &str) -> Result<Ask, ManagementError> {
        Ok(post(&["key", "update"]).json(json!({ "key": id, "key_alias": name })))
    }
}

/// What the proxy keeps of a key, and calls it by.
fn hash(secret: &Secret) -> String {
    Sha256::digest(secret.expose().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_hash(id: &str) -> bool {
    id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn key(fields: &Fields<'_>, id: String) -> RemoteKey {
    let mut key = RemoteKey::new(id);
    key.name = fields.text(&["key_alias"]);
    key.masked = fields.text(&["key_name"]).map(|text| masked(&text));
    key.created = fields.time(&["created_at"]);
    key.expires = fields.time(&["expires"]);
    if fields.flag("blocked") == Some(true) {
        key.state = RemoteState::Disabled;
    }
    key.permissions = fields.texts("models");
    key.spent = fields.number(&["spend"]).and_then(|units| Money::from_units(units, "USD"));
    for name in ["max_budget", "budget_duration", "rpm_limit", "tpm_limit", "team_id", "user_id"] {
        if let Some(text) = fields.text(&[name]) {
            key.extra.insert(name, text);
        }
    }
    key
}
