# expect: only(A, "/me", status=403)
# views: any path

import functools

from flask import Flask, make_response

from flask_cors import cross_origin

app = Flask(__name__)


def token_required(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        return make_response("no token", 403)

    return wrapper


@app.route("/me", methods=["GET"])
@cross_origin(origins="https://a.com")
@token_required
def me():
    return "me"
