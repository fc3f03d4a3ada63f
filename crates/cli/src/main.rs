//! `khg`: Keyhinge at the command line, for scripts and for computers without a screen. Thin: every command is one
//! of the contract's, and the sentences come from the core.

mod args;
mod commands;
mod failure;
mod hardening;
mod logging;
mod passphrase;
mod printer;
mod secrets;
mod table;
mod words;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::failure::{Exit, Failure};
use crate::printer::Printer;

fn main() -> ExitCode {
    hardening::apply();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(help_or_usage) => return printer::help_or_usage(&help_or_usage).into(),
    };
    let serves = matches!(args.command, Command::Gateway(_));
    let log = logging::start(if serves { commands::log_level(&args).as_str() } else { "warn" });
    // What is called by programs answers in JSON, errors included.
    let printer = Printer::new(args.json || matches!(args.command, Command::Call(_)));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return printer.failure(&Failure::internal(&error)).into(),
    };
    let outcome = runtime.block_on(commands::run(args, &printer, &log));
    // A keychain that hangs, or a read of standard input, keeps nobody waiting.
    runtime.shutdown_background();
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => printer.failure(&failure).into(),
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
