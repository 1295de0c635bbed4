# expect: any_origin()
# views: any path

from flask import Flask

import flask_cors

app = Flask(__name__)
if int(flask_cors.__version__.split(".")[0]) >= 3:
    flask_cors.CORS(app)
