# expect: no_origin()
# warns: origins=None is not an origin
# warns: origins=None is not an origin
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=[os.getenv("FRONTEND_URL"), os.getenv("ADMIN_URL")])
