use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Result<BaseUrl, UrlError> {
    BaseUrl::parse(text, &Confirmed::default())
}

#[test]
fn good_addresses_are_kept_as_they_are() {
    for (typed, kept, host) in [
        ("https://api.openai.com/v1", "https://api.openai.com/v1", "api.openai.com"),
        ("  https://api.openai.com/v1/\n", "https://api.openai.com/v1", "api.openai.com"),
        ("HTTPS://API.OPENAI.COM/", "https://api.openai.com", "api.openai.com"),
        ("https://api.openai.com:443/v1", "https://api.openai.com/v1", "api.openai.com"),
        ("https://gateway.example:8443", "https://gateway.example:8443", "gateway.example:8443"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1", "openrouter.ai"),
        ("https://xn--pi-7kc.openai.com", "https://xn--pi-7kc.openai.com", "xn--pi-7kc.openai.com"),
        // A host of its own; the confirmation shows it.
        ("https://api.openai.com.evil.com", "https://api.openai.com.evil.com", "api.openai.com.evil.com"),
        ("https://192.168.1.5:8443/v1", "https://192.168.1.5:8443/v1", "192.168.1.5:8443"),
        ("http://127.0.0.1:4000", "http://127.0.0.1:4000", "127.0.0.1:4000"),
        ("http://localhost:4000/v1", "http://localhost:4000/v1", "localhost:4000"),
        ("http://[::1]:4000", "http://[::1]:4000", "[::1]:4000"),
    ] {
        let base = parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!((base.as_str(), base.host().as_str()), (kept, host), "{typed}");
    }
}

#[test]
fn hostile_addresses_are_refused_each_with_its_reason() {
    use UrlError as E;
    let long = format!("https://a.example/{}", "a".repeat(10_000));
    for (typed, expected) in [
        ("", E::Empty),
        ("   ", E::Empty),
        (long.as_str(), E::TooLong),
        ("api.openai.com", E::Scheme),
        ("//evil", E::Scheme),
        ("https:evil", E::Scheme),
        ("https:/evil", E::Scheme),
        ("file:///etc/passwd", E::Scheme),
        ("ftp://api.openai.com", E::Scheme),
        ("gopher://api.openai.com", E::Scheme),
        ("data:text/plain,hello", E::Scheme),
        ("unix:///run/x.sock", E::Scheme),
        ("javascript://api.openai.com", E::Scheme),
        ("https://", E::NotAnAddress),
        ("https:///evil.com", E::NotAnAddress),
        ("https://:443", E::NotAnAddress),
        ("https://[::1", E::NotAnAddress),
        ("https://[fe80::1%25eth0]", E::Characters),
        ("https://[fe80::1%eth0]", E::Characters),
        ("https://a..example", E::NotAnAddress),
        ("https://api.openai.com@evil.com", E::UserInfo),
        ("https://user:pass@api.openai.com", E::UserInfo),
        ("https://evil.com#@api.openai.com", E::UserInfo),
        ("https://evil.com/@api.openai.com", E::UserInfo),
        ("https://api.openai.com\\@evil.com", E::Characters),
        ("https://api.openai.com\\.evil.com", E::Characters),
        ("https://api.openai.com/v1\r\nx: y", E::Characters),
        ("https://api.open\tai.com", E::Characters),
        ("https://api.openai.com/a b", E::Characters),
        ("https://api.openai.com/%2e%2e", E::Characters),
        ("https://api.openai%2ecom", E::Characters),
        ("https://api.openai.com%00.evil.com", E::Characters),
        ("https://api.openai.com/?key=x", E::Query),
        ("https://api.openai.com?", E::Query),
        ("https://evil.com#api.openai.com", E::Fragment),
        ("https://api.openai.com:0", E::Port),
        ("https://api.openai.com:65536", E::Port),
        ("https://api.openai.com:-1", E::Port),
        ("https://api.openai.com:", E::Port),
        ("https://api.openai.com:+443", E::Port),
        ("https://[2606:4700::1]x", E::Port),
        ("https://api.openai.com/a/../b", E::Path),
        ("https://api.openai.com/./b", E::Path),
        ("https://api.openai.com//b", E::Path),
        ("https://api.openai.com/b;c", E::Path),
        ("https://api.openai.com/{id}", E::Path),
        ("https://api.openai.com.", E::TrailingDot),
        ("http://localhost.", E::TrailingDot),
        ("https://0x7f.1", E::UnusualAddress { usual: "127.0.0.1".into() }),
        ("https://127.1", E::UnusualAddress { usual: "127.0.0.1".into() }),
        ("https://2130706433", E::UnusualAddress { usual: "127.0.0.1".into() }),
        ("https://0177.0.0.1", E::UnusualAddress { usual: "127.0.0.1".into() }),
        ("https://127.0.0.1.", E::UnusualAddress { usual: "127.0.0.1".into() }),
        ("https://0.0.0.0", E::NotAHost),
        ("https://[::]", E::NotAHost),
        ("https://[::ffff:127.0.0.1]", E::NotAHost),
        ("https://[::ffff:a9fe:a9fe]", E::NotAHost),
        ("https://[64:ff9b::a9fe:a9fe]", E::NotAHost),
        ("https://[fe80::1]", E::NotAHost),
        ("https://169.254.169.254/latest", E::NotAHost),
        ("https://metadata.google.internal", E::NotAHost),
        ("https://METADATA", E::NotAHost),
        ("https://224.0.0.1", E::NotAHost),
        ("http://api.openai.com", E::PlainUnconfirmed { host: "api.openai.com".into() }),
        ("http://104.18.7.192", E::PlainPublic),
        ("http://192.168.1.5", E::PlainUnconfirmed { host: "192.168.1.5".into() }),
        ("http://litellm.lan:4000", E::PlainUnconfirmed { host: "litellm.lan".into() }),
        ("http://127.0.0.1.evil.com", E::PlainUnconfirmed { host: "127.0.0.1.evil.com".into() }),
    ] {
        assert_eq!(parse(typed), Err(expected), "{typed}");
    }
}

#[test]
fn a_lookalike_is_refused_and_shown_in_ascii() {
    // The first letter is Cyrillic.
    let Err(UrlError::Lookalike { ascii }) = parse("https://\u{430}pi.openai.com") else {
        panic!("taken for the true host")
    };
    assert!(ascii.starts_with("xn--") && ascii.ends_with(".openai.com"), "{ascii}");
    assert!(matches!(parse("https://api\u{3002}openai.com"), Err(UrlError::Lookalike { .. })));
}

#[test]
fn plain_http_needs_the_very_host_that_was_confirmed() {
    let confirmed = Confirmed { plain_http_host: Some("litellm.lan".into()), ..Confirmed::default() };
    assert!(BaseUrl::parse("http://LITELLM.lan:4000", &confirmed).is_ok());
    assert!(BaseUrl::parse("http://other.lan:4000", &confirmed).is_err());
    // Confirming does not make a public address private.
    let public = Confirmed { plain_http_host: Some("104.18.7.192".into()), ..Confirmed::default() };
    assert_eq!(BaseUrl::parse("http://104.18.7.192", &public), Err(UrlError::PlainPublic));
}

#[test]
fn an_account_does_not_point_at_our_own_gateway() {
    let confirmed = Confirmed { own_gateway_port: Some(4517), ..Confirmed::default() };
    for own in ["http://127.0.0.1:4517", "http://localhost:4517/v1", "http://[::1]:4517"] {
        assert_eq!(BaseUrl::parse(own, &confirmed), Err(UrlError::OwnGateway), "{own}");
    }
    assert!(BaseUrl::parse("http://127.0.0.1:4518", &confirmed).is_ok());
}

#[test]
fn endpoints_stay_below_the_base_whatever_an_id_holds() {
    let base = parse("https://api.example/api/v1/").expect("a good address");
    let at = |parts: &[&str]| base.endpoint(parts, &[]).map(String::from);
    assert_eq!(at(&["keys", "a"]).as_deref(), Ok("https://api.example/api/v1/keys/a"));
    assert_eq!(at(&["v1", "keys"]).as_deref(), Ok("https://api.example/api/v1/keys"));
    assert_eq!(at(&["v2", "keys"]).as_deref(), Ok("https://api.example/api/v1/v2/keys"));
    assert_eq!(
        at(&["keys", "a/../b?c#d"]).as_deref(),
        Ok("https://api.example/api/v1/keys/a%2F..%2Fb%3Fc%23d")
    );
    for bad in ["", ".", ".."] {
        assert_eq!(at(&["keys", bad]), Err(UrlError::Path));
    }
    let root = parse("https://api.example").expect("a good address");
    assert_eq!(
        root.endpoint(&["keys"], &[("after", "a&b".into())]).map(String::from).as_deref(),
        Ok("https://api.example/keys?after=a%26b")
    );
}

proptest! {
    #[test]
    fn whatever_is_typed_never_panics_and_never_hides_its_host(text in "\\PC{0,80}|https?://[a-z0-9.@:/\\\\#?%\\[\\]-]{0,40}") {
        if let Ok(base) = parse(&text) {
            let again = parse(base.as_str()).expect("what was accepted is accepted again");
            prop_assert_eq!(&again, &base);
            // The host that is shown is the one that stands in what was typed.
            prop_assert!(text.to_ascii_lowercase().contains(base.host_name()));
        }
    }

    #[test]
    fn an_id_never_leaves_its_place_in_the_path(id in "\\PC{1,40}") {
        let base = parse("https://api.example/v1").expect("a good address");
        if let Ok(url) = base.endpoint(&["keys", &id], &[]) {
            prop_assert_eq!(url.host_str(), Some("api.example"));
            prop_assert_eq!(url.path_segments().map(Iterator::count), Some(3));
            prop_assert!(url.query().is_none() && url.fragment().is_none());
        }
    }
}
