use std::collections::HashSet;

use keyhinge_core::http::Bounds;
use keyhinge_core::management::{Adapter, Gap, ListBounds, Manager};
use keyhinge_core::secret::Secret;

use crate::common::{Fault, Rule, Simulator, at_once, client, fields, manager, provider, scope};

/// Pages are short where their size can be chosen; OpenRouter's hold 100.
async fn filled(adapter: Adapter) -> (Simulator, usize) {
    let simulator = Simulator::start().await.expect("a port");
    simulator.limit_pages(2);
    let keys = if adapter == Adapter::OpenRouter { 250 } else { 7 };
    for at in 0..keys {
        let _ = simulator.make_key(provider(adapter), scope(adapter), &format!("key {at}"));
    }
    (simulator, keys)
}

#[tokio::test]
async fn every_style_of_pages_is_read_to_its_end() {
    for adapter in Adapter::ALL {
        let (simulator, keys) = filled(adapter).await;
        let listing = manager(&simulator, adapter).list().await.expect("a list");
        assert_eq!((listing.keys.len(), listing.gap), (keys, None), "{adapter:?}");
        let pages = simulator.calls().len();
        assert!(adapter == Adapter::AccountApiKeys || pages > 2, "{adapter:?}: {pages} pages");
    }
}

#[tokio::test]
async fn exactly_full_pages_are_read_to_their_end() {
    for keys in [0, 1, 99, 100, 101, 199, 200] {
        let simulator = Simulator::start().await.expect("a port");
        for at in 0..keys {
            let _ = simulator.make_key(provider(Adapter::OpenRouter), "", &format!("key {at}"));
        }
        let listing = manager(&simulator, Adapter::OpenRouter).list().await.expect("a list");
        assert_eq!((listing.keys.len(), listing.gap), (keys, None), "{keys}");
    }
}

#[tokio::test]
async fn a_circle_of_pages_ends_and_proves_nothing() {
    for adapter in Adapter::ALL {
        if adapter == Adapter::AccountApiKeys {
            // It has one page.
            continue;
        }
        let (simulator, _) = filled(adapter).await;
        simulator.fault(Rule::always(Fault::CursorLoop));
        let listing = manager(&simulator, adapter).list().await.expect("a list");
        assert!(!listing.proves_absence(), "{adapter:?}");
        assert!(simulator.calls().len() <= 3, "{adapter:?}: {}", simulator.calls().len());
    }
}

#[tokio::test]
async fn a_list_that_shrinks_while_it_is_read_never_hides_a_key_in_silence() {
    for adapter in Adapter::ALL {
        let (simulator, _) = filled(adapter).await;
        simulator.fault(Rule::always(Fault::Shrink).times(1));
        let listing = manager(&simulator, adapter).list().await.expect("a list");
        let read: HashSet<_> = listing.keys.iter().map(|key| key.id.clone()).collect();
        let missing = simulator.keys().iter().any(|key| !read.contains(&key.id));
        assert!(!missing || listing.gap == Some(Gap::Changed), "{adapter:?}");
    }
    // Where pages are counted off, the shift is noticed.
    let (simulator, _) = filled(Adapter::OpenRouter).await;
    simulator.fault(Rule::always(Fault::Shrink).times(1));
    let listing = manager(&simulator, Adapter::OpenRouter).list().await.expect("a list");
    assert_eq!(listing.gap, Some(Gap::Changed));
}

#[tokio::test]
async fn a_key_that_is_listed_twice_is_one_key() {
    for adapter in Adapter::ALL {
        let (simulator, keys) = filled(adapter).await;
        simulator.fault(Rule::always(Fault::DuplicateIds));
        let listing = manager(&simulator, adapter).list().await.expect("a list");
        let ids: HashSet<_> = listing.keys.iter().map(|key| &key.id).collect();
        assert_eq!(ids.len(), listing.keys.len(), "{adapter:?}");
        // The overlap of OpenRouter's pages does not fit then, which is said.
        assert!(ids.len() == keys || listing.gap.is_some(), "{adapter:?}");
    }
}

#[tokio::test]
async fn a_list_without_end_is_cut_and_proves_nothing() {
    let (simulator, _) = filled(Adapter::AnthropicAdmin).await;
    for (bounds, most) in [
        (ListBounds { pages: 2, ..ListBounds::default() }, 4),
        (ListBounds { items: 3, ..ListBounds::default() }, 4),
        (ListBounds { bytes: 1, ..ListBounds::default() }, 2),
    ] {
        let client = client(&simulator.base(provider(Adapter::AnthropicAdmin)), Bounds::default());
        let adapter = Adapter::AnthropicAdmin.open(&fields()).expect("no fields are needed");
        let credential = Secret::new(provider(Adapter::AnthropicAdmin).credential().into());
        let manager = Manager::new(client, credential, adapter).with_bounds(at_once(), bounds);
        let listing = manager.list().await.expect("a list");
        assert_eq!(listing.gap, Some(Gap::TooLong), "{bounds:?}");
        assert!(listing.keys.len() <= most, "{bounds:?}");
    }
}

#[tokio::test]
async fn more_keys_without_a_way_to_them_prove_nothing() {
    for body in [
        r#"{"data":[{"id":"key_1"}],"has_more":true}"#,
        r#"{"data":[{"id":"key_1"}],"has_more":true,"nextPageToken":null}"#,
    ] {
        let simulator = Simulator::start().await.expect("a port");
        simulator.fault(Rule::always(Fault::Body { body: body.into() }));
        let listing = manager(&simulator, Adapter::AccountApiKeys).list().await.expect("a list");
        assert_eq!(listing.gap, Some(Gap::NotTold), "{body}");
    }
}
