"""A bare decorator has the same effect as a called one, wherever it is listed."""

import subprocess
import sys

import pytest

LISTED = """
from flask import Flask, abort
from flask.views import MethodView, View
from flask_restful import Api, Resource
from flask_cors import cross_origin

app = Flask("listed", static_folder=None)

def get(self):
    return "x"

def add(cls):
    app.add_url_rule("/x", view_func=cls.as_view("x"))

{}
if {}:
    app.before_request(lambda: abort(401))
asked = {{"Origin": "https://a.com", "Access-Control-Request-Method": "GET"}}
for _ in range(2):
    response = app.test_client().options("/x", headers=asked)
    print(response.status_code, response.headers.get("Access-Control-Allow-Origin"))
"""

LISTS = {
    "method_decorators": """
Item = type("Item", (Resource,), {"get": get, "method_decorators": [DECORATOR]})
Api(app).add_resource(Item, "/x")""",
    "method_decorators by method": """
Item = type("Item", (Resource,), {"get": get, "method_decorators": {"get": [DECORATOR]}})
Api(app).add_resource(Item, "/x")""",
    "method_decorators inherited": """
Base = type("Base", (Resource,), {"method_decorators": (DECORATOR,)})
Api(app).add_resource(type("Item", (Base,), {"get": get}), "/x")""",
    "decorators of an API": """
Api(app, decorators=[DECORATOR]).add_resource(type("Item", (Resource,), {"get": get}), "/x")""",
    "decorators": """
add(type("Item", (MethodView,), {"get": get, "decorators": [DECORATOR]}))""",
    "decorators as a tuple": """
add(type("Item", (MethodView,), {"get": get, "decorators": (DECORATOR,)}))""",
    "a method": """
add(type("Item", (MethodView,), {"get": DECORATOR(get)}))""",
    "dispatch_request": """
add(type("Item", (View,), {"dispatch_request": DECORATOR(get)}))""",
    "a class": """
add(DECORATOR(type("Item", (MethodView,), {"get": get})))""",
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("decorator", "refused"),
    [("cross_origin", False), ("cross_origin", True), ("cross_origin()", True)],
)
def test_a_bare_decorator_equals_a_called_one(name, decorator, refused):
    """The first preflight of a process succeeds, whatever hooks refuse."""
    text = LISTED.format(LISTS[name].replace("DECORATOR", decorator), refused)
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines() == ["200 https://a.com"] * 2
