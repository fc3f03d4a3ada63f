//! Keys and credentials that somebody gives: from standard input, or typed without echo. Never from the command line.

use std::io::{IsTerminal, Read};

use keyhinge_core::recognise::TEXT_MAX;
use keyhinge_core::secret::Secret;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::printer::Printer;

/// All of standard input.
pub(crate) fn text() -> Result<Secret, Failure> {
    // Room enough that no copy is left behind by growing; one byte more tells that there was too much.
    let mut bytes = Zeroizing::new(Vec::with_capacity(TEXT_MAX + 2));
    let most = u64::try_from(TEXT_MAX).unwrap_or(u64::MAX).saturating_add(1);
    std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(|error| Failure::internal(&error))?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::bad_request("Standard input is not UTF-8 text.".into()))?;
    Ok(Secret::new(text.to_owned()))
}

/// The lines of standard input, empty ones left out.
pub(crate) fn lines() -> Result<Vec<Secret>, Failure> {
    let text = text()?;
    let lines = text.expose().lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(|line| Secret::new(line.to_owned())).collect())
}

/// The one key that standard input holds, or that is typed at a terminal.
pub(crate) fn one_key() -> Result<Secret, Failure> {
    let key = if std::io::stdin().is_terminal() {
        typed("Key:")?
    } else {
        let mut lines = lines()?;
        if lines.len() > 1 {
            return Err(Failure::usage("Standard input holds more than one line.", "Give one key alone."));
        }
        lines.pop()
    };
    key.ok_or_else(|| Failure::usage("Standard input holds no key.", "Give the key on standard input."))
}

/// What is typed at a terminal, without echo; none where nothing is.
pub(crate) fn typed(question: &str) -> Result<Option<Secret>, Failure> {
    Printer::new(false).ask(question);
    let typed = rpassword::read_password().map(Secret::new).map_err(|error| Failure::internal(&error))?;
    Ok((!typed.expose().trim().is_empty()).then_some(typed))
}

/// Has a name typed before something that cannot be taken back.
pub(crate) async fn confirm(printer: Printer, name: &str, what: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(
            &format!("To {what}, a confirmation is asked for."),
            "Add --yes, or run it at a terminal.",
        ));
    }
    printer.ask(&format!("Type the name ({name}) to {what}:"));
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    });
    let line =
        read.await.map_err(|error| Failure::internal(&error))?.map_err(|error| Failure::internal(&error))?;
    Ok(line.trim().to_owned())
}
