# expect: no_origin()
# warns: origins='' allows no origin
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=os.getenv("FRONTEND_URL", ""))
