//! Headers that say nothing, or nothing that can be relied on.

use proptest::prelude::*;

use super::*;

#[test]
fn no_limit_is_said_in_several_ways() {
    for limit in ["-1", "unlimited", "Infinity", "9223372036854775807", "99999999999999999999999999999999"] {
        let found = read(
            "",
            &[
                ("x-ratelimit-limit-tokens", limit),
                ("x-ratelimit-remaining-tokens", "-1"),
                ("x-ratelimit-reset-tokens", "0"),
            ],
        );
        let [reading] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((reading.unlimited, reading.limit, reading.remaining), (true, None, None), "{limit}");
    }
    assert_eq!(read("", &[("x-ratelimit-remaining-tokens", "-1")]), []);
}

#[test]
fn what_contradicts_itself_says_nothing() {
    same(
        "",
        &[("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "61")],
        &[(Requests, None, None, Some(60), None, None)],
    );
    same(
        "",
        &[("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "-5")],
        &[(Requests, None, None, Some(60), Some(0), None)],
    );
    same(
        "",
        &[("x-ratelimit-limit", "60"), ("x-ratelimit-limit", "70"), ("x-ratelimit-remaining", "5")],
        &[(Requests, None, None, None, Some(5), None)],
    );
    same(
        "",
        &[("x-ratelimit-limit", "60"), ("x-ratelimit-limit", "60")],
        &[(Requests, None, None, Some(60), None, None)],
    );
    same("", &[("x-ratelimit-limit", "60, 60")], &[(Requests, None, None, Some(60), None, None)]);
    for odd in ["1,000", "60, 70", "", "6e1", "0x10", "60 requests", "+5", "1.5", "\u{e4}", "NaN", "--1"] {
        assert_eq!(read("", &[("x-ratelimit-limit", odd), ("x-ratelimit-reset", "60")]), [], "{odd}");
    }
    for reset in ["Tomorrow at noon", "-1", "", "9999-12-31T23:59:59Z", "1e9"] {
        same(
            "",
            &[("x-ratelimit-limit", "60"), ("x-ratelimit-reset", reset)],
            &[(Requests, None, None, Some(60), None, None)],
        );
    }
    same(
        "",
        &[("x-ratelimit-limit", "0"), ("x-ratelimit-remaining", "0")],
        &[(Requests, None, None, Some(0), Some(0), None)],
    );
}

#[test]
fn other_headers_are_none_of_its_business() {
    for name in [
        "x-ratelimit",
        "x-ratelimit-",
        "x-ratelimit-limit-images",
        "x-ratelimit-cost",
        "x-ratelimit-limit-remaining-x",
        "llm_provider-x-ratelimit-limit-requests",
        "content-length",
        "retry-after",
        "x-litellm-key-spend",
    ] {
        assert_eq!(read("litellm", &[(name, "60")]), [], "{name}");
    }
}

#[test]
fn a_name_that_looks_like_a_key_is_not_taken_over() {
    assert_eq!(read("", &[("RateLimit", "\"sk-abcdefghijklmnop\";r=5")]), []);
}

proptest! {
    #[test]
    fn no_headers_panic_and_readings_are_bounded_and_make_sense(
        lines in prop::collection::vec(
            (
                "(x-|anthropic-|)?(ratelimit|rate-limit|tokenlimit)(-(limit|remaining|reset|policy|tokens|requests|day|project|per|input)){0,4}",
                prop_oneof![
                    "[ -~]{0,30}",
                    "-?[0-9]{1,25}(\\.[0-9]{1,3})?",
                    "([\"a-z]{0,9};[qrtw]=-?[0-9]{0,14},?){0,9}",
                    "([0-9]{1,3}[a-z]{1,2}){1,4}",
                ],
            ),
            0..60,
        ),
        provider in 0_usize..30,
    ) {
        let catalogue = Catalogue::embedded().unwrap();
        let told: Vec<_> = lines.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let found = readings(&headers(&told), catalogue.providers.get(provider), now());
        prop_assert!(found.len() <= READINGS_MAX);
        for reading in found {
            prop_assert!(reading.limit.is_some() || reading.remaining.is_some() || reading.unlimited);
            prop_assert!(!(reading.limit.is_some() && reading.unlimited));
            for number in reading.limit.iter().chain(&reading.remaining) {
                prop_assert!((0..=crate::limits::AMOUNT_MAX).contains(number));
            }
            if let (Some(limit), Some(remaining)) = (reading.limit, reading.remaining) {
                prop_assert!(remaining <= limit);
            }
            if let Some(at) = reading.resets_at {
                prop_assert!(at >= now() && (at - now()).num_days() <= 31);
            }
            prop_assert!(reading.name.is_none_or(|name| name.len() <= 64));
        }
    }

    #[test]
    fn what_is_told_is_what_is_read(
        limit in 0..=crate::limits::AMOUNT_MAX,
        used in 0..=crate::limits::AMOUNT_MAX,
        seconds in 0_u32..2_000_000,
    ) {
        let remaining = (limit - used).max(0);
        let (limit_text, left_text, reset) = (limit.to_string(), remaining.to_string(), seconds.to_string());
        let lines = [
            ("x-ratelimit-limit-tokens", limit_text.as_str()),
            ("x-ratelimit-remaining-tokens", left_text.as_str()),
            ("x-ratelimit-reset-tokens", reset.as_str()),
        ];
        let found = readings(&headers(&lines), None, now());
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!((found[0].limit, found[0].remaining), (Some(limit), Some(remaining)));
        prop_assert_eq!(found[0].resets_at, Some(now() + chrono::TimeDelta::seconds(i64::from(seconds))));
    }
}
