# expect: only(LOCAL)
# warns: origins=None is not an origin (an unset environment variable?)
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=[os.getenv("FRONTEND_URL"), "http://localhost:3000"])
