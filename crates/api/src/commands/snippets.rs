use keyhinge_core::keys::KeySummary;
use keyhinge_core::snippets::{self, TargetRow};
use keyhinge_core::{Core, Error};

use super::Answer;
use super::keys::find;
use crate::app::App;
use crate::contract::{Nothing, Snippet, SnippetPreview};

/// Where a key can go.
///
/// # Errors
/// None; the signature is every command's.
pub async fn snippets_targets(_: &App, _: Nothing) -> Answer<Vec<TargetRow>> {
    Ok(snippets::targets().to_vec())
}

/// The text for a target, with the key masked.
///
/// # Errors
/// `NotFound` for an unknown key or target.
pub async fn snippets_preview(app: &App, request: SnippetPreview) -> Answer<Snippet> {
    let core = app.core().await?;
    let key = find(core, &request.key_id).await?;
    let target = snippets::target(&request.target)?;
    let variable = variable_of(core, &key)?;
    Ok(Snippet {
        target: target.clone(),
        text: snippets::preview(&target.id, &variable, &key.masked)?,
        variable,
    })
}

/// The variable that programs read this key from.
pub(super) fn variable_of(core: &Core, key: &KeySummary) -> Answer<String> {
    let catalogue = core.catalogue.now();
    let provider = catalogue
        .provider(&key.provider_id)
        .ok_or_else(|| Error::NotFound { what: "provider", id: key.provider_id.clone() })?;
    Ok(provider.env_var.clone())
}
