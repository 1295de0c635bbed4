"""Our package is installed instead of flask-cors in every environment."""

import importlib.metadata
import importlib.resources
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import flask_cors

CHECKOUT = Path(__file__).parents[2]
pytestmark = pytest.mark.package("flask-cors")


def test_one_distribution():
    """The single distribution with this name and with `flask_cors` is this checkout."""
    assert importlib.metadata.packages_distributions()["flask_cors"] == ["flask-cors"]
    [ours] = [
        each
        for each in importlib.metadata.distributions()
        if re.sub(r"[-_.]+", "-", each.name).lower() == "flask-cors"
    ]
    assert json.loads(ours.read_text("direct_url.json"))["url"] == CHECKOUT.as_uri()
    assert Path(flask_cors.__file__) == Path(ours.locate_file("flask_cors/__init__.py"))
    assert Path(sys.prefix) in Path(flask_cors.__file__).parents


def test_requirements():
    """All requirements of installed packages are met, except for a flask-cors below 7."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    broken = [line for line in done.stdout.splitlines() if line != "No broken requirements found."]
    for line in broken:
        assert re.search(r"has requirement flask-cors.*<7.*, but you have", line, re.IGNORECASE)
