//! The right text for the right place. A target is a row of data in `crates/core/snippets`: its forms as templates, and
//! the quoting rule for what is put into them. A secret never meets the template engine: the rendered text has a mark
//! where the quoted value is spliced in.

mod compose;
mod fit;
pub mod into_file;
mod quote;
mod row;
mod subject;
mod template;
#[cfg(test)]
mod tests;
mod variable;

pub use self::compose::{Choice, Instead, Snippet, describe, render, write};
pub use self::fit::{Here, offers};
pub use self::quote::word;
pub use self::row::{
    FileOf, Form, FormRow, Platform, TargetGroup, TargetRow, WriteAs, file_of, target, targets,
};
pub use self::subject::Subject;
pub use self::variable::check_variable;
