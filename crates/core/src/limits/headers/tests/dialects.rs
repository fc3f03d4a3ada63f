//! Every dialect that a provider documents.

use super::*;

#[test]
fn forii_and_the_gateway() {
    same(
        "forii",
        &[
            ("X-Ratelimit-Limit-Requests", "600"),
            ("X-Ratelimit-Remaining-Requests", "543"),
            ("X-Ratelimit-Reset", "1767225660"),
        ],
        &[(Requests, None, Some(60), Some(600), Some(543), Some(60))],
    );
    // As the documentation has it, which is past.
    let past = [("X-Ratelimit-Remaining-Requests", "543"), ("X-Ratelimit-Reset", "1705312200")];
    same("", &past, &[(Requests, None, None, None, Some(543), Some(0))]);
    same(
        "local",
        &[
            ("x-ratelimit-limit-requests", "60"),
            ("x-ratelimit-remaining-requests", "59"),
            ("x-ratelimit-limit-prompt-tokens", "100000"),
            ("x-ratelimit-remaining-prompt-tokens", "99000"),
            ("x-ratelimit-limit-completion-tokens", "10000"),
            ("x-ratelimit-remaining-completion-tokens", "10000"),
            ("x-ratelimit-reset", "1767225630"),
        ],
        &[
            (Requests, None, Some(60), Some(60), Some(59), Some(30)),
            (PromptTokens, None, Some(60), Some(100_000), Some(99_000), Some(30)),
            (CompletionTokens, None, Some(60), Some(10_000), Some(10_000), Some(30)),
        ],
    );
}

#[test]
fn the_generic_api_and_others_that_name_no_metric() {
    let told = |limit| {
        [("X-RateLimit-Limit", limit), ("X-RateLimit-Remaining", "45"), ("X-RateLimit-Reset", "1767225660")]
    };
    same("generic", &told("60"), &[(Requests, None, Some(60), Some(60), Some(45), Some(60))]);
    same("generic", &told("1000"), &[(Requests, None, Some(3600), Some(1000), Some(45), Some(60))]);
    same("generic", &told("777"), &[(Requests, None, None, Some(777), Some(45), Some(60))]);
    same(
        "openrouter",
        &[
            ("X-RateLimit-Limit", "20"),
            ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", "1767225690000"),
        ],
        &[(Requests, None, None, Some(20), Some(0), Some(90))],
    );
    same(
        "together",
        &[
            ("x-ratelimit-limit", "10"),
            ("x-ratelimit-remaining", "9"),
            ("x-ratelimit-reset", "1"),
            ("x-tokenlimit-limit", "3000"),
            ("x-tokenlimit-remaining", "2000"),
            ("x-tokenlimit-reset", "2"),
        ],
        &[
            (Requests, None, None, Some(10), Some(9), Some(1)),
            (Tokens, None, None, Some(3000), Some(2000), Some(2)),
        ],
    );
}

#[test]
fn openai_and_those_that_follow_it() {
    same(
        "openai",
        &[
            ("x-ratelimit-limit-requests", "60"),
            ("x-ratelimit-limit-tokens", "150000"),
            ("x-ratelimit-remaining-requests", "59"),
            ("x-ratelimit-remaining-tokens", "149984"),
            ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-reset-tokens", "6m0s"),
            ("x-ratelimit-limit-project-tokens", "500000"),
            ("x-ratelimit-remaining-project-tokens", "400000"),
            ("x-ratelimit-reset-project-tokens", "12ms"),
        ],
        &[
            (Requests, None, None, Some(60), Some(59), Some(1)),
            (Tokens, None, None, Some(150_000), Some(149_984), Some(360)),
            (Tokens, Some("project"), None, Some(500_000), Some(400_000), Some(0)),
        ],
    );
    same(
        "groq",
        &[
            ("x-ratelimit-limit-requests", "14400"),
            ("x-ratelimit-remaining-requests", "14370"),
            ("x-ratelimit-reset-requests", "2m59.56s"),
            ("x-ratelimit-limit-tokens", "18000"),
            ("x-ratelimit-remaining-tokens", "17997"),
            ("x-ratelimit-reset-tokens", "7.66s"),
            ("retry-after", "2"),
        ],
        &[
            (Requests, None, Some(86_400), Some(14_400), Some(14_370), Some(179)),
            (Tokens, None, Some(60), Some(18_000), Some(17_997), Some(7)),
        ],
    );
    same(
        "cerebras",
        &[
            ("x-ratelimit-limit-requests-day", "1000"),
            ("x-ratelimit-remaining-requests-day", "999"),
            ("x-ratelimit-reset-requests-day", "33011.382867097855"),
            ("x-ratelimit-limit-tokens-minute", "60000"),
            ("x-ratelimit-remaining-tokens-minute", "50000"),
            ("x-ratelimit-reset-tokens-minute", "11.38"),
        ],
        &[
            (Requests, None, Some(86_400), Some(1000), Some(999), Some(33_011)),
            (Tokens, None, Some(60), Some(60_000), Some(50_000), Some(11)),
        ],
    );
    same(
        "mistral",
        &[
            ("x-ratelimit-limit-tokens-minute", "500000"),
            ("x-ratelimit-remaining-tokens-minute", "499000"),
            ("x-ratelimit-tokens-query-cost", "17"),
            ("x-ratelimit-limit-req-minute", "60"),
            ("x-ratelimit-remaining-req-minute", "59"),
        ],
        &[
            (Requests, None, Some(60), Some(60), Some(59), None),
            (Tokens, None, Some(60), Some(500_000), Some(499_000), None),
        ],
    );
    same(
        "",
        &[
            ("x-ratelimit-limit-tokens-per-day", "1000"),
            ("x-ratelimit-remaining-tokens-per-day", "1"),
            ("x-ratelimit-reset-tokens-per-day", "1767312000"),
            ("x-ratelimit-limit-tokens-per-minute", "100"),
        ],
        &[
            (Tokens, None, Some(60), Some(100), None, None),
            (Tokens, None, Some(86_400), Some(1000), Some(1), Some(86_400)),
        ],
    );
}

#[test]
fn anthropic_has_the_metric_before_the_part() {
    same(
        "anthropic",
        &[
            ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-remaining", "49"),
            ("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:01Z"),
            ("anthropic-ratelimit-tokens-limit", "60000"),
            ("anthropic-ratelimit-tokens-remaining", "59000"),
            ("anthropic-ratelimit-tokens-reset", "2026-01-01T00:01:00Z"),
            ("anthropic-ratelimit-input-tokens-limit", "50000"),
            ("anthropic-ratelimit-input-tokens-remaining", "0"),
            ("anthropic-ratelimit-input-tokens-reset", "2026-01-01T00:00:02Z"),
            ("anthropic-ratelimit-output-tokens-limit", "10000"),
            ("anthropic-ratelimit-output-tokens-remaining", "9000"),
            ("anthropic-ratelimit-output-tokens-reset", "2025-12-31T00:00:00Z"),
            ("anthropic-ratelimit-unified-5h-reset", "1767225600"),
        ],
        &[
            (Requests, None, None, Some(50), Some(49), Some(1)),
            (PromptTokens, None, None, Some(50_000), Some(0), Some(2)),
            (CompletionTokens, None, None, Some(10_000), Some(9000), Some(0)),
            (Tokens, None, None, Some(60_000), Some(59_000), Some(60)),
        ],
    );
}

#[test]
fn the_drafts_of_the_ietf() {
    same(
        "",
        &[
            ("RateLimit-Policy", "\"burst\";q=100;w=60,\"daily\";q=1000;w=86400"),
            ("RateLimit", "\"burst\";r=50;t=30"),
        ],
        &[
            (Requests, Some("burst"), Some(60), Some(100), Some(50), Some(30)),
            (Requests, Some("daily"), Some(86_400), Some(1000), None, None),
        ],
    );
    same(
        "",
        &[("RateLimit", "\"default\";r=50;t=30")],
        &[(Requests, Some("default"), None, None, Some(50), Some(30))],
    );
    same(
        "",
        &[
            ("RateLimit-Policy", "\"a, b\";q=5;qu=\"concurrent-requests\""),
            ("RateLimit-Policy", "\"bytes\";q=5;qu=\"content-bytes\""),
        ],
        &[(ConcurrentRequests, Some("a, b"), None, Some(5), None, None)],
    );
    same(
        "",
        &[("RateLimit", "limit=100, remaining=50, reset=5"), ("RateLimit-Policy", "100;w=60, 1000;w=3600")],
        &[(Requests, None, Some(60), Some(100), Some(50), Some(5))],
    );
    same(
        "",
        &[("RateLimit", "\"burst\";r=50;t=30"), ("RateLimit", "\"burst\";p=;x=30")],
        &[(Requests, Some("burst"), None, None, Some(50), Some(30))],
    );
    // Older drafts: the first limit is the closest, and its window stands in the list.
    same(
        "",
        &[
            ("RateLimit-Limit", "100, 100;window=60, 10000;window=86400"),
            ("RateLimit-Remaining", "70"),
            ("RateLimit-Reset", "20"),
        ],
        &[(Requests, None, Some(60), Some(100), Some(70), Some(20))],
    );
    // GitLab has a moment where the drafts have seconds.
    same(
        "",
        &[("RateLimit-Limit", "600"), ("RateLimit-Remaining", "599"), ("RateLimit-Reset", "1767225660")],
        &[(Requests, None, None, Some(600), Some(599), Some(60))],
    );
    // Two dialects, one limit.
    same(
        "",
        &[
            ("RateLimit-Limit", "600"),
            ("RateLimit-Remaining", "599"),
            ("X-RateLimit-Limit", "600"),
            ("X-RateLimit-Remaining", "599"),
        ],
        &[(Requests, None, None, Some(600), Some(599), None)],
    );
    for malformed in
        ["\"open;q=1", ";;;", "\"a\";q", "\"a\";q=x", "\"a\"", "\"\";q=1", "", "=", "a=1", "\"\u{e4}\";q=1"]
    {
        assert_eq!(read("", &[("RateLimit-Policy", malformed), ("RateLimit", malformed)]), [], "{malformed}");
    }
}
