//! What a failure means at a provider, from the rows of its manifest.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Provider;
use crate::diagnosis::FailureClass;

/// A row of `[[diagnosis]]`: the failures that it is about, and what they mean at this provider. It has at least one of
/// `class`, `status` and `code`, and speaks of failures that match all that it has. One with a status alone speaks of what
/// that status usually means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DiagnosisRow {
    #[serde(default)]
    pub class: Option<FailureClass>,
    #[serde(default)]
    pub status: Option<u16>,
    /// The code in the answer's body, or its type where it has no code; in any case.
    #[serde(default)]
    pub code: Option<String>,
    pub meaning: String,
    pub next_step: String,
    /// The same request will fail again, however long one waits in a loop.
    #[serde(default)]
    pub do_not_retry: bool,
    #[serde(default)]
    pub hint: bool,
}

/// What a failure means at one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Explanation {
    pub meaning: String,
    pub next_step: String,
    pub do_not_retry: bool,
    /// It is what is usual, not what the provider promises.
    pub hint: bool,
}

impl Provider {
    /// What this failure means here. The closest row speaks: one for the code before one for the status, that before one
    /// for the class, and the first of equals. None where the manifest has no row for it. `codes` are the words that the
    /// answer has for it.
    #[must_use]
    pub fn explain(&self, class: FailureClass, status: Option<u16>, codes: &[String]) -> Option<Explanation> {
        let mut best: Option<(u8, &DiagnosisRow)> = None;
        for row in &self.diagnosis {
            let Some(closeness) = row.closeness(class, status, codes) else { continue };
            if best.is_none_or(|(found, _)| closeness > found) {
                best = Some((closeness, row));
            }
        }
        best.map(|(_, row)| Explanation {
            meaning: row.meaning.clone(),
            next_step: row.next_step.clone(),
            do_not_retry: row.do_not_retry,
            hint: row.hint,
        })
    }
}

impl DiagnosisRow {
    fn closeness(&self, class: FailureClass, status: Option<u16>, codes: &[String]) -> Option<u8> {
        let mut sum = 0;
        if let Some(wanted) = &self.code {
            codes.iter().find(|code| wanted.eq_ignore_ascii_case(code))?;
            sum += 4;
        }
        if let Some(wanted) = self.status {
            let more = self.code.is_some() || self.class.is_some();
            status.filter(|status| *status == wanted && (more || class.fits(wanted)))?;
            sum += 2;
        }
        if let Some(wanted) = self.class {
            (wanted == class).then_some(())?;
            sum += 1;
        }
        (sum > 0).then_some(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn explained(provider: &str, class: FailureClass, status: u16, codes: &[&str]) -> Option<Explanation> {
        let codes: Vec<_> = codes.iter().map(ToString::to_string).collect();
        Catalogue::embedded().unwrap().provider(provider).unwrap().explain(class, Some(status), &codes)
    }

    #[test]
    fn the_closest_row_speaks() {
        let quota = explained("generic", FailureClass::PaymentRequired, 403, &["quota_exceeded"]).unwrap();
        let denied = explained("generic", FailureClass::WrongPermission, 403, &[]).unwrap();
        assert_ne!(quota, denied);
        assert!(quota.meaning.contains("quota"), "{quota:?}");
        assert!(quota.do_not_retry);
        assert_eq!(explained("generic", FailureClass::Unknown, 418, &["TEAPOT"]), None);
    }

    #[test]
    fn a_402_of_forii_is_not_to_be_retried() {
        assert!(explained("forii", FailureClass::PaymentRequired, 402, &[]).unwrap().do_not_retry);
        assert!(!explained("forii", FailureClass::RateLimited, 429, &[]).unwrap().do_not_retry);
    }

    #[test]
    fn what_is_said_of_a_status_is_not_said_of_something_else_with_that_status() {
        assert!(explained("generic", FailureClass::BadRequest, 400, &[]).is_some());
        assert_eq!(explained("generic", FailureClass::InvalidKey, 400, &[]), None);
        assert!(explained("generic", FailureClass::InvalidKey, 400, &["INVALID_API_KEY"]).is_some());
        assert_eq!(explained("openai", FailureClass::WrongPermission, 401, &[]), None);
        assert_eq!(explained("openai", FailureClass::NotTheApi, 401, &[]), None);
    }

    #[test]
    fn the_classic_three_are_explained_by_the_providers_that_document_them() {
        for provider in ["generic", "megallm"] {
            for (class, status) in [
                (FailureClass::InvalidKey, 401),
                (FailureClass::WrongPermission, 403),
                (FailureClass::RateLimited, 429),
            ] {
                let found = explained(provider, class, status, &[]).unwrap();
                assert!(!found.meaning.is_empty() && !found.next_step.is_empty());
            }
        }
    }
}
