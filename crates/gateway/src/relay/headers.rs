//! Which headers pass, either way. What is not named here does not.

use http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue};
use keyhinge_core::catalogue::Provider;

/// Of a request: how the body is meant. Never a credential, a cookie, where it came from, or whom to bill.
const ASKED: [HeaderName; 5] = [
    ACCEPT,
    HeaderName::from_static("anthropic-version"),
    HeaderName::from_static("anthropic-beta"),
    HeaderName::from_static("openai-beta"),
    HeaderName::from_static("idempotency-key"),
];

/// Of an answer, under their own names.
const ANSWERED: [HeaderName; 5] = [
    CONTENT_TYPE,
    RETRY_AFTER,
    HeaderName::from_static("retry-after-ms"),
    HeaderName::from_static("x-should-retry"),
    HeaderName::from_static("openai-processing-ms"),
];

/// What the provider says of its own limits, and its own name for the request: behind `x-upstream-`, since the
/// gateway's are about the virtual key and about its own request. By how they begin, once without `x-`.
const PROVIDERS_OWN: [&str; 6] =
    ["ratelimit", "rate-limit-", "tokenlimit-", "anthropic-ratelimit-", "request-id", "anthropic-request-id"];

/// The headers to send: those that pass, and those that the provider needs and the caller did not give.
pub(super) fn to_send(came: &HeaderMap, provider: &Provider) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in ASKED {
        for value in came.get_all(&name) {
            headers.append(&name, value.clone());
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for needed in provider.api.request_headers.iter().filter(|header| header.required) {
        let name = HeaderName::try_from(needed.name.as_str());
        let value = needed.value.as_deref().and_then(|value| HeaderValue::try_from(value).ok());
        if let (Ok(name), Some(value)) = (name, value) {
            headers.entry(name).or_insert(value);
        }
    }
    headers
}

/// The headers to answer with.
pub(super) fn to_answer(came: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in came {
        if ANSWERED.contains(name) {
            headers.append(name, value.clone());
            continue;
        }
        let bare = name.as_str().strip_prefix("x-").unwrap_or(name.as_str());
        if PROVIDERS_OWN.iter().any(|start| bare.starts_with(start))
            && let Ok(name) = HeaderName::try_from(format!("x-upstream-{bare}"))
        {
            headers.append(name, value.clone());
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn map(headers: &[(&'static str, &'static str)]) -> HeaderMap {
        headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    fn provider(id: &str) -> Provider {
        keyhinge_core::catalogue::Catalogue::embedded().unwrap().provider(id).unwrap().clone()
    }

    #[test]
    fn a_request_passes_nothing_that_is_not_about_its_body() {
        let came = map(&[
            ("authorization", "Bearer kh"),
            ("x-api-key", "kh"),
            ("x-goog-api-key", "kh"),
            ("cookie", "a=b"),
            ("host", "localhost"),
            ("x-forwarded-for", "1.2.3.4"),
            ("x-base-url", "http://elsewhere"),
            ("openai-organization", "org"),
            ("accept-encoding", "gzip"),
            ("content-length", "3"),
            ("transfer-encoding", "chunked"),
            ("connection", "anthropic-beta"),
            ("proxy-authorization", "Basic x"),
            ("x-debug-auth", "true"),
            ("accept", "text/event-stream"),
            ("anthropic-beta", "one"),
            ("content-type", "application/json; charset=utf-8"),
        ]);
        let sent = to_send(&came, &provider("openai"));
        let names: Vec<_> = sent.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["accept", "anthropic-beta", "content-type"]);
        assert_eq!(sent["content-type"], "application/json");
    }

    #[test]
    fn what_the_provider_needs_is_there_and_the_callers_own_wins() {
        let anthropic = provider("anthropic");
        assert_eq!(to_send(&HeaderMap::new(), &anthropic)["anthropic-version"], "2023-06-01");
        let came = map(&[("anthropic-version", "2024-01-01")]);
        assert_eq!(to_send(&came, &anthropic).get_all("anthropic-version").iter().count(), 1);
        assert_eq!(to_send(&came, &anthropic)["anthropic-version"], "2024-01-01");
    }

    #[test]
    fn an_answer_passes_what_helps_its_caller_and_never_as_ours() {
        let answered = to_answer(&map(&[
            ("content-type", "text/event-stream"),
            ("retry-after", "3"),
            ("x-ratelimit-remaining-requests", "1"),
            ("anthropic-ratelimit-tokens-reset", "x"),
            ("ratelimit", "limit=1"),
            ("x-request-id", "theirs"),
            ("request-id", "theirs"),
            ("set-cookie", "a=b"),
            ("connection", "close"),
            ("transfer-encoding", "chunked"),
            ("content-length", "9"),
            ("location", "http://elsewhere"),
            ("server", "x"),
            ("www-authenticate", "Bearer"),
            ("access-control-allow-origin", "*"),
            ("x-debug-auth-key", "x"),
        ]));
        let mut names: Vec<_> = answered.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "content-type",
                "retry-after",
                "x-upstream-anthropic-ratelimit-tokens-reset",
                "x-upstream-ratelimit",
                "x-upstream-ratelimit-remaining-requests",
                "x-upstream-request-id",
            ]
        );
    }

    proptest! {
        #[test]
        fn whatever_comes_only_what_is_named_passes(
            came in prop::collection::vec(("[a-z][a-z-]{0,20}|accept|openai-beta|x-[a-z]{1,8}-host", "[ -~]{0,20}"), 0..40),
        ) {
            let came: HeaderMap = came
                .iter()
                .filter_map(|(name, value)| Some((name.parse().ok()?, HeaderValue::from_str(value).ok()?)))
                .collect::<Vec<(HeaderName, HeaderValue)>>()
                .into_iter()
                .collect();
            for name in to_send(&came, &provider("openai")).keys() {
                prop_assert!(ASKED.contains(name) || name == CONTENT_TYPE, "{name}");
            }
            for name in to_answer(&came).keys() {
                prop_assert!(ANSWERED.contains(name) || name.as_str().starts_with("x-upstream-"), "{name}");
            }
        }
    }
}
