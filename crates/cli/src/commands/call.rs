//! `khg call NAME JSON`: the contract itself.

use std::io::Read;

use keyhinge_api::{App, COMMANDS, dispatch};
use serde_json::Value;

use crate::args::Call;
use crate::failure::{Exit, Failure};
use crate::printer::Printer;

/// No request comes near.
const REQUEST_MAX: u64 = 4 << 20;

/// The commands whose answer is a secret, or a ticket that is as good as one.
const REVEALS: [&str; 3] = ["keys_create", "keys_reveal", "keys_reveal_ticket"];

/// The commands whose request carries a passphrase, a key or a credential.
const TAKES_SECRET: [&str; 7] = [
    "accounts_add",
    "accounts_change",
    "accounts_test",
    "import_examine",
    "vault_change_passphrase",
    "vault_choose_file",
    "vault_unlock",
];

pub(super) async fn call(app: &App, args: &Call, printer: Printer) -> Result<Exit, Failure> {
    let Some(name) = args.name.as_deref().filter(|_| !args.list) else {
        printer.answer(&COMMANDS, String::new)?;
        return Ok(Exit::Done);
    };
    if REVEALS.contains(&name) && !args.print_secret {
        return Err(Failure::usage(
            "The answer of this command shows a secret, or lets it be shown. Nothing was done.",
            "Add --print-secret if it may be printed.",
        ));
    }
    if TAKES_SECRET.contains(&name) && args.request != "-" {
        return Err(Failure::usage(
            "This command takes a secret, which other programs can read on a command line. Nothing was done.",
            "Give - as the request and the JSON on standard input, or use khg vault, khg account or khg key import.",
        ));
    }
    let request = request(&args.request).await?;
    let answer = dispatch(app, name, request).await?;
    if REVEALS.contains(&name) {
        printer.secret_json(&answer)?;
    } else {
        printer.answer(&answer, String::new)?;
    }
    if name == "gateway_start" {
        printer.note("The gateway ends with this process; use khg gateway serve to keep it.");
    }
    Ok(Exit::Done)
}

async fn request(text: &str) -> Result<Value, Failure> {
    if text != "-" {
        return parse(text.as_bytes());
    }
    let read = tokio::task::spawn_blocking(|| {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(REQUEST_MAX + 1).read_to_end(&mut bytes).map(|_| bytes)
    });
    let bytes =
        read.await.map_err(|error| Failure::internal(&error))?.map_err(|error| Failure::internal(&error))?;
    if bytes.len() as u64 > REQUEST_MAX {
        return Err(Failure::bad_request("The request is longer than 4 MiB.".into()));
    }
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(bytes).map_err(|error| {
        Failure::bad_request(format!(
            "The request is not JSON (line {}, column {}).",
            error.line(),
            error.column()
        ))
    })
}
