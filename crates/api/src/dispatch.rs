//! The list as a lookup, for hosts that get a command's name at run time.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::App;
use crate::commands;
use crate::contract::*;
use crate::error::{CommandError, ErrorCode};
use crate::with_commands;

macro_rules! lookup {
    ($($name:ident($request:ty) -> $response:ty,)*) => {
        /// Every command's name, in the list's order.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),*];

        /// Runs the command of that name.
        ///
        /// # Errors
        /// `UnknownCommand`, `BadRequest` for a request of the wrong shape, or the command's own error.
        pub async fn dispatch(app: &App, command: &str, request: Value) -> Result<Value, CommandError> {
            match command {
                $(stringify!($name) => answer(commands::$name(app, parse::<$request>(request)?).await?),)*
                _ => Err(CommandError {
                    code: ErrorCode::UnknownCommand,
                    message: "There is no such command.".into(),
                    next_step: "Check the name; `khg call --list` shows them all.".into(),
                }),
            }
        }

        // Each command has the type that the list says, for hosts that call it directly.
        #[cfg(test)]
        #[expect(dead_code, reason = "only has to compile")]
        async fn every_command_is_of_its_type(app: &App, request: Value) -> Result<(), CommandError> {
            $(let _: $response = commands::$name(app, parse::<$request>(request.clone())?).await?;)*
            Ok(())
        }
    };
}
with_commands!(lookup);

fn parse<T: DeserializeOwned>(request: Value) -> Result<T, CommandError> {
    // A derived struct would also read an array, by position.
    if !request.is_object() {
        return Err(CommandError::not_an_object());
    }
    serde_json::from_value(request).map_err(|error| CommandError::bad_request(&error))
}

fn answer(response: impl Serialize) -> Result<Value, CommandError> {
    serde_json::to_value(response).map_err(|error| CommandError::internal(&error.to_string()))
}
