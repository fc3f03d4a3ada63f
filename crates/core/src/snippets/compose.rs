//! A snippet for a key: what it says of itself, and its text.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::fit::{Here, form_unfit, shapes, unfit};
use super::quote::Rule;
use super::row::{Form, FormText, Runs, Target, WriteAs, find};
use super::subject::{NO_MODEL, PLACEHOLDER, Subject};
use super::template::{MARK, check_inserted, fill, safe, splice, splice_masked};
use super::variable::{check_variable, other_reader};
use crate::catalogue::{ApiShape, Catalogue};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Which snippet is wanted. What is left out is chosen: the safest form, the provider's variable, its first shape.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    pub target: String,
    pub form: Option<Form>,
    pub variable: Option<String>,
    pub shape: Option<ApiShape>,
    pub model: Option<String>,
}

/// A snippet as it may be shown: the key is masked in `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Snippet {
    pub target: String,
    pub form: Form,
    /// The variable that the text sets or reads.
    pub variable: String,
    pub shape: Option<ApiShape>,
    /// None where the text names no model.
    pub model: Option<String>,
    pub text: String,
    /// What it is written in, as highlighters call it.
    pub language: String,
    /// What installs what the text needs.
    pub install: Option<String>,
    /// The file that it goes into.
    pub file: Option<String>,
    /// How it can be written into a file from here; none where it is pasted.
    pub write_as: Option<WriteAs>,
    /// What to run with it.
    pub then: Option<String>,
    pub about: String,
    /// How this form can leak the key.
    pub risk: Option<String>,
    pub notes: Vec<String>,
    pub warnings: Vec<String>,
    /// The question to ask before it is copied.
    pub question: Option<String>,
    /// The real text holds the key.
    pub holds_key: bool,
}

/// The form that can carry what another refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Instead {
    pub target: String,
    /// The target's name.
    pub name: String,
    pub form: Form,
}

/// A choice that was checked, with everything that its text needs but the value.
struct Plan {
    target: &'static Target,
    form: &'static FormText,
    rule: Rule,
    variable: String,
    shape: Option<ApiShape>,
    model: Option<String>,
    /// With marks for the value.
    text: String,
    then: Option<String>,
}

impl Plan {
    fn of(subject: &Subject, choice: &Choice, here: &Here) -> Result<Self> {
        let target = find(&choice.target)?;
        if let Some(reason) = unfit(target, subject, here) {
            return Err(Error::invalid("target", reason));
        }
        let form = match choice.form {
            Some(form) => target.form(form).ok_or_else(|| {
                let forms: Vec<&str> = target.forms.iter().map(|form| form.form.as_str()).collect();
                Error::invalid(
                    "form",
                    format!("{} has no such form; it has {}.", target.name, forms.join(", ")),
                )
            })?,
            None => {
                let fits = |form: &&FormText| form_unfit(form.form, subject).is_none();
                let safest = target.forms.iter().find(fits).or(target.forms.first());
                safest.ok_or_else(|| Error::Internal(format!("{} has no form", target.id)))?
            }
        };
        if form.form == Form::Reference && subject.reference.is_none() {
            return Err(Error::invalid("form", "The key is not stored here, so nothing can fetch it."));
        }
        let variable = variable(target, subject, choice)?;
        let shape = shape(target, subject, choice)?;
        let model = choice.model.as_deref().map(str::trim).filter(|model| !model.is_empty());
        if let Some(model) = model {
            check_inserted("model", model)?;
        }
        let model = model.or(subject.models.first().map(String::as_str)).unwrap_or(NO_MODEL);
        let slots = subject.slots(target, shape, &variable, model);
        let text = fill(&form.text, target.rule, &slots).map_err(|error| error.error(&target.name))?;
        let then = form.then.as_ref().map(|then| fill(then, Rule::PosixWord, &slots)).transpose();
        let then = then.map_err(|error| error.error(&target.name))?;
        let usual_body = form.text.contains(" body") && shape != Some(ApiShape::Native);
        let named = usual_body || form.text.contains("model }}");
        Ok(Self {
            target,
            form,
            rule: form.rule.unwrap_or(target.rule),
            variable,
            shape,
            model: named.then(|| model.to_owned()),
            text: text.trim_end().to_owned(),
            then,
        })
    }
}

fn variable(target: &Target, subject: &Subject, choice: &Choice) -> Result<String> {
    let wanted = choice.variable.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if let Some(fixed) = &target.variable {
        return match wanted {
            Some(other) if other != fixed => Err(Error::invalid(
                "variable",
                format!("{} reads {fixed}, whatever else is set.", target.name),
            )),
            _ => Ok(fixed.clone()),
        };
    }
    let name = wanted.unwrap_or(&subject.provider.env_var);
    check_variable(name)?;
    if target.group == super::TargetGroup::Ci && name.to_ascii_uppercase().starts_with("GITHUB_") {
        return Err(Error::invalid("variable", "GitHub keeps names that begin with GITHUB_ for itself."));
    }
    Ok(name.to_owned())
}

fn shape(target: &Target, subject: &Subject, choice: &Choice) -> Result<Option<ApiShape>> {
    let shapes = shapes(target, subject);
    match choice.shape {
        Some(shape) if !target.shapes.is_empty() && !shapes.contains(&shape) => Err(Error::invalid(
            "shape",
            format!("{} cannot be written for this format with this key.", target.name),
        )),
        Some(shape) if !target.shapes.is_empty() => Ok(Some(shape)),
        _ => Ok(shapes.first().copied()),
    }
}

/// A snippet with the key masked, and everything to know about it.
///
/// # Errors
/// `NotFound` for the target; `Invalid` naming a field, where the target or the form does not fit; `SnippetRefused`
/// where the dialect cannot carry an address or a name.
pub fn describe(subject: &Subject, choice: &Choice, catalogue: &Catalogue, here: &Here) -> Result<Snippet> {
    let plan = Plan::of(subject, choice, here)?;
    let holds_key = plan.form.form == Form::Value;
    let shown = if holds_key { &subject.masked } else { PLACEHOLDER };
    Ok(Snippet {
        target: plan.target.id.clone(),
        form: plan.form.form,
        text: splice_masked(&plan.text, plan.rule, shown),
        language: plan.form.language.as_ref().unwrap_or(&plan.target.language).clone(),
        install: plan.target.install.clone(),
        file: plan.form.file.clone(),
        write_as: plan.target.write_as.filter(|_| matches!(plan.form.form, Form::Reference | Form::Value)),
        about: plan.target.about.clone(),
        risk: plan.form.risk.clone(),
        notes: notes(&plan, subject),
        warnings: warnings(&plan, subject, catalogue),
        question: question(&plan, subject),
        holds_key,
        variable: plan.variable,
        shape: plan.shape,
        model: plan.model,
        then: plan.then,
    })
}

/// The real text. It holds the value in plaintext where the form does.
///
/// # Errors
/// As [`describe`]; `SnippetRefused` where the dialect cannot carry the value; `SecretNotHeld` where the form needs the
/// value and none is given, or fetches it and there is none.
pub fn write(subject: &Subject, choice: &Choice, here: &Here, value: Option<&Secret>) -> Result<Secret> {
    let plan = Plan::of(subject, choice, here)?;
    let value = match plan.form.form {
        Form::Value => value.ok_or(Error::SecretNotHeld)?.expose(),
        Form::Reference if !subject.held => return Err(Error::SecretNotHeld),
        _ => PLACEHOLDER,
    };
    put(&plan.text, plan.rule, plan.target, value, Some(subject))
}

/// The text of a form that holds the value and nothing else of the key: an assignment in a shell or a file.
///
/// # Errors
/// `NotFound` for the target, `Invalid` for the variable's name or a target that needs more, `SnippetRefused` where the
/// dialect cannot carry the value.
pub fn render(target_id: &str, variable: &str, value: &str) -> Result<Secret> {
    let target = find(target_id)?;
    check_variable(variable)?;
    let form = target
        .form(Form::Value)
        .filter(|_| target.shapes.is_empty())
        .ok_or_else(|| Error::invalid("target", format!("{} holds no key by itself.", target.name)))?;
    let slots = minijinja::context! {
        variable => safe(variable),
        value => safe(MARK.to_string()),
        slug => safe("llm"),
        shared_network => false,
    };
    let text = fill(&form.text, target.rule, &slots).map_err(|error| error.error(&target.name))?;
    put(text.trim_end(), form.rule.unwrap_or(target.rule), target, value, None)
}

fn put(text: &str, rule: Rule, target: &Target, value: &str, subject: Option<&Subject>) -> Result<Secret> {
    let refused = |reason: &str| Error::SnippetRefused {
        target: target.name.clone(),
        reason: reason.to_owned(),
        instead: instead(target, value, subject),
    };
    if value.is_empty() {
        return Err(refused("it is empty."));
    }
    splice(text, rule, value).map_err(refused)
}

/// A target that carries the value, or else another form of the same one.
fn instead(target: &Target, value: &str, subject: Option<&Subject>) -> Option<Instead> {
    let named =
        |target: &Target, form| Instead { target: target.id.clone(), name: target.name.clone(), form };
    let carries = |other: &&'static Target| {
        let rule = other.form(Form::Value).map(|form| form.rule.unwrap_or(other.rule));
        !value.is_empty() && rule.is_some_and(|rule| splice("", rule, value).is_ok())
    };
    let mut others = target.instead.iter().filter_map(|id| find(id).ok());
    if let Some(other) = others.find(carries) {
        return Some(named(other, Form::Value));
    }
    let fits = |form: Form| subject.is_none_or(|subject| form_unfit(form, subject).is_none());
    let other = target
        .forms
        .iter()
        .find(|form| !matches!(form.form, Form::Value | Form::Placeholder) && fits(form.form))?;
    Some(named(target, other.form))
}

fn notes(plan: &Plan, subject: &Subject) -> Vec<String> {
    let mut notes = plan.form.notes.clone();
    if plan.text.contains(NO_MODEL) {
        notes.push(format!("Put the name of a model in the place of {NO_MODEL}."));
    }
    if plan.target.runs == Some(Runs::Container) && subject.is_loopback() {
        notes.push(format!(
            "{} answers on this computer only, so the container has to share its network, which Docker does on Linux.",
            subject.provider.name
        ));
    }
    notes
}

fn warnings(plan: &Plan, subject: &Subject, catalogue: &Catalogue) -> Vec<String> {
    let mut warnings = Vec::new();
    // A target with a name of its own sets the address beside it.
    if plan.target.variable.is_none()
        && let Some(other) = other_reader(catalogue, &subject.provider, &plan.variable)
    {
        warnings.push(format!(
            "Programs take {} for a key of {} and send it there, unless they are told another base URL.",
            plan.variable, other.name
        ));
    }
    let fetches = plan.form.form == Form::Reference
        || plan.then.as_ref().is_some_and(|then| then.split_whitespace().any(|word| word == "khg"));
    if let Some(folder) = subject.other_folder.as_ref().filter(|_| fetches) {
        warnings.push(format!(
            "The key is found only where KEYHINGE_DATA_DIR names its data folder: {}",
            folder.display()
        ));
    }
    if subject.management {
        warnings.push("This key manages other keys; models cannot be called with it.".into());
    }
    warnings
}

fn question(plan: &Plan, subject: &Subject) -> Option<String> {
    let production = subject.purpose.as_ref().is_some_and(|purpose| purpose.as_str() == "Production");
    let carried = matches!(plan.form.form, Form::Value | Form::Reference);
    (production && carried && plan.target.development).then(|| {
        let name = subject.name.as_deref().unwrap_or_default();
        format!(
            "\u{201c}{name}\u{201d} is for production, and {} is for development. Use it there?",
            plan.target.name
        )
    })
}
