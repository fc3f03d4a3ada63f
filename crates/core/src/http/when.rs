//! Reads when something may be done again: one reader for every way in which providers write it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// No limit of a provider lasts longer; what is said to be later is taken for a mistake.
const LONGEST: Duration = Duration::from_secs(31 * 24 * 3600);

/// Longer texts are no times.
const TEXT_MAX: usize = 64;

const RETRY_AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");

/// A time as it is written in a header or a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    In(Duration),
    At(DateTime<Utc>),
}

impl When {
    /// RFC 3339, an HTTP date, a duration as `1m30s` or `12ms`, or a number: seconds or milliseconds since 1970 where it is
    /// large enough to be that, else seconds from now. None for all else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > TEXT_MAX {
            return None;
        }
        if let Some(number) = plain_number(text) {
            return from_number(number);
        }
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Some(Self::At(time.with_timezone(&Utc)));
        }
        if let Ok(time) = httpdate::parse_http_date(text) {
            return Some(Self::At(time.into()));
        }
        duration(text).map(Self::In)
    }

    /// The moment that is meant; `now` where it is past, none where it is more than a month ahead.
    #[must_use]
    pub fn at(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        now.checked_add_signed(TimeDelta::from_std(self.wait(Some(now))?).ok()?)
    }

    /// How long that is from `now`; zero where it is past, none where it is more than a month ahead, or a date and there is
    /// nothing to measure it against.
    #[must_use]
    pub fn wait(self, now: Option<DateTime<Utc>>) -> Option<Duration> {
        let wait = match self {
            Self::In(wait) => wait,
            Self::At(time) => time.signed_duration_since(now?).to_std().unwrap_or(Duration::ZERO),
        };
        (wait <= LONGEST).then_some(wait)
    }
}

/// The wait that an answer asks for: `retry-after-ms`, else `Retry-After`. A date in it is measured against the answer's own
/// `Date`, since the clocks of two computers differ; against `now` where the answer has none. A header that is there twice
/// and says two things says nothing.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: Option<DateTime<Utc>>) -> Option<Duration> {
    if let Some(millis) = only(headers, &RETRY_AFTER_MS).and_then(|text| plain_number(text.trim())) {
        return When::In(Duration::try_from_secs_f64(millis / 1000.0).ok()?).wait(now);
    }
    let told = When::parse(only(headers, &RETRY_AFTER)?)?;
    let date = only(headers, &DATE).and_then(|text| httpdate::parse_http_date(text.trim()).ok());
    told.wait(date.map(DateTime::from).or(now))
}

/// The value of a header, where it is one.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    values.all(|other| other == first).then(|| first.to_str().ok()).flatten()
}

/// Digits with at most one point: no sign, no exponent, no `inf`.
fn plain_number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|number: &f64| plain && number.is_finite())
}

fn from_number(number: f64) -> Option<When> {
    let seconds = if number >= 1e12 { number / 1000.0 } else { number };
    let span = Duration::try_from_secs_f64(seconds).ok()?;
    if number < 1e9 {
        return Some(When::In(span));
    }
    DateTime::UNIX_EPOCH.checked_add_signed(TimeDelta::from_std(span).ok()?).map(When::At)
}

/// `1h30m`, `2m59.56s`, `6ms`: numbers, each with its unit.
fn duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let unit_at = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, from_unit) = rest.split_at_checked(unit_at)?;
        let unit_end = from_unit.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(from_unit.len());
        let (unit, after) = from_unit.split_at_checked(unit_end)?;
        let seconds = match unit {
            "d" => 86_400.0,
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        let part = Duration::try_from_secs_f64(plain_number(number)? * seconds).ok()?;
        total = total.checked_add(part)?;
        rest = after;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    /// 2025-12-31T23:59:00Z.
    fn now() -> DateTime<Utc> {
        "2025-12-31T23:59:00Z".parse().unwrap()
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn every_way_of_writing_a_time_is_read() {
        let millis =
            |text| When::parse(text).and_then(|when| when.wait(Some(now()))).map(|wait| wait.as_millis());
        for (text, expected) in [
            ("0", Some(0)),
            ("1", Some(1000)),
            ("0.25", Some(250)),
            ("33011.382867097855", Some(33_011_382)),
            ("1s", Some(1000)),
            ("6m0s", Some(360_000)),
            ("12ms", Some(12)),
            ("6ms", Some(6)),
            ("1m30s", Some(90_000)),
            ("2m59.56s", Some(179_560)),
            ("7.66s", Some(7660)),
            ("1h2m3s", Some(3_723_000)),
            ("1d", Some(86_400_000)),
            ("500\u{b5}s", Some(0)),
            (" 22s ", Some(22_000)),
            ("2026-01-01T00:00:00Z", Some(60_000)),
            ("2026-01-01T01:00:00.5+01:00", Some(60_500)),
            ("Thu, 01 Jan 2026 00:00:00 GMT", Some(60_000)),
            ("Thursday, 01-Jan-26 00:00:00 GMT", Some(60_000)),
            ("Thu Jan  1 00:00:00 2026", Some(60_000)),
            ("1767225600", Some(60_000)),
            ("1767225600000", Some(60_000)),
            ("1767225600.5", Some(60_500)),
            // Past.
            ("1705312200", Some(0)),
            ("1640995200", Some(0)),
            ("2020-01-01T00:00:00Z", Some(0)),
            // Nothing that can be counted down to.
            ("", None),
            ("-1", None),
            ("-5s", None),
            ("NaN", None),
            ("inf", None),
            ("1e309", None),
            ("1e3", None),
            ("1.2.3", None),
            (".", None),
            ("s", None),
            ("1x", None),
            ("1m 30s", None),
            ("tomorrow at noon", None),
            ("Fri, 31 Dec 9999 23:59:59 GMT", None),
            ("9999-12-31T23:59:59Z", None),
            ("99999999999999999999999999", None),
            ("40d", None),
            ("99999999999999999999d", None),
        ] {
            assert_eq!(millis(text), expected, "{text}");
        }
    }

    #[test]
    fn a_reset_since_1970_is_the_moment_that_it_names() {
        for (text, expected) in [
            ("1705312200", "2024-01-15T09:50:00Z"),
            ("1640995200", "2022-01-01T00:00:00Z"),
            ("1640995200000", "2022-01-01T00:00:00Z"),
        ] {
            assert_eq!(When::parse(text), Some(When::At(expected.parse().unwrap())), "{text}");
        }
    }

    #[test]
    fn a_wait_is_read_from_the_headers() {
        let at = |lines: &[_], now| retry_after(&headers(lines), now).map(|wait| wait.as_millis());
        assert_eq!(at(&[("retry-after", "30")], None), Some(30_000));
        assert_eq!(at(&[("retry-after", "1.5")], None), Some(1500));
        assert_eq!(at(&[("retry-after", "30"), ("retry-after-ms", "250")], None), Some(250));
        assert_eq!(at(&[("retry-after", "30"), ("retry-after-ms", "soon")], None), Some(30_000));
        assert_eq!(at(&[("retry-after", "30"), ("retry-after", "30")], None), Some(30_000));
        assert_eq!(at(&[("retry-after", "30"), ("retry-after", "31")], None), None);
        assert_eq!(at(&[("retry-after", "-3")], None), None);
        assert_eq!(at(&[], Some(now())), None);
    }

    #[test]
    fn a_date_is_measured_by_the_clock_that_wrote_it() {
        let date = ("retry-after", "Thu, 01 Jan 2026 00:00:00 GMT");
        let own = ("date", "Wed, 31 Dec 2025 23:59:30 GMT");
        let at = |lines: &[_], now| retry_after(&headers(lines), now).map(|wait| wait.as_secs());
        assert_eq!(at(&[date], None), None);
        assert_eq!(at(&[date], Some(now())), Some(60));
        assert_eq!(at(&[date, own], Some(now())), Some(30));
        assert_eq!(at(&[date, own], None), Some(30));
        assert_eq!(at(&[date, ("date", "today")], Some(now())), Some(60));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_every_wait_is_bounded(text in "\\PC{0,70}|[0-9.]{1,30}([dhmsun]{1,2}[0-9.]{0,5}){0,5}") {
            if let Some(when) = When::parse(&text) {
                if let Some(wait) = when.wait(Some(now())) {
                    prop_assert!(wait <= LONGEST);
                }
                if let Some(at) = when.at(now()) {
                    prop_assert!(at >= now());
                }
            }
        }

        #[test]
        fn a_duration_reads_as_it_was_written(hours in 0_u64..700, minutes in 0_u64..60, millis in 0_u64..60_000) {
            let text = format!("{hours}h{minutes}m{}.{:03}s", millis / 1000, millis % 1000);
            let expected = Duration::from_millis(hours * 3_600_000 + minutes * 60_000 + millis);
            let Some(When::In(found)) = When::parse(&text) else { return Err(TestCaseError::fail(text)) };
            prop_assert!(found.abs_diff(expected) < Duration::from_micros(1), "{text}");
        }

        #[test]
        fn a_moment_reads_as_it_was_written(seconds in 1_000_000_000_i64..4_000_000_000) {
            let time = DateTime::from_timestamp(seconds, 0).unwrap();
            let http = httpdate::fmt_http_date(time.into());
            for text in [seconds.to_string(), format!("{seconds}000"), time.to_rfc3339(), http] {
                prop_assert_eq!(When::parse(&text), Some(When::At(time)), "{}", text);
            }
        }
    }
}
