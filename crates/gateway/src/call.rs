//! One call of a key: counted when it is admitted, charged for its prompt before and for its answer as it is sent.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyhinge_core::limits::window::{Remaining, Reserved};
use keyhinge_core::usage::{UsageCounts, UsageDelta};

use crate::error::ApiError;
use crate::registry::{InFlight, Key};
use crate::state::Gateway;

/// A call that counts. Dropping it settles it: a call that never got to a model still counts one request, and
/// what it reserved for its answer and did not send is given back.
pub(crate) struct Call {
    state: Gateway,
    pub(crate) key: Arc<Key>,
    admitted_at: DateTime<Utc>,
    model: Option<Arc<str>>,
    /// Completion tokens that may still be sent.
    reserved: i64,
    in_flight: Arc<InFlight>,
}

impl Call {
    /// Counts one request of the key.
    ///
    /// # Errors
    /// 429 where its requests are used up or too many are in flight.
    pub(crate) fn admit(state: &Gateway, key: &Arc<Key>) -> Result<Self, ApiError> {
        let cap = state.caps.in_flight_per_key;
        let in_flight = key.live.enter(cap).ok_or_else(|| ApiError::too_many_in_flight(cap))?;
        key.live.window(|window| window.admit_request(state.ticks.now())).map_err(ApiError::limited)?;
        Ok(Self {
            state: state.clone(),
            key: Arc::clone(key),
            admitted_at: state.core.clock.now(),
            model: None,
            reserved: 0,
            in_flight: Arc::new(in_flight),
        })
    }

    /// Checks and charges the prompt, and reserves up to `completion_tokens` for the answer. Answers how many it
    /// may have.
    ///
    /// # Errors
    /// 429 where a token limit is used up, or can never hold this prompt.
    pub(crate) fn charge_prompt(
        &mut self,
        model: &str,
        tokens: i64,
        completion_tokens: i64,
    ) -> Result<i64, ApiError> {
        self.reserved = self
            .key
            .live
            .window(|window| window.admit_answer(self.state.ticks.now(), tokens, completion_tokens))
            .map_err(ApiError::limited)?;
        self.answers(model.into(), tokens);
        Ok(self.reserved)
    }

    /// Charges what is about to be sent of the answer, out of what was reserved for it.
    pub(crate) fn charge_completion(&mut self, tokens: i64) {
        let Some(model) = &self.model else { return };
        let tokens = tokens.min(self.reserved);
        self.reserved -= tokens;
        self.key.live.window(|window| window.spend(self.state.ticks.now(), tokens));
        let counts = UsageCounts { requests: 0, prompt_tokens: 0, completion_tokens: tokens };
        self.record(Arc::clone(model), self.state.core.clock.now(), counts);
    }

    /// Reserves what an answer of another service is estimated to take; for [`Self::settle`], whatever comes of it.
    ///
    /// # Errors
    /// As [`Self::charge_prompt`].
    pub(crate) fn reserve(&self, prompt_tokens: i64, completion_tokens: i64) -> Result<Reserved, ApiError> {
        let now = self.state.ticks.now();
        let reserved = self.key.live.window(|window| window.reserve(now, prompt_tokens, completion_tokens));
        reserved.map_err(ApiError::limited)
    }

    /// Says which model answers, and counts the request and its prompt for it.
    pub(crate) fn answers(&mut self, model: Arc<str>, prompt_tokens: i64) {
        self.model = Some(Arc::clone(&model));
        self.record(
            model,
            self.admitted_at,
            UsageCounts { requests: 1, prompt_tokens, completion_tokens: 0 },
        );
    }

    /// Counts what a call took in the place of what was reserved for it; for the model that [answers](Self::answers).
    pub(crate) fn settle(&mut self, reserved: Reserved, prompt_tokens: i64, completion_tokens: i64) {
        let now = self.state.ticks.now();
        self.key.live.window(|window| window.settle(now, reserved, prompt_tokens, completion_tokens));
        if let Some(model) = &self.model {
            let counts = UsageCounts { requests: 0, prompt_tokens, completion_tokens };
            self.record(Arc::clone(model), self.state.core.clock.now(), counts);
        }
    }

    /// The call's place among those that are being answered.
    pub(crate) fn in_flight(&self) -> Arc<InFlight> {
        Arc::clone(&self.in_flight)
    }

    fn record(&self, model: Arc<str>, at: DateTime<Utc>, counts: UsageCounts) {
        let key_id = Arc::clone(&self.key.id);
        self.state.recorder.record(&UsageDelta { key_id, model, at, counts });
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if self.reserved > 0 {
            self.key.live.window(|window| window.give_back(self.reserved));
        }
        if self.model.is_none() {
            let counts = UsageCounts { requests: 1, prompt_tokens: 0, completion_tokens: 0 };
            self.record("".into(), self.admitted_at, counts);
        }
    }
}

/// What is left of a key's limits, without counting anything.
pub(crate) fn remaining(state: &Gateway, key: &Key) -> Remaining {
    key.live.window(|window| window.look(state.ticks.now()))
}
