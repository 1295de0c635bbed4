# expect: only(A, "/me", credentials=True, status=401)
# views: any path

import functools

from flask import Flask, abort, request

from flask_cors import cross_origin

app = Flask(__name__)


def login_required(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        if "Authorization" not in request.headers:
            abort(401)
        return view(*args, **kwargs)

    return wrapper


@app.route("/me", methods=["GET", "PUT"])
@login_required
@cross_origin(origins="https://a.com", supports_credentials=True)
def me():
    return "me"
