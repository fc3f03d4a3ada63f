"""The official anthropic client: every endpoint, streaming and not, and its own exception for each refusal."""

import unittest

import anthropic

from gateway import MODEL, gateway

TEXT = "Hello, big world. Grüße! 🔑"
USER = [{"role": "user", "content": TEXT}]
ASK = {"model": MODEL, "max_tokens": 100, "messages": USER}


def client(key: str, **options) -> anthropic.Anthropic:
    return anthropic.Anthropic(**{"api_key": key, "max_retries": 0, **options}, base_url=gateway().url)


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.key = gateway().key()
        cls.anthropic = client(cls.key["key"])

    def test_models(self):
        self.assertEqual([model.id for model in self.anthropic.models.list()], [MODEL])
        self.assertEqual(self.anthropic.models.retrieve(MODEL).display_name, "Echo (local)")

    def test_messages(self):
        answer = self.anthropic.messages.create(**ASK, system="Echo.")
        self.assertEqual((answer.content[0].text, answer.stop_reason), (TEXT, "end_turn"))
        size = len(TEXT.encode())
        self.assertEqual(answer.usage.input_tokens, -(-(size + len("Echo.")) // 4))
        self.assertEqual(answer.usage.output_tokens, -(-size // 4))
        self.assertTrue(answer._request_id.startswith("req_"))

    def test_messages_with_a_bearer(self):
        answer = client(None, auth_token=self.key["key"]).messages.create(**ASK)
        self.assertEqual(answer.content[0].text, TEXT)

    def test_messages_cut_at_max_tokens(self):
        answer = self.anthropic.messages.create(**{**ASK, "max_tokens": 1})
        self.assertEqual((answer.content[0].text, answer.stop_reason), ("Hell", "max_tokens"))

    def test_messages_stream(self):
        with self.anthropic.messages.stream(**ASK) as stream:
            self.assertEqual("".join(stream.text_stream), TEXT)
            final = stream.get_final_message()
        self.assertEqual((final.content[0].text, final.stop_reason), (TEXT, "end_turn"))
        self.assertEqual(final.usage.output_tokens, -(-len(TEXT.encode()) // 4))

    def test_messages_raw_stream(self):
        kinds = [event.type for event in self.anthropic.messages.create(**ASK, stream=True)]
        self.assertEqual((kinds[0], kinds[-1]), ("message_start", "message_stop"))

    def test_count_tokens(self):
        count = self.anthropic.messages.count_tokens(model=MODEL, messages=USER)
        self.assertEqual(count.input_tokens, -(-len(TEXT.encode()) // 4))


class Refusals(unittest.TestCase):
    def refused(self, kind, key: str, **fields):
        with self.assertRaises(kind) as caught:
            client(key).messages.create(**{**ASK, **fields})
        body = caught.exception.body
        self.assertEqual((body["type"], body["success"]), ("error", False))
        return body["error"]

    def test_wrong_key(self):
        error = self.refused(anthropic.AuthenticationError, "sk-ant-wrong")
        self.assertEqual((error["code"], error["type"]), ("INVALID_API_KEY", "authentication_error"))

    def test_permissions(self):
        reader = gateway().key(purpose="Read-only")["key"]
        error = self.refused(anthropic.PermissionDeniedError, reader)
        self.assertEqual(error["type"], "permission_error")

    def test_unknown_model_and_bad_request(self):
        key = gateway().key()["key"]
        error = self.refused(anthropic.NotFoundError, key, model="claude-none")
        self.assertEqual(error["type"], "not_found_error")
        error = self.refused(anthropic.BadRequestError, key, messages=[])
        self.assertEqual(error["type"], "invalid_request_error")

    def test_rate_limit(self):
        key = gateway().key(limits={"completion_tokens_per_minute": 1})["key"]
        client(key).messages.create(**ASK)
        error = self.refused(anthropic.RateLimitError, key)
        self.assertEqual((error["type"], error["details"]["metric"]), ("rate_limit_error", "completion_tokens"))

    def test_a_stream_ends_with_an_error_when_its_key_is_revoked(self):
        key = gateway().key()
        slow = {**ASK, "max_tokens": 10_000, "messages": [{"role": "user", "content": "word " * 500}]}
        with self.assertRaises(anthropic.APIStatusError) as caught:
            with client(key["key"]).messages.stream(**slow, extra_body={"metadata": {"pace_ms": 50}}) as stream:
                for number, _ in enumerate(stream.text_stream):
                    if number == 3:
                        gateway().call("DELETE", f"/apiKeys/{key['id']}")
        self.assertEqual(caught.exception.body["error"]["code"], "REVOKED_API_KEY")


if __name__ == "__main__":
    unittest.main()
