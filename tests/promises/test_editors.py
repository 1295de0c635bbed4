"""Suggestions in an editor, as the language server of pyright makes them.

The protocol: https://microsoft.github.io/language-server-protocol/
"""

import itertools
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from flask_cors.core.options import OPTIONS

BEFORE = """
import re
from flask import Blueprint, Flask
from flask_cors import CORS, cross_origin

app = Flask(__name__)
blueprint = Blueprint("account", __name__)
cors = CORS()


@app.get("/books/<int:number>")
@cross_origin(origins="*")
def book(number: int, *, full: bool = False) -> dict[str, int]:
    return {}


@app.get("/later/<name>")
@cross_origin
async def later(name: str) -> str:
    return name


"""


class Editor:
    """An editor with one unsaved file after another, and its language server."""

    def __init__(self, folder):
        # The server looks for the Python packages like a shell does.
        python = Path(sys.executable).parent
        self._server = subprocess.Popen(
            [sys.executable, "-m", "pyright.langserver", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PATH": os.pathsep.join([str(python), os.environ["PATH"]])},
        )
        self._numbers = itertools.count()
        self._folder = folder
        workspace = [{"uri": folder.as_uri(), "name": "project"}]
        self._ask("initialize", capabilities={}, processId=None, workspaceFolders=workspace)
        self._send(method="initialized", params={})

    def close(self):
        """Let the server shut down."""
        self._ask("shutdown")
        self._send(method="exit")
        self._server.stdin.close()
        self._server.wait(10)
        self._server.stdout.close()

    def kill(self):
        """Kill a server that does not respond."""
        self._server.kill()

    def ask(self, question, text):
        """Send a request about the position of the bar in a file."""
        file = (self._folder / f"file_{next(self._numbers)}.py").as_uri()
        before, after = text.split("|")
        document = {"uri": file, "languageId": "python", "version": 1, "text": before + after}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        lines = before.split("\n")
        place = {"line": len(lines) - 1, "character": len(lines[-1])}
        return self._ask(f"textDocument/{question}", textDocument={"uri": file}, position=place)

    def _ask(self, method, **params):
        number = next(self._numbers)
        self._send(id=number, method=method, params=params)
        while True:
            message = self._receive()
            if "method" not in message and message["id"] == number:
                return message["result"]
            if "method" in message and "id" in message:  # the server sends a request
                items = message.get("params", {}).get("items")
                self._send(id=message["id"], result=items and [{} for _ in items])

    def _send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _receive(self):
        length = 0
        while (line := self._server.stdout.readline()) != b"\r\n":
            assert line, "the language server ended"
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(self._server.stdout.read(length))


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    """Return an editor for all tests; a server that hangs is killed."""
    editor = Editor(tmp_path_factory.mktemp("project"))
    watchdog = threading.Timer(120, editor.kill)
    watchdog.daemon = True
    watchdog.start()
    yield editor
    editor.close()
    watchdog.cancel()


def offered(editor, line):
    """Return the suggestions at the bar in the last line."""
    return [item["label"] for item in editor.ask("completion", BEFORE + line)["items"]]


def names(scope):
    """Return the options of a scope."""
    return {name for name, option in OPTIONS.items() if scope in option.scopes}


@pytest.mark.parametrize(
    ("line", "scope"),
    [
        ("CORS(|)", "app"),
        ("CORS(app, |)", "app"),
        ("CORS(app, origins='*', |)", "app"),
        ("CORS(blueprint, |)", "app"),
        ("cors.init_app(app, |)", "app"),
        ("cors.init_app(blueprint, |)", "app"),
        ("cors.reconfigure(|)", "app"),
        ("cross_origin(|)", "view"),
        ("@cross_origin(|)\ndef view() -> str: ...", "view"),
        ("class View:\n    decorators = [cross_origin(|)]", "view"),
    ],
)
def test_an_editor_suggests_the_options(editor, line, scope):
    """In a call, the suggestions are exactly the options that are not yet set."""
    found = {label.removesuffix("=") for label in offered(editor, line) if label.endswith("=")}
    assert found - {"app"} == names(scope).difference(re.findall(r"(\w+)=", line))


@pytest.mark.parametrize(
    "line",
    [
        "CORS(app, origins='*', supp|)",
        "cors.reconfigure(origins='*', supp|)",
        "cross_origin(origins='*', supp|)",
    ],
)
def test_an_editor_completes_an_option(editor, line):
    """An option that follows others is completed."""
    assert "supports_credentials=" in offered(editor, line)


@pytest.mark.parametrize(
    "line",
    [
        'CORS(app, resources={"/api/*": {"|"}})',
        'CORS(app, resources={"/api/*": {"|": True}})',
        'CORS(blueprint, resources={"/api/*": {"|"}})',
        'CORS(app, resources={"/api/*": {"|"}, "/feed": {}})',
        'CORS(app, resources={re.compile("/api/.*"): {"|"}})',
        'cors.init_app(app, resources={"/api/*": {"|"}})',
        'cors.reconfigure(resources={"/api/*": {"|"}})',
    ],
)
def test_an_editor_suggests_the_keys_of_a_resource(editor, line):
    """In a value of `resources`, the suggestions are the options of a resource."""
    assert {label.strip('"') for label in offered(editor, line)} == names("resource")


@pytest.mark.parametrize(
    ("line", "signature"),
    [
        ("bo|ok(7)", "def book(number: int, *, full: bool = False) -> dict[str, int]"),
        ("la|ter", "def later(name: str) -> CoroutineType[Any, Any, str]"),
    ],
)
def test_an_editor_shows_the_signature_of_a_decorated_view(editor, line, signature):
    """A decorated view, sync or async, shows its own parameters and result."""
    text = editor.ask("hover", BEFORE + line)["contents"]["value"]
    assert "".join(signature.split()) in "".join(text.split())
