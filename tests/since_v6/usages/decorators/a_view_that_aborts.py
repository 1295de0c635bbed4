# expect: only(A, "/books/7", status=404)
# views: any path

from flask import Flask, abort

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/books/<int:number>")
@cross_origin(origins="https://a.com")
def book(number):
    abort(404)
