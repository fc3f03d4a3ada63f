"""Reads programs in Python without running them: that they parse, and that names stay within their strings."""

import ast
import json
import os
import sys

shapes = {}


def strings(tree: ast.AST) -> list[str]:
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def without_strings(tree: ast.AST) -> str:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def wrong(program: dict) -> str | None:
    try:
        tree = ast.parse(program["text"])
    except (SyntaxError, ValueError) as error:
        return str(error)
    found = strings(tree)
    if os.environ["VARIABLE"] not in found:
        return "the variable is not read"
    model, url = program["model"], program["url"]
    if model and not any(text.endswith(model) for text in found):
        return f"the model is not {model!r}"
    if url and not any(text.startswith(url) for text in found):
        return f"the address is not {url!r}"
    # Whatever the names are, the rest of the program is the same.
    if model or url:
        rest = without_strings(tree)
        if shapes.setdefault(program["id"], rest) != rest:
            return "a name changes the program"
    return None


programs = json.load(sys.stdin.buffer)
for program in programs:
    if reason := wrong(program):
        sys.exit(f"{program['id']}: {reason}\n{program['text']}")
print(f"{len(programs)} read")
