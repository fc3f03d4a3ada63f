//! What a probe proves, and what it does not.

use serde_json::json;

use super::*;
use crate::http::Body;

fn probe(provider: &str, anyone: Option<bool>, status: u16, body: &str) -> Verdict {
    let catalogue = Catalogue::embedded().unwrap();
    let provider = catalogue.provider(provider).unwrap();
    let answer = Answer { status, headers: HeaderMap::new(), body: Body::from(body.as_bytes().to_vec()) };
    judge_probe(Some(provider), anyone, Ok(&answer))
}

#[test]
fn a_probe_proves_what_it_proves() {
    let doubt = |doubt| Verdict::CannotTell { doubt };
    let list = "{\"object\":\"list\",\"data\":[]}";
    for (anyone, status, body, expected) in [
        (Some(false), 200, list, Verdict::Works),
        (None, 200, list, doubt(Doubt::NotTriedWithoutKey)),
        (Some(true), 200, list, doubt(Doubt::AnswersAnyone)),
        (Some(false), 200, "<html>Sign in</html>", doubt(Doubt::NotTheApi)),
        (Some(false), 200, "", doubt(Doubt::NotTheApi)),
        (
            Some(false),
            200,
            "{\"error\":{\"code\":401,\"message\":\"No\"}}",
            Verdict::Refused { class: InvalidKey },
        ),
        (
            Some(false),
            200,
            "{\"code\":401,\"message\":\"Unauthorized\"}",
            Verdict::Refused { class: InvalidKey },
        ),
        (Some(false), 302, "", doubt(Doubt::NotTheApi)),
        (None, 401, "", Verdict::Refused { class: InvalidKey }),
        (None, 401, "<html>", doubt(Doubt::NotTheApi)),
        (None, 401, "{\"error\":{\"code\":\"EXPIRED_API_KEY\"}}", Verdict::Refused { class: ExpiredKey }),
        (None, 401, "{\"error\":{\"code\":\"REVOKED_API_KEY\"}}", Verdict::Refused { class: RevokedKey }),
        (None, 401, "{\"error\":{\"code\":\"MISSING_API_KEY\"}}", doubt(Doubt::KeyNotSeen)),
        (None, 402, "", Verdict::WorksLater { class: PaymentRequired }),
        (None, 403, "", Verdict::Forbidden { class: WrongPermission }),
        (
            None,
            403,
            "{\"error\":{\"code\":\"QUOTA_EXCEEDED\"}}",
            Verdict::WorksLater { class: PaymentRequired },
        ),
        (None, 403, "<html>Forbidden</html>", doubt(Doubt::NotTheApi)),
        (None, 404, "{}", doubt(Doubt::AnotherReason)),
        (None, 400, "{}", doubt(Doubt::AnotherReason)),
        (None, 429, "", Verdict::WorksLater { class: RateLimited }),
        (None, 429, "<html>", doubt(Doubt::NotTheApi)),
        (None, 500, "", doubt(Doubt::ProviderDown)),
        (None, 503, "<html>", doubt(Doubt::ProviderDown)),
        (None, 529, "{}", doubt(Doubt::ProviderDown)),
        (None, 999, "{}", doubt(Doubt::AnotherReason)),
        (None, 41, "{\"error\":{\"code\":\"EXPIRED_API_KEY\"}}", doubt(Doubt::AnotherReason)),
    ] {
        assert_eq!(probe("forii", anyone, status, body), expected, "{anyone:?} {status} {body}");
    }
    assert_eq!(
        probe(
            "gemini",
            None,
            400,
            "{\"error\":{\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}"
        ),
        Verdict::Refused { class: InvalidKey }
    );
}

#[test]
fn a_key_that_tells_that_it_is_off_does_not_work() {
    let works =
        "{\"name\":\"k\",\"api_key_blocked\":false,\"api_key_disabled\":false,\"team_blocked\":false}";
    assert_eq!(probe("xai", None, 200, works), Verdict::Works);
    for (field, expected) in [
        ("api_key_blocked", Verdict::Refused { class: RevokedKey }),
        ("api_key_disabled", Verdict::Refused { class: RevokedKey }),
        ("team_blocked", Verdict::Forbidden { class: Suspended }),
    ] {
        assert_eq!(probe("xai", None, 200, &json!({ field: true }).to_string()), expected);
    }
    assert_eq!(
        probe("litellm", None, 200, "{\"info\":{\"blocked\":true}}"),
        Verdict::Refused { class: RevokedKey }
    );
    assert_eq!(probe("openrouter", None, 200, "{\"data\":{\"label\":\"sk\"}}"), Verdict::Works);
}
