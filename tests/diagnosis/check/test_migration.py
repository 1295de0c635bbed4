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
        (
            {"CORS_ALLOWED_ORIGINS": "https://a.com", "CORS_WHITELIST_ORIGINS": "https://b.com"},
            None,
            "CORS914",
            "'https://b.com': flask-cors 6 ignored it, and allowed every origin",
        ),
        ({"CORS_METHODS": ["GET, POST"]}, None, "CORS914", "read it as one value"),
        ({}, ["https://a.com, https://b.com"], "CORS914", "read it as one value"),
        ({}, ["https://a.com, null"], "CORS914", "read it as one value"),
        ({}, '"https://a.com"', "CORS914", "read it as one value"),
        ({}, "\u201chttps://a.com\u201d", "CORS914", "read it as one value"),
        ({}, "HTTPS://a.com", "CORS914", "never matched"),
        ({}, "http://localhost*", "CORS914", "http://localhost*"),
        ({}, "http://localhost:3000*", "CORS914", "allowed longer hosts too"),
        ({}, "http://localhost:3000/*", "CORS914", "allowed longer hosts too"),
        ({}, "https?://localhost:*", "CORS901", "http://localhost:3000"),
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


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize(
    "config",
    [
        {"CORS_ORIGINS": "https://a.com", "CORS_ALLOWED_ORIGINS": "https://b.com"},
        {"CORS_ORIGINS": "https://a.com", "CORS_ALLOW_ALL_ORIGINS": False},
        {"CORS_ORIGINS": "'*'"},
        {"CORS_ORIGINS": "https://*"},
        {"CORS_SUPPORTS_CREDENTIALS": "", "CORS_MAX_AGE": ""},
    ],
)
def test_a_spelling_without_a_new_meaning_is_not_listed(config):
    """A setting that version 6 ignored, or read the same way, is not a difference."""
    app = Flask("migrated", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    app.config.update(config)
    CORS(app)
    result = invoke(app, "check", "--migration", "--select", "CORS914", "--format", "json")
    assert json.loads(result.stdout)["findings"] == []
