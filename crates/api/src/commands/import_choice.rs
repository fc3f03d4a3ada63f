//! What is done with one key of the tray, and how it is undone.

use keyhinge_core::accounts::{self, AccountDraft, LOCAL_PROVIDER};
use keyhinge_core::keys::{Actor, KeySummary};
use keyhinge_core::lifecycle::{self, ImportInput};
use keyhinge_core::recognise::Removal;
use keyhinge_core::secret::Secret;
use keyhinge_core::{Core, Error};

use super::Answer;
use super::import::text;
use super::keys::find;
use crate::contract::{ImportChoice, ImportLine, ImportOutcome, ImportUndone};
use crate::error::{CommandError, ErrorCode};
use crate::import::{Item, LineProblem, Tray, put_back, take_out};

/// Takes one key in, and its line out of the file where that was asked for. The line goes last, when the vault has the key.
pub(super) async fn take_in(
    core: &Core,
    tray: &mut Tray,
    choice: ImportChoice,
    actor: Actor,
) -> ImportOutcome {
    let index = choice.index;
    let failed =
        |error| ImportOutcome { index, key: None, already_here: false, error: Some(error), line: None };
    let wants_line = choice.take_out_of_file;
    let (key, already_here) = match keep(core, tray, choice, actor).await {
        Ok(kept) => kept,
        Err(error) => return failed(error),
    };
    let line = if wants_line { take_line_out(core, tray, index, &key.id).await } else { None };
    ImportOutcome { index, key: Some(key), already_here, error: None, line }
}

/// The key that has the secret from now on, and whether it had it before.
async fn keep(
    core: &Core,
    tray: &mut Tray,
    choice: ImportChoice,
    actor: Actor,
) -> Answer<(KeySummary, bool)> {
    let item = tray.item(choice.index)?;
    if let Some(problem) = item.problem() {
        return Err(CommandError {
            code: ErrorCode::Invalid { field: "index".into() },
            message: problem.message(),
            next_step: problem.next_step().to_owned(),
        });
    }
    let (secret, variable) = (copy(&item.found.secret), item.found.variable.clone());
    if let [Some(key_id)] = lifecycle::known_secrets(core, &[&secret]).await?.as_slice() {
        return Ok((find(core, key_id).await?, true));
    }
    let (account_id, made) = account(core, tray, &choice, actor).await?;
    let input = ImportInput {
        account_id: account_id.clone(),
        name: choice.name,
        purpose: choice.purpose,
        variable,
        secret,
        actor,
    };
    match lifecycle::import(core, input).await {
        Ok(key) => {
            tray.item_mut(choice.index)?.done.key_id = Some(key.id.clone());
            Ok((key, false))
        }
        Err(error) => {
            if made {
                let_go_of_account(core, tray, &account_id, actor).await?;
            }
            Err(error.into())
        }
    }
}

/// The account that a key goes to, and whether it was made for it.
async fn account(
    core: &Core,
    tray: &mut Tray,
    choice: &ImportChoice,
    actor: Actor,
) -> Answer<(String, bool)> {
    let provider_id = match (&choice.account_id, &choice.provider_id) {
        (Some(account_id), None) => return Ok((account_id.clone(), false)),
        (None, Some(provider_id)) if provider_id != LOCAL_PROVIDER => provider_id,
        _ => {
            let reason = "Say which account it belongs to, or at which provider to add one.".into();
            return Err(Error::Invalid { field: "account_id", reason }.into());
        }
    };
    // Several keys of one provider share the account that is made for them.
    if let Some(made) = tray.accounts.get(provider_id) {
        let accounts = core.store.accounts().await.map_err(Error::from)?;
        if accounts.iter().any(|account| account.id == *made) {
            return Ok((made.clone(), false));
        }
    }
    let catalogue = core.catalogue.now();
    let provider = catalogue.provider(provider_id);
    if let Some(provider) = provider.filter(|one| one.api.base_urls.iter().any(|base| base.url.is_none())) {
        let reason = format!(
            "{} has no address of its own: add the account with its address first, then bring the key to it.",
            provider.name
        );
        return Err(Error::Invalid { field: "account_id", reason }.into());
    }
    let draft = AccountDraft { provider_id: provider_id.clone(), ..AccountDraft::default() };
    // There is nothing to test without a credential, and the key is tested when the user wants it.
    let account = accounts::add(core, draft, true, actor).await?;
    tray.accounts.insert(provider_id.clone(), account.id.clone());
    Ok((account.id, true))
}

/// Takes an account out again that was made for keys which did not come, or went.
async fn let_go_of_account(core: &Core, tray: &mut Tray, account_id: &str, actor: Actor) -> Answer<()> {
    let accounts = core.store.accounts().await.map_err(Error::from)?;
    let empty = accounts.iter().any(|account| account.id == account_id && !account.credential_held)
        && core.keys().await?.iter().all(|key| key.account_id != account_id);
    if empty {
        accounts::remove(core, account_id, actor).await?;
        tray.accounts.retain(|_, made| made != account_id);
    }
    Ok(())
}

/// None for a key that is in no file.
async fn take_line_out(core: &Core, tray: &mut Tray, index: u32, key_id: &str) -> Option<ImportLine> {
    let item = tray.item(index).ok()?;
    let path = item.file.clone()?;
    let file = text(path.clone());
    if item.done.removal.is_some() {
        return Some(ImportLine { file, done: true, problem: None });
    }
    let (secret, variable, line) = (copy(&item.found.secret), item.found.variable.clone(), item.found.line);
    let (catalogue, command) = (core.catalogue.now(), format!("khg key print {key_id}"));
    let taken =
        aside(move || take_out(&path, &secret, variable.as_deref(), line, &command, &catalogue)).await;
    match taken {
        Ok(removal) => {
            let order = tray.next_order();
            let item = tray.item_mut(index).ok()?;
            (item.done.removal, item.done.order) = (Some(removal), order);
            Some(ImportLine { file, done: true, problem: None })
        }
        Err(problem) => Some(ImportLine { file, done: false, problem: Some(problem.into()) }),
    }
}

/// Puts the line back first: while it is not, the key stays.
pub(super) async fn undo(core: &Core, tray: &mut Tray, index: u32, actor: Actor) -> ImportUndone {
    let line = match put_line_back(tray, index).await {
        Ok(line) => line,
        Err(error) => return ImportUndone { index, line: None, error: Some(error) },
    };
    if line.as_ref().is_some_and(|line| !line.done) {
        return ImportUndone { index, line, error: None };
    }
    let error = let_go_of_key(core, tray, index, actor).await.err();
    ImportUndone { index, line, error }
}

async fn put_line_back(tray: &mut Tray, index: u32) -> Answer<Option<ImportLine>> {
    let item = tray.item_mut(index)?;
    let (Some(removal), Some(path)) = (item.done.removal.take(), item.file.clone()) else { return Ok(None) };
    let (file, secret, tried): (_, _, Removal) =
        (text(path.clone()), copy(&item.found.secret), removal.clone());
    let put = aside(move || put_back(&path, &tried, &secret)).await;
    Ok(Some(match put {
        Ok(()) => ImportLine { file, done: true, problem: None },
        Err(problem) => {
            item.done.removal = Some(removal);
            ImportLine { file, done: false, problem: Some(problem.into()) }
        }
    }))
}

async fn let_go_of_key(core: &Core, tray: &mut Tray, index: u32, actor: Actor) -> Answer<()> {
    let Some(key_id) = tray.item_mut(index)?.done.key_id.clone() else { return Ok(()) };
    let account_id = match find(core, &key_id).await {
        Ok(key) => key.account_id,
        Err(error) if error.code == ErrorCode::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    lifecycle::forget(core, &key_id, actor).await?;
    tray.item_mut(index)?.done.key_id = None;
    if tray.accounts.values().any(|made| *made == account_id) {
        let_go_of_account(core, tray, &account_id, actor).await?;
    }
    Ok(())
}

/// Does what blocks on the disk.
async fn aside<T: Send + 'static>(
    what: impl FnOnce() -> Result<T, LineProblem> + Send + 'static,
) -> Result<T, LineProblem> {
    tokio::task::spawn_blocking(what).await.unwrap_or_else(|error| Err(LineProblem::failed(&error)))
}

fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_owned())
}

impl Tray {
    fn item(&self, index: u32) -> Answer<&Item> {
        let item = usize::try_from(index).ok().and_then(|index| self.items.get(index));
        Ok(item.ok_or_else(|| unknown(index))?)
    }

    fn item_mut(&mut self, index: u32) -> Answer<&mut Item> {
        let item = usize::try_from(index).ok().and_then(|index| self.items.get_mut(index));
        Ok(item.ok_or_else(|| unknown(index))?)
    }
}

fn unknown(index: u32) -> Error {
    Error::NotFound { what: "key with the number", id: index.to_string() }
}
