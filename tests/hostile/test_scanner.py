"""A scanner for mistakes with CORS, the distribution `corscanner`, run against a live server.

Each case is an app below a path of its own. The server is also the scanner's proxy, so that no name
is looked up and nothing leaves this machine. Apps with manual headers show that the scanner works.
"""

import json
import os
import re
import subprocess
import sys
import threading
import warnings
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask, request
from werkzeug.serving import make_server

from flask_cors import CORS

#: Host of each site. The name does not belong to this machine, and is never looked up.
HOST = "shop.site.com"
SITE = f"http://{HOST}"
#: Origins allowed by manual headers, by the scanner's name for the mistake.
BY_HAND = {
    "reflect_origin": bool,
    "prefix_match": lambda origin: origin.startswith(SITE),
    "suffix_match": lambda origin: origin.endswith("site.com"),
    "trust_null": lambda origin: origin == "null",
    "include_match": lambda origin: origin.startswith("http://") and origin[7:] in HOST,
    "not_escape_dot": lambda origin: re.match(f"{SITE}$", origin),
    "custom_third_parties": lambda origin: origin.endswith(".github.io"),
    "special_characters_bypass": lambda origin: re.match(rf"{re.escape(SITE)}(?!\.)", origin),
    "trust_any_subdomain": lambda origin: origin.endswith(f".{HOST}"),
}
#: The same intentions, and others, as policies of this library: the scanner finds nothing.
CLOSED = {
    "one": {"origins": SITE},
    "credentials": {"origins": [SITE, f"https://{HOST}"], "supports_credentials": True},
    "comma list": {"origins": f"{SITE}, http://site.com"},
    "spelled wrongly": {"origins": "HTTP://SHOP.site.com:80/"},
    "no scheme": {"origins": HOST},
    "regex": {"origins": r"http://(shop|m)\.site\.com"},
    "beginning of a regex": {"origins": [re.compile(r"http://shop\.site\.com")]},
    "wildcard": {"origins": "https://*.partner.example", "supports_credentials": True},
    "part of a label": {"origins": "http://app-*.site.com"},
    "port": {"origins": "http://localhost:*, http://site.com:*"},
    "callable": {"origins": lambda origin: origin == SITE},
    "nobody": {"origins": [], "supports_credentials": True},
    "anybody": {"origins": "*", "send_wildcard": True},
    "elsewhere": {"resources": "/api/*"},
}
#: Policies that the scanner reports: its name for the mistake, and the credentials.
OPEN = {
    "any": ({}, "reflect_origin", "false"),
    "any with credentials": ({"supports_credentials": True}, "reflect_origin", "true"),
    "null": (
        {"origins": ["null", SITE], "supports_credentials": True},
        "trust_null",
        "true",
    ),
    "unescaped": ({"origins": f"^{SITE}$"}, "not_escape_dot", "false"),
    "free beginning": ({"origins": r"http://.*site\.com"}, "suffix_match", "false"),
    "shared domain": ({"origins": "https://*.github.io"}, "custom_third_parties", "false"),
    "all below": (
        {"origins": f"http://*.{HOST}", "supports_credentials": True},
        "trust_any_subdomain",
        "true",
    ),
}


def by_hand(admits):
    """Return an app that sets its headers in a hook, like tutorials do."""
    app = Flask("by hand", static_folder=None)
    app.add_url_rule("/<number>", "index", lambda **_: "index")

    @app.after_request
    def allow(response):
        origin = request.headers.get("Origin", "")
        if admits(origin):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
        return response

    return app


def by_policy(options):
    """Return an app with a policy, ignoring its warnings."""
    app = Flask("by policy", static_folder=None)
    app.add_url_rule("/<number>", "index", lambda **_: "index")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        CORS(app, **options)
    return app


def make_apps():
    """Return the apps by case."""
    return {
        **{("by hand", name): by_hand(admits) for name, admits in BY_HAND.items()},
        **{("closed", name): by_policy(options) for name, options in CLOSED.items()},
        **{("open", name): by_policy(options) for name, (options, *_) in OPEN.items()},
    }


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    """Return the scanner's findings by case, and the number of requests sent to each."""
    folder = tmp_path_factory.mktemp("scanner")
    apps = make_apps()
    below = {f"/{number}": case for number, case in enumerate(apps)}
    sent = Counter()

    def serve(environ, start_response):
        case = below.get(environ["PATH_INFO"])
        if case is None or environ["HTTP_HOST"] != HOST:
            # The list of public suffixes is read from the wheel instead of downloaded.
            start_response("403 Forbidden", [("Content-Length", "0")])
            return []
        sent[case] += 1
        return apps[case](environ, start_response)

    server = make_server("127.0.0.1", 0, serve, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        proxy = f"http://127.0.0.1:{server.server_port}"
        urls, found = folder / "urls.txt", folder / "found.json"
        urls.write_text("".join(f"{SITE}{path}\n" for path in below), encoding="utf-8")
        scanner = Path(sys.executable).with_name("corscanner")
        done = subprocess.run(
            [scanner, "-i", urls, "-o", found, "-t", "4"],
            env={
                **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
                **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), proxy),
                "no_proxy": "",
                "TLDEXTRACT_CACHE": str(folder / "suffixes"),
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    results = json.loads(found.read_text(encoding="utf-8"))
    by_case = {below[result["url"].removeprefix(SITE)]: result for result in results}
    assert len(by_case) == len(results)
    return {case: (by_case.get(case), sent[case]) for case in apps}


@pytest.mark.parametrize("name", BY_HAND)
def test_the_scanner_finds_manual_mistakes(scanned, name):
    """Each mistake that it knows is found, with credentials: the scanner works."""
    found, _ = scanned["by hand", name]
    assert (found["type"], found["credentials"], found["status_code"]) == (name, "true", 200)


@pytest.mark.parametrize("name", CLOSED)
def test_the_scanner_finds_nothing(scanned, name):
    """A policy with explicit origins allows none of the scanner's."""
    found, sent = scanned["closed", name]
    assert found is None
    assert sent > 30


@pytest.mark.parametrize("name", OPEN)
def test_the_scanner_finds_an_open_policy(scanned, name):
    """A policy that opens the site is reported."""
    found, _ = scanned["open", name]
    assert (found["type"], found["credentials"]) == OPEN[name][1:]
