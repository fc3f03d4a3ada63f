//! The system's clipboard, as the commands use it: secrets are put there from here only, never by the page.

use std::sync::{Mutex, PoisonError};

use arboard::Error;
use keyhinge_api::clipboard::Clipboard;
use keyhinge_core::secret::Secret;

/// Opened when first needed and kept: on X11 and Wayland the text lives in this process, and goes with the
/// owner. Dropping it at quit takes a marked text away too.
#[derive(Default)]
pub(crate) struct SystemClipboard(Mutex<Option<arboard::Clipboard>>);

impl SystemClipboard {
    fn with<T>(&self, act: impl FnOnce(&mut arboard::Clipboard) -> Result<T, Error>) -> Result<T, Error> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let clipboard = match &mut *slot {
            Some(open) => open,
            empty => empty.insert(arboard::Clipboard::new()?),
        };
        let outcome = act(clipboard);
        // The display may have gone away; the next call opens anew.
        if matches!(outcome, Err(Error::Unknown { .. })) {
            *slot = None;
        }
        outcome
    }
}

impl Clipboard for SystemClipboard {
    /// Every system has a mark: the password manager hint on Linux, the concealed type on macOS, and exclusion
    /// from history and cloud on Windows.
    fn put(&self, text: &Secret) -> Result<bool, String> {
        self.with(|clipboard| excluded(clipboard.set()).text(text.expose()))
            .map_err(|error| sentence(&error))?;
        Ok(true)
    }

    fn text(&self) -> Result<Option<Secret>, String> {
        match self.with(|clipboard| clipboard.get_text()) {
            Ok(text) => Ok(Some(Secret::new(text)).filter(|text| !text.expose().is_empty())),
            Err(Error::ContentNotAvailable) => Ok(None),
            // Text of somebody else's that is not Unicode.
            Err(Error::ConversionFailure) => Ok(Some(Secret::new(String::new()))),
            Err(error) => Err(sentence(&error)),
        }
    }

    fn clear(&self) -> Result<(), String> {
        self.with(arboard::Clipboard::clear).map_err(|error| sentence(&error))
    }
}

#[cfg(target_os = "linux")]
fn excluded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn excluded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(windows)]
fn excluded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows;
    set.exclude_from_history().exclude_from_cloud().exclude_from_monitoring()
}

/// Says what went wrong by kind: a library's text may quote what it was given.
fn sentence(error: &Error) -> String {
    match error {
        Error::ClipboardNotSupported => "This desktop has no clipboard that Keyhinge can reach.",
        Error::ClipboardOccupied => "Another program holds the clipboard.",
        Error::ContentNotAvailable | Error::ConversionFailure => "The clipboard holds something else.",
        _ => "The desktop did not answer.",
    }
    .into()
}
