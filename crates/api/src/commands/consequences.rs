//! What revoking a key breaks, in plain sentences.

use keyhinge_core::catalogue::{Ability, Provider};
use keyhinge_core::keys::{KeyAction, KeyOrigin, KeySummary, Purpose};
use keyhinge_core::management::Operation;
use keyhinge_core::rotation::Place;
use keyhinge_core::vault::VaultKind;

use crate::contract::{RevokeConsequences, RevokeEffect, RevokeSentence};

/// The sentences for `of`, in the order in which they are shown. `forwards`: the gateway does so with the key.
pub(super) fn consequences(
    of: &RevokeConsequences,
    provider: Option<&Provider>,
    forwards: bool,
) -> Vec<RevokeSentence> {
    let (key, requests) = (&of.key, of.requests_last_24_hours);
    let mut sentences = if key.origin == KeyOrigin::Issued {
        at_gateway(requests)
    } else {
        at_provider(key, provider, requests)
    };
    if key.purpose == Purpose::parse("Production").unwrap_or_default() {
        sentences.push(say(RevokeEffect::Production, "It is a Production key: a service may depend on it."));
    }
    if let Some(old) = &of.stands_in_for {
        let text = format!(
            "It took the place of \u{201c}{old}\u{201d}: who asks for that one is given nothing then."
        );
        sentences.push(say(RevokeEffect::StandsIn, text));
    }
    if let Some(new) = &of.waiting_successor {
        let text = format!(
            "\u{201c}{new}\u{201d} is to take its place, and nothing was moved over to it yet: do that first, or who asks for this key is given nothing."
        );
        sentences.push(say(RevokeEffect::SuccessorWaits, text));
    }
    if let Some(new) = &of.ended_successor {
        let text = format!(
            "\u{201c}{new}\u{201d}, which took its place, does not work: after this, neither of the two does."
        );
        sentences.push(say(RevokeEffect::SuccessorEnded, text));
    }
    if forwards {
        let text = format!("The gateway forwards to {} with it: those requests will fail.", key.account_name);
        sentences.push(say(RevokeEffect::Forwards, text));
    }
    if !of.holds.is_empty() {
        let text = format!("It went to: {}. What was put there stops working.", listed(&of.holds));
        sentences.push(say(RevokeEffect::Holds, text));
    }
    if !of.asks.is_empty() {
        let text = format!("It is asked for by: {}. They are given nothing then.", listed(&of.asks));
        sentences.push(say(RevokeEffect::Asks, text));
    }
    if key.secret_held {
        let text = match of.vault {
            VaultKind::Keychain => "Its secret is deleted from the keychain of this computer.",
            VaultKind::File => "Its secret is deleted from the encrypted vault.",
        };
        sentences.push(say(RevokeEffect::SecretDeleted, text));
    }
    sentences
}

fn listed(places: &[Place]) -> String {
    places.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn at_gateway(requests: i64) -> Vec<RevokeSentence> {
    let callers = match requests {
        0 => "Nothing called it in the last 24 hours.".to_owned(),
        1 => "One request in the last 24 hours used it; its caller will get 401 REVOKED_API_KEY.".into(),
        more => format!(
            "{more} requests in the last 24 hours used it; their callers will get 401 REVOKED_API_KEY."
        ),
    };
    vec![
        say(RevokeEffect::Final, "Revoking is immediate and cannot be undone."),
        say(RevokeEffect::Callers, callers),
        say(RevokeEffect::StreamsEnd, "Answers that are streaming right now are cut off within a second."),
    ]
}

fn at_provider(key: &KeySummary, provider: Option<&Provider>, requests: i64) -> Vec<RevokeSentence> {
    let name = provider.map_or(key.account_name.as_str(), |provider| provider.name.as_str());
    let mut sentences = vec![say(
        RevokeEffect::Final,
        format!(
            "{name} will refuse the key from then on, and everything that uses it stops working. It cannot be undone."
        ),
    )];
    let management = provider.and_then(|provider| provider.management.as_ref());
    if key.actions.contains(&KeyAction::RevokeGuided) {
        let text = format!(
            "{name} has no API for this account to do it from here: you revoke the key on its page, and Keyhinge tests that it is refused."
        );
        sentences.push(say(RevokeEffect::Guided, text));
    } else if let Some(management) = management {
        let adapter = management.adapter.remote().zip(key.remote_id.as_deref());
        match adapter.and_then(|(adapter, id)| adapter.consequence(Operation::Revoke, id)) {
            // What is known of this very key is closer than what is said of all.
            Some(consequence) => sentences.push(RevokeSentence {
                consequence: Some(consequence),
                ..say(RevokeEffect::OfKey, consequence.to_string())
            }),
            None => {
                let told = management.consequences.iter().filter(|told| told.ability == Ability::Revoke);
                sentences.extend(told.map(|told| say(RevokeEffect::Manifest, &told.text)));
            }
        }
    }
    let passed_on = match (requests, key.last_used_at) {
        (0, None) => "Keyhinge does not see what calls the provider directly with it.".to_owned(),
        (0, Some(_)) => "The gateway did not use it in the last 24 hours; what calls the provider directly is not counted here.".into(),
        (1, _) => "One request in the last 24 hours went through the gateway with it.".into(),
        (more, _) => format!("{more} requests in the last 24 hours went through the gateway with it."),
    };
    sentences.push(say(RevokeEffect::PassedOn, passed_on));
    sentences
}

fn say(about: RevokeEffect, text: impl Into<String>) -> RevokeSentence {
    RevokeSentence { about, consequence: None, text: text.into() }
}
