"""The configurations of tools in YAML, read by a library for it; `tests/snippets` reads those in JSON and TOML."""

import unittest

import yaml

from gateway import gateway
from snippets import VARIABLE, key, written

MODELS = [
    "local/echo",
    "a: b # c",
    "'\"\\n\\\"",
    "${{ secrets.OTHER }} {{ x }} ${HOME}",
    "- ? ! & * | > % @ `",
    "null",
    "é \u2028 🔑",
]


class Configurations(unittest.TestCase):
    def test_continue(self):
        for model in MODELS:
            for shape, provider, base in (("openai", "openai", "/v1"), ("anthropic", "anthropic", "/v1/")):
                with self.subTest(model=model, shape=shape):
                    text = written(key(), "continue", shape=shape, model=model)["text"]
                    # Continue replaces these before it reads the rest.
                    self.assertEqual(text.count("${{"), 1)
                    [found] = yaml.safe_load(text)["models"]
                    self.assertEqual((found["provider"], found["model"]), (provider, model))
                    self.assertEqual(found["apiBase"], f"{gateway().url}{base}")
                    self.assertEqual(found["apiKey"], f"${{{{ secrets.{VARIABLE} }}}}")

    def test_aider(self):
        for model in MODELS:
            with self.subTest(model=model):
                text = written(key(), "aider_config", variable="OPENAI_API_KEY", model=model)["text"]
                expected = {"openai-api-base": f"{gateway().url}/v1", "model": f"openai/{model}"}
                self.assertEqual(yaml.safe_load(text), expected)


if __name__ == "__main__":
    unittest.main()
