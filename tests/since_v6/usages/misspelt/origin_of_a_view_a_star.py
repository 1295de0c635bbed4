# expect: any_origin("/open")
# warns: is read as origins
# warns: did you mean 'supports_credentials'?
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/open")
@cross_origin(origin="*", supports_credential=True)
def home():
    return "home"
