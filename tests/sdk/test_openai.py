"""The official openai client: every endpoint, streaming and not, and its own exception for each refusal."""

import unittest

import openai

from gateway import MODEL, gateway

TEXT = "Hello, big world. Grüße! 🔑"
USER = [{"role": "user", "content": TEXT}]


def client(key: str, **options) -> openai.OpenAI:
    return openai.OpenAI(api_key=key, base_url=f"{gateway().url}/v1", max_retries=0, **options)


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.key = gateway().key()
        cls.openai = client(cls.key["key"])

    def test_models(self):
        self.assertEqual([model.id for model in self.openai.models.list()], [MODEL])
        self.assertEqual(self.openai.models.retrieve(MODEL).owned_by, "keyhinge")

    def test_chat(self):
        answer = self.openai.chat.completions.create(model=MODEL, messages=USER)
        self.assertEqual(answer.choices[0].message.content, TEXT)
        self.assertEqual(answer.choices[0].finish_reason, "stop")
        tokens = -(-len(TEXT.encode()) // 4)
        self.assertEqual((answer.usage.prompt_tokens, answer.usage.completion_tokens), (tokens, tokens))
        self.assertTrue(answer._request_id.startswith("req_"))

    def test_chat_cut_at_max_tokens(self):
        answer = self.openai.chat.completions.create(model=MODEL, messages=USER, max_completion_tokens=1)
        self.assertEqual((answer.choices[0].message.content, answer.choices[0].finish_reason), ("Hell", "length"))

    def test_chat_stream(self):
        chunks = list(self.openai.chat.completions.create(model=MODEL, messages=USER, stream=True))
        self.assertEqual("".join(chunk.choices[0].delta.content or "" for chunk in chunks), TEXT)
        self.assertEqual(chunks[-1].choices[0].finish_reason, "stop")
        self.assertGreater(len(chunks), 3)

    def test_chat_stream_with_usage(self):
        options = {"include_usage": True}
        stream = self.openai.chat.completions.create(model=MODEL, messages=USER, stream=True, stream_options=options)
        last = list(stream)[-1]
        self.assertEqual(last.choices, [])
        self.assertEqual(last.usage.total_tokens, last.usage.prompt_tokens + last.usage.completion_tokens)

    def test_chat_stream_helper(self):
        with self.openai.chat.completions.stream(model=MODEL, messages=USER) as stream:
            self.assertEqual(stream.get_final_completion().choices[0].message.content, TEXT)

    def test_responses(self):
        answer = self.openai.responses.create(model=MODEL, input=TEXT, instructions="Echo.")
        self.assertEqual((answer.output_text, answer.status), (TEXT, "completed"))
        self.assertEqual(answer.usage.total_tokens, answer.usage.input_tokens + answer.usage.output_tokens)

    def test_responses_cut_at_max_tokens(self):
        answer = self.openai.responses.create(model=MODEL, input=USER, max_output_tokens=2)
        self.assertEqual((answer.output_text, answer.status), ("Hello, b", "incomplete"))
        self.assertEqual(answer.incomplete_details.reason, "max_output_tokens")

    def test_responses_stream(self):
        events = list(self.openai.responses.create(model=MODEL, input=TEXT, stream=True))
        deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
        self.assertEqual("".join(deltas), TEXT)
        self.assertEqual((events[0].type, events[-1].type), ("response.created", "response.completed"))
        self.assertEqual(events[-1].response.output_text, TEXT)

    def test_responses_stream_helper(self):
        with self.openai.responses.stream(model=MODEL, input=TEXT) as stream:
            self.assertEqual(stream.get_final_response().output_text, TEXT)

    def test_embeddings(self):
        # The client asks for base64 by itself and decodes it.
        decoded = self.openai.embeddings.create(model=MODEL, input=["one", "two"])
        plain = self.openai.embeddings.create(model=MODEL, input=["one", "two"], encoding_format="float")
        for first, second in zip(decoded.data, plain.data, strict=True):
            self.assertAlmostEqual(sum(number**2 for number in first.embedding), 1, places=4)
            for one, other in zip(first.embedding, second.embedding, strict=True):
                self.assertAlmostEqual(one, other, places=6)
        self.assertNotEqual(decoded.data[0].embedding, decoded.data[1].embedding)

    def test_limits_are_in_the_headers(self):
        answer = self.openai.chat.completions.with_raw_response.create(model=MODEL, messages=USER)
        self.assertEqual(answer.headers["x-ratelimit-limit-requests"], "6000")
        self.assertLess(int(answer.headers["x-ratelimit-remaining-prompt-tokens"]), 10_000_000)


class Refusals(unittest.TestCase):
    def refused(self, kind, key: str, call=lambda openai: openai.models.list()):
        with self.assertRaises(kind) as caught:
            call(client(key))
        return caught.exception

    def test_wrong_and_missing_keys(self):
        wrong = self.refused(openai.AuthenticationError, "sk-wrong")
        self.assertEqual((wrong.code, wrong.type), ("INVALID_API_KEY", "authentication_error"))

    def test_revoked_key(self):
        key = gateway().key()
        gateway().call("DELETE", f"/apiKeys/{key['id']}")
        self.assertEqual(self.refused(openai.AuthenticationError, key["key"]).code, "REVOKED_API_KEY")

    def test_permissions(self):
        reader = gateway().key(purpose="Read-only")["key"]
        error = self.refused(
            openai.PermissionDeniedError,
            reader,
            lambda openai: openai.chat.completions.create(model=MODEL, messages=USER),
        )
        self.assertEqual(error.code, "INSUFFICIENT_PERMISSIONS")
        self.assertEqual(len(client(reader).models.list().data), 1)

    def test_unknown_model_and_bad_request(self):
        key = gateway().key()["key"]
        ask = lambda **fields: lambda openai: openai.chat.completions.create(**{"model": MODEL, "messages": USER, **fields})
        self.assertEqual(self.refused(openai.NotFoundError, key, ask(model="gpt-4o")).code, "MODEL_NOT_FOUND")
        bad = self.refused(openai.BadRequestError, key, ask(messages=[]))
        self.assertEqual((bad.code, bad.param), ("INVALID_REQUEST", "messages"))

    def test_rate_limit(self):
        key = gateway().key(limits={"requests_per_minute": 1})["key"]
        client(key).models.list()
        error = self.refused(openai.RateLimitError, key)
        self.assertEqual((error.code, error.type), ("RATE_LIMIT_EXCEEDED", "rate_limit_error"))
        self.assertGreaterEqual(int(error.response.headers["retry-after"]), 1)

    def test_a_prompt_that_never_fits_is_not_retried(self):
        key = gateway().key(limits={"prompt_tokens_per_minute": 1})["key"]
        patient = openai.OpenAI(api_key=key, base_url=f"{gateway().url}/v1", max_retries=5)
        with self.assertRaises(openai.RateLimitError):
            patient.chat.completions.create(model=MODEL, messages=USER)

    def test_a_stream_ends_with_an_error_when_its_key_is_revoked(self):
        key = gateway().key()
        stream = client(key["key"]).chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": "word " * 500}],
            stream=True,
            metadata={"pace_ms": "50"},
        )
        with self.assertRaises(openai.APIError) as caught:
            for number, _ in enumerate(stream):
                if number == 3:
                    gateway().call("DELETE", f"/apiKeys/{key['id']}")
        self.assertEqual(caught.exception.code, "REVOKED_API_KEY")


if __name__ == "__main__":
    unittest.main()
