"""Faults of real proxies, each named by `flask cors probe`."""

import json
from pathlib import Path

import jsonschema
import pytest

SCHEMA = Path(__file__).parents[2] / "flask_cors/_commands/probe.schema.json"

FAULTS = [
    ("nginx", "twice", {"twice"}),
    ("nginx", "login", {"login"}),
    ("nginx", "limit_except", {"preflight"}),
    ("nginx", "hidden", {"missing"}),
    ("nginx", "stripped", {"stripped"}),
    ("nginx", "replaced", {"missing", "policy"}),
    ("nginx", "without vary", {"vary"}),
    ("nginx", "without origin", {"missing", "policy", "stripped"}),
    ("nginx", "too large", {"error", "preflight"}),
    ("nginx", "redirect", {"redirect"}),
    ("nginx", "slash", {"redirect"}),
    ("nginx", "cache", {"cache"}),
    ("nginx", "older", {"policy"}),
    ("nginx", "prefix", {"prefix"}),
    ("nginx", "not deployed", {"route"}),
    ("nginx", "down", {"upstream"}),
    ("nginx", "slow", {"upstream"}),
    ("nginx", "early", {"closed"}),
    ("caddy", "twice", {"twice"}),
    ("caddy", "preflight", {"preflight"}),
    ("caddy", "stripped", {"stripped"}),
    ("caddy", "redirect", {"redirect"}),
    ("caddy", "down", {"upstream"}),
    ("haproxy", "twice", {"twice"}),
    ("haproxy", "login", {"login"}),
    ("haproxy", "denied", {"preflight"}),
    ("haproxy", "without vary", {"vary"}),
    ("haproxy", "stripped", {"stripped"}),
    ("haproxy", "down", {"upstream"}),
    ("varnish", "cache", {"cache", "vary"}),
    ("varnish", "preflight", {"preflight"}),
    ("varnish", "stripped", {"missing", "stripped"}),
    ("varnish", "down", {"upstream"}),
]


@pytest.fixture
def ports(request):
    """Return a function that returns the ports of a proxy."""
    return request.getfixturevalue


@pytest.mark.parametrize(("proxy", "fault", "causes"), FAULTS)
def test_the_cause_of_a_fault_is_named(ports, probe, proxy, fault, causes):
    """The report has the cause of each fault, and no other."""
    few = ("--limit", "1") if fault == "slow" else ()  # each takes a second
    result = probe(ports(proxy)[fault], "--json", *few, code=1)
    report = json.loads(result.stdout)
    jsonschema.validate(report, json.loads(SCHEMA.read_text("utf-8")))
    assert {each["cause"] for each in report["findings"]} == causes
    assert report["stopped"] is None


@pytest.mark.parametrize("proxy", ["nginx", "caddy", "haproxy", "varnish"])
@pytest.mark.parametrize("cache", [False, True])
def test_a_correct_proxy_is_not_blamed(ports, probe, proxy, cache):
    """Behind a correctly configured proxy, nothing is reported."""
    result = probe(ports(proxy)["right"], *["--cache"] * cache, code=0)
    assert result.stdout.startswith("No differences in ")


def test_a_self_signed_certificate_is_refused(nginx, probe):
    """The certificate is the cause, and nothing else could be checked."""
    result = probe(nginx["tls"], code=2, scheme="https")
    assert "1. The TLS certificate is not accepted" in result.stdout
    assert "self-signed certificate" in result.stdout


def test_a_port_for_tls_is_recognized(nginx, probe):
    """The scheme of the URL is the cause, and not what nginx has in its configuration."""
    result = probe(nginx["tls"], code=1)
    assert result.stdout.startswith("1. The port is for https, not http (nginx)\n")
    assert "2. " not in result.stdout


@pytest.mark.parametrize(
    ("proxy", "fault", "said"),
    [
        ("nginx", "twice", "nginx: remove the `add_header Access-Control-...` lines"),
        ("nginx", "without origin", "and `proxy_set_header` with an empty value"),
        ("nginx", "redirect", "the redirect changes the scheme of the URL"),
        ("nginx", "slash", "the redirect changes the slash of the URL"),
        ("nginx", "prefix", "a proxy removes /api: /api/api/books is answered"),
        ("caddy", "down", "Caddy: check the addresses of `reverse_proxy`"),
        ("haproxy", "down", "HAProxy: check the `server` lines"),
        ("varnish", "down", "Varnish: check `backend`"),
    ],
)
def test_the_setting_of_the_party_is_named(ports, probe, proxy, fault, said):
    """The report names the proxy in front of the app, and its setting."""
    assert said in probe(ports(proxy)[fault], code=1).stdout


def test_a_cache_is_found_in_any_order(nginx, probe):
    """With --cache, each order of pages uses a URL that is new to the cache."""
    report = json.loads(probe(nginx["cache"], "--cache", "--json", code=1).stdout)
    (found,) = report["findings"]
    assert found["cause"] == "cache"
    firsts = {each["request"]["origin"] for each in found["differences"]}
    assert {None, "https://one.example.com", "https://two.example.com"} <= firsts
