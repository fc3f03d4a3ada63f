//! What can be done with a key now: what its provider offers, as far as the account's credential and the key's state
//! allow it. The UI and the CLI offer this and nothing else.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{KeyOrigin, KeyState, KeySummary};
use crate::accounts::knows_one_token;
use crate::catalogue::{Ability, Provider};
use crate::rotation::can_be_replaced;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyAction {
    /// Ask the provider whether it works.
    Test,
    /// Call a model for one token, which costs about that: no probe tells whether the key works.
    TestOneToken,
    Rename,
    Disable,
    Enable,
    /// Have another key take its place, step by step.
    Rotate,
    Revoke,
    /// The user revokes it on the provider's page, and a probe proves it.
    RevokeGuided,
    /// Take it out of Keyhinge; at the provider nothing changes.
    Forget,
}

/// `manages` where the account holds a management credential. None of a provider whose manifest is gone, but forgetting.
pub(crate) fn actions(
    key: &KeySummary,
    state: KeyState,
    provider: Option<&Provider>,
    manages: bool,
) -> Vec<KeyAction> {
    use KeyAction::{Disable, Enable, Forget, Rename, Revoke, RevokeGuided, Rotate, Test, TestOneToken};
    use KeyState::{Active, Disabled, Gone, Pending, Revoked, Revoking};
    let rotates = can_be_replaced(key, state);
    if key.origin == KeyOrigin::Issued {
        return match state {
            Active if rotates => vec![Rename, Rotate, Revoke],
            Active => vec![Rename, Revoke],
            Revoking => vec![Revoke],
            Pending | Disabled | Gone | Revoked => Vec::new(),
        };
    }
    let can = |ability| {
        manages
            && key.remote_id.is_some()
            && provider
                .and_then(|provider| provider.management.as_ref())
                .is_some_and(|management| management.can.contains(&ability))
    };
    let testable = key.secret_held && matches!(state, Active | Disabled | Gone | Revoking);
    let probe = provider.and_then(|provider| provider.api.probe.as_ref());
    let was_needed =
        key.last_test.as_ref().is_some_and(|test| test.offers_one_token || test.called.is_some());
    let probe_tells = probe.is_some_and(|probe| probe.answers_anyone != Some(true)) && !was_needed;
    let callable = provider.is_some_and(knows_one_token);
    let revoke = if can(Ability::Revoke) { Revoke } else { RevokeGuided };
    // A name that the provider knows is changed there, or not at all: the next list would bring the old one back.
    let renamed = can(Ability::Rename) || key.remote_id.is_none();
    let offered = [
        (Test, testable && probe.is_some()),
        (TestOneToken, testable && callable && !probe_tells),
        (Rename, renamed && matches!(state, Active | Disabled)),
        (Disable, can(Ability::Disable) && state == Active),
        (Enable, can(Ability::Enable) && state == Disabled),
        (Rotate, rotates && provider.is_some()),
        (revoke, matches!(state, Active | Disabled | Revoking)),
        (Forget, state != Pending),
    ];
    offered.into_iter().filter_map(|(action, offered)| offered.then_some(action)).collect()
}
