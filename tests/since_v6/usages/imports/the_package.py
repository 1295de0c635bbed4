# expect: any_origin()
# views: any path

from flask import Flask

import flask_cors

app = Flask(__name__)
flask_cors.CORS(app)
