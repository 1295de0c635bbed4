# expect: no_origin("/content")
# warns: was given without its name and is read as origins
# warns: has no scheme, so it can never match; use 'http
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/content")
@cross_origin(["staging.a.com"])
def content():
    return "content"
