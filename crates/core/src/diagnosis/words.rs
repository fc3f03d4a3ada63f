//! What a class means where the provider has nothing closer to say: a sentence, a meaning, a next step.

use super::FailureClass;

pub(super) struct Words {
    pub(super) sentence: String,
    pub(super) meaning: String,
    pub(super) next_step: String,
}

/// The words for a class. `provider` is the provider's name, where it is known.
pub(super) fn of(class: FailureClass, provider: Option<&str>, status: Option<u16>) -> Words {
    let (sentence, meaning, next_step) = plain(class);
    let unnamed = if sentence.starts_with("{who}") { "The provider" } else { "the provider" };
    let who = provider.unwrap_or(unnamed);
    let status = status.map(|status| format!(" (status {status})")).unwrap_or_default();
    Words {
        sentence: format!("{}{status}.", sentence.replace("{who}", who)),
        meaning: meaning.into(),
        next_step: next_step.into(),
    }
}

fn plain(class: FailureClass) -> (&'static str, &'static str, &'static str) {
    use FailureClass::*;
    match class {
        MissingKey => (
            "{who} says that the request carried no key",
            "The key was not sent, was sent in another header than this provider reads, or was lost on the way.",
            "Check how the key is sent, and whether a proxy takes the header away.",
        ),
        InvalidKey => (
            "{who} refused the key",
            "The key is wrong, expired or revoked, or it belongs to another provider or address.",
            "Copy the key again, and check it and its address on the provider\u{2019}s page.",
        ),
        ExpiredKey => (
            "{who} says that the key has expired",
            "The key was right, and its time is over.",
            "Create a new key and put it where the old one was.",
        ),
        RevokedKey => (
            "{who} says that the key was revoked",
            "Someone revoked or disabled the key; that cannot be undone with this key.",
            "Create a new key if you still need one.",
        ),
        WrongCredential => (
            "{who} expects another kind of key here",
            "Keys that manage keys and keys that programs use are not the same, and neither can do what the other does.",
            "Use an ordinary key for models, and the management key for managing keys.",
        ),
        WrongPermission => (
            "{who} knows the key and does not allow it this",
            "The key lacks a permission, or the account has no access to what was asked for.",
            "Check the permissions of the key on the provider\u{2019}s page, or use another key.",
        ),
        Suspended => (
            "{who} says that the account is blocked",
            "No key of this account works until the provider lifts that.",
            "Ask the provider\u{2019}s support.",
        ),
        PaymentRequired => (
            "{who} wants payment: credit or quota is used up",
            "The key itself is right. Waiting a moment does not help.",
            "Add credit or raise the quota on the provider\u{2019}s page. Do not retry before.",
        ),
        RateLimited => (
            "{who} was called too often",
            "A limit is reached. The key itself is right.",
            "Wait until the limit is free again, then call less often.",
        ),
        ModelNotFound => (
            "{who} does not know this model",
            "The model\u{2019}s name is wrong, the model was withdrawn, or this key may not use it.",
            "Choose a model from the provider\u{2019}s list.",
        ),
        NotFound => (
            "{who} has nothing at this address",
            "The base URL or the path is wrong, or what was asked for is gone. That says nothing about the key.",
            "Check the base URL of the account.",
        ),
        BadRequest => (
            "{who} did not understand the request",
            "Something in the request is not valid. The key is not the cause.",
            "Read what the provider says, and change the request.",
        ),
        ProviderDown => (
            "{who} could not answer",
            "The fault is at the provider. That says nothing about the key.",
            "Try again later; look at the provider\u{2019}s status page.",
        ),
        NotTheApi => (
            "Something other than the API of {who} answered",
            "A proxy, a sign-in page of the network or a redirect stands between. That says nothing about the key.",
            "Open the address in a browser, sign in to the network, and check the base URL and the proxy.",
        ),
        AddressRefused => (
            "Nothing was sent: a key may not be sent to this address",
            "Keys go only over https, or to this computer, or to a private host that was confirmed.",
            "Check the base URL of the account.",
        ),
        UnusableKey => (
            "Nothing was sent: the key holds characters that a request cannot carry, or is empty",
            "The stored text is not a key as it was given out; often a line break or a quote was copied along.",
            "Copy the key again and store it anew.",
        ),
        Proxy => (
            "Nothing was sent: the proxy in the settings is not a usable address",
            "No request can leave while that is so. That says nothing about the key.",
            "Correct the proxy in the settings.",
        ),
        NameNotFound => (
            "The host of {who} could not be found",
            "Its name could not be looked up: this computer is offline, or the name is wrong. That says nothing about the key.",
            "Check the network and the base URL.",
        ),
        ConnectionRefused => (
            "The host of {who} refused the connection",
            "Nothing listens there now, or a firewall stands between. That says nothing about the key.",
            "Check that the server runs, and its address and port.",
        ),
        Tls => (
            "The connection to {who} could not be made safe",
            "Its certificate is not valid, or someone on the way shows another. The key was not sent.",
            "Check the date of this computer, and ask who runs the network. Do not switch to http.",
        ),
        TimedOut => (
            "{who} did not answer in time",
            "The network or the provider is slow. That says nothing about the key.",
            "Try again later.",
        ),
        Unreachable => (
            "{who} could not be reached",
            "The network is down, or blocks the way. That says nothing about the key.",
            "Check the network, then try again.",
        ),
        Broken => (
            "The connection to {who} broke off",
            "Whether the request took effect is not known. That says nothing about the key.",
            "Look whether it took effect before you repeat it.",
        ),
        Unreadable => (
            "The answer of {who} cannot be read",
            "It is too large or compressed, which this provider\u{2019}s API does not do; something else may have answered.",
            "Check the base URL and the proxy.",
        ),
        Unknown => (
            "{who} answered in a way that has no known meaning",
            "It is neither a success nor a failure that is known. That says nothing about the key.",
            "Read what the provider says; try again later.",
        ),
    }
}
