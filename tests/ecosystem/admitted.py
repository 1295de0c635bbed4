"""Report the behavior of an installed flask-cors for several configurations, in any environment.

It reads JSON from its standard input, `{"probes": [...], "configurations": [...]}`, and writes for
each configuration the allowed origins, the headers and the messages; it uses only public names.
"""

import json
import sys
import warnings

from flask import Flask

from flask_cors import CORS

ASKS = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type",
}


def outcome(options, probes):
    """Return the behavior of an app that was started with some options."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        app = Flask("configured", static_folder=None)
        app.add_url_rule("/", "index", lambda: "index", methods=["GET", "POST"])
        app.config.update(options.pop("config", {}))
        try:
            CORS(app, **options)
        except Exception as error:  # noqa: BLE001 - a failure to start is a result too
            return {"error": f"{type(error).__name__}: {error}"}
        answers = [app.test_client().get("/", headers={"Origin": each}) for each in probes]
        admitted = [
            probe
            for probe, answer in zip(probes, answers, strict=True)
            if answer.headers.get("Access-Control-Allow-Origin") in {probe, "*"}
        ]
        return {
            "admitted": admitted,
            "sent": sent(app, admitted),
            "warned": [str(each.message) for each in caught],
        }


def sent(app, admitted):
    """Return the other CORS headers for the first allowed origin, as sets."""
    if not admitted:
        return {}
    client, origin = app.test_client(), {"Origin": admitted[0]}
    found = {
        **client.options("/", headers={**origin, **ASKS}).headers,
        **client.get("/", headers=origin).headers,
    }
    return {
        name.lower(): sorted({each.strip().lower() for each in value.split(",")} - {""})
        for name, value in found.items()
        if name.lower().startswith("access-control-") and name != "Access-Control-Allow-Origin"
    }


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump([outcome(each, asked["probes"]) for each in asked["configurations"]], sys.stdout)
