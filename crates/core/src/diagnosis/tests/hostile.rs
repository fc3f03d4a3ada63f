//! Bodies and headers that no provider sends.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::http::Body;

/// A body as a provider, a proxy or a saboteur may send it.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        any::<i64>().prop_map(|value| json!(value)),
        any::<f64>().prop_map(|value| json!(value)),
        "\\PC{0,30}".prop_map(|value| json!(value)),
    ];
    let names = prop::sample::select(vec![
        "error",
        "message",
        "code",
        "type",
        "status",
        "details",
        "detail",
        "metadata",
        "headers",
        "reason",
        "violations",
        "retry_after",
        "retryDelay",
        "success",
        "meta",
        "request_id",
        "X-RateLimit-Reset",
    ]);
    let value = leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|list| json!(list)),
            prop::collection::vec((names.clone(), inner), 0..5).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    });
    prop_oneof![
        3 => value.prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

proptest! {
    #[test]
    fn nothing_that_is_answered_panics(
        status in any::<u16>(),
        body in any_body(),
        retry in "[ -~]{0,40}",
        at_provider in 0_usize..30,
    ) {
        let catalogue = Catalogue::embedded().unwrap();
        let credential = Credential::new(Scheme::Bearer, Secret::new(KEY.into()));
        let call = Call { provider: catalogue.providers.get(at_provider), credential: Some(&credential), now: now() };
        let lines = headers(&[("retry-after", &retry), ("x-ratelimit-reset", &retry)]);
        let found = call.answered(status, &lines, &body);
        prop_assert!(found.provider_says.is_none_or(|line| line.chars().count() <= 200));
        prop_assert!(found.retry_at.is_none_or(|at| at >= now()));
        prop_assert!(found.retry_after_seconds.is_none_or(|seconds| seconds <= 31 * 24 * 3600));
        let answer = Answer { status, headers: lines, body: Body::from(body) };
        let verdict = judge_probe(call.provider, Some(false), Ok(&answer));
        if !(200..300).contains(&status) && !matches!(status, 400..=499) {
            let cannot = matches!(verdict, Verdict::CannotTell { .. });
            prop_assert!(cannot, "{status} {verdict:?}");
        }
    }

    #[test]
    fn a_key_in_a_body_is_never_told(before in "\\PC{0,40}", after in "\\PC{0,40}", status in 200_u16..600) {
        let credential = Credential::new(Scheme::Bearer, Secret::new(KEY.into()));
        let call = Call { provider: None, credential: Some(&credential), now: now() };
        let text = format!("{before}{KEY}{after}");
        for body in [json!({ "error": { "message": text, "code": text } }).to_string(), text] {
            let told = format!("{:?}", call.answered(status, &HeaderMap::new(), body.as_bytes()));
            for part in KEY.as_bytes().windows(8) {
                prop_assert!(!told.as_bytes().windows(8).any(|window| window == part), "{}", told);
            }
        }
    }

    #[test]
    fn a_diagnosis_survives_the_contract(status in any::<u16>(), body in any_body()) {
        let found = Call { provider: None, credential: None, now: now() }.answered(status, &HeaderMap::new(), &body);
        let back: Diagnosis = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
        prop_assert_eq!(back, found);
    }
}
