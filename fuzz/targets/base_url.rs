//! The address of an account as somebody types it: what is taken leads to the host that it shows, safely, and means the same
//! when it is read again.

#![no_main]

use keyhinge_core::http::{BaseUrl, Confirmed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(base) = BaseUrl::parse(text, &Confirmed::default()) else { return };
    let written = base.as_str();
    assert!(
        written.starts_with("https://") || (written.starts_with("http://") && base.is_loopback()),
        "{written}"
    );
    assert!(!base.host().is_empty() && written.is_ascii());
    for forbidden in ['@', '?', '#', '\\', '%', ' '] {
        assert!(!written.contains(forbidden), "{written}");
    }
    let again = BaseUrl::parse(written, &Confirmed::default()).expect("it was taken once");
    assert_eq!((again.as_str(), again.host()), (written, base.host()));
    let endpoint =
        base.endpoint(&["models", "a/b", "..c"], &[("after", "x&y=z#".into())]).expect("good parts");
    assert_eq!(endpoint.scheme(), written.split(':').next().unwrap());
    let host = endpoint.host_str().unwrap();
    let told = endpoint.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    assert_eq!(told, base.host());
    assert!(endpoint.username().is_empty() && endpoint.password().is_none() && endpoint.fragment().is_none());
    assert!(endpoint.as_str().starts_with(written));
    for dotted in ["..", ".", ""] {
        assert!(base.endpoint(&[dotted], &[]).is_err());
    }
});
