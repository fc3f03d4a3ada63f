//! What a key-management API answers: the first byte names the adapter and what was asked for, the rest is the body. What is
//! read is fit to be stored and shown, and a new key's secret is in nothing but its secret.

#![no_main]

use keyhinge_core::management::{Adapter, RemoteKey, parse_balance, parse_created, parse_list, parse_usage};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((first, body)) = input.split_first() else { return };
    let adapter = Adapter::ALL[usize::from(*first) % Adapter::ALL.len()];
    match usize::from(*first) / Adapter::ALL.len() % 4 {
        0 => {
            if let Ok(page) = parse_list(adapter, body) {
                page.keys.iter().for_each(look);
                assert!(page.next.is_none_or(|next| !next.is_empty()));
            }
        }
        1 => {
            if let Ok(created) = parse_created(adapter, body) {
                look(&created.key);
                let secret = created.secret.expose();
                assert!(!secret.is_empty());
                let shown = created.key.masked.as_deref().unwrap_or_default();
                assert!(secret.len() < 24 || shown != secret, "the masked form is the key");
                assert!(!format!("{created:?}").contains("Secret(\""));
            }
        }
        2 => {
            if let Ok(page) = parse_usage(adapter, body) {
                let _ = serde_json::to_string(&page.rows).unwrap();
            }
        }
        _ => {
            if let Ok(balance) = parse_balance(adapter, body) {
                let told = serde_json::to_string(&balance).unwrap();
                assert_eq!(
                    serde_json::from_str::<serde_json::Value>(&told).unwrap()["plan"].is_null(),
                    balance.plan.is_none()
                );
                if let Some(money) = balance.available {
                    assert!(money.to_string().ends_with(&money.currency));
                }
            }
        }
    }
});

fn look(key: &RemoteKey) {
    assert!(!key.id.is_empty() && key.id.len() <= 1024);
    for text in [&key.name, &key.masked, &key.plan].into_iter().flatten() {
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
    assert!(key.masked.as_deref().is_none_or(|masked| masked.chars().count() <= 40), "{:?}", key.masked);
}
