# expect: any_origin("/api/v1/pipelines/")
# views: any path

import logging

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
logging.basicConfig(level=logging.INFO)
logging.getLogger("flask_cors").level = logging.DEBUG
CORS(app, resources=r"/api/*")
