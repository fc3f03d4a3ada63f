use keyhinge_core::snippets::{self, Choice, Here, Snippet};

use super::Answer;
use crate::app::App;
use crate::contract::{KeyRef, SnippetOffers, SnippetPreview};
use crate::snippets::subject;

/// Where a key can go.
///
/// # Errors
/// `NotFound` for an unknown key.
pub async fn snippets_targets(app: &App, request: KeyRef) -> Answer<SnippetOffers> {
    let subject = subject(app.core().await?, &request.key_id).await?;
    let here = Here::detect();
    Ok(SnippetOffers {
        targets: snippets::offers(&subject, &here),
        here: here.target().to_owned(),
        platform: here.platform(),
        variable: subject.provider.env_var.clone(),
        shapes: subject.shapes(),
        models: subject.models,
    })
}

/// The text for a target, with the key masked.
///
/// # Errors
/// `NotFound` for an unknown key or target; `Invalid` naming the field, where the target, the form, the variable, the
/// shape or the model does not fit; `SnippetRefused`.
pub async fn snippets_preview(app: &App, request: SnippetPreview) -> Answer<Snippet> {
    let core = app.core().await?;
    let subject = subject(core, &request.key_id).await?;
    let choice = Choice {
        target: request.target,
        form: request.form,
        variable: request.variable,
        shape: request.shape,
        model: request.model,
    };
    Ok(snippets::describe(&subject, &choice, &core.catalogue.now(), &Here::detect())?)
}
