"""Options that `reconfigure` does not name keep the values read before."""

import pytest
from flask import Blueprint, Flask

from answers import acao
from flask_cors import CORS
from origins import EVIL, A


def in_resources(origins):
    """Return an app with the list among a resource's options."""
    app = Flask("reconfigured", static_folder=None)
    return app, CORS(app, resources={"/x": {"origins": origins}})


def in_resources_of_init_app(origins):
    """Return an app with the list among a resource's options in `init_app`."""
    app = Flask("reconfigured", static_folder=None)
    instance = CORS()
    instance.init_app(app, resources={"/x": {"origins": origins}})
    return app, instance


def in_resources_of_blueprint(origins):
    """Return an app with the list among the options of a blueprint's resource."""
    app = Flask("reconfigured", static_folder=None)
    blueprint = Blueprint("b", __name__)
    blueprint.add_url_rule("/x", "x", lambda: "x")
    instance = CORS(blueprint, resources={"/x": {"origins": origins}})
    app.register_blueprint(blueprint)
    return app, instance


def in_options(origins):
    """Return an app with the list as an option."""
    app = Flask("reconfigured", static_folder=None)
    return app, CORS(app, origins=origins)


def in_earlier_reconfiguration(origins):
    """Return an app that was already reconfigured with the list."""
    app = Flask("reconfigured", static_folder=None)
    instance = CORS(app, origins=[])
    instance.reconfigure(resources={"/x": {"origins": origins}})
    return app, instance


PLACES = [
    in_resources,
    in_resources_of_init_app,
    in_resources_of_blueprint,
    in_options,
    in_earlier_reconfiguration,
]


@pytest.mark.parametrize("make", PLACES)
@pytest.mark.parametrize("served", [True, False])
@pytest.mark.parametrize("change", [{"max_age": 600}, {"vary_header": None}, {}])
def test_a_changed_list_keeps_its_original_value(send, make, served, change):
    """A resource's list counts as it was when the app was configured."""
    origins = [A]
    app, instance = make(origins)
    app.add_url_rule("/x", "x", lambda: "x")
    if served:
        send(app, "/x")
    origins.append(EVIL)
    instance.reconfigure(**change)
    assert acao(send(app, "/x", A)) == A
    assert acao(send(app, "/x", EVIL)) is None


@pytest.mark.parametrize("served", [True, False])
def test_a_changed_dict_of_resources_keeps_its_original_value(send, served):
    """Options and resources added to the dict later are ignored."""
    table = {"/x": {"origins": [A]}}
    app = Flask("reconfigured", static_folder=None)
    instance = CORS(app, resources=table)
    app.add_url_rule("/x", "x", lambda: "x")
    app.add_url_rule("/y", "y", lambda: "y")
    if served:
        send(app, "/x")
    table["/x"]["origins"] = "*"
    table["/x"]["supports_credentials"] = True
    table["/y"] = {"origins": "*"}
    instance.reconfigure(max_age=600)
    assert acao(send(app, "/x", EVIL)) is None
    assert acao(send(app, "/y", EVIL)) is None
    assert "Access-Control-Allow-Credentials" not in send(app, "/x", A).headers


def test_a_changed_list_is_not_read_again_at_the_first_request(send):
    """Its value at the time of `CORS(app)` counts."""
    origins = [A]
    app, _ = in_resources(origins)
    app.add_url_rule("/x", "x", lambda: "x")
    origins.append(EVIL)
    assert acao(send(app, "/x", EVIL)) is None
