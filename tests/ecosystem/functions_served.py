"""Functions of Firebase and of functions-framework, for drive_functions.py."""

import functions_framework
from firebase_functions import https_fn, options

from flask_cors import cross_origin

A, B = "https://a.example", "https://b.example"


@https_fn.on_request(cors=options.CorsOptions(cors_origins=[A, B], cors_methods=["get", "put"]))
def firebase(request):
    """Return the data sent."""
    return https_fn.Response(request.get_data(), mimetype="application/json")


@functions_framework.http
@cross_origin(origins=[A, B], methods=["GET", "PUT"])
def framework(request):
    """Return the data sent."""
    return request.get_data()
