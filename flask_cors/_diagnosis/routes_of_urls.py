"""The routes that match a URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.test import create_environ

from flask_cors._runtime.current import matched_request
from flask_cors.core.browser import urls
from flask_cors.core.browser.app_url import AppUrl, own_url

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule


def rules_of(app: Flask, text: str) -> list[Rule]:
    """Return the rules that match a URL or a path, with any of their methods."""
    base = urls.parse(own_url(app.config))
    assert base is not None  # noqa: S101 - Flask's test client can request it
    place = AppUrl(base)
    url = urls.parse(place.absolute(text))
    if url is None or not url.is_http:
        return []
    methods = sorted({each for rule in app.url_map.iter_rules() for each in rule.methods or ()})
    found: dict[int, Rule] = {}
    for method in methods:
        environ = create_environ(
            method=method, base_url=url.origin, environ_overrides=place.environ(url)
        )
        rule = matched_request(app, environ).url_rule
        if rule is not None:
            found[id(rule)] = rule  # rules for the same path are equal
    return list(found.values())
