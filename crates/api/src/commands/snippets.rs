use keyhinge_core::catalogue::ApiShape;
use keyhinge_core::secret::Secret;
use keyhinge_core::snippets::{self, Choice, Form, Here, Snippet, Subject};
use keyhinge_core::{Core, Error, lifecycle};

use super::Answer;
use super::keys::find;
use crate::app::App;
use crate::contract::{KeyCopy, KeyRef, SnippetOffers, SnippetPreview};

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
    let choice = choice(request.target, request.form, request.variable, request.shape, request.model);
    Ok(snippets::describe(&subject, &choice, &core.catalogue.now(), &Here::detect())?)
}

/// What is to be copied: the text, and whether the key is in it.
pub(super) struct ToCopy {
    pub(super) text: Secret,
    /// The target's name; none for the bare key.
    pub(super) target: Option<String>,
    pub(super) form: Form,
}

/// The text that a request to copy asks for. The secret is only read where the text holds it.
pub(super) async fn to_copy(app: &App, request: KeyCopy) -> Answer<ToCopy> {
    let core = app.core().await?;
    let Some(target) = request.target else {
        let text = lifecycle::held_secret(core, &request.key_id).await?;
        return Ok(ToCopy { text, target: None, form: Form::Value });
    };
    let subject = subject(core, &request.key_id).await?;
    let choice = choice(target, request.form, request.variable, request.shape, request.model);
    let here = Here::detect();
    let snippet = snippets::describe(&subject, &choice, &core.catalogue.now(), &here)?;
    if let Some(question) = snippet.question.filter(|_| !request.confirmed) {
        return Err(Error::SnippetUnconfirmed { question }.into());
    }
    let value = if snippet.holds_key {
        lifecycle::held_secret(core, &request.key_id).await?
    } else {
        Secret::new(String::new())
    };
    Ok(ToCopy {
        text: snippets::write(&subject, &choice, &here, &value)?,
        target: Some(snippets::target(&choice.target)?.name.clone()),
        form: snippet.form,
    })
}

fn choice(
    target: String,
    form: Option<Form>,
    variable: Option<String>,
    shape: Option<ApiShape>,
    model: Option<String>,
) -> Choice {
    Choice { target, form, variable, shape, model }
}

async fn subject(core: &Core, key_id: &str) -> Answer<Subject> {
    Ok(Subject::of_key(core, &find(core, key_id).await?).await?)
}
