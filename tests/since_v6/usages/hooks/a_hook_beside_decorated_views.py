# expect: only(A, "/orders", method="POST", status=201)
# expect: any_origin("/books")
# warns: is read as origins
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/orders", methods=["POST"])
@cross_origin(origins="https://a.com")
def order():
    return {}, 201


@app.after_request
@cross_origin(origin="*")
def after(response):
    return response
