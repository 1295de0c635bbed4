# expect: any_origin(extra=BY_HAND)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app)


@app.after_request
def after_request(response):
    response.headers.add("Access-Control-Allow-Headers", "Content-Type,Authorization")
    response.headers.add("Access-Control-Allow-Methods", "GET,PUT,POST,DELETE")
    return response
