"""Resources whose routes all fall under other resources."""

import json

from flask import Flask

from commands import invoke
from flask_cors import CORS
from origins import A
from views import never


def test_a_resource_shadowed_for_several_routes():
    """A resource is shadowed if all its routes fall under another one."""
    app = Flask("shadowed", static_folder=None)
    app.add_url_rule("/a/x1/<name>", "one", never)
    app.add_url_rule("/a/x2/<name>", "two", never)
    CORS(app, origins=A, resources=["/a/x*", "/a/*"])
    result = invoke(app, "check", "--select", "shadowed-resource", "--json", code=1)
    (found,) = json.loads(result.stdout)["findings"]
    assert "'/a/*'" in found["reason"]
    assert "'/a/x*'" in found["reason"]
