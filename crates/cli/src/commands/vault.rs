//! `khg vault`.

use keyhinge_api::contract::{
    Nothing, VaultChangePassphrase, VaultChooseFile, VaultChooseKeychain, VaultState, VaultStatus,
    VaultSwitched, VaultUnlock,
};
use keyhinge_api::{App, commands};
use keyhinge_core::settings::VaultKind;

use crate::args::VaultCommand;
use crate::failure::{Exit, Failure};
use crate::passphrase::{self, Source};
use crate::printer::Printer;
use crate::table::pairs;

pub(super) async fn run(app: &App, command: VaultCommand, printer: Printer) -> Result<Exit, Failure> {
    match command {
        VaultCommand::Status => {
            let status = commands::vault_status(app, Nothing {}).await?;
            printer.answer(&status, || text(&status))?;
            Ok(if status.state == VaultState::Ready { Exit::Done } else { Exit::Keychain })
        }
        VaultCommand::Check(args) => {
            let passphrase = Source::choose(args.passphrase_stdin)?.one("Passphrase of the vault:")?;
            let status = commands::vault_unlock(app, VaultUnlock { passphrase }).await?;
            printer.answer(&status, || "The passphrase opens the vault.".into())?;
            Ok(Exit::Done)
        }
        VaultCommand::Create(args) => {
            let mut source = Source::choose(args.passphrase_stdin)?;
            if matches!(source, Source::Terminal) {
                printer.note(WARNING);
            }
            let passphrase = source.new_one()?;
            let request = VaultChooseFile { passphrase, leave_secrets: args.leave_secrets };
            told(&commands::vault_choose_file(app, request).await?, printer)
        }
        VaultCommand::ChangePassphrase(args) => {
            let mut source = Source::choose(args.passphrase_stdin)?;
            if matches!(source, Source::File(_)) {
                return Err(Failure::usage(
                    "One file cannot hold the old passphrase and the new one.",
                    "Add --passphrase-stdin and give the old one on the first line and the new one on the second.",
                ));
            }
            let passphrase = source.one("Present passphrase:")?;
            let request = VaultChangePassphrase { passphrase, new_passphrase: source.new_one()? };
            let status = commands::vault_change_passphrase(app, request).await?;
            printer.answer(&status, || "The vault has its new passphrase.".into())?;
            Ok(Exit::Done)
        }
        VaultCommand::UseKeychain(args) => {
            if !args.leave_secrets {
                passphrase::unlock(app, true).await?;
            }
            let request = VaultChooseKeychain { leave_secrets: args.leave_secrets };
            told(&commands::vault_choose_keychain(app, request).await?, printer)
        }
    }
}

const WARNING: &str = "Nobody can recover a forgotten passphrase: every secret in the vault is lost with it.";

fn told(switched: &VaultSwitched, printer: Printer) -> Result<Exit, Failure> {
    printer.answer(switched, || {
        let moved = match switched.moved {
            0 => "no secret had to be moved".to_owned(),
            1 => "one secret was moved".to_owned(),
            many => format!("{many} secrets were moved"),
        };
        let mut rows = vec![("vault", kind(switched.status.kind).to_owned())];
        rows.extend(switched.status.file.clone().map(|file| ("file", file)));
        rows.push(("moved", moved));
        pairs(&rows)
    })?;
    if switched.left > 0 {
        printer.note(&format!("The old vault kept {} of them, which may be deleted there.", switched.left));
    }
    Ok(Exit::Done)
}

fn text(status: &VaultStatus) -> String {
    let mut rows = vec![("vault", kind(status.kind).to_owned()), ("state", state(status.state).to_owned())];
    rows.extend(status.file.clone().map(|file| ("file", file)));
    rows.push(("about", status.message.clone()));
    if !status.next_step.is_empty() {
        rows.push(("next", status.next_step.clone()));
    }
    pairs(&rows)
}

fn kind(kind: VaultKind) -> &'static str {
    match kind {
        VaultKind::Keychain => "the system's keychain",
        VaultKind::File => "an encrypted file",
    }
}

fn state(state: VaultState) -> &'static str {
    match state {
        VaultState::Ready => "ready",
        VaultState::Locked => "locked",
        VaultState::Absent => "absent",
        VaultState::MissingFile => "its file is missing",
        VaultState::BadFile => "its file cannot be used",
        VaultState::Failed => "failed",
    }
}
