//! What an answer took, read from its bytes as they pass. Nothing is held back for it, and nothing is changed.

use serde_json::Value;

use crate::bounded_json;
use crate::echo::tokens::tokens;

/// A line of a stream, or a whole answer, that is longer is not read; what it took is estimated.
const READ_MAX: usize = 1 << 20;

/// The fields that hold text of an answer, in either shape.
const TEXT: [&str; 7] =
    ["content", "reasoning_content", "refusal", "text", "thinking", "partial_json", "arguments"];

/// Prompt and completion tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Took {
    pub(super) prompt: i64,
    pub(super) completion: i64,
}

/// Reads along.
pub(super) struct Tally {
    streams: bool,
    /// The line that is being read, or all of an answer that is no stream.
    read: Vec<u8>,
    /// It is longer than what is read.
    skipping: bool,
    /// The line before was the blank one that ends an event.
    after_event: bool,
    prompt: Option<i64>,
    completion: Option<i64>,
    /// Bytes of text that were answered, or of everything where that cannot be told.
    text: usize,
}

impl Tally {
    /// `streams`: the answer is a stream of events, else one JSON object.
    pub(super) fn new(streams: bool) -> Self {
        Self {
            streams,
            read: Vec::new(),
            skipping: false,
            after_event: true,
            prompt: None,
            completion: None,
            text: 0,
        }
    }

    /// Takes note of what passes.
    pub(super) fn note(&mut self, mut bytes: &[u8]) {
        while self.streams
            && let Some(end) = bytes.iter().position(|byte| *byte == b'\n')
        {
            let (line, rest) = bytes.split_at(end + 1);
            self.take(line);
            self.end_line();
            bytes = rest;
        }
        self.take(bytes);
    }

    fn take(&mut self, bytes: &[u8]) {
        if self.skipping || self.read.len() + bytes.len() > READ_MAX {
            self.text += self.read.len() + bytes.len();
            self.skipping = true;
            self.read.clear();
        } else {
            self.read.extend_from_slice(bytes);
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.read);
        self.after_event = !self.skipping && line.trim_ascii().is_empty();
        self.skipping = false;
        if let Some(data) = line.strip_prefix(b"data:") {
            self.read_part(data);
        }
    }

    /// Reads an answer, or an event of a stream. What is not understood says nothing.
    fn read_part(&mut self, json: &[u8]) {
        let Ok(part) = bounded_json::parse(json) else { return };
        // Anthropic's first event knows the prompt; its count of the answer is not the last one.
        self.prompt = prompt(&part["message"]["usage"]).or(self.prompt);
        self.prompt = prompt(&part["usage"]).or(self.prompt);
        self.completion = completion(&part["usage"]).or(self.completion);
        self.text += ["choices", "delta", "content"].iter().map(|name| text(&part[*name])).sum::<usize>();
    }

    /// What it took: as it was told, else what was seen of the text, and of the prompt what was thought before.
    pub(super) fn took(&mut self, thought: i64) -> Took {
        if !self.streams {
            let whole = std::mem::take(&mut self.read);
            self.read_part(&whole);
        }
        Took {
            prompt: self.prompt.unwrap_or(thought),
            completion: self.completion.unwrap_or_else(|| tokens(self.text)),
        }
    }

    /// Whether an event can be put in after what has passed, without breaking into the middle of one.
    pub(super) fn is_between_events(&self) -> bool {
        self.after_event && self.read.is_empty() && !self.skipping
    }
}

fn count(usage: &Value, name: &str) -> Option<i64> {
    usage[name].as_i64().filter(|tokens| *tokens >= 0)
}

/// Anthropic counts what its cache had apart from `input_tokens`, OpenAI within `prompt_tokens`.
fn prompt(usage: &Value) -> Option<i64> {
    let cached = ["cache_creation_input_tokens", "cache_read_input_tokens"];
    let input = count(usage, "input_tokens")
        .map(|input| cached.iter().filter_map(|name| count(usage, name)).fold(input, i64::saturating_add));
    count(usage, "prompt_tokens").or(input)
}

fn completion(usage: &Value) -> Option<i64> {
    count(usage, "completion_tokens").or_else(|| count(usage, "output_tokens"))
}

/// Bytes of text within a part of an answer.
fn text(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(text).sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value {
                Value::String(found) if TEXT.contains(&name.as_str()) => found.len(),
                value => text(value),
            })
            .sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OPENAI: &str = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"Hello\"}}],\"usage\":null}\n\n\
        data: {\"choices\":[{\"delta\":{\"content\":\", wörld\"}}]}\n\n\
        data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\ndata: [DONE]\n\n";
    const ANTHROPIC: &str = "event: message_start\r\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":5,\
        \"cache_read_input_tokens\":20,\"cache_creation_input_tokens\":null,\"output_tokens\":1}}}\r\n\r\n\
        event: content_block_delta\r\ndata:{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"12345\"}}\r\n\r\n\
        event: message_delta\r\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}\r\n\r\n";

    fn took(streams: bool, pieces: &[&[u8]]) -> (i64, i64) {
        let mut tally = Tally::new(streams);
        pieces.iter().for_each(|piece| tally.note(piece));
        let took = tally.took(100);
        (took.prompt, took.completion)
    }

    #[test]
    fn both_shapes_tell_what_they_took() {
        assert_eq!(took(true, &[OPENAI.as_bytes()]), (9, 2));
        assert_eq!(took(true, &[ANTHROPIC.as_bytes()]), (25, 7));
        let chat =
            br#"{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#;
        assert_eq!(took(false, &[chat]), (3, 4));
        let message = br#"{"type":"message","content":[{"type":"text","text":"x"}],"usage":{"input_tokens":3,"output_tokens":4}}"#;
        assert_eq!(took(false, &[&message[..40], &message[40..]]), (3, 4));
    }

    #[test]
    fn what_is_not_told_is_estimated() {
        let end = OPENAI.find("data: {\"choices\":[],").unwrap();
        assert_eq!(took(true, &[&OPENAI.as_bytes()[..end]]), (100, 4), "13 bytes of text");
        let end = ANTHROPIC.find("event: message_delta").unwrap();
        assert_eq!(took(true, &[&ANTHROPIC.as_bytes()[..end]]), (25, 2));
        assert_eq!(took(false, &[br#"{"choices":[{"message":{"content":"12345678","tool_calls":[{"function":{"arguments":"{\"a\":1}"}}]}}]}"#]), (100, 4));
        assert_eq!(took(false, &[b"no JSON"]), (100, 0));
        assert_eq!(
            took(true, &[br#"data: {"usage":{"prompt_tokens":-1,"completion_tokens":"x"}}"#, b"\n"]),
            (100, 0)
        );
    }

    #[test]
    fn a_line_without_an_end_is_not_kept() {
        let mut tally = Tally::new(true);
        for _ in 0..200 {
            tally.note(&[b'x'; 100_000]);
            assert!(tally.read.len() <= READ_MAX);
        }
        tally.note(b"\n\n");
        tally.note(OPENAI.as_bytes());
        assert_eq!(tally.took(100), Took { prompt: 9, completion: 2 });
    }

    #[test]
    fn an_event_is_only_put_in_between_two() {
        let mut tally = Tally::new(true);
        assert!(tally.is_between_events());
        for (piece, between) in [
            (&b"data: {"[..], false),
            (b"}\n", false),
            (b"\n", true),
            (b": comment\r\n", false),
            (b"\r\n", true),
            (b"event: x\ndata: 1\n\n", true),
        ] {
            tally.note(piece);
            assert_eq!(tally.is_between_events(), between, "{piece:?}");
        }
    }

    proptest! {
        #[test]
        fn where_a_stream_is_split_does_not_matter(
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
            anthropic in any::<bool>(),
        ) {
            let text = if anthropic { ANTHROPIC } else { OPENAI }.as_bytes();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
            prop_assert_eq!(took(true, &pieces), if anthropic { (25, 7) } else { (9, 2) });
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), streams in any::<bool>()) {
            let mut tally = Tally::new(streams);
            tally.note(&bytes);
            let took = tally.took(1);
            prop_assert!(took.prompt >= 0 && took.completion >= 0);
        }
    }
}
