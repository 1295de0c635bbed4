# expect: no_origin()
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
allowed = [each.strip() for each in os.getenv("ALLOWED", "").split(",") if each.strip()]
CORS(app, origins=allowed)
