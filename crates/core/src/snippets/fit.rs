//! Which targets and forms fit a key, and why the others do not.

use super::row::{Form, Platform, Runs, Target, TargetRow};
use super::subject::{Subject, shape_name};
use crate::catalogue::ApiShape;

/// The computer that a snippet is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// `linux`, `macos` or `windows`.
    pub os: String,
    /// What `$SHELL` says, if anything.
    pub shell: Option<String>,
}

impl Here {
    /// This computer, as the process was started.
    #[must_use]
    pub fn detect() -> Self {
        Self { os: std::env::consts::OS.to_owned(), shell: std::env::var("SHELL").ok() }
    }

    /// The target of the shell that is used here.
    #[must_use]
    pub fn target(&self) -> &'static str {
        if self.os == "windows" {
            return "powershell";
        }
        let shell = self.shell.as_deref().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        match shell {
            "bash" => "bash",
            "zsh" => "zsh",
            "fish" => "fish",
            "pwsh" => "powershell",
            "sh" | "dash" | "ash" | "ksh" | "mksh" | "ksh93" => "sh",
            _ if self.os == "macos" => "zsh",
            _ => "bash",
        }
    }

    /// The platform whose targets are likely wanted.
    #[must_use]
    pub fn platform(&self) -> Platform {
        if self.os == "windows" { Platform::Windows } else { Platform::Unix }
    }
}

/// Every target, with what does not fit this key and why.
#[must_use]
pub fn offers(subject: &Subject, here: &Here) -> Vec<TargetRow> {
    let offer = |row: &TargetRow| {
        let mut row = row.clone();
        if let Ok(target) = super::row::find(&row.id) {
            row.unfit = unfit(target, subject, here);
            row.shapes = shapes(target, subject);
            for form in &mut row.forms {
                form.unfit = form_unfit(form.form, subject);
            }
        }
        row
    };
    super::row::targets().iter().map(offer).collect()
}

/// The shapes that both the target and the key have, the key's usual one first.
pub(super) fn shapes(target: &Target, subject: &Subject) -> Vec<ApiShape> {
    let sends = |shape| target.sends.is_none_or(|sends| subject.path(shape, sends).is_some());
    subject.shapes().into_iter().filter(|shape| target.shapes.contains(shape) && sends(*shape)).collect()
}

pub(super) fn unfit(target: &Target, subject: &Subject, here: &Here) -> Option<String> {
    let name = &subject.provider.name;
    if let Some(variable) = &target.reads {
        let provider = &subject.provider;
        if provider.env_var != *variable && !provider.other_env_vars.contains(variable) {
            return Some(format!(
                "{} takes the keys of one provider only, and {name} is another.",
                target.name
            ));
        }
    }
    if !target.shapes.is_empty() && shapes(target, subject).is_empty() {
        if subject.addresses.is_empty() {
            return Some(
                "Every account of this provider has an address of its own, and none is known here.".into(),
            );
        }
        let wanted: Vec<&str> = target.shapes.iter().map(|shape| words(*shape)).collect();
        return Some(match target.sends {
            Some(_) => format!("What a request to {name} looks like here is not known."),
            None => format!("{} speaks {}, and {name} does not.", target.name, wanted.join(" or ")),
        });
    }
    if subject.is_loopback() {
        match target.runs {
            Some(Runs::Elsewhere) => {
                return Some(format!(
                    "{name} answers on this computer only, and this runs on another one: nothing there reaches it."
                ));
            }
            Some(Runs::Container) if here.os != "linux" => {
                return Some(format!(
                    "{name} answers on this computer only. Docker runs containers in a machine of its own here, whose \
                     127.0.0.1 is another one; and {name} takes no calls by another name, such as host.docker.internal."
                ));
            }
            Some(Runs::Container) | None => {}
        }
    }
    None
}

pub(super) fn form_unfit(form: Form, subject: &Subject) -> Option<String> {
    match form {
        Form::Reference if subject.reference.is_none() => Some("The key is not stored here.".into()),
        Form::Reference | Form::Value if !subject.held => {
            Some("The secret of this key is not held here.".into())
        }
        _ => None,
    }
}

fn words(shape: ApiShape) -> &'static str {
    match shape {
        ApiShape::OpenAi => "the format of OpenAI",
        ApiShape::Anthropic => "the format of Anthropic",
        ApiShape::Native => shape_name(shape),
    }
}
