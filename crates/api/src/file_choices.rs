//! Files that the user chose in a dialog of the system. The page gets a word for each, which is good for one write within
//! ten minutes: it names no path of its own.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use keyhinge_core::Error;
use uuid::Uuid;

const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

#[derive(Default)]
pub(crate) struct FileChoices(Mutex<HashMap<String, (PathBuf, DateTime<Utc>)>>);

impl FileChoices {
    /// The word for a file.
    pub(crate) fn put(&self, path: PathBuf, now: DateTime<Utc>) -> String {
        let word = Uuid::new_v4().simple().to_string();
        let mut choices = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        choices.retain(|_, (_, until)| *until > now);
        choices.insert(word.clone(), (path, now + GOOD_FOR));
        word
    }

    /// As it was, for a write that was not made.
    pub(crate) fn put_back(&self, word: String, path: PathBuf, now: DateTime<Utc>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(word, (path, now + GOOD_FOR));
    }

    /// # Errors
    /// `NotFound` for a word that was used, or is too old, or never was one.
    pub(crate) fn take(&self, word: &str, now: DateTime<Utc>) -> Result<PathBuf, Error> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(word);
        let known = taken.filter(|(_, until)| *until > now).map(|(path, _)| path);
        known.ok_or_else(|| Error::NotFound { what: "chosen file", id: "(used or too old)".into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_good_once_and_for_ten_minutes() {
        let choices = FileChoices::default();
        let now = DateTime::UNIX_EPOCH;
        let word = choices.put("/a/.env".into(), now);
        assert!(choices.take("guessed", now).is_err());
        assert_eq!(choices.take(&word, now).unwrap(), PathBuf::from("/a/.env"));
        assert!(choices.take(&word, now).is_err());
        let old = choices.put("/a/.env".into(), now);
        assert!(choices.take(&old, now + GOOD_FOR).is_err());
    }
}
