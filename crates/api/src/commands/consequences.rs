//! What revoking a key breaks, in plain sentences.

use keyhinge_core::catalogue::{Ability, Provider};
use keyhinge_core::keys::{KeyAction, KeyOrigin, KeySummary, Purpose};
use keyhinge_core::management::Operation;
use keyhinge_core::vault::VaultKind;

/// In the order in which they are shown.
pub(super) fn consequences(
    key: &KeySummary,
    provider: Option<&Provider>,
    requests: i64,
    copied_to: &[String],
    vault: VaultKind,
) -> Vec<String> {
    let mut sentences = if key.origin == KeyOrigin::Issued {
        vec![
            "Revoking is immediate and cannot be undone.".to_owned(),
            match requests {
                0 => "Nothing called it in the last 24 hours.".into(),
                1 => "One request in the last 24 hours used it; its caller will get 401 REVOKED_API_KEY."
                    .into(),
                more => format!(
                    "{more} requests in the last 24 hours used it; their callers will get 401 REVOKED_API_KEY."
                ),
            },
            "Answers that are streaming right now are cut off within a second.".into(),
        ]
    } else {
        at_provider(key, provider, requests)
    };
    if key.purpose == Purpose::parse("Production").unwrap_or_default() {
        sentences.push("It is a Production key: a service may depend on it.".into());
    }
    if !copied_to.is_empty() {
        sentences.push(format!(
            "It was copied as: {}. What was pasted there stops working.",
            copied_to.join(", ")
        ));
    }
    if key.secret_held {
        sentences.push(match vault {
            VaultKind::Keychain => "Its secret is deleted from the keychain of this computer.".into(),
            VaultKind::File => "Its secret is deleted from the encrypted vault.".into(),
        });
    }
    sentences
}

fn at_provider(key: &KeySummary, provider: Option<&Provider>, requests: i64) -> Vec<String> {
    let name = provider.map_or(key.account_name.as_str(), |provider| provider.name.as_str());
    let mut sentences = vec![format!(
        "{name} will refuse the key from then on, and everything that uses it stops working. It cannot be undone."
    )];
    let management = provider.and_then(|provider| provider.management.as_ref());
    if key.actions.contains(&KeyAction::RevokeGuided) {
        sentences.push(format!(
            "{name} has no API for this account to do it from here: you revoke the key on its page, and Keyhinge tests that it is refused."
        ));
    } else if let Some(management) = management {
        let told = management.consequences.iter().filter(|told| told.ability == Ability::Revoke);
        sentences.extend(told.map(|told| told.text.clone()));
        // What only the adapter knows of this very key.
        let of_key = management.adapter.remote().zip(key.remote_id.as_deref());
        sentences.extend(
            of_key.and_then(|(adapter, id)| adapter.consequence(Operation::Revoke, id)).map(str::to_owned),
        );
    }
    sentences.push(match (requests, key.last_used_at) {
        (0, None) => "Keyhinge does not see what calls the provider directly with it.".into(),
        (0, Some(_)) => "The gateway did not use it in the last 24 hours; what calls the provider directly is not counted here.".into(),
        (1, _) => "One request in the last 24 hours went through the gateway with it.".into(),
        (more, _) => format!("{more} requests in the last 24 hours went through the gateway with it."),
    });
    sentences
}
