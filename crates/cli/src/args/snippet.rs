//! `khg snippet`: the right text for the right place.

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use keyhinge_core::catalogue::ApiShape;
use keyhinge_core::snippets::Form;

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Snippet {
    #[command(subcommand)]
    pub command: Option<SnippetCommand>,
    #[command(flatten)]
    pub text: SnippetText,
}

impl Snippet {
    /// The key itself is asked for.
    pub(crate) fn prints_key(&self) -> bool {
        self.command.is_none() && self.text.key.is_some() && matches!(self.text.form, Some(FormWord::Value))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum SnippetCommand {
    /// Lists the targets and the forms of each, the safest first.
    List(SnippetList),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SnippetList {
    /// Only targets that fit this provider's keys.
    #[arg(long, value_name = "ID", conflicts_with = "key")]
    pub provider: Option<String>,
    /// Only targets that fit this key.
    #[arg(long, value_name = "ID|NAME")]
    pub key: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SnippetText {
    /// Where the key is to go; `khg snippet list` has them all.
    #[arg(value_name = "TARGET", required = true)]
    pub target: Option<String>,
    /// The key's id or its name.
    #[arg(long, value_name = "ID|NAME", required_unless_present_any = ["provider", "secret_stdin"])]
    pub key: Option<String>,
    /// The variable to set or to read; the provider's where absent.
    #[arg(long, value_name = "VAR")]
    pub name: Option<String>,
    /// How the text comes by the key; the safest where absent. Only `value` prints it.
    #[arg(long, value_enum, value_name = "FORM")]
    pub form: Option<FormWord>,
    /// The format of API to write code for, where the provider has several.
    #[arg(long, value_enum, value_name = "SHAPE")]
    pub shape: Option<ShapeWord>,
    /// The model that code calls.
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// The provider of a key that is not stored here.
    #[arg(long, value_name = "ID", conflicts_with = "key")]
    pub provider: Option<String>,
    /// Read that key from standard input, or have it typed without echo.
    #[arg(long, requires = "provider")]
    pub secret_stdin: bool,
    /// Yes: this key for production is to go where development happens.
    #[arg(long, short)]
    pub yes: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormWord {
    Variable,
    Ask,
    Reference,
    Value,
    Placeholder,
}

impl From<FormWord> for Form {
    fn from(word: FormWord) -> Self {
        match word {
            FormWord::Variable => Self::Variable,
            FormWord::Ask => Self::Ask,
            FormWord::Reference => Self::Reference,
            FormWord::Value => Self::Value,
            FormWord::Placeholder => Self::Placeholder,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ShapeWord {
    Openai,
    Anthropic,
    Native,
}

impl From<ShapeWord> for ApiShape {
    fn from(word: ShapeWord) -> Self {
        match word {
            ShapeWord::Openai => Self::OpenAi,
            ShapeWord::Anthropic => Self::Anthropic,
            ShapeWord::Native => Self::Native,
        }
    }
}
