# expect: any_origin(max_age="600")
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, max_age=os.environ.get("MAX_AGE", "600"))
