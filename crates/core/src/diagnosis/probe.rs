//! What the answer to a probe proves about the key that was sent with it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::body::{Said, Shape};
use super::{FailureClass, classify};
use crate::catalogue::Provider;
use crate::http::{Answer, Failure};

/// What is known of a key after a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    Works,
    /// The key is right, and a limit is reached or the credit used up: `class` says which.
    WorksLater {
        class: FailureClass,
    },
    /// The provider knows who asks and does not allow it: a permission, the kind of the key, or a blocked account.
    Forbidden {
        class: FailureClass,
    },
    /// The provider says that the key is invalid, expired or revoked.
    Refused {
        class: FailureClass,
    },
    /// Nothing is proven. A key's state stays what it was.
    CannotTell {
        doubt: Doubt,
    },
}

/// Why a probe proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The same request succeeds without a key.
    AnswersAnyone,
    /// Whether it would succeed without a key was not tried yet.
    NotTriedWithoutKey,
    /// No answer came.
    NoAnswer,
    ProviderDown,
    /// A proxy or a page answered.
    NotTheApi,
    /// The provider saw no key: it was sent in the wrong way, or lost on the way.
    KeyNotSeen,
    /// The answer is about something else than the key, as a wrong address.
    AnotherReason,
}

/// Fields of a success that say that the key no longer works, at the top or in `data` or `info`.
const OFF: [(&str, FailureClass); 6] = [
    ("api_key_blocked", FailureClass::RevokedKey),
    ("api_key_disabled", FailureClass::RevokedKey),
    ("blocked", FailureClass::RevokedKey),
    ("disabled", FailureClass::RevokedKey),
    ("revoked", FailureClass::RevokedKey),
    ("team_blocked", FailureClass::Suspended),
];

/// Judges the outcome of a provider's probe. `anyone`: whether the same request succeeded without a key, where that was
/// tried; what the manifest says about it comes first.
#[must_use]
pub fn judge_probe(
    provider: Option<&Provider>,
    anyone: Option<bool>,
    outcome: Result<&Answer, &Failure>,
) -> Verdict {
    let answer = match outcome {
        Ok(answer) => answer,
        // A failed look at the network never says anything about the key.
        Err(_) => return Verdict::CannotTell { doubt: Doubt::NoAnswer },
    };
    let said = Said::read(answer.body.bytes(), &answer.headers);
    if answer.is_success() && !said.is_error {
        return succeeded(provider, anyone, answer, &said);
    }
    let class = classify::of_answer(answer.status, &said);
    match class {
        FailureClass::PaymentRequired => Verdict::WorksLater { class },
        // A content network counts addresses, not keys.
        FailureClass::RateLimited if said.shape == Shape::Page => {
            Verdict::CannotTell { doubt: Doubt::NotTheApi }
        }
        FailureClass::RateLimited => Verdict::WorksLater { class },
        FailureClass::WrongPermission | FailureClass::WrongCredential | FailureClass::Suspended => {
            Verdict::Forbidden { class }
        }
        _ if class.blames_key() => Verdict::Refused { class },
        FailureClass::MissingKey => Verdict::CannotTell { doubt: Doubt::KeyNotSeen },
        FailureClass::ProviderDown => Verdict::CannotTell { doubt: Doubt::ProviderDown },
        FailureClass::NotTheApi => Verdict::CannotTell { doubt: Doubt::NotTheApi },
        _ => Verdict::CannotTell { doubt: Doubt::AnotherReason },
    }
}

fn succeeded(provider: Option<&Provider>, anyone: Option<bool>, answer: &Answer, said: &Said) -> Verdict {
    // Every probe is answered with JSON; a sign-in page of a network answers all there is with 200.
    if said.shape != Shape::Json {
        return Verdict::CannotTell { doubt: Doubt::NotTheApi };
    }
    let known = provider.and_then(|provider| provider.api.probe.as_ref()?.answers_anyone);
    match known.or(anyone) {
        Some(true) => return Verdict::CannotTell { doubt: Doubt::AnswersAnyone },
        None => return Verdict::CannotTell { doubt: Doubt::NotTriedWithoutKey },
        Some(false) => {}
    }
    let off = serde_json::from_slice::<Map<String, Value>>(answer.body.bytes()).ok().and_then(|whole| {
        let inner = ["data", "info"].iter().filter_map(|name| whole.get(*name)?.as_object());
        let found = |fields: &Map<String, Value>| {
            OFF.iter()
                .find(|(name, _)| fields.get(*name) == Some(&Value::Bool(true)))
                .map(|(_, class)| *class)
        };
        inner.chain([&whole]).find_map(found)
    });
    match off {
        Some(class @ FailureClass::Suspended) => Verdict::Forbidden { class },
        Some(class) => Verdict::Refused { class },
        None => Verdict::Works,
    }
}
