//! Snippets with the key in them: for the clipboard and for `khg`, never for the web view.

use keyhinge_core::secret::Secret;
use keyhinge_core::snippets::{self, Choice, Form, Here, Snippet, Subject};
use keyhinge_core::{Core, Error, lifecycle};

use crate::app::App;
use crate::commands::find_key;
use crate::contract::KeyCopy;
use crate::error::CommandError;

/// A text that was asked for.
pub struct Written {
    pub text: Secret,
    /// What it is; none for the bare key.
    pub snippet: Option<Snippet>,
}

impl Written {
    /// The key is in the text.
    #[must_use]
    pub fn holds_key(&self) -> bool {
        self.snippet.as_ref().is_none_or(|snippet| snippet.holds_key)
    }
}

/// The text that a request asks for. The secret is only read where the text holds it.
///
/// # Errors
/// `SnippetUnconfirmed` with the question, `SnippetRefused`, `Invalid` naming the field, `NotFound`, `SecretNotHeld`, or a
/// keychain error.
pub async fn write(app: &App, request: KeyCopy) -> Result<Written, CommandError> {
    let core = app.core().await?;
    let Some(target) = request.target else {
        let text = lifecycle::held_secret(core, &request.key_id).await?;
        return Ok(Written { text, snippet: None });
    };
    let subject = subject(core, &request.key_id).await?;
    let choice = Choice {
        target,
        form: request.form,
        variable: request.variable,
        shape: request.shape,
        model: request.model,
    };
    let here = Here::detect();
    let snippet = snippets::describe(&subject, &choice, &core.catalogue.now(), &here)?;
    if let Some(question) = snippet.question.clone().filter(|_| !request.confirmed) {
        return Err(Error::SnippetUnconfirmed { question }.into());
    }
    let secret = match snippet.holds_key {
        true => Some(lifecycle::held_secret(core, &request.key_id).await?),
        false => None,
    };
    let text = snippets::write(&subject, &choice, &here, secret.as_ref())?;
    Ok(Written { text, snippet: Some(snippet) })
}

/// Logs that a text went to its target: as the key where it holds it, as a text for it else. Words in the place of a key
/// are not worth a line.
///
/// # Errors
/// Where the database cannot be written.
pub async fn log(app: &App, key_id: &str, snippet: Option<&Snippet>) -> Result<(), CommandError> {
    let core = app.core().await?;
    let Some(snippet) = snippet else {
        return Ok(lifecycle::copied(core, key_id, None, app.actor()).await?);
    };
    let target = &snippets::target(&snippet.target)?.name;
    match snippet.form {
        Form::Value => lifecycle::copied(core, key_id, Some(target), app.actor()).await?,
        Form::Placeholder => {}
        Form::Variable | Form::Ask | Form::Reference => {
            lifecycle::snippet_copied(core, key_id, target, app.actor()).await?
        }
    }
    Ok(())
}

pub(crate) async fn subject(core: &Core, key_id: &str) -> Result<Subject, CommandError> {
    Ok(Subject::of_key(core, &find_key(core, key_id).await?).await?)
}
