"""Spellings that flask-cors 6 read differently, as `check --migration` lists them."""

import json
import re

import pytest
from flask import Flask

from commands import invoke
from flask_cors import CORS


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("config", "origins", "rule", "reason"),
    [
        ({"CORS_FRONTEND_ORIGINS": "https://a.com"}, None, "CORS914", "allowed every origin"),
        ({"CORS_ALLOW_ALL_ORIGINS": False}, None, "CORS914", "allowed every origin"),
        ({"cors_origins": "https://a.com"}, None, "CORS914", "allowed every origin"),
        ({}, "http://localhost*", "CORS914", "http://localhost*"),
        ({}, re.compile("^http://localhost"), "CORS901", "http://localhost:3000"),
    ],
)
def test_a_spelling_is_listed(config, origins, rule, reason):
    """A spelling whose meaning changed is a finding with its name, or with the lost origin."""
    app = Flask("migrated", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    app.config.update(config)
    CORS(app, **({} if origins is None else {"origins": origins}))
    args = ["check", "--migration", "--select", "CORS9", "--format", "json"]
    result = invoke(app, *args)
    found = json.loads(result.stdout)["findings"]
    assert [each for each in found if each["id"] == rule and reason in each["reason"]], found
