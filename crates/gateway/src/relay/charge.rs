//! What a call that is passed on owes: the virtual key pays for it, and the provider's key is noted as used.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyhinge_core::limits::window::Reserved;
use keyhinge_core::usage::{UsageCounts, UsageDelta};
use tokio_util::sync::CancellationToken;

use super::tally::{Tally, Took};
use crate::call::Call;
use crate::error::ApiError;
use crate::state::Gateway;

/// A call with what is reserved for it. A call that is dropped after it was sent, and before anything is known of it, pays
/// for its prompt.
pub(super) struct Charge {
    state: Gateway,
    /// None for who has no limits to count against.
    call: Option<Call>,
    reserved: Option<Reserved>,
    upstream_key: Arc<str>,
    /// `account/model`.
    model: Arc<str>,
    /// The prompt as it was estimated, in tokens.
    thought: i64,
    sent_at: Option<DateTime<Utc>>,
    answers: bool,
    settled: bool,
}

impl Charge {
    /// Reserves the prompt and the answer.
    ///
    /// # Errors
    /// 429 where a token limit is used up, or can never hold this prompt.
    pub(super) fn reserve(
        state: &Gateway,
        call: Option<Call>,
        upstream_key: Arc<str>,
        model: String,
        prompt: i64,
        completion: i64,
    ) -> Result<Self, ApiError> {
        let reserved = call.as_ref().map(|call| call.reserve(prompt, completion)).transpose()?;
        Ok(Self {
            state: state.clone(),
            call,
            reserved,
            upstream_key,
            model: model.into(),
            thought: prompt,
            sent_at: None,
            answers: false,
            settled: false,
        })
    }

    pub(super) fn call(&self) -> Option<&Call> {
        self.call.as_ref()
    }

    /// Cancelled when the virtual key ends.
    pub(super) fn cut(&self) -> CancellationToken {
        self.call.as_ref().map_or_else(CancellationToken::new, |call| call.key.live.cut.clone())
    }

    /// The call is on its way: from here on it may cost something.
    pub(super) fn sent(&mut self) {
        self.sent_at = Some(self.state.core.clock.now());
    }

    /// The model answers: the request counts for it from now on, and its tokens when they are known.
    pub(super) fn answers(&mut self) {
        self.answers = true;
        if let Some(call) = &mut self.call {
            call.answers(Arc::clone(&self.model), 0);
        }
        self.note(UsageCounts { requests: 1, ..UsageCounts::default() }, self.sent_at);
    }

    /// The provider refused the call, or never got it: it costs nothing.
    pub(super) fn free(&mut self) {
        self.pay(Took { prompt: 0, completion: 0 });
    }

    /// Pays what was told or seen; once.
    pub(super) fn settle(&mut self, tally: &mut Tally) {
        if !self.settled {
            self.pay(tally.took(self.thought));
        }
    }

    fn pay(&mut self, took: Took) {
        self.settled = true;
        if let (Some(call), Some(reserved)) = (&mut self.call, self.reserved.take()) {
            call.settle(reserved, took.prompt, took.completion);
        }
        if self.answers {
            let counts =
                UsageCounts { requests: 0, prompt_tokens: took.prompt, completion_tokens: took.completion };
            self.note(counts, None);
        }
    }

    /// Counts for the provider's key, which is another account's.
    fn note(&self, counts: UsageCounts, at: Option<DateTime<Utc>>) {
        self.state.recorder.record(&UsageDelta {
            key_id: Arc::clone(&self.upstream_key),
            model: Arc::clone(&self.model),
            at: at.unwrap_or_else(|| self.state.core.clock.now()),
            counts,
        });
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        if self.sent_at.is_none() {
            self.free();
        } else {
            self.answers();
            self.pay(Took { prompt: self.thought, completion: 0 });
        }
    }
}
