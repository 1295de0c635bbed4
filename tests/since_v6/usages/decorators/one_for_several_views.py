# expect: only(A, "/one", credentials=True)
# expect: only(A, "/two", credentials=True)
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)
allow_shop = cross_origin(origins="https://a.com", supports_credentials=True)


@app.route("/one")
@allow_shop
def one():
    return "one"


@app.route("/two")
@allow_shop
def two():
    return "two"
