"""Commands print no absolute path, on stdout or stderr, not even in errors."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flask_cors._diagnosis.places import without_folders

PACKAGE = Path(__file__).parents[2]

APPS = {
    "error": 'from flask import Flask\nfrom flask_cors import CORS\napp = Flask("x")\n'
    "CORS(app, max_age=-1)\n",
    "late error": 'from flask import Flask\nfrom flask_cors import CORS\napp = Flask("x")\n'
    'CORS(app, origins="https://a.com/", strict=True)\n',
    "strict first request": "from flask import Flask\nfrom flask_cors import CORS, cross_origin\n"
    'app = Flask("x")\nCORS(app, origins="https://a.com", strict=True)\n'
    'app.config["CORS_SUPPORTS_CREDENTIALS"] = True\n'
    'app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: "x"))\n',
    "warning": 'from flask import Flask\nfrom flask_cors import CORS\napp = Flask("x")\n'
    'CORS(app, origins="https://a.com/")\n',
    "positional": "from flask import Flask\nfrom flask_cors import cross_origin\n"
    'app = Flask("x")\n'
    'app.add_url_rule("/x", "x", cross_origin("https://a.com", "b")(lambda: "x"))\n',
    "import": "import nothing_of_that_name\n",
    "name": "raise FileNotFoundError(__file__)\n",
    "syntax": "app = (\n",
    "callable": 'from flask import Flask\nfrom flask_cors import CORS\napp = Flask("x")\n'
    "def origins(origin):\n    raise ValueError(__file__)\nCORS(app, origins=origins)\n"
    'app.add_url_rule("/x", "x", lambda: "x")\n',
    "fine": 'from flask import Flask\nfrom flask_cors import CORS\napp = Flask("x")\n'
    'CORS(app, origins="https://a.com")\napp.add_url_rule("/x", "x", lambda: "x")\n',
}

COMMANDS = {
    "routes": ["routes"],
    "show": ["show", "x"],
    "explain": ["explain", "GET", "/x", "--from", "https://b.com"],
    "check": ["check"],
    "diff": ["diff", "nothing.json"],
}


PAIRS = [(app, "routes") for app in APPS] + [
    ("warning", "check"),
    ("warning", "show"),
    ("error", "check"),
    ("fine", "diff"),
    ("fine", "explain"),
    ("callable", "explain"),
]


@pytest.mark.parametrize(("app", "command"), PAIRS)
def test_no_command_prints_an_absolute_path(tmp_path, app, command):
    """No output names the folder of the app, or that of this package."""
    folder = tmp_path / "secret_home" / "project"
    folder.mkdir(parents=True)
    folder.joinpath("shop.py").write_text(APPS[app], encoding="utf-8")
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("COV")},
        "PYTHONPATH": str(PACKAGE),
        "FLASK_APP": "shop:app",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "flask", "cors", *COMMANDS[command]],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    for text in (done.stdout, done.stderr):
        assert str(tmp_path) not in text
        assert str(PACKAGE) not in text


def test_the_root_of_the_file_system_is_not_stripped(monkeypatch):
    """A `/` on the import path leaves URLs and other slashes alone."""
    monkeypatch.syspath_prepend("/")
    assert without_folders("no such URL: /api/books") == "no such URL: /api/books"
