use keyhinge_core::Error;
use keyhinge_core::accounts;
use keyhinge_core::keys::{Actor, KeyOrigin, token};
use keyhinge_core::lifecycle;

use crate::bench::{Bench, Provider, contains};

#[tokio::test]
async fn an_imported_key_is_in_the_vault_and_nowhere_else() {
    let bench = Bench::new().await;
    let draft = bench.draft(Provider::MegaLlm, "megallm");
    let account = accounts::add(&bench.core, draft, false, Actor::App).await.unwrap();
    let secret = "sk-mega-canary0123456789abcdefghij";
    let key = bench.import(&account, secret).await.unwrap();
    assert_eq!((key.origin, key.key_type.as_str(), key.secret_held), (KeyOrigin::Imported, "api", true));
    assert!(!secret.contains(&key.masked) && key.masked.starts_with("sk-mega-"));
    assert!(lifecycle::held_secret(&bench.core, &key.id).await.unwrap().matches(secret));
    assert_eq!(bench.core.store.accounts().await.unwrap()[0].upstream_key_id, Some(key.id));
    let written = bench.written().await;
    assert!(!contains(&written, secret) && !contains(&written, "canary0123456789"));
}

#[tokio::test]
async fn what_is_no_key_for_programs_is_refused() {
    let bench = Bench::new().await;
    let draft = bench.draft(Provider::OpenAi, "openai");
    let account = accounts::add(&bench.core, draft, false, Actor::App).await.unwrap();
    let own = token::issue().unwrap();
    let long = "x".repeat(3000);
    for bad in ["sk-admin-0123456789", own.token.expose(), "two words", "", long.as_str()] {
        let refused = bench.import(&account, bad).await;
        assert!(matches!(refused, Err(Error::Invalid { field: "key", .. })), "{bad:.20}: {refused:?}");
    }
    assert!(bench.core.keys().await.unwrap().is_empty());
    let local = lifecycle::ensure_local_account(&bench.core, Actor::App).await.unwrap();
    assert!(bench.import(&local, "sk-proj-0123456789").await.is_err());
}
