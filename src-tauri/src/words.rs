//! What the desktop shell itself says: in the tray and in notifications. The window's words are in `ui/src/lib/words`.

use keyhinge_core::limits::Metric;
use keyhinge_core::settings::Language;

/// The language of this session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    English,
    German,
}

use Words::{English, German};

impl Words {
    /// The language that was chosen.
    pub(crate) fn of(chosen: Language) -> Self {
        match chosen {
            Language::System => Self::of_session(|name| std::env::var(name).ok()),
            Language::En => English,
            Language::De => German,
        }
    }

    /// What the session speaks, by the variables that POSIX reads in this order; English where it is another language.
    fn of_session(variable: impl Fn(&str) -> Option<String>) -> Self {
        let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| variable(name).filter(|it| !it.is_empty()));
        if named.is_some_and(|name| name.starts_with("de")) { German } else { English }
    }

    pub(crate) fn open(self) -> &'static str {
        match self {
            English => "Open Keyhinge",
            German => "Keyhinge öffnen",
        }
    }

    pub(crate) fn create_key(self) -> &'static str {
        match self {
            English => "Create key…",
            German => "Schlüssel erstellen…",
        }
    }

    pub(crate) fn choose_folder(self) -> &'static str {
        match self {
            English => "Choose the folder of the file",
            German => "Ordner der Datei auswählen",
        }
    }

    pub(crate) fn quit(self) -> &'static str {
        match self {
            English => "Quit",
            German => "Beenden",
        }
    }

    pub(crate) fn start_gateway(self) -> &'static str {
        match self {
            English => "Start gateway",
            German => "Gateway starten",
        }
    }

    pub(crate) fn stop_gateway(self) -> &'static str {
        match self {
            English => "Stop gateway",
            German => "Gateway anhalten",
        }
    }

    pub(crate) fn gateway_on(self, address: &str) -> String {
        match self {
            English => format!("Gateway on {address}"),
            German => format!("Gateway auf {address}"),
        }
    }

    pub(crate) fn gateway_off(self) -> &'static str {
        match self {
            English => "Gateway off",
            German => "Gateway aus",
        }
    }

    pub(crate) fn gateway_elsewhere(self) -> &'static str {
        match self {
            English => "Gateway runs in another process",
            German => "Gateway läuft in einem anderen Prozess",
        }
    }

    pub(crate) fn gateway_failed(self) -> &'static str {
        match self {
            English => "Gateway could not run",
            German => "Gateway konnte nicht laufen",
        }
    }

    pub(crate) fn gateway_stopped_title(self) -> &'static str {
        match self {
            English => "The gateway is not running",
            German => "Das Gateway läuft nicht",
        }
    }

    /// "87 % of requests", with a word for how near that is.
    pub(crate) fn meter(self, percent: i64, metric: Metric) -> String {
        let what = self.metric(metric);
        match (self, percent) {
            (English, 100..) => format!("{percent} % of {what}, limit reached"),
            (English, 80..) => format!("{percent} % of {what}, close to the limit"),
            (English, _) => format!("{percent} % of {what}"),
            (German, 100..) => format!("{percent} % der {what}, Limit erreicht"),
            (German, 80..) => format!("{percent} % der {what}, nah am Limit"),
            (German, _) => format!("{percent} % der {what}"),
        }
    }

    fn metric(self, metric: Metric) -> &'static str {
        match (self, metric) {
            (English, Metric::Requests) => "requests",
            (English, Metric::PromptTokens) => "prompt tokens",
            (English, Metric::CompletionTokens) => "completion tokens",
            (German, Metric::Requests) => "Anfragen",
            (German, Metric::PromptTokens) => "Prompt-Tokens",
            (German, Metric::CompletionTokens) => "Antwort-Tokens",
        }
    }

    pub(crate) fn limit_title(self, name: &str, percent: i64) -> String {
        match (self, percent) {
            (English, 100..) => format!("{name} has reached a limit"),
            (English, _) => format!("{name} is close to a limit"),
            (German, 100..) => format!("{name} hat ein Limit erreicht"),
            (German, _) => format!("{name} ist nah an einem Limit"),
        }
    }

    pub(crate) fn expired(self, names: &str) -> String {
        match self {
            English => format!("Expired: {names}."),
            German => format!("Abgelaufen: {names}."),
        }
    }

    pub(crate) fn expires_soon(self, names: &str) -> String {
        match self {
            English => format!("Expires within 7 days: {names}."),
            German => format!("Läuft in den nächsten 7 Tagen ab: {names}."),
        }
    }

    pub(crate) fn expiry_title(self) -> &'static str {
        match self {
            English => "Keys need a successor",
            German => "Schlüssel brauchen Nachfolger",
        }
    }

    pub(crate) fn and_more(self, names: &str, more: usize) -> String {
        match self {
            English => format!("{names} and {more} more"),
            German => format!("{names} und {more} weitere"),
        }
    }

    pub(crate) fn still_running_title(self) -> &'static str {
        match self {
            English => "Keyhinge is still running",
            German => "Keyhinge läuft weiter",
        }
    }

    pub(crate) fn still_running(self, tray: bool) -> &'static str {
        match (self, tray) {
            (English, true) => "The gateway goes on. The tray brings the window back, and quits.",
            (English, false) => "The gateway goes on. Start Keyhinge again to bring the window back.",
            (German, true) => {
                "Das Gateway läuft weiter. Über das Symbol in der Leiste kommt das Fenster zurück."
            }
            (German, false) => {
                "Das Gateway läuft weiter. Ein neuer Start von Keyhinge bringt das Fenster zurück."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_says_its_language() {
        let of = |name: &'static str, value: &'static str| {
            Words::of_session(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert_eq!(of("LANG", "de_AT.UTF-8"), German);
        assert_eq!(of("LC_ALL", "de"), German);
        assert_eq!(of("LC_ALL", "C.UTF-8"), English);
        assert_eq!(of("LANG", ""), English);
        let both = |asked: &str| Some(if asked == "LC_ALL" { "en_GB" } else { "de_DE" }.to_owned());
        assert_eq!(Words::of_session(both), English, "LC_ALL wins");
    }

    #[test]
    fn a_meter_has_a_word_for_what_its_number_means() {
        assert_eq!(English.meter(12, Metric::Requests), "12 % of requests");
        assert_eq!(English.meter(80, Metric::Requests), "80 % of requests, close to the limit");
        assert_eq!(German.meter(100, Metric::PromptTokens), "100 % der Prompt-Tokens, Limit erreicht");
    }
}
