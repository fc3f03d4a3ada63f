"""The programs that snippets are, as Keyhinge writes them for a key of the gateway, and what comes of running them."""

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from gateway import gateway, khg

HERE = Path(__file__).parent
VARIABLE = "TRIAL_API_KEY"
ENDINGS = {"python": "py", "javascript": "mjs", "typescript": "mts", "bash": "sh"}


@cache
def on_its_port() -> None:
    """Has snippets name the port that the gateway was given."""
    khg("settings_change", {"gateway_port": int(gateway().url.rpartition(":")[2])})


def written(key: dict, target: str, **choice) -> dict:
    """The snippet for a key of the gateway; its `text` holds no secret."""
    on_its_port()
    return khg("snippets_preview", {"key_id": key["id"], "target": target, "variable": VARIABLE, **choice})


def programs() -> list[dict]:
    """Every program for the gateway's kind of computer, in each format that it has."""
    on_its_port()
    offers = khg("snippets_targets", {"key_id": key()["id"]})["targets"]
    return [
        written(key(), row["id"], **({"shape": shape} if shape else {}))
        for row in offers
        if row["group"] == "code" and row["platform"] != "windows" and not row["unfit"]
        for shape in row["shapes"] or [None]
    ]


@cache
def key() -> dict:
    return gateway().key()


@cache
def folder() -> Path:
    """Where programs find the libraries, and nothing else of this computer."""
    made = tempfile.mkdtemp(prefix="programs-", dir=gateway().folder)
    Path(made, "node_modules").symlink_to(HERE / "node_modules")
    return Path(made)


def run(
    snippet: dict, secret: str | None, *, text: str | None = None, node: tuple[str, ...] = ()
) -> subprocess.CompletedProcess:
    """Runs the program as it is, or `text` in its place, with the secret in the variable."""
    file = folder() / f"{snippet['target']}-{snippet['shape']}.{ENDINGS[snippet['language']]}"
    file.write_text(snippet["text"] if text is None else text, encoding="utf-8")
    start = {
        "py": [sys.executable],
        "mjs": ["node", *node],
        "sh": ["bash", "--norc"],
    }[file.suffix[1:]]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder()),
        "NO_PROXY": "127.0.0.1",
        # LiteLLM otherwise fetches its list of prices.
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        **({VARIABLE: secret} if secret else {}),
    }
    return subprocess.run(
        [*start, str(file)], cwd=folder(), env=environment, capture_output=True, text=True, timeout=300, check=False
    )
