use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Fields<'_> {
    Fields::parse(text.as_bytes()).expect("an object")
}

#[test]
fn optional_fields_forgive_and_required_ones_are_named() {
    let fields = parse(
        r#"{"id":"key_1","n":"5","flag":"true","name":7,"none":null,"list":["a",1,{}],"nested":{"x":[]},"bad":"a/b"}"#,
    );
    assert_eq!(fields.id(&["missing", "id"]), Ok("key_1".into()));
    assert_eq!(fields.number(&["n"]), Some(5.0));
    assert_eq!(fields.count(&["n"]), Some(5));
    assert_eq!(fields.flag("flag"), Some(true));
    assert_eq!(fields.text(&["none", "name"]).as_deref(), Some("7"));
    assert_eq!(fields.texts("list"), ["a", "1"]);
    assert_eq!(fields.id(&["bad"]), Err(Unreadable::Missing { field: "bad".into() }));
    let nested = fields.object("nested").expect("readable").expect("there");
    assert_eq!(nested.id(&["id"]), Err(Unreadable::Missing { field: "nested.id".into() }));
    assert!(fields.object("id").expect("readable").is_none());
}

#[test]
fn broken_answers_have_their_reason() {
    for (text, expected) in [
        ("", Unreadable::NotJson),
        ("<html>", Unreadable::NotJson),
        ("{\"a\":1}}", Unreadable::NotJson),
        ("{\"a\":NaN}", Unreadable::NotJson),
        ("null", Unreadable::Missing { field: "object".into() }),
        ("\"text\"", Unreadable::Missing { field: "object".into() }),
        ("[]", Unreadable::Missing { field: "object".into() }),
        ("{\"key\":\"a\",\"key\":\"b\"}", Unreadable::Twice { field: "key".into() }),
        // Written differently, the same name.
        ("{\"key\":\"a\",\"k\\u0065y\":\"b\"}", Unreadable::Twice { field: "key".into() }),
    ] {
        assert_eq!(Fields::parse(text.as_bytes()).err(), Some(expected), "{text}");
    }
    assert_eq!(Fields::parse(b"{\"a\":\"\xff\"}").err(), Some(Unreadable::NotJson));
    let deep = "[".repeat(100_000);
    assert_eq!(Fields::parse(deep.as_bytes()).err(), Some(Unreadable::TooDeep));
    assert!(Fields::parse(b"\xef\xbb\xbf{}").is_ok());
    assert!(
        Fields::parse(
            r#"{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}"#.as_bytes()
        )
        .is_ok()
    );
}

#[test]
fn every_way_to_write_a_time_is_read() {
    for (written, expected) in [
        ("\"2025-01-15T10:30:00Z\"", Some(1_736_937_000)),
        ("\"2025-01-15T11:30:00+01:00\"", Some(1_736_937_000)),
        ("\"2025-01-15T10:30:00\"", Some(1_736_937_000)),
        ("\"2025-01-15 10:30:00.5\"", Some(1_736_937_000)),
        ("1736937000", Some(1_736_937_000)),
        ("1736937000000", Some(1_736_937_000)),
        ("\"1736937000\"", Some(1_736_937_000)),
        ("0", None),
        ("-1", None),
        ("1e400", None),
        ("\"0000-00-00T00:00:00Z\"", None),
        ("\"tomorrow\"", None),
        ("{}", None),
        ("null", None),
    ] {
        let text = format!("{{\"t\":{written}}}");
        let time = parse(&text).time(&["t"]).map(|time| time.timestamp());
        assert_eq!(time, expected, "{written}");
    }
}

#[test]
fn a_secret_is_read_with_or_without_escapes_and_never_from_another_type() {
    for (written, expected) in [
        ("\"sk-abc\"", Some("sk-abc")),
        ("\"sk\\/abc\"", Some("sk/abc")),
        ("\"\"", None),
        ("7", None),
        ("null", None),
        ("{}", None),
    ] {
        let text = format!("{{\"key\":{written}}}");
        let secret = parse(&text).secret(&["key"]);
        assert_eq!(secret.as_ref().ok().map(Secret::expose), expected, "{written}");
    }
}

proptest! {
    #[test]
    fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Fields::parse(&bytes).map(|fields| fields.time(&["a"]));
        let _ = list(&bytes, &["data"]).map(|(items, _)| items.len());
    }

    #[test]
    fn shown_text_hides_nothing(text in "\\PC*|[\\x00-\\x20\\u{200b}-\\u{200f}\\u{202e}a]{0,300}") {
        let shown = shown(&text);
        let turned = shown.contains('\u{202e}');
        prop_assert!(!turned && !shown.chars().any(char::is_control));
        prop_assert!(shown.chars().count() <= TEXT_MAX);
    }
}
