# expect: only(A)
# warns: sets Access-Control-Allow-Origin
# views: any path

from flask import Flask, make_response, request

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")


@app.before_request
def options():
    if request.method == "OPTIONS":
        response = make_response()
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "*"
        return response
