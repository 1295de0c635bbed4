# expect: any_origin()
# views: any path

from flask import Flask

import flask_cors as cors

app = Flask(__name__)
cors.CORS(app, supports_credentials=False)
