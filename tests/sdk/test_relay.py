"""The official clients through the gateway to accounts at simulated providers."""

import atexit
import json
import os
import subprocess
import unittest
import urllib.request
from functools import cache

import anthropic
import openai

from gateway import gateway, khg

USER = [{"role": "user", "content": "Hello"}]


class Simulator:
    """Providers on this computer. An account at one is added through khg, its key through standard input."""

    def __init__(self) -> None:
        serving = subprocess.Popen([os.environ["SIMULATOR"]], stdout=subprocess.PIPE, text=True)
        atexit.register(serving.kill)
        self.about = json.loads(serving.stdout.readline())

    def order(self, method: str, what: str, body: dict) -> dict:
        request = urllib.request.Request(f"{self.about['control']}/{what}", method=method, data=json.dumps(body).encode())
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return json.load(answer)

    def account(self, provider: str, shape: str, name: str) -> dict:
        """An account with a key that the gateway uses; answers that key."""
        key = self.order("POST", "keys", {"provider": {"openai": "open_ai"}.get(provider, provider), "name": name})
        account = {
            "provider_id": provider,
            "name": name,
            "base_urls": {shape: self.about["providers"][provider]["base_url"]},
            "confirmed_hosts": [self.about["url"].removeprefix("http://")],
            "key": key["secret"],
        }
        account = khg("accounts_add", {"account": account, "untested": True})
        [key] = [key for key in khg("keys_list", {}) if key["account_id"] == account["id"]]
        khg("accounts_set_upstream", {"account_id": account["id"], "key_id": key["id"]})
        return key


@cache
def simulator() -> Simulator:
    return Simulator()


class OpenAi(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.upstream = simulator().account("openai", "openai", "Work")
        cls.key = gateway().key()["key"]
        cls.openai = openai.OpenAI(api_key=cls.key, base_url=f"{gateway().url}/v1", max_retries=0)

    def test_chat(self):
        answer = self.openai.chat.completions.create(model="work/gpt-5", messages=USER)
        self.assertEqual((answer.choices[0].message.content, answer.model), ("Hello.", "gpt-5"))

    def test_chat_stream(self):
        stream = self.openai.chat.completions.create(model="work/gpt-5", messages=USER, stream=True)
        self.assertEqual("".join(chunk.choices[0].delta.content or "" for chunk in stream), "Hello.")

    def test_limits_are_the_keys_and_the_providers_apart(self):
        answer = self.openai.chat.completions.with_raw_response.create(model="work/gpt-5", messages=USER)
        self.assertEqual(answer.headers["x-ratelimit-limit-requests"], "6000")
        self.assertEqual(answer.headers["x-upstream-ratelimit-limit-requests"], "500")

    def test_no_such_account(self):
        with self.assertRaises(openai.NotFoundError) as caught:
            self.openai.chat.completions.create(model="nowhere/gpt-5", messages=USER)
        self.assertEqual(caught.exception.code, "MODEL_NOT_FOUND")

    def test_a_refusal_is_the_providers(self):
        body = json.dumps({"error": {"message": "no", "type": "requests", "code": "rate_limit_exceeded"}})
        fault = {"kind": "answer", "status": 429, "headers": [["content-type", "application/json"]], "body": body}
        simulator().order("POST", "faults", {"path": "openai/v1/chat", "times": 1, "fault": fault})
        with self.assertRaises(openai.RateLimitError) as caught:
            self.openai.chat.completions.create(model="work/gpt-5", messages=USER)
        self.assertEqual(caught.exception.code, "rate_limit_exceeded")


class Anthropic(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.upstream = simulator().account("anthropic", "anthropic", "Claude")
        cls.key = gateway().key()["key"]
        cls.anthropic = anthropic.Anthropic(api_key=cls.key, base_url=gateway().url, max_retries=0)
        cls.ask = {"model": "claude/sonnet", "max_tokens": 100, "messages": USER}

    def test_messages(self):
        answer = self.anthropic.messages.create(**self.ask)
        self.assertEqual((answer.content[0].text, answer.model), ("Hello.", "sonnet"))

    def test_messages_stream(self):
        with self.anthropic.messages.stream(**self.ask) as stream:
            self.assertEqual("".join(stream.text_stream), "Hello.")
            self.assertEqual(stream.get_final_message().usage.output_tokens, 2)

    def test_z_a_stream_ends_with_an_error_when_the_providers_key_is_revoked(self):
        fault = {"kind": "pause_after", "events": 2}
        simulator().order("POST", "faults", {"path": "anthropic/v1/messages", "times": 1, "fault": fault})
        with self.assertRaises(anthropic.APIStatusError) as caught:
            with self.anthropic.messages.stream(**self.ask) as stream:
                for number, _ in enumerate(stream):
                    if number == 0:
                        khg("keys_revoke", {"key_id": self.upstream["id"], "typed_name": self.upstream["name"]})
        self.assertEqual(caught.exception.body["error"]["code"], "UPSTREAM_KEY_UNAVAILABLE")
        with self.assertRaises(anthropic.InternalServerError) as caught:
            self.anthropic.messages.create(**self.ask)
        self.assertEqual(caught.exception.body["error"]["code"], "NO_UPSTREAM_KEY")


if __name__ == "__main__":
    unittest.main()
