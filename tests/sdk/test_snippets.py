"""Every program that a snippet is, run with the real libraries against local/echo."""

import json
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from gateway import MODEL
from snippets import HERE, VARIABLE, folder, key, programs, run

# What a program prints that asks for a list of models, or only reads the key.
PRINTS = {
    "curl": MODEL,
    "python_environ": "the key is here",
    "python_dotenv": "the key is here",
    "node_dotenv": "the key is here",
}
# Programs that only read the key say so by a line of the test's.
READS = {
    "python_environ": "print('the key is here' if api_key == {secret} else api_key)\n",
    "python_dotenv": "print('the key is here' if api_key == {secret} else api_key)\n",
    "node_dotenv": "console.log(apiKey === {secret} ? 'the key is here' : apiKey);\n",
}


class Programs(unittest.TestCase):
    def test_every_program_prints_the_answer(self):
        secret = key()["key"]
        (folder() / ".env").write_text(f"{VARIABLE}='{secret}'\n")

        def start(snippet: dict):
            read = READS.get(snippet["target"])
            text = read and f"{snippet['text']}\n{read.format(secret=json.dumps(secret))}"
            # What reads the file is not helped by the variable.
            return snippet, run(snippet, None if "dotenv" in snippet["target"] else secret, text=text)

        ran = [snippet for snippet in programs() if snippet["language"] != "typescript"]
        self.assertGreater(len(ran), 16)
        with ThreadPoolExecutor(2) as pool:
            for snippet, done in pool.map(start, ran):
                with self.subTest(target=snippet["target"], shape=snippet["shape"]):
                    self.assertNotIn(secret, snippet["text"])
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertIn(PRINTS.get(snippet["target"], "Hello"), done.stdout)

    def test_typescript_is_checked_built_and_run(self):
        checked = [snippet for snippet in programs() if snippet["language"] in ("typescript", "javascript")]
        place = folder() / "types"
        place.mkdir()
        for snippet in checked:
            ending = "mts" if snippet["language"] == "typescript" else "mjs"
            (place / f"{snippet['target']}-{snippet['shape']}.{ending}").write_text(snippet["text"])
        options = {
            "target": "es2022",
            "module": "nodenext",
            "strict": True,
            "noImplicitAny": False,
            "allowJs": True,
            "checkJs": True,
            "skipLibCheck": True,
            "types": ["node"],
            "outDir": "../built",
        }
        (place / "tsconfig.json").write_text(json.dumps({"compilerOptions": options}))
        command = ["node", str(HERE / "node_modules/typescript/bin/tsc"), "-p", "."]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        for snippet in checked:
            if snippet["language"] == "typescript":
                text = (folder() / "built" / f"{snippet['target']}-{snippet['shape']}.mjs").read_text()
                done = run({**snippet, "language": "javascript"}, key()["key"], text=text)
                self.assertEqual((done.returncode, done.stdout), (0, "Hello\n"), done.stderr)


if __name__ == "__main__":
    unittest.main()
