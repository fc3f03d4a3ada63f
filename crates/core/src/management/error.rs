//! What can go wrong between this computer and a provider's key management.

use super::adapter::Operation;
use crate::http::{Answer, Failure, Lost, Refusal};

/// Why an operation did not succeed, by what is known of its effect.
#[derive(Debug, thiserror::Error)]
pub enum ManagementError {
    /// The provider has no such operation.
    #[error("This provider does not offer to {0}.")]
    NotOffered(Operation),
    /// What was asked for cannot be said to this provider; nothing was sent.
    #[error("{reason}")]
    Invalid { field: &'static str, reason: String },
    /// Nothing was sent; it can be tried again without harm.
    #[error("Nothing was sent: {0}")]
    NotSent(Refusal),
    /// It was sent, and nobody knows whether it took effect. `status` where an answer began.
    #[error("It is not known whether this took effect: {}", unknown(*status, *lost))]
    Unknown { status: Option<u16>, lost: Option<Lost> },
    /// The provider said no; nothing was changed. The answer is for the diagnosis; the credential is not in it.
    #[error("The provider answered with status {}.", .0.status)]
    Rejected(Box<Answer>),
    /// The provider answered with a success that cannot be read.
    #[error("The provider\u{2019}s answer cannot be read: {0}")]
    Unreadable(#[from] Unreadable),
}

/// What is wrong with an answer. Names fields, never what is in them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("it is not JSON.")]
    NotJson,
    #[error("it is nested too deeply.")]
    TooDeep,
    #[error("it has no usable \u{201c}{field}\u{201d}.")]
    Missing { field: String },
    #[error("it has \u{201c}{field}\u{201d} twice.")]
    Twice { field: String },
    #[error("it says that the operation failed.")]
    SaysFailed,
}

impl ManagementError {
    pub(super) fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Self::Invalid { field, reason: reason.into() }
    }
}

impl From<Failure> for ManagementError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::NotSent(refusal),
            Failure::Unknown { status, lost } => Self::Unknown { status, lost: Some(lost) },
        }
    }
}

fn unknown(status: Option<u16>, lost: Option<Lost>) -> String {
    match (lost, status) {
        (Some(lost), _) => lost.to_string(),
        (None, Some(status)) => format!("the provider answered with status {status}."),
        (None, None) => "the provider did not say.".into(),
    }
}
