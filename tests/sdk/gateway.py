"""One gateway for all tests: `khg gateway serve` on a data folder and a port of its own."""

import atexit
import json
import os
import signal
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass
from functools import cache

MODEL = "local/echo"


@dataclass(frozen=True)
class Gateway:
    url: str
    account_id: str
    session_token: str
    folder: str

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        """Asks the key management, as a script would."""
        request = urllib.request.Request(
            f"{self.url}/v1/accounts/{self.account_id}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.session_token}", "Content-Type": "application/json"},
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return json.load(answer)

    def key(self, **fields) -> dict:
        return self.call("POST", "/apiKeys", {"name": "sdk", "plan": "Pro", **fields})


@cache
def gateway() -> Gateway:
    """The running gateway; it is stopped, and must stop cleanly, when the tests end."""
    folder = tempfile.TemporaryDirectory(prefix="keyhinge-sdk-")
    serving = subprocess.Popen(
        [os.environ["KHG"], "gateway", "serve", "--data-dir", folder.name, "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )

    def stop() -> None:
        serving.send_signal(signal.SIGTERM)
        code = serving.wait(timeout=15)
        folder.cleanup()
        if code != 0:
            print(f"khg gateway serve ended with {code}")
            os._exit(1)

    atexit.register(stop)
    return Gateway(**json.loads(serving.stdout.readline()), folder=folder.name)


def khg(command: str, request: dict):
    """Calls a command on the gateway's data folder."""
    call = [os.environ["KHG"], "--data-dir", gateway().folder, "call", command, "-"]
    done = subprocess.run(call, input=json.dumps(request), capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{command}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)
