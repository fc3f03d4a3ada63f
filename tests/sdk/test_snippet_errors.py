"""What the programs that handle errors say of a refused key, a limit and a server that does not answer."""

import threading
import unittest
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time

from gateway import gateway
from snippets import HERE, key, run, written

HELLO = b'{"choices": [{"message": {"content": "Hello"}}]}'


class Server:
    """Answers one call after another as it is told: with a status and headers, or never."""

    def __init__(self, *answers: tuple[int, dict] | None) -> None:
        waiting = iter(answers)
        self.end = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler) -> None:
                handler.rfile.read(int(handler.headers["Content-Length"]))
                answer = next(waiting)
                if answer is None:
                    self.end.wait()
                    return
                status, headers = answer
                handler.send_response(status)
                for name, value in headers.items():
                    handler.send_header(name, value)
                handler.send_header("Content-Length", str(len(HELLO)))
                handler.end_headers()
                handler.wfile.write(HELLO)

            def log_message(handler, *_) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Server":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.end.set()
        self.server.shutdown()
        self.server.server_close()


class Fetch(unittest.TestCase):
    """With a clock that tells every wait and waits for none."""

    def run_with(self, secret: str, url: str | None = None, clock: str = ""):
        snippet = written(key(), "js_fetch", shape="openai")
        text = snippet["text"].replace(gateway().url, url or gateway().url)
        done = run(snippet, secret, text=text, node=("--import", f"{(HERE / 'clock.mjs').as_uri()}{clock}"))
        waits = [float(line.split()[1]) for line in done.stderr.splitlines() if line.startswith("waits ")]
        return done, waits

    def answers(self, *answers):
        with Server(*answers) as server:
            return self.run_with("kh_any", server.url)

    def test_no_variable(self):
        done, _ = self.run_with("")
        self.assertIn("Error: TRIAL_API_KEY is not set.", done.stderr)

    def test_refused_keys(self):
        done, waits = self.run_with("kh_wrong")
        self.assertIn("Error: The key is missing, wrong, expired or revoked. (401) {", done.stderr)
        self.assertEqual(waits, [])
        done, waits = self.run_with(gateway().key(purpose="Read-only")["key"])
        self.assertIn("Error: The key is right, and may not do this. (403) {", done.stderr)
        self.assertEqual(waits, [])

    def test_a_limit_of_the_gateway(self):
        limited = gateway().key(limits={"requests_per_minute": 1})["key"]
        self.assertIn("Hello", self.run_with(limited)[0].stdout)
        done, waits = self.run_with(limited)
        self.assertIn("Error: Too many requests: a limit is reached. (429) {", done.stderr)
        self.assertEqual(len(waits), 3)
        self.assertTrue(all(1 <= wait <= 60 for wait in waits), waits)

    def test_waits_as_long_as_is_asked_for(self):
        done, waits = self.answers((429, {"Retry-After": "7"}), (429, {"Retry-After": "0"}), (200, {}))
        self.assertIn("Hello", done.stdout)
        self.assertEqual(waits, [7, 0])
        done, waits = self.answers((429, {"Retry-After": formatdate(time() + 30, usegmt=True)}), (200, {}))
        self.assertIn("Hello", done.stdout)
        self.assertTrue(len(waits) == 1 and waits[0] <= 30, waits)

    def test_waits_longer_each_time_when_nothing_is_asked_for(self):
        done, waits = self.answers(*[(429, {})] * 4)
        self.assertIn("(429)", done.stderr)
        self.assertEqual(waits, [2, 4, 8])

    def test_does_not_wait_for_hours(self):
        for after in ("3600", "soon"):
            done, waits = self.answers((429, {"Retry-After": after}))
            self.assertIn("(429)", done.stderr)
            self.assertEqual(waits, [])

    def test_other_failures(self):
        done, waits = self.answers((500, {}))
        self.assertIn("Error: The request failed. (500) {", done.stderr)
        self.assertEqual(waits, [])

    def test_a_server_that_never_answers(self):
        with Server(None) as server:
            done, _ = self.run_with("kh_any", server.url, "?impatient")
        self.assertIn("gives up after 60", done.stderr)
        self.assertIn("TimeoutError", done.stderr)


class Requests(unittest.TestCase):
    def refused(self, secret: str) -> str:
        done = run(written(key(), "python_requests", shape="openai"), secret)
        self.assertEqual(done.returncode, 1)
        return done.stderr

    def test_refused_keys(self):
        self.assertEqual(self.refused("kh_wrong"), "The key is missing, wrong, expired or revoked.\n")
        reader = gateway().key(purpose="Read-only")["key"]
        self.assertEqual(self.refused(reader), "The key is right, and may not do this.\n")

    def test_a_limit(self):
        limited = gateway().key(limits={"completion_tokens_per_minute": 1})["key"]
        self.assertEqual(run(written(key(), "python_requests", shape="openai"), limited).returncode, 0)
        self.assertRegex(self.refused(limited), r"^Too many requests. Retry after: \d+\n$")


if __name__ == "__main__":
    unittest.main()
