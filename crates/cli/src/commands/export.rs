//! `khg key export`.

use keyhinge_api::contract::KeysExport;
use keyhinge_api::{App, commands};
use keyhinge_core::Error;
use keyhinge_core::export::ExportFormat;
use keyhinge_core::files::{FileError, write_new};

use crate::args::{Format, KeyExport};
use crate::failure::{Exit, Failure};
use crate::printer::Printer;

pub(super) async fn keys(app: &App, args: &KeyExport, printer: Printer) -> Result<Exit, Failure> {
    let format = match args.format {
        Format::Json => ExportFormat::Json,
        Format::Csv => ExportFormat::Csv,
    };
    let exported = commands::keys_export(app, KeysExport { format }).await?;
    match &args.output {
        Some(file) => {
            write_new(file, exported.text.as_bytes()).map_err(|error| match error {
                // It was named on the command line; the database is as well as ever.
                FileError::Write { .. } => Error::Invalid { field: "output", reason: error.to_string() },
                other => Error::from(other),
            })?;
            printer.note(&format!("Written to {}.", file.display()));
        }
        // Byte for byte, since the lines of CSV end in a way of their own.
        None => printer.verbatim(&exported.text)?,
    }
    Ok(Exit::Done)
}
