# expect: only(A, "/books", method="PUT")
# views: any path

from flask import Flask

from flask_cors import CORS, cross_origin

app = Flask(__name__)
CORS(app, origins="https://a.com")


@app.after_request
@cross_origin()
def refresh(response):
    response.headers["X-Token"] = "1"
    return response
