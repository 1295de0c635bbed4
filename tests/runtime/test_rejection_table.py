"""Every combination that `reject_disallowed` distinguishes, and the README's table of them."""

from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from flask_cors import CORS
from origins import EVIL, A

README = Path(__file__).parents[2] / "README.md"

HOST = "app.example"
ORIGINS = (A, EVIL, f"https://{HOST}", f"http://{HOST}", f"https://{HOST}:8443", "null", "", None)
SITES = (None, "same-origin", "none", "same-site", "cross-site")
MODES = (None, "cors", "same-origin", "no-cors", "navigate", "websocket")
METHODS = ("GET", "HEAD", "OPTIONS", "QUERY", "POST", "PUT", "PATCH", "DELETE", "PROPFIND")
VALUES = (False, True, "unsafe", "report")
ROWS = tuple(product(ORIGINS, SITES, MODES, METHODS))

SAFE = {"GET", "HEAD", "OPTIONS", "QUERY"}


def is_passed_by_go(origin, site, method):
    """Return whether Go's `CrossOriginProtection` passes a request, by its documentation.

    https://pkg.go.dev/net/http#CrossOriginProtection, with A as its trusted origin.
    """
    if method in {"GET", "HEAD", "OPTIONS"}:
        return True
    if origin == A:
        return True
    if site:
        return site in {"same-origin", "none"}
    return not origin or urlsplit(origin).netloc == HOST


def is_passed(origin, site, mode, method, value):
    """Return whether a request passes, by our documentation."""
    safe = method in SAFE
    if value in {False, "report"} or (value == "unsafe" and safe):
        return True
    if site in {"same-origin", "none"} or origin == A:
        return True
    if safe and mode in {"no-cors", "navigate"}:
        return True
    if origin is None:
        return site is None or safe
    return site is None and origin in {f"https://{HOST}", f"http://{HOST}"}


@pytest.fixture(scope="module")
def passed():
    """Return whether the view of an app ran, by option value and row."""
    return {(value, row): ran for value in VALUES for row, ran in _passed(value)}


def _passed(value):
    app, ran = Flask("app"), []
    app.add_url_rule("/", "view", lambda: ran.append(1) or "", methods=[*METHODS])
    CORS(app, origins=A, reject_disallowed=value)
    client = app.test_client()
    for row in ROWS:
        origin, site, mode, method = row
        named = {"Origin": origin, "Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
        headers = {name: text for name, text in named.items() if text is not None}
        response = client.open("/", method=method, headers={"Host": HOST, **headers})
        assert response.status_code == (200 if ran else 403)
        yield row, bool(ran)
        ran.clear()


def test_the_table(passed):
    """Each row is decided as documented."""
    wrong = [(value, row) for value, row in passed if passed[value, row] != is_passed(*row, value)]
    assert wrong == []


@pytest.mark.parametrize("value", [True, "unsafe"])
def test_at_least_as_strict_as_go(passed, value):
    """No request with an unsafe method passes that Go's `CrossOriginProtection` rejects."""
    laxer = [
        row
        for row in ROWS
        if row[3] not in SAFE and passed[value, row] and not is_passed_by_go(row[0], row[1], row[3])
    ]
    assert laxer == []


def test_true_is_at_least_as_strict_as_unsafe(passed):
    """True rejects all that `"unsafe"` rejects; False and "report" reject nothing."""
    assert [row for row in ROWS if passed[True, row] and not passed["unsafe", row]] == []
    assert all(passed[value, row] for value in (False, "report") for row in ROWS)


def _group(origin, site, mode, method):
    """Return the README cells that a row belongs to."""
    if site in {"same-origin", "none"}:
        return "`same-origin`, `none`", "any", "any"
    if site is None and origin in {f"https://{HOST}", f"http://{HOST}", None}:
        return "absent", "of the app's host, or absent", "any"
    kind = "safe method" if method in SAFE else "unsafe method"
    if origin is None:
        return "`cross-site`, `same-site`", "absent", kind
    by = "`cross-site`, `same-site`, absent"
    if origin == A:
        return by, "allowed", "any"
    if method in SAFE:
        kind += ", link or embed" if mode in {"no-cors", "navigate"} else ", script or WebSocket"
    return by, "refused", kind


def test_the_table_of_the_readme(passed):
    """Each line of the README's table covers rows with equal results."""
    outcomes = {}
    for row in ROWS:
        if row[0] == "":
            continue  # no browser sends it
        results = [passed[True, row], passed["unsafe", row]]
        # Go counts QUERY among the unsafe methods.
        results.append(is_passed_by_go(row[0], row[1], row[3]) if row[3] != "QUERY" else None)
        seen = outcomes.setdefault(_group(*row), [set(), set(), set()])
        for into, result in zip(seen, results, strict=True):
            into.update({result} - {None})
    words = {True: "passes", False: "403"}
    lines = []
    for cells, seen in outcomes.items():
        assert [len(each) for each in seen] == [1, 1, 1], cells
        lines.append(f"| {' | '.join([*cells, *(words[min(each)] for each in seen)])} |")
    text = README.read_text(encoding="utf-8")
    assert [line for line in lines if line not in text] == []
    head = '| `Sec-Fetch-Site` | `Origin` | Request | `True` | `"unsafe"` | Go |'
    table = text.partition(head)[2].partition("\n\n")[0].strip().splitlines()[1:]
    assert sorted(table) == sorted(lines)
