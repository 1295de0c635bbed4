"""The file of the rules: its entries and their consistency."""

import re
import tomllib
from importlib.resources import files
from typing import get_args

import pytest

from flask_cors._diagnosis.check.rules import BY_CODE, RULES, Severity

TEXT = files("flask_cors._diagnosis.check").joinpath("rules.toml").read_text("utf-8")
ENTRIES = tomllib.loads(TEXT)["rule"]
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])


@each_entry
def test_an_entry_is_complete(entry):
    """Each key is there with the right type, and no other."""
    texts = {"id", "slug", "severity", "title", "why", "remedy"}
    assert entry.keys() - {"codes"} == texts
    assert all(entry[key].strip() for key in texts)
    assert re.fullmatch("CORS[1-9][0-9]{2}", entry["id"])
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", entry["slug"])
    assert entry["severity"] in get_args(Severity)
    assert all(isinstance(code, str) for code in entry.get("codes", []))


@each_entry
def test_entries_have_the_same_style(entry):
    """A title has no full stop, an explanation has one; a remedy begins in lower case."""
    assert not entry["title"].endswith(".")
    assert entry["why"].strip().endswith(".")
    assert entry["remedy"].strip()[0].islower()


@each_entry
def test_a_rule_equals_its_entry(entry):
    """Lines of a text are joined, and the rest is kept as written."""
    rule = RULES[entry["id"]]
    assert (rule.id, rule.slug, rule.severity) == (entry["id"], entry["slug"], entry["severity"])
    assert rule.title == entry["title"]
    assert rule.why == " ".join(entry["why"].split())
    assert rule.remedy == " ".join(entry["remedy"].split())
    assert rule.codes == tuple(entry.get("codes", ()))


def test_the_rules_are_in_order_and_distinct():
    """Ids ascend, and no two rules share an id, a slug or a code."""
    ids = [entry["id"] for entry in ENTRIES]
    assert ids == sorted(set(ids)) == list(RULES)
    codes = [code for entry in ENTRIES for code in (entry["slug"], *entry.get("codes", []))]
    assert len(codes) == len(set(codes)) == len(BY_CODE)


def test_migration_rules_are_informational():
    """Only rules that compare with flask-cors 6 begin with its name, and none is an error."""
    for rule in RULES.values():
        assert rule.is_migration == rule.slug.startswith("v6-")
        assert not rule.is_migration or rule.severity == "info"
