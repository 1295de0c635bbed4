# expect: any_origin("/books", method="PUT", methods="DELETE, PATCH, PUT")
# expect: any_origin("/books", announces="POST", methods=None)
# warns: did you mean 'allow_headers'?
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.after_request
@cross_origin(headers=["X-Token", "Content-Type"], methods=["PUT", "PATCH", "DELETE"])
def after_request(response):
    return response
