# expect: only(A, "/drinks", status=401)
# views: any path

from flask import Flask, jsonify

from flask_cors import cross_origin

app = Flask(__name__)


class AuthError(Exception):
    pass


@app.errorhandler(AuthError)
@cross_origin()
def refused(error):
    return jsonify(message="login"), 401


@app.get("/drinks")
@cross_origin(origins="https://a.com")
def drinks():
    raise AuthError
